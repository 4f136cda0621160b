"""The topics as the broker has them, against those that the path needs."""

from __future__ import annotations

import msgspec

from schemas.errors import Unavailable
from schemas.topics import TOPICS
from services.embedded.engines import Kafka
from services.embedded.topics import create_topics
from streams.settings import Settings


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """`partitions` 0: it is not there."""

    topic: str
    partitions: int
    carries: str


async def seen(settings: Settings, *, create: bool = False) -> list[Topic]:
    """Every topic of the path. Raises Unavailable when the broker does not answer."""
    if create:
        await create_topics(settings.kafka_url, settings.prefix)
    kafka = Kafka(settings.kafka_url)
    try:
        known = await kafka.topics()
    finally:
        await kafka.close()
    if known is None:
        raise Unavailable(settings.kafka_url, "the broker does not answer", "see `egard ops status`")
    return [
        Topic(topic=settings.topic(name), partitions=known.get(settings.topic(name), 0), carries=carries)
        for name, carries in TOPICS.items()
    ]
