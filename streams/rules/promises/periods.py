"""Periods and where in them: next week, début avril, mid-May, the end of the month, week 12, la semaine du 4."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from streams.rules.promises.dates import dated
from streams.rules.promises.days import day
from streams.rules.promises.line import Line
from streams.rules.promises.numbers import number
from streams.rules.promises.text import phrases
from streams.rules.promises.today import DAY, WEEK, Span, Today

# What stands before a period; longest first. "" is the whole of it, as "in the course of".
_WHERE = {
    "early": (
        "en tout debut de|au tout debut de|des le debut de|au debut de|en debut de|le debut de|debut de|debut|tout debut|"
        "at the very start of|at the start of|at the beginning of|the beginning of|the start of|start of|beginning of|early in|early|"
        "the early part of|by early"
    ),
    "mid": (
        "dans la premiere quinzaine de|la premiere quinzaine de|premiere quinzaine de|in the first half of|the first half of|first half of|"
        "a la mi -|a la mi|la mi -|mi -|mi|au milieu de|en milieu de|le milieu de|milieu de|milieu|"
        "in the middle of|the middle of|middle of|halfway through|mid -|mid"
    ),
    "late": (
        "dans la deuxieme quinzaine de|dans la seconde quinzaine de|la deuxieme quinzaine de|la seconde quinzaine de|deuxieme quinzaine de|"
        "seconde quinzaine de|in the second half of|the second half of|second half of|la derniere semaine de|the last week of|"
        "in the last week of|"
        "a la toute fin de|en toute fin de|a la fin de|en fin de|vers la fin de|la fin de|fin de|fin|"
        "at the very end of|at the end of|the very end of|the end of|end of|end|late in|late|the latter part of|the back end of|"
        "the close of|the tail end of"
    ),
    "": (
        "dans le courant de|au courant de|courant de|courant|au cours de|en cours de|dans le mois de|au mois de|le mois de|"
        "mois de|pendant|durant|"
        "in the course of|over the course of|during|sometime in|some time in|at some point in|the month of|later in|later|"
        "sometime|some time|"
        "plus tard dans|plus tard en|through|over"
    ),
}
_PHRASES = sorted(
    ((tuple(phrase.split()), where) for where, phrases in _WHERE.items() for phrase in phrases.split("|")), key=lambda pair: -len(pair[0])
)
_BY_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _words, _where in _PHRASES:
    _BY_FIRST.setdefault(_words[0], []).append((_words, _where))
STARTS = frozenset(_BY_FIRST) | {"la", "the", "in", "dans", "first"}
_ARTICLES = ("le", "la", "l'", "du", "the", "les", "des", "de", "d'", "of", "ce", "cette", "cet")


def period(line: Line, i: int, today: Today, *, asked: bool) -> tuple[int, Span, str] | None:
    """(place after it, the period, "early", "mid", "late" or ""). `asked`: a word before it lets a bare "March" be one."""
    for words, where in _BY_FIRST.get(line.word(i), ()):
        tail = words[-1]
        end = (
            line.has(i, *words)
            or (line.has(i, *words[:-1], "du") if tail == "de" else 0)
            or (line.has(i, *words[:-1], "d'") if tail == "de" else 0)
        )
        if not end and tail == "de":
            end = line.has(i, *words[:-1], "des")
        if end and (found := _noun(line, end, today, True)):
            return found[0], _part_of(found[1], where), where
    first = next((end for words in _FIRST_WEEKS if (end := line.has(i, *words))), 0) if line.word(i) in _FIRST_WEEK else 0
    if first and (found := _noun(line, first, today, True)) and (found[1].last - found[1].first).days > 26:
        return found[0], _week_of(found[1].first), ""
    found = _noun(line, i, today, asked)
    if found is None:
        return None
    j, span = found
    for words, where in ((("in", "its", "first", "half"), "mid"), (("early",), "early")):
        if end := line.has(j, *words):
            return end, _part_of(span, where), where
    return j, span, ""


_FIRST_WEEKS = phrases(
    "la premiere semaine de|la premiere semaine d'|dans la premiere semaine de|the first week of|in the first week of|"
    "the first week in|first week of"
)
_FIRST_WEEK = frozenset(words[0] for words in _FIRST_WEEKS)


def _part_of(span: Span, where: str) -> Span:
    """Early in a week ends on Tuesday, in a month on the 10th; mid on Wednesday, on the 15th."""
    days = (span.last - span.first).days + 1
    if days <= 2 or where in ("", "late"):
        return span
    if days == 7:
        return Span(span.first, span.first + (1 if where == "early" else 2) * DAY, True)
    if days < 32:
        return Span(span.first, span.first.replace(day=10 if where == "early" else 15), True)
    early = span.first + timedelta(days=days // 3 if where == "early" else days // 2)
    return Span(span.first, early, True)


def _noun(line: Line, i: int, today: Today, asked: bool) -> tuple[int, Span] | None:
    j = i
    while line.word(j) in _ARTICLES and j < i + 3:
        j += 1
    led = asked or j > i
    if line.word(j) in ("eow", "eom", "eoq", "eoy"):
        whole = {"w": "week", "m": "month", "q": "quarter", "y": "year"}[line.word(j)[2]]
        return (j + 1, _week_of(today.day)) if whole == "week" else _ending(whole, j + 1, today)
    if line.word(j) in ("month's", "week's", "year's", "quarter's") and line.word(j + 1) in ("end", "out", "over", "up"):
        whole = line.words[j][:-2]
        return (j + 2, _week_of(today.day)) if whole == "week" else _ending(whole, j + 2, today)
    found = _weekend(line, j, today, led) or _week(line, i, j, today, led) or _month(line, j, today, led) or _long(line, j, today, led)
    if found is None and j > i and line.word(j) in ("jour", "journee", "day", "matinee") and asked:
        return None
    return found


def _ending(whole: str, j: int, today: Today) -> tuple[int, Span]:
    """The month, the quarter or the year of today, whose end is named."""
    now = today.day
    first = {"month": now.month, "quarter": 3 * ((now.month + 2) // 3) - 2}.get(whole, 1)
    last = {"month": first, "quarter": first + 2}.get(whole, 12)
    return j, Span(date(now.year, first, 1), _month_span(now.year, last).last, True)


def _monday(of: date) -> date:
    return of - timedelta(days=of.weekday())


def _week_of(of: date) -> Span:
    first = _monday(of)
    return Span(first, first + 6 * DAY, True)


_SOON = ("prochaine", "prochain", "suivante", "suivant", "next")


def _week(line: Line, i: int, j: int, today: Today, led: bool) -> tuple[int, Span] | None:
    lead = line.word(j)
    if lead in ("w", "wk", "week") and (
        end := line.has(j + 1, "/", "c") or line.has(j + 1, "commencing") or line.has(j + 1, "beginning") or line.has(j + 1, "of")
    ):
        k = end + (line.word(end) == "the") * 0
        found = dated(line, k, today) or day(line, k, today)
        if found:
            return found[0], _week_of(found[1].first)
    if lead in ("next", "this", "coming", "following") and line.word(j + 1) in ("week", "wk"):
        ahead = 0 if lead == "this" else 1
        base = today.named if lead == "following" and today.named else today.day
        return j + 2, _week_of(base + ahead * WEEK)
    if lead not in ("semaine", "week", "sem", "wk", "s"):
        return None
    after = line.word(j + 1)
    if after == "after" and line.word(j + 2) in ("next", "that"):
        return j + 3, _week_of(today.day + 2 * WEEK)
    if lead in ("semaine", "sem"):
        if after in _SOON:
            return j + 2, _week_of(today.day + WEEK)
        if end := line.has(j + 1, "d'", "apres") or (line.has(j + 1, "qui", "suit") if not line.word(j + 3).isalpha() else 0):
            return end, _week_of((today.named or today.day) + WEEK)
        if end := line.has(j + 1, "qui", "vient") or line.has(j + 1, "a", "venir"):
            return end, _week_of(today.day + WEEK)
        if line.has(j + 1, "en", "cours"):
            return j + 3, _week_of(today.day)
        if after in ("derniere", "passee", "ecoulee"):
            return j + 2, _week_of(today.day - WEEK)
        if after in ("du", "de"):
            k = j + 2
            found = dated(line, j + 1, today) or dated(line, k, today) or day(line, k, today)
            if found:
                return found[0], _week_of(found[1].first)
    if lead == "semaine" and after in ("du", "de", "des", "d'"):
        return None  # "la semaine du goût"
    numbered = number(line, j + 1) if after.isdigit() else None
    if numbered and 1 <= numbered[1] <= 53 and line.word(numbered[0]) not in line.vocabulary.units and (lead != "s" or not line.gap(j + 1)):
        for year in (today.day.year, today.day.year + 1):
            try:
                first = date.fromisocalendar(year, numbered[1], 1)
            except ValueError:
                continue
            if first + 6 * DAY >= today.day:
                return numbered[0], Span(first, first + 6 * DAY, True)
        return None
    if (
        lead in ("semaine", "week", "sem", "wk")
        and led
        and (after not in ("on", "from", "commencing"))
        and not (lead in ("week", "wk") and line.word(i) in ("a", "in"))
    ):
        if after in ("ahead",):
            return j + 2, _week_of(today.day)
        return j + 1, _week_of(today.day)
    return None


def _weekend(line: Line, j: int, today: Today, led: bool) -> tuple[int, Span] | None:
    k = j + 1 if line.word(j) in ("this", "next", "coming") else j
    if line.word(k) == "weekend":
        end = k + 1
    elif line.word(k) in ("week", "w", "we") and line.word(k + 1) == "-" and line.word(k + 2) in ("end", "e", "ends"):
        end = k + 3
    elif line.word(k) == "week" and line.word(k + 1) == "end" and line.word(k - 1) not in ("of",):
        end = k + 2
    elif line.language == "fr" and today.region == "CA" and line.word(k) == "fin" and (past := line.has(k + 1, "de", "semaine")):
        end = past
    else:
        return None
    if not (led or k > j):
        return None
    saturday = today.day + timedelta(days=(5 - today.day.weekday()) % 7)
    if today.day.weekday() == 6:
        saturday = today.day - DAY
    if line.word(end) in _SOON and today.day.weekday() >= 5:
        saturday += WEEK
    end += line.word(end) in _SOON
    return end, Span(saturday, saturday + DAY)


def _month_span(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), True)


def _month(line: Line, j: int, today: Today, led: bool) -> tuple[int, Span] | None:
    word, now = line.word(j), today.day
    following = (now.year + now.month // 12, now.month % 12 + 1)
    if word in ("next", "this", "coming") and line.word(j + 1) == "month":
        return j + 2, _month_span(*following) if word != "this" else _month_span(now.year, now.month)
    if word in ("mois", "month") and led and not (line.word(j + 1) in ("de", "d'") and line.word(j + 2) in line.vocabulary.months):
        if line.word(j + 1) in _SOON or line.has(j + 1, "qui", "vient"):
            return j + (3 if line.word(j + 1) == "qui" else 2), _month_span(*following)
        if line.word(j + 1) in ("dernier", "passe"):
            return None
        end = line.has(j + 1, "-", "ci") or line.has(j + 1, "en", "cours") or line.has(j + 1, "courant") or j + 1
        end = end + 1 if line.word(end) == "end" else end
        return end, _month_span(now.year, now.month)
    if word == "mois" and line.word(j + 1) in ("de", "d'") and line.word(j + 2) in line.vocabulary.months:
        return _month(line, j + 2, today, True)
    month = line.vocabulary.months.get(word) or (9 if word == "sept" and line.word(j + 1) == "." else None)
    if (
        month is None
        or not led
        or (
            word in ("may", "march", "mar")
            and line.language == "en"
            and not line.tokens[j].capital
            and line.word(j - 1) not in _MONTH_LEADS
        )
    ):
        return None
    end = j + 1
    if line.word(end) == "." and not line.gap(end) and word not in ("mai", "mars", "juin", "may", "june", "july"):
        nearby = line.tokens[end + 1] if end + 1 < len(line.tokens) else None
        end += nearby is not None and not nearby.capital
    k = end + 1 if line.word(end) in (",", "de") else end
    if len(line.word(k)) == 4 and line.word(k).isdigit() and 1990 <= int(line.word(k)) <= 2099:
        return k + 1, _month_span(int(line.word(k)), month)
    end += line.word(end) in ("prochain", "next")
    return end, _month_span(now.year if month >= now.month else now.year + 1, month)


_MONTH_LEADS = ("in", "by", "of", "early", "mid", "late", "before", "for", "during", "-", "next", "until", "this")


def _long(line: Line, j: int, today: Today, led: bool) -> tuple[int, Span] | None:
    """Quarters and years."""
    word, year = line.word(j), today.day.year
    if word == "q" and line.word(j + 1) in ("1", "2", "3", "4") and not line.gap(j + 1):
        quarter = int(line.word(j + 1))
        year += quarter < (today.day.month + 2) // 3
        return j + 2, Span(date(year, 3 * quarter - 2, 1), _month_span(year, 3 * quarter).last, True)
    if word in ("this", "next") and line.word(j + 1) == "quarter":
        led, word, j = True, word + "quarter", j + 1
    if (
        led
        and line.word(j + 1) not in ("to", "past", "of", "after", "before")
        and word in ("trimestre", "quarter", "thisquarter", "nextquarter")
    ):
        quarter = (today.day.month + 2) // 3
        soon = word.startswith("next") or line.word(j + 1) in _SOON
        if soon:
            year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
        return j + 1 + (line.word(j + 1) in _SOON), Span(date(year, 3 * quarter - 2, 1), _month_span(year, 3 * quarter).last, True)
    if word in ("this", "next") and line.word(j + 1) == "year":
        year += word == "next"
        return j + 2, Span(date(year, 1, 1), date(year, 12, 31), True)
    if led and (word in ("annee", "year") or (word == "an" and line.language == "fr")):
        soon = line.word(j + 1) in _SOON
        year += soon
        end = j + 1 + soon
        end = end + 1 if line.word(end) == "end" else end
        end = line.has(end, "-", "end") or end
        return end, Span(date(year, 1, 1), date(year, 12, 31), True)
    return None
