"""The page on real engines: one broker and one database for all tests here, emptied before each."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from services.embedded.topics import create_topics
from services.web.app import build_web
from services.web.pages import actions
from streams.settings import Settings
from streams.state import COLLECTIONS, State
from streams.state import users as users_state

Client = TestClient[Any, Any]


@pytest.fixture(scope="session")
def database(mongo: str) -> str:
    """The address of the one that all tests here empty."""
    return mongo % f"web{secrets.token_hex(4)}"


@pytest.fixture
async def settings(kafka: str, database: str, tmp_path: Path) -> Settings:
    await eventually(lambda: create_topics(kafka))
    return Settings(data=str(tmp_path), kafka_url=kafka, mongo_url=database, own="maison.example")


@pytest.fixture
async def state(settings: Settings) -> AsyncIterator[State]:
    """An empty database, with its indexes."""
    state = State.connect(settings.mongo_url, timeout_s=60)
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


async def eventually(attempt: Callable[[], Awaitable[Any]], within_s: float = 120.0) -> Any:
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
