"""A desk for the stages on a fresh name in the database, and what a batch of theirs is."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
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
        url = mongo % name
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
