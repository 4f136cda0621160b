"""Has a source been silent for longer than is usual for it?

Compared with the longest silences that it has had, one a day: a night and a weekend are among them, so that neither is surprising. The
second longest counts, so that one failure of the past does not excuse the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from schemas.documents import Source

FEWEST_GAPS = 5
SHORTEST_PAST = timedelta(days=15)
"""Two weekends at least; before that nothing is known of what is usual."""

LONGEST_PAST = 30
"""Of so many days with a gap, the latest: what was usual in another season is not asked."""

PATIENCE = 1.5
"""Multiples of the usual silence: a public holiday beside a weekend is not yet a failure."""

LEAST = timedelta(hours=1)

APART = timedelta(minutes=1)
"""What comes closer together than this is one arrival."""


def gap(last_at: datetime, at: datetime) -> tuple[str, float] | None:
    """The day on which a silence ended and its seconds, when something comes at `at`; None: it was none."""
    return (at.date().isoformat(), (at - last_at).total_seconds()) if at - last_at >= APART else None


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """`since` nothing came for `silent_s`; `usual_s`: the second longest silence of its latest days with one; `surprising`: longer than
    `PATIENCE` times that."""

    since: datetime
    silent_s: float
    usual_s: float
    gaps: int
    surprising: bool


def silence(source: Source, now: datetime) -> Silence | None:
    """None: nothing ever came, or too little to say what is usual."""
    if source.first_at is None or source.last_at is None or source.last_at - source.first_at < SHORTEST_PAST:
        return None
    lengths = sorted((source.gaps[day] for day in sorted(source.gaps)[-LONGEST_PAST:]), reverse=True)
    if len(lengths) < FEWEST_GAPS:
        return None
    silent_s, usual_s = max(0.0, (now - source.last_at).total_seconds()), lengths[1]
    return Silence(
        since=source.last_at,
        silent_s=silent_s,
        usual_s=usual_s,
        gaps=len(lengths),
        surprising=silent_s > max(PATIENCE * usual_s, LEAST.total_seconds()),
    )
