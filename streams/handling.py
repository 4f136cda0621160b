"""How long this house takes to answer, read again every hour from the courses of those who were last in touch."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from schemas.interaction import Channel
from streams.composing import clock_of
from streams.rules.handling import usual_answers
from streams.settings import Settings
from streams.state import State

AGAIN_S = 3600.0
PERSONS = 500

_known: WeakKeyDictionary[State, tuple[float, dict[Channel, timedelta]]] = WeakKeyDictionary()
_asked: WeakKeyDictionary[State, asyncio.Lock] = WeakKeyDictionary()


async def usual_of(state: State, settings: Settings, now: datetime) -> dict[Channel, timedelta]:
    """By channel, in working time; a channel is absent where too few asked to tell."""
    async with _asked.setdefault(state, asyncio.Lock()):  # of all who ask at once one finds out
        until, usual = _known.get(state, (0.0, {}))
        if time.monotonic() < until:
            return usual
        courses = [person.course for person in await state.persons.recent(PERSONS, now=now)]
        usual = await asyncio.to_thread(usual_answers, courses, clock_of(settings), now=now)
        _known[state] = time.monotonic() + AGAIN_S, usual
    return usual
