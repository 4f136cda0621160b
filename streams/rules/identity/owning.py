"""Whose each atom is: a function of what is known of a neighbourhood and of what colleagues said, whatever the order of either.

The rules are those of `resolving`, on what the uses keep of their mentions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Literal

import msgspec

from schemas.interaction import Instant
from streams.rules.identity.claims import Claim
from streams.rules.identity.evidence import one_house
from streams.rules.identity.mentions import Mention
from streams.rules.identity.resolving import key_of, settle
from streams.rules.identity.uses import Use, keys_of
from streams.rules.persons import person_of

MOST_NAMES = 64
"""An identifier that more atoms use or claim is common: each of its atoms is a person of its own."""
MOST_OF_ONE = 40
"""A customer number, a house that more atoms share is nobody's own."""


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague's word about two atoms; it wins over the rules. `word`: of the command, which may need several rulings and is taken
    back as one; `over`: `different` rulings that it goes over: while it stands they hold against the rules alone."""

    id: str
    say: Literal["same", "different"]
    a: str
    b: str
    at: Instant
    by: str
    word: str = ""
    over: tuple[str, ...] = ()
    withdrawn: bool = False


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """Whose an atom is. `eras`: of what comes without a name from a recycled identifier, from when it is whose; the first reaches back
    for ever, and `person` is that of the first."""

    person: str
    use: Literal["exclusive", "shared", "recycled"]
    eras: tuple[tuple[datetime, str], ...] = ()


class Bond(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Why two atoms of one person are together: the evidence and its value, or the ruling's id."""

    type: Literal["ruling", "identifier", "mailbox", "claim", "customer", "address"]
    a: str
    b: str
    value: str = ""


def owned(uses: Iterable[Use], rulings: Iterable[Ruling] = (), *, common: Collection[str] = frozenset()) -> dict[str, Owned]:
    """By atom id. `uses`: whole neighbourhoods, joined by `keys_of` and by rulings of `same`; `common`: keys that more atoms have than are
    here and that were not followed; a key that too many here have is common as well."""
    return Neighbourhood(uses, rulings, common).owned()


def bonds(uses: Iterable[Use], rulings: Iterable[Ruling] = (), *, common: Collection[str] = frozenset()) -> list[Bond]:
    """What holds the persons together, in order."""
    return sorted(set(Neighbourhood(uses, rulings, common).bonds()))


