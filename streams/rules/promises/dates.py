"""Dates: le 12 mai 2026, May 5th, 12/05, le 27, the last Friday of May."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from streams.rules.promises.line import Line
from streams.rules.promises.numbers import number, ordinal
from streams.rules.promises.text import words
from streams.rules.promises.today import Span, Today


def dated(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    """ "le 12 mai 2026", "May 5th", "12/05", "2026-05-12", "le 27", "the 27th", "the last Friday of May"."""
    article = line.word(i) in ("le", "the", "l'", "du", "au", "les")
    j = i + 1 if article else i
    found = written(line, j, today) or _nth_weekday(line, j, today)
    if found is not None or not article:
        return found
    numbered = ordinal(line, j) or (number(line, j) if line.language == "fr" else None)
    if numbered is None or not 1 <= numbered[1] <= 31 or not may_end_date(line, numbered[0], line.word(j)):
        return None
    after = line.word(numbered[0])
    if line.word(j).isalpha() and (line.word(i) == "les" or (line.language == "en" and after.isalpha() and after not in _BEHIND_ORDINAL)):
        return None  # "dans les deux cas", "before the first cold days"
    led = line.word(i - 1) in ("on", "by", "before", "until", "till", "from", "for", "than", "latest")
    if line.language == "en" and line.word(j).isalpha() and not led and line.word(numbered[0]) not in ("of", ".", ""):
        return None
    if line.word(j) == "premier" and line.word(numbered[0]) not in ("du", ".", ",", ""):
        return None
    return _of_month(line, numbered[0], numbered[1], today)


_BEHIND_ORDINAL = words(
    "of at and or by if we i so with without in for you the to please as but from when because next this between around"
)


def _of_month(line: Line, j: int, numbered: int, today: Today) -> tuple[int, Span]:
    """A day by its number alone, and "of next month", "du mois prochain", "courant", "prochain" behind it."""
    after = today.day
    if end := line.has(j, "of", "next", "month") or line.has(j, "du", "mois", "prochain") or line.has(j, "next", "month"):
        after, j = (after.replace(day=1) + timedelta(days=32)).replace(day=1), end
    elif (
        end := line.has(j, "of", "this", "month")
        or line.has(j, "de", "ce", "mois")
        or line.has(j, "du", "mois")
        or line.has(j, "of", "the", "month")
    ):
        j = end
    elif line.word(j) in ("courant", "prochain", "inst"):
        j += 1
    return j, Span.of(numbered_day(numbered, after), exact=True)


def written(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    """A date with its month."""
    word = line.word(i)
    months = line.vocabulary.months
    if word.isdigit() and (found := _in_digits(line, i, today)):
        return found
    if word in months and line.language == "en":
        k = i + 1 + (line.word(i + 1) == "." and not line.gap(i + 1))
        k += line.word(k) == "the"
        numbered = ordinal(line, k) or number(line, k)
        if (
            numbered
            and 1 <= numbered[1] <= 31
            and line.word(k) not in ("a", "an")
            and (line.has(numbered[0], "-") or may_end_date(line, numbered[0], line.word(k)))
        ):
            j, year = _year(line, numbered[0])
            made = _made(year, months[word], numbered[1], today.day)
            return (j, Span.of(made, exact=True)) if made else None
        return None
    numbered = ordinal(line, i) or number(line, i)
    if numbered is None or not 1 <= numbered[1] <= 31 or word in ("a", "an", "une"):
        return None
    j = numbered[0]
    second = ordinal(line, j + 1) or number(line, j + 1) if line.word(j) in ("-", "/", "to", "au", "et", "and", "ou", "or") else None
    if second is not None and 1 <= second[1] <= 31 and _month_at(line, second[0]):
        return written(line, j + 1, today)
    month = _month_at(line, j)
    if month is None:
        return None
    j, year = _year(line, month[0])
    made = _made(year, month[1], numbered[1], today.day)
    if made is None:
        return None
    if line.word(j) in ("dernier", "last"):
        return j + 1, Span.of(date(made.year - 1, made.month, min(made.day, 28)), exact=True)
    return j + (line.word(j) in ("prochain", "next")), Span.of(made, exact=True)


def _month_at(line: Line, j: int) -> tuple[int, int] | None:
    """A month behind a number: "mai", "of May", "-May", "sept."."""
    k = j + 1 if line.word(j) in ("of", "-", "de", "d'") else j
    word = line.word(k)
    month = 9 if word == "sept" else line.vocabulary.months.get(word)
    if month is None or (
        word == "may"
        and not line.tokens[k].capital
        and line.word(j) not in ("of",)
        and line.word(k + 1).isalpha()
        and line.word(j - 1).isalpha()
    ):
        return None
    dot = (
        line.word(k + 1) == "."
        and not line.gap(k + 1)
        and len(word) <= 5
        and word not in ("mai", "mars", "juin", "aout", "may", "june", "july", "march", "april")
    )
    ends = not line.word(k + 2) or (k + 2 < len(line.tokens) and line.tokens[k + 2].capital)
    return k + 1 + (dot and not ends), month


def _in_digits(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    first, sign, second = line.word(i), line.word(i + 1), line.word(i + 2)
    if sign not in ("/", ".", "-") or line.gap(i + 2) != line.gap(i + 1) or not second.isdigit() or len(second) > 2:
        return None
    third = line.word(i + 4) if line.word(i + 3) == sign and not line.gap(i + 4) else ""
    if len(first) == 4 and third.isdigit() and len(third) <= 2:
        if line.word(i + 5) == "/" and not line.gap(i + 5):
            return None  # 2026-10-12/7 is the number of a file
        made = _made(int(first), int(second), int(third), today.day)
        return (i + 5, Span.of(made, exact=True)) if made else None
    if len(first) > 2 or line.gap(i + 1):
        return None
    year, j = None, i + 3
    if third.isdigit() and len(third) in (2, 4):
        year, j = int(third) + (2000 if len(third) == 2 else 0), i + 5
    elif (
        line.word(j) in line.vocabulary.units
        or (line.word(j) in ("am", "pm") and line.word(i - 1) not in (*line.vocabulary.weekdays, *line.vocabulary.short_weekdays))
        or line.word(j) in _COUNTED
        or (first, second) in (("24", "7"), ("7", "7"), ("24", "24"))
    ):
        return None
    elif sign == "/" and 1 <= int(first) <= int(second) <= 4 and line.word(i - 1) not in LEADS:
        return None  # parcel 1/3
    elif sign == "." and line.word(j) in ("@", "at", "a") and line.word(j + 1).isdigit():
        pass
    elif sign == "-" or (
        sign == "." and line.word(i - 1) not in ("le", "du", "au", "on", "by", "the", "before", "avant", *line.vocabulary.weekdays)
    ):
        return None
    if year is None and sign == "/" and (len(first) == 1 and len(second) == 1) and line.word(i - 1) in ("a", "an", "un", "une", "entre"):
        return None
    a, b = int(first), int(second)
    orders = ((a, b), (b, a)) if today.region == "US" and sign != "." else ((b, a), (a, b))
    for month, number_ in orders if sign == "/" or today.region == "US" else orders[:1]:
        made = _made(year, month, number_, today.day)
        if made is not None:
            return j, Span.of(made, exact=True)
    return None


LEADS = words("on by before pour avant this next till until from d'ici ici des du le ce vers around for sous rdv livraison , - ( :")


def may_end_date(line: Line, j: int, word: str) -> bool:
    """Whether the number before `j` can be a day: no unit, sign or noun that it counts behind it."""
    after = line.word(j)
    if after in (":", ".") and not line.gap(j) and line.word(j + 1).isdigit() and not line.gap(j + 1):
        return False
    if after in ("/", "-") and line.word(j + 1).isdigit():
        return False
    return (
        after not in line.vocabulary.units
        and after not in _COUNTED
        and (after not in ("am", "pm") or line.word(j - 1) in ("th", "st", "nd", "rd"))
        and word not in ("un", "une", "a")
    )


_COUNTED = words(
    "rue avenue boulevard place bis ter euros euro eur € £ $ % personnes eme ieme e floor item part time attempt visit party one "
    "letter call "
    "instalment installment quarter edition street avenue class generation draft version person half step copy place stage "
    "reminder page o'clock "
    "pieces piece articles colis cartons heures minutes premier premiers premiere trimestre semestre quinzaine half"
)


def numbered_day(number_: int, after: date, weekday: int | None = None) -> date:
    """The next day of that number, on that weekday if there is one within a year."""
    year, month, first = after.year, after.month, None
    for _ in range(14):
        if number_ <= monthrange(year, month)[1]:
            found = date(year, month, number_)
            if found >= after:
                first = first or found
                if weekday is None or found.weekday() == weekday:
                    return found
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return first or after


def _year(line: Line, j: int) -> tuple[int, int | None]:
    k = j + 1 if line.word(j) in (",", "de") else j
    word = line.word(k)
    if len(word) == 4 and word.isdigit() and 1990 <= int(word) <= 2099:
        return k + 1, int(word)
    return j, None


_LONG_AHEAD = timedelta(days=300)  # a date without a year that has just passed is that one, not the one in eleven months


def _made(year: int | None, month: int, number_: int, after: date) -> date | None:
    """Without a year the next one, unless it has only just passed; None when there is no such day."""
    for tried in (year,) if year is not None else (after.year, after.year + 1):
        if 1 <= month <= 12 and 1 <= number_ <= monthrange(tried, month)[1]:
            found = date(tried, month, number_)
            if year is not None or found >= after:
                return found if year is not None or found - after < _LONG_AHEAD else date(after.year, month, number_)
    return None


NTH_FR = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": -1}

NTH_EN = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


def _nth_weekday(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    nth = (NTH_FR if line.language == "fr" else NTH_EN).get(line.word(i))
    weekday = line.vocabulary.weekdays.get(line.word(i + 1))
    if nth is None or weekday is None or line.word(i + 2) not in ("of", "in", "de", "d'", "du"):
        return None
    k = i + 3 + (line.word(i + 3) in ("the", "ce", "this"))
    month = line.vocabulary.months.get(line.word(k))
    year, end = today.day.year, k + 1
    tried = [(year, month or 0), (year + 1, month or 0)]
    if month is None:
        if line.word(k) not in ("month", "mois"):
            return None
        tried = [(year, today.day.month), (year + today.day.month // 12, today.day.month % 12 + 1)]
    for y, month in tried:
        if nth > 0:
            found = date(y, month, 1) + timedelta(days=(weekday - date(y, month, 1).weekday()) % 7 + 7 * (nth - 1))
        else:
            close = date(y, month, monthrange(y, month)[1])
            found = close - timedelta(days=(close.weekday() - weekday) % 7)
        if found >= today.day:
            return end, Span.of(found, exact=True)
    return None
