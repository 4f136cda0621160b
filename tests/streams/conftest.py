"""A real database for the stages, one a session, and a desk on a fresh name in it."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.events import Event
from streams.desk import Desk
from streams.runner import Batch, Cargo
from streams.settings import Settings
from streams.state import State
from streams.wire import Emit, Producer, open_event, seal


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture(scope="session")
def mongo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database engine; EGARD_TEST_MONGO_URL names one that runs elsewhere."""
    import os

    if elsewhere := os.environ.get("EGARD_TEST_MONGO_URL"):
        yield elsewhere
        return
    beside = Path(sys.executable).parent / "secantusd-py"
    program = str(beside) if beside.is_file() else shutil.which("secantusd-py")
    assert program, "install the extra `embedded`"
    port = free_port()
    directory = tmp_path_factory.mktemp("database")
    engine = subprocess.Popen(
        [program, "--host", "127.0.0.1", "--port", str(port), "--storage-path", str(directory), "--log-level", "ERROR"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 90
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < until and engine.poll() is None, "the database does not start"
                time.sleep(0.05)
        yield f"mongodb://127.0.0.1:{port}/%s?directConnection=true"
    finally:
        engine.terminate()
        engine.wait(10)


class Clock:
    """The moment, in a test's hands."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
async def make_desk(mongo: str, tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """`await make_desk(clock, smtp_url=...)`: a desk on an empty database."""
    desks: list[Desk] = []

    async def make(now: Callable[[], datetime], **given: str) -> Desk:
        name = f"test{secrets.token_hex(4)}"
        url = mongo % name if "%s" in mongo else mongo
        settings = Settings(
            **{
                "data": str(tmp_path / "data"),
                "mongo_url": url,
                "own": "exemple.fr",
                "mail_from": "bonjour@exemple.fr",
                "house": "Chauffage du Sud",
                **given,
            }
        )
        state = State.connect(url)

        desks.append(Desk(settings, state, Producer(settings), now=now))
        return desks[-1]

    yield make
    for desk in desks:
        await desk.state.db.client.drop_database(desk.state.db.name)
        await desk.close()


async def handle(stage: Callable[[Batch, Desk], Any], desk: Desk, *events: Event) -> list[Emit]:
    """The events as one batch of a stage; dead letters fail the test."""
    sealed = [seal(Emit("test", "key", event)) for event in events]
    import msgspec

    from schemas.events import CloudEvent

    cargo = []
    for index, raw in enumerate(sealed):
        event = msgspec.json.decode(raw, type=CloudEvent)
        cargo.append(Cargo(open_event(event), event, "test", 0, 0, index))
    batch = Batch("test", cargo, desk.now())
    emits = list(await stage(batch, desk))
    assert not batch.dead, batch.dead
    return emits


@pytest.fixture
def run() -> Callable[..., Any]:
    return handle


async def eventually(true: Callable[[], Any], *, within_s: float = 10.0) -> Any:
    until = asyncio.get_running_loop().time() + within_s
    while True:
        found = true()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert asyncio.get_running_loop().time() < until, "it did not happen"
        await asyncio.sleep(0.02)
