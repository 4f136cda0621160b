"""How likely two persons are one: what is alike between them, weighed (Fellegi and Sunter, 1969; term frequencies after Winkler, 2000).

The weights are fitted by logistic regression on invented people and shipped as a table; a colleague's answers are evidence of their own.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

from streams.rules.identity.addresses import Place, same_number, same_street, same_town
from streams.rules.identity.boxes import spells
from streams.rules.identity.names import Likeness, Name, alike, compare, distance
from streams.rules.identity.profiles import Profile


class Frequencies:
    """How common each word of a name is among the persons of a house."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._counts: Counter[str] = Counter()
        self._rarity: dict[str, float] = {}
        self.total = 0
        for known in profiles:
            self.total += 1
            self._counts.update({word for name in known.names for word in name.words} | known.words)

    def rarity(self, word: str) -> float:
        """Natural logarithm of how many times rarer than everybody; 0 for a word that all bear."""
        known = self._rarity.get(word)
        if known is None:
            known = self._rarity[word] = math.log((self.total + 1) / (self._counts[word] + 0.5)) if self.total else 0.0
        return known


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
    "mentioned",
)


def features(one: Profile, other: Profile, common: Frequencies) -> list[float]:
    """Numbers of a pair, in the order of FEATURES; "rivals" is left 0."""
    found = traits(one, other, common)
    return [found.get(name, 0.0) for name in FEATURES]


def log_odds(found: Mapping[str, float]) -> float:
    """Of the traits of a pair, with their weights."""
    table = weights()[0]
    return sum([table[name] * value for name, value in found.items()])


def traits(one: Profile, other: Profile, common: Frequencies) -> dict[str, float]:
    """What is alike between two and what is not, by the names of FEATURES; what is 0 is left out, and "rivals"."""
    found = {"bias": 1.0}
    likeness, mine, theirs = _best(one, other)
    contrary = conflict = False
    if likeness is None or mine is None or theirs is None:
        known = bool(one.names or one.words) and bool(other.names or other.words)
        found["part" if _share_word(one, other) else "words_contrary" if known else "nameless"] = 1.0
    else:
        contrary = likeness.kind == "other"
        conflict = likeness.kind == "given_conflict"
        found["contrary" if contrary else likeness.kind] = 1.0
        if likeness.slips:
            found["slips"] = float(likeness.slips)
        if likeness.loose:
            found["loose"] = float(likeness.loose)
        if likeness.kind in ("equal", "close"):
            words = [word for word in mine.words if word in theirs.words] or list(mine.words)
            found["rarity"] = sum([min(common.rarity(word), 7.0) for word in words]) / 5
            if likeness.kind == "equal":
                found["rarity_equal"] = found["rarity"]
    house = 0.0
    if one.places and other.places:
        house, street, town, elsewhere, code = _where(one.places, other.places)
        where = {"house": house, "street": street, "town": town, "elsewhere": elsewhere, "postcode_only": code}
        found |= {name: value for name, value in where.items() if value}
    if one.born and other.born:
        best = min(distance(a, b, 2) for a in one.born for b in other.born)
        found["born_equal" if best == 0 else "born_near" if best <= 2 else "born_other"] = 1.0
    if one.customers and other.customers:
        found["customer_equal" if one.customers & other.customers else "customer_other"] = 1.0
    spelt = _spelt(one, other)
    if spelt is not None and spelt:
        found["box_full" if spelt == 2 else "box_part" if spelt == 1 else "box_contrary"] = 1.0
    if not one.names and not other.names and any(set(a) == set(b) and len(a) > 1 for a in one.boxes for b in other.boxes):
        found["box_full"] = 1.0
    if any(scheme in other.schemes for scheme in one.schemes if scheme in _ONE_EACH):
        found["same_scheme"] = 1.0
    if other.root in one.beside or one.root in other.beside:
        found["beside"] = 1.0
    if not found.keys().isdisjoint(("equal", "close", "part", "nameless")) and (_mentions(one, other) or _mentions(other, one)):
        found["mentioned"] = 1.0
    if one.letters_only and other.letters_only:
        found["letters"] = 1.0
        found |= {f"letters_{name}": found[name] for name in ("house", "elsewhere", "born_other", "part") if name in found}
        if contrary or conflict or "surname_conflict" in found:
            found["letters_contrary"] = 1.0
    if house and (contrary or conflict):
        found["house_contrary"] = house
    if house and "born_equal" in found:
        found["born_house"] = house
    return found


def _mentions(one: Profile, other: Profile) -> bool:
    """Whether an identifier of the other stands in what one says, and cannot be read whose it is."""
    return not one.mentioned.isdisjoint(other.identifiers)


_ONE_EACH = frozenset(["tel", "mastodon", "bluesky", "facebook", "instagram"])
"""Most people have one."""
_ORDER = {"equal": 0, "close": 1, "part": 2, "surname_conflict": 3, "given_conflict": 4, "other": 5}


def _best(one: Profile, other: Profile) -> tuple[Likeness | None, Name | None, Name | None]:
    """How their names stand at best; a contradiction of the most used ones counts before a likeness of a rare one."""
    left, right = one.names[:5], other.names[:5]
    if not left or not right:
        return None, None, None
    if len(left) == len(right) == 1:
        return compare(left[0], right[0]), left[0], right[0]
    if shared := [mine for mine in left if mine in right]:
        best = min(shared, key=lambda name: name.words)
        return compare(best, best), best, best
    compared = [(compare(mine, theirs), mine, theirs) for mine in left for theirs in right]
    return min(compared, key=lambda pair: (_ORDER[pair[0].kind], pair[0].slips, pair[0].loose, pair[1].words, pair[2].words))


def _spelt(one: Profile, other: Profile) -> int | None:
    """How far a mailbox of one spells a name of the other, at best; None where there is none."""
    best: int | None = None
    for boxes, names in ((one.boxes, other.names[:4]), (other.boxes, one.names[:4])):
        for box in boxes if names else ():
            for name in names:
                spelt = spells(box, name)
                if spelt == 2:
                    return 2
                best = spelt if best is None or spelt > best else best
    return best


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
