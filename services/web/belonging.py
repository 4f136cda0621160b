"""Why an address is this person's: what holds it together with the others, from which entry one sees it, and who else uses it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import quote

import msgspec

from schemas.documents import Identifier, TimelineEntry
from services.web.naming import titles
from services.web.pieces import anchor
from services.web.rendering import iso
from services.web.views import Because, Belonging, Maybe
from streams.rules.identity.owning import Bond, Ruling, bonds
from streams.rules.identity.uses import Use
from streams.rules.identity.words import chance
from streams.state import State
from streams.state.atoms import use_of

SHARERS = 5
MAYBES = 3


class Where(Protocol):
    """Where one reads what came from an atom at a time."""

    def __call__(self, atom: str, at: datetime) -> str: ...


async def belonging(
    state: State, person: str, identifiers: Sequence[Identifier], entries: Iterable[TimelineEntry]
) -> dict[str, Belonging]:
    """By identifier. `entries`: those on the page, where what is told of can be linked to."""
    atoms = await state.atoms.atoms_of([person])
    uses = {atom.id: use_of(atom) for atom in atoms.values()}
    ruled = await state.rulings.get({ruling for atom in atoms.values() for ruling in atom.ruled})
    called = await state.users.called() if ruled else {}
    rulings = {each.id: msgspec.structs.replace(each, by=called.get(each.by, each.by)) for each in ruled}
    on_page = {(entry.atom, entry.at): f"#{anchor(entry.id)}" for entry in entries}

    def where(atom: str, at: datetime) -> str:
        return on_page.get((atom, at)) or f"/people/{quote(person)}?before={iso(at + timedelta(milliseconds=1))}"

    told = because(identifiers, uses, bonds(uses.values(), [each for each in rulings.values() if not each.withdrawn]), rulings, where)
    others = {
        each.id: [other for other in await state.atoms.sharing(each.id) if other != person]
        for each in identifiers
        if each.use != "exclusive"
    }
    named = titles((await state.persons.get_many({other for some in others.values() for other in some[:SHARERS]})).values())
    return {
        each.id: Belonging(
            because=told.get(each.id, ()),
            sharing=tuple((other, named[other]) for other in others.get(each.id, ())[:SHARERS] if other in named),
            more=max(0, len(others.get(each.id, ())) - SHARERS),
        )
        for each in identifiers
    }


async def maybe(state: State, person: str) -> tuple[Maybe, ...]:
    """Who is probably the same."""
    found = await state.suggestions.open(MAYBES, of=person)
    others = {each.id: next(other for other in each.persons if other != person) for each in found}
    named = titles((await state.persons.get_many(others.values())).values())
    return tuple(
        Maybe(key=anchor(each.id), name=named[others[each.id]], chance=chance(each.probability), probability=each.probability)
        for each in found
        if others[each.id] in named
    )


def because(
    identifiers: Iterable[Identifier], uses: Mapping[str, Use], bound: Iterable[Bond], rulings: Mapping[str, Ruling], where: Where
) -> dict[str, tuple[Because, ...]]:
    """Told at what came later: at the number that they gave, at the address that a colleague joined."""
    since = sorted(identifiers, key=lambda each: (each.first_at.timestamp() if each.first_at else math.inf, each.id))
    order = {each.id: place for place, each in enumerate(since)}
    found: dict[str, dict[Because, None]] = {identifier: {} for identifier in order}
    for bond in bound:
        one, other = sorted((_identifier(bond.a), _identifier(bond.b)), key=lambda end: order.get(end, -1))
        if bond.type == "claim" and bond.value == one:
            one, other = other, one
        if other not in order or one == other:
            continue
        at, by, href = None, "", ""
        if bond.type == "ruling":
            at, by = rulings[bond.value].at, rulings[bond.value].by
        elif bond.type == "claim":
            said = min((claim.since, use.id) for use in uses.values() for claim in use.claims if claim.value == bond.value)
            at, href = said[0], where(said[1], said[0])
        found[other][Because(type=bond.type, other=one, at=at, by=by, href=href)] = None
    return {identifier: tuple(told) for identifier, told in found.items()}


def _identifier(atom: str) -> str:
    return atom.partition("#")[0]
