"""A worker that runs one stage of the real app, and can be told to hang once it has written: a fork server keeps the imports warm."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

import services.commands.worker as command
import streams.app as app
from streams.apart import die_with_parent
from streams.desk import Desk
from streams.runner import Batch, Handler, Stage
from streams.settings import Settings
from streams.wire import Emit


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """How a worker is to behave. `trigger`: it hangs after having written, once this file is there; then it writes `mark`."""

    settings: Settings
    stage: str
    now: datetime
    log: Path
    trigger: Path | None = None
    mark: Path | None = None
    seen: Path | None = None


def work(told: Told) -> None:
    """The process: `egard worker`, with a clock that stands still, the one stage alone, and no clock of the path."""
    die_with_parent(os.getppid())  # also when the whole test is killed
    log = os.open(told.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(log, number)
    name, stage = stage_of(told.stage)
    app.APPS[name] = (msgspec.structs.replace(stage, handle=_watched(stage.handle, told)),)
    app.CLOCK_RUNS_IN = ""
    command.Desk = partial(Desk, now=lambda: told.now)  # type: ignore[misc,assignment]
    asyncio.run(command.run(told.settings, [name]))


def stage_of(name: str) -> tuple[str, Stage]:
    """The app that a stage runs in, and its row of the table."""
    return next((app_name, stage) for app_name, stages in app.APPS.items() for stage in stages if stage.name == name)


def _watched(handle: Handler, told: Told) -> Handler:
    async def watched(batch: Batch, desk: Desk) -> Sequence[Emit]:
        emits = await handle(batch, desk)
        if told.seen:
            with told.seen.open("a") as seen:
                seen.writelines(f"{item.sealed.id}\n" for item in batch._cargo)
        if told.trigger and told.mark and told.trigger.exists():
            told.mark.write_text(f"{len(batch.events)}")
            await asyncio.Event().wait()
        return emits

    return watched
