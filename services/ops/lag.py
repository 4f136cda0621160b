"""Lag: what was written to each topic and is not yet acknowledged.

The end of a partition is taken from the high watermark of a fetch: the embedded broker answers ListOffsets with the start of the last
batch plus one, which can lie before what is already done.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

import msgspec
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from schemas.errors import Unavailable
from schemas.topics import PARTITIONS
from streams.app import APPS


class Lag(msgspec.Struct, frozen=True, kw_only=True):
    group: str
    topic: str
    written: int
    done: int
    lag: int


def lags(kafka_url: str, prefix: str = "", *, within_s: float = 15.0) -> list[Lag]:
    """One row a (group, topic). Raises Unavailable when the broker does not answer."""
    reads = [(f"{prefix}egard-{app}", prefix + topic) for app, stages in APPS.items() for stage in stages for topic in stage.topics]
    try:
        ends = _ends(kafka_url, sorted({topic for _, topic in reads}), within_s)
        admin = KafkaAdminClient(bootstrap_servers=kafka_url.split(","))
        try:
            offsets = admin.list_group_offsets(sorted({group for group, _ in reads}))
        finally:
            admin.close()
    except KafkaError as error:
        raise Unavailable(kafka_url, f"the broker does not answer ({type(error).__name__})", "see `egard ops status`") from None
    rows = []
    for group, topic in reads:
        places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        held = offsets.get(group) or {}
        done = sum(max(0, held[place].offset) for place in places if place in held)
        written = sum(ends.get(place, 0) for place in places)
        rows.append(Lag(group=group, topic=topic, written=written, done=done, lag=max(0, written - done)))
    return rows


def _ends(kafka_url: str, topics: Iterable[str], within_s: float) -> dict[TopicPartition, int]:
    """Where each partition ends, from the answers to fetches that begin at or before it."""
    consumer = KafkaConsumer(
        bootstrap_servers=kafka_url.split(","),
        group_id=None,
        enable_auto_commit=False,
        fetch_max_wait_ms=20,
        max_partition_fetch_bytes=1024,
    )
    try:
        places = [TopicPartition(topic, number) for topic in topics for number in range(PARTITIONS)]
        consumer.assign(places)
        consumer.seek_to_end()
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            consumer.poll(timeout_ms=100, update_offsets=False)
            ends = {place: consumer.highwater(place) for place in places}
            if all(end is not None for end in ends.values()):
                return {place: int(end) for place, end in ends.items() if end is not None}
    finally:
        consumer.close()
    raise Unavailable(kafka_url, f"the ends of the topics were not known after {within_s:.0f} s", "see `egard ops topics`")
