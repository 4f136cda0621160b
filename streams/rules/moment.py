"""The moment at which a follow-up leaves: in the person's own working hours, as far as anything tells where they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from schemas.documents import Reason, Step
from schemas.events import Number
from streams.rules.daytime import country_of, is_daytime, next_daytime, zone_of_habit, zones_by_habit, zones_of


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person's clock stands. `zones`: all that they may be in; `country`: whose days off they have; `habit`: the hours
    in which they write and call tell it; `hours`: of the working day in which they are written to."""

    zones: tuple[str, ...]
    country: str | None
    habit: bool
    hours: tuple[int, int]

    def next(self, at: datetime) -> datetime:
        return next_daytime(at, self.zones, self.hours, self.country)


def clock_of(identifiers: Iterable[str], course: Iterable[Step], *, tz: str, region: str, hours: tuple[int, int]) -> Clock:
    """The person's clock. `identifiers`: what they use, the first of a kind counts; `tz`, `region`: of the house, where nothing tells."""
    country = country_of(identifiers)
    contacts = [step.at for step in course if step.theirs and step.channel != "letter"]  # a letter has a date and no hour
    if country:
        zones = zones_of(country)
        fitting = zones_by_habit(contacts, zones) if len(zones) > 1 else zones
        return Clock(zones=fitting or zones, country=country, habit=len(fitting or zones) < len(zones), hours=hours)
    if zones_by_habit(contacts, (tz,)):
        return Clock(zones=(tz,), country=region, habit=False, hours=hours)
    return Clock(zones=(zone_of_habit(contacts, hours),), country=None, habit=True, hours=hours)


def absence(course: Iterable[Step], now: datetime) -> Step | None:
    """The automatic answer which says that they are back later than now, if they have done nothing of their own accord since."""
    told: Step | None = None
    for step in sorted(course, key=lambda step: (step.at, step.id)):
        if step.theirs and step.at <= now:
            told = None
        elif step.back_at is not None and step.at <= now:
            told = step if step.back_at > now else None
    return told


def moment(
    clock: Clock, now: datetime, opens_at: datetime | None = None, *, away: Step | None = None
) -> tuple[datetime, list[Reason]]:
    """When it leaves, not before `opens_at` nor before they are back, and why then. `away`: what tells when they are."""
    opens = max(now, opens_at or now)
    earliest = max(opens, away.back_at) if away and away.back_at else opens
    due_at = clock.next(earliest)
    zone, reasons = clock.zones[0], []
    if opens_at is not None and opens_at > now:
        reasons.append(Reason(code="step_opens", words={"at": opens_at.isoformat(), "zone": zone}))
    if away and earliest > opens:
        reasons.append(Reason(code="absent", words={"at": earliest.isoformat(), "zone": zone}, entries=(away.id,)))
    if clock.hours == (0, 24):
        return due_at, [*reasons, Reason(code="at_once", words={"at": due_at.isoformat(), "zone": zone})]
    without = next_daytime(earliest, clock.zones, clock.hours)
    if clock.country and without < due_at and not is_daytime(without, clock.zones, clock.hours, clock.country):
        reasons.append(Reason(code="day_off", words={"at": without.isoformat(), "zone": zone}))
    numbers = (Number(name="from_hour", value=clock.hours[0], unit="h"), Number(name="to_hour", value=clock.hours[1], unit="h"))
    code = "daytime_habit" if clock.habit else "daytime"
    return due_at, [*reasons, Reason(code=code, numbers=numbers, words={"at": due_at.isoformat(), "zone": zone})]
