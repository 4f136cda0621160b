from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from streams.taking import taken


class Stream:
    """What a Faust stream is to whoever takes from it."""

    def __init__(self, *, ends_with: Exception | None = None) -> None:
        self.coming: asyncio.Queue[int | None] = asyncio.Queue()
        self.stopped = False
        self._ends_with = ends_with

    def noack(self) -> Stream:
        return self

    async def events(self) -> AsyncIterator[int]:
        try:
            while (event := await self.coming.get()) is not None:
                yield event
            if self._ends_with:
                raise self._ends_with
        finally:
            self.stopped = True

    def send(self, *events: int | None) -> Stream:
        for event in events:
            self.coming.put_nowait(event)
        return self


async def test_everything_comes_once_and_in_order() -> None:
    stream = Stream().send(*range(50), None)
    async with aclosing(taken(stream, 8, gather_s=0)) as batches:
        got = [batch async for batch in batches]
    assert [event for batch in got for event in batch] == list(range(50))
    assert max(map(len, got)) <= 8


async def test_what_comes_together_is_taken_together() -> None:
    stream = Stream().send(1, 2, 3)
    async with aclosing(taken(stream, 20, gather_s=0.01)) as batches:
        assert await anext(batches) == [1, 2, 3]


async def test_a_full_batch_does_not_wait() -> None:
    stream = Stream().send(*range(6))
    async with asyncio.timeout(300), aclosing(taken(stream, 2, gather_s=3600)) as batches:
        assert await anext(batches) == [0, 1]


async def test_the_failure_of_the_stream_comes_after_what_it_gave() -> None:
    stream = Stream(ends_with=RuntimeError("gone")).send(1, None)
    async with aclosing(taken(stream, 5, gather_s=0.01)) as batches:
        assert await anext(batches) == [1]
        with pytest.raises(RuntimeError, match="gone"):
            await anext(batches)


async def test_whoever_is_cancelled_pulls_no_more() -> None:
    stream = Stream().send(1)
    took = asyncio.Event()

    async def follow() -> None:
        async with aclosing(taken(stream, 5, gather_s=0)) as batches:
            async for _ in batches:
                took.set()

    following = asyncio.create_task(follow())
    await took.wait()
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    assert stream.stopped
