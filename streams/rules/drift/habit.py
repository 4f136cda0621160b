"""What a person's visits tell of their habit, kept up to date from one visit to the next.

A visit is a day (UTC) on which something came in; a gap is whole days from one visit to the next.
"""

from __future__ import annotations

from typing import NamedTuple

from streams.rules.drift.house import House
from streams.rules.drift.maths import Maths, Real

FADING = 0.8
"""What a gap still counts after one more, where the pace of late is meant."""

SOONEST = 0.25
"""A gap beyond the width of a visit is at least so many days: the densities have no zero."""


class Habit(NamedTuple):
    """After a visit. Each field is a number, or an array with one for each person."""

    visits: Real
    span: Real  # days from the first visit to this one
    longest: Real  # days of the longest gap
    gaps: Real  # counted with what each still counts in the house's `own` renewal; the same gaps ^ shape
    powers: Real
    far: Real  # the like for `visits`: gaps of at least a visit's width
    far_gaps: Real
    far_powers: Real
    late: Real  # gaps of late, counted; their sum; the sum of their logarithms and of the squares of these
    late_days: Real
    late_logs: Real
    late_squares: Real
    week: Real  # visits that fade away within an eighth, a half, and two horizons
    month: Real
    year: Real


def begin(weight: Real) -> Habit:
    """After the first visit."""
    none = 0.0 * weight
    one = none + 1.0
    return Habit(
        visits=one, span=none, longest=none, gaps=none, powers=none, far=one, far_gaps=none, far_powers=none,
        late=none, late_days=none, late_logs=none, late_squares=none, week=weight, month=weight, year=weight,
    )  # fmt: skip


def after(m: Maths, house: House, before: Habit, gap: Real, weight: Real) -> Habit:
    """After one more visit, `gap` days later; `weight` is what it counts, one or (an answer to us) half."""
    visits, span, longest, gaps, powers, far, far_gaps, far_powers, late, late_days, late_logs, late_squares, week, month, year = before
    own, wide, horizon = house.own, house.visits, house.horizon_days
    is_far = 1.0 * (gap >= house.visit_days)
    beyond = m.most(gap - house.visit_days, SOONEST)
    kept = 1.0 - is_far * (1.0 - wide.memory)
    log_gap = m.log(gap)
    return Habit(
        visits + 1.0,
        span + gap,
        m.most(longest, gap),
        own.memory * gaps + weight,
        own.memory * powers + weight * gap**own.shape,
        far + is_far,
        kept * far_gaps + is_far * weight,
        kept * far_powers + is_far * weight * beyond**wide.shape,
        FADING * late + 1.0,
        FADING * late_days + gap,
        FADING * late_logs + log_gap,
        FADING * late_squares + log_gap * log_gap,
        m.exp(gap * (-8.0 / horizon)) * week + weight,
        m.exp(gap * (-2.0 / horizon)) * month + weight,
        m.exp(gap * (-0.5 / horizon)) * year + weight,
    )
