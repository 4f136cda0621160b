"""The clock: reads every due_at and says what is due now; hands on again what has stood still too long in the middle of the path.

One leader by a lease, which it must still hold when it has found what is due: one that stood still meanwhile hands on nothing. What was
handed on is remembered by the leader alone: a document stays due until it is carried on, so a leader that dies, or a broker that forgets,
costs a second delivery and never a lost one.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog

from schemas import topics
from schemas.events import Due, Leaving
from streams.desk import Desk
from streams.stages.resolve import entry_event
from streams.wire import Emit

log = structlog.get_logger()

LEASE_S = 5.0
AGAIN_AFTER_S = 20.0
PORTION = 300
"""Signals, follow-ups, messages that are on their way at a time: when thousands are due at once, to read them all twice a second, and to
hand them on again while they wait, would keep those from their work who carry them out."""
BEHIND = timedelta(seconds=3)
"""What was accepted so long ago and is not sensed yet may be the word that ends a silence: no silence is told over it."""
WAITS_AT_MOST = timedelta(minutes=10)
"""But something is always under way in a house with too few workers."""
HOLDER = f"{socket.gethostname()}/{os.getpid()}"


async def tick(desk: Desk) -> None:
    """What is due or stands still, each at most once in 20 s."""
    if not await _leads(desk):
        return
    remembered = desk.remembered
    monotonic = time.monotonic()
    for key in [key for key, until in remembered.items() if until <= monotonic]:
        del remembered[key]
    emits = {key: emit async for key, emit in _due(desk) if key not in remembered}
    if emits and await _leads(desk):
        await desk.producer.send(list(emits.values()))
        remembered.update(dict.fromkeys(emits, monotonic + AGAIN_AFTER_S))
        log.info("clock.handed_on", events=len(emits))


async def _leads(desk: Desk) -> bool:
    """Whether this desk is the clock, from now on for a while: in two containers of one host, two may have the same name and number."""
    return await desk.state.leases.take("clock", f"{HOLDER}/{id(desk):x}", now=desk.now(), for_s=LEASE_S)


async def _due(desk: Desk) -> AsyncIterator[tuple[str, Emit]]:
    state, now = desk.state, desk.now()
    for raw, since in await state.originals.standing(now):
        yield f"{raw.original}@{since.timestamp()}", Emit(topics.RAW[raw.channel], raw.original, raw)
    standing = await state.timeline.standing(now)
    owners = await state.atoms.owners(standing)
    for entry in standing:
        if entry.identifier:
            person = owners[entry.id]
            yield (
                f"{entry.id}@{entry.version}",
                Emit(topics.TIMELINE, person, entry_event(entry, person)),
            )
    silent = await state.persons.due(now)
    if silent and (await state.originals.under_way(now - BEHIND) or await state.timeline.under_way(now - BEHIND)):
        silent = await state.persons.due(now - WAITS_AT_MOST)
    for person, due_at in silent:
        yield f"{person}@{due_at.timestamp()}", Emit(topics.DUE, person, Due(kind="silence", id=person, person=person, at=due_at))
    for signal in await state.signals.standing(now, PORTION):
        yield f"signal {signal.id}", Emit(topics.SIGNALS, signal.person, signal)
    for followup in await state.followups.due(now, PORTION):
        if followup.due_at:
            yield (
                f"followup {followup.id}@{followup.due_at.timestamp()}",
                Emit(topics.DUE, followup.person, Due(kind="followup", id=followup.id, person=followup.person, at=followup.due_at)),
            )
    for message in await state.messages.standing(now, PORTION):
        yield (
            f"message {message.id}@{message.state}{message.attempts}",
            Emit(topics.MESSAGES, message.person, Leaving(id=message.id, person=message.person)),
        )
    for command in await state.commands.standing(now):
        yield f"command {command.id}", Emit(topics.COMMANDS, command.person, command)
