"""The learnt layer: linear models over the finds of the lexicon and plain words, fitted by `bench/fit_tone.py` on sentences of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import msgspec

from streams.rules.tone.reading import Word

MODELS = ("tone", "disappointment", "misunderstanding")
"""tone: not content against the rest; disappointment: against discontent, of those not content; misunderstanding: against the rest."""
GRAM = 0.4
"""The value of a word that is there: less than 1, so that one word alone decides little."""
MANY = 200
"""Of more words each counts less: a long text is longer than what the models were fitted on, not more certain."""
REGISTER = frozenset(
    {
        "dots",
        "you",
        "i",
        "sentences",
        "size",
        "short",
        "numbers",
        "quoted",
        "capitals",
        "both",
        "loud",
        "question",
        "asks_last",
        "all_questions",
        "you_bad",
        "i_bad",
        "nothing",
    }
)
"""How somebody writes rather than what they say: halved, so that another register of the language is not taken for a mood."""
LEXICON = 0.5
"""The lexicon's own total counts once more after the fit: its words travel further than what is learnt of some thousand sentences."""
LOST = 0.6
"""Who does not understand is less likely to be cross: this much of the log-odds (above -1) counts against it."""
REPORTED = 0.8
"""And so much when all that is bad is a fault told for the first time."""
TRUSTED = frozenset({"total", "mean"})


class Model(msgspec.Struct, frozen=True):
    """`bias` and weights in the order of `MODELS`; a feature that is not there weighs nothing."""

    bias: tuple[float, ...]
    numbers: dict[str, tuple[float, ...]]
    grams: dict[str, tuple[float, ...]]

    def scores(self, numbers: Mapping[str, float], grams: list[str]) -> tuple[float, float, float]:
        """The log-odds of each model."""
        tone, sad, lost = self.bias
        for name, value in numbers.items():
            if value and (weights := self.numbers.get(name)):
                value *= scale(name)
                tone += weights[0] * value
                sad += weights[1] * value
                lost += weights[2] * value
        each = GRAM * min(1.0, MANY / max(1, len(grams)))
        for gram in grams:
            if weights := self.grams.get(gram):
                tone += weights[0] * each
                sad += weights[1] * each
                lost += weights[2] * each
        return tone - beyond(numbers.get("total", 0.0), lost, numbers.get("only_reported", 0.0)), sad, lost

    def telling(self, words: Sequence[Word], index: int, model: int) -> float:
        """How much the word there, with the one before it, speaks for what the model of that place in `MODELS` says."""
        norm = words[index].norm
        pair = f"{words[index - 1].norm} {norm}" if index else f"< {norm}"
        return sum(found[model] for gram in (norm, norm[:5] + "*", pair) if (found := self.grams.get(gram)))


def beyond(total: float, lost: float, only_reported: float) -> float:
    """What is taken from the fitted log-odds of being cross."""
    return LEXICON * total + LOST * max(0.0, lost + 1) + REPORTED * only_reported


def scale(name: str) -> float:
    """How freely a number may be used: the penalty is the same for all, so a larger value costs less."""
    return 0.5 if name in REGISTER else 2.0 if name in TRUSTED else 1.0


@cache
def model(language: str) -> Model:
    """The fitted model of "fr" or "en", from the file that ships with the package."""
    source = (files("streams.rules.tone") / f"learnt-{language}.tsv").read_text(encoding="utf-8")
    numbers: dict[str, tuple[float, ...]] = {}
    grams: dict[str, tuple[float, ...]] = {}
    bias: tuple[float, ...] = (0.0, 0.0, 0.0)
    for line in source.splitlines():
        if line.startswith("##"):
            continue
        kind, name, *weights = line.split("\t")
        values = tuple(float(weight or 0) for weight in weights)
        if kind == "b":
            bias = values
        else:
            (numbers if kind == "n" else grams)[name] = values
    return Model(bias, numbers, grams)
