"""Clock times: 17 h, 8 h et demie, 5pm, half four, quarter to six, 14:30, between 9 and 11."""

from __future__ import annotations

from typing import NamedTuple

from streams.rules.promises.line import Line
from streams.rules.promises.numbers import number
from streams.rules.promises.text import words
from streams.rules.promises.zones import BARE


class Clock(NamedTuple):
    """`sure`: the half of the day is known; else `hour` is 1 to 12 and may be meant twelve hours later. `named`: no bare number."""

    hour: int
    minute: int
    sure: bool
    named: bool


_HOURS = ("h", "heure", "heures", "hr", "hrs", "hres")
_MORNING, _EVENING = ("matin", "mat"), ("soir", "aprem", "apres")
_NOON = {"midi": 12, "noon": 12, "midday": 12, "minuit": 24, "midnight": 24}
_FRACTIONS = {"quarter": 15, "twenty": 20, "ten": 10, "five": 5, "half": 30}


def clock(line: Line, i: int, *, asked: bool) -> tuple[int, Clock] | None:
    """(place after it, the time or the end of the range) at `i`. `asked`: a word stands before that lets a bare number be a time."""
    found = _range(line, i, asked) or _point(line, i, asked)
    if found is None:
        return None
    j, time = found
    if line.word(j) in ("sharp", "precises", "precise", "pile", "tapantes", "tapante", "petantes", "petante", "piles", "dot"):
        j += 1
    elif line.has(j, "on", "the", "dot"):
        j += 3
    return j, time


def _range(line: Line, i: int, asked: bool) -> tuple[int, Clock] | None:
    """ "entre 8 et 10 h", "between 9 and 11", "de 14 h à 16 h", "8-10h", "2-4pm", "14/16h"."""
    opener = line.word(i)
    between, run = opener in ("entre", "between", "btwn", "btw"), opener in ("de", "from", "d'")
    start = i + 1 if between or run else i
    ends = ("et", "and", "-", "&", "a", "to", "n") if between else ("a", "to", "-", "till", "until", "/")
    low = _point(line, start, True) or _number_only(line, start)
    if low is None or line.word(low[0]) not in ends:
        return None
    if line.word(low[0]) == "a" and line.language == "en":
        return None
    if line.word(start) == "midi" and line.has(low[0], "et", "deux"):
        return low[0] + 2, Clock(14, 0, True, True)
    high = _point(line, low[0] + 1, True)
    if high is None:
        return None
    j, end = high
    begin = low[1]
    if not (between or run or asked or end.named):
        return None
    if not (begin.named or end.named) and run:
        return None
    if end.sure or begin.hour > 12:
        return j, end
    if begin.sure and begin.hour < end.hour and line.language == "en" and begin.named:
        return j, Clock(end.hour, end.minute, begin.hour < 12 and end.hour >= 8, True)
    return j, Clock(end.hour, end.minute, False, True)


def _number_only(line: Line, i: int) -> tuple[int, Clock] | None:
    """The first number of "8-10h": the second one says that they are hours."""
    found = number(line, i)
    if found is None or found[1] > 24 or line.word(i) in ("a", "an", "un", "une"):
        return None
    return found[0], Clock(found[1], 0, found[1] > 12, False)


def _point(line: Line, i: int, asked: bool) -> tuple[int, Clock] | None:
    return _noon(line, i) or (_english(line, i, asked) if line.language == "en" else _french(line, i, asked))


def _noon(line: Line, i: int) -> tuple[int, Clock] | None:
    word = line.word(i)
    if word == "12" and line.word(i + 1) in ("noon", "midday"):
        return i + 2, Clock(12, 0, True, True)
    hour = _NOON.get(word)
    if hour is None:
        return None
    j, minute = i + 1, 0
    if line.language == "fr":
        if line.word(j) == "et" and line.word(j + 1) in ("demi", "demie", "quart"):
            minute, j = (15 if line.word(j + 1) == "quart" else 30), j + 2
        elif line.has(j, "moins", "le", "quart"):
            hour, minute, j = hour - 1, 45, j + 3
        elif (more := number(line, j)) and more[1] in (10, 15, 20, 30, 45) and line.word(more[0]) not in _HOURS:
            j, minute = more
    return j, Clock(hour % 24 if minute else hour, minute, True, True)


