"""From where days are counted, and what they span."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Today(NamedTuple):
    """From where days are counted: the day of writing, the region; the date named last in the text, the day that weekdays come after,
    the day named in this sentence, and at its beginning that at the beginning of the one before."""

    day: date
    region: str
    named: date | None
    floor: date | None = None
    spoken: date | None = None
    listed: date | None = None


class Span(NamedTuple):
    """`period`: "before" it means before its end. `exact`: by date, not by the name of a weekday."""

    first: date
    last: date
    period: bool = False
    exact: bool = False

    @classmethod
    def of(cls, day: date, *, exact: bool = False) -> Span:
        return cls(day, day, False, exact)


def next_weekday(after: date, weekday: int) -> date:
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
