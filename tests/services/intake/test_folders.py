"""A file in a watched folder is read once, whole, and never while somebody writes to it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.errors import Refused, Unavailable
from schemas.events import Raw
from services.intake import folders

Eventually = Callable[..., Awaitable[Any]]


class Kept:
    """A door that keeps what it is given, in memory; `says`: what it answers first."""

    def __init__(self) -> None:
        self.files: list[tuple[str, str, bytes]] = []
        self.says: list[Exception] = []

    async def keep(self, channel: str, content_type: str, source: str, data: bytes) -> tuple[Raw, bool]:
        if self.says:
            raise self.says.pop(0)
        self.files.append((channel, source, data))
        return Raw(original=f"{channel}:{len(self.files)}", channel="phone", received_at=datetime.now(UTC)), True


@pytest.fixture
async def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kept]:
    monkeypatch.setattr(folders, "EVERY_S", 0.02)
    monkeypatch.setattr(folders, "STILL_S", 0.3)
    kept = Kept()
    watching = asyncio.create_task(folders.watch(tmp_path, kept))  # type: ignore[arg-type]  # all that it needs of a door
    while not (tmp_path / "social").is_dir():
        await asyncio.sleep(0.01)
    yield kept
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def others(tmp_path: Path, door: Kept, eventually: Eventually) -> None:
    """Time for several rounds: two files after one another were taken meanwhile."""
    for _ in range(2):
        before = len(door.files)
        (tmp_path / "social" / f"other{before}").write_bytes(b"other")
        await eventually(lambda before=before: len(door.files) > before)


async def test_a_file_is_read_once_and_lies_with_those_taken(tmp_path: Path, door: Kept, eventually: Eventually) -> None:
    (tmp_path / "phone" / "Master.csv").write_bytes(b"a,b\n")
    await eventually(lambda: (tmp_path / "taken" / "phone" / "Master.csv").exists())
    (tmp_path / "phone" / "Master.csv").write_bytes(b"c,d\n")
    await eventually(lambda: (tmp_path / "taken" / "phone" / "Master.1.csv").exists())
    assert door.files == [("phone", "folder:phone", b"a,b\n"), ("phone", "folder:phone", b"c,d\n")]


async def test_who_writes_slowly_and_pauses_longer_than_we_wait_is_not_read_by_half(
    tmp_path: Path, door: Kept, eventually: Eventually
) -> None:
    with (tmp_path / "phone" / "slow.csv").open("wb") as slow:
        for part in (b"one\n", b"two\n"):
            slow.write(part)
            slow.flush()
            await others(tmp_path, door, eventually)
            assert not [data for channel, _, data in door.files if channel == "phone"]
    await eventually(lambda: ("phone", "folder:phone", b"one\ntwo\n") in door.files)


def test_who_opens_it_anew_for_each_line_is_not_read_by_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, inbox, log = [100.0], folders.Inbox(tmp_path), tmp_path / "phone" / "log.csv"
    monkeypatch.setattr(folders.time, "monotonic", lambda: now[0])
    log.parent.mkdir()
    for number in range(10):
        with log.open("ab") as opened:
            opened.write(b"%d\n" % number)
        assert list(inbox.waiting()) == []
        now[0] += folders.STILL_S
        assert list(inbox.waiting()) == []
    now[0] += 0.1
    assert list(inbox.waiting()) == [("phone", log)]


async def test_a_file_that_is_copied_under_another_name_is_read_when_it_gets_its_own(
    tmp_path: Path, door: Kept, eventually: Eventually
) -> None:
    for hidden in (".copy.csv", "copy.csv.part", "copy.csv.tmp"):
        (tmp_path / "phone" / hidden).write_bytes(b"whole")
    await others(tmp_path, door, eventually)
    assert not [data for channel, _, data in door.files if channel == "phone"]
    (tmp_path / "phone" / "copy.csv.part").rename(tmp_path / "phone" / "copy.csv")
    await eventually(lambda: ("phone", "folder:phone", b"whole") in door.files)


async def test_one_moved_in_with_an_old_or_a_future_time_is_read(tmp_path: Path, door: Kept, eventually: Eventually) -> None:
    for place, at in enumerate((0, 4_000_000_000)):
        (tmp_path / f"f{place}").write_bytes(b"%d" % place)
        os.utime(tmp_path / f"f{place}", (at, at))
        (tmp_path / f"f{place}").rename(tmp_path / "phone" / f"f{place}")
    await eventually(lambda: len(door.files) == 2)


async def test_what_is_refused_lies_apart_and_what_is_not_safe_yet_is_tried_again(
    tmp_path: Path, door: Kept, eventually: Eventually
) -> None:
    door.says = [Unavailable("database", "it does not answer", "again"), Refused("body", "it is empty", "hand in the file itself")]
    (tmp_path / "phone" / "a").write_bytes(b"")
    await eventually(lambda: (tmp_path / "refused" / "phone" / "a").exists())
    assert door.files == [] and door.says == []
