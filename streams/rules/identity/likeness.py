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
        self.total = 0
        for known in profiles:
            self.total += 1
            self._counts.update({word for name in known.names for word in name.words} | known.words)

    def rarity(self, word: str) -> float:
        """Natural logarithm of how many times rarer than everybody; 0 for a word that all bear."""
        return math.log((self.total + 1) / (self._counts[word] + 0.5)) if self.total else 0.0


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


def features(one: Profile, other: Profile, common: Frequencies) -> list[float]:
    """Numbers of a pair, in the order of FEATURES; "rivals" is left 0."""
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
