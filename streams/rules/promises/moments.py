"""Expressions of time in a text: what was named, where, and until when it holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from streams.rules.promises import days, feasts, parts, periods, relations
from streams.rules.promises.clock import Clock, clock
from streams.rules.promises.days import WEEK, Span, Today, day
from streams.rules.promises.dues import Now, Said, due_of
from streams.rules.promises.line import Line
from streams.rules.promises.numbers import number
from streams.rules.promises.periods import period
from streams.rules.promises.spans import Length, length
from streams.rules.promises.text import phrases, words
from streams.rules.promises.zones import zone_behind


class Moment(NamedTuple):
    """Tokens `start` to `end` (exclusive) name a time. `due` None: it names none that could be kept, but a time all the same.

    `relation`: of relations.py. `loose`: a length without a word before it ("3 jours"). `undated`: it runs from what has not happened.
    `firm`: "at the latest" belongs to it. `timed`: it names a clock time or a part of the day. `single`: and one day.
    """

    start: int
    end: int
    due: datetime | None
    relation: str
    length: bool
    loose: bool
    undated: bool
    firm: bool
    named: date | None
    timed: bool
    single: bool
    said: Said


class _Pieces:
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


ATTEMPTS = 1_000  # words at which an expression may begin; a full page has some 150, and what comes after this many is no letter


def moments_of(line: Line, now: Now) -> list[Moment]:
    """Every expression of time, in the order of the text; days named before are what "the day after" counts from."""
    found: list[Moment] = []
    named: date | None = None
    floor: date | None = None  # "not before Monday, Wednesday at the latest": a weekday comes after it
    spoken: date | None = None  # "they arrive at 7.30 tomorrow and will be done by 4": a clock time is of the day before it in the sentence
    listed: date | None = None  # the day with which an entry of a list began
    fresh = True
    starts, near = _starts(line), _near_a_time(line)
    i, tried = 0, 0
    while i < len(line.words):
        word = line.words[i]
        moment = None
        if near[i] and tried < ATTEMPTS and (word in starts or word[0].isdigit()):
            tried += 1
            moment = _moment(line, i, now, Today(now.at.date(), now.region, named, floor, spoken, listed if fresh else None))
        if moment is None:
            if word in (".", "?", "!") or word[0] == "\n":
                floor = spoken = None
                fresh = True
            elif word[0].isalnum():
                fresh = False
            i += 1
            continue
        found.append(moment)
        if moment.relation in ("not_before", "after") and _AFTERWARDS & set(line.words[moment.start : moment.end]):
            floor = moment.named
        named = moment.named or named
        spoken = moment.named if moment.single else spoken
        listed = moment.named if moment.single and fresh else listed
        fresh = False
        i = moment.end
    return _joined_over_nouns(line, found, now)


_PARTING = words(", ; : and et or ou then puis but mais - ( ) . while that que qui")


def _joined_over_nouns(line: Line, found: list[Moment], now: Now) -> list[Moment]:
    """ "on the 7:15 truck tomorrow", "le créneau de 14 h jeudi": a clock time and the day that stands a noun behind it are one."""
    out: list[Moment] = []
    for moment in found:
        before = out[-1] if out else None
        if (
            before is not None
            and before.due is not None
            and moment.due is not None
            and moment.single
            and not moment.timed
            and not moment.length
        ):
            between = line.words[before.end : moment.start]
            alone = before.said.clock is not None and before.said.span is None and before.said.length is None
            if alone and 0 < len(between) <= 3 and not _PARTING & set(between) and moment.relation in ("", "at", "by"):
                said = before.said._replace(span=moment.said.span)
                out[-1] = before._replace(end=moment.end, due=due_of(said, now), named=moment.named, single=True, said=said)
                continue
        out.append(moment)
    return out


_AFTERWARDS = frozenset(("avant", "before", "until", "till", "earlier", "sooner", "tot", "apres", "after"))
_WISHES = words(
    "good bon bonne nice lovely great pleasant happy joyeux joyeuses joyeuse excellent excellente belle beau merry enjoy super wonderful"
)
_OTHER_STARTS = words(
    "that aujourd'hui aujourdhui today today's tonight's tomorrow tomorrow's demain ce cet cette this next coming the le la l' "
    "du a one une un half trois three quarter "
    "lendemain veille day days apres semaine week sem wk weekend w prochain premier j d q s q1 q2 q3 q4 eow eom eoq eoy couple "
    "last first second "
    "third fourth dernier tonight "
    "aujourd dans midi minuit noon midday midnight start demi quart 1st mois month upcoming following les"
)
_STARTS: dict[str, frozenset[str]] = {}


def _starts(line: Line) -> frozenset[str]:
    """Words with which an expression of time may begin."""
    if line.language not in _STARTS:
        words = line.vocabulary
        tables = (words.weekdays, words.short_weekdays, words.months, words.numbers, words.ordinals, parts._TABLE)
        _STARTS[line.language] = _OTHER_STARTS | relations.STARTS | periods.STARTS | feasts.STARTS | {w for table in tables for w in table}
    return _STARTS[line.language]


_REACH = 9  # words from the first of an expression ("dans un délai maximum de ...") to its first that can only be of time
_CORES: dict[str, frozenset[str]] = {}


def _near_a_time(line: Line) -> bytearray:
    """For each word whether one of the next few is of the calendar or the clock; all others begin no expression."""
    if line.language not in _CORES:
        words = line.vocabulary
        tables = (words.weekdays, words.short_weekdays, words.months, words.numbers, words.ordinals, words.units)
        phrases = [row[0] for rows in parts._TABLE.values() for row in rows] + [*feasts.FEASTS, *days.NAMED]
        _CORES[line.language] = (
            frozenset(w for table in tables for w in table) | frozenset(w for phrase in phrases for w in phrase) | _OTHER_CORES
        ) - _NEVER_CORES
    core = _CORES[line.language]
    near, left = bytearray(len(line.words)), 0
    for i in range(len(line.words) - 1, -1, -1):
        word = line.words[i]
        if word in core or word[0].isdigit():
            left = _REACH
        near[i] = left > 0
        left -= left > 0
    return near


_OTHER_CORES = words(
    "aujourd'hui aujourdhui aujourd today today's tonight's tomorrow tomorrow's demain ce tonight weekend week-end w q s mi mid "
    "debut fin early end late courant trimestre quarter annee year midi minuit "
    "noon midday midnight half quarter eow eom eoq eoy month's week's year's quarter's lendemain surlendemain veille jour "
    "journee day month mois cob eod"
)
_NEVER_CORES = words("a an un une de la le les l' d' the of in to at by des au en et and du on it is for - ' . out its")


def _moment(line: Line, i: int, now: Now, today: Today) -> Moment | None:
    if line.word(i - 1) in _WISHES or (line.word(i) == "le" and line.word(i - 1) in _WISHES):
        return None
    if line.word(i).isdigit() and _after_the_comma(line, i):
        return None
    for end, relation in [*relations.relations(line, i), (i, "")]:
        more = relations.relations(line, end) if end > i else []
        for k, second in [*more, (end, "")]:
            joined = _joined(relation, second)
            if second and joined is None:
                continue
            found = _core(line, k, now, today, joined or relation, relation or second, i)
            if found is not None:
                return found
    return None


def _after_the_comma(line: Line, i: int) -> bool:
    """The 5 of "1,5", the 887 of "14-30-887"."""
    sign = line.word(i - 1)
    if sign not in (",", "-") or not line.word(i - 2).isdigit() or line.gap(i) or line.gap(i - 1):
        return False
    return sign == "," or (line.word(i - 3) == "-" and not line.gap(i - 2))


def _joined(first: str, second: str) -> str | None:
    """One relation of two: "au plus tard" + "avant" is before; what drops a time wins."""
    if not second:
        return first
    if first in relations.DROPPED:
        return first if second == "at" and first in ("not_before", "since") else None
    if second in relations.DROPPED:
        return second if first in ("by", "at", "") else None
    if first in ("by", "at", "around") or (first == "within" and second in ("within", "around", "by")):
        return second if second != "at" else first
    return None


_FIRM = words("by before within")


def _core(line: Line, k: int, now: Now, today: Today, relation: str, before: str, i: int) -> Moment | None:
    pieces = _Pieces(relation)
    lengthy = None if line.word(k) in ("a", "one", "une") and day(line, k, today) else _length(line, k, pieces, i)
    if lengthy is not None:
        j = lengthy
    else:
        if relation == "for" or (relation == "within" and line.word(i) in ("sous",)):
            return None
        first = _piece(line, k, today, pieces, asked=bool(before), relation=relation)
        if first is None:
            return None
        j = first
    j = _rest(line, j, today, pieces)
    if pieces.span is not None:
        j = _range(line, j, today, pieces)
        j = _rest(line, j, today, pieces)
    if _weekly(line, i, j) or line.word(j) in ("onwards", "onward"):
        pieces.relation = "each"  # "from September onwards": no end
    elif pieces.span is not None and (pieces.span.last - pieces.span.first).days > 300 and line.word(i) in ("pour", "for"):
        pieces.relation = "each"  # "accordée pour l'année"
    if (
        pieces.length is None
        and pieces.span is None
        and pieces.clock is None
        and pieces.part is not None
        and not pieces.part.free
        and not before
    ):
        return None
    return _finished(line, i, j, now, today, pieces)


_LASTING = words("dure durent durera dureront prend prennent prendra prendront demande demandent demandera necessite necessitera faut")


def _length(line: Line, k: int, pieces: _Pieces, i: int) -> int | None:
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


def _piece(line: Line, k: int, today: Today, pieces: _Pieces, *, asked: bool, relation: str) -> int | None:
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


def _weekly(line: Line, i: int, j: int) -> bool:
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


_ENDS = ("", ".", ",", ";", ")", "!", "\n", "et", "ou", "de", "apres", "matin", "soir")
_PLURALS = words(
    "lundis mardis mercredis jeudis vendredis samedis dimanches matins soirs mornings afternoons evenings mondays tuesdays wednesdays "
    "thursdays fridays saturdays sundays"
)
_SKIP = (",", "(", "-", "du", "de", "of", "sometime", "early", "either", "bright", "soit", "some", "—")
_INNER = frozenset(("at", "around", "before", "by", "between", "within"))


_SLOTS = words("slot window creneau plage")
_FILLERS = words("some time sometime somewhere any anytime probably hopefully slot window creneau plage horaire normalement surement")


def _rest(line: Line, j: int, today: Today, pieces: _Pieces) -> int:
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


def _next_piece(line: Line, k: int, today: Today, pieces: _Pieces) -> int | None:
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
            found = _piece(line, e, today, pieces, asked=bool(r) or dotted or line.word(e - 1) in _SLOTS, relation=r)
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


def _same_day(line: Line, k: int, today: Today, pieces: _Pieces) -> int | None:
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


def _range(line: Line, j: int, today: Today, pieces: _Pieces) -> int:
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


_LATEST = phrases(
    "au plus tard|at the latest|at latest|latest|dernier delai|sans faute|without fail|tops|at the very latest|au plus|maximum|"
    "max|au maximum|at most|grand maximum|au grand maximum"
)
_FROM_NOW = phrases(
    "from now|from today|hence|a compter d' aujourd'hui|a partir d' aujourd'hui|a compter de ce jour|a partir de ce jour|"
    "a dater de ce jour|a compter de maintenant|a partir de maintenant|' time|' s time|time|of today|of this message|"
    "of this email|of this letter|s time|starting now|starting today|as of today"
)
_OVER = phrases("is out|is over|is up|is done|is through|ends|runs out|closes|finishes|are out|are over")
_AGO = phrases("ago|back|earlier|plus tot|passes|passees|avant")
_LATER = phrases("later|plus tard|apres|after that|thereafter")


def _finished(line: Line, i: int, j: int, now: Now, today: Today, pieces: _Pieces) -> Moment:
    past = undated = firm = False
    if pieces.relation in ("before", "by") and pieces.length is None:
        for phrase in _OVER:
            j = line.has(j, *phrase) or j
    for phrase in _LATEST:
        if end := line.has(j, *phrase):
            j, firm = end, True
            break
    if pieces.length is not None:
        behind = j
        j, past, undated = _length_tail(line, j, today, pieces)
        pieces.relation = pieces.relation or ("within" if j > behind and not past and not undated else "")
        for phrase in _LATEST:
            if end := line.has(j, *phrase):
                j, firm = end, True
                break
        j = _rest(line, j, today, pieces) if pieces.length.unit != "minute" and not past and not undated else j
    elif pieces.span is not None and pieces.span.period:
        undated = bool(line.has(j, "qui", "suit")) or (
            line.word(j) in ("following", "after", "suivant") and _thing(line, j + 1) and line.word(j + 1) not in ("next", "that")
        )
    if pieces.clock is not None and pieces.span is None and pieces.part is None and pieces.length is None and today.spoken is not None:
        pieces.span = Span.of(today.spoken)
    relation = pieces.relation
    said = Said(relation, pieces.span, pieces.where, pieces.part, pieces.clock, pieces.zone, pieces.length, pieces.base)
    dropped = past or undated or relation in relations.DROPPED or (relation == "for" and pieces.length is not None)
    due = None if dropped else due_of(said, now)
    named = pieces.span.last if pieces.span is not None else None
    if named is None and due is not None and (pieces.length is None or pieces.length.unit != "minute"):
        named = due.date()
    loose = pieces.length is not None and relation == "" and line.word(i + 1) != "+"
    timed = pieces.clock is not None or pieces.part is not None
    firm = (
        firm
        or (line.word(i) == "au" and line.has(i, "au", "plus", "tard") > 0)
        or line.has(i, "no", "later") > 0
        or line.word(i) == "latest"
    )
    single = pieces.span is not None and pieces.span.first == pieces.span.last and not dropped
    return Moment(i, j, due, relation, pieces.length is not None, loose, undated, firm, named, timed, single, said)


def _length_tail(line: Line, j: int, today: Today, pieces: _Pieces) -> tuple[int, bool, bool]:
    """(place after it, past, undated) of what follows a length: "ago", "from now", "of receiving it", "à compter de lundi"."""
    for phrase in _FROM_NOW:
        if end := line.has(j, *phrase):
            return end, False, False
    for phrase in _AGO:
        if (end := line.has(j, *phrase)) and not (phrase == ("avant",) and line.word(end) not in (".", ",", "")):
            return end, True, False
    for phrase in _LATER:
        if (end := line.has(j, *phrase)) and not _thing(line, end):
            pieces.base = today.named
            return end, False, False
    for phrase in _FROM_EVENT:
        if end := line.has(j, *phrase):
            for k in (end, end - 1):
                found = day(line, k, today)
                if found is not None:
                    pieces.base = found[1].last
                    return found[0], False, False
            return j, False, True
    return j, False, False


def _thing(line: Line, j: int) -> bool:
    word = line.word(j)
    return word[:1].isalpha() and word not in ("et", "and", "pour", "nous", "we", "i", "je", "au", "at", "le")


_FROM_EVENT = tuple(
    tuple(phrase.split())
    for phrase in [
        "that follow",
        "which follow",
        "of",
        "after",
        "from",
        "following",
        "once",
        "upon",
        "when",
        "as of",
        "starting",
        "counting from",
        "apres",
        "suivant",
        "suivants",
        "a compter de",
        "a compter du",
        "a partir de",
        "a partir du",
        "des",
        "a reception",
        "de la",
        "de reception",
        "qui suivent",
        "qui suivront",
        "qui suit",
        "une fois",
        "du",
        "a dater de",
        "a dater du",
        "post",
        "since",
        "if",
        "provided",
        "as soon as",
        "de votre",
        "de leur",
        "from when",
        "suivant la",
        "suivant le",
        "apres la",
        "apres le",
    ]
)
