"""Looking after engines: what lags, which topics there are, what the doctor finds."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.errors import Unavailable
from services.embedded import child, engines
from services.embedded.logs import Log
from services.embedded.topics import create_topics
from services.ops.doctor import examine
from services.ops.lag import lags
from services.ops.topics import seen
from streams.settings import Settings


@pytest.fixture
async def settings(tmp_path: Path) -> AsyncIterator[Settings]:
    """With a broker: the embedded one, or the one of EGARD_TEST_KAFKA_URL."""
    prefix = f"t{secrets.token_hex(4)}."
    if elsewhere := os.environ.get("EGARD_TEST_KAFKA_URL"):
        yield Settings(kafka_url=elsewhere, prefix=prefix, data=str(tmp_path))
        return
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    process = child.start(engines.broker_command(port), environment=os.environ, log=Log(tmp_path, "broker"), says_ready=False)
    kafka = engines.Kafka(engines.kafka_url(port))
    async with asyncio.timeout(30):
        while await kafka.topics() is None:
            await asyncio.sleep(0.02)
    await kafka.close()
    yield Settings(kafka_url=kafka.url, prefix=prefix, data=str(tmp_path))
    await process.stop(0.1)


async def test_lag_counts_to_the_true_end_of_a_topic(settings: Settings) -> None:
    await create_topics(settings.kafka_url, settings.prefix)
    topic = TopicPartition(settings.topic("signals"), 3)
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka_url)
    await producer.start()
    for size in (1, 10, 5):  # each one batch: the embedded broker tells 12 for an end of 16
        batch = producer.create_batch()
        for number in range(size):
            batch.append(key=None, value=b"%d" % number, timestamp=None)
        await (await producer.send_batch(batch, topic.topic, partition=topic.partition))
    await producer.stop()
    reader = AIOKafkaConsumer(bootstrap_servers=settings.kafka_url, group_id=f"{settings.prefix}egard-path", enable_auto_commit=False)
    await reader.start()
    reader.assign([topic])
    await reader.commit({topic: 13})
    await reader.stop()
    rows = {(row.group, row.topic): row for row in await asyncio.to_thread(lags, settings.kafka_url, settings.prefix)}
    row = rows[f"{settings.prefix}egard-path", topic.topic]
    assert (row.written, row.done, row.lag) == (16, 13, 3)
    assert all(other.lag == 0 for place, other in rows.items() if place != (row.group, row.topic))


async def test_missing_topics_are_seen_and_created(settings: Settings) -> None:
    assert {row.partitions for row in await seen(settings)} == {0}
    assert {row.partitions for row in await seen(settings, create=True)} == {12}


async def test_a_broker_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    nobody = Settings(kafka_url="127.0.0.1:1", mongo_url="mongodb://127.0.0.1:1/egard?directConnection=true", data=str(tmp_path))
    with pytest.raises(Unavailable):
        await seen(nobody)
    found = {finding.what: finding for finding in await examine(nobody)}
    assert [what for what, finding in found.items() if not finding.good] == ["hub", "broker", "database"]
    assert all(finding.remedy for finding in found.values() if not finding.good)
