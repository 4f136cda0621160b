"""Working days: neither Saturday nor Sunday nor a public holiday of the region."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

# Where a country has no single calendar: the part of it that is meant. England; Québec; Vaud.
PARTS = {"GB": "ENG", "CA": "QC", "CH": "VD"}


@cache
def holidays_of(region: str, year: int) -> frozenset[date]:
    """Public holidays of that year; none when the region is not known. The table is loaded when it is first asked for."""
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(region, subdiv=PARTS.get(region), years=year))
    except NotImplementedError:
        return frozenset()


def is_working(day: date, region: str, *, saturdays: bool = False) -> bool:
    """`saturdays`: they count (French "jours ouvrables")."""
    return day.weekday() < (6 if saturdays else 5) and day not in holidays_of(region, day.year)


def after_working_days(day: date, count: int, region: str, *, saturdays: bool = False) -> date:
    """The `count`-th working day after `day`; `day` itself does not count. `count` is bounded by a year's worth."""
    for _ in range(min(count, 366)):
        day += timedelta(days=1)
        while not is_working(day, region, saturdays=saturdays):
            day += timedelta(days=1)
    return day
