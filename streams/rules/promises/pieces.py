"""The pieces of one expression of time, read one after the other: a day or a period or a length, a part of the day, a clock time."""

from __future__ import annotations

from datetime import date

from streams.rules.promises import parts, relations
from streams.rules.promises.clock import Clock, clock
from streams.rules.promises.days import day
from streams.rules.promises.line import Line
from streams.rules.promises.numbers import number
from streams.rules.promises.periods import period
from streams.rules.promises.spans import Length, length
from streams.rules.promises.text import words
from streams.rules.promises.today import WEEK, Span, Today
from streams.rules.promises.zones import zone_behind


class Pieces:
    """What has been read of one expression so far."""

    __slots__ = ("base", "clock", "length", "part", "relation", "span", "where", "zone")

    def __init__(self, relation: str) -> None:
        self.relation = relation
        self.span: Span | None = None
        self.where = ""
        self.part: parts.Part | None = None
        self.clock: Clock | None = None
        self.zone = ""
        self.length: Length | None = None
        self.base: date | None = None


_LASTING = words("dure durent durera dureront prend prennent prendra prendront demande demandent demandera necessite necessitera faut")


def read_length(line: Line, k: int, pieces: Pieces, i: int) -> int | None:
    """Reads a length where one is meant, not a clock time of the same words ("dans 2 h", but "avant 17 h")."""
    relation = pieces.relation
    if relation in ("at", "around") or (relation == "by" and line.word(i) in ("for", "pour")):
        return None
    found = length(line, k)
    if found is None:
        return None
    j, span = found
    if span.bare and line.word(i - 1) not in _LASTING:
        hours = span.amount // 60
        if relation == "by" and line.word(i) in ("d'", "dici"):
            plain = span.amount % 60 == 0
            if not plain or line.word(k - 1) in ("a", "au") or (13 <= hours <= 23 and line.word(j - 1) == "h"):
                return None
        elif (
            (relation == "until" and hours <= 24)
            or (
                relation != "within"
                and hours <= 24
                and not (hours == 24 and relation == "")
                and relation not in ("for", "since", "each", "after")
            )
            or (
                relation in ("after", "since")
                and hours <= 24
                and line.language == "fr"
                and line.word(i) not in ("il", "voici", "voila", "plus")
            )
        ):
            return None
    if line.language == "en" and relation == "at" and span.unit == "minute" and line.word(k).isdigit() and len(line.word(k)) == 4:
        return None
    pieces.length = span
    return j


def piece(line: Line, k: int, today: Today, pieces: Pieces, *, asked: bool, relation: str) -> int | None:
    """One more piece at `k`: a day, a period, a part of the day or a clock time."""
    if pieces.span is None and pieces.length is None:
        found = day(line, k, today)
        if found is not None:
            pieces.span = found[1]
            return found[0]
        longer = period(line, k, today, asked=asked)
        if longer is not None:
            pieces.span, pieces.where = longer[1], longer[2]
            return longer[0]
    if pieces.clock is None:
        timed = (clock(line, k - 1, asked=True) if relation == "between" else None) or clock(line, k, asked=asked)
        if timed is not None:
            pieces.clock = timed[1]
            zoned = zone_behind(line, timed[0])
            if zoned is not None:
                pieces.zone = zoned[1]
                return zoned[0]
            return timed[0]
    if pieces.part is None:
        of_day = parts.part(line, k, after_day=pieces.span is not None or pieces.clock is not None)
        if of_day is not None:
            pieces.part = of_day[1]
            if of_day[1].today and pieces.span is None and pieces.length is None:
                pieces.span = Span.of(today.day, exact=True)
            zoned = zone_behind(line, of_day[0]) if of_day[1].name in ("close", "day", "lunch") else None
            if zoned is not None:
                pieces.zone = zoned[1]
                return zoned[0]
            return of_day[0]
    return None


_SKIP = (",", "(", "-", "du", "de", "of", "sometime", "early", "either", "bright", "soit", "some", "—")

_INNER = frozenset(("at", "around", "before", "by", "between", "within"))

_SLOTS = words("slot window creneau plage")

_FILLERS = words("some time sometime somewhere any anytime probably hopefully slot window creneau plage horaire normalement surement")


def rest(line: Line, j: int, today: Today, pieces: Pieces) -> int:
    """Reads on while pieces of the same time follow: "jeudi" "après-midi" "avant 16 h"; returns the place after the last."""
    while True:
        k = j + 1 if line.word(j) in _SKIP else j
        while k > j and line.word(k) in _FILLERS and k < j + 4:
            k += 1
        opened = line.word(j) == "("
        end = _next_piece(line, k, today, pieces)
        if end is None and k > j:
            end = None if line.word(j) in (",", "(", "—") else _next_piece(line, j, today, pieces)
            opened = False
        if end is None:
            return j
        j = end + 1 if opened and line.word(end) == ")" else end


