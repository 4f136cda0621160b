"""The whole path: mails through the door, entries on the timelines of their persons, seen as a page sees them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas.events import Entry
from schemas.topics import PARTITIONS, TIMELINE
from services.bench.made import mails
from services.bench.measures import paced, quantiles
from services.bench.stand import Child, Stand, child, cpu_s
from services.bench.table import Row, at_most, seen
from services.bench.whole import Spent
from services.intake.door import Door
from streams.desk import utc_now
from streams.settings import Settings
from streams.state import State
from streams.state.tally import Tally
from streams.wire import Producer, open_event, unwrap

AT_ONCE = 200
"""Mails that wait at the door together: a mail server's connections."""
VISIBLE_S = 60.0
DEAREST = 5
"""So many of the database's commands are named."""


class Path:
    """The door in this process, the worker `path` in another."""

    def __init__(self, settings: Settings, state: State, door: Door, worker: Child) -> None:
        self.settings, self.state, self.door, self.worker = settings, state, door, worker

    async def hand_in(self, all_mails: Iterable[bytes]) -> int:
        """As fast as the door says yes."""
        room, count = asyncio.Semaphore(AT_ONCE), 0

        async def one(data: bytes) -> None:
            try:
                await self.door.keep("email", "message/rfc822", "bench", data)
            finally:
                room.release()

        async with asyncio.TaskGroup() as tasks:
            for data in all_mails:
                await room.acquire()
                tasks.create_task(one(data))
                count += 1
        return count

    async def drained(self) -> None:
        """Until nothing waits anywhere on the path."""
        tally = Tally(self.state.db)
        while await tally.backlog(utc_now()):  # noqa: ASYNC110  # it happens in another process
            await asyncio.sleep(0.2)

    async def spent(self) -> dict[str, Spent]:
        await self.worker.say(b"?")
        return msgspec.convert(await self.worker.hear(), dict[str, Spent])


@contextlib.asynccontextmanager
async def path(stand: Stand) -> AsyncIterator[Path]:
    settings = await stand.part()
    state, producer = State.connect(settings.mongo_url), Producer(settings)
    try:
        async with child("services.bench.whole", settings) as worker:
            await worker.hear()
            async with Door(state, producer, now=utc_now) as door:
                yield Path(settings, state, door, worker)
    finally:
        await producer.stop()
        state.close()


async def whole_path(stand: Stand, *, count: int) -> list[Row]:
    """Mails a second from the door to the end of the path, and where the time goes."""
    ready = list(mails(count, run="path", until=utc_now()))
    async with path(stand) as way:
        await way.hand_in(mails(100, run="warm", until=utc_now()))
        await way.drained()
        pids = {**stand.pids, "worker": way.worker.pid}
        before, ours, began = {name: cpu_s(pid) for name, pid in pids.items()}, time.process_time(), time.monotonic()
        handed_in = await way.hand_in(ready)
        accepted_s = time.monotonic() - began
        await way.drained()
        took_s = time.monotonic() - began
        used = {name: cpu_s(pid) - before[name] for name, pid in pids.items()} | {"intake": time.process_time() - ours}
        spent = await way.spent()
    rows = [
        seen(
            "path",
            "mails/s, from the door to the end of the path",
            handed_in / took_s,
            "mails/s",
            f"{handed_in} mails; all accepted after {accepted_s:.1f} of {took_s:.1f} s",
        ),
        *(seen("path", f"  share of one core: {name}", cpu / took_s * 100, "%") for name, cpu in used.items()),
    ]
    return rows + _where_it_went(spent, handed_in)


def _where_it_went(spent: dict[str, Spent], count: int) -> list[Row]:
    total = sum(each.handling for each in spent.values()) or 1.0
    rows = []
    for name, each in spent.items():
        if each.handling / total > 0.005:
            shares = f"database {each.database / each.handling:.0%}, CPU {each.cpu / each.handling:.0%}"
            note = f"{shares}; {each.events / each.batches:.0f} events a batch; broker, beside it, {each.broker:.1f} s"
            rows.append(seen("path", f"  share of all handling: {name}", each.handling / total * 100, "%", note))
    commands = {(name, command): seconds for name, each in spent.items() for command, (_, seconds) in each.commands.items() if name}
    for (name, command), seconds in sorted(commands.items(), key=lambda item: -item[1])[:DEAREST]:
        rows.append(seen("path", f"  a mail waits in {name} for {command}", seconds / count * 1000, "ms"))
    return rows


async def visible(stand: Stand, *, rates: Iterable[int], seconds: float) -> list[Row]:
    """From the door's yes to the entry on the topic that every open page listens to."""
    rows = []
    for a_second in rates:
        async with path(stand) as way:
            await way.hand_in(mails(100, run="warm", until=utc_now()))
            await way.drained()
            p50, p99 = quantiles(await _visible(way, a_second=a_second, seconds=seconds))
        rows += [
            seen("visible", f"accepted to visible at {a_second}/s, median", p50, "ms"),
            at_most("visible", f"accepted to visible at {a_second}/s, p99", p99, 400, "ms"),
        ]
    return rows


async def _visible(way: Path, *, a_second: int, seconds: float) -> list[float]:
    accepted: dict[str, float] = {}
    seen_at: dict[str, float] = {}
    all_seen, count = asyncio.Event(), int((seconds + 1) * a_second)
    listening = asyncio.Event()

    async def listen() -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=way.settings.kafka_url, group_id=None, auto_offset_reset="earliest", fetch_max_wait_ms=50
        )
        await consumer.start()
        try:
            consumer.assign([TopicPartition(way.settings.topic(TIMELINE), number) for number in range(PARTITIONS)])
            listening.set()
            while True:
                for messages in (await consumer.getmany(timeout_ms=1000)).values():
                    now = time.monotonic()
                    for message in messages:
                        for event in map(open_event, unwrap(message.value, {})):
                            if isinstance(event, Entry):
                                seen_at.setdefault(event.interaction.original.sha256, now)
                if len(seen_at) >= count + 100:
                    all_seen.set()
        finally:
            await consumer.stop()

    async def one(data: bytes) -> None:
        raw, _ = await way.door.keep("email", "message/rfc822", "bench", data)
        accepted[raw.original.removeprefix("email:")] = time.monotonic()

    ready = list(mails(count, run=f"visible{a_second}", until=utc_now()))
    ear = asyncio.create_task(listen())
    try:
        await listening.wait()
        async with asyncio.TaskGroup() as tasks:
            async for data in paced(ready, a_second):
                tasks.create_task(one(data))
        async with asyncio.timeout(VISIBLE_S):
            await all_seen.wait()
    finally:
        ear.cancel()
        await asyncio.gather(ear, return_exceptions=True)
    return [(seen_at[sha256] - at) * 1000 for sha256, at in accepted.items()][a_second:]  # without the first second
