"""Keeps one process running: starts it, knows whether it is ready, starts it again when it ends."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from services.embedded import child
from services.embedded.logs import Log

SHORTEST_S, LONGEST_S = 0.2, 10.0
RAN_WELL_S = 20.0


class Pause:
    """How long to wait before the next start: short at first, doubled each time, short again after it ran well."""

    def __init__(self) -> None:
        self._next_s = SHORTEST_S

    def after(self, ran_s: float) -> float:
        if ran_s >= RAN_WELL_S:
            self._next_s = SHORTEST_S
        pause_s, self._next_s = self._next_s, min(LONGEST_S, self._next_s * 2)
        return pause_s


async def _nothing() -> None:
    return None


class Keeper:
    """`keep` runs until it is cancelled, or until a child that is meant to end ended well; the child outlives a cancellation.

    `wait_ready` answers whether the started child can be relied on; `came` and `went` are told when it can and no longer can.
    """

    def __init__(
        self,
        name: str,
        command: Callable[[], Sequence[str]],
        *,
        environment: Mapping[str, str],
        log: Log,
        say: Callable[[str], None],
        wait_ready: Callable[[child.Process], Awaitable[bool]],
        came: Callable[[], Awaitable[None]] = _nothing,
        went: Callable[[], Awaitable[None]] = _nothing,
        says_ready: bool = False,
        ends: bool = False,
    ) -> None:
        self.name, self.log, self.says_ready, self.ends = name, log, says_ready, ends
        self.process: child.Process | None = None
        self.ready = self.done = False
        self.may_run = asyncio.Event()
        self._command, self._environment, self._say = command, environment, say
        self._wait_ready, self._came, self._went = wait_ready, came, went
        self._expected = False

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process is not None and self.process.status is None else None

    async def keep(self) -> None:
        pause = Pause()
        while not self.done:
            await self.may_run.wait()
            self._expected = False
            started_at = time.monotonic()
            self.process = process = await child.start(
                self._command(), environment=self._environment, log=self.log, says_ready=self.says_ready
            )
            if not self.may_run.is_set():  # held while it was being started
                await process.stop(1)
                continue
            if await self._wait_ready(process):
                self.ready = True
                await self._came()
            elif process.status is None and not self._expected:
                self._say(f"{self.name} is not ready in time and is started again; see {self.log.path}")
                await process.stop(2)
            status = await process.wait()
            was_ready, self.ready = self.ready, False
            process.kill()
            if was_ready:
                await self._went()
            if self.ends and status == 0:
                self.done = True
            elif not self._expected:
                pause_s = pause.after(time.monotonic() - started_at)
                self._say(self._obituary(status, pause_s))
                await asyncio.sleep(pause_s)

    async def hold(self, grace_s: float) -> None:
        """Stop the child and let no other start until `may_run` is set again."""
        self.may_run.clear()
        await self.stop(grace_s)

    async def stop(self, grace_s: float) -> None:
        self._expected = True
        self.ready = False
        if self.process is not None:
            await self.process.stop(grace_s)

    def _obituary(self, status: int, pause_s: float) -> str:
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        last = self.log.last_line() if status > 0 else ""
        where = os.path.relpath(self.log.path)
        return f"{self.name} {how}{f': {last}' if last else ''}; it is started again in {pause_s:.1f} s (log: {where})"
