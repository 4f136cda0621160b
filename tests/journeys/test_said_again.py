"""What a source says later - an edit, a deletion, the next event of a call - ends in the same database in whatever order it comes."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from driving import HOUSE, NOW, agreed, arrive, due, dump, handle, standing
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from schemas.documents import FollowUp, TimelineEntry
from schemas.events import Event
from schemas.interaction import Channel, Interaction, Original, Party, Reading, Removal
from streams import channels
from streams.desk import Desk
from streams.rules.persons import person_of
from streams.stages.decide import decide
from streams.stages.normalise import normalise
from streams.stages.resolve import resolve
from streams.stages.sense import sense

ANGRY = "C'est inadmissible, toujours aucune réponse, je suis furieuse de votre service lamentable !"
CALM = "Bonjour, voici le relevé du compteur de cette semaine."
SHOP = Party(role="recipient", identifier=f"mastodon:post@{HOUSE}")
DESK = Party(role="callee", identifier="ext:4021")


class Told(msgspec.Struct, frozen=True):
    """A source of our own: what one original says."""

    said: tuple[Interaction, ...] = ()
    gone: tuple[Removal, ...] = ()

    def __or__(self, other: Told) -> Told:
        return Told(said=self.said + other.said, gone=self.gone + other.gone)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def post(id_: str, who: str, text: str, *, at: float = 50, edited: float | None = None, **more: Any) -> Interaction:
    return Interaction(
        id=id_, channel="social", network="mastodon", direction="in", at=ago(at), language="fr", text=text,
        parties=(Party(role="author", identifier=f"mastodon:{who}@people.example", name=who.title()), SHOP),
        original=Original(sha256="", content_type="", size=0), edited_at=UNSET if edited is None else ago(edited), **more,
    )  # fmt: skip


def like(id_: str, who: str, *, at: float) -> Interaction:
    return post(id_, who, "", at=at, act="like")


def call(id_: str, number: str | None, *, at: float = 30, named: bool = True, **measures: bool | int) -> Interaction:
    parties = (Party(role="caller", identifier=number, name="Dora" if number else None), DESK) if named else ()
    return Interaction(
        id=id_, channel="phone", direction="in", at=ago(at), parties=parties, measures=measures,
        original=Original(sha256="", content_type="", size=0),
    )  # fmt: skip


def gone(id_: str, at: float | None = 5) -> Told:
    return Told(gone=(Removal(id=id_, channel="social", network="mastodon", at=None if at is None else ago(at)),))


def said(*interactions: Interaction) -> Told:
    return Told(said=interactions)


DORA, FRED = "tel:+33144556677", "tel:+33144556688"
ORIGINALS: list[tuple[Channel, Told]] = [
    ("social", said(post("anne", "anne", ANGRY))),
    ("social", said(post("anne", "anne", CALM, at=20, edited=20))),  # edited away
    ("social", said(post("bert", "bert", ANGRY))),
    ("social", gone("bert")),
    ("social", gone("bert", at=3)),  # once more, by another way
    ("social", said(post("bert", "bert", ANGRY + " !", edited=40))),
    ("social", said(post("carla", "carla", CALM, at=55))),
    ("social", said(post("carla", "carla", ANGRY, at=55, edited=12))),  # said in an edit
    ("social", said(post("carla", "carla", CALM + " Merci.", at=55, edited=30))),
    # Several in one original, of which some were said before:
    ("social", said(post("emil-1", "emil", ANGRY), post("emil-2", "emil", CALM, at=45)) | gone("emil-3")),
    ("social", said(post("emil-3", "emil", ANGRY), post("emil-2", "emil", "Bonjour.", at=45, edited=9)) | gone("emil-1", at=None)),
    # Given, taken back and given anew; given twice and taken back after; and several of both in one original:
    ("social", said(like("like-1", "gina", at=50))),
    ("social", gone("like-1", at=30)),
    ("social", said(like("like-1", "gina", at=10))),
    ("social", said(like("like-2", "hugo", at=50), like("like-3", "gina", at=20)) | gone("like-3", at=35)),
    ("social", said(like("like-2", "hugo", at=20)) | gone("like-2", at=15)),
    # Taken back by the number that the server gave it:
    ("social", said(post("ines", "ines", ANGRY, also=("mastodon:77",)))),
    ("social", gone("mastodon:77")),
    ("social", said(post("ines", "ines", ANGRY), post("jan", "jan", CALM, also=("mastodon:78",))) | gone("mastodon:79")),
    ("phone", said(call("call-1", DORA, at=31, answered=False))),
    ("phone", said(call("call-1", DORA, answered=True, wait_s=12))),
    ("phone", said(call("call-1", None, at=28, named=False, duration_s=95))),  # the recording, which names nobody
    ("phone", said(call("call-1", FRED, at=29, transferred=True), call("call-2", None, answered=False))),
    ("phone", said(call("call-2", None, wait_s=40))),  # a withheld number
]  # fmt: skip


def read(data: bytes, reading: Reading) -> Iterator[channels.Read]:
    told = msgspec.json.decode(data, type=Told)
    for item in told.said:
        original = Original(sha256=hashlib.sha256(data).hexdigest(), content_type="application/json", size=len(data))
        yield msgspec.structs.replace(item, original=original)
    yield from told.gone


@pytest.fixture
def told_by_us(monkeypatch: pytest.MonkeyPatch) -> None:
    for channel in ("social", "phone"):
        monkeypatch.setitem(channels._IN_THE_HUB, channel, read)


@st.composite
def deliveries(draw: st.DrawFn) -> list[list[int]]:
    """Each original at least once, some again, in any order, in any batches."""
    order = draw(st.permutations([*range(len(ORIGINALS)), *draw(st.lists(st.integers(0, len(ORIGINALS) - 1), max_size=8))]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order) - 1), max_size=8)))
    return [list(order[start:end]) for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]


async def end_of(desk: Desk, clock: Any, batches: list[list[int]], *, random: Random | None = None) -> dict[str, Any]:
    """The database after these deliveries, once the clock has handed on what stood still."""
    for name in await desk.state.db.list_collection_names():
        await desk.state.db[name].delete_many({})
    desk.met.clear()
    desk.handed.clear()
    clock.at = NOW
    late: dict[Any, list[Event]] = {}

    async def stage(what: Any, events: list[Event]) -> list[Event]:
        """In any order, doubled, in two batches, and some of it only with the next."""
        events = late.pop(what, []) + events
        if random is None or not events:
            return await handle(what, desk, events)
        events = [*events, *random.choices(events, k=random.randrange(3))]
        random.shuffle(events)
        if what is not normalise:
            kept = random.randrange(len(events) + 1) if random.random() < 0.3 else 0
            late[what], events = events[:kept], events[kept:]
        cut = random.randrange(len(events) + 1)
        return await handle(what, desk, events[:cut]) + await handle(what, desk, events[cut:])

    async def carry(events: list[Event]) -> None:
        entries = [event for event in events if type(event).__name__ == "Entry"]
        said = await stage(normalise, [event for event in events if type(event).__name__ == "Raw"])
        await stage(decide, await stage(sense, await stage(resolve, said) + entries))

    for batch in batches:
        for index in batch:
            channel, told = ORIGINALS[index]
            await carry(list(await arrive(desk, channel, msgspec.json.encode(told))))
    random = None
    for _ in range(4):
        await carry(await standing(desk))
        clock.at += timedelta(seconds=61)
    await stage(decide, await stage(sense, list(await due(desk))))
    ended = await dump(desk.state)
    # a receipt is decided by what is known at its moment, and stays as it was decided
    return ended | {"followups": [one for one in ended.get("followups", []) if one["campaign"] != "receipt"]}


@pytest.mark.usefixtures("told_by_us")
async def test_edits_removals_and_events_of_calls_end_in_the_same_database(desk: Desk, clock: Any) -> None:
    ordered = await end_of(desk, clock, [[place] for place in range(len(ORIGINALS))])
    entries = {doc["_id"]: doc for doc in ordered["timeline"]}
    assert entries["anne/mastodon:anne@people.example"]["interaction"]["text"] == CALM
    assert [doc["text"] for doc in entries["anne/mastodon:anne@people.example"]["earlier"]] == [ANGRY]
    assert [doc["text"] for doc in entries["carla/mastodon:carla@people.example"]["earlier"]] == [CALM, CALM + " Merci."]
    removed = {id_ for id_, doc in entries.items() if "removed_at" in doc}
    taken = (("bert", "bert"), ("emil-1", "emil"), ("emil-3", "emil"), ("like-2", "hugo"), ("ines", "ines"))
    assert removed == {f"{post}/mastodon:{who}@people.example" for post, who in taken}
    assert [entries[f"like-{number}/mastodon:gina@people.example"]["at"] for number in (1, 3)] == [ago(10), ago(20)], "the latest counts"
    assert all(entries[id_]["interaction"]["text"] == "" and "earlier" not in entries[id_] for id_ in removed)
    assert entries["bert/mastodon:bert@people.example"]["removed_at"] == ago(3), "of two removals the last"
    whole = {"answered": True, "wait_s": 12, "duration_s": 95, "transferred": True}
    assert [entries[f"call-1/{number}"]["interaction"]["measures"] for number in (DORA, FRED)] == [whole, whole]
    assert entries["call-2/-"]["interaction"]["measures"] == {"answered": False, "wait_s": 40} and "call-1/-" not in entries
    assert {doc["person"] for doc in ordered["signals"] if doc["kind"] == "discontent"} == {person_of("mastodon:carla@people.example")}
    assert not any("hand_on_at" in doc for name in ("originals", "timeline", "signals") for doc in ordered[name])
    gone_with_them = msgspec.json.encode([docs for name, docs in ordered.items() if not name.startswith("originals")], enc_hook=str)
    assert ANGRY.encode() in gone_with_them and (ANGRY + " !").encode() not in gone_with_them, "only the network's bytes hold them"

    loop = asyncio.get_running_loop()

    @settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])  # shrinking takes minutes
    @given(deliveries(), st.integers(0, 2**32))
    def holds(batches: list[list[int]], seed: int) -> None:
        ends = asyncio.run_coroutine_threadsafe(end_of(desk, clock, batches, random=Random(seed)), loop)
        assert ends.result(900) == ordered

    await asyncio.to_thread(holds)  # hypothesis drives plain functions: in a thread of its own, the database in this loop


@pytest.mark.usefixtures("told_by_us")
async def test_two_workers_that_write_one_entry_at_once_lose_nothing(desk: Desk, clock: Any) -> None:
    """An edit, a removal and the post meet in the database; the events of a call do."""
    mine = {"bert", "anne", "call-1"}
    originals = [(channel, told) for channel, told in ORIGINALS if mine & {item.id for item in (*told.said, *told.gone)}]
    raws = [raw for channel, told in originals for raw in await arrive(desk, channel, msgspec.json.encode(told))]
    events = await handle(normalise, desk, raws)
    entries = await asyncio.gather(*(handle(resolve, desk, [event]) for event in events))
    await asyncio.gather(*(handle(sense, desk, [event]) for each in entries for event in each))
    kept: dict[str, TimelineEntry] = {entry.id: entry async for entry in desk.state.timeline.every()}
    anne, bert = kept["anne/mastodon:anne@people.example"], kept["bert/mastodon:bert@people.example"]
    assert bert.interaction.text == "" and bert.removed_at == ago(3)
    assert anne.interaction.text == CALM and anne.earlier
    assert kept[f"call-1/{DORA}"].interaction.measures.keys() == {"answered", "wait_s", "duration_s", "transferred"}
    assert "call-1/-" not in kept
    for who in ("anne", "bert"):
        person = await desk.state.persons.get(person_of(f"mastodon:{who}@people.example"))
        assert person is not None and [step.labels for step in person.course] == [()] and not person.signals


@pytest.fixture
async def vera(desk: Desk, clock: Any, told_by_us: None) -> list[FollowUp]:
    """Posted once a week, agreed to be written to, was furious in the end, and is silent since: a colleague is asked."""
    desk.settings = msgspec.structs.replace(desk.settings, mastodon_url="http://127.0.0.1:9", mastodon_token="token")
    weekly = [post(f"vera-{week}", "vera", CALM, at=(40 + 7 * week) * 1440) for week in range(1, 8)]
    await desk.state.consents.put([msgspec.structs.replace(agreed("vera"), person=VERA)])
    await through(desk, said(*weekly, post("furious", "vera", ANGRY, at=40 * 1440)))
    clock.at += timedelta(seconds=61)
    await handle(decide, desk, await handle(sense, desk, list(await due(desk))))
    return await desk.state.followups.of(VERA)


VERA = person_of("mastodon:vera@people.example")


async def through(desk: Desk, *told: Told) -> None:
    for one in told:
        raws = await arrive(desk, "social", msgspec.json.encode(one))
        entries = await handle(resolve, desk, await handle(normalise, desk, raws))
        await handle(decide, desk, await handle(sense, desk, entries))


@pytest.mark.usefixtures("told_by_us")
async def test_what_was_decided_in_view_of_words_is_decided_without_them_once_they_are_taken_back(desk: Desk, vera: list[FollowUp]) -> None:
    [asking] = vera
    assert asking.state == "asking" and "unsettled" in {reason.code for reason in asking.reasons}
    await through(desk, gone("furious"))
    [waiting] = await desk.state.followups.of(VERA)
    assert waiting.state == "waiting" and "unsettled" not in {reason.code for reason in waiting.reasons}
    assert {signal.kind for signal in await desk.state.signals.of(VERA)} == {"quiet"}, "that something was said is a sign of life still"


@pytest.mark.usefixtures("told_by_us")
async def test_a_follow_up_whose_signal_is_withdrawn_is_called_off_at_once(desk: Desk, vera: list[FollowUp]) -> None:
    assert [followup.state for followup in vera] == ["asking"]
    await through(desk, said(post("late", "vera", CALM, at=33 * 1440)))
    states = {(followup.state, followup.reasons[-1].code) for followup in await desk.state.followups.of(VERA)}
    assert states == {("withdrawn", "signal_gone")}
