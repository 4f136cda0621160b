"""Shuffled and doubled input ends in the same database as ordered input."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from random import Random
from typing import Any

from driving import NOW, agreed, arrive, carry, due, dump, handle, mail, standing, weekly
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from schemas.events import Event, Raw
from streams.desk import Desk
from streams.stages.decide import decide
from streams.stages.normalise import normalise
from streams.stages.resolve import resolve
from streams.stages.sense import sense

SETTLED = timedelta(seconds=20)

MAILS = [
    *weekly("anne@people.example", count=4, name="Anne"),  # silent, said yes
    *weekly("anne@people.example", count=1, last=NOW - timedelta(days=43), name="Anne Dupont"),  # out of her rhythm, by another name
    *weekly("bert@people.example", count=4, last=NOW - timedelta(days=50)),  # silent, said no
    *weekly("carla@people.example", count=4, last=NOW - timedelta(days=2)),  # steady
    *weekly("dora@people.example", count=4, last=NOW - timedelta(days=100)),  # was silent, and came back
    mail("dora@people.example", NOW - timedelta(days=1)),
    mail("emil@people.example", NOW - timedelta(days=9)),  # once
]


@st.composite
def deliveries(draw: st.DrawFn) -> list[list[int]]:
    """Each mail at least once, some twice or three times, in any order, in any batches."""
    order = draw(st.permutations([*range(len(MAILS)), *draw(st.lists(st.integers(0, len(MAILS) - 1), max_size=12))]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order) - 1), max_size=3)))
    return [list(order[start:end]) for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


async def end_of(desk: Desk, clock: Any, batches: list[list[int]], *, shuffle: Random | None = None) -> dict[str, Any]:
    """The database after these deliveries and the clock's ticks, up to the follow-ups."""
    for name in await desk.state.db.list_collection_names():
        await desk.state.db[name].delete_many({})
    desk.met.clear()
    desk.handed.clear()
    clock.at = NOW
    await desk.state.consents.put([agreed("anne@people.example"), agreed("bert@people.example", given=False)])

    async def stage(what: Any, events: list[Event]) -> list[Event]:
        """On a topic of many partitions the order is anybody's, and anything may come again."""
        if shuffle is not None and events:
            events = [*events, *shuffle.choices(events, k=shuffle.randrange(4))]
            shuffle.shuffle(events)
        return await handle(what, desk, events)

    for batch in batches:
        raws: list[Raw] = [raw for index in batch for raw in await arrive(desk, "email", MAILS[index])]
        said = await stage(normalise, list(raws))
        entries = await stage(resolve, said)
        await stage(decide, await stage(sense, entries))
    clock.at = NOW + SETTLED
    signals = await stage(sense, list(await due(desk)))
    await stage(decide, signals)
    return await dump(desk.state)


async def test_shuffled_doubled_and_differently_batched_mail_ends_in_the_same_database(desk: Desk, clock: Any) -> None:
    ordered = await end_of(desk, clock, [list(range(len(MAILS)))])
    states = {doc["state"] for doc in ordered["followups"]}
    assert {"waiting", "held"} == states, "the story has somebody to write to and somebody who said no"
    assert len(ordered["timeline"]) == len(MAILS) and len(ordered["persons"]) == 5
    assert not any("hand_on_at" in doc for name in ("originals", "timeline", "signals") for doc in ordered[name])
    silent = {doc["person"] for doc in ordered["signals"] if "open" in doc and doc["kind"] == "quiet"}
    assert silent == {doc["person"] for doc in ordered["followups"]}

    loop = asyncio.get_running_loop()

    @settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes minutes
    @given(deliveries(), st.integers(0, 2**32))
    def holds(batches: list[list[int]], seed: int) -> None:
        ends = asyncio.run_coroutine_threadsafe(end_of(desk, clock, batches, shuffle=Random(seed)), loop)
        assert ends.result(900) == ordered

    await asyncio.to_thread(holds)  # hypothesis drives plain functions: in a thread of its own, the database in this loop


async def test_the_same_events_again_cause_nothing(desk: Desk, clock: Any) -> None:
    raws = await arrive(desk, "email", *MAILS)
    await carry(desk, raws)
    once = await dump(desk.state)
    assert once["timeline"]
    await carry(desk, raws)
    await carry(desk, reversed(raws))
    assert await dump(desk.state) == once


async def test_an_entry_that_a_killed_database_lost_after_it_was_sent_on_is_written_again(desk: Desk, clock: Any) -> None:
    entries = await carry(desk, await arrive(desk, "email", mail("anne@people.example", clock.at)), until=sense)
    await desk.state.db["timeline"].delete_many({})  # what nobody had waited for
    await carry(desk, entries)
    assert await desk.state.originals.under_way(clock.at), "what it came in stays open"
    clock.at += timedelta(seconds=16)
    await carry(desk, await standing(desk))
    assert len([entry async for entry in desk.state.timeline.every()]) == 1
    assert not await standing(desk)