def _digits(line: Line, i: int, asked: bool) -> tuple[int, int, int, bool] | None:
    """(place, hour, minute, whether written as a time) of 17:30, 17.30, 17h30, 17."""
    found = number(line, i)
    if found is None or found[1] > 24 or line.word(i) in ("a", "an", "un", "une"):
        return None
    j, hour = found
    if not line.word(i).isdigit():
        return j, hour, 0, False
    sign, minutes = line.word(j), line.word(j + 1)
    if sign in (",", ".") and not line.gap(j) and not line.gap(j + 1) and minutes.isdigit() and (sign == "," or len(minutes) != 2):
        return None  # "à 1,5 bar"
    if sign in (":", "h", ".") and not line.gap(j + 1) and len(minutes) == 2 and minutes.isdigit() and int(minutes) < 60:
        more = line.word(j + 2) in (".", "/") and line.word(j + 3).isdigit() and not line.gap(j + 3)
        known = sign != "." or asked or line.word(j + 2) in (*_HOURS, "am", "pm", "a", "p", "sharp", "precises", "pile")
        if known and not more and not (sign == ":" and line.gap(j)):
            return j + 2, hour, int(minutes), True
    return j, hour, 0, False


def _french(line: Line, i: int, asked: bool) -> tuple[int, Clock] | None:
    found = _digits(line, i, asked)
    if found is None:
        return None
    j, hour, minute, written = found
    if line.word(j) in _HOURS and not (written and line.word(j) != "h" and line.word(j) != "heures"):
        j += 1
        if not written:
            j, hour, minute = _french_minutes(line, j, hour)
        written = True
    if not written:
        return (j, Clock(hour, 0, hour >= 7, False)) if asked and line.word(i).isdigit() and _bare_french(line, i, j) else None
    if line.has(j, "du", "matin") or line.has(j, "du", "mat"):
        return j + 2, Clock(hour, minute, True, True)
    if line.has(j, "du", "soir") or line.has(j, "de", "l'", "apres", "-", "midi") or line.has(j, "de", "l'", "aprem"):
        j += 2 if line.word(j) == "du" else 3 if line.word(j + 2) == "aprem" else 5
        return j, Clock(hour + 12 if hour < 12 else hour, minute, True, True)
    if line.has(j, "de", "l'", "apres", "midi"):
        return j + 4, Clock(hour + 12 if hour < 12 else hour, minute, True, True)
    return j, Clock(hour, minute, hour >= 6 or hour == 0, True)


def _bare_french(line: Line, i: int, j: int) -> bool:
    """Whether a number without "h" may be an hour: behind "vers 16" or in "entre 9 et 11 h", and nothing counted behind it."""
    after = line.word(j)
    return line.word(i - 1) in ("vers", "entre", "et", "a", "de", "-", "/") and (
        not after[:1].isalnum() or after in ("et", "a", "h", "pour", "demain", "ce")
    )


def _french_minutes(line: Line, j: int, hour: int) -> tuple[int, int, int]:
    """What follows "huit heures": "et demie", "et quart", "moins le quart", "moins dix", "quarante-cinq", "30"."""
    if line.word(j) == "et" and line.word(j + 1) in ("demi", "demie", "quart"):
        return j + 2, hour, 15 if line.word(j + 1) == "quart" else 30
    if line.has(j, "moins", "le", "quart") or line.has(j, "moins", "quart"):
        return j + (3 if line.word(j + 1) == "le" else 2), hour - 1, 45
    if line.word(j) == "moins" and (less := number(line, j + 1)) and less[1] < 30:
        return less[0], hour - 1, 60 - less[1]
    more = number(line, j)
    if more is not None and 1 < more[1] < 60 and (line.word(j).isalpha() or len(line.word(j)) == 2):
        after = line.word(more[0])
        if after in ("min", "minutes", "mn"):
            return more[0] + 1, hour, more[1]
        if after not in line.vocabulary.units and after not in ("-", "/", "euros", "€", "%"):
            return more[0], hour, more[1]
    return j, hour, 0


def _half_of_day(line: Line, j: int) -> tuple[int, str]:
    """ "am" or "pm" behind a time, written pm, p.m., p m; and the place after it."""
    word = line.word(j)
    if word in ("am", "pm"):
        return j + 1 + _dot(line, j + 1), word
    if word in ("a", "p"):
        k = j + 1 + (line.word(j + 1) == ".")
        if line.word(k) == "m" and (k == j + 2 or line.gap(k)):
            return k + 1 + _dot(line, k + 1), word + "m"
    return j, ""


def _dot(line: Line, j: int) -> bool:
    """Whether the dot at `j` belongs to the abbreviation before it and does not end a sentence."""
    return line.word(j) == "." and not line.gap(j) and j + 1 < len(line.tokens) and line.word(j + 1)[0] != "\n" and _goes_on(line, j + 1)


