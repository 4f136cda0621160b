"""Tells a running hub the whole year: agreements first, then everything that happened, then which addresses are the same person's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from schemas.errors import Unavailable
from services.demo.agreements import consents, joinings
from services.demo.doors import Doors
from services.demo.history import given, happenings, history
from services.demo.memory import Memory, keep
from services.embedded.hub import with_engines
from streams.settings import Settings
from streams.wire import Emit, Producer

DRAINED_WITHIN_S = 300.0
TRY_AGAIN_S = 0.5


async def tell_history(settings: Settings, memory: Memory, doors: Doors, *, again: bool, say: Callable[[str], None]) -> None:
    """Hands in the year of `memory`. A hub that has it already is asked with one piece only, unless `again`."""
    if memory.told and not again and await _is_known(memory, doors):
        say(f"the year until {memory.day} is there already")
        return
    clock = asyncio.get_running_loop().time
    begun_at = clock()
    await _decide(settings, consents(memory.day, alone=True))
    handings = await asyncio.to_thread(history, memory.seed, memory.day)
    results = await doors.hand_all(handings)
    handed_at = clock()
    say(
        f"{len(handings)} files of the year until {memory.day}: "
        + ", ".join(f"{count} {result}" for result, count in sorted(results.items()))
    )
    await _drained(doors)
    await _decide(settings, [*joinings(memory.day), *consents(memory.day, alone=False)])
    memory.told = True
    keep(settings.directory, memory)
    say(f"handed in within {handed_at - begun_at:.1f} s, on everybody's page after {clock() - begun_at:.1f} s")


async def _is_known(memory: Memory, doors: Doors) -> bool:
    """Whether the hub knows the latest piece of the year."""
    told = happenings(memory.seed, memory.day)
    known = {one.key: one for one in told}
    latest = next(one for one in reversed(told) if one.channel == "email")
    return await doors.hand(given(latest, known.get(latest.after or ""))) == "duplicate"


async def _decide(settings: Settings, decisions: Sequence[Emit]) -> None:
    """What a colleague would have said on the page, by the same topic; each has an id, so that it counts once."""
    clock = asyncio.get_running_loop().time
    gives_up_at = clock() + DRAINED_WITHIN_S
    while True:
        try:
            producer = Producer(with_engines(settings))
            try:
                await producer.send(decisions)
            finally:
                await producer.stop()
        except Unavailable:
            if clock() > gives_up_at:
                raise
            await asyncio.sleep(TRY_AGAIN_S)
        else:
            return


async def _drained(doors: Doors) -> None:
    """Waits until the hub has carried everything on; not for ever, since others may hand things in meanwhile."""
    clock = asyncio.get_running_loop().time
    gives_up_at = clock() + DRAINED_WITHIN_S
    while await doors.backlog() != 0 and clock() < gives_up_at:  # noqa: ASYNC110  # another process tells it, when asked
        await asyncio.sleep(TRY_AGAIN_S)
