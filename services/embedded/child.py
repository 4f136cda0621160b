"""One child process: started, waited for, stopped; its output in a file, its life tied to ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.embedded.leash import leash
from services.embedded.logs import Log
from services.notify import VARIABLE


class Process:
    """A started child. `exited` is set when it has ended, whoever ended it."""

    def __init__(self, process: asyncio.subprocess.Process, pipe: int | None) -> None:
        self._process = process
        self._pipe = pipe
        self.started_at = time.monotonic()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def status(self) -> int | None:
        return self._process.returncode

    async def wait(self) -> int:
        return await self._process.wait()

    async def ready(self, timeout_s: float) -> dict[str, Any] | None:
        """The facts of its READY line; None when it ended or said nothing in time."""
        if self._pipe is None:
            return {}
        pipe, self._pipe = self._pipe, None
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", buffering=0)
        )
        try:
            async with asyncio.timeout(timeout_s):
                line = await reader.readline()  # empty when the pipe was closed: the child is gone
        except (TimeoutError, ValueError):
            return None
        finally:
            transport.close()
        if not line.startswith(b"READY "):
            return None
        with contextlib.suppress(msgspec.DecodeError):
            facts = msgspec.json.decode(line.removeprefix(b"READY "))
            return facts if isinstance(facts, dict) else {}
        return {}

    async def stop(self, grace_s: float) -> None:
        """SIGTERM, then after `grace_s` SIGKILL to it and to what it started."""
        if self.status is None:
            self.signal(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(grace_s):
                    await self.wait()
        self.kill()
        await self.wait()

    def kill(self) -> None:
        """End it and its process group at once; also what a child that ended by itself left behind."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if self._pipe is not None:
            os.close(self._pipe)
            self._pipe = None

    def signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)


async def start(command: Sequence[str], *, environment: Mapping[str, str], log: Log, says_ready: bool) -> Process:
    """Start a child in a process group of its own (Ctrl-C at the terminal is ours alone to pass on). From the main thread only."""
    reading, writing = os.pipe() if says_ready else (None, None)
    output = log.open()
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=leash(),
            env={**environment, VARIABLE: str(writing)} if writing is not None else dict(environment),
            pass_fds=() if writing is None else (writing,),
        )
    except BaseException:
        if reading is not None:
            os.close(reading)
        raise
    finally:
        os.close(output)
        if writing is not None:
            os.close(writing)
    return Process(process, reading)
