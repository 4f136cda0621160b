"""Who among a neighbourhood is probably one, for a colleague to say. The weights and the pairs are those of `suggesting`."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from streams.rules.identity.atoms import Atom
from streams.rules.identity.blocks import pairs
from streams.rules.identity.likeness import FEATURES, Frequencies, features, probability, weights
from streams.rules.identity.owning import Owned, recalled
from streams.rules.identity.profiles import Profile, profile
from streams.rules.identity.suggesting import SUGGESTED, Candidate, second_look
from streams.rules.identity.uses import Use

_RIVALS, _EQUAL, _CLOSE = map(FEATURES.index, ("rivals", "equal", "close"))


class Likely(msgspec.Struct, frozen=True, kw_only=True):
    """Two persons, by the atom that stands for each (a < b), who are probably one; `features`: what is alike between them, by
    `likeness.FEATURES`, without those that are 0."""

    a: str
    b: str
    probability: float
    features: dict[str, float]


class Counted(Frequencies):
    """How common each word is, counted elsewhere. `persons`: how many there are; `words`: how many of them bear each."""

    def __init__(self, persons: int, words: Mapping[str, int]) -> None:
        super().__init__(())
        self.total = persons
        self._counts.update(words)


def likely(
    uses: Iterable[Use],
    owners: Mapping[str, Owned],
    common: Frequencies,
    *,
    apart: Iterable[tuple[str, str]] = (),
    least: float = SUGGESTED,
) -> list[Likely]:
    """The pairs of persons, the likeliest first. `uses`: all atoms of the persons of a neighbourhood; `apart`: atoms that a colleague told
    apart. What comes from a shared identifier without a name is nobody's, and like nobody."""
    theirs = _by_person(uses, owners)
    place_of = {person: place for place, person in enumerate(theirs)}
    at = {use.id: place_of[person] for person, here in theirs.items() for use in here}
    profiles = [_profile(place, here, owners, at) for place, here in enumerate(theirs.values())]
    kept_apart = {frozenset((at[one], at[other])) for one, other in apart if one in at and other in at}
    found = _candidates(profiles, common, kept_apart)
    speaker = [min(here, key=lambda use: (use.name is None, use.first_at, use.id)).id for here in theirs.values()]
    pairs_found = []
    for (one, other, numbers), (_, _, look) in zip(found, second_look(found, weights()[0]), strict=True):
        if (chance := probability(look)) >= least:
            a, b = sorted((speaker[one], speaker[other]))
            alike = {name: value for name, value in zip(FEATURES, numbers, strict=True) if value}
            pairs_found.append(Likely(a=a, b=b, probability=round(chance, 4), features=alike))
    return sorted(pairs_found, key=lambda pair: (-pair.probability, pair.a, pair.b))


def _by_person(uses: Iterable[Use], owners: Mapping[str, Owned]) -> dict[str, list[Use]]:
    found: dict[str, list[Use]] = defaultdict(list)
    for use in sorted(uses, key=lambda use: use.id):
        if use.id in owners and use.heard and not owners[use.id].eras:
            found[owners[use.id].person].append(use)
    return {person: here for person, here in sorted(found.items()) if any(use.name or owners[use.id].use == "exclusive" for use in here)}


def _profile(place: int, here: Iterable[Use], owners: Mapping[str, Owned], at: Mapping[str, int]) -> Profile:
    beside: set[int] = set()
    atoms: dict[tuple[str, str], Atom] = {}
    for use in here:
        kind = owners[use.id].use
        atom = atoms.setdefault(
            (use.identifier, "" if kind == "exclusive" else use.id),
            Atom(id=use.id, identifier=use.identifier, use=kind, mentions=[]),
        )
        atom.mentions += recalled(use)
        atom.names = tuple(dict.fromkeys((*atom.names, *([use.name] if use.name else []))))
        beside |= {at[other] for other in use.beside if other in at}
    return profile(place, list(atoms.values()), beside)


def _candidates(profiles: list[Profile], common: Frequencies, apart: set[frozenset[int]]) -> list[Candidate]:
    """What is alike between those who share something, and how many others bear the name of either."""
    found = [(one, other, features(profiles[one], profiles[other], common)) for one, other in pairs(profiles)]
    namesakes: Counter[int] = Counter()
    for one, other, numbers in found:
        if numbers[_EQUAL] + numbers[_CLOSE] > 0:
            namesakes.update((one, other))
    for one, other, numbers in found:
        numbers[_RIVALS] = math.log1p(max(namesakes[one], namesakes[other]) - (numbers[_EQUAL] + numbers[_CLOSE] > 0))
    return [candidate for candidate in found if frozenset(candidate[:2]) not in apart]