def standing(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Those that count, the latest first, which wins."""
    left = [ruling for ruling in rulings if not ruling.withdrawn]
    over = {id_ for ruling in left for id_ in ruling.over}
    return sorted((ruling for ruling in left if ruling.id not in over), key=lambda ruling: (ruling.at, ruling.id), reverse=True)


class Neighbourhood:
    """Uses, settled: places of atoms as in `resolving`, and the uses of each."""

    def __init__(self, uses: Iterable[Use], rulings: Iterable[Ruling], common: Collection[str]) -> None:
        self.uses = {use.id: use for use in sorted(uses, key=lambda use: use.id)}
        rulings = [ruling for ruling in rulings if not ruling.withdrawn]
        self.rulings = standing(rulings)
        self.common = too_many(self.uses.values(), common)
        ruled_on = {atom for ruling in rulings for atom in (ruling.a, ruling.b)}
        settled = settle(
            [mention for use in self.uses.values() for mention in recalled(use)],
            [((ruling.a, 0), (ruling.b, 0), ruling.say == "same") for ruling in self.rulings],
            apart_by_rules=sorted(((one.a, 0), (one.b, 0)) for one in rulings if one.say == "different" and one not in self.rulings),
            common=self.common,
            nobodys=ruled_on,
        )
        self.atoms, self.groups, self.links = settled.atoms, settled.groups, settled.links
        places: dict[str, set[int]] = defaultdict(set)
        for (use, _), place in settled.place_of.items():
            places[use].add(place)
        self._in_turn = {
            id_
            for id_, use in self.uses.items()
            if use.name is None and id_ not in ruled_on and any(self.atoms[place].use == "recycled" for place in places[id_])
        }
        self.place_of = {id_: min(found) for id_, found in places.items() if id_ not in self._in_turn}
        only_said = {key_of(atom): place for place, atom in enumerate(self.atoms) if not atom.mentions}
        self.place_of |= {id_: place for id_, place in only_said.items() if id_ not in self.uses}

    def root(self, atom: str) -> int | None:
        """Equal for atoms of one person; None for what has no one owner."""
        return self.groups.root(self.place_of[atom]) if atom in self.place_of else None

    @cached_property
    def at_place(self) -> Mapping[int, list[str]]:
        """The uses of each atom; of one that was only said, what it would be called."""
        found: dict[int, list[str]] = defaultdict(list)
        for atom, place in sorted(self.place_of.items()):
            found[place].append(atom)
        return found

    @cached_property
    def members(self) -> Mapping[int, list[str]]:
        """The uses of each person, by root, the canonical first one first: it gives the person its id."""
        found: dict[int, list[str]] = defaultdict(list)
        for atom in sorted(self.uses.keys() & self.place_of.keys(), key=self._rank):
            found[self.groups.root(self.place_of[atom])].append(atom)
        return found

    def _rank(self, atom: str) -> tuple[bool, datetime, str]:
        return not self.atoms[self.place_of[atom]].attributed, self.uses[atom].first_at, atom

    @cached_property
    def _person(self) -> Mapping[int, str]:
        """What bears a common identifier's own id is nobody: whoever decides a few of its atoms does not know which is the first."""
        first: dict[str, str] = {}
        for atom in sorted(self.uses.keys() & self.place_of.keys(), key=self._rank):
            if self.atoms[self.place_of[atom]].attributed and f"id:{self.uses[atom].identifier}" not in self.common:
                first.setdefault(self.uses[atom].identifier, atom)
        return {
            root: person_of(self.uses[atoms[0]].identifier if first.get(self.uses[atoms[0]].identifier) == atoms[0] else atoms[0])
            for root, atoms in self.members.items()
        }

    def owned(self) -> dict[str, Owned]:
        turns: dict[str, list[int]] = defaultdict(list)
        for place, atom in enumerate(self.atoms):
            if atom.since:
                turns[atom.identifier].append(place)
        found = {}
        for id_, use in self.uses.items():
            if id_ in self._in_turn:
                here = turns[use.identifier]
                if len(here) > 2:  # of several houses under one name and postcode, those of this one
                    here = [place for place in here if one_house(self.atoms[place].mentions, recalled(use))] or here
                eras = tuple(sorted((began, self._of(place)) for place in here for began in self.atoms[place].since))
                found[id_] = Owned(person=eras[0][1], use="recycled", eras=eras)
            else:
                found[id_] = Owned(person=self._of(self.place_of[id_]), use=self.atoms[self.place_of[id_]].use)
        return found

    def _of(self, place: int) -> str:
        return self._person.get(self.groups.root(place)) or person_of(key_of(self.atoms[place]))

    def bonds(self) -> Iterator[Bond]:
        for place, here in self.at_place.items():
            for other in here[1:]:
                yield Bond(type="identifier", a=here[0], b=other, value=self.atoms[place].identifier)
        for ruling in self.rulings:
            if ruling.say == "same" and self.together(ruling.a, ruling.b):
                yield Bond(type="ruling", a=ruling.a, b=ruling.b, value=ruling.id)
        for link in self.links:
            if self.groups.root(link.a) == self.groups.root(link.b) and link.type != "decision":
                yield Bond(type=link.type, a=self.at_place[link.a][0], b=self.at_place[link.b][0], value=link.value)

    def together(self, one: str, other: str) -> bool:
        root = self.root(one)
        return root is not None and root == self.root(other)


def too_many(uses: Iterable[Use], common: Collection[str] = frozenset()) -> set[str]:
    """The keys that are common: those that are known to be, and those that too many here have."""
    counted = Counter(key for use in uses for key in keys_of(use))
    return {*common, *(key for key, number in counted.items() if number > most_of(key))}


def most_of(key: str) -> int:
    """What more atoms have is common."""
    return MOST_NAMES if key.startswith("id:") else MOST_OF_ONE


def recalled(use: Use) -> Iterator[Mention]:
    """What might have been said: one mention for each time, each claim and each place that is known."""
    times: dict[datetime, list[Claim]] = {use.first_at: [], **({use.last_at: []} if use.last_at else {})}
    if use.label:
        times[use.first_at].append(Claim(value=use.identifier, whose="shared"))
    times[use.first_at] += [Claim(value=value, whose="unsure") for value in use.mentioned]
    for claim in use.claims:
        times.setdefault(claim.since, []).append(Claim(value=claim.value, whose="self"))
    every = sorted(times.items()) + [(use.first_at, [])] * (len(use.places) - len(times))
    for number, (at, claims) in enumerate(every):
        yield Mention(
            key=(use.id, number),
            identifier=use.identifier,
            role="",
            channel="",
            at=at,
            written=use.written,
            name=use.name,
            house=use.house,
            claims=tuple(claims),
            place=use.places[min(number, len(use.places) - 1)] if use.places else None,
        )