def _goes_on(line: Line, j: int) -> bool:
    return (
        not line.tokens[j].capital
        or line.word(j) in BARE
        or any(line.word(j) in t for t in (line.vocabulary.weekdays, line.vocabulary.months))
    )


_AFTER_BARE = words(
    "today tomorrow tonight on in this the latest at by or and to for with without so if as but when because from then onwards prompt "
    "if we i you he she it they is sharp your our local uk et est before unless once - monday tuesday wednesday thursday friday saturday "
    "sunday next"
)


def _english(line: Line, i: int, asked: bool) -> tuple[int, Clock] | None:
    spoken = _spoken(line, i)
    if spoken is not None:
        j, hour, minute, written = spoken
    else:
        found = _digits(line, i, asked) or (_military(line, i) if asked else None)
        if found is None:
            return None
        j, hour, minute, written = found
        if not written and line.word(i).isalpha() and asked:
            more = number(line, j)
            if more is not None and line.word(j).isalpha() and more[1] in (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55):
                j, minute, written = more[0], more[1], True
    j, half = _half_of_day(line, j)
    if half:
        if hour > 12:
            return j, Clock(hour, minute, True, True)
        return j, Clock(hour % 12 + (12 if half == "pm" else 0), minute, True, True)
    if line.word(j) == "ish" or (line.word(j) == "-" and line.word(j + 1) == "ish"):
        return j + (1 if line.word(j) == "ish" else 2), Clock(hour, minute, hour > 12, True)
    if line.word(j) in ("o'clock", "oclock", "o clock") or (line.word(j) == "h" and not line.gap(j)):
        j, written = j + 1, True
    elif len(line.word(i)) == 4 and line.word(j) in ("hours", "hrs") and asked:
        return j + 1, Clock(hour, minute, True, True)
    if not written and (not asked or not _bare(line, i, j)):
        return None
    sure = hour > 12 or hour == 0 or (written and line.word(i).startswith("0"))
    return j, Clock(hour, minute, sure, written)


def _military(line: Line, i: int) -> tuple[int, int, int, bool] | None:
    """ "at 0900", "at 1400 hrs"; four figures that could be a year need their "hours"."""
    word, after = line.word(i), line.word(i + 1)
    if len(word) != 4 or not word.isdigit() or int(word[:2]) > 23 or int(word[2:]) > 59:
        return None
    if after in ("hours", "hrs", "hr", "h"):
        return i + 2, int(word[:2]), int(word[2:]), True
    year = word[:2] in ("19", "20")
    return (i + 1, int(word[:2]), int(word[2:]), True) if not year and _bare(line, i, i + 1) else None


def _bare(line: Line, i: int, j: int) -> bool:
    """Whether a number without a unit may be an hour: nothing counted follows."""
    after = line.word(j)
    return not after or not after[0].isalnum() or after in _AFTER_BARE or after in line.vocabulary.weekdays


def _spoken(line: Line, i: int) -> tuple[int, int, int, bool] | None:
    """ "half four" (4:30), "half past four", "quarter to six", "twenty past three", "ten to"."""
    k = i + 1 if line.word(i) in ("a", "about") and line.word(i + 1) == "quarter" else i
    word = line.word(k)
    minutes = _FRACTIONS.get(word)
    if minutes is None:
        found = number(line, k)
        if found is None or found[1] not in (5, 10, 15, 20, 25):
            return None
        j, minutes = found
    else:
        j = k + 1
        if word == "twenty" and line.word(j + (line.word(j) == "-")) == "five":
            j, minutes = j + 1 + (line.word(j) == "-"), 25
    link = line.word(j)
    if link in ("minutes", "mins"):
        j, link = j + 1, line.word(j + 1)
    if link in ("past", "after", "to", "of", "til", "till", "before"):
        hour = number(line, j + 1)
        if word.isdigit() and link in ("to", "of", "before", "after"):
            return None
        if hour is None or not 1 <= hour[1] <= 12 or line.word(hour[0]) in line.vocabulary.units or line.word(j + 1) in ("a", "an"):
            return None
        if link in ("past", "after"):
            return hour[0], hour[1], minutes, True
        return hour[0], (hour[1] - 2) % 12 + 1, 60 - minutes, True
    if word == "half" and (hour := number(line, j)) and 1 <= hour[1] <= 12 and line.word(j) not in ("a", "an"):
        return (hour[0], hour[1], 30, True) if line.word(hour[0]) not in line.vocabulary.units else None
    return None
