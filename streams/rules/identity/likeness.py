"""How likely two persons are one: what is alike between them, weighed (Fellegi and Sunter, 1969; term frequencies after Winkler, 2000).

The weights are fitted by logistic regression on invented people and shipped as a table; a colleague's answers are evidence of their own.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

import msgspec

from streams.rules.identity.addresses import Place, same_number, same_street, same_town
from streams.rules.identity.atoms import Atom
from streams.rules.identity.boxes import box_of, spells
from streams.rules.identity.names import Likeness, Name, alike, compare, distance

LARGEST_BLOCK = 64


class Profile(msgspec.Struct, kw_only=True):
    """What is known of one person: full names, other words they go by, places, births, customer numbers, mailbox names, who was beside."""

    root: int
    names: tuple[Name, ...]
    words: frozenset[str]
    places: tuple[Place, ...]
    born: frozenset[str]
    customers: frozenset[str]
    boxes: tuple[tuple[str, ...], ...]
    schemes: Counter[str]
    beside: frozenset[int]
    letters_only: bool


def profile(root: int, atoms: Sequence[Atom], beside: Iterable[int]) -> Profile:
    counted = Counter(name for atom in atoms for name in atom.names)
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
        names=tuple(name for name in every if len(name.words) > 1),
        words=frozenset(name.words[0] for name in every if len(name.words) == 1),
        places=tuple(places),
        born=frozenset(born),
        customers=frozenset(customers),
        boxes=tuple(dict.fromkeys(box_of(atom.identifier) for atom in exclusive if atom.identifier.startswith("email:"))),
        schemes=Counter(atom.identifier.partition(":")[0] for atom in exclusive if atom.mentions),
        beside=frozenset(beside),
        letters_only=all(atom.identifier.startswith("postal:") for atom in atoms),
    )


class Frequencies:
    """How common each word of a name is among the persons of a house."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._counts: Counter[str] = Counter()
        self.bearers: defaultdict[str, list[int]] = defaultdict(list)
        self.total = 0
        for known in profiles:
            self.total += 1
            self._counts.update({word for name in known.names for word in name.words} | known.words)

    def rarity(self, word: str) -> float:
        """Natural logarithm of how many times rarer than everybody; 0 for a word that all bear."""
        return math.log((self.total + 1) / (self._counts[word] + 0.5)) if self.total else 0.0


