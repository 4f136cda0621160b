"""Keeps one process running: starts it, knows whether it is ready, starts it again when it ends."""

from __future__ import annotations

import asyncio
import contextlib
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
        command: Sequence[str],
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
            self.process = process = child.start(self._command, environment=self._environment, log=self.log, says_ready=self.says_ready)
            late = False
            if await self._wait_ready(process):
                self.ready = True
                await self._came()
            else:
                late = await self._end(process)
            status = await process.wait()
            was_ready, self.ready = self.ready, False
            process.kill()
            if was_ready:
                await self._went()
            if self.ends and status == 0:
                self.done = True
            elif not self._expected:
                pause_s = pause.after(time.monotonic() - started_at)
                self._say(self._obituary("was not ready in time" if late else _how(status), status, pause_s))
                await asyncio.sleep(pause_s)

    async def _end(self, process: child.Process) -> bool:
        """A child that will not become ready: let it end by itself if it is about to, else stop it; whether that was needed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                await process.wait()
                return False
        await process.stop(2)
        return True

    async def hold(self, grace_s: float) -> None:
        """Stop the child and let no other start until `may_run` is set again."""
        self.may_run.clear()
        await self.stop(grace_s)

    async def stop(self, grace_s: float) -> None:
        self._expected = True
        if self.process is not None:
            await self.process.stop(grace_s)

    def _obituary(self, how: str, status: int, pause_s: float) -> str:
        last = self.log.last_line() if status > 0 else ""
        where = os.path.relpath(self.log.path)
        return f"{self.name} {how}{f': {last}' if last else ''}; it is started again in {pause_s:.1f} s (log: {where})"


def _how(status: int) -> str:
    return f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
