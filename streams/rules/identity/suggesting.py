"""Who is probably one: as good as certain is joined, the rest is for a colleague to say."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import msgspec

from streams.rules.identity.addresses import may_be_one_house
from streams.rules.identity.blocks import pairs
from streams.rules.identity.likeness import FEATURES, Frequencies, log_odds, probability, traits, weights
from streams.rules.identity.partition import may_be_one
from streams.rules.identity.profiles import Profile, profile
from streams.rules.identity.resolving import Resolved

SURE, SURE_OF_LETTERS, PLAIN = 0.998, 0.9, 0.95
"""From which probability on two are joined without asking a colleague. Of letters alone the model errs less; with the date of birth,
from PLAIN on, under whatever name: who has nothing but a name, an address and a birthday is known by all of it together."""
SUGGESTED = 0.2
LEAST_ODDS = -3.5
"""With less no pair is suggested, whatever its rivals; what is alike between the two is not kept."""
PASSES = 4
RIVAL = 0.3


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Two persons, by their roots, who are probably one; `features`: what is alike between them."""

    one: int
    other: int
    probability: float
    features: dict[str, float]


class Pair(NamedTuple):
    """`odds`: logarithm, of the first table; `same`: they have one name; `alike`: `likeness.traits`, empty below LEAST_ODDS."""

    odds: float
    same: bool
    alike: dict[str, float]


Candidate = tuple[int, int, list[float]]
"""Two roots, and what is alike between them: the numbers of `likeness.FEATURES`."""


def suggest(found: Resolved) -> list[Suggestion]:
    """Joins in `found.groups` who is as good as certain and has no rival, looks again, and gives the rest as suggestions."""
    view = View(found)
    for turn in range(PASSES + 1):
        likely = view.likely()
        joined = 0
        between = view.between(likely)
        for p, rival, a, b, alike in likely if turn < PASSES else ():
            if p < SURE_OF_LETTERS:
                break
            born, letters = _of_letters(alike)
            if p < (SURE_OF_LETTERS if letters else SURE) or not (letters or rival < RIVAL) or "mentioned" in alike:
                continue  # whose an address is that somebody mentions is for a colleague to say
            if letters and not born and ((a, b) in between or not ("house" in alike or view.near(a, b))):
                continue
            if found.groups.root(a) != found.groups.root(b):
                joined += found.groups.join(a, b, force=born and p >= PLAIN)
        if not joined:
            break
        view.refresh()
    return [
        Suggestion(one=a, other=b, probability=round(p, 4), features=alike)
        for p, _, a, b, alike in likely
        if p >= SUGGESTED and found.groups.root(a) != found.groups.root(b)
    ]


def _of_letters(alike: Mapping[str, float]) -> tuple[bool, bool]:
    """Two who are known by letters alone: (born on one day, enough to be joined)."""
    if "letters" not in alike:
        return False, False
    born = "born_equal" in alike or ("born_near" in alike and "house" in alike)
    named = "equal" in alike or "close" in alike or "part" in alike
    return born, born or (named and ("house" in alike or ("street" in alike and "town" in alike)))


