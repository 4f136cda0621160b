"""Lengths of time: 48 h, trois jours ouvrés, an hour and a half, a fortnight, 3-5 business days."""

from __future__ import annotations

from typing import NamedTuple

from streams.rules.promises.line import Line
from streams.rules.promises.numbers import number, up_to

WORK_EN = ("working", "business", "work", "office")
WORK_FR = ("ouvre", "ouvres", "ouvree", "ouvrees", "ouvrable", "ouvrables", "travailles", "travaille")


class Length(NamedTuple):
    """`unit`: minute, day, month or year. `work`: "" or "working" or "ouvrables". `bare`: an hour's length that could be a clock time."""

    amount: int
    unit: str
    work: str
    bare: bool


def length(line: Line, i: int) -> tuple[int, Length] | None:
    """(place after it, the length or its upper end) at `i`."""
    return _fraction(line, i) or (_glued(line, i)) or _counted(line, i)


def _fraction(line: Line, i: int) -> tuple[int, Length] | None:
    """Half an hour, une demi-heure, three quarters of an hour, un quart d'heure, la demi-journée."""
    if line.word(i) not in _PIECES and line.word(i + 1) not in _PIECES:
        return None
    j = i + 1 if line.word(i) in ("une", "un", "a", "la", "le", "l'", "the", "half") and line.word(i + 1) in _PIECES else i
    for words, minutes in _FRACTIONS:
        if end := line.has(j, *words) or line.has(i, *words):
            return end, Length(minutes, "minute", "", False)
    return None


_FRACTIONS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("trois", "quarts", "d'", "heure"), 45),
    (("3", "/", "4", "d'", "heure"), 45),
    (("1", "/", "4", "d'", "heure"), 15),
    (("three", "quarters", "of", "an", "hour"), 45),
    (("quart", "d'", "heure"), 15),
    (("demi", "-", "heure"), 30),
    (("demi", "heure"), 30),
    (("1", "/", "2", "heure"), 30),
    (("1", "/", "2", "h"), 30),
    (("half", "an", "hour"), 30),
    (("half", "hour"), 30),
    (("half", "-", "hour"), 30),
    (("quarter", "of", "an", "hour"), 15),
)
_SMALL = (
    "petite",
    "petit",
    "bonne",
    "bon",
    "petites",
    "good",
    "short",
    "quick",
    "full",
    "whole",
    "mere",
    "further",
    "solid",
    "grosse",
    "gros",
)
_PIECES = frozenset(words[0] for words, _ in _FRACTIONS)


def _glued(line: Line, i: int) -> tuple[int, Length] | None:
    """J+2, D+2, T+2."""
    if line.word(i) in ("j", "d", "t") and line.word(i + 1) == "+" and line.word(i + 2).isdigit() and not line.gap(i + 1):
        j = i + 3
        j, work = _work_after(line, j)
        return j, Length(int(line.word(i + 2)[:3]), "day", work, False)
    return None


def _counted(line: Line, i: int) -> tuple[int, Length] | None:
    j, few = _few(line, i)
    if few == 0:
        found = up_to(line, j)
        if found is None:
            return _only_unit(line, i)
        j, count = found
        if line.word(i) == "half":
            return None
    else:
        count = few
    half = 0
    if end := line.has(j, "and", "a", "half"):
        j, half = end, 1
    elif line.word(j) in (",", ".") and line.word(j + 1) == "5" and not line.gap(j + 1):
        j, half = j + 2, 1
    if line.word(j) in (
        "prochaines",
        "prochains",
        "prochain",
        "prochaine",
        "petites",
        "petits",
        "bonnes",
        "full",
        "clear",
        "short",
        "next",
    ):
        j += 1
    if line.word(j) in _SMALL:
        j += 1
    j, work = _work_before(line, j)
    unit = line.vocabulary.units.get(line.word(j).removesuffix("'s"), "")
    if not unit or (line.word(j) in ("d", "j") and not line.word(j - 1).isdigit()):
        return None
    return _with_unit(line, j, count, half, unit, work)


