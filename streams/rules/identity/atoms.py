"""An identifier as its use tells: one person's, shared by several, or handed on. Its atoms are the persons behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from streams.rules.identity.addresses import Place, same_number, same_street
from streams.rules.identity.boxes import box_of, is_shared_box, spells
from streams.rules.identity.mentions import Mention
from streams.rules.identity.names import Name, compare, slips_of_one

Use = Literal["exclusive", "shared", "recycled"]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody said that an identifier is theirs: `by` is the mention; `card`: it stood in a signature or a profile."""

    by: Mention
    value: str


class Atom(msgspec.Struct, kw_only=True):
    """One person behind one identifier. `names`: as used here, the most used first; `attributed`: False: by whom is not known;
    `since`: of a recycled identifier, when each time of theirs began."""

    id: str
    identifier: str
    use: Use
    mentions: list[Mention]
    said: list[Said] = []
    names: tuple[Name, ...] = ()
    attributed: bool = True
    since: tuple[datetime, ...] = ()


def atoms_of(
    identifier: str, mentions: Sequence[Mention], said: Sequence[Said], *, labelled: bool, nobodys: Collection[str] = frozenset()
) -> list[Atom]:
    """The atoms of one identifier, in a canonical order. `labelled`: somebody calls it the house's ("Standard").

    `said`: claims of it by others, which count as its use under their name, unless those who use it say otherwise.
    `nobodys`: what says no name there (by the first of its key) and belongs to none of its owners in turn.
    """
    mentions = sorted(mentions, key=lambda mention: (mention.at is None, mention.at, mention.key))
    if identifier.startswith("postal:"):
        return [
            atom for group in _by_place(mentions) for atom in _by_name(identifier, group, [], False, nobodys, house=_house(group[0].place))
        ]
    return _by_name(identifier, mentions, said, labelled or is_shared_box(identifier), nobodys)


def atoms_of_common(identifier: str, mentions: Iterable[Mention]) -> list[Atom]:
    """Of an identifier that very many use: one for each way to be named there."""
    by_key: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_key[mention.key[0]].append(mention)
    return [
        Atom(id=key, identifier=identifier, use="shared", mentions=one, names=_names(one), attributed=bool(_names(one)))
        for key, one in sorted(by_key.items())
    ]


def parts_of(atom: Atom, apart: Collection[frozenset[str]]) -> list[Atom]:
    """An atom without what a colleague says is another's: `apart`: pairs of what mentions have first in their key."""
    parts: list[list[Mention]] = []
    for mention in sorted(atom.mentions, key=lambda mention: (mention.name is None, mention.key)):
        with_it = (part for part in parts if not any(frozenset((mention.key[0], other.key[0])) in apart for other in part))
        part = next(with_it, None)
        if part is None:
            parts.append([mention])
        else:
            part.append(mention)
    if len(parts) < 2:
        return [atom]
    atoms = []
    for part in parts:
        names = _names(part)
        theirs = [claim for claim in atom.said if (part is parts[0] if claim.by.name is None else claim.by.name in names)]
        atoms.append(
            Atom(
                id=f"{atom.id}!{part[0].key[0]}",
                identifier=atom.identifier,
                use="shared",
                mentions=part,
                said=theirs,
                names=names,
                attributed=atom.attributed and bool(names or not atom.names),
            )
        )
    return atoms


def _names(mentions: Iterable[Mention]) -> tuple[Name, ...]:
    return tuple(dict.fromkeys(mention.name for mention in mentions if mention.name))


def _house(place: Place | None) -> str:
    """What tells namesakes of one postcode apart."""
    return "/" + "-".join([place.number, *place.street]) if place and place.street else ""


