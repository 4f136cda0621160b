"""Fits how a house's persons come back: the likelihood of the latest gaps, each judged from those before it, and of the silences since.

Empirical Bayes: Robbins 1956, Morris 1983; prequential: Dawid 1984. The maximum is found without derivatives: Nelder & Mead, The
Computer Journal 7(4), 1965.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from streams.rules.drift.arrays import Array
from streams.rules.drift.house import Renewal
from streams.rules.drift.past import Past

MOST_GAPS = 30
MOST_PERSONS = 2500

USUAL = np.array([0.0, 0.7, 0.0, -2.0, 1.0, 1.5])
DOUBT = np.array([0.5, 1.0, 3.0, 1.5, 1.5, 1.5])
"""What is believed before anything is seen, and how firmly: log shape, log weight, log scale (of the mean of the gaps), logit leaving,
log settling, logit memory. So few hold hundreds of gaps off, and keep a house of five persons from believing in one of them."""

FAR = np.array([2.0, 3.0, 20.0, 10.0, 6.0, 8.0])
LEAST_SHAPE = -1.5
"""No further from nought than this: beyond, a deadline would be a number that floats cannot hold."""

CHANNEL_DOUBT = 0.5


def fit(past: Past, beyond_days: float, typical_days: float) -> Renewal:
    """From the gaps beyond `beyond_days`; the channels of theirs that have a pace of their own get it, shrunk towards everybody's."""
    seen = _Seen(past, beyond_days)
    middle = float(np.mean(seen.logs[seen.there])) if seen.there.any() else float(np.log(typical_days))
    usual = USUAL + np.array([0.0, 0.0, middle + 0.7, 0.0, 0.0, 0.0])
    best = climb(lambda point: seen.likelihood(point) - 0.5 * float((((point - usual) / DOUBT) ** 2).sum()), usual)
    return renewal_of(best, seen.channels(best))


def renewal_of(point: Array, channels: dict[str, float]) -> Renewal:
    shape, weight, scale, settling = (float(np.exp(point[place])) for place in (0, 1, 2, 4))
    leaving, memory = (float(1.0 / (1.0 + np.exp(-point[place]))) for place in (3, 5))
    return Renewal(shape=shape, weight=weight, scale=scale, memory=memory, leaving=leaving, settling=settling, channels=channels)


class _Seen:
    """The latest gaps of each person, a column each, and the silence since."""

    def __init__(self, past: Past, beyond_days: float) -> None:
        opens = past.rank == 0
        far = opens | (past.gap >= beyond_days)
        gap, weight = np.maximum(past.gap - beyond_days, 0.25)[far], past.weight[far]
        starts = np.flatnonzero(opens[far])
        count = np.diff(np.append(starts, len(gap)))
        persons = np.arange(len(count))
        if len(persons) > MOST_PERSONS:
            persons = np.linspace(0, len(count) - 1, MOST_PERSONS).astype(np.int64)
        starts, count = starts[persons], count[persons]
        gaps = np.minimum(count - 1, MOST_GAPS)
        rows = int(gaps.max(initial=0))
        turn = np.arange(rows)[:, None]
        self.there = turn < gaps
        at = np.where(self.there, starts + count - gaps + turn, 0)
        self.logs = np.where(self.there, np.log(gap[at]) if len(gap) else 0.0, 0.0)
        self.weights = np.where(self.there, weight[at] if len(gap) else 0.0, 0.0)
        self.before = np.where(self.there, count - gaps + turn, 1).astype(float)
        last = past.last[persons]
        self.silent = np.maximum(past.now - past.at[last] - beyond_days, 0.0) + 0.25
        self.visits = count.astype(float)
        self.channel = past.channel[last]

    def likelihood(self, point: Array, scaled: Array | float = 0.0) -> float:
        if (np.abs(point) > FAR).any() or point[0] < LEAST_SHAPE:
            return -1e300
        return float(self.each(point, scaled).sum())

    def each(self, point: Array, scaled: Array | float = 0.0) -> Array:
        """The logarithm of each person's likelihood; `scaled` is added to the logarithm of the scale."""
        shape, weight, settling = np.exp(point[[0, 1, 4]])
        leaving, memory = 1.0 / (1.0 + np.exp(-point[[3, 5]]))
        scale = np.exp(point[2] + scaled)
        powers = np.where(self.there, np.exp(shape * self.logs), 0.0)
        many, much = np.empty_like(self.logs), np.empty_like(self.logs)
        counted, summed = np.zeros(len(self.visits)), np.zeros(len(self.visits))
        for row, there in enumerate(self.there):
            many[row], much[row] = weight + counted, scale + summed
            kept = np.where(there, memory, 1.0)
            counted = kept * counted + self.weights[row]
            summed = kept * summed + self.weights[row] * powers[row]
        stays = np.log1p(-leaving * settling / (settling + self.before - 1.0))
        gaps = np.log(many) + point[0] + (shape - 1.0) * self.logs - np.log(much) - (many + 1.0) * np.log1p(powers / much) + stays
        gone = leaving * settling / (settling + self.visits - 1.0)
        silence = np.exp(-(weight + counted) * np.log1p(self.silent**shape / (scale + summed)))
        return np.asarray(np.where(self.there, gaps, 0.0).sum(axis=0) + np.log(gone + (1.0 - gone) * silence))

    def channels(self, point: Array) -> dict[str, float]:
        """By number, as text: the factor of the scale of each channel that at least ten persons came by last."""
        found = {}
        numbers, persons = np.unique(self.channel, return_counts=True)
        if len(numbers) < 2:
            return {}
        steps = np.linspace(-2.0, 2.0, 41)
        for number, many in zip(numbers, persons, strict=True):
            if many >= 10:
                mine = self.channel == number
                told = [float(self.each(point, step)[mine].sum()) - 0.5 * (step / CHANNEL_DOUBT) ** 2 for step in steps]
                found[str(number)] = float(np.exp(steps[int(np.argmax(told))]))
        return found


def climb(height: Callable[[Array], float], start: Array, *, step: float = 0.5, turns: int = 260, close: float = 1e-3) -> Array:
    """The point of the greatest height that a simplex finds in so many turns."""
    points = np.vstack([start, start + step * np.eye(len(start))])
    heights = np.array([height(point) for point in points])
    for _ in range(turns):
        order = np.argsort(-heights, kind="stable")
        points, heights = points[order], heights[order]
        if heights[0] - heights[-1] < close:
            break
        middle = points[:-1].mean(axis=0)
        over = 2.0 * middle - points[-1]
        reached = height(over)
        if reached > heights[0]:
            further = 3.0 * middle - 2.0 * points[-1]
            best = height(further)
            points[-1], heights[-1] = (further, best) if best > reached else (over, reached)
        elif reached > heights[-2]:
            points[-1], heights[-1] = over, reached
        else:
            nearer = 0.5 * ((over if reached > heights[-1] else points[-1]) + middle)
            best = height(nearer)
            if best > max(reached, heights[-1]):
                points[-1], heights[-1] = nearer, best
            else:
                points[1:] = 0.5 * (points[1:] + points[0])
                heights[1:] = [height(point) for point in points[1:]]
    return np.asarray(points[int(np.argmax(heights))])