def pairs(profiles: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Those worth a comparison: they share a key that few have."""
    blocks: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, known in enumerate(profiles):
        for key in _keys(known):
            blocks[key].append(at)
    seen: set[tuple[int, int]] = set()
    for members in blocks.values():
        if len(members) <= LARGEST_BLOCK:
            for place, a in enumerate(members):
                for b in members[place + 1 :]:
                    if (a, b) not in seen:
                        seen.add((a, b))
                        yield profiles[a], profiles[b]


def _keys(known: Profile) -> set[tuple[str, ...]]:
    keys: set[tuple[str, ...]] = set()
    for name in known.names:
        flat = [part for word in name.words for part in ([word] if "-" not in word else [word, word.partition("-")[0]])]
        for one in flat:
            for other in flat:
                if one != other and len(one) > 2:
                    keys.add(("n", one, other[0]))
                    keys.add(("n4", one[:4], other[:3]))
    for place in known.places:
        if place.postcode and place.number:
            keys.add(("h", place.postcode, place.number))
        for word in {*known.words, *(word for name in known.names for word in name.words)}:
            if len(word) > 2:
                if place.postcode:
                    keys.add(("p", place.postcode, word[:4]))
                keys.add(("t", "".join(place.town)[:5], word[:4]))
        if place.number and place.street:
            keys.update(("s", place.number, word[:5]) for word in place.street if len(word) > 3)
    keys.update(("b", day) for day in known.born)
    keys.update(("c", number) for number in known.customers)
    for box in known.boxes:
        for one in box:
            for other in box:
                if one != other and len(one) > 2:
                    keys.add(("n", one, other[0]))
        if len(box) == 1 and len(box[0]) > 4:
            keys.add(("j", box[0]))
    for name in known.names:
        flat = [part for word in name.words for part in word.split("-")]
        keys.update(("j", joined) for a in flat for b in flat if a != b for joined in (a + b, a[0] + b))
    return keys


FEATURES = (
    "bias",
    "equal",
    "close",
    "slips",
    "loose",
    "part",
    "nameless",
    "surname_conflict",
    "given_conflict",
    "contrary",
    "rarity",
    "rarity_equal",
    "rivals",
    "house",
    "street",
    "town",
    "elsewhere",
    "postcode_only",
    "born_equal",
    "born_near",
    "born_other",
    "customer_equal",
    "customer_other",
    "box_full",
    "box_part",
    "box_contrary",
    "same_scheme",
    "beside",
    "letters",
    "letters_house",
    "letters_elsewhere",
    "letters_born_other",
    "letters_contrary",
    "letters_part",
    "house_contrary",
    "born_house",
    "words_contrary",
)


def features(one: Profile, other: Profile, common: Frequencies, rivals: int) -> list[float]:
    """Numbers of a pair, in the order of FEATURES."""
    found = dict.fromkeys(FEATURES, 0.0)
    found["bias"] = 1.0
    likeness, mine, theirs = _best(one, other)
    contrary = False
    if likeness is None:
        known = bool(one.names or one.words) and bool(other.names or other.words)
        found["part" if _share_word(one, other) else "words_contrary" if known else "nameless"] = 1.0
    else:
        contrary = likeness.kind == "other"
        found["contrary" if contrary else likeness.kind if likeness.kind != "part" else "part"] = 1.0
        found["slips"], found["loose"] = float(likeness.slips), float(likeness.loose)
        if mine and theirs and likeness.kind in ("equal", "close"):
            words = [word for word in mine.words if word in theirs.words] or list(mine.words)
            rarity = sum(min(common.rarity(word), 7.0) for word in words) / 5
            found["rarity"] = rarity
            found["rarity_equal"] = rarity if likeness.kind == "equal" else 0.0
    found["rivals"] = math.log1p(rivals)
    house, street, town, elsewhere, code = _where(one.places, other.places)
    found["house"], found["street"], found["town"], found["elsewhere"], found["postcode_only"] = house, street, town, elsewhere, code
    if one.born and other.born:
        best = min(distance(a, b, 2) for a in one.born for b in other.born)
        found["born_equal" if best == 0 else "born_near" if best <= 2 else "born_other"] = 1.0
    if one.customers and other.customers:
        found["customer_equal" if one.customers & other.customers else "customer_other"] = 1.0
    spelt = [
        spells(box, name) for boxes, names in ((one.boxes, other.names), (other.boxes, one.names)) for box in boxes for name in names[:4]
    ]
    if spelt:
        found["box_full"], found["box_part"] = float(max(spelt) == 2), float(max(spelt) == 1)
        found["box_contrary"] = float(max(spelt) == -1)
    if (
        not one.names
        and not other.names
        and one.boxes
        and other.boxes
        and any(set(a) == set(b) and len(a) > 1 for a in one.boxes for b in other.boxes)
    ):
        found["box_full"] = 1.0
    found["same_scheme"] = float(
        sum(min(one.schemes[scheme], other.schemes[scheme]) for scheme in ("tel", "mastodon", "bluesky", "facebook", "instagram")) > 0
    )
    found["beside"] = float(other.root in one.beside or one.root in other.beside)
    if one.letters_only and other.letters_only:
        found["letters"] = 1.0
        found["letters_house"] = house
        found["letters_elsewhere"] = elsewhere
        found["letters_born_other"] = found["born_other"]
        found["letters_contrary"] = float(contrary or found["given_conflict"] or found["surname_conflict"])
        found["letters_part"] = found["part"]
    found["house_contrary"] = house * float(contrary or found["given_conflict"])
    found["born_house"] = house * found["born_equal"]
    return [found[name] for name in FEATURES]


_ORDER = {"equal": 0, "close": 1, "part": 2, "surname_conflict": 3, "given_conflict": 4, "other": 5}


def _best(one: Profile, other: Profile) -> tuple[Likeness | None, Name | None, Name | None]:
    """How their names stand at best; a contradiction of the most used ones counts before a likeness of a rare one."""
    if not one.names or not other.names:
        return None, None, None
    compared = [(compare(mine, theirs), mine, theirs) for mine in one.names[:5] for theirs in other.names[:5]]
    return min(compared, key=lambda pair: (_ORDER[pair[0].kind], pair[0].slips, pair[0].loose, pair[1].words, pair[2].words))


def same_full_name(one: Profile, other: Profile) -> bool:
    """Some full name of one may be written as some full name of the other."""
    return any(compare(mine, theirs).kind in ("equal", "close") for mine in one.names[:5] for theirs in other.names[:5])


def _share_word(one: Profile, other: Profile) -> bool:
    left = one.words | {word for name in one.names for word in name.words}
    right = other.words | {word for name in other.names for word in name.words}
    return any(alike(mine, theirs) in (0, 1) for mine in left for theirs in right)


def _where(one: Sequence[Place], other: Sequence[Place]) -> tuple[float, float, float, float, float]:
    """(same house, same street, same town, known to be elsewhere, same postcode and another street), the best of all places of both."""
    if not one or not other:
        return 0.0, 0.0, 0.0, 0.0, 0.0
    best = (0.0, 0.0, 0.0)
    code = streets = 0.0
    for mine in one:
        for theirs in other:
            town = float(same_town(mine, theirs))
            street = same_street(mine, theirs) if mine.street and theirs.street else 0.0
            streets = max(streets, float(bool(mine.street and theirs.street)))
            number = same_number(mine, theirs)
            house = float(number and street >= 0.6 and (town or street >= 0.8))
            best = max(best, (house, street if street >= 0.6 else 0.0, town))
            code = max(code, float(bool(town and mine.street and theirs.street and street < 0.6)))
    elsewhere = float(best == (0.0, 0.0, 0.0))
    return best[0], best[1], best[2], elsewhere, code if best[1] == 0.0 else 0.0


@cache
def weights() -> tuple[Mapping[str, float], Mapping[str, float]]:
    """The two tables, by the names of FEATURES and SECOND."""
    read = json.loads(resources.files(__package__).joinpath("weights.json").read_text("utf-8"))
    return read["first"], read["second"]


def probability(numbers: Sequence[float]) -> float:
    """Of the numbers of SECOND."""
    table = weights()[1]
    total = sum(table[name] * value for name, value in zip(SECOND, numbers, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


SECOND = ("constant", "log_odds", "rival", "rivals", "log_odds_rival")
"""What makes a likeness a probability: itself, the best other candidate of either side, and how many there are."""
