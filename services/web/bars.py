"""Stacked bars, a week each: places in per cent of the width and pixels of the height, so that no letter is ever stretched."""

from __future__ import annotations

from collections.abc import Sequence

from services.web.views import Bar, Bars
from streams.rules.voices import Week

HEAD, BODY, FOOT = 20.0, 150.0, 24.0
"""Pixels: above the tallest bar, for the bars, for the days below."""

LEFT = 6.0
"""Per cent of the width that the numbers of the scale take."""

LEAST = 4
"""The scale reaches this at least: one alone shall not look like much."""

FILLED = 0.66
"""The part of its week that a bar fills."""


def bars(weeks: Sequence[Week]) -> Bars:
    """In the order of the weeks; the scale ends on a round number at or above the tallest bar."""
    totals = [sum(count for _, count in week.counts) for week in weeks]
    tallest = max([LEAST, *totals])
    step = scale(tallest)
    most = step * -(-tallest // step)
    base = HEAD + BODY
    slot = (100 - LEFT) / max(1, len(weeks))
    drawn = []
    for place, (week, total) in enumerate(zip(weeks, totals, strict=True)):
        parts = []
        below = 0
        for kind, count in week.counts:
            below += count
            parts.append((kind, count, round(base - BODY * below / most, 1), round(BODY * count / most, 1)))
        x = LEFT + slot * (place + (1 - FILLED) / 2)
        top = base - BODY * total / most
        drawn.append(
            Bar(start=week.start, x=round(x, 2), width=round(slot * FILLED, 2), total=total, top=round(top, 1), parts=tuple(parts))
        )
    lines = tuple((round(base - BODY * value / most, 1), value) for value in range(0, most + 1, step))
    return Bars(bars=tuple(drawn), lines=lines, base=base, height=base + FOOT)


def scale(most: int) -> int:
    """The step of the scale: 1, 2 or 5 times a power of ten, such that at most four reach `most`."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if 4 * step >= most:
                return step
        power *= 10
