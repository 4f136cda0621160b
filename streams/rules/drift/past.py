"""Everybody's visits until now, as arrays: what is learnt from. The order in which events came leaves no trace."""

from __future__ import annotations

import numpy as np

from streams.rules.drift.arrays import Array, Arrays
from streams.rules.drift.habit import Habit, after, begin
from streams.rules.drift.house import House

DAY_S = 86400.0

MOST_PERSONS = 20_000
"""So many are enough to learn from; of more, every so-manieth in the order of their first event is taken."""

ANSWER_DAYS = 2.0
"""What comes in so soon after we wrote is an answer, and half of a visit."""


class Past:
    """Visits in order of person and time; persons in order of their first event, their last, and the number of their events."""

    def __init__(self, who: Array, at_s: Array, theirs: Array, channel: Array, *, now: float) -> None:
        """One event a row, any order. `who`: numbers of persons. `channel`: numbers. Nothing at or after `now` counts."""
        kept = at_s < now
        who, at_s, theirs, channel = _thinned(who[kept], at_s[kept], theirs[kept], channel[kept])
        at = at_s / DAY_S
        self.now = now / DAY_S
        order = np.lexsort((channel, theirs, at, who))
        who, at, theirs, channel = who[order], at[order], theirs[order], channel[order]
        self.ours_of, self.ours_at = who[~theirs], at[~theirs]

        answers = _answers(who, at, theirs)[theirs]
        who, at, channel = who[theirs], at[theirs], channel[theirs]
        day = np.floor(at)
        first = np.ones(len(who), bool)
        first[1:] = (who[1:] != who[:-1]) | (day[1:] != day[:-1])
        starts = np.flatnonzero(first)
        ends = np.append(starts[1:], len(who)) - 1 if len(who) else starts
        self.who, self.day, self.channel = who[starts], day[starts], channel[starts]
        self.began, self.at = at[starts], at[ends]  # the first and the last arrival of the visit
        self.weight = np.where(answers[starts], 0.5, 1.0)

        visits = len(self.who)
        opens = np.ones(visits, bool)
        opens[1:] = self.who[1:] != self.who[:-1]
        self.opens = np.flatnonzero(opens)  # each person's first visit
        self.count = np.diff(np.append(self.opens, visits))
        self.rank = np.arange(visits) - np.repeat(self.opens, self.count)
        self.gap = np.ones(visits)
        self.gap[1:] = self.day[1:] - self.day[:-1]
        self.gap[opens] = 1.0
        self.starts_at = float(self.began.min()) if visits else self.now

    @property
    def last(self) -> Array:
        """Each person's last visit."""
        return np.asarray(self.opens + self.count - 1)

    def mean_gaps(self, visit: Array, rank: Array) -> Array:
        """The mean gap of those who by then had three visits."""
        found = rank >= 2
        return np.asarray((self.day[visit] - self.day[visit - rank])[found] / rank[found])

    def visits_before(self, cut: float) -> Array:
        """The latest visit of each person that began before `cut`, of those who had one."""
        if not len(self.who):
            return self.opens
        seen = np.add.reduceat((self.began < cut).astype(np.int64), self.opens)
        return np.asarray((self.opens + seen - 1)[seen > 0])

    def unanswered(self, visit: Array, cut: float) -> Array:
        """How many of ours came after each of these visits and before `cut`."""
        if not len(self.ours_at):
            return np.zeros(len(visit))
        reach = max(self.now, float(self.ours_at.max())) + 1.0
        low = min(self.starts_at, float(self.ours_at.min()))
        keys = self.ours_of * (reach - low) + (self.ours_at - low)
        base = self.who[visit] * (reach - low)
        upto = np.searchsorted(keys, base + cut - low, side="left")
        since = np.searchsorted(keys, base + np.minimum(self.at[visit], cut) - low, side="right")
        return np.asarray(np.maximum(upto - since, 0), np.float64)

    def habits(self, house: House) -> Habit:
        """The habit after each visit, for everybody at once: first all first visits, then all second ones, and so on."""
        order = np.lexsort((np.repeat(np.arange(len(self.count)), self.count), -np.repeat(self.count, self.count), self.rank))
        gap, weight = self.gap[order], self.weight[order]
        bounds = np.searchsorted(self.rank[order], np.arange(int(self.rank.max(initial=-1)) + 2))
        found = np.empty((len(Habit._fields), len(order)))
        for turn in range(len(bounds) - 1):
            here, to = bounds[turn], bounds[turn + 1]
            if turn == 0:
                habit = begin(weight[:to])
            else:
                before = Habit(*(field[: to - here] for field in habit))
                habit = after(Arrays, house, before, gap[here:to], weight[here:to])
            for row, field in enumerate(habit):
                found[row, here:to] = field
        back = np.empty_like(found)
        back[:, order] = found
        return Habit(*back)


def _thinned(who: Array, at_s: Array, theirs: Array, channel: Array) -> tuple[Array, Array, Array, Array]:
    """Persons numbered in an order of their own; of too many, every so-manieth."""
    if not len(who):
        return who, at_s, theirs, channel
    order = np.lexsort((at_s, who))
    who, at_s, theirs, channel = who[order], at_s[order], theirs[order], channel[order]
    opens = np.flatnonzero(np.append(True, who[1:] != who[:-1]))
    ends = np.append(opens[1:], len(who)) - 1
    place = np.lexsort((ends - opens, at_s[ends], at_s[opens]))
    number = np.empty(len(place), np.int64)
    number[place] = np.arange(len(place))
    if len(place) > MOST_PERSONS:
        taken = np.full(len(place), -1)
        taken[np.linspace(0, len(place) - 1, MOST_PERSONS).astype(np.int64)] = np.arange(MOST_PERSONS)
        number = taken[number]
    number = np.repeat(number, ends - opens + 1)
    kept = number >= 0
    return number[kept], at_s[kept], theirs[kept], channel[kept]


def _answers(who: Array, at: Array, theirs: Array) -> Array:
    """Which events come, of the same person, at most `ANSWER_DAYS` after the one of ours just before."""
    found = np.zeros(len(who), bool)
    if len(who):
        found[1:] = theirs[1:] & ~theirs[:-1] & (who[1:] == who[:-1]) & (at[1:] - at[:-1] <= ANSWER_DAYS)
    return found
