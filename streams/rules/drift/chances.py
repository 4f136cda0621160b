"""From a habit and a silence to chances: of coming back, of having left, and the correction that the house has learnt.

Burr XII next gaps and leaving after a visit: Fader, Hardie & Lee, Marketing Science 24(2), 2005, with Weibull for exponential gaps;
discounting: West & Harrison, Bayesian Forecasting and Dynamic Models, 1997, ch. 6.
"""

from __future__ import annotations

import math

from streams.rules.drift.habit import Habit
from streams.rules.drift.house import House, Renewal
from streams.rules.drift.maths import Maths, Real

OWN_GAPS = 3.0
"""Lost is who is silent for so many own mean gaps, if that is longer than the house's horizon."""

LEAST_VISITS = 3
"""Two gaps: with fewer there is no habit yet."""

FEATURES = 14


def horizon_of(m: Maths, house: House, habit: Habit, horizon: Real) -> Real:
    """The person's own horizon in days."""
    own = OWN_GAPS * habit.span / m.most(habit.visits - 1.0, 1.0)
    return m.most(horizon, own * (habit.visits >= LEAST_VISITS))


def quiet(m: Maths, renewal: Renewal, visits: Real, gaps: Real, powers: Real, scale: Real, silent: Real, horizon: Real) -> Real:
    """The chance that somebody silent for `silent` days stays so for `horizon` more: gone for good, or only not back yet."""
    gone = renewal.leaving * renewal.settling / (renewal.settling + visits - 1.0)
    many, much = renewal.weight + gaps, renewal.scale * scale + powers
    now = m.exp(-many * m.log1p(silent**renewal.shape / much))
    then = m.exp(-many * m.log1p((silent + horizon) ** renewal.shape / much))
    return (gone + (1.0 - gone) * then) / (gone + (1.0 - gone) * now)


def both(m: Maths, house: House, habit: Habit, silent: Real, horizon: Real, scales: tuple[Real, Real]) -> tuple[Real, Real]:
    """As logits: from the gaps between active days, and from those between visits."""
    own = quiet(m, house.own, habit.visits, habit.gaps, habit.powers, scales[0], silent, horizon)
    beyond = m.most(silent - house.visit_days, 0.0)
    wide = quiet(m, house.visits, habit.far, habit.far_gaps, habit.far_powers, scales[1], beyond, horizon)
    return logit(m, own), logit(m, wide)


def features(
    m: Maths, house: House, habit: Habit, silent: Real, age: Real, unanswered: Real, logits: tuple[Real, Real]
) -> tuple[Real, ...]:
    """What the correction weighs: logarithms of silence, number of visits, age, pace, change of pace, spread, and what came of late."""
    typical, horizon = house.typical_days, house.horizon_days
    n = habit.visits
    pace = (habit.span + 2.0 * typical) / (n + 1.0)
    lately = (habit.late_days + 2.0 * typical) / (habit.late + 2.0)
    squares = m.most(habit.late_squares - habit.late_logs * habit.late_logs / m.most(habit.late, 1e-9), 0.0)
    longer = m.log((1.0 + silent) / (1.0 + m.most(habit.longest, typical)))
    own, wide = logits
    return (
        m.log1p(silent),
        m.log(n),
        m.log1p(age),
        m.log(pace),
        m.log(lately / pace),
        0.5 * m.log((squares + 1.8) / (habit.late + 3.0)),
        longer,
        m.most(longer, 0.0),
        own,
        wide - own,
        m.log(0.05 + habit.week * m.exp(silent * (-8.0 / horizon))),
        m.log(0.05 + habit.month * m.exp(silent * (-2.0 / horizon))),
        m.log(0.05 + habit.year * m.exp(silent * (-0.5 / horizon))),
        m.log1p(unanswered),
    )


def logit(m: Maths, chance: Real) -> Real:
    sure = m.least(m.most(chance, 1e-6), 1.0 - 1e-6)
    return m.log(sure / (1.0 - sure))


def doubted(m: Maths, sum_: Real, doubt: Real) -> Real:
    """The mean chance when the logit is unsure by a variance of `doubt` (MacKay, Neural Computation 4(5), 1992, eq. 10)."""
    return 1.0 / (1.0 + m.exp(-m.least(m.most(sum_ / (1.0 + 0.125 * math.pi * doubt) ** 0.5, -30.0), 30.0)))


def own_wait_days(m: Maths, house: House, habit: Habit, scales: tuple[Real, Real]) -> Real:
    """What one in ten of their gaps exceeds: between what the gaps of their days say and what those of their visits say.

    The visits take the clumps out; only the days know of those who come more often than a visit is wide.
    """
    days = _exceeded(m, house.own, habit.gaps, habit.powers, scales[0])
    visits = house.visit_days + _exceeded(m, house.visits, habit.far_gaps, habit.far_powers, scales[1])
    return m.sqrt(days * visits)


def _exceeded(m: Maths, renewal: Renewal, gaps: Real, powers: Real, scale: Real) -> Real:
    many, much = renewal.weight + gaps, renewal.scale * scale + powers
    return (much * m.expm1(math.log(10.0) / many)) ** (1.0 / renewal.shape)


OWN_PART = 0.6
"""Of the logarithm of a deadline, what is the person's own. Own pace alone is noise for those with few gaps and cries wolf over the fast;
one silence for all notices the fast late. In between is sooner than either; what a house's past prefers was tried, and is mostly noise."""


def wait_days(house: House, own_days: Real) -> Real:
    """Between the person's own long silence and the house's fixed one, not stretched yet."""
    return own_days**OWN_PART * house.fixed_days ** (1.0 - OWN_PART)
