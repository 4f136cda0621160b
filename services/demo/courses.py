"""A year of a person's contacts with us, by the kind of course that it takes. Pure: the same random source gives the same year.

Every course is a function of a Teller that it tells its contacts to; COURSES names them as `stories/cast.toml` does. Here are those of
people who are well served; `leaving.py` has those who come less, `troubles.py` those who say why.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from services.demo import leaving, troubles
from services.demo.habits import DAY, calm, ordinary, visits
from services.demo.people import Customer
from services.demo.telling import Happening, Teller


def year_of(person: Customer, end: datetime, rng: Random, *, led_by: Happening | None = None) -> Teller:
    """What happened between this person and us in the year before `end`, in the order told. `led_by`: what somebody else said in public."""
    teller = Teller(person=person, rng=rng, until=end)
    if led_by is not None:
        troubles.joining(teller, end, led_by)
    else:
        COURSES[person.course](teller, end)
    return teller


def steady(tell: Teller, end: datetime) -> None:
    """Come about as often as ever, and came last less than one of their gaps ago."""
    for at in visits(tell.rng, end - tell.rng.uniform(0.1, 0.7) * tell.person.every * DAY, tell.person.every):
        tell.contact(at, ordinary(tell.rng))


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
        tell.contact(at, "praise" if number % 3 == 0 else calm(tell.rng), warmth=1)


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
    "moved": moved,
    "delighted": delighted,
    "away": away,
    "newsletter": newsletter,
    "fading": leaving.fading,
    "quiet": leaving.quiet,
    "turning": leaving.turning,
    "returned": leaving.returned,
    "angry": troubles.angry,
    "misread": troubles.misread,
    "forgotten": troubles.forgotten,
    "promised": troubles.promised,
}