def _by_place(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Letters of one name and postcode, by the street that they come from: namesakes live in one town."""
    groups: list[list[Mention]] = []
    for mention in mentions:
        for group in groups:
            if _one_house(mention.place, group[0].place):
                group.append(mention)
                break
        else:
            groups.append([mention])
    return groups


def _one_house(one: Place | None, other: Place | None) -> bool:
    if one is None or other is None:
        return one is other
    if not one.street or not other.street:
        return same_number(one, other) or one == other
    return same_street(one, other) >= 0.6 and (same_number(one, other) or not one.number or not other.number)


def _by_name(
    identifier: str, mentions: Sequence[Mention], said: Sequence[Said], labelled: bool, nobodys: Collection[str], *, house: str = ""
) -> list[Atom]:
    used = Counter([mention.name for mention in mentions if mention.name])
    said = _uncontested(said, used)
    claimed = Counter([claim.by.name for claim in said if claim.by.name])
    clusters = [tuple(used)] if used else []
    if claimed or len(used) > 1:
        clusters = cluster(used + claimed, heard=bool(used), alone=not identifier.startswith("tel:"), labelled=labelled)
    if len(clusters) > 1 and used:  # a slip in somebody's signature is no use
        own = [names for names in clusters if any(name in used for name in names)]
        clusters = own or clusters
    whose = {name: place for place, names in enumerate(clusters) for name in names}
    for name in claimed:
        fitting = [place for place, names in enumerate(clusters) if _fits(name, names)]
        if name not in whose and len(fitting) == 1:
            whose[name] = fitting[0]
    use: Use = "exclusive"
    if labelled or any(mention.house for mention in mentions):
        use = "shared"
    elif len(clusters) > 1:
        use = "recycled" if _in_turn(mentions, said, whose) and not identifier.startswith("postal:") else "shared"
    if use == "exclusive":
        names = clusters[0] if clusters else ()
        kept = [claim for claim in said if claim.by.name is None or not names or claim.by.name in whose or _fits(claim.by.name, names)]
        return [Atom(id=identifier + house, identifier=identifier, use=use, mentions=list(mentions), said=kept, names=tuple(names))]
    atoms = [
        Atom(
            id=f"{identifier}#{'-'.join(names[0].words)}{names[0].mark and '-' + names[0].mark}{house}",
            identifier=identifier,
            use=use,
            mentions=[],
            names=tuple(names),
        )
        for names in clusters
    ]
    nobody = Atom(id=f"{identifier}#{house}", identifier=identifier, use=use, mentions=[], attributed=False)
    eras = _eras(mentions, said, whose) if use == "recycled" else []
    owner = _spelt(identifier, clusters) if use == "shared" and not labelled else None
    for began, owner_then in eras:
        atoms[owner_then].since += (began,)
    for mention in mentions:
        place = whose.get(mention.name) if mention.name else owner
        if labelled and mention.name and len(mention.name.words) == 1 and mention.name.given < 0:
            place = None  # "Dupont", from the Duponts
        if eras and mention.name is None and mention.key[0] not in nobodys:
            place = _at(eras, mention.at)
        (nobody if place is None else atoms[place]).mentions.append(mention)
    for claim in said:
        place = whose.get(claim.by.name) if claim.by.name else owner
        if place is not None:
            atoms[place].said.append(claim)
    return [atom for atom in [*atoms, nobody] if atom.mentions or atom.said]


def _uncontested(said: Sequence[Said], used: Iterable[Name]) -> Sequence[Said]:
    """Without who claims it under another surname than it is used by, where another claims it as it is used: a slip, and no marriage."""
    names = list(used)
    fitting = [claim.by.name and any(compare(claim.by.name, name).fits for name in names) for claim in said]
    if not names or all(fitting) or not any(fitting):
        return said
    return [claim for claim, fits in zip(said, fitting, strict=True) if fits or claim.by.name is None]


def cluster(names: Counter[Name], *, heard: bool = True, alone: bool = True, labelled: bool = False) -> list[tuple[Name, ...]]:
    """Names that may be one person's, together: the fullest begin; a single word that fits several is with none. How often one was used is
    not asked: it is not kept of a use.

    `heard`: some were used on the identifier; where all only claim it, another surname needs the very same given name. `alone`: it is not
    of a kind that a house or an office shares, where Theo is not Théophile under another surname, and where it is shared nobody is another
    under a new surname. `labelled`: it surely is a house's: nobody is there either.
    """
    groups = _grouped(names, lambda name, other: not labelled and _renamed(name, other, heard, alone))
    if len(groups) > 1 and not (alone or labelled):
        groups = _grouped(names, lambda name, other: False)
    return [tuple(sorted(group, key=lambda name: (-names[name], -len(name.words), name.words))) for group in groups]


def _grouped(names: Iterable[Name], renamed: Callable[[Name, Name], bool]) -> list[list[Name]]:
    order = sorted(names, key=lambda name: (-len(name.words), name.words, name.mark))
    groups: list[list[Name]] = []
    for name in order:
        fitting = [group for group in groups if _fits(name, group)]
        if not fitting:
            fitting = [group for group in groups if all(renamed(name, other) for other in group)][:1]
        if len(fitting) == 1 or (fitting and len(name.words) > 1):
            fitting[0].append(name)
        elif not fitting:
            groups.append([name])
    return groups


def _renamed(name: Name, other: Name, heard: bool, alone: bool) -> bool:
    """The same given name and another surname: who marries keeps an address."""
    likeness = compare(name, other)
    sure = not likeness.slips + likeness.loose or (heard and (alone or not likeness.loose))
    return likeness.kind == "surname_conflict" and sure and not (name.mark or other.mark)


def _fits(name: Name, group: Sequence[Name]) -> bool:
    return any(compare(name, other).fits for other in group) and all(
        compare(name, other).fits or compare(name, other).kind == "surname_conflict" or slips_of_one(name, other, group) for other in group
    )


def _spelt(identifier: str, clusters: Sequence[Sequence[Name]]) -> int | None:
    """Whose name a mailbox bears, where it bears one's alone."""
    box = box_of(identifier)
    bearing = [place for place, names in enumerate(clusters) if any(spells(box, name) == 2 for name in names)]
    return bearing[0] if len(bearing) == 1 else None


Era = tuple[datetime, int]


def _uses(mentions: Sequence[Mention], said: Sequence[Said], whose: dict[Name, int]) -> list[Era]:
    found = [(mention.at, whose[mention.name]) for mention in mentions if mention.at and mention.name and mention.name in whose]
    found += [(claim.by.at, whose[claim.by.name]) for claim in said if claim.by.at and claim.by.name and claim.by.name in whose]
    return sorted(found)


def _in_turn(mentions: Sequence[Mention], said: Sequence[Said], whose: dict[Name, int]) -> bool:
    """Two, one after the other, of whom no name tells that they are of one house."""
    uses = _uses(mentions, said, whose)
    changes = [at for at in range(1, len(uses)) if uses[at - 1][1] != uses[at][1]]
    if len(changes) != 1 or len(set(whose.values())) != 2 or uses[changes[0] - 1][0] == uses[changes[0]][0]:
        return False
    by_owner: dict[int, set[str]] = defaultdict(set)
    for name, owner in whose.items():
        by_owner[owner] |= {word for place, word in enumerate(name.words) if place != name.given}
    return not (by_owner[0] & by_owner[1])


def _eras(mentions: Sequence[Mention], said: Sequence[Said], whose: dict[Name, int]) -> list[Era]:
    uses = _uses(mentions, said, whose)
    return [use for at, use in enumerate(uses) if at == 0 or uses[at - 1][1] != use[1]]


def _at(eras: Sequence[Era], at: datetime | None) -> int | None:
    """Whose a nameless use is: that of the owner who had shown themselves last."""
    if not eras or at is None:
        return None
    return next((owner for began, owner in reversed(eras) if began <= at), eras[0][1])
