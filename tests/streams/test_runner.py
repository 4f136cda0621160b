"""The one loop, on a real broker: failures stop nobody else, what is away is waited for, and nothing is acknowledged over a hole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import faust
import msgspec
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from driving import NOW

from schemas import topics
from schemas.errors import Unavailable, Unreadable
from schemas.events import CloudEvent, Leaving, Raw
from schemas.topics import PARTITIONS
from streams.app import build_app
from streams.desk import Desk
from streams.runner import MOST_FAILURES_IN_A_ROW, Batch, Fatal, Stage, dead_letter_as_message
from streams.settings import Settings
from streams.state import State
from streams.wire import BATCH, Emit, Producer, open_event, seal

Handle = Callable[[Batch, Desk], Awaitable[Sequence[Emit]]]


@pytest.fixture
async def at(settings: Settings) -> AsyncIterator[Desk]:
    desk = Desk(settings, State.connect(settings.mongo_url), Producer(settings))
    yield desk
    await desk.state.db.client.drop_database(desk.state.db.name)
    await desk.close()


@asynccontextmanager
async def running(handle: Handle, desk: Desk, ends: Callable[[BaseException], None] | None = None) -> AsyncIterator[faust.App]:
    def never(error: BaseException) -> None:
        raise AssertionError from error

    app = build_app("answers", desk, stages=[Stage("tried", (topics.MESSAGES,), handle)], ends=ends or never)
    app.finalize()
    await app.start()
    yield app
    await app.stop()


def leaving(number: int) -> Leaving:
    return Leaving(id=f"m{number:03}", person="anne")


async def send(desk: Desk, *values: bytes, headers: Sequence[tuple[str, bytes]] = ()) -> None:
    await desk.producer.send_bytes([(topics.MESSAGES, 0, value, headers) for value in values])


def envelope(*numbers: int) -> bytes:
    return b"[" + b",".join(seal(Emit(topics.MESSAGES, "anne", leaving(number))) for number in numbers) + b"]"


async def acknowledged(settings: Settings) -> int:
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_url)
    await admin.start()
    try:
        places = [TopicPartition(settings.topic(topics.MESSAGES), part) for part in range(PARTITIONS)]
        known = await admin.list_consumer_group_offsets(f"{settings.prefix}egard-answers", partitions=places)
        return sum(max(0, place.offset) for place in known.values())
    finally:
        await admin.close()


async def test_the_unreadable_and_the_poisonous_become_dead_letters_and_the_others_go_through(at: Desk, eventually: Any) -> None:
    handled: list[str] = []

    async def handle(batch: Batch, desk: Desk) -> list[Emit]:
        for event in batch.events:
            assert isinstance(event, Leaving)
            if event.id == "m002":
                raise ValueError("the poison")
            if event.id == "m003":
                batch.refuse(event, Unreadable("field", "it means nothing", "write something else"))
        handled.extend(event.id for event in batch.events if isinstance(event, Leaving))
        return []

    original = Raw(original="email:abc", channel="email", received_at=NOW)
    wrong = seal(Emit(topics.MESSAGES, "anne", original)).replace(b'"channel":"email"', b'"channel":"fax"')
    await send(at, envelope(0, 1, 2), b"no json", b"[" + wrong + b"]", envelope(3, 4))
    async with running(handle, at):
        await eventually(lambda: acknowledged_all(at.settings, 4), every_s=0.3)
    assert set(handled) == {"m000", "m001", "m003", "m004"}
    letters = {letter.where: letter for letter in await at.state.dead_letters.latest()}
    assert set(letters) == {"tried", "message", "data", "field"}
    poison = letters["tried"]
    assert "ValueError: the poison" in poison.reason and poison.remedy and poison.stage == "tried"
    assert open_event(msgspec.json.decode(poison.event, type=CloudEvent)) == leaving(2)
    assert (poison.topic, poison.partition, poison.offset, poison.index) == (topics.MESSAGES, 0, 0, 2)
    assert "$.channel" in letters["data"].reason and b'"fax"' in letters["data"].event
    assert "not a CloudEvents batch" in letters["message"].reason
    assert letters["field"].reason == "it means nothing"
    topic, _, value, headers = dead_letter_as_message(poison)
    assert (topic, value) == (topics.MESSAGES, b"[" + poison.event + b"]")
    assert dict(headers) == {"content-type": BATCH.encode(), "replay-of": poison.id.encode()}


async def acknowledged_all(settings: Settings, count: int) -> bool:
    return await acknowledged(settings) == count


async def test_an_engine_that_is_away_is_waited_for_and_nothing_is_acknowledged_meanwhile(at: Desk, eventually: Any) -> None:
    tries: list[int] = []
    behind: list[int] = []

    async def handle(batch: Batch, desk: Desk) -> list[Emit]:
        tries.append(len(batch.events))
        behind.append(await acknowledged(desk.settings))
        if len(tries) < 5:
            raise Unavailable("database", "it does not answer", "wait")
        return [Emit(topics.OUTCOMES, "anne", event) for event in batch.events]

    await send(at, envelope(0, 1), envelope(2))
    async with running(handle, at):
        await eventually(lambda: acknowledged_all(at.settings, 2), every_s=0.3)
    assert len(tries) >= 5 and tries[:4] == tries[:1] * 4, "the same batch again, in place"
    assert set(behind[:5]) == {0}
    assert await at.state.dead_letters.latest() == []


async def test_when_everything_fails_the_process_ends_before_it_acknowledges(at: Desk, eventually: Any) -> None:
    ended: list[BaseException] = []

    async def handle(batch: Batch, desk: Desk) -> list[Emit]:
        raise KeyError("we are wrong, not they")

    numbers = iter(range(3 * MOST_FAILURES_IN_A_ROW))
    await send(at, *(envelope(*(next(numbers) for _ in range(50))) for _ in range(6)))
    async with running(handle, at, ended.append) as app:
        await eventually(lambda: ended)
        assert isinstance(ended[0], Fatal) and isinstance(ended[0].__cause__, KeyError)
        assert str(MOST_FAILURES_IN_A_ROW) in str(ended[0])
        app.conf.stream_wait_empty = False  # a process that has ended waits for nobody
    letters = len(await at.state.dead_letters.latest(500))
    assert 50 * await acknowledged(at.settings) <= letters <= MOST_FAILURES_IN_A_ROW, "no further than what is kept as dead letters"


async def test_refusals_with_a_reason_are_no_failures_of_ours(at: Desk, eventually: Any) -> None:
    async def handle(batch: Batch, desk: Desk) -> list[Emit]:
        for event in batch.events:
            batch.refuse(event, Unreadable("text", "it cannot be read", "send it again"))
        return []

    count = MOST_FAILURES_IN_A_ROW + 20
    await send(at, *(envelope(*range(start, start + 40)) for start in range(0, count, 40)))
    async with running(handle, at):
        await eventually(lambda: acknowledged_all(at.settings, count // 40), every_s=0.3)
    assert len(await at.state.dead_letters.latest(500)) == count
