"""`egard up --once`: when is everything that came in carried to its end, and whoever wanted to hand something over served?"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import ClientError, ClientSession, ClientTimeout

from schemas.interaction import CHANNELS
from services.embedded.hub import Hub

QUIET_S = 3.0
SERVABLE_S = 5.0  # as long as an `egard ingest` that waits may need to find us
EVERY_S = 0.25


async def drained(
    hub: Hub, inbox: Path, *, ready: Callable[[], bool], busy: Callable[[], bool], backlog: Callable[[], Awaitable[int | None]]
) -> None:
    """Returns when for three seconds nothing was on its way, nothing came in, no file waited in the inbox and nobody was `busy`."""
    clock = asyncio.get_running_loop().time
    ready_since: float | None = None
    quiet_since = clock()
    while True:
        await asyncio.sleep(EVERY_S)
        if not ready():
            ready_since = None
            continue
        ready_since = ready_since or clock()
        if busy() or files_wait(inbox) or await came_lately(hub) or await backlog() != 0:
            quiet_since = clock()
        elif clock() - ready_since >= SERVABLE_S and clock() - quiet_since >= QUIET_S:
            return


async def came_lately(hub: Hub) -> bool:
    """Whether the intake took something in within the last seconds; also when it does not say, so that nobody is cut off."""
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=3), headers={"Authorization": f"Bearer {hub.token}"}) as session,
            session.get(f"{hub.intake_url}/status") as answer,
        ):
            last_at = (await answer.json())["last_at"] if answer.status == 200 else "unknown"
        return last_at is not None and (datetime.now(UTC) - msgspec.convert(last_at, datetime)).total_seconds() < QUIET_S
    except (ClientError, OSError, TimeoutError, ValueError, KeyError, msgspec.ValidationError):
        return True


def files_wait(inbox: Path) -> bool:
    """Whether a watched folder still holds something that will be taken in."""
    folders = [inbox / channel for channel in CHANNELS if (inbox / channel).is_dir()]
    return any(
        file.is_file() and file.name[0] != "." and file.suffix not in (".part", ".tmp") for folder in folders for file in folder.iterdir()
    )


def summary(counts: dict[str, Any]) -> str:
    messages = ", ".join(f"{number} {state}" for state, number in counts["messages"].items())
    return (
        f"drained: {counts['originals']} originals, {counts['entries']} entries, {counts['persons']} persons, {counts['signals']} signals, "
        f"{counts['dead']} dead letters; messages: {messages}"
    )
