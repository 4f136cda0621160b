"""The page on real engines: one broker and one database for all tests here, emptied before each."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from services.embedded.engines import broker_command, database_command, kafka_url, mongo_url
from services.embedded.topics import create_topics
from services.web.app import build_web
from services.web.pages import actions
from streams.settings import Settings
from streams.state import COLLECTIONS, State
from streams.state import users as users_state

Client = TestClient[Any, Any]


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """(kafka, mongo): their addresses."""
    directory, kafka_port, mongo_port = tmp_path_factory.mktemp("engines"), free_port(), free_port()
    commands = [broker_command(kafka_port), database_command(mongo_port, directory)]
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands]
    try:
        yield kafka_url(kafka_port), mongo_url(mongo_port)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


@pytest.fixture
async def settings(engines: tuple[str, str], tmp_path: Path) -> Settings:
    kafka, mongo = engines
    await eventually(lambda: create_topics(kafka))
    return Settings(data=str(tmp_path), kafka_url=kafka, mongo_url=mongo, own="maison.example")


@pytest.fixture
async def state(settings: Settings) -> AsyncIterator[State]:
    """An empty database, with its indexes."""
    state = State.connect(settings.mongo_url, timeout_s=20)
    if not await state.db.list_collection_names():
        await state.prepare()
    for name in COLLECTIONS:
        await state.db[name].delete_many({})
    yield state
    state.close()


@pytest.fixture
async def outside(settings: Settings, state: State) -> AsyncIterator[Client]:
    """A browser at the door, nobody signed in."""
    async with TestClient(TestServer(build_web(settings, state))) as client:
        yield client


@pytest.fixture
async def page(outside: Client, state: State, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser in which claire is signed in, in English."""
    monkeypatch.setattr(users_state, "COST", 2**4)
    monkeypatch.setattr(actions, "WAIT", timedelta(0))  # no stage carries anything out here
    await state.users.create("claire", "a good password", "en")
    answer = await outside.post("/sign-in", data={"name": "claire", "password": "a good password"}, allow_redirects=False)
    assert answer.status == 303
    return outside


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def eventually(attempt: Callable[[], Awaitable[Any]], within_s: float = 20.0) -> Any:
    """What `attempt` gives as soon as it gives something true, or does not fail; the last failure after that time."""
    import asyncio

    end = time.monotonic() + within_s
    while True:
        try:
            return await attempt()
        except Exception:
            if time.monotonic() > end:
                raise
        await asyncio.sleep(0.05)
