"""When things are done: at an hour of people's own, within our opening hours, while people are up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")


def whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def some_hour(at: datetime, rng: Random) -> datetime:
    """The same day, at an hour when people do such things."""
    return on_day(at.astimezone(ZONE).date(), rng.uniform(7.5, 21.5))


def on_day(day: date, hour: float) -> datetime:
    """So many hours after a day began, here."""
    return (datetime.combine(day, time(), ZONE) + timedelta(seconds=round(hour * 3600))).astimezone(UTC)


def working(at: datetime) -> datetime:
    """`at`, or the next moment after it when somebody of ours is there: not on Sundays, from half past eight to six."""
    local = _within(at, 8.5, 18)
    return whole(local + timedelta(days=1) if local.weekday() == 6 else local)


def waking(at: datetime) -> datetime:
    """`at`, or the next moment after it when people are up."""
    return whole(_within(at, 7.5, 22))


def _within(at: datetime, opens: float, closes: float) -> datetime:
    local = at.astimezone(ZONE)
    hour = local.hour + local.minute / 60
    if opens <= hour < closes:
        return local
    day = local if hour < opens else local + timedelta(days=1)
    return day.replace(hour=int(opens), minute=int(opens % 1 * 60) + local.minute // 3, second=local.second)
