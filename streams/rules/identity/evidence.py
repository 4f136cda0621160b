"""What makes two atoms one person for certain, and what keeps two apart for certain. Each piece says from which interactions it comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Literal

import msgspec

from streams.rules.identity.addresses import same_number, same_street, same_town
from streams.rules.identity.atoms import Atom
from streams.rules.identity.boxes import is_anothers, without_tag
from streams.rules.identity.mentions import Mention
from streams.rules.identity.names import Name, compare
from streams.rules.identity.partition import may_be_one
from streams.rules.identity.uses import house_of

Type = Literal["decision", "claim", "mailbox", "customer", "address"]
RANK: dict[Type, int] = {"decision": 0, "mailbox": 1, "claim": 2, "customer": 3, "address": 4}
MOST_OF_ONE = 40
"""Where more atoms than this share a value, it is nobody's own."""


class Link(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Two atoms that are one person, by their places in the list; the surest type first, then in a fixed order."""

    rank: int
    a: int
    b: int
    type: Type
    value: str = ""


def links(atoms: Sequence[Atom], place_of: Mapping[tuple[str, int], int], common: Collection[str] = frozenset()) -> list[Link]:
    """All certain evidence between atoms. `place_of`: mention -> atom; `common`: keys (`uses.keys_of`) that are nobody's own."""
    found = {*_claims(atoms, place_of), *_mailboxes(atoms, common), *_customers(atoms, common), *_addresses(atoms, common)}
    return sorted(found)


def full(name: Name) -> bool:
    return len(name.words) >= 2


def agree(one: Iterable[Name], other: Iterable[Name]) -> bool:
    """A full name of one is a full name of the other."""
    right = [name for name in other if full(name)]
    return any(compare(mine, theirs).kind in ("equal", "close") for mine in one if full(mine) for theirs in right)


def _link(type_: Type, a: int, b: int, value: str = "") -> Link:
    return Link(rank=RANK[type_], a=min(a, b), b=max(a, b), type=type_, value=value)


def _claims(atoms: Sequence[Atom], place_of: Mapping[tuple[str, int], int]) -> Iterator[Link]:
    """Who says that an identifier is theirs is its owner, unless its owner bears another name: then the claim is with no atom."""
    for at, atom in enumerate(atoms):
        for said in atom.said:
            source = place_of.get(said.by.key)
            if source is None or source == at or not atoms[source].attributed or not atom.attributed:
                continue
            if not atoms[source].names and is_anothers(atoms[source].identifier, atom.names):
                continue
            if atom.use == "exclusive" or (said.by.name and full(said.by.name)):
                yield _link("claim", source, at, said.value)


def _mailboxes(atoms: Sequence[Atom], common: Collection[str]) -> Iterator[Link]:
    """anne+shop@ is anne@: what stands after a plus is the owner's own note (RFC 5233)."""
    by_box: dict[str, list[int]] = defaultdict(list)
    for at, atom in enumerate(atoms):
        if atom.identifier.startswith("email:") and atom.use == "exclusive":
            by_box[without_tag(atom.identifier)].append(at)
    for box, together in by_box.items():
        for a, b in pairwise(together) if f"id:{box}" not in common else ():
            yield _link("mailbox", a, b, box)


def _customers(atoms: Sequence[Atom], common: Collection[str]) -> Iterator[Link]:
    """The same customer number under the same name; a household may share the number."""
    by_number: dict[str, set[int]] = defaultdict(set)
    for at, atom in enumerate(atoms):
        for value in _values(atom.mentions, "customer:"):
            by_number[value].add(at)
    for value, together in by_number.items():
        if len(together) <= MOST_OF_ONE and value not in common:
            for a, b in combinations(sorted(together), 2):
                known = atoms[a].attributed and atoms[b].attributed and _mark(atoms[a]) == _mark(atoms[b])
                if known and agree(atoms[a].names, atoms[b].names):
                    yield _link("customer", a, b, value)


def _values(mentions: Iterable[Mention], prefix: str) -> set[str]:
    return {claim.value for mention in mentions for claim in mention.claims if claim.value.startswith(prefix) and claim.whose == "self"}


def _addresses(atoms: Sequence[Atom], common: Collection[str]) -> Iterator[Link]:
    """The same name in the same house."""
    by_house: dict[str, set[int]] = defaultdict(set)
    for at, atom in enumerate(atoms):
        for mention in atom.mentions:
            place = mention.place
            if place and place.street and place.number and atom.attributed:
                by_house[house_of(place)].add(at)
    for house, together in by_house.items():
        if len(together) > MOST_OF_ONE or f"house:{house}" in common:
            continue
        marked = [atom for atom in (atoms[at] for at in together) if _mark(atom)]
        for a, b in combinations(sorted(together), 2):
            if not agree(atoms[a].names, atoms[b].names) or not one_house(atoms[a].mentions, atoms[b].mentions):
                continue
            if not (_mark(atoms[a]) and _mark(atoms[b])) and any(agree(atom.names, atoms[at].names) for atom in marked for at in (a, b)):
                continue  # who says "fils" has a father of that name: who says neither there may be either
            if not any(_either(atoms[a], atoms[b], atoms[third]) for third in together if third not in (a, b)):
                yield _link("address", a, b)


def _either(one: Atom, other: Atom, third: Atom) -> bool:
    """One of two may as well be a third, who is surely not the other: a Liea, with Lina and Lisa."""
    return any(
        agree(third.names, mine.names) and not may_be_one((*third.names, *mine.names), theirs.names)
        for mine, theirs in ((one, other), (other, one))
    )


def _mark(atom: Atom) -> str:
    return next((name.mark for name in atom.names if name.mark), "")


def one_house(one: Iterable[Mention], other: Iterable[Mention]) -> bool:
    right = [mention.place for mention in other if mention.place and mention.place.street]
    return any(
        same_number(mine, theirs) and same_town(mine, theirs) and same_street(mine, theirs) >= 0.7
        for mine in (mention.place for mention in one if mention.place and mention.place.street)
        for theirs in right
    )
