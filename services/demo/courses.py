"""A year of a person's contacts with us, by the kind of course that it takes. Pure: the same random source gives the same year.

Every course is a function of a Teller that it tells its contacts to; COURSES names them as `stories/cast.toml` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

from services.demo.people import Customer
from services.demo.stories import SITUATIONS
from services.demo.telling import YEAR, Teller
from streams.rules.rhythm import silence_deadline

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PATIENCE = 3.0
"""As the setting `quiet_after` has it when nobody has changed it."""


def year_of(person: Customer, end: datetime, rng: Random) -> Teller:
    """What happened between this person and us in the year before `end`, in the order told."""
    teller = Teller(person=person, rng=rng, until=end)
    COURSES[person.course](teller, end)
    return teller


def steady(tell: Teller, end: datetime) -> None:
    """Come about as often as ever, and came last less than one of their gaps ago."""
    for at in visits(tell.rng, end - tell.rng.uniform(0.1, 0.7) * tell.person.every * DAY, tell.person.every):
        tell.contact(at, ordinary(tell.rng))


def fading(tell: Teller, end: datetime) -> None:
    """Each gap a little longer than the one before; calls shorter, thanks rarer."""
    at, gap, stretch = end - YEAR, float(tell.person.every), 1.0
    while at < end:
        tell.contact(at, ordinary(tell.rng), warmth=1 / stretch)
        stretch = 1 + max(0.0, (at - (end - YEAR)) / YEAR - 0.45) * 4
        at += gap * stretch * tell.rng.uniform(0.85, 1.15) * DAY


def quiet(tell: Teller, end: datetime) -> None:
    """Came regularly, wrote once more about something that went wrong, and have not been heard of since."""
    last = end - tell.person.every * tell.rng.uniform(3.2, 5.5) * DAY
    for at in visits(tell.rng, last - tell.person.every * DAY, tell.person.every, jitter=0.2):
        tell.contact(at, ordinary(tell.rng))
    tell.contact(last, "breakdown", answered=False)


def turning(tell: Teller, end: datetime) -> None:
    """As regular as a clock until the last one; their silence becomes surprising on the day on which the story ends."""
    every = tell.person.every * DAY
    for at in visits(tell.rng, end - 2.6 * every, tell.person.every, jitter=0.1):
        tell.contact(at, ordinary(tell.rng), warmth=0)
    before = [one.at for one in tell.happenings if one.direction == "in"]
    wanted, last = end + tell.rng.uniform(2, 26) * HOUR, end - 1.6 * every
    for _ in range(5):  # how long they are waited for depends a little on when they came last
        deadline = silence_deadline([*before, last], patience=PATIENCE)
        last += wanted - deadline if deadline else timedelta(0)
    tell.contact(last, ordinary(tell.rng), warmth=0, to_the_second=True)


def angry(tell: Teller, end: datetime) -> None:
    """An ordinary year, then one fault that nobody mends: three complaints in two weeks, each on another way in."""
    start = end - tell.rng.uniform(10, 18) * DAY
    for at in visits(tell.rng, start - 9 * DAY, tell.person.every):
        tell.contact(at, ordinary(tell.rng))
    ways = (*tell.person.by, tell.person.by[0], tell.person.by[0])
    tell.contact(start, "breakdown", by=ways[0])
    tell.contact(start + 3 * DAY, "complaint", by=ways[0], warmth=0)
    tell.contact(start + 6 * DAY, "complaint", by=ways[1], answered=False)
    tell.contact(start + 8.5 * DAY, "leaving" if tell.rng.random() < 0.5 else "complaint", by=ways[2], answered=False)


def forgotten(tell: Teller, end: datetime) -> None:
    """We named a day and let it pass; they asked again, and wait."""
    start = end - tell.rng.uniform(15, 22) * DAY
    for at in visits(tell.rng, start - 11 * DAY, tell.person.every):
        tell.contact(at, ordinary(tell.rng))
    asked = tell.contact(start, "promised", by="email", answered=True)
    tell.chase(start + 9 * DAY, asked)


def moved(tell: Teller, end: datetime) -> None:
    """The old address until the summer, then the new one."""
    left = end - 150 * DAY
    for at in visits(tell.rng, end - 0.4 * tell.person.every * DAY, tell.person.every):
        tell.contact(at, ordinary(tell.rng), moved=at > left)
    tell.contact(left - 5 * DAY, "moving", warmth=1)
    tell.contact(left + 20 * DAY, "question", by="letter", moved=True)


def delighted(tell: Teller, end: datetime) -> None:
    """Steady, and glad: thanks, praise, neighbours who were told."""
    for number, at in enumerate(visits(tell.rng, end - 0.3 * tell.person.every * DAY, tell.person.every)):
        tell.contact(at, "praise" if number % 3 == 1 else ordinary(tell.rng), warmth=1)


def away(tell: Teller, end: datetime) -> None:
    """Steady, but now and then it is their mailbox that answers."""
    for at in visits(tell.rng, end - 0.5 * tell.person.every * DAY, tell.person.every):
        asked = tell.contact(at, ordinary(tell.rng), warmth=0)
        if tell.rng.random() < 0.4:
            tell.auto_reply(asked)


def newsletter(tell: Teller, end: datetime) -> None:
    """A machine writes to many, we among them."""
    for at in visits(tell.rng, end - 2 * DAY, tell.person.every, jitter=0.02):
        tell.bulk(at)


COURSES: dict[str, Callable[[Teller, datetime], None]] = {
    "steady": steady,
    "fading": fading,
    "quiet": quiet,
    "turning": turning,
    "angry": angry,
    "forgotten": forgotten,
    "moved": moved,
    "delighted": delighted,
    "away": away,
    "newsletter": newsletter,
}


def visits(rng: Random, last: datetime, every: float, *, jitter: float = 0.35) -> Iterator[datetime]:
    """Instants of the year up to `last`, `every` days apart give or take `jitter`, the latest first."""
    at, first = last, last - YEAR
    while at > first:
        yield at
        at -= every * rng.uniform(1 - jitter, 1 + jitter) * DAY


def ordinary(rng: Random) -> str:
    """What an ordinary contact is about."""
    return rng.choice(SITUATIONS)
