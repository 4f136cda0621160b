"""Who is who in a set of interactions: a pure function of the set, whatever the order in which it comes."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from schemas.interaction import Interaction, Own
from streams.rules.identity.atoms import Atom, Said, atoms_of
from streams.rules.identity.decisions import Decision, standing
from streams.rules.identity.evidence import links
from streams.rules.identity.likeness import FEATURES, Frequencies, features, pairs, probability, profile, same_full_name, weights
from streams.rules.identity.mentions import Mention, mentions_of
from streams.rules.identity.partition import Groups


@dataclass(kw_only=True)
class Resolved:
    """`place_of`: party -> its atom; `ours`: parties that are one of us."""

    atoms: list[Atom]
    place_of: dict[tuple[str, int], int]
    groups: Groups
    ours: set[tuple[str, int]]
    nobody: set[tuple[str, int]]

    def called(self, root: int) -> str:
        """What a person goes by: a name, else an identifier."""
        written = Counter(mention.written for atom in self.of(root) for mention in atom.mentions if mention.written and mention.name)
        best = min(written, key=lambda name: (-len(name.split()), -written[name], name), default=None)
        return best or min(atom.identifier for atom in self.of(root))

    def of(self, root: int) -> list[Atom]:
        """The atoms of a person."""
        return [self.atoms[place] for place in self._members[root]]

    @cached_property
    def _members(self) -> dict[int, list[int]]:
        members: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self.atoms)):
            members[self.groups.root(place)].append(place)
        return members


def resolve(interactions: Iterable[Interaction], decisions: Iterable[Decision] = (), *, own: Own, region: str) -> Resolved:
    """The persons that certain evidence and colleagues' decisions make."""
    ours: set[tuple[str, int]] = set()
    mentions: list[Mention] = []
    for interaction in interactions:
        for mention in mentions_of(interaction, own, region):
            if isinstance(mention, Mention):
                mentions.append(mention)
            else:
                ours.add(mention)
    by_identifier: dict[str, list[Mention]] = defaultdict(list)
    nobody = {mention.key for mention in mentions if not mention.identifier and not mention.name}
    for mention in mentions:
        if mention.key not in nobody:
            by_identifier[mention.identifier or f"name:{'-'.join(mention.name.words) if mention.name else ''}:{mention.key[0]}"].append(
                mention
            )
    said, labelled = _said(mentions)
    atoms: list[Atom] = []
    for identifier in sorted({*by_identifier, *said}):
        atoms += atoms_of(identifier, by_identifier.get(identifier, ()), said.get(identifier, ()), labelled=identifier in labelled)
    place_of = {mention.key: place for place, atom in enumerate(atoms) for mention in atom.mentions}
    decided = [(one, other, same) for one, other, same in standing(decisions) if one in place_of and other in place_of]
    for one, other, same in decided:
        if not same and place_of[one] == place_of[other]:
            _move_out(max(one, other), atoms, place_of)
    groups = Groups(atoms)
    for one, other, same in decided:
        if same:
            groups.join(place_of[one], place_of[other], force=True)
        else:
            groups.keep_apart(place_of[one], place_of[other])
    for link in links(atoms, place_of):
        groups.join(link.a, link.b)
    return Resolved(atoms=atoms, place_of=place_of, groups=groups, ours=ours, nobody=nobody)


def _move_out(key: tuple[str, int], atoms: list[Atom], place_of: dict[tuple[str, int], int]) -> None:
    """An entry that a colleague says is another's than those that its identifier and name put it with: an atom of its own."""
    atom = atoms[place_of[key]]
    moved = [mention for mention in atom.mentions if mention.key == key]
    atom.mentions = [mention for mention in atom.mentions if mention.key != key]
    place_of[key] = len(atoms)
    atoms.append(
        Atom(
            id=f"{atom.id}!{key[0]}/{key[1]}",
            identifier=atom.identifier,
            use="shared",
            mentions=moved,
            names=tuple(m.name for m in moved if m.name),
        )
    )


def _said(mentions: Iterable[Mention]) -> tuple[Mapping[str, list[Said]], set[str]]:
    """By identifier: who says that it is theirs; and those that somebody calls the house's."""
    said: dict[str, list[Said]] = defaultdict(list)
    labelled = set()
    for mention in sorted(mentions, key=lambda mention: mention.key):
        for claim in mention.claims:
            if ":" not in claim.value or claim.value.startswith(("customer:", "born:")):
                continue
            if claim.whose == "shared":
                labelled.add(claim.value)
            elif claim.whose == "self" and claim.value != mention.identifier:
                said[claim.value].append(Said(by=mention, value=claim.value))
    return said, labelled


