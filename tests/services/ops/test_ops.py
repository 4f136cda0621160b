"""Looking after engines: what lags, which topics there are, what the doctor finds."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.errors import Unavailable
from services.embedded.topics import create_topics
from services.ops.doctor import examine
from services.ops.lag import lags
from services.ops.topics import seen
from streams.settings import Settings


@pytest.fixture
def settings(kafka: str, tmp_path: Path) -> Settings:
    """With a broker that has none of our topics yet."""
    return Settings(kafka_url=kafka, prefix=f"t{secrets.token_hex(4)}.", data=str(tmp_path))


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
