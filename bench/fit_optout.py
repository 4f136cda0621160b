#!/usr/bin/env python3
"""Fits what tells a wish to be left alone on our own labelled texts and phrases; the same texts give the same file.

    python bench/fit_optout.py            writes streams/rules/optout/learnt.tsv
    python bench/fit_optout.py --check    figures for the texts of each writer by a model that has seen only the others'; writes nothing

Learnt from: tests/streams/rules/optout/lines*.tsv, corpus/*.tsv (a file a writer), phrases-{fr,en}.txt spelled out at random (seeded),
and, as texts in which no wish is, of the tone and promises corpora and of the year that is made for the demonstration.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from fit_tone import RIDGE, Array, fit

from services.demo.history import happenings
from streams.rules.optout.features import features
from streams.rules.optout.grammar import grammar
from streams.rules.optout.learnt import ENOUGH, SCOPES, Model, sentences, weight
from streams.rules.optout.reading import line_of
from streams.rules.optout.wishes import wishes

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "tests" / "streams" / "rules" / "optout"
TONE = ROOT / "tests" / "streams" / "rules" / "tone"
PROMISES = ROOT / "tests" / "streams" / "rules" / "promises"
TARGET = ROOT / "streams" / "rules" / "optout" / "learnt.tsv"
LANGUAGES = ("fr", "en")
YEARS = (1, 2)
"""Seeds of the invented years."""
SPELLED, SEEN = 2, 3
"""Texts a phrase; so many texts must have a feature before it counts."""
GRAM = (3 * RIDGE) ** 0.5
"""The value of a feature: the greater, the less a weight costs."""
LEAST = 0.03
"""A smaller weight is none."""
WORTH = {"lines": 0.4, "corpus": 1.0, "phrases": 0.3, "tone": 0.1, "ordinary": 0.3}
"""Of a text."""


class Text(NamedTuple):
    source: str
    scope: str
    language: str
    text: str


def lines() -> Iterator[Text]:
    for path in [*sorted(TEXTS.glob("lines*.tsv")), *sorted(TEXTS.glob("corpus/*.tsv"))]:
        for row in path.read_text(encoding="utf-8").splitlines():
            if row and not row.startswith("#"):
                scope, language, text = row.split("\t")
                source = path.stem if path.parent.name == "corpus" and path.stem != "first" else "lines"
                yield Text(source, scope, language, text.replace("\\n", "\n"))


_CHOICE = re.compile(r"\{([^{}]*)\}|<(\w+)>")


def phrases(language: str) -> Iterator[Text]:
    sorts: dict[str, list[str]] = {}
    scope, room = "", None
    chance = random.Random(language)
    for row in (TEXTS / f"phrases-{language}.txt").read_text(encoding="utf-8").splitlines():
        if head := re.fullmatch(r"\[(= )?([\w-]+)\]", row):
            scope, room = head[2], sorts.setdefault(head[2], []) if head[1] else None
        elif room is not None and row and not row.startswith("##"):
            room += _parted(row)
        elif row and not row.startswith("##"):
            yield from (Text("phrases", scope, language, _spelled(row, sorts, chance)) for _ in range(SPELLED))


def _parted(row: str) -> list[str]:
    """At the bars that stand in no brackets."""
    parts, depth = [""], 0
    for sign in row:
        depth += (sign == "{") - (sign == "}")
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _spelled(phrase: str, sorts: dict[str, list[str]], chance: random.Random) -> str:
    while found := _CHOICE.search(phrase):
        choices = sorts[found[2]] if found[2] else found[1].split("|")
        phrase = phrase[: found.start()] + chance.choice(choices) + phrase[found.end() :]
    phrase = re.sub(r" (?=[,.])", "", " ".join(phrase.split()))
    return phrase[:1].upper() + phrase[1:] if chance.random() < 0.6 else phrase


def others(language: str) -> Iterator[Text]:
    """What people say of other things, some of it with the words of a wish."""
    for path in sorted(TONE.glob(f"*-{language}.jsonl")):
        for row in path.read_text(encoding="utf-8").splitlines():
            text = str(json.loads(row)["text"])
            if zlib.crc32(text.encode()) % 2 == 0 and not wishes(line_of(text, language), grammar(language)):
                yield Text("tone", "-", language, text)


def ordinary() -> Iterator[Text]:
    """What reaches a firm on other days: of the year that is made for the demonstration, and what was written down of promises."""
    for seed in YEARS:
        for one in happenings(seed, date(2026, 11, 1)):
            if one.direction == "in" and one.automatic != "bulk" and one.text:
                whole = "\n".join(part for part in (one.subject, one.opening, one.text, one.closing) if part)
                yield Text("ordinary", "-", one.person.language, whole)
    for path in sorted(PROMISES.glob("own*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if row["language"] in LANGUAGES and not wishes(line_of(row["text"], row["language"]), grammar(row["language"])):
                yield Text("ordinary", "-", row["language"], row["text"])


class Corpus:
    def __init__(self) -> None:
        every = [*lines(), *ordinary(), *(one for language in LANGUAGES for read in (phrases, others) for one in read(language))]
        self.texts = list({one.text: one for one in reversed(every)}.values())[::-1]
        self.found = [_features(one) for one in self.texts]
        counts = Counter(name for found in self.found for name in found)
        self.names = sorted(name for name, seen in counts.items() if seen >= SEEN)
        place = {name: at for at, name in enumerate(self.names)}
        self.rows = []
        for found in self.found:
            known = np.array(sorted(place[name] for name in found if name in place), int)
            self.rows.append((known, np.full(len(known), GRAM * weight(len(known)))))
        self.scope = np.array([one.scope for one in self.texts])
        self.source = np.array([one.source for one in self.texts])
        self.worth = np.array([WORTH.get(one.source, WORTH["corpus"]) for one in self.texts])

    def model(self, chosen: Array) -> Model:
        """Of the texts chosen."""
        picks = [(chosen, self.scope != "-")] + [(chosen & (self.scope != "-"), self.scope == scope) for scope in SCOPES]
        fits = [
            fit([self.rows[i] for i in np.flatnonzero(who)], truth[who].astype(float), self.worth[who], len(self.names), 0, 0)
            for who, truth in picks
        ]
        table = np.round(np.stack([weights for weights, _ in fits], 1) * GRAM, 2)
        kept = np.abs(table).max(1) >= LEAST
        weights = {name: tuple(map(float, row)) for name, row, keep in zip(self.names, table, kept, strict=True) if keep}
        return Model(weights, tuple(round(bias, 2) for _, bias in fits))


def _features(one: Text) -> set[str]:
    text = line_of(one.text, one.language).text
    return set[str]().union(*(features(text[start:end], grammar(one.language)) for start, end in sentences(text)))


def check(corpus: Corpus) -> None:
    for writer in sorted(set(corpus.source[corpus.scope != "-"]) - {"lines", "phrases"}):
        own = corpus.source == writer
        model = corpus.model(~own)
        known = [model.known(corpus.found[at]).values() for at in np.flatnonzero(own)]
        said = np.array([model.scope(one) if model.score(one) > ENOUGH else "-" for one in known])
        truth = corpus.scope[own]
        each = [2 * ((said == one) & (truth == one)).sum() / ((said == one).sum() + (truth == one).sum()) for one in ("-", *SCOPES)]
        overheard = ((truth != "-") & (said != truth) & ((said == "-") | (truth == "all"))).sum()
        silenced = ((truth == "-") & (said != "-")).sum()
        wishes = (truth != "-").sum()
        print(f"{writer:8} {np.mean(each):.3f}  overheard {overheard}/{wishes}  silenced {silenced}/{len(truth) - wishes}", flush=True)


def write(corpus: Corpus) -> None:
    model = corpus.model(np.ones(len(corpus.texts), bool))
    rows = [f"## Fitted by bench/fit_optout.py on {len(corpus.texts)} texts; feature, a wish at all, {', '.join(SCOPES)}."]
    rows.append("\t".join(["= bias", *(f"{bias:.2f}" for bias in model.bias)]))
    for name, weights in model.weights.items():
        rows.append("\t".join([name, *(f"{one:.2f}".replace("0.", ".", 1) if abs(one) >= 0.01 else "" for one in weights)]))
    TARGET.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(TARGET)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--check", action="store_true")
    given = options.parse_args()
    corpus = Corpus()
    (check if given.check else write)(corpus)


if __name__ == "__main__":
    main()
