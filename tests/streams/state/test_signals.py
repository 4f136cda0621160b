"""Signals are found by what holds now and by when they began."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.events import Kind, Signal
from streams.desk import Desk
from streams.state import signals

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
Make = Callable[..., Awaitable[Desk]]


def signal(id_: str, days_ago: float, *, kind: Kind = "quiet", closed: bool = False) -> Signal:
    since = NOW - days_ago * DAY
    more: dict[str, Any] = {"closed_at": NOW} if closed else {}
    return Signal(id=id_, person="p", kind=kind, at=since + DAY, since=since, numbers=(), evidence=("e",), **more)


async def test_what_has_begun_since_a_moment_is_found_open_or_closed_and_nothing_before_it(make_desk: Make) -> None:
    state = (await make_desk(lambda: NOW)).state
    known = [signal("old", 85), signal("edge", 84), signal("closed", 30, closed=True), signal("new", 2, kind="delighted")]
    await state.signals.put(known)
    assert [found.id for found in await state.signals.begun(NOW - 84 * DAY, 10)] == ["new", "closed", "edge"]
    assert [found.id for found in await state.signals.begun(NOW - 84 * DAY, 2)] == ["new", "closed"]
    assert [found.id for found in await state.signals.begun(NOW - 84 * DAY, 2, kinds=("quiet",))] == ["closed", "edge"]


async def test_of_a_person_the_latest_are_found_and_all_that_are_open(make_desk: Make) -> None:
    state = (await make_desk(lambda: NOW)).state
    await state.signals.put([signal("open", 90), *(signal(f"{days}", days, closed=True) for days in (30, 20, 10)), signal("new", 2)])
    assert [found.id for found in await state.signals.of("p", 2)] == ["new", "10", "open"]
    assert [found.id for found in await state.signals.of("p", 9)] == ["new", "10", "20", "30", "open"]


async def test_those_that_hold_are_found_by_their_kind(make_desk: Make) -> None:
    state = (await make_desk(lambda: NOW)).state
    await state.signals.put([signal("a", 3), signal("b", 2, kind="fading"), signal("c", 1, kind="returned"), signal("d", 1, closed=True)])
    assert [found.id for found in await state.signals.open(now=NOW)] == ["c", "b", "a"]
    assert [found.id for found in await state.signals.open(kinds=("quiet", "fading"), now=NOW)] == ["b", "a"]
    assert [found.id for found in await state.signals.open(1, kinds=("quiet", "fading"), now=NOW)] == ["b"]


async def test_what_has_held_for_years_is_found_after_what_was_noticed_today(make_desk: Make) -> None:
    state = (await make_desk(lambda: NOW)).state
    await state.signals.put([signal(f"{days}", days) for days in (1.5, 5, 20, 300, 4000)])
    for limit in (1, 2, 3, 4, 5, 9):
        found = [found.id for found in await state.signals.open(limit, kinds=("quiet",), now=NOW)]
        assert found == ["1.5", "5", "20", "300", "4000"][:limit]


async def test_the_engine_takes_the_indexes(make_desk: Make) -> None:
    db = (await make_desk(lambda: NOW)).state.db
    await db["signals"].create_indexes(signals.INDEXES)
    assert len(await db["signals"].index_information()) == len(signals.INDEXES) + 1
