"""Days that are counted from another one: the next day, la veille, the next working day; and feasts."""

from __future__ import annotations

from streams.rules.promises import feasts
from streams.rules.promises.dates import NTH_FR, dated
from streams.rules.promises.line import Line
from streams.rules.promises.numbers import ordinal
from streams.rules.promises.text import phrases
from streams.rules.promises.today import DAY, Span, Today
from streams.rules.promises.working import after_working_days


def feast(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    if line.word(i) not in feasts.STARTS:
        return None
    words = tuple(w for w in line.words[i : i + 2 * feasts.LONGEST] if w != "-")[: feasts.LONGEST]
    for size in range(len(words), 0, -1):
        if words[:size] in feasts.FEASTS:
            j, left = i, size
            while left:
                left -= line.word(j) != "-"
                j += 1
            return j, Span.of(feasts.next_feast(words[:size], today.day, today.region), exact=True)
    return None


_AFTER_NAMED = phrases(
    "le lendemain|des le lendemain|lendemain|the next day|the following day|the day after|next day|day after|le jour suivant|"
    "le jour d' apres"
)

_BEFORE_NAMED = phrases(
    "la veille|veille|the day before|the previous day|day before|the night before|the evening before|l' avant - veille|two days before"
)


def _is_day_name(line: Line, i: int) -> bool:
    return (
        line.word(i) in feasts.STARTS or line.word(i).isdigit() or line.word(i) in line.vocabulary.months or line.word(i) in ("le", "the")
    )


def from_named(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    """ "le lendemain", "the day before", "the next working day", counted from the date named last, else from today."""
    if line.word(i) not in _RELATIVE:
        return None
    counted = ordinal(line, i + 1) if line.word(i) in ("le", "the") else None
    if counted is not None or (line.language == "fr" and line.word(i) == "le" and line.word(i + 1) in NTH_FR):
        k, n = counted or (i + 2, NTH_FR[line.word(i + 1)])
        if n > 0 and (end := line.has(k, "jour", "ouvre") or line.has(k, "working", "day") or line.has(k, "business", "day")):
            return end, Span.of(after_working_days(today.day, n, today.region))
    for phrase in _WORKING:
        if end := line.has(i, *phrase):
            base = today.named if "following" in phrase or "suivant" in phrase else None
            return end, Span.of(after_working_days(base or today.day, 1, today.region))
    base = today.named or today.day
    for phrase in (*_AFTER_NAMED, ("la", "veille"), ("the", "day", "before")):
        if end := line.has(i, *phrase):
            of = end + (line.word(end) in ("de", "du", "d'", "of"))
            other = feast(line, of, today) or dated(line, end if line.word(end) == "du" else of, today) if _is_day_name(line, of) else None
            if other is not None:
                return other[0], Span.of(other[1].first + (-DAY if "veille" in phrase or "before" in phrase else DAY), exact=True)
    if end := line.has(i, "le", "surlendemain"):
        return end, Span.of(base + 2 * DAY)
    for phrase in _AFTER_NAMED:
        if end := line.has(i, *phrase):
            return end, Span.of(base + DAY)
    for phrase in _BEFORE_NAMED:
        if (end := line.has(i, *phrase)) and today.named is not None:
            back = 2 if "avant" in phrase or "two" in phrase else 1
            return end, Span.of(base - back * DAY)
    return None


_WORKING = tuple(
    tuple(phrase.split())
    for phrase in [
        "le prochain jour ouvre",
        "prochain jour ouvre",
        "le premier jour ouvre",
        "le jour ouvre suivant",
        "le prochain jour ouvrable",
        "prochain jour ouvrable",
        "le jour ouvrable suivant",
        "the next working day",
        "next working day",
        "the next business day",
        "next business day",
        "the following working day",
        "the following business day",
        "the first working day",
        "the next workday",
        "next workday",
        "premier jour ouvre",
        "premier jour ouvrable",
        "le premier jour ouvrable",
    ]
)

NAMED = (*_AFTER_NAMED, *_BEFORE_NAMED, *_WORKING, ("surlendemain",))

_RELATIVE = frozenset(("le", "the")) | frozenset(phrase[0] for phrase in (*_AFTER_NAMED, *_BEFORE_NAMED, *_WORKING, ("le", "surlendemain")))
