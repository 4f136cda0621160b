"""Days by their name or date: tomorrow, mardi en huit, lundi 16 mars, the Tuesday after Easter."""

from __future__ import annotations

from datetime import date, timedelta

from streams.rules.promises.dates import LEADS, dated, may_end_date, numbered_day, written
from streams.rules.promises.line import Line
from streams.rules.promises.named import feast, from_named
from streams.rules.promises.numbers import number, ordinal
from streams.rules.promises.text import words
from streams.rules.promises.today import DAY, WEEK, Span, Today, next_weekday


def day(line: Line, i: int, today: Today) -> tuple[int, Span] | None:
    """(place after it, the day) of a single day at `i`."""
    return _near(line, i, today) or feast(line, i, today) or _weekday(line, i, today) or from_named(line, i, today) or dated(line, i, today)


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
        other = feast(line, j + 1, today)
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
            following[0].isdigit() or following in _BESIDE or led or before in LEADS or not line.tokens[j + 2].capital
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
        or before in LEADS
        or (line.language == "en" and line.word(j) == "wed" and line.tokens[j].capital)
        or line.word(j) in ("tue", "thu", "fri")
    )


_BESIDE = words("matin mat soir aprem ap apr apres midi dans morning afternoon evening night am pm noon at a prochain en au h - / /")


def _date_behind(line: Line, j: int, weekday: int, today: Today) -> tuple[int, Span] | None:
    """The date that stands behind a weekday: "lundi 16 mars", "Monday the 16th", "mardi (12/05)"."""
    k = j + 1 if line.word(j) in (",", "(") else j
    closes = line.word(j) == "("
    if line.word(k) in ("le", "the"):
        k += 1
    found = written(line, k, today)
    if found is None and line.word(j) != ",":
        numbered = ordinal(line, k) or (number(line, k) if line.word(k).isdigit() or line.language == "fr" else None)
        if numbered and 1 <= numbered[1] <= 31 and may_end_date(line, numbered[0], line.word(k)):
            found = numbered[0], Span.of(numbered_day(numbered[1], today.day, weekday), exact=True)
    if found is None:
        return None
    end = found[0] + 1 if closes and line.word(found[0]) == ")" else found[0]
    return end, found[1]
