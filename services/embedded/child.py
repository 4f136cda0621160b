"""One child process: started, waited for, stopped; its output in a file, its life tied to ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.embedded.leash import leash
from services.embedded.logs import Log
from services.notify import VARIABLE


class Process:
    """A started child. Its end is seen by a descriptor of the process (Linux), without threads or signals of our own."""

    def __init__(self, popen: subprocess.Popen[bytes], pipe: int | None) -> None:
        self._popen = popen
        self._pipe = pipe
        self._ended = asyncio.Event()
        try:
            watched = os.pidfd_open(popen.pid)
        except (AttributeError, OSError):
            self._polling = asyncio.create_task(self._poll())
        else:
            asyncio.get_running_loop().add_reader(watched, self._end, watched)

    def _end(self, watched: int) -> None:
        asyncio.get_running_loop().remove_reader(watched)
        os.close(watched)
        self._popen.wait()
        self._ended.set()

    async def _poll(self) -> None:
        while self._popen.poll() is None:  # noqa: ASYNC110  # where the system has no descriptor of a process
            await asyncio.sleep(0.05)
        self._ended.set()

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def status(self) -> int | None:
        return self._popen.returncode

    async def wait(self) -> int:
        await self._ended.wait()
        return int(self._popen.returncode)

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
            self._popen.send_signal(number)


def start(command: Sequence[str], *, environment: Mapping[str, str], log: Log, says_ready: bool) -> Process:
    """Start a child in a process group of its own (Ctrl-C at the terminal is ours alone to pass on). From the main thread only."""
    reading, writing = os.pipe() if says_ready else (None, None)
    output = log.open()
    try:
        popen = subprocess.Popen(  # noqa: S603  # the programs of engines.py and jobs.py
            command,
            stdin=subprocess.DEVNULL,
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
    return Process(popen, reading)
