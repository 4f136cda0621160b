"""Watched folders: DATA/inbox/<channel>/. A file is taken in once it has stood still, and moved away only when it is safe."""

from __future__ import annotations

import asyncio
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


def waiting(inbox: Path) -> Iterator[tuple[Channel, Path]]:
    """(channel, file) of those that have not changed for two seconds; hidden and half-copied ones (.part, .tmp) are left alone."""
    for channel in CHANNELS:
        folder = inbox / channel
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if (
                file.is_file()
                and not file.name.startswith(".")
                and file.suffix not in (".part", ".tmp")
                and time.time() - file.stat().st_mtime > STILL_S
            ):
                yield channel, file


async def watch(inbox: Path, door: Door) -> None:
    """Until cancelled."""
    for channel in CHANNELS:
        (inbox / channel).mkdir(parents=True, exist_ok=True)
    while True:
        for channel, file in list(waiting(inbox)):
            try:
                await door.keep(channel, "application/octet-stream", f"folder:{channel}", await asyncio.to_thread(file.read_bytes))
            except Unavailable:
                break
            except (Refused, OSError) as error:
                log.warning("intake.folder_refused", channel=channel, why=getattr(error, "what", type(error).__name__))
                _move(file, inbox / "refused" / channel)
                continue
            _move(file, inbox / "taken" / channel)
        await asyncio.sleep(EVERY_S)


def _move(file: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target, number = folder / file.name, 1
    while target.exists():
        target, number = folder / f"{file.stem}.{number}{file.suffix}", number + 1
    file.rename(target)
