"""Watched folders: DATA/inbox/<channel>/. A file is taken in when nobody writes to it any more, and moved away only when it is safe."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

import structlog

from schemas.errors import Refused, Unavailable
from schemas.interaction import CHANNELS, Channel
from services.intake.door import Door

log = structlog.get_logger()

EVERY_S = 1.0
STILL_S = 2.0

Look = tuple[int, int, int, int]
"""Which file it is, its size, when it was written to and when anything about it changed: equal while nothing happens to it."""


class Inbox:
    """The folders, and since when each file in them has stood still: by our own clock, since those of other machines differ."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._still: dict[Path, tuple[Look, float]] = {}

    def waiting(self) -> Iterator[tuple[Channel, Path]]:
        """(channel, file) of those that can be taken in; hidden and half-copied ones (.part, .tmp) are left alone."""
        there: dict[Path, tuple[Look, float]] = {}
        for channel in CHANNELS:
            folder = self.directory / channel
            for file in sorted(folder.iterdir()) if folder.is_dir() else ():
                if file.name.startswith(".") or file.suffix in (".part", ".tmp") or not file.is_file():
                    continue
                with contextlib.suppress(OSError):  # gone while we look
                    now, seen = time.monotonic(), look(file)
                    before = self._still.get(file)
                    there[file] = before if before and before[0] == seen else (seen, now)
                    if now - there[file][1] > STILL_S and not is_written(file):
                        yield channel, file
        self._still = there

    async def read(self, file: Path) -> bytes | None:
        """None: it changed while it was read."""
        before = look(file)
        data = await asyncio.to_thread(file.read_bytes)
        return data if look(file) == before else None


def look(file: Path) -> Look:
    """Raises OSError when it is not there."""
    seen = file.stat()
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def is_written(file: Path) -> bool:
    """Whether somebody has it open to write, however long they pause: Linux then grants no lease to read (fcntl(2), F_SETLEASE).

    False where the file system knows no leases, or the file is another user's: there standing still has to do.
    """
    try:
        opened = os.open(file, os.O_RDONLY)
    except OSError:
        return False  # whoever reads it will say why it cannot be read
    try:
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(opened)  # and the lease with it
    return False


async def watch(directory: Path, door: Door) -> None:
    """Until cancelled."""
    inbox = Inbox(directory)
    for channel in CHANNELS:
        (directory / channel).mkdir(parents=True, exist_ok=True)
    while True:
        for channel, file in list(inbox.waiting()):
            try:
                data = await inbox.read(file)
                if data is None:
                    continue
                await door.keep(channel, "application/octet-stream", f"folder:{channel}", data)
            except Unavailable:
                break
            except (Refused, OSError) as error:
                log.warning("intake.folder_refused", channel=channel, why=getattr(error, "what", type(error).__name__))
                move(file, directory / "refused" / channel)
                continue
            move(file, directory / "taken" / channel)
        await asyncio.sleep(EVERY_S)


def move(file: Path, folder: Path) -> None:
    """Beside another of the same name, never over it. One that cannot be moved, or is gone, stays where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    target, number = folder / file.name, 1
    while target.exists():
        target, number = folder / f"{file.stem}.{number}{file.suffix}", number + 1
    with contextlib.suppress(OSError):
        file.rename(target)
