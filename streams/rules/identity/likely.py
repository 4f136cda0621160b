"""Who among a neighbourhood is probably one, for a colleague to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from streams.rules.identity.likeness import Frequencies
from streams.rules.identity.owning import Owned
from streams.rules.identity.uses import Use


class Likely(msgspec.Struct, frozen=True, kw_only=True):
    """Two persons, by the first atom of each (a < b), who are probably one; `features`: what is alike between them, by `likeness.FEATURES`
    (those that are 0 are left out)."""

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
    uses: Iterable[Use], owners: Mapping[str, Owned], common: Frequencies, *, apart: Iterable[tuple[str, str]] = (), least: float = 0.2
) -> list[Likely]:
    """The pairs of persons, the likeliest first. `uses`: the atoms of all persons of a neighbourhood; `apart`: atoms that a colleague told
    apart."""
    raise NotImplementedError
