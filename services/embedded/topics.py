"""The topics of the path, created before any worker asks for them (a broker's own creation gives another number of partitions)."""

from __future__ import annotations

import asyncio

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

from schemas.errors import Refused, Unavailable
from schemas.topics import PARTITIONS, TOPICS
from streams.wire import LARGEST_MESSAGE

KEEP_MS = 7 * 24 * 3600 * 1000
CONFIGURED = {"retention.ms": str(KEEP_MS), "max.message.bytes": str(LARGEST_MESSAGE)}
"""Kafka's own bound is a megabyte: one long message would stop its partition for good."""

_EXISTS = 36
_REPLICAS = 3


async def create_topics(kafka_url: str, prefix: str = "", *, timeout_s: float = 20.0) -> None:
    """Create those that are missing. Raises Unavailable when the broker does not answer, Refused when it will not have them."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_url.split(","), request_timeout_ms=int(timeout_s * 1000))
    try:
        async with asyncio.timeout(timeout_s):
            await admin.start()
            brokers = len((await admin.describe_cluster())["brokers"])
            wanted = [NewTopic(prefix + name, PARTITIONS, min(_REPLICAS, brokers), topic_configs=CONFIGURED) for name in TOPICS]
            answer = await admin.create_topics(wanted)
    except (KafkaError, OSError, TimeoutError) as error:
        raise Unavailable(
            kafka_url, f"the topics could not be created ({type(error).__name__})", "is this a Kafka, and may we create topics?"
        ) from None
    finally:
        await admin.close()
    for topic, code, *message in answer.topic_errors:
        if code not in (0, _EXISTS):
            raise Refused(
                topic,
                f"the broker refuses this topic: {message[0] if message and message[0] else f'error {code}'}",
                "create it with 12 partitions",
            )
