"""`/people`: who needs us first, by reason and in sentences, then who was in touch lately; or whoever a filter finds."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from aiohttp import web

from schemas.documents import Person
from schemas.events import Kind, Signal
from services.web import keys
from services.web.answering import BOUND, shell_of, shown
from services.web.drawing import strip
from services.web.naming import titles
from services.web.views import Group, Need, PeoplePage, Row, Shell
from streams.rules.words import signal_sentence

PARTS = {"lists": "people/_lists.html.j2"}
NEEDS = 30
"""So many signals are read for each reason."""

GROUPS: dict[Need, tuple[Kind, ...]] = {
    "promised": ("promise_due", "promise_broken"),
    "drifting": ("quiet", "fading"),
    "unhappy": ("discontent", "misunderstood"),
    "happy": ("delighted", "returned"),
}
"""Why somebody needs us, the most pressing first, in the group as well."""

PRESSING: tuple[Kind, ...] = tuple(kind for kinds in GROUPS.values() for kind in kinds)


MOMENTS: frozenset[Kind] = frozenset({"returned", "delighted", "promise_due", "promise_broken"})


async def people(request: web.Request) -> web.Response:
    shell = shell_of(request, "people")
    state = request.app[keys.STATE]
    if shell.query:
        found = await state.persons.get_many(await state.atoms.found(shell.query, BOUND))
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
    needing = {row.id for group in needs for row in group.rows}
    others = [person for person in recent if person.id not in needing]
    return shown(request, PeoplePage(shell=shell, needs=needs, recent=rows(request, shell, others)), parts=PARTS)


async def who_needs_us(request: web.Request, shell: Shell, *, here: str = "") -> tuple[Group, ...]:
    """People with an open signal, each once, where it presses most; groups that hold nobody are left out."""
    state = request.app[keys.STATE]
    read = await asyncio.gather(*(state.signals.open(NEEDS + 1, kinds=kinds, now=shell.now) for kinds in GROUPS.values()))
    persons = await state.persons.get_many({signal.person for found in read for signal in found})
    seen: set[str] = set()
    groups = []
    for need, found in zip(GROUPS, read, strict=True):
        said: dict[str, Signal] = {}
        for signal in pressing(found):
            if signal.person in persons and signal.person not in seen:
                said.setdefault(signal.person, signal)
        seen |= said.keys()
        shown = rows(request, shell, [persons[person] for person in list(said)[:NEEDS]], said, here=here)
        groups.append(Group(need=need, rows=shown, more=len(found) > NEEDS))
    return tuple(group for group in groups if group.rows)


def pressing(signals: Iterable[Signal]) -> list[Signal]:
    """The most pressing kind first, and of a kind what was noticed last."""
    return sorted(signals, key=lambda signal: (PRESSING.index(signal.kind), -signal.at.timestamp(), signal.id))


def news_at(signal: Signal) -> datetime:
    """The moment that a row counts from: since when a change goes on; of what is over at once, when it was."""
    if signal.kind in MOMENTS:
        return datetime.fromisoformat(signal.words["last"]) if "last" in signal.words else signal.at
    return signal.since


def rows(
    request: web.Request, shell: Shell, persons: Sequence[Person], signals: Mapping[str, Signal] | None = None, *, here: str = ""
) -> tuple[Row, ...]:
    """`signals`: what to say of each; without, what their own summary says."""
    names = titles(persons)
    zone = request.app[keys.ZONE]
    made = []
    for person in persons:
        signal = (signals or {}).get(person.id) or next(iter(pressing(each for each in person.signals if each.closed_at is None)), None)
        made.append(
            Row(
                id=person.id,
                name=names[person.id],
                at=news_at(signal) if signal else person.last_at,
                here=person.id == here,
                sentence=signal_sentence(signal, shell.language, person.name, tz=zone.key) if signal else "",
                strip=strip(person.course, person.signals, now=shell.now, zone=zone),
            )
        )
    return tuple(made)
