#!/usr/bin/env python3
"""Fits the learnt layer of tone on our own labelled sentences; the same sentences give the same file.

    python bench/fit_tone.py            writes streams/rules/tone/learnt-{fr,en}.tsv from tests/streams/rules/tone/corpus*-{fr,en}.jsonl
    python bench/fit_tone.py --check    five-fold figures only (folds by the hash of a sentence's id); writes nothing

Logistic regression with one ridge penalty, by L-BFGS (Nocedal 1980); numpy only.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import Counter, deque
from pathlib import Path
from typing import Any

import numpy as np

from streams.rules.tone import reading_of
from streams.rules.tone.features import grams, numbers
from streams.rules.tone.learnt import GRAM, beyond, scale
from streams.rules.tone.tongue import Tongue

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "streams" / "rules" / "tone"
TARGET = ROOT / "streams" / "rules" / "tone"
NEGATIVE = ("discontent", "disappointment")
RIDGE, ROUNDS, SEEN = 0.5, 300, 3
"""Penalty; steps; so many sentences must have a gram before it counts."""
FOLDS = 5
PAIRED = ("form", "irony", "letter", "told")
"""Sentences written in pairs that differ in little count half each: the rest is written as it comes."""

Array = np.ndarray[Any, Any]


class Sparse:
    """Rows of (feature, value); products with vectors by counting."""

    def __init__(self, rows: list[tuple[Array, Array]], width: int) -> None:
        self.height, self.width = len(rows), width
        self.row = np.repeat(np.arange(len(rows)), [len(where) for where, _ in rows])
        self.column = np.concatenate([where for where, _ in rows])
        self.value = np.concatenate([value for _, value in rows])

    def times(self, vector: Array) -> Array:
        return np.bincount(self.row, self.value * vector[self.column], self.height)

    def turned_times(self, vector: Array) -> Array:
        return np.bincount(self.column, self.value * vector[self.row], self.width)


def fit(rows: list[tuple[Array, Array]], truth: Array, worth: Array, width: int, balance: float, first: int) -> tuple[Array, float]:
    """Weights and bias. `balance`: 0 as they come, 1 both classes weigh the same. `first`: where the grams begin.
    `worth`: of each row.

    A gram may do the more, the more its log-odds differ between the classes (Wang and Manning 2012).
    """
    table, share = Sparse(rows, width), truth.mean()
    reach = _log_odds(rows, truth, width)
    reach = np.where(np.arange(width) < first, 1.0, np.minimum(2.5, 0.3 + np.abs(reach)))
    table.value = table.value * reach[table.column]
    each = np.where(truth > 0, (0.5 / share) ** balance, (0.5 / (1 - share)) ** balance) * worth

    def cost(point: Array) -> tuple[float, Array]:
        weights, score = point[:-1], table.times(point[:-1]) + point[-1]
        error = (1 / (1 + np.exp(-np.clip(score, -50, 50))) - truth) * each
        value = float((each * (np.logaddexp(0, score) - truth * score)).sum() + RIDGE / 2 * weights @ weights)
        return value, np.append(table.turned_times(error) + RIDGE * weights, error.sum())

    point = np.zeros(width + 1)
    value, slope = cost(point)
    memory: deque[tuple[Array, Array]] = deque(maxlen=10)
    for _ in range(ROUNDS):
        way = -_curved(slope, memory)
        size = 1.0 if memory else 1 / (1 + float(np.abs(slope).sum()))
        while True:
            new = point + size * way
            new_value, new_slope = cost(new)
            if new_value <= value + 1e-4 * size * float(slope @ way) or size < 1e-10:
                break
            size /= 2
        if float((new - point) @ (new_slope - slope)) > 1e-12:
            memory.append((new - point, new_slope - slope))
        done = abs(value - new_value) < 1e-7 * max(1.0, abs(value))
        point, value, slope = new, new_value, new_slope
        if done:
            break
    return point[:-1] * reach, float(point[-1])


def _log_odds(rows: list[tuple[Array, Array]], truth: Array, width: int) -> Array:
    """Of each feature: how much more often it is there in one class than in the other; one of each is added."""
    there = np.ones((2, width))
    for (where, _), side in zip(rows, truth.astype(int), strict=True):
        there[side, where] += 1
    share = there / np.maximum(1.0, np.array([[(truth < 1).sum()], [(truth > 0).sum()]]))
    difference: Array = np.log(share[1] / share[0])
    return difference


def _curved(slope: Array, memory: deque[tuple[Array, Array]]) -> Array:
    """The slope times what is known of the inverse curvature (the two loops of L-BFGS)."""
    way, kept = slope.copy(), []
    for move, change in reversed(memory):
        part = float(move @ way) / float(move @ change)
        way -= part * change
        kept.append(part)
    if memory:
        move, change = memory[-1]
        way *= float(move @ change) / float(change @ change)
    for (move, change), part in zip(memory, reversed(kept), strict=True):
        way += (part - float(change @ way) / float(move @ change)) * move
    return way


class Corpus:
    """The sentences of one language as rows of features."""

    def __init__(self, language: Tongue) -> None:
        texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob(f"corpus*-{language}.jsonl"))]
        items = [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]
        self.items = sorted(items, key=lambda item: str(item["id"]))
        readings = [reading_of(item["text"], language) for item in self.items]
        words = [grams(reading) for reading in readings]
        counts = Counter(gram for found in words for gram in found)
        values = [numbers(reading) for reading in readings]
        self.total = np.array([value["total"] for value in values])
        self.reported = np.array([value["only_reported"] for value in values])
        self.numbers = list(values[0])
        self.grams = sorted(gram for gram, seen in counts.items() if seen >= SEEN)
        place = {gram: index + len(self.numbers) for index, gram in enumerate(self.grams)}
        self.width = len(self.numbers) + len(self.grams)
        self.rows = []
        for found, value in zip(words, values, strict=True):
            known = [place[gram] for gram in found if gram in place]
            self.rows.append(
                (
                    np.array([*range(len(self.numbers)), *known]),
                    np.array([value[name] * scale(name) for name in self.numbers] + [GRAM] * len(known)),
                )
            )
        self.labels = np.array([item["label"] for item in self.items])
        self.fold = np.array([zlib.crc32(str(item["id"]).encode()) % FOLDS for item in self.items])
        self.worth = np.where(np.isin([item["kind"] for item in self.items], PAIRED), 0.5, 1.0)
        self.negative = np.isin(self.labels, NEGATIVE)

    def models(self, chosen: Array) -> list[tuple[Array, float]]:
        """Of the sentences chosen: tone, disappointment among the negative, misunderstanding."""
        picks = [
            (chosen, self.negative, 0.7),
            (chosen & self.negative, self.labels == "disappointment", 0.5),
            (chosen, self.labels == "misunderstanding", 0.3),
        ]
        found = []
        for who, truth, balance in picks:
            rows = [self.rows[i] for i in np.flatnonzero(who)]
            found.append(fit(rows, truth[who].astype(float), self.worth[who], self.width, balance, len(self.numbers)))
        return found


def write(corpus: Corpus, language: str) -> Path:
    models = corpus.models(np.ones(len(corpus.items), bool))
    lines = [f"## Fitted by bench/fit_tone.py on {len(corpus.items)} sentences; kind, feature, tone, disappointment, misunderstanding."]
    lines.append("\t".join(["b", "", *(f"{bias:.3f}" for _, bias in models)]))
    for index, name in enumerate([*corpus.numbers, *corpus.grams]):
        weights = [weights[index] for weights, _ in models]
        if max(abs(weight) for weight in weights) >= 0.02:
            kind = "n" if index < len(corpus.numbers) else "g"
            written = [f"{weight:.3f}".replace("0.", ".", 1) if abs(weight) >= 0.005 else "" for weight in weights]
            lines.append("\t".join([kind, name, *written]))
    path = TARGET / f"learnt-{language}.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def check(corpus: Corpus, language: str) -> None:
    scores = np.zeros((3, len(corpus.items)))
    for fold in range(FOLDS):
        held = np.flatnonzero(corpus.fold == fold)
        table = Sparse([corpus.rows[i] for i in held], corpus.width)
        for index, (weights, bias) in enumerate(corpus.models(corpus.fold != fold)):
            scores[index, held] = table.times(weights) + bias
    scores[0] -= [beyond(*each) for each in zip(corpus.total, scores[2], corpus.reported, strict=True)]
    kinds = np.array([item["kind"] for item in corpus.items])
    for kind in ("all", *sorted(set(kinds))):
        who = np.full(len(kinds), True) if kind == "all" else kinds == kind
        said, truth = scores[0][who] > 0, corpus.negative[who]
        line = f"{language} {kind:12} n {who.sum():5}  macro-F1 {macro_f1(said, truth):.3f}  AUC {auc(scores[0][who], truth):.3f}"
        wrong = who & (scores[0] > 0) & corpus.negative
        if wrong.any():
            line += f"  sad F1 {f1(scores[1][wrong] > 0, corpus.labels[wrong] == 'disappointment'):.3f}"
        line += f"  misunderstanding F1 {f1(scores[2][who] > 0, corpus.labels[who] == 'misunderstanding'):.3f}"
        cuts = np.quantile(scores[0][who], np.linspace(0.05, 0.95, 181))
        best = max(cuts, key=lambda cut: macro_f1(scores[0][who] > cut, truth))
        print(line, f" best {macro_f1(scores[0][who] > best, truth):.3f} at {best:+.2f}")


def f1(said: Array, truth: Array) -> float:
    hit = float((said & truth).sum())
    return 2 * hit / max(1.0, float(said.sum() + truth.sum()))


def macro_f1(said: Array, truth: Array) -> float:
    return (f1(said, truth) + f1(~said, ~truth)) / 2


def auc(score: Array, truth: Array) -> float:
    rank = score.argsort().argsort() + 1.0
    good = truth.sum()
    return float((rank[truth].sum() - good * (good + 1) / 2) / max(1, good * (len(truth) - good)))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true")
    given = options.parse_args()
    languages: tuple[Tongue, ...] = ("en", "fr")
    for language in languages:
        corpus = Corpus(language)
        if given.check:
            check(corpus, language)
        else:
            print(write(corpus, language))


if __name__ == "__main__":
    main()
