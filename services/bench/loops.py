"""One child process: the same work in one of several loops, `python -m services.bench.loops '<plan>'`.

It says `{"ready": true}` once it has worked off `warm` events, then how far it is about once a second, and last what `events` more cost.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import faust
import msgspec
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from schemas.documents import TimelineEntry
from schemas.events import CloudEvent, Event, Said
from schemas.topics import INTERACTIONS, PARTITIONS, TIMELINE
from services.bench.made import key_of, sealed
from streams.desk import Desk, utc_now
from streams.settings import Settings
from streams.state import State
from streams.state.originals import PATIENCE
from streams.wire import MOST_EVENTS, Emit, Producer, envelopes, open_event, partition_of, unwrap


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`store`: entries are inserted; else the handler does nothing."""

    loop: str
    settings: Settings
    warm: int
    events: int
    store: bool = False


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """`cpu_s` is of this whole process; `delays_ms` from sending to the handler."""

    events: int
    cpu_s: float
    took_s: float
    delays_ms: list[float] = []


class Meter:
    """Counts what is through; an event is through when what it gave is confirmed."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._through, self._told_at = plan, 0, 0.0
        self._began = self._cpu = 0.0
        self._delays: list[float] = []
        self.done = asyncio.Event()

    def saw(self, events: Iterable[Event]) -> None:
        if self._through >= self._plan.warm:
            self._began = self._began or time.monotonic()
            now = datetime.now(UTC)
            self._delays += [(now - event.received_at).total_seconds() * 1000 for event in events if isinstance(event, Said)]

    def through(self, events: int) -> None:
        before, self._through = self._through, self._through + events
        now = time.monotonic()
        if before < self._plan.warm <= self._through:
            self._cpu = _cpu_s()
            _tell({"ready": True})
        elif self._through >= self._plan.warm + self._plan.events:
            if not self.done.is_set():
                _tell(
                    Cost(
                        events=self._plan.events,
                        cpu_s=_cpu_s() - self._cpu,
                        took_s=now - self._began,
                        delays_ms=self._delays if len(self._delays) < 50_000 else [],
                    )
                )
            self.done.set()
        elif now - self._told_at > 1:
            self._told_at = now
            _tell({"at_s": now, "through": self._through})


async def work(plan: Plan, state: State, events: Sequence[Event], now: datetime) -> None:
    """What every loop does with its events."""
    if plan.store:
        await state.timeline.put(
            [
                entry
                for event in events
                if isinstance(event, Said)
                for entry in [
                    TimelineEntry(
                        id=event.interaction.id,
                        identifier=key_of(event),
                        role="from",
                        at=event.received_at,
                        received_at=event.received_at,
                        interaction=event.interaction,
                        hand_on_at=now + PATIENCE,
                    )
                ]
            ]
        )


async def runner(plan: Plan, state: State, meter: Meter) -> None:
    """As Égard does it."""
    from streams.app import build_app  # not in the others' processes: it changes Faust's driver
    from streams.runner import Batch, Stage

    class Metered(Producer):
        async def send(self, emits: Sequence[Emit], *, within_s: float = 20.0) -> None:
            await super().send(emits, within_s=within_s)
            meter.through(len(emits))

    async def handle(batch: Batch, desk: Desk) -> list[Emit]:
        meter.saw(batch.events)
        await work(plan, state, batch.events, batch.now)
        return [Emit(TIMELINE, key_of(event), event, batch.trace(event)) for event in batch.events if isinstance(event, Said)]

    desk = Desk(plan.settings, state, Metered(plan.settings))
    app = build_app("path", desk, stages=[Stage("bench", (INTERACTIONS,), handle)])
    await _run(app, meter)
    await desk.producer.stop()


async def plain_faust(plan: Plan, state: State, meter: Meter) -> None:
    """Faust as its documentation has it, one event a message, except that it keeps what it takes."""
    app = faust.App(
        f"{plan.settings.prefix}plain",
        datadir=str(plan.settings.directory / "plain"),
        broker=f"kafka://{plan.settings.kafka_url}",
        web_enabled=False,
        topic_partitions=PARTITIONS,
        topic_allow_declare=False,
        topic_disable_leader=True,
        broker_session_timeout=3.0,
        broker_heartbeat_interval=1.0,
        broker_commit_interval=1.0,
        logging_config=None,
    )
    source, target = (
        app.topic(plan.settings.topic(name), key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
        for name in (INTERACTIONS, TIMELINE)
    )
    decoder = msgspec.json.Decoder(Said)

    async def follow(stream: Any) -> None:
        async for messages in stream.noack().noack_take(500, within=0.005):
            events = [decoder.decode(message.value) for message in messages]
            meter.saw(events)
            await work(plan, state, events, utc_now())
            await asyncio.gather(
                *[
                    await target.send(key=key_of(event).encode(), value=msgspec.json.encode(event), partition=partition_of(key_of(event)))
                    for event in events
                ]
            )
            for message in messages:
                await stream.ack(message)
            meter.through(len(events))

    app.agent(source, concurrency=1)(follow)
    await _run(app, meter)


async def bare_single(plan: Plan, state: State, meter: Meter) -> None:
    """aiokafka and nothing else, one event a message."""
    decoder = msgspec.json.Decoder(Said)

    def open_message(value: bytes) -> list[Said]:
        return [decoder.decode(value)]

    def close_messages(events: Sequence[Said]) -> list[tuple[int, bytes]]:
        return [(partition_of(key_of(event)), msgspec.json.encode(event)) for event in events]

    await _bare(plan, state, meter, open_message, close_messages)


class Opened(CloudEvent, frozen=True, kw_only=True, omit_defaults=True):
    """A CloudEvent read in one go, which a loop can that knows only one type of event."""

    data: Said  # type: ignore[assignment]  # narrower on purpose


async def bare(plan: Plan, state: State, meter: Meter) -> None:
    """aiokafka and nothing else, with the same envelopes: the least that this work can cost. It sends on the CloudEvents that it got."""
    decoder, encoder = msgspec.json.Decoder(list[Opened]), msgspec.json.Encoder()
    sealed_of: dict[int, Opened] = {}

    def open_message(value: bytes) -> list[Said]:
        opened = decoder.decode(value)
        sealed_of.update((id(each.data), each) for each in opened)
        return [each.data for each in opened]

    def close_messages(events: Sequence[Said]) -> list[tuple[int, bytes]]:
        by_partition: dict[int, list[Opened]] = {}
        for event in events:
            by_partition.setdefault(partition_of(key_of(event)), []).append(sealed_of[id(event)])
        sealed_of.clear()
        return [
            (partition, encoder.encode(group[start : start + MOST_EVENTS]))
            for partition, group in by_partition.items()
            for start in range(0, len(group), MOST_EVENTS)
        ]

    await _bare(plan, state, meter, open_message, close_messages)


async def _bare(
    plan: Plan,
    state: State,
    meter: Meter,
    open_message: Callable[[bytes], list[Said]],
    close_messages: Callable[[Sequence[Said]], list[tuple[int, bytes]]],
) -> None:
    consumer = AIOKafkaConsumer(
        plan.settings.topic(INTERACTIONS),
        bootstrap_servers=plan.settings.kafka_url,
        group_id=f"{plan.settings.prefix}bare",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=50,
        session_timeout_ms=3000,
        heartbeat_interval_ms=1000,
    )
    producer = AIOKafkaProducer(bootstrap_servers=plan.settings.kafka_url, acks="all")
    await consumer.start()
    await producer.start()
    committed_at = 0.0
    while not meter.done.is_set():
        messages = [message for group in (await consumer.getmany(timeout_ms=200, max_records=20)).values() for message in group]
        if not messages:
            continue
        events = [event for message in messages for event in open_message(message.value)]
        meter.saw(events)
        await work(plan, state, events, utc_now())
        await asyncio.gather(
            *[await producer.send(plan.settings.topic(TIMELINE), value, partition=partition) for partition, value in close_messages(events)]
        )
        if time.monotonic() - committed_at > 1:
            await consumer.commit()
            committed_at = time.monotonic()
        meter.through(len(events))
    await producer.stop()
    await consumer.stop()


async def alone(plan: Plan, state: State, meter: Meter) -> None:
    """The same reading, writing and sealing without any broker."""
    ready = [(value, events) for _, value, events in sealed(0, plan.warm + plan.events)]
    for start in range(0, len(ready), 20):
        events = [open_event(each) for value, _ in ready[start : start + 20] for each in unwrap(value, {})]
        meter.saw(events)
        await work(plan, state, events, utc_now())
        list(envelopes(Emit(TIMELINE, key_of(event), event) for event in events if isinstance(event, Said)))
        meter.through(len(events))


LOOPS: dict[str, Callable[[Plan, State, Meter], Awaitable[None]]] = {
    "runner": runner,
    "plain faust": plain_faust,
    "bare": bare,
    "bare single": bare_single,
    "alone": alone,
}
ENVELOPES = frozenset({"runner", "bare", "alone"})


async def _run(app: Any, meter: Meter) -> None:
    app.finalize()
    await app.start()
    await meter.done.wait()
    await app.stop()


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _tell(thing: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(thing) + b"\n")
    sys.stdout.buffer.flush()


async def main(plan: Plan) -> None:
    state = State.connect(plan.settings.mongo_url)
    if plan.store:
        await state.prepare()
    await LOOPS[plan.loop](plan, state, Meter(plan))
    state.close()


if __name__ == "__main__":
    from services.logs import configure

    configure()
    asyncio.run(main(msgspec.json.decode(sys.argv[1], type=Plan)))
