"""What is known of an atom: one identifier under one name in use, the finest unit of who is who, which is never split.

A `Use` is what all mentions of an atom say of it, taken together by a join: in whatever order they come, and however often.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import combinations

import msgspec

from schemas.interaction import Interaction, Own
from streams.rules.identity.addresses import Place
from streams.rules.identity.boxes import box_of, without_tag
from streams.rules.identity.claims import left_open
from streams.rules.identity.mentions import Mention, mentions_of
from streams.rules.identity.names import Name, read_name
from streams.rules.persons import others

MOST_CLAIMS, MOST_PLACES, MOST_BESIDE, MOST_BLOCKS, MOST_MENTIONED = 64, 8, 8, 8, 4
"""Of more, those are kept that come first in their order: so the join stays one."""


class Claimed(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """They said that it is theirs: an identifier, `customer:N`, `born:YYYY-MM-DD`; `since`: the first time."""

    value: str
    since: datetime


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One identifier under one name. `written`: the smallest of the longest ways to write it; `house`: a firm's or family's name is there;
    `label`: somebody calls the identifier the house's ("Standard"); `heard`: False where that is all that is known of it;
    `beside`: atoms that took part in the same; `mentioned`: identifiers that stand in what they say, and cannot be read whose they are.

    `last_at` is not kept, since it would be written with every mail: who decides gives it where an identifier has several names.
    """

    id: str
    identifier: str
    first_at: datetime
    last_at: datetime | None = None
    name: Name | None = None
    written: str | None = None
    house: bool = False
    label: bool = False
    heard: bool = True
    claims: tuple[Claimed, ...] = ()
    places: tuple[Place, ...] = ()
    beside: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one interaction says. `atoms`: by identifier, the atom that its entry belongs to; `uses`: to be learnt."""

    atoms: Mapping[str, str]
    uses: tuple[Use, ...]


def told(interaction: Interaction, own: Own, region: str, *, at: datetime) -> Told:
    """`at`: of the entry, for an interaction that says no time."""
    entries = [party.identifier for party in others(interaction, own, region) if party.identifier]
    mentions = [
        mention for mention in mentions_of(interaction, own, region) if isinstance(mention, Mention) and mention.identifier in entries
    ]
    by_key = {mention.key: atom_id(mention) for mention in mentions}
    atoms: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda mention: mention.name is None):
        atoms.setdefault(mention.identifier or "", by_key[mention.key])
    uses: dict[str, Use] = {}
    for mention in mentions:
        beside = {by_key[key] for other in mention.others if (key := (interaction.id, other)) in by_key} - {by_key[mention.key]}
        for use in uses_of(mention, at=mention.at or at, beside=beside):
            uses[use.id] = unite_uses(uses[use.id], use) if use.id in uses else use
    for identifier in entries:  # one of us, under an address that is not known as ours
        if identifier not in atoms:
            atoms[identifier] = nameless(identifier)
            uses[nameless(identifier)] = Use(id=nameless(identifier), identifier=identifier, first_at=at)
    return Told(atoms=atoms, uses=tuple(uses.values()))


def nameless(identifier: str) -> str:
    """The atom of what comes from an identifier without a name, and of what is known of the identifier as such."""
    return identifier + "#"


def atom_id(mention: Mention) -> str:
    """`identifier#words-of-the-name-mark`; of a letter with the house, `.../12-lilas`: namesakes live in one town."""
    identifier, name, place = mention.identifier or "", mention.name, mention.place
    words = [] if name is None else [*name.words, *([name.mark] if name.mark else [])]
    house = "-".join([place.number, *place.street]) if place and identifier.startswith("postal:") and place.street else ""
    return nameless(identifier) + "-".join(words) + (house and "/" + house)


def uses_of(mention: Mention, *, at: datetime, beside: Iterable[str] = ()) -> Iterator[Use]:
    """What one mention says of its own atom, and of the identifiers that it calls the house's."""
    identifier = mention.identifier or ""
    yield Use(
        id=atom_id(mention),
        identifier=identifier,
        first_at=at,
        name=mention.name,
        written=_written(mention),
        house=mention.house,
        claims=_first(
            (Claimed(value=claim.value, since=at) for claim in mention.claims if claim.whose == "self" and claim.value != identifier),
            MOST_CLAIMS,
        ),
        places=(mention.place,) if mention.place else (),
        beside=tuple(sorted(beside)[:MOST_BESIDE]),
        mentioned=tuple(sorted(left_open(mention.claims) - {identifier})[:MOST_MENTIONED]),
    )
    for claim in mention.claims:
        if claim.whose == "shared":
            yield Use(id=nameless(claim.value), identifier=claim.value, first_at=at, label=True, heard=False)


