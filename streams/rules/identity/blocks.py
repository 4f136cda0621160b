"""Which pairs of persons are worth a comparison: who share a key that few have. A key of many is made finer, then given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from streams.rules.identity.names import Name, forms_of, given_names
from streams.rules.identity.profiles import Profile

LARGEST = 8
Key = tuple[str, ...]


def pairs(profiles: Sequence[Profile]) -> list[tuple[int, int]]:
    """Places of the profiles, the lower first, in order. At most LARGEST / 2 pairs a key and a person, however many persons there are."""
    mailboxes = {box[0] for known in profiles for box in known.boxes if len(box) == 1 and len(box[0]) > 4}
    mentioned = {value for known in profiles for value in known.mentioned}
    called = [_called(known) for known in profiles]
    first: dict[Key, int] = {}  # most keys have one bearer: that costs no list
    blocks: dict[Key, list[int]] = {}
    for at, known in enumerate(profiles):
        for key in set(_keys(known, mailboxes, mentioned)):
            earlier = first.setdefault(key, at)
            if earlier != at:
                blocks.setdefault(key, [earlier]).append(at)
    del first
    found: set[tuple[int, int]] = set()
    while blocks:
        finer: defaultdict[Key, list[int]] = defaultdict(list)
        for key, members in blocks.items():
            if len(members) > LARGEST:
                for at in members:
                    for narrow in set(_finer(key, profiles[at])):
                        finer[narrow].append(at)
            elif key[0] in _BY_NAME:
                found.update((a, b) for a, b in combinations(members, 2) if _may_share(called[a], called[b]))
            else:
                found.update(combinations(members, 2))
        blocks = finer
    return sorted(found)


_BY_NAME = frozenset(["name", "sound", "town", "code"])
"""Keys that brothers and sisters share: of two who both have a known given name, and none in common, nothing else is asked."""


def _called(known: Profile) -> frozenset[str]:
    """All given names that theirs may stand for; empty where a name of theirs has none that is known."""
    forms: set[str] = set()
    for name in known.names:
        here = [word for word in name.words if word in given_names()]
        if not here:
            return frozenset()
        forms.update(*map(forms_of, here))
    return frozenset(forms)


def _may_share(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or not one.isdisjoint(other)


def _keys(known: Profile, mailboxes: set[str], mentioned: set[str]) -> Iterator[Key]:
    words = known.words.union(*(name.words for name in known.names))
    for name in known.names:
        flat = _flat(name)
        for one in flat:
            for other in flat:
                if one != other:
                    if len(one) > 2:
                        yield "name", one, other[0]
                        yield "sound", one[:4], other[:3]
                    yield from (("box", joined) for joined in (one + other, one[0] + other) if joined in mailboxes)
    for place in known.places:
        if place.postcode and place.number:
            yield "house", place.postcode, place.number
        for word in words:
            if len(word) > 2:
                if place.postcode:
                    yield "code", place.postcode, word[:4]
                yield "town", "".join(place.town)[:5], word[:4]
        if place.number and place.street:
            yield from (("street", place.number, word[:5]) for word in place.street if len(word) > 3)
    yield from (("born", day) for day in known.born)
    yield from (("customer", number) for number in known.customers)
    if mentioned:
        yield from (("mentioned", value) for value in (*known.mentioned, *known.identifiers) if value in mentioned)
    for box in known.boxes:
        yield from (("name", one, other[0]) for one in box for other in box if one != other and len(one) > 2)
        if len(box) == 1 and len(box[0]) > 4:
            yield "box", box[0]


def _finer(key: Key, known: Profile) -> Iterator[Key]:
    """A name with another of its words in full, then with a town; a town or a postcode with a street; a day, a house with a name."""
    kind, *rest = key
    match kind:
        case "name" if len(rest) == 2:
            others = {word for name in known.names for word in _flat(name)} | {word for box in known.boxes for word in box}
            yield from (("name", rest[0], word, "") for word in others if word[0] == rest[1] and word != rest[0] and len(word) > 1)
        case "name" if not rest[2]:
            yield from (("name", *rest[:2], town) for town in _towns(known))
        case "sound" | "box" if len(rest) < 3:
            yield from ((kind, *rest, "", town)[:4] for town in _towns(known))
        case "town" | "code" | "street" | "born" | "house" if len(rest) == 2 - (kind == "born"):
            yield from ((kind, *rest, *pair) for name in known.names for pair in _pairs(name))
        case _:
            return


def _towns(known: Profile) -> set[str]:
    return {place.postcode or "".join(place.town)[:8] for place in known.places if place.postcode or place.town}


def _pairs(name: Name) -> Iterable[tuple[str, str]]:
    short = sorted(word[:3] for word in name.words)
    return [(one, other) for place, one in enumerate(short) for other in short[place + 1 :]]


def _flat(name: Name) -> list[str]:
    """The words of a name, and the first of each double one."""
    return [part for word in name.words for part in ([word] if "-" not in word else [word, word.partition("-")[0]])]
