"""What is known of one person, taken together, to compare them with another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from streams.rules.identity.addresses import Place
from streams.rules.identity.atoms import Atom
from streams.rules.identity.boxes import box_of
from streams.rules.identity.names import Name


class Profile(msgspec.Struct, kw_only=True):
    """What is known of one person: full names, other words they go by, places, births, customer numbers, mailbox names, who was beside."""

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


def profile(root: int, atoms: Sequence[Atom], beside: Iterable[int]) -> Profile:
    counted = Counter([name for atom in atoms for name in atom.names])
    every = sorted(counted, key=lambda name: (-counted[name], -len(name.words), name.words, name.mark))
    places: dict[Place, None] = {}
    born, customers = set(), set()
    for atom in atoms:
        for mention in atom.mentions:
            if mention.place:
                places[mention.place] = None
            for claim in mention.claims:
                if claim.whose == "self" and claim.value.startswith("born:"):
                    born.add(claim.value[5:])
                elif claim.whose == "self" and claim.value.startswith("customer:"):
                    customers.add(claim.value[9:])
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
    )


def _distinct(names: Iterable[Name]) -> tuple[Name, ...]:
    """Without those that are one of the others with its words in another order."""
    kept: dict[tuple[tuple[str, ...], str, str], Name] = {}
    for name in names:
        kept.setdefault((tuple(sorted(name.words)), name.words[name.given] if name.given >= 0 else "", name.mark), name)
    return tuple(kept.values())
