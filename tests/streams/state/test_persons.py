"""Of many persons only as many are read as are asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from schemas.documents import Person
from streams.desk import Desk

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Make = Callable[..., Awaitable[Desk]]


@pytest.mark.parametrize(("there", "asked"), [(0, 5), (3, 5), (40, 50), (50, 50), (400, 50), (2000, 50)])
async def test_a_sample_is_everybody_of_few_and_so_many_of_more_each_once(make_desk: Make, there: int, asked: int) -> None:
    persons = (await make_desk(lambda: NOW)).state.persons
    everybody = {f"person-{number}" for number in range(there)}
    await persons.put_many([Person(id=id_) for id_ in everybody])
    drawn = [person.id async for person in persons.sample(asked)]
    assert len(drawn) == len(set(drawn)) == await persons.count(asked) == min(there, asked)
    assert set(drawn) <= everybody
