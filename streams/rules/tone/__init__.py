"""Tone: whether a person is content, and what they say besides, in French and English, with the words it rests on.

A lexicon (`fr.txt`, `en.txt`, `signs.txt`) is found in the text, each find is weighed where it stands (negation, "but", irony), and linear
models fitted on sentences of ours (`learnt-*.tsv`) join the finds with what plain words tell.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

import msgspec

from streams.rules.tone.closing import formulas
from streams.rules.tone.features import Reading, grams, numbers, passages
from streams.rules.tone.learnt import Model, model
from streams.rules.tone.lexicon import lexicon_of
from streams.rules.tone.quoting import LOST, TONE, clause, whole
from streams.rules.tone.reading import LOOKED_AT, read
from streams.rules.tone.tongue import Tongue, tongue_of
from streams.rules.tone.weighing import Weighed, weigh

__all__ = ["LOOKED_AT", "Tone", "reading_of", "tone_of"]

NEUTRAL_SHARE = 0.2
"""A text without a good word is no more content than this."""
MILD = 0.3
"""What weighs no more, a form of politeness or a question, makes no text content."""
RESTS_ON = 12
"""So many pieces at most are named."""


class Tone(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: -1..1, below 0 not content; `labels`: of `lexicon.LABELS`.

    `words`: the pieces of the text that it rests on, as written, in order.
    """

    value: float
    labels: tuple[str, ...]
    words: tuple[str, ...]


CLEARLY = 1.0
"""Log-odds from which no word of not understanding is needed: "so do I stay or do I go?"."""
WONDERS = 0.1
"""The weight of words that ask and do not say that something was not understood."""

SILENT = Tone(value=0.0, labels=(), words=())


def tone_of(text: str, language: str | None) -> Tone:
    """The tone of what a person wrote; without `language` "fr" or "en" it is judged from the words, and neutral if they are neither."""
    reading = _reading(text, language)
    if reading is None or not reading.text.words:
        return SILENT
    learnt = model(reading.language)
    cross, sad, lost = learnt.scores(numbers(reading), grams(reading))
    parts = passages(reading)
    if len(parts) > 1:
        cross = (cross + max(learnt.scores(numbers(part), grams(part))[0] for part in parts)) / 2
    mass = _mass(reading.weighed)
    value = _value(cross, reading.weighed)
    labels = _labels(value, sad, lost, mass)
    words = _words(text, reading, value, labels, learnt)
    if not words and "misunderstanding" in labels:
        labels = tuple(name for name in labels if name != "misunderstanding")
    return Tone(value=value, labels=labels, words=words)


def reading_of(text: str, language: Tongue) -> Reading:
    """The text as the models see it: its words and the weighed finds of the lexicon."""
    known, words = lexicon_of(language), read(text, language)
    return Reading(language, words, formulas(weigh(known.matches(words.words), words, known), words, language))


def _reading(text: str, language: str | None) -> Reading | None:
    given = (language or "").lower()
    if given[:2] in ("fr", "en") and not given[2:3].isalpha():
        return reading_of(text, "fr" if given[:2] == "fr" else "en")
    tongue, unsure = tongue_of(text)
    if tongue is None:
        return None
    reading = reading_of(text, tongue)
    if unsure:
        other = reading_of(text, "en" if tongue == "fr" else "fr")
        reading = max(reading, other, key=lambda one: sum(abs(find.weight) for find in one.weighed))
    return reading


def _value(cross: float, weighed: list[Weighed]) -> float:
    """From the log-odds of being cross; a text with nothing good in it stays near 0 when it is not."""
    value = -math.tanh(cross / 2)
    if value > 0:
        good = sum(one.weight for one in weighed if one.weight > MILD)
        value *= NEUTRAL_SHARE + (1 - NEUTRAL_SHARE) * math.tanh(good / 3)
    return min(round(value, 4), -0.0001) if cross > 0 else max(round(value, 4), 0.0)


def _mass(weighed: list[Weighed]) -> dict[str, float]:
    """How much is said for each label; a find that weighs next to nothing counts one, a mere question half of that."""
    mass: dict[str, float] = defaultdict(float)
    for one in weighed:
        for name in one.hit.entry.labels if one.label else ():
            mass[name] += 0.5 if 0 < one.hit.entry.weight <= WONDERS else max(1.0, abs(one.weight))
    return mass


def _labels(value: float, sad: float, lost: float, mass: Mapping[str, float]) -> tuple[str, ...]:
    labels = []
    if value < 0:
        labels.append("disappointment" if sad > 0 else "discontent")
    says = mass.get("misunderstanding", 0)
    if lost > CLEARLY or (says and lost > 0) or (says >= 1 and lost > -1.5):
        labels.append("misunderstanding")
    if mass.get("thanks") and value > 0:
        labels.append("thanks")
    labels += [name for name in ("recommendation", "urgency", "leaving") if mass.get(name)]
    return tuple(labels)


def _words(text: str, reading: Reading, value: float, labels: tuple[str, ...], learnt: Model) -> tuple[str, ...]:
    """The finds that speak for the sign of the value or for a label; when none does, the clause that moved the model most."""
    words = reading.text.words
    sign = -1 if value < 0 else 1
    spans = []
    bad = lost = False
    for one in reading.weighed:
        labelled = one.label and not one.hit.entry.labels.isdisjoint(labels)
        if (one.weight * sign < MILD and not labelled) or "polite" in one.hit.entry.marks:
            continue
        places = [*one.hit.places, one.denied] if one.denied >= 0 else one.hit.places
        first, last = whole(words, min(places), max(places), reading.language)
        if first <= last:
            spans.append((words[first].start, words[last].end))
            bad = bad or one.weight < 0
            lost = lost or (labelled and "misunderstanding" in one.hit.entry.labels)
    if value < 0 and not bad:
        spans += clause(words, learnt, TONE)
    if "misunderstanding" in labels and not lost:
        spans += clause(words, learnt, LOST)
    found: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(text[start:end] for start, end in found[:RESTS_ON])
