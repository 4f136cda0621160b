"""What the learnt layer sees of a text: numbers about the finds of the lexicon, and the plain words with their neighbours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from streams.rules.tone.lexicon import LABELS, MARKS, NEGATORS
from streams.rules.tone.reading import Text, Word
from streams.rules.tone.weighing import Weighed

STEM = 5
"""Of a longer word its first letters are a feature too: most inflections share them."""
PASSAGE = 40
"""Words: as long as what the models were fitted on. Of a longer text each passage is judged too: a complaint need not fill a letter."""
GRAMS = 600
"""So many words are looked at for their neighbours, from both ends of the text."""
FORM = "@form"
"""Thanks that are only a form, with what they are for, are one word."""
WE = {
    "en": {"you": frozenset({"you", "your", "yours", "yourself"}), "i": frozenset({"i", "my", "me", "we", "our", "us"})},
    "fr": {
        "you": frozenset({"vous", "votre", "vos", "tu", "te", "ton", "ta", "tes", "toi"}),
        "i": frozenset({"j", "je", "me", "m", "mon", "ma", "mes", "nous", "notre", "nos"}),
    },
}


class Reading(NamedTuple):
    language: str
    text: Text
    weighed: list[Weighed]


def numbers(reading: Reading) -> dict[str, float]:
    """The finds in numbers, each about -2..4, so that one penalty fits all.

    Exclamation marks are none of them: the cross and the glad use them alike, and a corpus shows the habit of those who wrote it.
    """
    told = [one for one in reading.weighed if not one.reported]
    weights = [one.weight for one in told]
    words, stops = reading.text.words, reading.text.stops
    good = sum(weight for weight in weights if weight > 0)
    bad = -sum(weight for weight in weights if weight < 0)
    total = good - bad
    mass: dict[str, float] = defaultdict(float)
    for one in told:
        for name in one.hit.entry.labels if one.label else ():
            mass[name] += abs(one.weight) or 1
            if one.weight < 0:
                mass["bad_" + name] += abs(one.weight)
        for mark in one.hit.entry.marks:
            mass[mark] += 1
            if mark in ("fact", "feel", "fail"):
                mass[mark + "_weight"] += (
                    abs(one.weight) if one.weight < 0 and not (mark == "fact" and "fault" in one.hit.entry.marks) else 0
                )
        if one.turned:
            mass["turned_good" if one.weight > 0 else "turned_bad"] += 1
        if one.ironic:
            mass["ironic"] += 1
    marks = "".join(stops)
    real = [one for one in told if one.weight]
    opening = opens_with_praise(reading)
    last = words[-1].sentence if words else 0
    ending = sum(one.weight for one in reading.weighed if words[one.hit.places[0]].sentence == last)
    size = len(words)
    found = {
        "total": 4 * total / math.sqrt(total * total + 15),
        "has_good": float(good > 0),
        "has_bad": float(bad > 0),
        "only_bad": float(bad > 0 and good == 0),
        "only_good": float(good > 0 and bad == 0),
        "nothing": float(good == 0 and bad == 0),
        "worst": _squashed(max(0.0, -min(weights, default=0.0))),
        "best": _squashed(max(0.0, max(weights, default=0.0))),
        "mean": math.tanh(total / max(4.0, size) * 4),
        "first": math.tanh(real[0].weight / 2) if real else 0.0,
        "last": math.tanh(real[-1].weight / 2) if real else 0.0,
        "ending": math.tanh(ending / 2),
        "question": float("?" in marks),
        "dots": float("..." in marks or "…" in marks),
        "both": float("?!" in marks or "!?" in marks),
        "loud": float(reading.text.loud),
        "all_questions": float(size > 0 and all("?" in stop for stop in stops[: last + 1])),
        "asks_last": float("?" in stops[last]) if size else 0.0,
        "size": math.log1p(size) / 3,
        "sentences": math.log1p(last) / 2,
        "short": float(size < 6),
        "capitals": min(2.0, sum(word.loud for word in words)),
        "quoted": min(2.0, sum(word.quoted for word in words) / 3),
        "numbers": min(2.0, sum(word.norm[:1].isdigit() for word in words) / 2),
        "praise_opens": float(opening),
        "praise_opens_alone": float(opening and len(real) == 1 and size > 7),
        "praise_then_more": float(opening and size > 7) * (1 - min(1.0, good / max(1, size))),
        "praise_exclaims": float(opening and "!" in stops[0] and size > 5),
    }
    norms = [norm for norm, _ in _said(reading)]
    denials = min(3.0, _count(norms, NEGATORS[reading.language]))
    scare = _short_quotes(words)
    second = _count(norms, WE[reading.language]["you"])
    found |= {
        "denials": denials / 2,
        "scare": min(2.0, scare),
        "scare_good": min(2.0, scare) * float(good > 0),
        "praise_then_denial": float(opening and denials > 0 and bad == 0),
        "praise_then_you": float(opening) * min(2.0, second / 2),
        "praise_then_numbers": float(opening) * found["numbers"],
        "praise_then_fact": float(opening and mass["fact"] > 0),
        "praise_then_silence": float(opening and len(real) == 1 and last > words[real[0].hit.places[0]].sentence),
        "good_in_question": float(good > 0 and bad == 0 and "?" in marks),
        "you_denied": min(2.0, second / 2) * min(1.0, denials),
    }
    for who, forms in WE[reading.language].items():
        share = _count(norms, forms)
        found[who] = min(2.0, share / 2)
        found[who + "_bad"] = min(2.0, share / 2) * float(bad > good)
    for name in (
        *LABELS,
        *MARKS,
        "turned_good",
        "turned_bad",
        "ironic",
        "fact_weight",
        "feel_weight",
        "fail_weight",
        "bad_discontent",
        "bad_disappointment",
    ):
        found["of_" + name] = _squashed(mass[name])
    found["fact_asked"] = _squashed(mass["fact_weight"]) * float(mass["ask"] > 0)
    found["only_facts"] = float(bad > 0 and mass["fact_weight"] >= bad)
    found["reported"] = min(2.0, len(reading.weighed) - len(told))
    found["only_reported"] = float(len(told) < len(reading.weighed) and min(weights, default=0.0) > -0.4)
    found["only_facts_asked"] = found["only_facts"] * float(mass["ask"] > 0 or "?" in marks)
    return found


def passages(reading: Reading) -> list[Reading]:
    """The text in passages of whole sentences, about `PASSAGE` words each; a short text is one."""
    words, found, start = reading.text.words, [], 0
    for place in range(1, len(words) + 1):
        if place == len(words) or (place - start >= PASSAGE and words[place].before == 2):
            found.append((start, place))
            start = place
    if len(found) < 2:
        return [reading]
    return [_cut(reading, start, end) for start, end in found]


def _cut(reading: Reading, start: int, end: int) -> Reading:
    first = reading.text.words[start].sentence
    words = [word._replace(sentence=word.sentence - first) for word in reading.text.words[start:end]]
    stops = reading.text.stops[first : first + words[-1].sentence + 1]
    inside = [one for one in reading.weighed if start <= one.hit.places[0] and one.hit.places[-1] < end]
    moved = [
        one._replace(
            hit=one.hit._replace(places=tuple(place - start for place in one.hit.places)),
            form_until=min(max(0, one.form_until - start), len(words)),
        )
        for one in inside
    ]
    return Reading(reading.language, Text(words, stops, reading.text.loud), moved)


def opens_with_praise(reading: Reading) -> bool:
    """Whether the first feeling is praise or thanks and stands at the very beginning: the place of irony."""
    real = next((one for one in reading.weighed if one.weight), None)
    return real is not None and real.hit.places[0] < 3 and bool({"praise", "thanks"} & (real.hit.entry.marks | real.hit.entry.labels))


def _said(reading: Reading) -> list[tuple[str, int]]:
    """The words and what stands before each, forms of thanks taken for one word."""
    words = [(word.norm, word.before) for word in reading.text.words]
    for one in reversed(reading.weighed):
        if one.form_until:
            words[one.hit.places[0] : one.form_until] = [(FORM, words[one.hit.places[0]][1])]
    return words


def grams(reading: Reading) -> list[str]:
    """The words, the beginnings of longer ones, and pairs of neighbours ("<" opens a sentence), each once, in order."""
    words = _said(reading)
    if len(words) > GRAMS:
        words = [*words[: GRAMS // 2], *words[-GRAMS // 2 :]]
    found: dict[str, None] = {}
    before = sort_before = "<"
    known = sorts(reading.language)
    for norm, gap in words:
        norm = "#" if norm[:1].isdigit() else norm
        found[norm] = None
        if len(norm) > STEM + 1:
            found[norm[:STEM] + "*"] = None
        found[("<" if gap == 2 else before) + " " + norm] = None
        sort = known.of(norm)
        if sort != norm:
            found[sort] = None
        if sort != norm or sort_before != before:
            found[("<" if gap == 2 else sort_before) + " " + sort] = None
        before, sort_before = norm, sort
    return list(found)


class Sorts(dict[str, str]):
    """The sort of each word that has one: technician -> @staff."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.stems: dict[str, str] = {}
        for line in lines:
            sort, _, words = line.partition(":")
            for word in words.split(","):
                text = word.strip()
                (self.stems if text.endswith("*") else self).setdefault(text.rstrip("*"), "@" + sort)

    def of(self, norm: str) -> str:
        """The sort, or the word itself when it has none."""
        found = super().get(norm)
        if found is None:
            found = next(
                (self.stems[norm[:size]] for size in range(len(norm), max(3, len(norm) - 4), -1) if norm[:size] in self.stems), norm
            )
            if len(self) < 50_000:
                self[norm] = found
        return found


@cache
def sorts(language: str) -> Sorts:
    source = (files("streams.rules.tone") / "sorts.txt").read_text(encoding="utf-8")
    return Sorts([line[3:] for line in source.splitlines() if line.startswith(language + " ")])


def _count(norms: Sequence[str], of: frozenset[str]) -> int:
    return sum(map(of.__contains__, norms))


def _squashed(mass: float) -> float:
    return mass / (1 + mass / 3)


def _short_quotes(words: Sequence[Word]) -> int:
    """How often one to three words stand between quotation marks: the "service", the "premium" line."""
    found = run = 0
    for word in words:
        if word.quoted:
            run += 1
        else:
            found += 1 <= run <= 3
            run = 0
    return found + (1 <= run <= 3)