def _few(line: Line, i: int) -> tuple[int, int]:
    """ "a couple of", "une paire de": the place after it and the count, which is 0 when there is none."""
    for words in (("a", "couple", "of"), ("couple", "of"), ("une", "paire", "de"), ("a", "couple")):
        if end := line.has(i, *words):
            return end, 2
    return i, 0


def _only_unit(line: Line, i: int) -> tuple[int, Length] | None:
    """ "l'heure", "the hour", "huitaine", "quinzaine", "the half hour"."""
    j = i + 1 if line.word(i) in ("l'", "the", "la", "une", "1") else i
    if line.has(i - 2, "tout", "a", "l'"):
        return None  # "tout à l'heure"
    unit = line.vocabulary.units.get(line.word(j), "")
    if unit == "fortnight" and j > i:
        return j + 1, Length(14, "day", "", False)
    if unit in ("fifteen", "eight"):
        return j + 1, Length(15 if unit == "fifteen" else 8, "day", "", False)
    if (
        unit == "hour"
        and (j > i or line.word(i - 1) in ("next", "prochaine", "coming"))
        and len(line.word(j)) > 2
        and line.word(j) != "heures"
    ):
        return j + 1, Length(60, "minute", "", False)
    return None


def _work_before(line: Line, j: int) -> tuple[int, str]:
    if line.word(j) in WORK_EN:
        return j + 1, "working"
    if line.word(j) == "-" and line.word(j + 1) in WORK_EN:
        return j + 2, "working"
    return j, ""


def _work_after(line: Line, j: int) -> tuple[int, str]:
    k = j + 1 if line.word(j) in (".", "(") else j
    word = line.word(k)
    if word in WORK_FR:
        closed = k + 1 + (line.word(j) == "(" and line.word(k + 1) == ")")
        return closed, "ouvrables" if word.startswith("ouvrable") else "working"
    if line.has(k, "de", "travail"):
        return k + 2, "working"
    if word == "o" and line.word(k - 1) in ("j", "jr", "jrs", "jours"):
        return k + 1, "working"
    if word in WORK_EN and line.word(j) == "(" and line.word(k + 1) == ")":
        return k + 2, "working"
    return j, ""


def _with_unit(line: Line, j: int, count: int, half: int, unit: str, work: str) -> tuple[int, Length] | None:
    at = j
    j += 1
    if unit == "workday":
        unit, work = "day", "working"
    if line.has(j, "and", "a", "half") or (line.word(j) == "et" and line.word(j + 1) in ("demi", "demie")):
        j, half = j + (3 if line.word(j) == "and" else 2), 1
    elif (
        unit == "hour"
        and (more := number(line, j))
        and more[1] < 60
        and (not line.gap(j) or line.word(more[0]) in ("min", "minutes", "mn"))
    ):
        j = more[0] + (line.word(more[0]) in ("min", "minutes", "mn"))
        return j, Length(count * 60 + more[1], "minute", work, line.language == "fr" and not line.gap(at))
    if end := line.has(j, "or", "two") or line.has(j, "ou", "deux"):
        j, count = end, max(count, 2)
    elif end := line.has(j, "or", "so"):
        j = end
    elif end := line.has(j, "or", "three") or line.has(j, "ou", "trois"):
        j, count = end, max(count, 3)
    if not work:
        j, work = _work_after(line, j)
    if unit == "hour":
        return j, Length(count * 60 + 30 * half, "minute", work, line.word(at) in ("h", "heure", "heures") and not work)
    if unit == "minute":
        return j, Length(count, "minute", "", False)
    days = {"day": 1, "week": 7, "fortnight": 14, "fifteen": 15, "eight": 8}.get(unit)
    if days is not None:
        if line.word(j) in ("and", "et") and half:
            return None
        total = count * days + (days * half) // 2 + (days * half) % 2
        return j, Length(total if not (work and days > 1) else count * 5, "day", work, False)
    return j, Length(count, unit, "", False)
