"""Bytes and Structs: how events travel. Between our own stages a message is an envelope, a CloudEvents JSON batch of the events that one
handled batch gave for one partition; from outside one event a message in binary mode (`ce_` headers) is read as well."""

from __future__ import annotations

import asyncio
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from schemas.errors import Unavailable, Unreadable
from schemas.events import NAMES, TYPES, CloudEvent, Event, id_of, subject_of
from schemas.topics import PARTITIONS
from streams.settings import Settings

BATCH = "application/cloudevents-batch+json"
SOURCE = "/egard"
MOST_EVENTS = 50
MOST_BYTES = 256_000
LARGEST_MESSAGE = 8 << 20
"""One event can be larger than an envelope should be: a long letter, a chat export."""

_encoder = msgspec.json.Encoder()
_decoders: dict[str, msgspec.json.Decoder[Event]] = {name: msgspec.json.Decoder(struct) for name, struct in TYPES.items()}
_envelope = msgspec.json.Decoder(list[CloudEvent])


class Emit(msgspec.Struct, frozen=True):
    """An event for a topic. Equal keys stay in order; `trace` is the traceparent of what caused it."""

    topic: str
    key: str
    event: Event
    trace: str | None = None


def partition_of(key: str) -> int:
    """Where a key lives, on every engine and in every process."""
    return zlib.crc32(key.encode()) % PARTITIONS


def new_trace() -> str:
    """A W3C traceparent for something that begins here."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def seal(emit: Emit, *, now: datetime | None = None) -> bytes:
    """One event as CloudEvents JSON."""
    event = emit.event
    return _encoder.encode(
        CloudEvent(
            specversion="1.0",
            id=id_of(event),
            source=SOURCE,
            type=NAMES[type(event)],
            subject=subject_of(event),
            time=(now or datetime.now(UTC)).isoformat(timespec="milliseconds"),
            traceparent=emit.trace or new_trace(),
            data=msgspec.Raw(_encoder.encode(event)),
        )
    )


def envelopes(emits: Iterable[Emit]) -> Iterator[tuple[str, int, bytes]]:
    """(topic, partition, bytes): as few messages as hold them, in the order of the emits within each partition."""
    waiting: dict[tuple[str, int], list[bytes]] = {}
    sizes: dict[tuple[str, int], int] = {}
    now = datetime.now(UTC)
    for emit in emits:
        place = (emit.topic, partition_of(emit.key))
        sealed = seal(emit, now=now)
        held = waiting.setdefault(place, [])
        if held and (len(held) >= MOST_EVENTS or sizes[place] + len(sealed) > MOST_BYTES):
            yield (*place, b"[" + b",".join(held) + b"]")
            held.clear()
            sizes[place] = 0
        held.append(sealed)
        sizes[place] = sizes.get(place, 0) + len(sealed)
    for place, held in waiting.items():
        yield (*place, b"[" + b",".join(held) + b"]")


def unwrap(value: bytes | None, headers: Mapping[str, bytes]) -> list[CloudEvent]:
    """The CloudEvents of one message, envelope or binary mode. Raises Unreadable."""
    if not value:
        raise Unreadable("message", "it is empty", "send CloudEvents 1.0, a JSON batch or binary mode")
    if "ce_type" in headers:
        try:
            known = {name.removeprefix("ce_"): raw.decode() for name, raw in headers.items() if name.startswith("ce_")}
            return [
                CloudEvent(
                    specversion=known.get("specversion", "1.0"),
                    id=known["id"],
                    source=known["source"],
                    type=known["type"],
                    subject=known.get("subject"),
                    time=known.get("time"),
                    traceparent=known.get("traceparent"),
                    data=msgspec.Raw(value),
                )
            ]
        except (KeyError, UnicodeDecodeError) as error:
            raise Unreadable(
                "headers", f"a CloudEvents attribute is missing or not text ({error})", "send ce_id, ce_source, ce_type"
            ) from None
    try:
        return _envelope.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("message", f"it is not a CloudEvents batch ({error})", "send a JSON list of CloudEvents 1.0") from None


def open_event(sealed: CloudEvent) -> Event:
    """The Struct inside. Raises Unreadable for a type or version that this reader does not know."""
    decoder = _decoders.get(sealed.type)
    if decoder is None:
        raise Unreadable("type", f"{sealed.type!r} is not known here", f"send one of {', '.join(TYPES)}")
    try:
        return decoder.decode(sealed.data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("data", str(error), f"send what {sealed.type} asks for") from None


class Producer:
    """Sends and waits until the broker has it. One a process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kafka: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def send(self, emits: Sequence[Emit], *, within_s: float = 20.0) -> None:
        """Publish; returns when the broker has confirmed each. Raises Unavailable when it did not in time."""
        if emits:
            await self.send_bytes([(topic, partition, value, ()) for topic, partition, value in envelopes(emits)], within_s=within_s)

    async def send_bytes(self, messages: Sequence[tuple[str, int, bytes, Sequence[tuple[str, bytes]]]], *, within_s: float = 20.0) -> None:
        """(topic, partition, value, headers) as they are."""
        try:
            async with asyncio.timeout(within_s):
                kafka = await self._started()
                confirmed = [
                    await kafka.send(
                        self._settings.topic(topic),
                        value,
                        key=b"%d" % partition,
                        partition=partition,
                        headers=[*headers] if headers else [("content-type", BATCH.encode())],
                    )
                    for topic, partition, value, headers in messages
                ]
                await asyncio.gather(*confirmed)
        except (KafkaError, TimeoutError, OSError) as error:
            raise Unavailable("broker", f"it does not confirm ({type(error).__name__})", "it is tried again") from error

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._kafka is None:
                kafka = AIOKafkaProducer(
                    bootstrap_servers=self._settings.kafka_url,
                    acks="all",
                    linger_ms=0,
                    max_request_size=LARGEST_MESSAGE,
                    request_timeout_ms=10_000,
                    metadata_max_age_ms=30_000,
                    client_id="egard",
                )
                try:
                    await kafka.start()
                except BaseException:
                    await kafka.stop()
                    raise
                self._kafka = kafka
            return self._kafka

    async def stop(self) -> None:
        if self._kafka is not None:
            await self._kafka.stop()
            self._kafka = None
