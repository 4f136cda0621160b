"""The courses of those who have reason to complain, and mostly say so: something goes badly, then they write what they think of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.demo.habits import DAY, HOUR, so_far
from services.demo.hours import ZONE, on_day, working
from services.demo.ringing import RINGS
from services.demo.telling import Happening, Teller


def angry(tell: Teller, end: datetime) -> None:
    """An ordinary year, then the cause that their row names, and what they write about it; `ago` days before the end."""
    rng, cause, by = tell.rng, tell.person.cause, tell.person.by
    told_at = end - tell.person.ago * DAY
    so_far(tell, told_at - rng.uniform(12, 16) * DAY, warmth=0.5)
    if cause in RINGS:
        tell.contact(told_at - 3 * DAY, "question", by="phone", ring=RINGS[cause], answered=cause != "absence")
    elif cause == "unanswered":
        tell.contact(told_at - 8 * DAY, "question", by=by[0], answered=False)
    elif cause == "price":
        tell.notice(told_at - 4 * DAY, "price", "letter" if by[0] == "letter" else "email")
    elif cause == "product":
        tell.contact(told_at - 9 * DAY, "service", by=by[0], answered=True, warmth=0)
    written = next(way for way in by if way != "phone")
    tell.contact(told_at, cause, by=written, answered=False)


def joining(tell: Teller, end: datetime, led_by: Happening) -> None:
    """An ordinary year, until they read what somebody else said of us in public and join in."""
    at = led_by.at + tell.rng.uniform(0.6, 2.5) * DAY
    so_far(tell, at - tell.rng.uniform(9, 14) * DAY, warmth=0.5)
    tell.contact(at, "joining", by="social", answered=False, after=led_by)


def misread(tell: Teller, end: datetime) -> None:
    """They asked one thing, we answered another, and they say so."""
    asked_at = end - tell.person.ago * DAY
    so_far(tell, asked_at - 12 * DAY, warmth=0.5)
    asked = tell.contact(asked_at, "misread", by=tell.person.by[0], answered=True, warmth=0)
    answer = next(one for one in tell.happenings if one.after == asked.key)
    tell.reply(answer.at + 2 * DAY, answer, "misread")


def forgotten(tell: Teller, end: datetime) -> None:
    """We named a day or a term and let it pass; some of them ask again, and wait."""
    start = end - tell.person.ago * DAY
    so_far(tell, start - 11 * DAY, warmth=0.5)
    promise = breaks_a_promise(tell, start)
    if tell.person.cause:
        tell.reply(start + 9 * DAY, promise, "chase")


def breaks_a_promise(tell: Teller, at: datetime) -> Happening:
    """They ask, we answer with a promise, and nothing comes of it: our answer."""
    asked = tell.contact(at, "promised", by="email", answered=False, warmth=0)
    answered_at = working(asked.at + tell.rng.uniform(2, 20) * HOUR)
    day = (answered_at + 2 * DAY).astimezone(ZONE).date()
    part = tell.rng.choice(("promise", "within"))
    return tell.promise(answered_at, asked, day=day + timedelta(days=1) if day.weekday() == 6 else day, part=part)


def promised(tell: Teller, end: datetime) -> None:
    """We said that we should come back to them on the day after the story ends - or, `ago` 0, the next morning."""
    by = tell.person.by[0]
    so_far(tell, end - 12 * DAY, warmth=0.5)
    asked = tell.contact(end - 4.5 * DAY, "promised", by=by, answered=False, warmth=0)
    made = on_day((end - 3 * DAY).astimezone(ZONE).date(), tell.rng.uniform(9, 16))
    today = (end + 2 * HOUR).astimezone(ZONE).date()
    if tell.person.ago:
        tell.promise(working(made - DAY), asked, day=today, part=_on(by, "the_day"))
    else:
        tell.promise(working(made), asked, day=today + timedelta(days=1), part=_on(by, "by_ten"))


def _on(channel: str, part: str) -> str:
    return f"post_{part}" if channel == "social" else part
