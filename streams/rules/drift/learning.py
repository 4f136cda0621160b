"""Learns a house: its horizon, its renewals, the correction that its own earlier times teach, and how far the deadlines are stretched.

An earlier time is a cut: what was known then on one side, and whether the person came back on the other. Horizons shorter than the
house's are learnt from too: they reach nearer to now, and tell of a lull that the long ones cannot know yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from streams.rules.drift import chances, renewal, waiting
from streams.rules.drift.arrays import Array, Arrays
from streams.rules.drift.habit import Habit
from streams.rules.drift.house import DEFAULT, House, Renewal, named
from streams.rules.drift.past import Past
from streams.rules.drift.waiting import Waits

LEAST_PERSONS = 10
"""With three visits each: fewer do not tell of a house."""

SHORTEST_DAYS = 28.0
HORIZON_GAPS = 8.0
WATCHED = 2.0 / 3.0
"""Of the house's past, what a horizon may be as long as: a third is left to learn from."""

CUTS = (
    *((ago, 1.0) for ago in (1.0, 1.5, 2.0, 3.0, 4.0)),
    *((ago, 0.5) for ago in (0.5, 0.75, 1.0, 1.5)),
    *((ago, 0.3) for ago in (0.3, 0.5, 0.75)),
)
"""(so many horizons ago, a horizon of this share of the house's)."""

LIGHT, HEAVY = 2.0, 20.0
FIRM = np.array([1.0, 1.0, LIGHT, *[HEAVY] * 6, LIGHT, HEAVY, LIGHT, LIGHT, LIGHT, HEAVY, 10.0])
"""How firmly each is held at nought: the shift; the slopes in the order of `chances.features`, lightly what everybody agrees on (silence,
number of visits, the renewal's answer, what came of late); what the shorter horizons have of their own."""

SIGNS = np.array([0.0, 1.0, *[0.0] * 9, -1.0, -1.0, -1.0, 0.0, 0.0])
NAILED = 1e12
"""Silence can only raise the risk, and what came of late, which fades with silence, only lower it: else a longer silence would soothe."""

USUAL_TIMES = 8.0
"""So many earlier times with the usual doubt are added to those seen: they overlap, and differ less than what comes."""

NEWCOMER = 0.2
"""What a person with one or two visits counts in the correction."""


def fit(histories: Iterable[Sequence[tuple[float, bool, str]]], *, now: float) -> House:
    """The house that these persons show. Of each: (instant in seconds, theirs or ours, channel), any order; only what is before `now`."""
    rows = [(person, at_s, theirs, channel) for person, history in enumerate(histories) for at_s, theirs, channel in history]
    names = sorted({row[3] for row in rows})
    number = {name: place for place, name in enumerate(names)}
    who = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    at_s = np.fromiter((row[1] for row in rows), np.float64, len(rows))
    theirs = np.fromiter((row[2] for row in rows), np.bool_, len(rows))
    channel = np.fromiter((number[row[3]] for row in rows), np.int64, len(rows))
    return learn(who, at_s, theirs, channel, names, now=now)


def learn(who: Array, at_s: Array, theirs: Array, channel: Array, names: Sequence[str], *, now: float) -> House:
    """The same from arrays, one event a row; `channel`: places in `names`."""
    past = Past(who, at_s, theirs, channel, now=now)
    if not len(past.who):
        return msgspec.structs.replace(DEFAULT, fitted_at=now)
    typical = _typical(past)
    house = msgspec.structs.replace(DEFAULT, typical_days=typical, visit_days=typical / 4.0, horizon_days=_horizon(past), fitted_at=now)
    house = msgspec.structs.replace(
        house,
        own=_named(renewal.fit(past, 0.0, typical), names),
        visits=_named(renewal.fit(past, house.visit_days, typical), names),
        fixed_days=house.horizon_days * DEFAULT.fixed_days / DEFAULT.horizon_days,
        persons=len(past.opens),
    )
    sight = Sight(past, house, names)
    house = _corrected(house, sight)
    return named(waiting.learnt(house, sight.waits()))


class Sight:
    """What was known of everybody at a cut, and what became of them."""

    def __init__(self, past: Past, house: House, names: Sequence[str]) -> None:
        self.past, self.house = past, house
        self.habits = past.habits(house)
        self.scales = tuple(np.array([each.channels.get(name, 1.0) for name in names])[past.channel] for each in (house.own, house.visits))
        follows = np.append(past.rank[1:] > 0, False) if len(past.who) else np.zeros(0, bool)
        self.next = np.where(follows, np.append(past.began[1:], np.inf), np.inf)

    def at(self, cut: float, horizon: float) -> Cut:
        past = self.past
        visit = past.visits_before(cut)
        habit = Habit(*(field[visit] for field in self.habits))
        silent = np.maximum(cut - np.minimum(past.at[visit], cut), 0.0)
        age = cut - past.began[visit - past.rank[visit]]
        horizons = chances.horizon_of(Arrays, self.house, habit, horizon)
        logits = chances.both(Arrays, self.house, habit, silent, horizons, (self.scales[0][visit], self.scales[1][visit]))
        seen = chances.features(Arrays, self.house, habit, silent, age, past.unanswered(visit, cut), logits)
        return Cut(
            visit=visit, visits=habit.visits, silent=silent, horizons=horizons, offset=logits[0], features=np.column_stack(seen),
            lost=self.next[visit] > cut + horizons, decided=(cut + horizons <= past.now) & (silent <= horizons),
        )  # fmt: skip


    def waits(self) -> Waits:
        """Of all cuts, those with a habit who were not lost by then, and how long it was from their last visit to the next."""
        found = []
        for ago in sorted({ago for ago, _ in CUTS}):
            cut = self.past.now - ago * self.house.horizon_days
            if cut <= self.past.starts_at + 2.0:
                continue
            then = self.at(cut, self.house.horizon_days)
            here = (then.visits >= chances.LEAST_VISITS) & (then.silent <= then.horizons)
            visit, ends = then.visit[here], cut + then.horizons[here]
            back = self.next[visit] < np.minimum(ends, self.past.now)
            habit = Habit(*(field[visit] for field in self.habits))
            own = chances.own_wait_days(Arrays, self.house, habit, (self.scales[0][visit], self.scales[1][visit]))
            days = np.where(back, self.next[visit], self.past.now) - self.past.at[visit]
            found.append((own, days, back, ~back & (ends <= self.past.now)))
        if not found:
            return Waits(*[np.zeros(0)] * 2, *[np.zeros(0, bool)] * 2)
        return Waits(*(np.concatenate(each) for each in zip(*found, strict=True)))


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """Arrays with a place for each person seen by then; `decided`: not lost already, and what became of them is known by now."""

    visit: Array
    visits: Array
    silent: Array
    horizons: Array
    offset: Array
    features: Array
    lost: Array
    decided: Array


