"""One expression of time at a place of the text: its relation, its pieces, and until when it holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from streams.rules.promises import relations
from streams.rules.promises.days import day
from streams.rules.promises.dues import Now, Said, due_of
from streams.rules.promises.line import Line
from streams.rules.promises.pieces import Pieces, piece, read_length, rest, up_to_day, weekly
from streams.rules.promises.tails import LATEST, OVER, length_tail, thing
from streams.rules.promises.text import words
from streams.rules.promises.today import Span, Today


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


_WISHES = words(
    "good bon bonne nice lovely great pleasant happy joyeux joyeuses joyeuse excellent excellente belle beau merry enjoy super wonderful"
)


def moment_at(line: Line, i: int, now: Now, today: Today) -> Moment | None:
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


def _core(line: Line, k: int, now: Now, today: Today, relation: str, before: str, i: int) -> Moment | None:
    pieces = Pieces(relation)
    lengthy = None if line.word(k) in ("a", "one", "une") and day(line, k, today) else read_length(line, k, pieces, i)
    if lengthy is not None:
        j = lengthy
    else:
        if relation == "for" or (relation == "within" and line.word(i) in ("sous",)):
            return None
        first = piece(line, k, today, pieces, asked=bool(before), relation=relation)
        if first is None:
            return None
        j = first
    j = rest(line, j, today, pieces)
    if pieces.span is not None:
        j = up_to_day(line, j, today, pieces)
        j = rest(line, j, today, pieces)
    if weekly(line, i, j) or line.word(j) in ("onwards", "onward"):
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


def _finished(line: Line, i: int, j: int, now: Now, today: Today, pieces: Pieces) -> Moment:
    past = undated = firm = False
    if pieces.relation in ("before", "by") and pieces.length is None:
        for phrase in OVER:
            j = line.has(j, *phrase) or j
    for phrase in LATEST:
        if end := line.has(j, *phrase):
            j, firm = end, True
            break
    if pieces.length is not None:
        behind = j
        j, past, undated = length_tail(line, j, today, pieces)
        pieces.relation = pieces.relation or ("within" if j > behind and not past and not undated else "")
        for phrase in LATEST:
            if end := line.has(j, *phrase):
                j, firm = end, True
                break
        j = rest(line, j, today, pieces) if pieces.length.unit != "minute" and not past and not undated else j
    elif pieces.span is not None and pieces.span.period:
        undated = bool(line.has(j, "qui", "suit")) or (
            line.word(j) in ("following", "after", "suivant") and thing(line, j + 1) and line.word(j + 1) not in ("next", "that")
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
