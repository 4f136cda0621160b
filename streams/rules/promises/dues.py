"""The last instant at which a time that was named is still kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from streams.rules.promises.clock import Clock
from streams.rules.promises.parts import Part
from streams.rules.promises.spans import Length
from streams.rules.promises.today import DAY, Span
from streams.rules.promises.working import after_working_days, is_working

_CLOSES, _OPENS = 18, 9  # hours of a working day, for lengths in working hours that are no whole days


class Now(NamedTuple):
    """When it was written: `at` in `zone`."""

    at: datetime
    zone: ZoneInfo
    region: str


class Said(NamedTuple):
    """The pieces of one expression of time. `relation` as in relations.py; `where`: early, mid, late or ""; `base`: a day counted from."""

    relation: str
    span: Span | None = None
    where: str = ""
    part: Part | None = None
    clock: Clock | None = None
    zone: str = ""
    length: Length | None = None
    base: date | None = None


def due_of(said: Said, now: Now) -> datetime | None:
    """In the zone of writing; None when what was said names no instant that is still to come, or none that a calendar has."""
    try:
        return _due_of(said, now)
    except OverflowError:  # "before 1/1/0001", "until 31/12/9999"
        return None


def _due_of(said: Said, now: Now) -> datetime | None:
    if said.length is not None:
        return _after_length(said, said.length, now)
    if said.span is not None:
        return _on_day(said, _last_day(said, said.span, now), now)
    if said.clock is not None:
        return _next_clock(said, said.clock, now)
    return _next_part(said.part, said.zone, now) if said.part is not None else None


def _wall(day: date, hour: int, minute: int, now: Now, zone: str = "") -> datetime:
    """That time on the clock of the zone, given in the zone of writing; 24:00 is the last second of the day.

    A time that a clock change skips moves on.
    """
    place = ZoneInfo(zone) if zone else now.zone
    if hour >= 24:
        local = datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=place)
    else:
        local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=place)
    return local.astimezone(UTC).astimezone(now.zone)


def _last_day(said: Said, span: Span, now: Now) -> date:
    if said.relation == "before" and said.clock is None and said.part is None:
        ahead = span.period and not said.where and span.first > now.at.date()
        if not span.period or ahead:
            return span.first - DAY
    return span.last


def _on_day(said: Said, day: date, now: Now) -> datetime:
    if said.clock is not None:
        hour = _hour(said.clock, said.part)
        due = _wall(day, hour, said.clock.minute, now, said.zone)
        if not said.clock.sure and said.part is None and hour < 12 and due <= now.at and day == now.at.date():
            return _wall(day, hour + 12, said.clock.minute, now, said.zone)
        return due
    return _wall(day, said.part.hour if said.part is not None else 24, 0, now, said.zone)


def _hour(clock: Clock, part: Part | None) -> int:
    """Without "am" or "pm": in the evening and the afternoon, and from 1 to 6, the later half of the day."""
    if clock.sure or clock.hour >= 12 or clock.hour == 0:
        return clock.hour
    if part is not None:
        return clock.hour + 12 if part.name in ("afternoon", "evening", "close") else clock.hour
    return clock.hour + 12 if clock.hour <= 6 else clock.hour


def _next_clock(said: Said, clock: Clock, now: Now) -> datetime:
    place = ZoneInfo(said.zone) if said.zone else now.zone
    today = now.at.astimezone(place).date()
    hours = [_hour(clock, said.part)]
    if not clock.sure and said.part is None and clock.hour in (7, 8):
        hours = [clock.hour, clock.hour + 12]
    for day in (today, today + DAY):
        for hour in hours:
            due = _wall(day, hour, clock.minute, now, said.zone)
            if due > now.at:
                return due
    return _wall(today + DAY, hours[0], clock.minute, now, said.zone)


def _next_part(part: Part, zone: str, now: Now) -> datetime | None:
    today = now.at.date()
    due = _wall(today, part.hour, 0, now, zone)
    if part.today:
        return due if due > now.at else None
    passed = due <= now.at or (part.name in ("first", "morrow") and now.at.hour >= 8)
    return _wall(today + DAY, part.hour, 0, now, zone) if passed else due


def _after_length(said: Said, length: Length, now: Now) -> datetime | None:
    from_day = said.base or now.at.date()
    try:
        if length.unit == "minute":
            return _after_minutes(length, now) if said.base is None else None
        if length.unit == "day":
            if length.work:
                saturdays = length.work == "ouvrables" and now.region == "FR"
                day = after_working_days(from_day, length.amount, now.region, saturdays=saturdays)
            else:
                day = from_day + length.amount * DAY
        else:
            months = from_day.month - 1 + length.amount * (12 if length.unit == "year" else 1)
            day = _in_month(from_day.year + months // 12, months % 12 + 1, from_day.day)
        return _on_day(said, day, now)
    except (OverflowError, ValueError):
        return None  # "within 9999 years": no such day


def _in_month(year: int, month: int, day: int) -> date:
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            if day <= 28:
                raise
            day -= 1


def _after_minutes(length: Length, now: Now) -> datetime:
    """Elapsed time; 24 and 48 working hours are one and two working days later at the same time of day."""
    if not length.work:
        return (now.at.astimezone(UTC) + timedelta(minutes=length.amount)).astimezone(now.zone)
    if length.amount % (24 * 60) == 0:
        day = after_working_days(now.at.date(), length.amount // (24 * 60), now.region)
        return _wall(day, now.at.hour, now.at.minute, now) + timedelta(seconds=now.at.second)
    day, left = now.at.date(), length.amount
    begins = min(max(now.at.hour * 60 + now.at.minute, _OPENS * 60), _CLOSES * 60) if is_working(day, now.region) else _CLOSES * 60
    while begins + left > _CLOSES * 60:
        left -= _CLOSES * 60 - begins
        day, begins = after_working_days(day, 1, now.region), _OPENS * 60
    return _wall(day, (begins + left) // 60, (begins + left) % 60, now)