SURE, SURE_OF_LETTERS, PLAIN = 0.998, 0.9, 0.95
"""From which probability on two are joined without asking a colleague. Of letters alone the model errs less; with the date of birth,
from PLAIN on, under whatever name: who has nothing but a name, an address and a birthday is known by all of it together."""
SUGGESTED = 0.2
PASSES = 4
RIVAL = 0.3


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Two persons, by their roots, who are probably one; `features`: what is alike between them."""

    one: int
    other: int
    probability: float
    features: dict[str, float]


def suggest(found: Resolved) -> list[Suggestion]:
    """Joins in `found.groups` who is as good as certain and has no rival, looks again, and gives the rest as suggestions."""
    first, _ = weights()
    for turn in range(PASSES + 1):
        here = candidates(found)
        likely = sorted(
            (
                (probability(look), look[2], a, b, dict(zip(FEATURES, numbers, strict=True)))
                for (a, b, look), (_, _, numbers) in zip(second_look(here, first), here, strict=True)
            ),
            key=lambda pair: (-pair[0], pair[2], pair[3]),
        )
        joined = 0
        if turn < PASSES:
            for p, rival, a, b, told in likely:
                born = told["letters"] * (told["born_equal"] + told["born_near"] * told["house"]) > 0
                letters = born or told["letters"] * (told["equal"] + told["close"] + told["part"]) * (told["house"] + told["street"]) > 0
                if p < (SURE_OF_LETTERS if letters else SURE) or not (letters or rival < RIVAL):
                    continue
                if found.groups.root(a) != found.groups.root(b):
                    joined += found.groups.join(a, b, force=born and p >= PLAIN)
        if not joined:
            break
    return [
        Suggestion(one=a, other=b, probability=round(p, 4), features=told)
        for p, _, a, b, told in likely
        if p >= SUGGESTED and found.groups.root(a) != found.groups.root(b)
    ]


Candidate = tuple[int, int, list[float]]
"""Two roots, and what is alike between them."""


def candidates(found: Resolved) -> list[Candidate]:
    """The pairs of persons that may be one, in a canonical order, with the numbers of `likeness.FEATURES`."""
    members: dict[int, list[int]] = defaultdict(list)
    for place, atom in enumerate(found.atoms):
        if atom.mentions and atom.attributed:
            members[found.groups.root(place)].append(place)
    beside: dict[int, set[int]] = defaultdict(set)
    for atom in found.atoms:
        for mention in atom.mentions:
            for other in mention.others:
                if (key := (mention.key[0], other)) in found.place_of:
                    beside[found.groups.root(found.place_of[mention.key])].add(found.groups.root(found.place_of[key]))
    profiles = [profile(root, [found.atoms[place] for place in places], beside[root]) for root, places in sorted(members.items())]
    common = Frequencies(profiles)
    near = [(one, other) for one, other in pairs(profiles) if not found.groups.apart(one.root, other.root)]
    namesakes: Counter[int] = Counter()
    for left, right in near:
        if same_full_name(left, right):
            namesakes.update((left.root, right.root))
    return [
        (
            left.root,
            right.root,
            features(left, right, common, max(namesakes[left.root], namesakes[right.root]) - same_full_name(left, right)),
        )
        for left, right in near
    ]


def second_look(here: Sequence[Candidate], weights: Mapping[str, float]) -> list[tuple[int, int, list[float]]]:
    """The numbers of `likeness.SECOND` for each pair."""
    odds = [sum(weights[name] * value for name, value in zip(FEATURES, numbers, strict=True)) for _, _, numbers in here]
    best: dict[int, list[float]] = defaultdict(list)
    for (a, b, _), value in zip(here, odds, strict=True):
        best[a].append(value)
        best[b].append(value)
    for values in best.values():
        values.sort(reverse=True)
    looks = []
    for (a, b, _), value in zip(here, odds, strict=True):
        rivals = [
            values[1] if values[0] == value and len(values) > 1 else values[0] if values[0] != value else -9.0
            for values in (best[a], best[b])
        ]
        rival = max(-9.0, min(9.0, max(rivals)))
        count = sum(1 for values in (best[a], best[b]) for other in values[:12] if other > value - 1.5) - 2
        looks.append(
            (a, b, [1.0, max(-12.0, min(12.0, value)), 1 / (1 + math.exp(-rival)), math.log1p(max(0, count)), min(0.0, value - rival)])
        )
    return looks
