"""How often this person usually comes, and from when on their silence is surprising.

A gap is the time between two arrivals; arrivals nearer than half a day are one visit. The logarithms of a person's gaps are taken as
normal with unknown mean and variance, both shrunk towards the house's (a normal-inverse-gamma prior), and older gaps count less, so that
a rhythm may change and a regular person is missed sooner than a clumpy one. The next gap then follows Student's t (Murphy, "Conjugate
Bayesian analysis of the Gaussian distribution", 2007, eq. 110; without its term for the distance of the two means, which would take a
quick person for an irregular one), and the deadline is its upper quantile - but never earlier than a silence from which this person has
lately come back more than once. Plain multiples of a person's own gap are mostly noise plus
the length of a burst (Wuebben & von Wangenheim, J. Marketing 72(3), 2008). Discounting: West & Harrison, Bayesian Forecasting and
Dynamic Models, 1997, ch. 6.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from math import exp, log, sqrt
from statistics import NormalDist

VISIT_S = 12 * 3600.0
"""Arrivals nearer than this are one visit: they say nothing about the rhythm."""

LEAST_GAPS = 2
"""Three arrivals: fewer gaps than this are no habit yet."""

LEAST_S = 3 * 86400
MOST_S = 3 * 365 * 86400
"""No silence under three days is worth a word; one over three years is no longer about rhythm."""

HOUSE_LOG_GAP = log(21 * 86400.0)
HOUSE_WEIGHT = 1.0
HOUSE_VARIANCE = 1.0
HOUSE_DEGREES = 3.0
"""The house's prior: gaps of about three weeks, worth one gap; their spread a factor e, worth three gaps."""

MEMORY = 0.9
"""What a gap still counts after one more gap: a person's last ten gaps make up about two thirds of the judgement."""

LATELY = 8
"""Of so many of the latest gaps the second longest, and half a day, is waited for in any case."""

COURSE = 200
"""Steps of a course, at most; after as many gaps the weights have long stopped to change."""


def silence_deadline(arrivals: Iterable[datetime], *, patience: float) -> datetime | None:
    """The instant from which silence is surprising; None with fewer than three arrivals, or all in fewer than three visits.

    `arrivals`: of what the person did of their own accord, any order. `patience`: halvings of the chance; with 3 a silence is surprising
    that one in 2^3 of this person's gaps exceeds, which for somebody who comes at random is three of their median gaps.
    """
    ordered = sorted(arrivals)
    wait_s = waits_s(ordered, patience=patience)[-1] if ordered else None
    return None if wait_s is None else ordered[-1] + timedelta(seconds=wait_s)


def deadlines(arrivals: Iterable[datetime], *, patience: float) -> list[datetime | None]:
    """The deadline after each arrival, in order of time, from those until then alone."""
    ordered = sorted(arrivals)
    waits = waits_s(ordered, patience=patience)
    return [None if wait_s is None else at + timedelta(0, wait_s) for at, wait_s in zip(ordered, waits, strict=True)]


def waits_s(ordered: Sequence[datetime], *, patience: float) -> list[int | None]:
    """How long a silence after each of the `ordered` arrivals may last before it is surprising, in whole seconds: one pass."""
    weights = _weights(patience)
    mean_of_house = HOUSE_WEIGHT * HOUSE_LOG_GAP
    squares_of_house = HOUSE_DEGREES * HOUSE_VARIANCE
    total = squares = before_s = 0.0
    gaps = 0
    lately: deque[float] = deque(maxlen=LATELY)
    wait_s: int | None = None
    found: list[int | None] = []
    for at in ordered:
        at_s = at.timestamp()
        if at_s - before_s >= VISIT_S and found:
            gap_s = at_s - before_s
            lately.append(gap_s)
            log_gap = log(gap_s)
            total = MEMORY * total + log_gap
            squares = MEMORY * squares + log_gap * log_gap
            gaps += 1
            if gaps >= LEAST_GAPS:
                own, together, factor = weights[gaps - 1 if gaps < COURSE else COURSE - 1]
                spread = squares - total * total / own
                log_wait = (mean_of_house + total) / together + factor * sqrt(squares_of_house + (spread if spread > 0 else 0.0))
                wait_s = LEAST_S if log_wait < _LOG_LEAST else MOST_S if log_wait > _LOG_MOST else int(exp(log_wait))
                if wait_s < max(lately):
                    wait_s = min(max(wait_s, int(sorted(lately)[-2] + VISIT_S)), MOST_S)
        before_s = at_s
        found.append(wait_s)
    return found


_LOG_LEAST, _LOG_MOST = log(LEAST_S), log(MOST_S)


@lru_cache(maxsize=16)
def _weights(patience: float) -> tuple[tuple[float, float, float], ...]:
    """After n gaps: what they count, the same with the house's, and the factor from the root of the squares to the quantile's distance."""
    z = NormalDist().inv_cdf(1 - 2.0**-patience)
    found = []
    own = 0.0
    for _ in range(COURSE):
        own = MEMORY * own + 1
        degrees = HOUSE_DEGREES + own
        found.append((own, HOUSE_WEIGHT + own, _student(z, degrees) * sqrt((1 + 1 / (HOUSE_WEIGHT + own)) / degrees)))
    return tuple(found)


def _student(z: float, degrees: float) -> float:
    """The quantile of Student's t that belongs to the normal quantile `z` (Abramowitz & Stegun 26.7.5)."""
    z2 = z * z
    first = z * (z2 + 1) / 4
    second = z * ((5 * z2 + 16) * z2 + 3) / 96
    third = z * (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384
    return z + (first + (second + third / degrees) / degrees) / degrees
