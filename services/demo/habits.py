"""How often somebody comes, and what for, when nothing is the matter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from services.demo.stories import CALM, SITUATIONS
from services.demo.telling import YEAR, Teller

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def visits(rng: Random, last: datetime, every: float, *, jitter: float = 0.25) -> Iterator[datetime]:
    """Instants of the year up to `last`, `every` days apart give or take `jitter`, the latest first."""
    at, first = last, last - YEAR
    while at > first:
        yield at
        at -= every * rng.uniform(1 - jitter, 1 + jitter) * DAY


def calm(rng: Random) -> str:
    """What a contact is about that explains nothing which comes later."""
    return rng.choice(CALM)


def ordinary(rng: Random) -> str:
    """What an ordinary contact is about."""
    return rng.choice(SITUATIONS)


def so_far(tell: Teller, last: datetime, *, jitter: float = 0.2, warmth: float = 0.0) -> None:
    """As regular as one can wish until `last`, and answered each time: what comes then is a change."""
    for at in visits(tell.rng, last, tell.person.every, jitter=jitter):
        tell.contact(at, calm(tell.rng), answered=True, warmth=warmth)