def _next_piece(line: Line, k: int, today: Today, pieces: Pieces) -> int | None:
    for end, relation in [*relations.relations(line, k), (k, "")]:
        if relation and relation not in _INNER:
            continue
        if relation == "within" and line.word(k) not in ("dans", "in", "en"):
            continue
        if line.word(k) in ("due", "max", "maximum", "deadline"):
            continue
        inner = [(end, relation)]
        if relation == "by" or relation == "at":
            inner = [*[(e, r) for e, r in relations.relations(line, end) if r in _INNER and r != "within"], (end, relation)]
        for e, r in inner:
            dotted = pieces.span is not None and line.word(e + 1) == "." and line.word(e + 2) in ("00", "15", "30", "45")
            found = piece(line, e, today, pieces, asked=bool(r) or dotted or line.word(e - 1) in _SLOTS, relation=r)
            if found is not None:
                if (
                    r == "before"
                    and pieces.span is not None
                    and pieces.clock is None
                    and pieces.part is None
                    and pieces.relation != "before"
                ):
                    pieces.relation = "before"
                return found
    return _same_day(line, k, today, pieces)


def _same_day(line: Line, k: int, today: Today, pieces: Pieces) -> int | None:
    """A second name of the day that is already there ("demain, mardi 12 mai"), or a weekday within the week named."""
    if pieces.span is None:
        return None
    skip = k + 1 if line.word(k) in ("soit", "le", "on", "ce", "i.e") else k
    found = day(line, skip, today) or (day(line, k, today) if skip > k else None)
    if found is None:
        return None
    span = pieces.span
    if found[1].first == span.first and not span.period:
        return found[0]
    if span.period and (span.last - span.first).days == 6:
        weekday = found[1].first.weekday()
        inside = span.first + (WEEK / 7) * weekday
        if not found[1].exact or found[1].first == inside:
            pieces.span = Span.of(inside)
            return found[0]
    return None


def up_to_day(line: Line, j: int, today: Today, pieces: Pieces) -> int:
    """ "between Tuesday and Thursday", "mercredi ou jeudi", "du 12 au 15 mars": the later day."""
    span = pieces.span
    sep = line.word(j)
    between = pieces.relation == "between"
    if span is None or sep not in ("ou", "or", "-", "au", "a", "to", "till", "until", "et", "and", "&", "through", "/", ","):
        return j
    if sep in ("et", "and", "&") and not between:
        return j
    k = j + 1
    if sep == ",":
        if line.word(k) not in ("ou", "or"):
            return j
        k += 1
    while (
        line.word(k) in ("le", "on", "the", "by", "au", "plus", "tard", "possibly", "else", "latest", "peut", "etre", "alternatively")
        and k < j + 5
    ):
        found = day(line, k, today) or period(line, k, today, asked=True)
        if found is not None:
            break
        k += 1
    through = number(line, k) if sep in ("-", "to", "au", "through") and span.exact and line.word(k).isdigit() else None
    if (
        through is not None
        and span.last.day < through[1] <= 28
        and line.word(through[0]) not in (*line.vocabulary.units, *line.vocabulary.months, "am", "pm", "h", ":")
    ):
        pieces.span = Span.of(span.last.replace(day=through[1]), exact=True)  # "April 15-17"
        return through[0]
    later = day(line, k, today)
    longer = period(line, k, today, asked=True) if later is None else None
    new = later[1] if later is not None else longer[1] if longer is not None else None
    if new is None:
        return j
    end = later[0] if later is not None else longer[0] if longer is not None else j
    if new.last < span.last and sep in ("ou", "or", ",", "/"):
        new = span
    elif new.last <= span.last and not new.exact and not new.period:
        new = Span(new.first + WEEK, new.last + WEEK, new.period, new.exact)
    pieces.span, pieces.where = new, longer[2] if longer is not None else ""
    if sep in ("ou", "or", ","):
        pieces.clock = pieces.part = None
    return end


_ENDS = ("", ".", ",", ";", ")", "!", "\n", "et", "ou", "de", "apres", "matin", "soir")

_PLURALS = words(
    "lundis mardis mercredis jeudis vendredis samedis dimanches matins soirs mornings afternoons evenings mondays tuesdays wednesdays "
    "thursdays fridays saturdays sundays"
)


def weekly(line: Line, i: int, j: int) -> bool:
    """ "du lundi au vendredi", "Monday to Friday": days of every week."""
    if any(token.word in _PLURALS for token in line.tokens[i:j]):
        return True
    if j - i == 2 and line.word(i) == "le" and line.word(i + 1) in line.vocabulary.weekdays and line.word(j) in _ENDS:
        return True  # "60 euros le samedi"
    words = [w for w in line.words[i:j] if w not in ("le", "from", "on", ",", ".")]
    days = (line.vocabulary.weekdays, line.vocabulary.short_weekdays)
    if len(words) >= 4 and words[0] == "du" and words[2] == "au":
        return any(words[1] in table for table in days) and any(words[3] in table for table in days)
    if len(words) >= 3 and words[1] in ("to", "-", "through", "thru", "till", "a", "au"):
        first, last = ([t[w] for t in days if w in t] for w in (words[0], words[2]))
        return first == [0] and bool(last) and last[0] >= 4
    return False