def _typical(past: Past) -> float:
    """The median over persons of their mean gap, in days."""
    means = past.mean_gaps(past.last, past.count - 1)
    few = LEAST_PERSONS / 2.0
    return float((np.median(means) * len(means) + DEFAULT.typical_days * few) / (len(means) + few)) if len(means) else DEFAULT.typical_days


def _horizon(past: Past) -> float:
    """Eight typical gaps, as they were seen half-way: mean gaps grow with the time that one watches, and a horizon should stay."""
    length = past.now - past.starts_at
    for cut in (past.now - length / 2.0, past.now):
        visit = past.visits_before(cut)
        means = past.mean_gaps(visit, past.rank[visit])
        if len(means) >= LEAST_PERSONS:
            return max(SHORTEST_DAYS, min(HORIZON_GAPS * float(np.median(means)), length * WATCHED))
    return max(SHORTEST_DAYS, min(DEFAULT.horizon_days, length * WATCHED))


def _named(found: Renewal, names: Sequence[str]) -> Renewal:
    return msgspec.structs.replace(found, channels={names[int(number)]: factor for number, factor in found.channels.items()})


def _corrected(house: House, sight: Sight) -> House:
    """With the ridge-penalised logistic correction of the renewal's answer."""
    rows, lost, offset, weight, shares, cuts = [], [], [], [], [], 0
    for ago, share in CUTS:
        cut = sight.past.now - ago * house.horizon_days
        if cut <= sight.past.starts_at + 2.0:
            continue
        then = sight.at(cut, share * house.horizon_days)
        if then.decided.any():
            cuts += 1
            rows.append(then.features[then.decided])
            lost.append(then.lost[then.decided])
            offset.append(then.offset[then.decided])
            shares.append(np.full(len(lost[-1]), np.log(share)))
            weight.append(np.where(then.visits[then.decided] >= chances.LEAST_VISITS, 1.0, NEWCOMER))
    if not rows:
        return house
    seen, known, start = np.vstack(rows), np.concatenate(lost).astype(float), np.concatenate(offset)
    counts = np.concatenate(weight) / np.sqrt(cuts)  # the cuts see the same persons again and again
    means = np.average(seen, axis=0, weights=counts)
    spreads = np.sqrt(np.average((seen - means) ** 2, axis=0, weights=counts)) + 1e-3
    scaled = np.column_stack([np.ones(len(seen)), np.clip((seen - means) / spreads, -4.0, 4.0), np.concatenate(shares)])
    slopes = _ridge(scaled, known, start, counts)
    chance = 1.0 / (1.0 + np.exp(-np.clip(start + scaled @ slopes, -30.0, 30.0)))
    return msgspec.structs.replace(
        house, means=_floats(means), spreads=_floats(spreads), slopes=_floats(slopes[1:-1]), shift=float(slopes[0]),
        doubt=_doubt(known - chance, chance * (1.0 - chance), np.repeat(np.arange(cuts), [len(each) for each in rows])),
    )  # fmt: skip


def _doubt(missed: Array, room: Array, cut: Array) -> float:
    """How much the cuts differ among themselves: the mean square of the shift that each would want, a few usual ones added."""
    shifts = np.bincount(cut, missed) / (np.bincount(cut, room) + 1.0)
    return float(((shifts**2).sum() + USUAL_TIMES * DEFAULT.doubt) / (len(shifts) + USUAL_TIMES))


def _ridge(rows: Array, known: Array, offset: Array, counts: Array) -> Array:
    """The slopes of a logistic regression with an offset, each held at nought by its `FIRM`; of the wrong sign: nought."""
    firm = FIRM
    while True:
        slopes = _newton(rows, known, offset, counts, firm)
        wrong = (slopes * SIGNS < 0.0) & (firm < NAILED)
        if not wrong.any():
            return np.where(firm < NAILED, slopes, 0.0)
        firm = np.where(wrong, NAILED, firm)


def _newton(rows: Array, known: Array, offset: Array, counts: Array, firm: Array) -> Array:
    slopes = np.zeros(rows.shape[1])
    for _ in range(25):
        chance = 1.0 / (1.0 + np.exp(-np.clip(offset + rows @ slopes, -30.0, 30.0)))
        pull = rows.T @ (counts * (known - chance)) - firm * slopes
        bend = (rows.T * (counts * chance * (1.0 - chance))) @ rows + np.diag(firm)
        step = np.linalg.solve(bend, pull)
        slopes = slopes + step
        if np.abs(step).max() < 1e-7:
            break
    return np.asarray(slopes)


def _floats(values: Array) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
