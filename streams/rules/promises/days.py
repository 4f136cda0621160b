"""Days by name or date: tomorrow, mardi en huit, le 12, May 5th, 12/05, before Easter, the day before."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from streams.rules.promises import feasts
from streams.rules.promises.line import Line
from streams.rules.promises.numbers import number, ordinal
from streams.rules.promises.text import phrases, words
from streams.rules.promises.working import after_working_days

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Today(NamedTuple):
    """From where days are counted: the day of writing, the region; the date named last in the text, the day that weekdays come after,
    the day named in this sentence, and at its beginning that at the beginning of the one before."""

    day: date
    region: str
    named: date | None
    floor: date | None = None
    spoken: date | None = None
    listed: date | None = None


class Span(NamedTuple):
    """`period`: "before" it means before its end. `exact`: by date, not by the name of a weekday."""

    first: date
    last: date
    period: bool = False
    exact: bool = False

    @classmethod
    def of(cls, day: date, *, exact: bool = False) -> Span:
        return cls(day, day, False, exact)


def day(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    """(place after it, the day) of a single day at `i`."""
    return (
        _near(line, i, today) or _feast(line, i, today) or _weekday(line, i, today) or _from_named(line, i, today) or dated(line, i, today)
    )


def _later(line: Line, j: int) -> tuple[int, timedelta]:
    """ "en huit", "week", "fortnight" behind a day."""
    if line.word(j) == "en" and line.word(j + 1) in ("huit", "8"):
        return j + 2, WEEK
    if line.word(j) == "en" and line.word(j + 1) in ("quinze", "15"):
        return j + 2, 2 * WEEK
    if line.language == "en" and line.word(j) in ("week", "fortnight") and line.word(j + 1) not in ("commencing", "of", "beginning"):
        return j + 1, WEEK if line.word(j) == "week" else 2 * WEEK
    if (
        end := line.has(j, "in", "a", "week", "'", "s", "time")
        or line.has(j, "in", "a", "week's", "time")
        or line.has(j, "dans", "une", "semaine")
    ):
        return end, WEEK
    if line.has(j, "after", "next"):
        return j + 2, WEEK
    return j, timedelta()


def _near(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    word = line.word(i)
    if word in ("a", "one") and (end := line.has(i + 1, "week", "today") or line.has(i + 1, "week", "from", "today")):
        return end, Span.of(today.day + WEEK, exact=True)
    if end := line.has(i, "this", "day", "week"):
        return end, Span.of(today.day + WEEK, exact=True)
    if word in ("a", "one") and (end := line.has(i + 1, "week", "tomorrow") or line.has(i + 1, "week", "from", "tomorrow")):
        return end, Span.of(today.day + 8 * DAY, exact=True)
    if word in ("a", "une", "one") and line.word(i + 1) in ("week", "fortnight"):
        k = i + 3 if line.word(i + 2) in ("on", "from", "this", "next") else i + 2
        found = _weekday(line, k, today) if k == i + 3 or line.word(k) in line.vocabulary.weekdays else None
        if found:
            more = WEEK if line.word(i + 1) == "week" else 2 * WEEK
            return found[0], Span.of(found[1].first + more)
    if word in ("today's", "tonight's", "tomorrow's") and line.word(i + 1) in (
        "post",
        "mail",
        "run",
        "delivery",
        "courier",
        "van",
        "collection",
        "dispatch",
        "train",
        "flight",
    ):
        return i + 2, Span.of(today.day + (DAY if word == "tomorrow's" else timedelta()), exact=True)
    if line.has(i, "ce", "jour", "-", "la"):
        return i + 4, Span.of(today.named or today.day)
    if word in ("today's", "tonight's", "tomorrow's"):
        return None
    if word in ("aujourd'hui", "aujourdhui", "today", "aujourd hui", "aujourd'"):
        shift, j = 0, i + 1
    elif end := line.has(i, "ce", "jour", "meme") or line.has(i, "ce", "jour"):
        shift, j = 0, end
    elif (
        end := line.has(i, "le", "jour", "meme")
        or line.has(i, "the", "same", "day")
        or line.has(i, "that", "same", "day")
        or line.has(i, "that", "day")
    ):
        return end, Span.of(today.named or today.day)
    elif (end := line.has(i, "the", "day", "after", "tomorrow") or line.has(i, "day", "after", "tomorrow")) or (
        end := line.has(i, "apres", "-", "demain") or line.has(i, "apres", "demain")
    ):
        shift, j = 2, end
    elif word in ("demain", "tomorrow"):
        shift, j = 1, i + 1
    else:
        return None
    j, more = _later(line, j)
    return j, Span.of(today.day + shift * DAY + more, exact=True)


def next_weekday(after: date, weekday: int) -> date:
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


_NEXT = ("prochain", "prochaine", "suivant", "next", "coming")


def _weekday(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    j = i
    while (
        line.word(j) in ("ce", "cet", "this", "next", "coming", "upcoming", "the", "le", "on", "following", "les", "du", "bank")
        and j < i + 3
    ):
        if line.word(j) == "coming" and line.word(j - 1) not in ("this", "the", "these"):
            break
        j += 1
    lead = line.words[i:j]
    weekday = line.vocabulary.weekdays.get(line.word(j))
    at = j
    if weekday is None:
        weekday = line.vocabulary.short_weekdays.get(line.word(j))
        if weekday is None or not _is_short_day(line, j, bool(lead)):
            return None
    j += 1
    if line.word(j) == "." and not line.gap(j) and line.word(at) not in line.vocabulary.weekdays and not _new_sentence(line, j + 1):
        j += 1
    if "du" in lead and (line.word(at + 1) == "au" or "bank" in lead):
        return None
    if (found := _date_behind(line, j, weekday, today)) is not None:
        return found
    if (
        end := line.has(j, "de", "la", "semaine", "prochaine")
        or line.has(j, "semaine", "prochaine")
        or line.has(j, "la", "semaine", "prochaine")
    ):
        return end, Span.of(_of_week(today.day + WEEK, weekday))
    if end := line.has(j, "of", "next", "week") or line.has(j, "next", "week") or line.has(j, "the", "following", "week"):
        return end, Span.of(_of_week(today.day + WEEK, weekday))
    if end := line.has(j, "the", "week", "after", "next") or line.has(j, "week", "after", "next"):
        return end, Span.of(_of_week(today.day + 2 * WEEK, weekday))
    if (
        end := line.has(j, "de", "cette", "semaine")
        or line.has(j, "cette", "semaine")
        or line.has(j, "this", "week")
        or line.has(j, "of", "this", "week")
    ):
        return end, Span.of(_of_week(today.day, weekday))
    following = (
        line.word(j) in ("suivant", "following")
        or "following" in lead
        or bool(line.has(j, "d'", "apres"))
        or bool(line.has(j, "after", "that"))
    )
    if following and today.named is not None:
        j += 2 if line.word(j) in ("d'", "after") else 0 if "following" in lead else 1
        return j, Span.of(next_weekday(today.named, weekday))
    if line.word(j) in _NEXT or (line.word(j) == "following" and not following):
        j += 1
    elif end := line.has(j, "qui", "vient"):
        j = end
    if line.word(j) in ("dernier", "passe") or line.word(i - 1) in ("last", "past"):
        return j + (line.word(j) in ("dernier", "passe")), Span.of(next_weekday(today.day, weekday) - WEEK)
    if line.word(j) in ("after", "following", "apres", "before", "avant", "suivant"):
        other = _feast(line, j + 1, today)
        if other is not None:
            back = line.word(j) in ("before", "avant")
            return other[0], Span.of(next_weekday(other[1].first - (8 * DAY if back else timedelta()), weekday), exact=True)
    j, more = _later(line, j)
    row = today.spoken or today.listed
    if row is not None and weekday > row.weekday() and next_weekday(today.day, weekday) < row:
        return j, Span.of(next_weekday(row, weekday) + more)  # "Monday ..., Tuesday ..., Wednesday ...": one week's days
    return j, Span.of(next_weekday(max(today.day, today.floor or today.day), weekday) + more)


def _new_sentence(line: Line, j: int) -> bool:
    return j >= len(line.tokens) or (line.tokens[j].capital and line.word(j) not in line.vocabulary.months)


def _of_week(within: date, weekday: int) -> date:
    return within - timedelta(days=within.weekday() - weekday)


def _is_short_day(line: Line, j: int, led: bool) -> bool:
    """Whether "mar", "sam", "sun" is a day here: a dot, a number or a part of the day beside it, or a word of time before it."""
    before, after = line.word(j - 1), line.word(j + 1)
    if after == "." and not line.gap(j + 1):
        following = line.word(j + 2)
        return bool(following) and (
            following[0].isdigit() or following in _BESIDE or led or before in _LEADS or not line.tokens[j + 2].capital
        )
    if (
        line.word(j) in ("mar", "mer", "sam", "jeu", "sun", "sat", "mon")
        and before in ("la", "un", "le", "en", "the")
        and not after[:1].isdigit()
    ):
        return False
    return (
        after[:1].isdigit()
        or after in _BESIDE
        or led
        or before in _LEADS
        or (line.language == "en" and line.word(j) == "wed" and line.tokens[j].capital)
        or line.word(j) in ("tue", "thu", "fri")
    )


_BESIDE = words("matin mat soir aprem ap apr apres midi dans morning afternoon evening night am pm noon at a prochain en au h - / /")
_LEADS = words("on by before pour avant this next till until from d'ici ici des du le ce vers around for sous rdv livraison , - ( :")


def _date_behind(line: Line, j: int, weekday: int, today: Today) -> tuple[int, Span] | None:
    """The date that stands behind a weekday: "lundi 16 mars", "Monday the 16th", "mardi (12/05)"."""
    k = j + 1 if line.word(j) in (",", "(") else j
    closes = line.word(j) == "("
    if line.word(k) in ("le", "the"):
        k += 1
    found = _written(line, k, today)
    if found is None and line.word(j) != ",":
        numbered = ordinal(line, k) or (number(line, k) if line.word(k).isdigit() or line.language == "fr" else None)
        if numbered and 1 <= numbered[1] <= 31 and _may_end_date(line, numbered[0], line.word(k)):
            found = numbered[0], Span.of(_numbered(numbered[1], today.day, weekday), exact=True)
    if found is None:
        return None
    end = found[0] + 1 if closes and line.word(found[0]) == ")" else found[0]
    return end, found[1]


def _may_end_date(line: Line, j: int, word: str) -> bool:
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


def _numbered(number_: int, after: date, weekday: int | None = None) -> date:
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


def dated(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    """ "le 12 mai 2026", "May 5th", "12/05", "2026-05-12", "le 27", "the 27th", "the last Friday of May"."""
    article = line.word(i) in ("le", "the", "l'", "du", "au", "les")
    j = i + 1 if article else i
    found = _written(line, j, today) or _nth_weekday(line, j, today)
    if found is not None or not article:
        return found
    numbered = ordinal(line, j) or (number(line, j) if line.language == "fr" else None)
    if numbered is None or not 1 <= numbered[1] <= 31 or not _may_end_date(line, numbered[0], line.word(j)):
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
    return j, Span.of(_numbered(numbered, after), exact=True)


def _written(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
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
            and (line.has(numbered[0], "-") or _may_end_date(line, numbered[0], line.word(k)))
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
        return _written(line, j + 1, today)
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
    elif sign == "/" and 1 <= int(first) <= int(second) <= 4 and line.word(i - 1) not in _LEADS:
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


_NTH_FR = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": -1}
_NTH_EN = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


def _nth_weekday(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    nth = (_NTH_FR if line.language == "fr" else _NTH_EN).get(line.word(i))
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


def _feast(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
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


def _from_named(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    """ "le lendemain", "the day before", "the next working day", counted from the date named last, else from today."""
    if line.word(i) not in _RELATIVE:
        return None
    counted = ordinal(line, i + 1) if line.word(i) in ("le", "the") else None
    if counted is not None or (line.language == "fr" and line.word(i) == "le" and line.word(i + 1) in _NTH_FR):
        k, n = counted or (i + 2, _NTH_FR[line.word(i + 1)])
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
            other = _feast(line, of, today) or dated(line, end if line.word(end) == "du" else of, today) if _is_day_name(line, of) else None
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
