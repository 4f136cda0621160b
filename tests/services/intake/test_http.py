"""The door of webhooks and of `egard ingest`, on a real database and broker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from schemas.interaction import OURS
from services.intake.door import Door
from services.intake.http import build
from streams.desk import utc_now
from streams.settings import Settings
from streams.state import State
from streams.wire import Producer

TOKEN = "the token of this hub"


@pytest.fixture
async def state(settings: Settings) -> AsyncIterator[State]:
    state = State.connect(settings.mongo_url)
    yield state
    await state.db.client.drop_database(state.db.name)
    state.close()


@pytest.fixture
async def client(settings: Settings, state: State) -> AsyncIterator[TestClient[Any, Any]]:
    producer = Producer(settings)
    async with Door(state, producer, now=utc_now) as door, TestClient(TestServer(build(door, settings, TOKEN))) as client:
        yield client
    await producer.stop()


async def test_nobody_outside_speaks_for_us(client: TestClient[Any, Any], state: State) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": OURS}
    told = await (await client.post("/ingest/email", data=b'{"id": "forged"}', headers=headers)).json()
    record = (await state.originals.get([told["id"]]))[told["id"]]
    assert (told["result"], record.content_type, record.data) == ("accepted", "application/octet-stream", b'{"id": "forged"}')


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer another", "Bearer \udcff\udcfe"])
async def test_another_token_is_refused_whatever_its_signs(client: TestClient[Any, Any], token: str) -> None:
    answer = await client.post("/ingest/email", data=b"x", headers={"Authorization": token})
    assert answer.status == 401