def _written(mention: Mention) -> str | None:
    """Their name as it stands there; a name that was only spoken, as one would write it."""
    said = read_name(mention.written)
    if mention.name is None or (said and said.words == mention.name.words):
        return mention.written or None
    return " ".join("-".join(map(str.capitalize, word.split("-"))) for word in mention.name.words)


def unite_uses(one: Use, other: Use) -> Use:
    """All that both say: commutative, associative, idempotent."""
    if one == other:
        return one
    return Use(
        id=one.id,
        identifier=one.identifier,
        first_at=min(one.first_at, other.first_at),
        last_at=max((at for at in (one.last_at, other.last_at) if at), default=None),
        name=min((name for name in (one.name, other.name) if name), key=_by_name, default=None),
        written=min((written for written in (one.written, other.written) if written), key=lambda name: (-len(name), name), default=None),
        house=one.house or other.house,
        label=one.label or other.label,
        heard=one.heard or other.heard,
        claims=_first((*one.claims, *other.claims), MOST_CLAIMS),
        places=tuple(sorted({*one.places, *other.places}, key=msgspec.structs.astuple)[:MOST_PLACES]),
        beside=tuple(sorted({*one.beside, *other.beside})[:MOST_BESIDE]),
        mentioned=tuple(sorted({*one.mentioned, *other.mentioned})[:MOST_MENTIONED]),
    )


def _by_name(name: Name) -> tuple[bool, bool, int, tuple[str, ...]]:
    """What tells which word is the given name comes first."""
    return not name.sure, name.given < 0, name.given, name.words


def _first(claims: Iterable[Claimed], most: int) -> tuple[Claimed, ...]:
    """The first time of each, and of too many the first."""
    since: dict[str, Claimed] = {}
    for claim in sorted(claims):
        since.setdefault(claim.value, claim)
    return tuple(since.values())[:most]


def keys_of(use: Use) -> frozenset[str]:
    """What its certain evidence may connect it by: who shares none of them, directly or by others, has no say in whose it is."""
    keys = {f"id:{use.identifier}"}
    if use.identifier.startswith("email:") and "+" in use.identifier.partition("@")[0]:
        keys.add(f"id:{without_tag(use.identifier)}")
    keys |= {key_of_claim(claim.value) for claim in use.claims}
    return frozenset(keys | {key_of_place(place) for place in use.places}) - {""}


def key_of_claim(value: str) -> str:
    """Empty: it connects nobody."""
    return value if value.startswith("customer:") else "" if value.startswith("born:") else f"id:{value}"


def key_of_place(place: Place) -> str:
    """Empty: it connects nobody."""
    return f"house:{house_of(place)}" if place.street and place.number else ""


def house_of(place: Place) -> str:
    return f"{place.postcode or ' '.join(place.town)}/{place.number}"


def blocks_of(use: Use) -> frozenset[str]:
    """What somebody who may be the same person has as well, the most telling first where there are more than MOST_BLOCKS.

    A key that very many share says nothing; who shares it and is the same shares a finer one too.
    """
    return frozenset([*list(dict.fromkeys(_blocks(use)))[:MOST_BLOCKS], *map(block_of_mentioned, use.mentioned)])


def block_of_mentioned(identifier: str) -> str:
    """Of all who mention it."""
    return f"mentioned:{identifier}"


def _blocks(use: Use) -> Iterator[str]:
    yield from (claim.value for claim in use.claims if claim.value.startswith(("customer:", "born:")))
    words = [part for word in (use.name.words if use.name else ()) for part in dict.fromkeys((word, word.partition("-")[0]))]
    long = [word for word in words if len(word) > 2]
    box = [word for word in box_of(use.identifier) if len(word) > 2 or len(words) == 0]
    for one, other in combinations(sorted(set(long)), 2):
        yield f"name:{one}/{other}"
    for place in use.places:
        if place.postcode and place.number:
            yield f"house:{place.postcode}/{place.number}"
    for one in words[::-1]:
        yield from (f"name:{one}/{other[0]}" for other in words if other != one and len(one) > 2)
    if len(box) > 1:
        yield f"name:{'/'.join(sorted(box)[:2])}"
        yield from (f"name:{one}/{other[0]}" for one in box for other in box if one != other and len(one) > 2)
    elif box and len(box[0]) > 4:
        yield f"box:{box[0]}"
    for place in use.places[:2]:
        town = place.postcode or "".join(place.town)[:8]
        yield from (f"town:{town}/{word[:4]}" for word in long[::-1] if town)
    yield from (f"sound:{one[:4]}/{other[:3]}" for one in long for other in long if one != other)
    if len(words) > 1:
        yield from (f"box:{joined}" for joined in (words[0] + words[-1], words[-1] + words[0], words[0][0] + words[-1]))
