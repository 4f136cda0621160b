"""The real application with every webhook open, before a door that keeps in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from hooking import NOW, Kept, Servers
from signing import BASE, key

from services.intake.actors import Actors
from services.intake.http import build
from streams.channels.hooks import HOOKS
from streams.settings import Settings

OPEN = {f"hook_{name}": key(name) for name in HOOKS}


@pytest.fixture
def door() -> Kept:
    return Kept()


@pytest.fixture
def servers() -> Servers:
    return Servers()


@pytest.fixture
async def opened(door: Kept, servers: Servers) -> AsyncIterator[Callable[..., Any]]:
    clients: list[TestClient[Any, Any]] = []

    async def start(**given: str) -> TestClient[Any, Any]:
        settings = Settings(**{"public_url": BASE, **OPEN, **given})  # type: ignore[arg-type]  # each is text
        app = build(door, settings, "token", now=lambda: NOW, actors=Actors(servers))  # type: ignore[arg-type]  # Kept is a door
        clients.append(TestClient(TestServer(app), auto_decompress=False))
        await clients[-1].start_server()
        return clients[-1]

    yield start
    for client in clients:
        await client.close()


@pytest.fixture
async def client(opened: Callable[..., Any]) -> TestClient[Any, Any]:
    made: TestClient[Any, Any] = await opened()
    return made
