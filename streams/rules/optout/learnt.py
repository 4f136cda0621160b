"""Whether a text asks to be left alone, and how far: a linear model of how that is put (`learnt.tsv`, fitted by `bench/fit_optout.py`).

It weighs what its sentences show (`features`). A text is judged as a whole, a long one piece by piece.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from streams.rules.optout.features import features
from streams.rules.optout.grammar import Grammar
from streams.rules.optout.objects import SENTENCE
from streams.rules.optout.wishes import Scope

SCOPES: tuple[Scope, ...] = ("campaigns", "channel", "all")
USUAL = 20
"""So many features known weigh fully; of more each weighs less."""
WHOLE, PIECE = 12, 8
"""So many sentences are judged as a whole; a longer text so many at a time."""
ENOUGH, DOUBT = 0.0, -1.0
"""What scores more than the first is a wish; from the second on it is one where the grammar finds an expression of it, too. By four sets of
texts that no model had seen: lower ones hear no wish more, and silence more people who asked for nothing."""

Weights = tuple[float, ...]
"""Of a feature, for a wish at all and for each of `SCOPES`."""


class Model(NamedTuple):
    weights: dict[str, Weights]
    bias: Weights

    def known(self, found: Iterable[str]) -> dict[str, Weights]:
        get = self.weights.get
        return {name: row for name in found if (row := get(name))}

    def score(self, known: Collection[Weights], column: int = 0) -> float:
        """Of features known: that there is a wish, or how likely it is of the scope of another column."""
        return self.bias[column] + weight(len(known)) * math.fsum([row[column] for row in known])

    def scope(self, known: Collection[Weights]) -> Scope:
        return max(zip((self.score(known, 1 + at) for at in range(len(SCOPES))), SCOPES, strict=True), key=lambda one: one[0])[1]


def weight(known: int) -> float:
    """Of each feature where so many are known."""
    return min(1.0, math.sqrt(USUAL / max(1, known)))


@cache
def model() -> Model:
    source = (files("streams.rules.optout") / "learnt.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in source.splitlines() if not line.startswith("##")]
    table = {name: tuple(float(cell or 0) for cell in cells) for name, *cells in rows}
    bias = table.pop("= bias")
    return Model(table, bias)


class Heard(NamedTuple):
    """`score`: above `DOUBT`. `start`, `end`: in the characters of the line, the sentence that says it most."""

    score: float
    scope: Scope
    start: int
    end: int


def heard(text: str, by: Grammar) -> Heard | None:
    """The wish of a line, if there may be one."""
    said = [(start, end, model().known(features(text[start:end], by))) for start, end in sentences(text)]
    return max((one for at, size in pieces(len(said)) if (one := _judged(said[at : at + size]))), default=None)


def _judged(said: list[tuple[int, int, dict[str, Weights]]]) -> Heard | None:
    together: dict[str, Weights] = {}
    for _, _, known in said:
        together |= known
    score = model().score(together.values())
    if score <= DOUBT:
        return None
    _, start, end = max((model().score(known.values()), start, end) for start, end, known in said)
    return Heard(score, model().scope(together.values()), start, end)


def sentences(text: str) -> list[tuple[int, int]]:
    ends = [0, *(match.end() for match in SENTENCE.finditer(text))]
    return list(pairwise(ends))


def pieces(count: int) -> list[tuple[int, int]]:
    """What of so many sentences is judged together: the first and how many."""
    if count <= WHOLE:
        return [(0, count)] if count else []
    return [(at, PIECE) for at in range(0, count - PIECE // 2, PIECE // 2)]
