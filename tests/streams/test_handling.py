"""How long the house takes is read once an hour, from those who were last in touch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.documents import Person, Step
from streams.handling import usual_of
from streams.rules.handling import FEWEST
from streams.settings import Settings

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ASKED = datetime(2026, 11, 23, 9, tzinfo=UTC)


class Kept:
    """A state that counts how often it is asked."""

    def __init__(self, persons: list[Person]) -> None:
        self.found, self.asked, self.persons = persons, 0, self

    async def recent(self, limit: int, *, now: datetime) -> list[Person]:
        self.asked += 1
        return self.found[:limit]


def person(number: int) -> Person:
    def step(at: datetime, **more: Any) -> Step:
        return Step(at=at, id=f"{at}", channel="email", identifier="email:a@b.fr", **more)

    course = (step(ASKED, direction="in", theirs=True, asks=True), step(ASKED + timedelta(hours=3), direction="out", theirs=False))
    return Person(id=f"p_{number}", course=course)


async def test_it_is_read_once_an_hour_and_for_each_hub_by_itself() -> None:
    known, empty = Kept([person(number) for number in range(FEWEST)]), Kept([])
    for _ in range(3):
        assert await usual_of(known, Settings(), NOW) == {"email": timedelta(hours=3)}  # type: ignore[arg-type]  # it stands for one
        assert await usual_of(empty, Settings(), NOW) == {}  # type: ignore[arg-type]  # so does this
    assert (known.asked, empty.asked) == (1, 1)
