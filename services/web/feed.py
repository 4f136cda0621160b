"""The page's ear: one consumer a process, without a group, of the topics that a page shows."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from schemas.errors import Unreadable
from schemas.topics import COMMANDS, DUE, MESSAGES, OUTCOMES, PARTITIONS, SIGNALS, TIMELINE
from services.web.hub import Hub
from streams.settings import Settings
from streams.wire import open_event, unwrap

log = structlog.get_logger()

HEARD = (TIMELINE, SIGNALS, MESSAGES, OUTCOMES, COMMANDS, DUE)
"""What somebody ordered and what is due is heard before it is carried out: a page looks more than once."""

SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0


async def listen(settings: Settings, hub: Hub, ready: asyncio.Event) -> None:
    """Hear everything from now on, for ever. `ready` is set once nothing more can be missed."""
    pause_s = SHORTEST_PAUSE_S
    while True:
        try:
            await _listen(settings, hub, ready)
        except (KafkaError, OSError, TimeoutError) as error:
            log.warning("web.feed.away", error=type(error).__name__, pause_s=pause_s)
            hub.lost()
            await asyncio.sleep(pause_s)
            pause_s = min(LONGEST_PAUSE_S, pause_s * 2) if not ready.is_set() else SHORTEST_PAUSE_S


async def _listen(settings: Settings, hub: Hub, ready: asyncio.Event) -> None:
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_url,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=50,
        metadata_max_age_ms=30_000,
        client_id="egard-web",
    )
    parts = [TopicPartition(settings.topic(topic), number) for topic in HEARD for number in range(PARTITIONS)]
    await consumer.start()
    try:
        consumer.assign(parts)
        async with asyncio.timeout(30):
            await consumer.seek_to_end(*parts)
            for part in parts:
                await consumer.position(part)
        ready.set()
        while True:
            for messages in (await consumer.getmany(timeout_ms=1000)).values():
                for message in messages:
                    _hear(hub, message.value, dict(message.headers))
            await _follow_a_new_log(consumer, parts, hub)
    finally:
        await consumer.stop()


def _hear(hub: Hub, value: bytes | None, headers: dict[str, bytes]) -> None:
    try:
        sealed = unwrap(value, headers)
    except Unreadable:  # the stage that it was for writes the dead letter
        return
    for each in sealed:
        try:
            hub.publish(open_event(each))
        except Unreadable:
            continue
        if each.time:
            hub.newest_at = datetime.now(UTC)
            hub.delay_ms = (hub.newest_at - datetime.fromisoformat(each.time)).total_seconds() * 1000


async def _follow_a_new_log(consumer: AIOKafkaConsumer, parts: list[TopicPartition], hub: Hub) -> None:
    """A broker that keeps its log in memory begins again at nothing: then so do we, and every page reads the database again."""
    for part in parts:
        end = consumer.highwater(part)
        if end is not None and end < await consumer.position(part):
            await consumer.seek_to_beginning(*parts)
            hub.lost()
            return
