"""Who owns what, decided anew where something was learnt or a colleague said something: neighbourhood by neighbourhood, written, told.

No lock and no transaction. Evidence is written before it is read; then a neighbourhood is read, decided, its owners are written, and it is
read again until there is nothing to write. So whoever wrote last has seen everything, and what all agree on stays. A worker that ends in
the middle has not acknowledged what it was told: it comes again, and is decided then.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

import msgspec

from schemas import topics
from schemas.documents import Atom
from schemas.errors import Unavailable
from schemas.events import Command, Due
from streams.neighbours import Near, near
from streams.rules.identity.owning import Owned, owned, too_many
from streams.rules.identity.uses import Use, nameless
from streams.rules.persons import person_of
from streams.state import State
from streams.state.atoms import decided
from streams.state.originals import PATIENCE
from streams.wire import Emit

TRIES = 20

Tell = Callable[[AbstractSet[str]], Awaitable[None]]


async def settle(starts: Mapping[str, Iterable[str]], state: State, tell: Tell) -> None:
    """`tell`: awaited before any owner is written, with the persons who lose or get something."""
    for _ in range(TRIES):
        if not starts:
            return
        around = await near(starts, state)
        changes = await _changes(around, state)
        moved = {
            person
            for now in changes
            if (before := around.atoms[now.id]) and (before.owners, before.eras) != (now.owners, now.eras)
            for person in (*before.owners, *now.owners)
        }
        if moved:
            await tell(moved)
        await state.atoms.own(changes)
        await state.commons.tell(around.beyond)
        starts = {atom.id: atom.keys for atom in changes}
    raise Unavailable("atoms", "somebody else decides the same persons all the time", "it is tried again")


async def _changes(around: Near, state: State) -> list[Atom]:
    """The atoms that are to be owned otherwise than they are; those furthest from where it began come first, so that a worker that ends
    between two leaves nothing that cannot be reached from there."""
    uses = {use.id: use for use in around.uses}
    of_identifier: dict[str, list[Use]] = defaultdict(list)
    for use in uses.values():
        of_identifier[use.identifier].append(use)
    common = too_many(uses.values(), around.common)
    several = [
        use.id
        for identifier, same in of_identifier.items()
        if f"id:{identifier}" not in common and sum(use.name is not None for use in same) > 1
        for use in same
    ]
    last = await state.timeline.last_of(several) if several else {}
    for id_, at in last.items():
        uses[id_] = msgspec.structs.replace(uses[id_], last_at=at)
    owners: dict[str, Owned] = {}
    for unit in around.units:
        owners |= owned((uses[id_] for id_ in unit.uses), unit.rulings.values(), common=common)
    changes = {}
    for identifier, same in of_identifier.items():
        first, ends = _first(identifier, same, owners), _ends(same, owners)
        for use in same:
            atom, whose = around.atoms[use.id], owners[use.id]
            homes = [person_of(use.id)] + [person_of(identifier)] * (use.id == first or whose.use == "exclusive")
            if f"id:{identifier}" in common:
                homes = [person_of(use.id), person_of(identifier)]
            now = decided(atom, whose.person, whose.use, whose.eras, homes, ends.get(use.id), around.reach[use.id])
            if now != atom:
                changes[use.id] = now
    return [changes[id_] for id_ in reversed(around.atoms) if id_ in changes]


def _first(identifier: str, uses: Iterable[Use], owners: Mapping[str, Owned]) -> str:
    """The atom that old links to the identifier's person lead to."""
    named = [use for use in uses if use.heard and use.id != nameless(identifier)]
    return min(named, key=lambda use: (use.first_at, use.id)).id if named else nameless(identifier)


def _ends(uses: Iterable[Use], owners: Mapping[str, Owned]) -> dict[str, datetime]:
    """Of an identifier that was handed on: until when each name may be heard without the two being in it at once."""
    began: dict[str, datetime] = {}
    named = [use for use in uses if use.name is not None and owners[use.id].use == "recycled"]
    for use in named:
        person = owners[use.id].person
        began[person] = min(began.get(person, use.first_at), use.first_at)
    ends = {}
    for use in named:
        later = [at for person, at in began.items() if at > began[owners[use.id].person]]
        if later:
            ends[use.id] = min(later)
    return ends


class Moves:
    """Persons whom sense has to see anew, written down before anything moves: a worker that ends in the middle leaves a command that the
    clock hands on."""

    def __init__(self, state: State, now: Callable[[], datetime]) -> None:
        self._commands, self._now, self._persons = state.commands, now, set[str]()
        self._id = ""

    async def add(self, persons: AbstractSet[str]) -> None:
        new = persons - self._persons
        if new and self._id:
            await self._commands.wait_for(self._id, new)
        elif new:
            now, self._id = self._now(), f"settle-{secrets.token_hex(12)}"
            command = Command(id=self._id, do="settle", person=min(new), by="egard", at=now)
            await self._commands.put(command, hand_on_at=now + PATIENCE, sensing=new)
        self._persons |= new

    def emits(self, trace: str | None = None) -> list[Emit]:
        return moved(self._id, self._persons, self._now(), trace)


def moved(command: str, persons: Iterable[str], at: datetime, trace: str | None = None) -> list[Emit]:
    return [Emit(topics.DUE, person, Due(kind="moved", id=command, person=person, at=at), trace) for person in sorted(persons)]
