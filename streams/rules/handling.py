"""How long this house takes to answer, from what it did, and the instant that it can honestly name to somebody who asks now."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from schemas.documents import Step
from schemas.interaction import Channel
from streams.rules.keeping import is_answer
from streams.rules.promises.working import after_working_days, is_working

WITHIN = timedelta(days=60)
SHARE = 0.8
"""Of those who asked, so many had their answer within what we say."""

FEWEST = 10
GIVEN_UP = timedelta(hours=40)
"""Of working time: who has waited longer for an answer counts as one who never got it."""

SOON = timedelta(hours=4)


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """The working hours of the house: from the first to the last hour of its working days, there."""

    region: str = "FR"
    tz: str = "Europe/Paris"
    hours: tuple[int, int] = (9, 19)

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when somebody works on that day."""
        return (datetime.combine(day, time(self.hours[0]), ZoneInfo(self.tz)), self.end(day)) if is_working(day, self.region) else None

    def end(self, day: date) -> datetime:
        """Of a working day."""
        last = self.hours[1]
        return datetime.combine(day, time(last), ZoneInfo(self.tz)) if last < 24 else datetime.combine(
            day + timedelta(days=1), time(0), ZoneInfo(self.tz))

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two instants, of at most a year."""
        total, day = timedelta(), start.astimezone(ZoneInfo(self.tz)).date()
        while day <= min(end.astimezone(ZoneInfo(self.tz)).date(), start.date() + timedelta(days=366)):
            if open_ := self.opening(day):
                total += max(timedelta(), _apart(max(start, open_[0]), min(end, open_[1])))
            day += timedelta(days=1)
        return total

    def after(self, start: datetime, span: timedelta) -> datetime:
        """The instant at which so much working time is over."""
        day = start.astimezone(ZoneInfo(self.tz)).date()
        for _ in range(366):
            if open_ := self.opening(day):
                begin = max(start, open_[0])
                there = max(timedelta(), _apart(begin, open_[1]))
                if there and span <= there:
                    return (begin.astimezone(ZoneInfo("UTC")) + span).astimezone(ZoneInfo(self.tz))
                span -= there
            day += timedelta(days=1)
        raise ValueError("nobody works here within a year")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Until when an answer is there. `hour`: said to the hour; else the whole day is meant."""

    at: datetime
    hour: bool


def usual_answers(courses: Iterable[Sequence[Step]], clock: Clock, *, now: datetime) -> dict[Channel, timedelta]:
    """Of each channel, the working time within which 8 of 10 questions and complaints of the last 60 days had a human's answer, by
    whatever way it came. Absent where they were fewer than 10, or where most wait still."""
    waits: dict[Channel, list[timedelta]] = {}
    for course in courses:
        for channel, wait in _waits(course, clock, now):
            waits.setdefault(channel, []).append(wait)
    found = {}
    for channel, each in waits.items():
        usual = sorted(each)[math.ceil(SHARE * len(each)) - 1]
        if len(each) >= FEWEST and usual < timedelta.max:
            found[channel] = usual
    return found


def answer_by(now: datetime, usual: timedelta | None, days: int, clock: Clock) -> Answer:
    """What can be said aloud: the full hour within the next four, else noon or the end of a working day, from the third on the day alone.
    `days`: working days, where it is not known how long we take."""
    zone = ZoneInfo(clock.tz)
    today = now.astimezone(zone).date()
    if usual is not None:
        at = clock.after(now, usual)
        last = after_working_days(today, 2, clock.region)
        if at.date() <= last:
            soon = at - now <= SOON
            return Answer(at=_full_hour(at) if soon else _half_day(at, clock), hour=True)
        return Answer(at=clock.end(at.date()), hour=False)
    return Answer(at=clock.end(after_working_days(today, days, clock.region)), hour=False)


def working_days(usual: timedelta | None, days: int, clock: Clock) -> int:
    """The same for who may ask later, as working days; part of a day is one."""
    return days if usual is None else max(1, math.ceil(usual / timedelta(hours=clock.hours[1] - clock.hours[0])))


def _waits(course: Sequence[Step], clock: Clock, now: datetime) -> Iterable[tuple[Channel, timedelta]]:
    """Each that waited for us, from the first unanswered word on. Who waits still, and not yet too long, tells nothing."""
    asked: Step | None = None
    for step in sorted((step for step in course if now - WITHIN <= step.at <= now), key=lambda step: (step.at, step.id)):
        if asked is None and step.theirs and (step.asks or (step.tone or 0) < 0) and step.answered is not True:
            asked = step
        elif asked is not None and (is_answer(step) or step.answered is True):
            yield asked.channel, clock.worked(asked.at, step.at)
            asked = None
    if asked is not None and clock.worked(asked.at, now) > GIVEN_UP:
        yield asked.channel, timedelta.max


def _apart(start: datetime, end: datetime) -> timedelta:
    """True time, also on the night when the clocks change."""
    return end.astimezone(ZoneInfo("UTC")) - start.astimezone(ZoneInfo("UTC"))


def _full_hour(at: datetime) -> datetime:
    whole = at.replace(minute=0, second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(hours=1)


def _half_day(at: datetime, clock: Clock) -> datetime:
    noon = at.replace(hour=12, minute=0, second=0, microsecond=0)
    return noon if at <= noon and clock.hours[0] < 12 < clock.hours[1] else clock.end(at.date())
