"""Who is who in a set of interactions: a pure function of the set, whatever the order in which it comes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from schemas.interaction import Interaction, Own
from streams.rules.identity.atoms import Atom, Said, atoms_of, atoms_of_common, parts_of
from streams.rules.identity.boxes import is_anothers
from streams.rules.identity.decisions import Decision, Key, standing
from streams.rules.identity.evidence import Link, links
from streams.rules.identity.mentions import Mention, mentions_of
from streams.rules.identity.partition import Groups


@dataclass(kw_only=True)
class Resolved:
    """`place_of`: party -> its atom; one of us, and who has neither identifier nor name, has none."""

    atoms: list[Atom]
    place_of: dict[Key, int]
    groups: Groups

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
    told = (mention for interaction in interactions for mention in mentions_of(interaction, own, region))
    return persons_of((mention for mention in told if isinstance(mention, Mention)), decisions)


def persons_of(mentions: Iterable[Mention], decisions: Iterable[Decision] = ()) -> Resolved:
    """Those behind the mentions, in whatever order they come."""
    settled = settle([mention for mention in mentions if mention.identifier or mention.name], standing(decisions))
    return Resolved(atoms=settled.atoms, place_of=settled.place_of, groups=settled.groups)


class Settled(NamedTuple):
    """`place_of`: mention -> its atom; `links`: the certain evidence, whether it joined anybody or not."""

    atoms: list[Atom]
    place_of: dict[Key, int]
    groups: Groups
    links: list[Link]


def settle(
    mentions: Sequence[Mention],
    ruled: Sequence[tuple[Key, Key, bool]],
    *,
    apart_by_rules: Collection[tuple[Key, Key]] = (),
    common: Collection[str] = frozenset(),
    nobodys: Collection[str] = frozenset(),
) -> Settled:
    """The partition. `ruled`: pairs that colleagues decided, the word that wins first; `apart_by_rules`: pairs that a colleague may join,
    and rules not; `common`: what so many share that it is nobody's own, as keys (`uses.keys_of`); `nobodys`: as in `atoms_of`."""
    by_identifier: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_identifier[mention.identifier or _by_name(mention)].append(mention)
    said, labelled = _said(mentions)
    told_apart = [*((one, other) for one, other, same in ruled if not same), *apart_by_rules]
    apart = {frozenset((one[0], other[0])) for one, other in told_apart}
    atoms: list[Atom] = []
    for identifier in sorted({*by_identifier, *said}):
        here = by_identifier.get(identifier, [])
        if f"id:{identifier}" in common:
            atoms += atoms_of_common(identifier, here)
            continue
        found = atoms_of(identifier, here, said.get(identifier, ()), labelled=identifier in labelled, nobodys=nobodys)
        atoms += [part for atom in found for part in parts_of(atom, apart)] if apart else found
    place_of = {mention.key: place for place, atom in enumerate(atoms) for mention in atom.mentions}
    # Of an identifier that was only said, a colleague may have spoken too.
    known = {(key_of(atom), 0): place for place, atom in enumerate(atoms) if not atom.mentions} | place_of
    groups = Groups(atoms)
    for one, other, same in [*ruled, *((one, other, False) for one, other in apart_by_rules)]:
        if one in known and other in known:
            if same:
                groups.join(known[one], known[other], force=True)
            else:
                groups.keep_apart(known[one], known[other])
    found_links = links(atoms, place_of, common)
    for link in found_links:
        groups.join(link.a, link.b)
    return Settled(atoms, place_of, groups, found_links)


def _is_anothers(value: str, mention: Mention) -> bool:
    """Nobody's own is a mailbox with another's given name: it was named for another reason."""
    return mention.name is not None and is_anothers(value, (mention.name,))


def key_of(atom: Atom) -> str:
    """What an atom that was never used would be called if it were."""
    return atom.id if "#" in atom.id else f"{atom.id}#"


def _by_name(mention: Mention) -> str:
    """What stands for an identifier where somebody has none."""
    return f"name:{'-'.join(mention.name.words) if mention.name else ''}:{mention.key[0]}"


def _said(mentions: Iterable[Mention]) -> tuple[Mapping[str, list[Said]], set[str]]:
    """By identifier: who says that it is theirs; and those that somebody calls the house's."""
    said: dict[str, list[Said]] = defaultdict(list)
    labelled = set()
    for mention in sorted((mention for mention in mentions if mention.claims), key=lambda mention: mention.key):
        for claim in mention.claims:
            if ":" not in claim.value or claim.value.startswith(("customer:", "born:")):
                continue
            if claim.whose == "shared":
                labelled.add(claim.value)
            elif claim.whose == "self" and claim.value != mention.identifier and not _is_anothers(claim.value, mention):
                said[claim.value].append(Said(by=mention, value=claim.value))
    return said, labelled
