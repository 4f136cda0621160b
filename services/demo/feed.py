"""Tells a running hub the whole year: who agreed to be written to, which addresses are the same person's, then everything that happened."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from schemas import topics
from schemas.errors import Unavailable
from schemas.events import Command
from services.demo.agreements import consents, joined, joinings
from services.demo.doors import Doors
from services.demo.history import given, happenings, history, introductions
from services.demo.memory import Memory, keep
from services.embedded.hub import with_engines
from streams.settings import Settings
from streams.state import State
from streams.state.client import AWAY, ms
from streams.state.originals import PATIENCE
from streams.wire import Emit, Producer

WITHIN_S = 300.0
DRAINED_WITHIN_S = 240.0
TRY_AGAIN_S = 0.3


async def tell_history(settings: Settings, memory: Memory, doors: Doors, *, again: bool, say: Callable[[str], None]) -> None:
    """Hands in the year of `memory`. A hub that has it already is asked with one piece only, unless `again`.

    Those with several addresses are introduced and joined before the rest comes: half a person would seem to have gone quiet.
    """
    if memory.told and not again and await _is_known(memory, doors):
        say(f"the year until {memory.day} is there already")
        return
    with_engines(settings)  # where no hub runs, that is said at once
    clock = asyncio.get_running_loop().time
    begun_at = clock()
    several = joined()
    await _decide(settings, consents(memory.day))
    first = await asyncio.to_thread(introductions, memory.seed, memory.day, {*several, *several.values()})
    await doors.hand_all(first)
    await _drained(doors)
    await _decide(settings, joinings(memory.day))
    handings = await asyncio.to_thread(history, memory.seed, memory.day)
    await _drained(doors)
    results = await doors.hand_all(handings)
    memory.told = True
    keep(settings.directory, memory)
    counted = ", ".join(f"{count} {result}" for result, count in sorted(results.items()))
    say(f"{len(handings)} files of the year until {memory.day} within {clock() - begun_at:.1f} s: {counted}")


async def _is_known(memory: Memory, doors: Doors) -> bool:
    """Whether the hub knows the latest piece of the year."""
    told = happenings(memory.seed, memory.day)
    known = {one.key: one for one in told}
    latest = next(one for one in reversed(told) if one.channel == "email")
    return await doors.hand(given(latest, known.get(latest.after or ""))) == "duplicate"


async def _decide(settings: Settings, decisions: Sequence[Command]) -> None:
    """What a colleague would have said on the page, in the way that the page has: kept first, then sent. Each has an id and counts once."""
    clock = asyncio.get_running_loop().time
    gives_up_at = clock() + WITHIN_S
    while True:
        try:
            await _order(with_engines(settings), decisions)
        except (Unavailable, *AWAY):
            if clock() > gives_up_at:
                raise
            await asyncio.sleep(TRY_AGAIN_S)
        else:
            return


async def _order(settings: Settings, decisions: Sequence[Command]) -> None:
    state, producer = State.connect(settings.mongo_url), Producer(settings)
    hand_on_at = ms(datetime.now(UTC)) + PATIENCE
    try:
        new = [decision for decision in decisions if await state.commands.put(decision, hand_on_at=hand_on_at)]
        with contextlib.suppress(Unavailable):  # they are kept: the clock hands them on
            await producer.send([Emit(topics.COMMANDS, decision.person, decision) for decision in new])
    finally:
        await producer.stop()
        state.close()


async def _drained(doors: Doors) -> None:
    """Waits until the hub has carried everything on; not for ever, since others may hand things in meanwhile."""
    clock = asyncio.get_running_loop().time
    gives_up_at = clock() + DRAINED_WITHIN_S
    while await doors.backlog() != 0 and clock() < gives_up_at:  # noqa: ASYNC110  # another process tells it, when asked
        await asyncio.sleep(TRY_AGAIN_S)
