"""Judges one person from their course and what the house has taught. Plain Python, microseconds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import exp, log
from operator import itemgetter

from streams.rules.drift import chances
from streams.rules.drift.habit import Habit, after, begin
from streams.rules.drift.house import House, Judgement
from streams.rules.drift.maths import Floats
from streams.rules.drift.usual import patience, usual_gap

Event = tuple[float, bool, str]
"""Instant in seconds since 1970; whether it was theirs (or ours); the channel."""

DAY_S = 86400.0
ANSWER_S = 2.0 * DAY_S
LEAST_S, MOST_S = 86400, 3 * 365 * 86400


class Visit:
    """One of the person's days with us."""

    __slots__ = ("began_s", "channel", "day", "last_s", "weight")

    def __init__(self, at_s: float, day: int, channel: str, weight: float) -> None:
        self.began_s = self.last_s = at_s
        self.day, self.channel, self.weight = day, channel, weight


def visits_of(ordered: Sequence[Event]) -> list[Visit]:
    """From events in order of time."""
    found: list[Visit] = []
    ours_s = -1e300
    for at_s, theirs, channel in ordered:
        if not theirs:
            ours_s = at_s
            continue
        day = int(at_s // DAY_S)
        if found and found[-1].day == day:
            found[-1].last_s = at_s
        else:
            found.append(Visit(at_s, day, channel, 0.5 if at_s - ours_s <= ANSWER_S else 1.0))
        ours_s = -1e300
    return found


def judge(history: Sequence[Event], house: House, *, now: float, false_alarms: float = 0.1) -> Judgement:
    """The person as of `now`; `history` in any order, nothing at or after `now` counts."""
    ordered = sorted(event for event in history if event[0] < now)
    visits = visits_of(ordered)
    first_s = ordered[0][0] if ordered else None
    if not visits:
        return _never(house, first_s, now, len(ordered))
    habit = _habit(visits, house)
    last = visits[-1]
    silent = (now - last.last_s) / DAY_S
    unanswered = sum(1 for at_s, theirs, _ in ordered[bisect_right(ordered, last.last_s, key=itemgetter(0)) :] if not theirs)
    horizon = chances.horizon_of(Floats, house, habit, house.horizon_days)
    gaps = [float(visit.day - before.day) for before, visit in pairwise(visits)]
    wait_s = _wait_s(habit, gaps, last.channel, house, stretch(house, false_alarms))
    return Judgement(
        risk=_risk(habit, house, silent, (now - visits[0].began_s) / DAY_S, float(unanswered), last.channel, horizon),
        horizon_days=horizon, deadline_s=None if wait_s is None else last.last_s + wait_s,
        visits=len(visits), usual_gap_days=usual_gap(gaps), silent_days=silent, first_at_s=first_s, last_at_s=last.last_s,
        unanswered=unanswered, house=house.version,
    )  # fmt: skip


def waits_s(ordered: Sequence[Event], house: House, *, false_alarms: float = 0.1) -> list[int | None]:
    """How long a silence after each of theirs may last before it surprises, in whole seconds; None after ours and below three visits.

    What comes again on the day of a visit does not change the habit: the wait begins anew, and stays as long.
    """
    stretched = stretch(house, false_alarms)
    found: list[int | None] = []
    habit: Habit | None = None
    wait_s: int | None = None
    gaps: list[float] = []
    day, ours_s = 0, -1e300
    for at_s, theirs, channel in ordered:
        if not theirs:
            ours_s = at_s
            found.append(None)
            continue
        today = int(at_s // DAY_S)
        if habit is None or today != day:
            weight = 0.5 if at_s - ours_s <= ANSWER_S else 1.0
            if habit is None:
                habit = begin(weight)
            else:
                gaps.append(float(today - day))
                habit = after(Floats, house, habit, gaps[-1], weight)
            day = today
            wait_s = _wait_s(habit, gaps, channel, house, stretched)
        ours_s = -1e300
        found.append(wait_s)
    return found


def stretch(house: House, false_alarms: float) -> float:
    """Between the shares of false alarms for which the house has learnt it, along the logarithms of both."""
    known = house.stretches
    place = min(max(bisect_left(known, (false_alarms, 0.0)), 1), len(known) - 1)
    (low, short), (high, far) = known[place - 1], known[place]
    part = min(max((log(max(false_alarms, 1e-9)) - log(low)) / (log(high) - log(low)), 0.0), 1.0)
    return exp(log(short) + part * (log(far) - log(short)))


def _habit(visits: Sequence[Visit], house: House) -> Habit:
    habit = begin(visits[0].weight)
    day = visits[0].day
    for visit in visits[1:]:
        habit = after(Floats, house, habit, float(visit.day - day), visit.weight)
        day = visit.day
    return habit


def _risk(habit: Habit, house: House, silent: float, age: float, unanswered: float, channel: str, horizon: float) -> float:
    logits = chances.both(Floats, house, habit, silent, horizon, _scales(house, channel))
    sum_ = logits[0]
    if house.slopes:
        sum_ += house.shift
        seen = chances.features(Floats, house, habit, silent, age, unanswered, logits)
        for value, mean, spread, slope in zip(seen, house.means, house.spreads, house.slopes, strict=True):
            sum_ += slope * min(max((value - mean) / spread, -4.0), 4.0)
    return float(chances.doubted(Floats, sum_, house.doubt))


def _wait_s(habit: Habit, gaps: Sequence[float], channel: str, house: House, stretched: float) -> int | None:
    if habit.visits < chances.LEAST_VISITS:
        return None
    own = chances.own_wait_days(Floats, house, habit, _scales(house, channel))
    days = max(stretched * chances.wait_days(house, own), patience(gaps))
    return int(min(max(days * DAY_S, LEAST_S), MOST_S))


def _scales(house: House, channel: str) -> tuple[float, float]:
    return house.own.channels.get(channel, 1.0), house.visits.channels.get(channel, 1.0)


def _never(house: House, first_s: float | None, now: float, ours: int) -> Judgement:
    """Nothing ever came from them: as somebody who came once, on the day of our first."""
    silent = 0.0 if first_s is None else (now - first_s) / DAY_S
    habit = begin(0.5)
    return Judgement(
        risk=_risk(habit, house, silent, silent, float(ours), "", house.horizon_days),
        horizon_days=house.horizon_days, deadline_s=None, visits=0, usual_gap_days=None, silent_days=silent,
        first_at_s=first_s, last_at_s=None, unanswered=ours, house=house.version,
    )  # fmt: skip
