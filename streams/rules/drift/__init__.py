"""Silent drift: who fades without saying so. Each person is judged against their own habit, as the house's other persons teach to read it.

`fit` learns a `House` from everybody's past (numpy, seconds, now and then); `judge` and `waits_s` judge one person by it (plain Python,
microseconds, at every event). The same formulas serve both, see `maths`.

Why not plain multiples of a person's own gap: those are mostly noise plus the length of a burst (Wuebben & von Wangenheim, Journal of
Marketing 72(3), 2008). Own gaps are shrunk towards everybody's (empirical Bayes), and what the house's earlier times teach corrects them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from streams.rules.drift.house import DEFAULT, House, Judgement, Renewal
from streams.rules.drift.judging import Event, judge, waits_s
from streams.rules.drift.saying import why

__all__ = ["DEFAULT", "Event", "House", "Judgement", "Renewal", "fit", "judge", "waits_s", "why"]


def fit(histories: Iterable[Sequence[Event]], *, now: float) -> House:
    """The house that these persons' events show, whatever their order; nothing at or after `now` (seconds since 1970) counts.

    The work is bounded: of very many persons an even sample is taken. Some seconds of numpy: not for an event loop.
    """
    from streams.rules.drift import learning  # numpy is loaded by those who learn

    return learning.fit(histories, now=now)
