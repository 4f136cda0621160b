"""Who is who in a set of interactions: a pure function of the set, whatever the order in which it comes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from schemas.interaction import Interaction, Own
from streams.rules.identity.atoms import Atom, Said, atoms_of
from streams.rules.identity.decisions import Decision, standing
from streams.rules.identity.evidence import links
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
