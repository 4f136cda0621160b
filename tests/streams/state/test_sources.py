"""Where things come from: counts add up whoever writes them, and the longest silence of a day is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from streams.desk import Desk
from streams.state.sources import DAYS_KEPT, News

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
Make = Callable[..., Awaitable[Desk]]


def came(at: datetime, *, until: datetime | None = None, accepted: int = 1, duplicates: int = 0, source: str = "smtp") -> News:
    return News(source=source, first_at=at, last_at=until or at, accepted=accepted, duplicates=duplicates)


async def test_what_came_from_where_is_counted(make_desk: Make) -> None:
    sources = (await make_desk(lambda: NOW)).state.sources
    await sources.heard([came(NOW, accepted=3), came(NOW, source="folder:phone", accepted=0, duplicates=2)])
    await sources.heard([came(NOW + DAY, until=NOW + DAY * 1.5, duplicates=1)])
    await sources.refused("hook:twilio", "the signature is wrong", NOW)
    folder, hook, smtp = await sources.all()
    assert (folder.id, folder.accepted, folder.duplicates, folder.last_at) == ("folder:phone", 0, 2, NOW)
    assert (smtp.id, smtp.accepted, smtp.duplicates, smtp.first_at, smtp.last_at) == ("smtp", 4, 1, NOW, NOW + DAY * 1.5)
    assert smtp.gaps == {"2026-03-03": 86400.0}
    assert (hook.refused, hook.refusal, hook.refused_at, hook.first_at, hook.last_at) == (1, "the signature is wrong", NOW, None, None)
    assert await sources.get("smtp") == smtp and await sources.get("nowhere") is None


async def test_a_late_writer_takes_nothing_back(make_desk: Make) -> None:
    sources = (await make_desk(lambda: NOW)).state.sources
    for at in (NOW + DAY, NOW, NOW + DAY / 2):
        await sources.heard([came(at)])
    [smtp] = await sources.all()
    assert (smtp.first_at, smtp.last_at, smtp.accepted, smtp.gaps) == (NOW, NOW + DAY, 3, {})


async def test_of_each_day_the_longest_silence_is_kept_and_old_days_go(make_desk: Make) -> None:
    sources = (await make_desk(lambda: NOW)).state.sources
    at = NOW
    for hours in (1, 3, 2, *[24] * (DAYS_KEPT + 5)):
        await sources.heard([came(at)])
        at += timedelta(hours=hours)
    [smtp] = await sources.all()
    assert len(smtp.gaps) == DAYS_KEPT and set(smtp.gaps.values()) == {86400.0} and "2026-03-02" not in smtp.gaps
    sources = (await make_desk(lambda: NOW)).state.sources
    for hours in (0, 1, 4, 5):
        await sources.heard([came(NOW + timedelta(hours=hours))])
    assert (await sources.all())[0].gaps == {"2026-03-02": 3 * 3600.0}


async def test_news_add_up() -> None:
    first = came(NOW)
    first.add(News(source="smtp", refused=1, refusal="it is empty", refused_at=NOW))
    first.add(came(NOW + DAY, accepted=0, duplicates=2))
    assert first == News(
        source="smtp", first_at=NOW, last_at=NOW + DAY, accepted=1, duplicates=2, refused=1, refusal="it is empty", refused_at=NOW
    )
