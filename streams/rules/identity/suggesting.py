"""Who is probably one: as good as certain is joined, the rest is for a colleague to say."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from streams.rules.identity.blocks import pairs
from streams.rules.identity.likeness import FEATURES, Frequencies, features, probability, weights
from streams.rules.identity.profiles import Profile, profile
from streams.rules.identity.resolving import Resolved

SURE, SURE_OF_LETTERS, PLAIN = 0.998, 0.9, 0.95
"""From which probability on two are joined without asking a colleague. Of letters alone the model errs less; with the date of birth,
from PLAIN on, under whatever name: who has nothing but a name, an address and a birthday is known by all of it together."""
SUGGESTED = 0.2
PASSES = 4
RIVAL = 0.3
_RIVALS, _EQUAL, _CLOSE = map(FEATURES.index, ("rivals", "equal", "close"))


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """Two persons, by their roots, who are probably one; `features`: what is alike between them."""

    one: int
    other: int
    probability: float
    features: dict[str, float]


Candidate = tuple[int, int, list[float]]
"""Two roots, and what is alike between them: the numbers of `likeness.FEATURES`."""


def suggest(found: Resolved) -> list[Suggestion]:
    """Joins in `found.groups` who is as good as certain and has no rival, looks again, and gives the rest as suggestions."""
    first, _ = weights()
    view = View(found)
    for turn in range(PASSES + 1):
        here = view.candidates()
        looks = second_look(here, first)
        likely = sorted(
            ((probability(look), look[2], a, b, numbers) for (_, _, look), (a, b, numbers) in zip(looks, here, strict=True)),
            key=lambda pair: (-pair[0], pair[2], pair[3]),
        )
        joined = 0
        for p, rival, a, b, numbers in likely if turn < PASSES else ():
            if p < SURE_OF_LETTERS:
                break
            told = dict(zip(FEATURES, numbers, strict=True))
            born = told["letters"] * (told["born_equal"] + told["born_near"] * told["house"]) > 0
            letters = born or told["letters"] * (told["equal"] + told["close"] + told["part"]) * (told["house"] + told["street"]) > 0
            if p < (SURE_OF_LETTERS if letters else SURE) or not (letters or rival < RIVAL):
                continue
            if found.groups.root(a) != found.groups.root(b):
                joined += found.groups.join(a, b, force=born and p >= PLAIN)
        if not joined:
            break
        view.refresh()
    return [
        Suggestion(one=a, other=b, probability=round(p, 4), features=dict(zip(FEATURES, numbers, strict=True)))
        for p, _, a, b, numbers in likely
        if p >= SUGGESTED and found.groups.root(a) != found.groups.root(b)
    ]


@dataclass
class View:
    """The pairs that may be one, and what is alike between them; looked at once, and again where a group has grown."""

    found: Resolved
    _profiles: dict[int, Profile] = field(default_factory=dict)
    _pairs: dict[tuple[int, int], tuple[list[float], bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._members: dict[int, list[int]] = defaultdict(list)
        for place, atom in enumerate(self.found.atoms):
            if atom.mentions and atom.attributed:
                self._members[self.found.groups.root(place)].append(place)
        self._beside: dict[int, set[int]] = defaultdict(set)
        for place, atom in enumerate(self.found.atoms):
            for mention in atom.mentions:
                self._beside[place].update(
                    self.found.place_of[mention.key[0], other] for other in mention.others if (mention.key[0], other) in self.found.place_of
                )
        self._know(self._members)
        profiles = [self._profiles[root] for root in sorted(self._members)]
        self._common = Frequencies(profiles)
        self._compare((profiles[a].root, profiles[b].root) for a, b in pairs(profiles))

    def _know(self, roots: Iterable[int]) -> None:
        root = self.found.groups.root
        for one in roots:
            places = self._members[one]
            beside = {root(other) for place in places for other in self._beside[place]}
            self._profiles[one] = profile(one, [self.found.atoms[place] for place in places], beside)

    def _compare(self, these: Iterable[tuple[int, int]]) -> None:
        for a, b in these:
            left, right = self._profiles[a], self._profiles[b]
            numbers = features(left, right, self._common)
            self._pairs[a, b] = numbers, numbers[_EQUAL] + numbers[_CLOSE] > 0

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

    def candidates(self) -> list[Candidate]:
        """In a canonical order, without those whom a colleague told apart."""
        namesakes: Counter[int] = Counter()
        for (a, b), (_, same) in self._pairs.items():
            if same:
                namesakes.update((a, b))
        here = []
        for (a, b), (numbers, same) in sorted(self._pairs.items()):
            if not self.found.groups.apart(a, b):
                numbers[_RIVALS] = math.log1p(max(namesakes[a], namesakes[b]) - same)
                here.append((a, b, numbers))
        return here


def second_look(here: Sequence[Candidate], weights: Mapping[str, float]) -> list[Candidate]:
    """The numbers of `likeness.SECOND` for each pair."""
    factors = [weights[name] for name in FEATURES]
    odds = [sum(map(float.__mul__, factors, numbers)) for _, _, numbers in here]
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
