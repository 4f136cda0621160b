"""Tone: whether a person is content, and what they say besides, in French and English, with the words it rests on.

A lexicon (`fr.txt`, `en.txt`, `signs.txt`) is found in the text, each find is weighed where it stands (negation, "but", irony), and a
small linear model, fitted on sentences of ours, adds what plain words tell.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import msgspec

from streams.rules.tone.lexicon import Lexicon, lexicon
from streams.rules.tone.reading import LOOKED_AT, Text, read
from streams.rules.tone.weighing import Weighed, weigh

__all__ = ["LOOKED_AT", "Tone", "tone_of"]


class Tone(msgspec.Struct, frozen=True, kw_only=True):
    """`value`: -1..1, below 0 not content; `words`: the pieces of the text that it rests on, as written, in order."""

    value: float
    labels: tuple[str, ...]
    words: tuple[str, ...]


class Reading(NamedTuple):
    language: str
    text: Text
    weighed: list[Weighed]


def reading_of(text: str, language: str) -> Reading:
    words = read(text, language)
    known = lexicon(language)
    return Reading(language, words, weigh(known.matches(words.words), words, known))


def tone_of(text: str, language: str | None) -> Tone:
    reading = reading_of(text, "fr" if (language or "en").startswith("fr") else "en")
    total = sum(one.weight for one in reading.weighed)
    value = total / math.sqrt(total * total + 15)
    labels = []
    mass = {}
    for one in reading.weighed:
        if one.label:
            for name in one.hit.entry.labels:
                mass[name] = mass.get(name, 0) + (abs(one.weight) or 1)
        if one.ironic:
            mass["discontent"] = mass.get("discontent", 0) + abs(one.weight)
    for name in ("misunderstanding", "thanks", "recommendation", "urgency", "leaving"):
        if name in mass:
            labels.append(name)
    if value < 0:
        labels.insert(0, "disappointment" if mass.get("disappointment", 0) > mass.get("discontent", 0) else "discontent")
    spans = [text[reading.text.words[o.hit.places[0]].start : reading.text.words[o.hit.places[-1]].end] for o in reading.weighed if abs(o.weight) > 0.2 or o.hit.entry.labels]
    return Tone(value=round(value, 4), labels=tuple(labels), words=tuple(spans))
