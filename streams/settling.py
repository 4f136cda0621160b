"""Who owns what, decided anew where something was learnt or a colleague said something: neighbourhood by neighbourhood, written, told.

No lock and no transaction. Evidence is written before it is read; then a neighbourhood is read, decided, its owners are written, and it is
read again until there is nothing to write. So whoever wrote last has seen everything, and what all agree on stays. A worker that ends in
the middle has not acknowledged what it was told: it comes again, and is decided then.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

import msgspec

from schemas import topics
from schemas.documents import Atom
from schemas.errors import Unavailable
from schemas.events import Command, Due
from streams.rules.identity.owning import Owned, Ruling, owned, too_many
from streams.rules.identity.uses import Use, keys_of, nameless
from streams.rules.persons import person_of
from streams.state import State
from streams.state.atoms import decided, use_of
from streams.state.originals import PATIENCE
from streams.wire import Emit

MOST_NEAR = 200
"""A neighbourhood that outgrows this holds somebody's identifier that is not their own: what lies further away has no say."""
TRIES = 20
LEARNT_AT_ONCE = 30
"""Of one key: what becomes common is seen to, while all that have it are still looked at (`MOST_OF_KEY`)."""


class Near(msgspec.Struct):
    """`edge`: atoms whose own neighbours were not looked at, and which are not decided; `common`: keys that were not followed."""

    atoms: dict[str, Atom] = {}
    rulings: dict[str, Ruling] = {}
    common: set[str] = set()
    edge: set[str] = set()

    @property
    def uses(self) -> list[Use]:
        return [use_of(atom) for atom in self.atoms.values()]

    @property
    def standing(self) -> list[Ruling]:
        return [ruling for ruling in self.rulings.values() if not ruling.withdrawn]


async def near(starts: Mapping[str, Iterable[str]], state: State) -> Near:
    """Everything that has a say in whose these are. `starts`: atom -> its keys."""
    found, asked = Near(), set[str]()
    most = MOST_NEAR + 20 * len(starts)
    keys, wanted = {key for some in starts.values() for key in some}, set(starts)
    while keys or wanted:
        atoms, common = await state.atoms.having(keys)
        asked |= keys
        atoms |= await state.atoms.get(wanted - atoms.keys() - found.atoms.keys())
        new = {id_: atom for id_, atom in atoms.items() if id_ not in found.atoms}
        found.common |= common
        found.atoms |= new
        if len(found.atoms) > most:
            found.edge |= new.keys() - starts.keys()
            break
        keys = {key for atom in new.values() for key in atom.keys} - asked
        unread = {ruling for atom in new.values() for ruling in atom.ruled} - found.rulings.keys()
        found.rulings |= {ruling.id: ruling for ruling in await state.rulings.get(unread)}
        wanted = {atom for id_ in unread & found.rulings.keys() for atom in (found.rulings[id_].a, found.rulings[id_].b)}
        wanted -= found.atoms.keys()
    return found


def portions(uses: Mapping[str, Use]) -> Iterator[dict[str, Use]]:
    """To be learnt and settled one after the other: all at once, unless very many share a key."""
    shared = Counter(key for use in uses.values() for key in keys_of(use))
    at_once = LEARNT_AT_ONCE if max(shared.values(), default=0) > LEARNT_AT_ONCE else max(1, len(uses))
    every = list(uses.items())
    for start in range(0, len(every), at_once):
        yield dict(every[start : start + at_once])


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
        starts = {atom.id: atom.keys for atom in changes}
    raise Unavailable("atoms", "somebody else decides the same persons all the time", "it is tried again")


async def _changes(around: Near, state: State) -> list[Atom]:
    """The atoms that are to be owned otherwise than they are."""
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
    owners = owned(uses.values(), around.standing, common=common)
    changes = []
    for identifier, same in of_identifier.items():
        first, ends = _first(identifier, same, owners), _ends(same, owners)
        for use in same:
            atom, whose = around.atoms[use.id], owners[use.id]
            homes = [person_of(use.id)] + [person_of(identifier)] * (use.id == first or whose.use == "exclusive")
            if f"id:{identifier}" in common:
                homes = [person_of(use.id), person_of(identifier)]
            now = decided(atom, whose.person, whose.use, whose.eras, homes, ends.get(use.id))
            if now != atom and use.id not in around.edge:
                changes.append(now)
    return changes


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
