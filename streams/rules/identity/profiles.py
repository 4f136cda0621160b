"""What is known of one person, taken together, to compare them with another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from streams.rules.identity.addresses import Place
from streams.rules.identity.atoms import Atom
from streams.rules.identity.boxes import box_of, spells
from streams.rules.identity.claims import left_open
from streams.rules.identity.names import Name


class Profile(msgspec.Struct, kw_only=True):
    """What is known of one person: full names, other words they go by, places, births, customer numbers, mailbox names, who was beside;
    what they use, and what they mention without a word of whose it is."""

    root: int
    names: tuple[Name, ...]
    words: frozenset[str]
    places: tuple[Place, ...]
    born: frozenset[str]
    customers: frozenset[str]
    boxes: tuple[tuple[str, ...], ...]
    schemes: frozenset[str]
    beside: frozenset[int]
    letters_only: bool
    identifiers: tuple[str, ...]
    mentioned: frozenset[str]


def profile(root: int, atoms: Sequence[Atom], beside: Iterable[int]) -> Profile:
    counted = Counter([name for atom in atoms for name in atom.names])
    every = sorted(counted, key=lambda name: (-counted[name], -len(name.words), name.words, name.mark))
    places: dict[Place, None] = {}
    born, customers, mentioned, claimed = set(), set(), set(), set()
    for atom in atoms:
        for mention in atom.mentions:
            if mention.place:
                places[mention.place] = None
            for claim in mention.claims:
                if claim.whose == "self" and claim.value.startswith("born:"):
                    born.add(claim.value[5:])
                elif claim.whose == "self" and claim.value.startswith("customer:"):
                    customers.add(claim.value[9:])
                elif claim.whose == "self":
                    claimed.add(claim.value)
            mentioned |= left_open(mention.claims) if mention.claims else set()
    exclusive = [atom for atom in atoms if atom.use != "shared"]
    return Profile(
        root=root,
        names=_distinct(name for name in every if len(name.words) > 1),
        words=frozenset(name.words[0] for name in every if len(name.words) == 1),
        places=tuple(places),
        born=frozenset(born),
        customers=frozenset(customers),
        boxes=tuple(dict.fromkeys(box_of(atom.identifier) for atom in exclusive if atom.identifier.startswith("email:"))),
        schemes=frozenset([atom.identifier.partition(":")[0] for atom in exclusive if atom.mentions]),
        beside=frozenset(beside),
        letters_only=all(atom.identifier.startswith("postal:") for atom in atoms),
        identifiers=tuple(dict.fromkeys(atom.identifier for atom in atoms)),
        mentioned=frozenset(value for value in mentioned - claimed if not _bears_another(value, every)),
    )


def _bears_another(identifier: str, names: Sequence[Name]) -> bool:
    """A mailbox that spells somebody, and none of these."""
    box = box_of(identifier)
    return bool(box and names) and all(spells(box, name) < 0 for name in names)


def _distinct(names: Iterable[Name]) -> tuple[Name, ...]:
    """Without those that are one of the others with its words in another order."""
    kept: dict[tuple[tuple[str, ...], str, str], Name] = {}
    for name in names:
        kept.setdefault((tuple(sorted(name.words)), name.words[name.given] if name.given >= 0 else "", name.mark), name)
    return tuple(kept.values())
