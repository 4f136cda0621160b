"""All expressions of time in a text: what was named, where, and until when it holds."""

from __future__ import annotations

from datetime import date

from streams.rules.promises.dues import Now, due_of
from streams.rules.promises.expressions import Moment, moment_at
from streams.rules.promises.line import Line
from streams.rules.promises.starts import near_a_time, starts_of
from streams.rules.promises.text import words
from streams.rules.promises.today import Today

ATTEMPTS = 1_000  # words at which an expression may begin; a full page has some 150, and what comes after this many is no letter


def moments_of(line: Line, now: Now) -> list[Moment]:
    """Every expression of time, in the order of the text; days named before are what "the day after" counts from."""
    found: list[Moment] = []
    named: date | None = None
    floor: date | None = None  # "not before Monday, Wednesday at the latest": a weekday comes after it
    spoken: date | None = None  # "they arrive at 7.30 tomorrow and will be done by 4": a clock time is of the day before it in the sentence
    listed: date | None = None  # the day with which an entry of a list began
    fresh = True
    starts, near = starts_of(line), near_a_time(line)
    i, tried = 0, 0
    while i < len(line.words):
        word = line.words[i]
        moment = None
        if near[i] and tried < ATTEMPTS and (word in starts or word[0].isdigit()):
            tried += 1
            moment = moment_at(line, i, now, Today(now.at.date(), now.region, named, floor, spoken, listed if fresh else None))
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
