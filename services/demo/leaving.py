"""The courses of those who come less: quiet, about to be, fading, and back again. Where there is a cause, it happens before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from services.demo.habits import DAY, HOUR, calm, so_far, visits
from services.demo.ringing import RINGS
from services.demo.telling import Happening, Teller
from services.demo.troubles import breaks_a_promise
from streams.rules import drift

LONGER = 2.25
"""How much longer the gaps of somebody who fades are: enough to be noticed, and not so much that they are missed altogether."""


def quiet(tell: Teller, end: datetime) -> None:
    """Came regularly until something went wrong, and have not been heard of since."""
    last = end - tell.person.every * tell.rng.uniform(3.2, 5.5) * DAY
    so_far(tell, last - tell.person.every * DAY)
    goes_wrong(tell, last)


def turning(tell: Teller, end: datetime) -> None:
    """As regular as a clock until the last one; their silence becomes surprising on the day on which the story ends."""
    rng, every, by = tell.rng, tell.person.every, tell.person.by[0]
    regular = [(at.timestamp(), True, by) for at in sorted(visits(rng, end, every, jitter=0.1))]
    so_far(tell, end - _patience(regular) - rng.uniform(0.95, 1.05) * every * DAY, jitter=0.1)
    before = [(one.at.timestamp(), one.direction == "in", one.channel) for one in tell.happenings]
    tell.contact(_last(before, by, end, rng), calm(rng), by=by, warmth=0, to_the_second=True, answered=True)


def _last(before: Sequence[drift.Event], by: str, end: datetime, rng: Random) -> datetime:
    """When they come last, so that the patience with them ends on the day after `end`.

    How long they are waited for depends a little on that instant itself: it is looked for, from several places.
    """
    for _ in range(40):
        wanted = end + rng.uniform(3, 25) * HOUR
        last = wanted - _patience(before)
        for _ in range(8):
            last = wanted - _patience([*before, (last.timestamp(), True, by)])
        if abs(last + _patience([*before, (last.timestamp(), True, by)]) - wanted) < HOUR:
            return last
    raise ValueError("no last contact fits: choose another `every`")


def returned(tell: Teller, end: datetime) -> None:
    """Came regularly, then were not heard of for months, and are back since a few days."""
    back = end - tell.rng.uniform(1.2, 4) * DAY
    so_far(tell, back - tell.person.every * tell.rng.uniform(5, 7) * DAY)
    tell.contact(back, "back", answered=True, warmth=0)


def fading(tell: Teller, end: datetime) -> None:
    """Something went wrong, they came once more as usual, then after much longer: now rarely, and briefly."""
    rng, every, cause = tell.rng, tell.person.every, tell.person.cause
    at = end - rng.uniform(0.3, 0.8) * every * DAY
    rare = [at]
    for _ in range(2):
        at -= every * LONGER * rng.uniform(0.97, 1.03) * DAY
        rare.append(at)
    wrong = rare[-1] - every * DAY
    so_far(tell, wrong - every * DAY, jitter=0.1, warmth=0.9 if tell.person.by[0] == "phone" else 0.0)
    goes_wrong(tell, wrong)
    for at in reversed(rare):
        tell.contact(at, calm(rng), answered=cause != "unanswered", warmth=0, ring="short")


def goes_wrong(tell: Teller, at: datetime) -> Happening:
    """A contact of theirs after which they have reason to leave: the cause that their row names, if any."""
    cause = tell.person.cause
    if cause == "price":
        tell.notice(at - 3 * DAY, "price", "letter" if tell.person.by[0] == "letter" else "email")
    if cause == "broken_promise":
        return breaks_a_promise(tell, at)
    by = "phone" if cause in RINGS else tell.person.by[0]
    return tell.contact(at, calm(tell.rng), by=by, answered=cause not in ("unanswered", "absence"), warmth=0, ring=RINGS.get(cause, ""))


def _patience(history: Iterable[drift.Event]) -> timedelta:
    """How long silence may last after the latest of theirs, in a house that has learnt nothing yet."""
    waits_s = [wait_s for wait_s in drift.waits_s(sorted(history), drift.DEFAULT) if wait_s is not None]
    return timedelta(seconds=waits_s[-1])