@dataclass
class View:
    """The pairs that may be one, and what is alike between them; looked at once, and again where a group has grown.

    `least`: of pairs with less, in odds, only these are kept.
    """

    found: Resolved
    least: float = LEAST_ODDS
    _profiles: dict[int, Profile] = field(default_factory=dict)
    _pairs: dict[tuple[int, int], Pair] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._members: dict[int, list[int]] = defaultdict(list)
        for place, atom in enumerate(self.found.atoms):
            if atom.mentions and atom.attributed:
                self._members[self.found.groups.root(place)].append(place)
        self._beside: dict[int, set[int]] = {}
        for place, atom in enumerate(self.found.atoms):
            for mention in atom.mentions:
                if mention.others:
                    keys = [(mention.key[0], other) for other in mention.others]
                    self._beside.setdefault(place, set()).update(self.found.place_of[key] for key in keys if key in self.found.place_of)
        self._know(self._members)
        profiles = [self._profiles[root] for root in sorted(self._members)]
        self._common = Frequencies(profiles)
        self._compare((profiles[a].root, profiles[b].root) for a, b in pairs(profiles))

    def _know(self, roots: Iterable[int]) -> None:
        root = self.found.groups.root
        for one in roots:
            places = self._members[one]
            beside = {root(other) for place in places for other in self._beside.get(place, ())}
            self._profiles[one] = profile(one, [self.found.atoms[place] for place in places], beside)

    def _compare(self, these: Iterable[tuple[int, int]]) -> None:
        for a, b in these:
            alike = traits(self._profiles[a], self._profiles[b], self._common)
            odds = log_odds(alike)
            self._pairs[a, b] = Pair(odds, "equal" in alike or "close" in alike, alike if odds >= self.least else {})

    def refresh(self) -> None:
        """Groups that have become one are looked at as one."""
        root = self.found.groups.root
        grown = set()
        for old in [old for old in self._members if root(old) != old]:
            self._members[root(old)] += self._members.pop(old)
            grown.add(root(old))
            del self._profiles[old]
        for one in grown:
            self._members[one].sort()
        self._know(grown | {one for one, known in self._profiles.items() if any(root(other) != other for other in known.beside)})
        anew = set()
        for a, b in list(self._pairs):
            one, other = sorted((root(a), root(b)))
            if (one, other) != (a, b) or one in grown or other in grown:
                del self._pairs[a, b]
                if one != other:
                    anew.add((one, other))
        self._compare(anew)

    def _namesakes(self) -> Counter[int]:
        """How many each has of their name."""
        return Counter(chain.from_iterable(pair for pair, known in self._pairs.items() if known.same))

    def likely(self) -> list[tuple[float, float, int, int, dict[str, float]]]:
        """(probability, the best rival's, two roots, what is alike) of those who may be suggested, the likeliest first; without those whom
        a colleague told apart."""
        namesakes, weight = self._namesakes(), weights()[0]["rivals"]
        odds = {
            (a, b): known.odds + weight * _crowd(namesakes, a, b, known.same)
            for (a, b), known in self._pairs.items()
            if not self.found.groups.apart(a, b)
        }
        rivals = Rivals(odds)
        found = []
        for (a, b), value in odds.items():
            known = self._pairs[a, b]
            if value >= self.least and known.alike:
                look = rivals.look(a, b, value)
                found.append((probability(look), look[2], a, b, _with(known.alike, _crowd(namesakes, a, b, known.same))))
        return sorted(found, key=lambda pair: (-pair[0], pair[2], pair[3]))

    def between(self, likely: Iterable[tuple[float, float, int, int, dict[str, float]]]) -> set[tuple[int, int]]:
        """Pairs of which one may as well be a third, who is surely not the other: a Liea, with Lina and Lisa."""
        beside: dict[int, set[int]] = defaultdict(set)
        for p, _, a, b, alike in likely:
            if p >= SURE_OF_LETTERS and "letters" in alike:
                beside[a].add(b)
                beside[b].add(a)
        return {
            (min(one, other), max(one, other))
            for one, others in beside.items()
            for other in others
            for third in others - {other}
            if not may_be_one((*self._profiles[third].names, *self._profiles[one].names), self._profiles[other].names)
        }

    def near(self, a: int, b: int) -> bool:
        """Two who live in one street may live in one house, for all that is known: at another number of another kind of street (Rue du
        Moulin, Chemin du Moulin) they do not."""
        return any(
            may_be_one_house(one, other) for one in self._profiles[a].places for other in self._profiles[b].places
        )

    def candidates(self) -> list[Candidate]:
        """All of them, with their numbers, in a canonical order: what the weights are fitted on."""
        namesakes = self._namesakes()
        here = []
        for (a, b), known in sorted(self._pairs.items()):
            if not self.found.groups.apart(a, b):
                alike = _with(known.alike, _crowd(namesakes, a, b, known.same))
                here.append((a, b, [alike.get(name, 0.0) for name in FEATURES]))
        return here


def _crowd(namesakes: Counter[int], a: int, b: int, same: bool) -> float:
    """The trait "rivals": how many others bear the name of either, as a logarithm."""
    return math.log1p(max(namesakes[a], namesakes[b]) - same)


def _with(alike: dict[str, float], crowd: float) -> dict[str, float]:
    return alike | {"rivals": crowd} if crowd else alike


class Rivals:
    """The odds of all pairs of each, to see how far one stands out."""

    def __init__(self, odds: Mapping[tuple[int, int], float]) -> None:
        self._of: defaultdict[int, list[float]] = defaultdict(list)
        for (a, b), value in odds.items():
            self._of[a].append(value)
            self._of[b].append(value)
        for values in self._of.values():
            values.sort()

    def look(self, a: int, b: int, value: float) -> list[float]:
        """The numbers of `likeness.SECOND` for one pair."""
        best, count = -9.0, -2
        for values in (self._of[a], self._of[b]):
            top = values[-1]
            if top != value:
                best = max(best, top)
            elif len(values) > 1:
                best = max(best, values[-2])
            count += min(MOST_RIVALS, len(values) - bisect_right(values, value - NEAR))
        rival = min(9.0, best)
        return [1.0, max(-12.0, min(12.0, value)), 1 / (1 + math.exp(-rival)), math.log1p(max(0, count)), min(0.0, value - rival)]


NEAR, MOST_RIVALS = 1.5, 12
"""Who stands less than so far behind is a rival; so many at most are counted."""


def second_look(here: Sequence[Candidate], weights: Mapping[str, float]) -> list[Candidate]:
    """The numbers of `likeness.SECOND` for each pair."""
    factors = [weights[name] for name in FEATURES]
    odds = {(a, b): sum(map(float.__mul__, factors, numbers)) for a, b, numbers in here}
    rivals = Rivals(odds)
    return [(a, b, rivals.look(a, b, value)) for (a, b), value in odds.items()]
