"""`/people`: who needs us first, in sentences, then who was in touch lately; or whoever a filter finds."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from aiohttp import web

from schemas.documents import Person
from schemas.events import Signal
from services.web import keys
from services.web.answering import BOUND, shell_of, shown
from services.web.drawing import strip
from services.web.naming import titles
from services.web.views import PeoplePage, Row, Shell
from streams.rules.words import signal_sentence

PARTS = {"lists": "people/_lists.html.j2"}
NEEDS = 60


async def people(request: web.Request) -> web.Response:
    shell = shell_of(request, "people")
    state = request.app[keys.STATE]
    if shell.query:
        found = await state.persons.get_many(await state.identifiers.found(shell.query, BOUND))
        joined = list((await state.persons.get_many([request.query.get("join", "")])).values())
        named = sorted(found.values(), key=lambda person: (person.name or "\uffff", person.id))
        return shown(
            request,
            PeoplePage(
                shell=shell, needs=(), recent=(), found=rows(request, shell, named), join=next(iter(rows(request, shell, joined)), None)
            ),
            parts=PARTS,
        )
    needs, recent = await asyncio.gather(who_needs_us(request, shell), state.persons.recent(BOUND, now=shell.now))
    needing = {row.id for row in needs}
    others = [person for person in recent if person.id not in needing]
    return shown(request, PeoplePage(shell=shell, needs=needs, recent=rows(request, shell, others)), parts=PARTS)


async def who_needs_us(request: web.Request, shell: Shell, *, here: str = "") -> tuple[Row, ...]:
    """A row a person with an open signal, what was noticed last first."""
    state = request.app[keys.STATE]
    signals = {signal.person: signal for signal in reversed(await state.signals.open(NEEDS))}
    persons = await state.persons.get_many(signals)
    ordered = sorted((person for person in persons.values()), key=lambda person: signals[person.id].at, reverse=True)
    return rows(request, shell, ordered, signals, here=here)


def rows(
    request: web.Request, shell: Shell, persons: Sequence[Person], signals: Mapping[str, Signal] | None = None, *, here: str = ""
) -> tuple[Row, ...]:
    """`signals`: what to say of each; without, what their own summary says."""
    names = titles(persons)
    zone = request.app[keys.ZONE]
    made = []
    for person in persons:
        signal = (signals or {}).get(person.id) or next((each for each in person.signals if each.closed_at is None), None)
        made.append(
            Row(
                id=person.id,
                name=names[person.id],
                at=signal.since if signal else person.last_at,
                here=person.id == here,
                sentence=signal_sentence(signal, shell.language, person.name, tz=zone.key) if signal else "",
                strip=strip(person.course, person.signals, person.due_at, now=shell.now, zone=zone),
            )
        )
    return tuple(made)
