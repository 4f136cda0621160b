"""Many documents are written a few at a time, and it is told of each whether it was new."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from streams.desk import Desk
from streams.state.client import WRITTEN_AT_ONCE, insert_new

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Make = Callable[..., Awaitable[Desk]]


async def test_of_more_than_one_insert_those_are_told_that_were_new(make_desk: Make) -> None:
    docs = (await make_desk(lambda: NOW)).state.db["many"]
    there = range(0, 3 * WRITTEN_AT_ONCE, 7)
    assert await insert_new(docs, [{"_id": number, "first": True} for number in there]) == set(there)
    every = range(3 * WRITTEN_AT_ONCE + 1)
    assert await insert_new(docs, [{"_id": number, "first": False} for number in every]) == set(every) - set(there)
    assert {doc["_id"] async for doc in docs.find({"first": True})} == set(there)
    assert await docs.count_documents({}) == len(every)
    assert await insert_new(docs, []) == set()
