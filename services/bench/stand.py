"""Where measuring happens: engines of its own in a folder that goes away, and children that work against them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec

from schemas.errors import Unavailable
from services.embedded.child import Process, start
from services.embedded.engines import SESSION_S, Kafka, broker_command, database_command, kafka_url, mongo_url
from services.embedded.leash import leash
from services.embedded.logs import Log
from services.embedded.ports import Ports
from services.embedded.topics import create_topics
from streams.settings import Settings
from streams.state import State

START_S = 60.0
STILL_S = 120.0
"""A child that says nothing for so long is stuck."""


class Stand:
    """A broker and a database on free ports. Every part of a measurement has topics and a database of its own."""

    def __init__(self, directory: Path, kafka: str, mongo_port: int, pids: dict[str, int]) -> None:
        self.directory, self.pids, self._kafka, self._mongo_port, self._parts = directory, pids, kafka, mongo_port, 0

    async def part(self) -> Settings:
        """Settings for one part: nothing of another is seen."""
        self._parts += 1
        prefix = f"b{self._parts}."
        await create_topics(self._kafka, prefix)
        return Settings(
            kafka_url=self._kafka,
            mongo_url=mongo_url(self._mongo_port).replace("/egard?", f"/bench{self._parts}?"),
            prefix=prefix,
            own="chaleur.example",
            data=str(self.directory),
            session_s=SESSION_S,
        )


@contextlib.asynccontextmanager
async def stand() -> AsyncIterator[Stand]:
    with tempfile.TemporaryDirectory(prefix="egard-bench-") as name:
        directory = Path(name)
        ports = Ports(directory / "run", lambda _: None)
        broker_port, database_port = ports.of("broker"), ports.of("database")
        (directory / "db").mkdir()
        children: list[Process] = []
        try:
            for engine, command in (
                ("broker", broker_command(broker_port)),
                ("database", database_command(database_port, directory / "db")),
            ):
                children.append(start(command, environment=os.environ, log=Log(directory / "log", engine), says_ready=False))
            await _answer(kafka_url(broker_port), mongo_url(database_port))
            yield Stand(
                directory,
                kafka_url(broker_port),
                database_port,
                dict(zip(("broker", "database"), (child.pid for child in children), strict=True)),
            )
        finally:
            for child in children:
                await child.stop(5.0)


async def _answer(kafka_at: str, mongo_at: str) -> None:
    kafka, state = Kafka(kafka_at), State.connect(mongo_at, timeout_s=1.0)
    try:
        async with asyncio.timeout(START_S):
            while await kafka.topics(timeout_s=1.0) is None:  # noqa: ASYNC110  # it happens in another process
                await asyncio.sleep(0.1)
            while True:
                with contextlib.suppress(Exception):
                    await state.ping()
                    return
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise Unavailable("engines", f"they do not answer after {START_S:.0f} s", "see that nothing else uses up the machine") from None
    finally:
        await kafka.close()
        state.close()


class Child:
    """`python -m module plan`, which answers in JSON lines."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid

    async def say(self, line: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101  # made with a pipe
        self._process.stdin.write(line + b"\n")
        await self._process.stdin.drain()

    async def hear(self) -> dict[str, Any]:
        """Its next line. Raises Unavailable when it ended or is stuck."""
        assert self._process.stdout is not None  # noqa: S101  # made with a pipe
        line = b""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(STILL_S):
                line = await self._process.stdout.readline()
        if not line:
            raise Unavailable(
                "bench", "a measuring process ended or stands still", "its last words are above; try again on a quieter machine"
            )
        said: dict[str, Any] = msgspec.json.decode(line)
        return said


@contextlib.asynccontextmanager
async def child(module: str, plan: object) -> AsyncIterator[Child]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        msgspec.json.encode(plan).decode(),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 24,
        preexec_fn=leash(),
    )
    try:
        yield Child(process)
        async with asyncio.timeout(10):
            await process.wait()
    except TimeoutError:
        pass
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def cpu_s(pid: int) -> float:
    """What a process has used so far (Linux)."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
