"""What is usual for a person, as one would say it: the gap between their visits, and the silences they have come back from before."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

LOOKED_AT, CITED, LATELY = 24, 12, 8
NEAR = 0.25
"""Days of contact nearer than this share of the mean gap are one visit: a burst of mails says nothing about the rhythm."""

SLACK = 1.25
"""No silence surprises before the usual gap is over, and a quarter of it."""


def between_visits(gaps: Sequence[float]) -> list[int]:
    """Which of a person's gaps, in order, lie between visits: places of the latest twelve."""
    latest = gaps[-LOOKED_AT:]
    if not latest:
        return []
    near = NEAR * sum(latest) / len(latest)
    first = len(gaps) - len(latest)
    return [first + place for place, gap in enumerate(latest) if gap >= near][-CITED:]


def usual_gap(gaps: Sequence[float]) -> float | None:
    """The median of the gaps between visits, in the unit of `gaps`; None below two gaps."""
    return median(gaps[place] for place in between_visits(gaps)) if len(gaps) > 1 else None


def patience(gaps: Sequence[float]) -> float:
    """The least silence that may surprise: beyond the usual gap, and beyond the second longest of the latest eight."""
    usual = usual_gap(gaps)
    return 0.0 if usual is None else max(SLACK * usual, sorted(gaps[-LATELY:])[-2])
