"""What came through the door is counted by its source."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from schemas.errors import Refused
from services.intake import door as doors
from services.intake.door import Door
from streams.desk import Desk


async def test_what_came_is_written_soon_and_the_rest_at_the_end(desk: Desk, eventually: Callable[..., Awaitable[Any]]) -> None:
    async with Door(desk.state, desk.producer, now=desk.now) as door:
        for data in (b"a", b"b", b"a"):
            await door.keep("phone", "text/csv", "folder:phone", data)
        with pytest.raises(Refused):
            await door.keep("phone", "text/csv", "folder:phone", b"")
        door.refused("hook:twilio", "the signature is wrong")

        async def both() -> Any:  # each is written by itself
            known = await desk.state.sources.all()
            return known if len(known) == 2 else None

        folder, hook = await eventually(both)
        assert (folder.id, folder.accepted, folder.duplicates, folder.refused, folder.refusal) == ("folder:phone", 2, 1, 1, "it is empty")
        assert (folder.first_at, folder.last_at, hook.id, hook.refused) == (desk.now(), desk.now(), "hook:twilio", 1)
        await door.keep("phone", "text/csv", "folder:phone", b"c")
    assert (await desk.state.sources.all())[0].accepted == 3


async def test_counts_wait_for_a_database_that_is_away(
    desk: Desk, eventually: Callable[..., Awaitable[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "NEWS_EVERY_S", 0.05)
    heard, failures = desk.state.sources.heard, [doors.AWAY[0]("away")] * 3

    async def at_last(news: Any) -> None:
        if failures:
            raise failures.pop()
        await heard(news)

    monkeypatch.setattr(desk.state.sources, "heard", at_last)
    async with Door(desk.state, desk.producer, now=desk.now) as door:
        for number in range(5):
            await door.keep("phone", "text/csv", "folder:phone", b"%d" % number)

        async def every() -> Any:  # some may be told before the last has come
            return [one for one in await desk.state.sources.all() if one.accepted == 5]

        [folder] = await eventually(every)
        assert not failures and folder.id == "folder:phone"


async def test_a_channel_that_is_none_makes_no_source(desk: Desk) -> None:
    async with Door(desk.state, desk.producer, now=desk.now) as door:
        with pytest.raises(Refused):
            await door.keep("fax", "text/plain", "ingest:fax", b"a")
    assert await desk.state.sources.all() == []


async def test_a_count_that_is_being_written_when_the_door_closes_is_not_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "NEWS_EVERY_S", 0.01)
    heard, writing = desk.state.sources.heard, asyncio.Event()

    async def slowly(news: Any) -> None:
        writing.set()
        await asyncio.sleep(0)
        await heard(news)

    monkeypatch.setattr(desk.state.sources, "heard", slowly)
    async with Door(desk.state, desk.producer, now=desk.now) as door:
        await door.keep("phone", "text/csv", "folder:phone", b"a")
        await writing.wait()
    assert [one.accepted for one in await desk.state.sources.all()] == [1]
