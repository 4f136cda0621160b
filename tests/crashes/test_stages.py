"""A worker killed, or stopped, in the middle of a batch: the next one ends where an undisturbed one would have.

Each case has a database and topics of its own. A worker runs one stage and hangs when it has written and not yet emitted or acknowledged;
it is ended; another takes its place. What is compared is the whole database, and what is on the topics, with those of a run by hand.
"""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiosmtpd.smtp import SMTP, Envelope, Session
from crashing import Told, stage_of
from driving import NOW, agreed, arrive, batch_of, calls, carry, delete_topics, due, dump, handle, letter, make_topics, weekly

from schemas import topics
from schemas.events import Command, Due, Entry, Event, Leaving, Raw, Said, Signal, id_of
from streams.desk import Desk
from streams.orders import order
from streams.rules.persons import main_identifier, person_of
from streams.settings import Settings
from streams.stages.act import act
from streams.stages.clock import tick
from streams.stages.compose import compose
from streams.stages.decide import decide
from streams.stages.dispatch import dispatch
from streams.stages.normalise import normalise
from streams.stages.resolve import resolve
from streams.stages.sense import sense
from streams.state import State
from streams.wire import Emit, Producer, unwrap

THEN = NOW + timedelta(seconds=10)
LATER = THEN + timedelta(minutes=2)
PEOPLE = ("anne@people.example", "bert@people.example", "carla@people.example")
MAILS = [mail for sender in PEOPLE for mail in weekly(sender, count=4)]
VOLATILE = ("claim", "reply")
"""Of a message: who sent it, and what the receiving server called it."""

PATIENCE_S = 240.0
AT_ONCE = 6
STAGES = ("normalise", "letters", "resolve", "sense", "decide", "act", "compose", "dispatch")
HANDLES: dict[str, Any] = {
    "normalise": normalise,
    "letters": normalise,
    "resolve": resolve,
    "sense": sense,
    "decide": decide,
    "act": act,
    "compose": compose,
    "dispatch": dispatch,
}


async def before(stage: str, desk: Desk) -> list[Event]:
    """The story until just before `stage`; gives what comes to it."""
    if stage == "letters":
        return list(await arrive(desk, "letter", letter("Anne Dupont")))
    raws: list[Event] = list(await arrive(desk, "email", *MAILS))
    if stage == "normalise":
        return [*raws, *(await arrive(desk, "phone", calls(3)))]
    if stage == "resolve":
        return await carry(desk, raws, until=resolve)
    await desk.state.consents.put([agreed(PEOPLE[0]), agreed(PEOPLE[1])])
    entries = await carry(desk, raws, until=sense)
    if stage == "sense":  # some are to be sensed, and of others the silence is due
        anne = [entry for entry in entries if isinstance(entry, Entry) and entry.identifier == f"email:{PEOPLE[0]}"]
        await handle(sense, desk, [entry for entry in entries if entry not in anne])
        desk.now = lambda: THEN
        return [*anne, *await due(desk)]
    await handle(sense, desk, entries)
    desk.now = lambda: THEN
    if stage == "act":
        anne, bert, carla = (person_of(f"email:{sender}") for sender in PEOPLE)
        ordered: list[Event] = []
        for number, (do, person, arguments) in enumerate(
            (
                ("merge", anne, {"with": bert}),
                ("consent", carla, {"purpose": "care", "given": "yes", "proof": "said so"}),
                ("consent", anne, {"purpose": "care", "given": "no", "proof": "said so"}),
            )
        ):
            ordered.append(
                await order(desk.state, _nowhere(desk), do=do, person=person, by="a colleague", at=THEN, id_=f"order {number}", **arguments)
            )
        return ordered
    signals = await handle(sense, desk, list(await due(desk)))
    if stage == "decide":
        return signals
    await handle(decide, desk, signals)
    moments = list(await due(desk))
    if stage == "compose":
        return moments
    return await handle(compose, desk, moments)


class _Nowhere(Producer):
    async def send(self, emits: Sequence[Emit], *, within_s: float = 20.0) -> None:
        """What the test sends itself, later."""


def _nowhere(desk: Desk) -> Producer:
    return _Nowhere(desk.settings)


def place_of(event: Event) -> tuple[str, str]:
    """The topic and the key with which the stages send it."""
    match event:
        case Raw():
            return topics.RAW[event.channel], event.original
        case Said():
            return topics.INTERACTIONS, main_identifier(event.interaction)
        case Entry():
            return topics.TIMELINE, event.person
        case Due():
            return topics.DUE, event.person
        case Signal():
            return topics.SIGNALS, event.person
        case Command():
            return topics.COMMANDS, event.person
        case Leaving():
            return topics.MESSAGES, event.person
        case _:
            return topics.OUTCOMES, event.person


class Sink:
    """A mail server that keeps what it is given, and may be told never to answer."""

    def __init__(self, mark: Path | None = None) -> None:
        self.mails: list[bytes] = []
        self.mark = mark

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(bytes(envelope.content or b""))
        if self.mark:
            self.mark.write_text("1")
            await asyncio.Event().wait()
        return "250 2.0.0 kept"

    async def __aenter__(self) -> str:
        self.server = await asyncio.get_running_loop().create_server(lambda: SMTP(self, hostname="sink.localhost"), "127.0.0.1", 0)
        return f"smtp://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        for task in asyncio.all_tasks():
            if task.get_coro().__qualname__.startswith("SMTP."):  # type: ignore[union-attr]
                task.cancel()

    def message_ids(self) -> Counter[str]:
        return Counter(line.decode() for mail in self.mails for line in mail.splitlines() if line.lower().startswith(b"message-id:"))


async def until(asked: Callable[[], Awaitable[Any]], process: BaseProcess, log: Path, what: str) -> Any:
    end = asyncio.get_running_loop().time() + PATIENCE_S
    while True:
        if found := await asked():
            return found
        assert process.is_alive(), f"the worker ended by itself: {process.exitcode}\n{log.read_text()}"
        assert asyncio.get_running_loop().time() < end, f"not {what}\n{log.read_text()[-3000:]}"
        await asyncio.sleep(0.1)


async def acknowledged(settings: Settings, group: str) -> int:
    """How many messages the group has behind it: every topic begins at 0."""
    admin = AIOKafkaAdminClient(bootstrap_servers=settings.kafka_url)
    await admin.start()
    try:
        wanted = [TopicPartition(settings.topic(name), part) for name in topics.TOPICS for part in range(topics.PARTITIONS)]
        offsets = await admin.list_consumer_group_offsets(group, partitions=wanted)
        return sum(max(0, known.offset) for known in offsets.values())
    finally:
        await admin.close()


async def missing_on_topics(settings: Settings, emitted: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """(topic, event id) of what is not on the topics, also after some time."""
    missing = set(emitted)
    if not missing:
        return missing
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_url, auto_offset_reset="earliest", fetch_max_wait_ms=50, enable_auto_commit=False
    )
    await consumer.start()
    try:
        named = {topic for topic, _ in emitted}
        consumer.assign([TopicPartition(settings.topic(name), part) for name in named for part in range(topics.PARTITIONS)])
        end = asyncio.get_running_loop().time() + PATIENCE_S / 2
        while missing and asyncio.get_running_loop().time() < end:
            for place, records in (await consumer.getmany(timeout_ms=250)).items():
                for record in records:
                    sealed = unwrap(record.value, dict(record.headers))
                    missing -= {(place.topic.removeprefix(settings.prefix), event.id) for event in sealed}
    finally:
        await consumer.stop()
    return missing


async def by_hand(stage: str, settings: Settings) -> tuple[dict[str, Any], set[tuple[str, str]], list[Event]]:
    """The end without any disturbance: the database, what the stage emits, and what came to it."""
    state = State.connect(settings.mongo_url)
    desk = Desk(settings, state, Producer(settings), now=lambda: NOW)
    try:
        events = await before(stage, desk)
        desk.now = lambda: THEN
        emits = await HANDLES[stage](batch_of(events, THEN), desk)
        return await dump(state, leave_out=VOLATILE), {(emit.topic, id_of(emit.event)) for emit in emits}, events
    finally:
        await state.db.client.drop_database(state.db.name)
        await desk.close()


class Room:
    """One case: its own names on the engines, its own files."""

    def __init__(self, settings: Settings, folder: Path, stage: str, workers: Callable[[Told], BaseProcess]) -> None:
        self.settings, self.folder, self.stage, self._workers = settings, folder, stage, workers
        self.log, self.mark, self.trigger = folder / "log", folder / "mark", folder / "trigger"
        self.log.touch()  # a worker that never came to write is told as that
        self.group = f"{settings.prefix}egard-{stage_of(stage)[0]}"
        self.started: list[BaseProcess] = []

    def worker(self, *, hangs: bool, now: Any = THEN) -> BaseProcess:
        told = Told(
            settings=self.settings, stage=self.stage, now=now, log=self.log, trigger=self.trigger if hangs else None, mark=self.mark
        )
        self.started.append(self._workers(told))
        return self.started[-1]

    async def marked(self) -> bool:
        return self.mark.exists()

    async def end(self, process: BaseProcess, how: signal.Signals) -> None:
        """As the supervisor does: what does not stop when it is asked to is killed a little later."""
        if how == signal.SIGTERM:
            process.terminate()
            for _ in range(50):
                if not process.is_alive():
                    break
                await asyncio.sleep(0.1)
        process.kill()
        process.join()

    async def close(self) -> None:
        for process in self.started:
            await self.end(process, signal.SIGKILL)


async def disturbed(room: Room, how: signal.Signals, *, sink: Sink | None = None, claimed: bool = False) -> None:
    stage, settings = room.stage, room.settings
    wanted, emitted, _ = await by_hand(stage, msgspec.structs.replace(settings, mongo_url=settings.mongo_url.replace("?", "h?")))
    if sink:
        sink.mails.clear()
    state = State.connect(settings.mongo_url)
    desk = Desk(settings, state, Producer(settings), now=lambda: NOW)
    try:
        await make_topics(settings)
        events = await before(stage, desk)
        for event in events:  # each a message of its own: a batch takes several, from several partitions
            topic, key = place_of(event)
            await desk.producer.send([Emit(topic, key, event)])
        if sink and claimed:
            sink.mark = room.mark
        else:
            room.trigger.touch()
        first = room.worker(hangs=not claimed)
        await until(room.marked, first, room.log, "in the middle of a batch")
        assert await acknowledged(settings, room.group) < len(events)
        await room.end(first, how)
        if sink:
            sink.mark = None
        second = room.worker(hangs=False, now=LATER if claimed else THEN)

        async def all_acknowledged() -> bool:
            return await acknowledged(settings, room.group) == len(events)

        await until(all_acknowledged, second, room.log, f"all {len(events)} acknowledged")
        if claimed and sink:
            await uncertain(state, sink)
            return
        assert await dump(state, leave_out=VOLATILE) == wanted
        desk.now = lambda: LATER
        await tick(desk)  # what was written and not emitted is handed on by the clock
        assert not await missing_on_topics(settings, emitted), "it is in the database, and nobody is told"
        if sink:
            assert set(sink.message_ids().values()) == {1} and len(sink.mails) == sum(doc["state"] == "sent" for doc in wanted["messages"])
    finally:
        await room.close()
        await delete_topics(settings)
        await state.db.client.drop_database(state.db.name)
        await desk.close()


async def uncertain(state: State, sink: Sink) -> None:
    """Those that were on their way when the server never said yes: each is a colleague's, and never sent again; the others are sent."""
    messages = [doc async for doc in state.db["messages"].find({})]
    told = [(doc["state"], doc.get("reason")) for doc in messages]
    left = {doc["_id"] for doc in messages if doc["state"] == "uncertain"}
    assert left and {doc["state"] for doc in messages} <= {"uncertain", "sent"}, told
    assert len(messages) > 1 and set(sink.message_ids().values()) == {1} and len(messages) - len(left) <= len(sink.mails) <= len(messages)
    assert {(task.kind, task.message) for task in await state.tasks.open()} == {("uncertain", id_) for id_ in left}
    assert not any("hand_on_at" in doc for doc in messages)


CASES = [(stage, how) for stage in (*STAGES, "dispatch, claimed") for how in (signal.SIGKILL, signal.SIGTERM)]


@pytest.fixture(scope="module")
def ends(
    request: pytest.FixtureRequest,
    ground: Callable[..., Settings],
    workers: Callable[[Told], BaseProcess],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[Any, BaseException | None]]:
    """What became of each case that was asked for; several run at once, since most of each is waiting for a group to notice."""
    asked = {item.callspec.params["case"] for item in request.session.items if item.fspath == request.fspath and hasattr(item, "callspec")}
    found: dict[Any, BaseException | None] = {}

    async def one(case: tuple[str, signal.Signals], places: asyncio.Semaphore) -> None:
        stage, how = case
        folder = tmp_path_factory.mktemp(f"crash{secrets.token_hex(3)}")
        async with places:
            try:
                if stage.startswith("dispatch"):
                    sink = Sink()
                    async with sink as url:
                        await disturbed(Room(ground(smtp_url=url), folder, "dispatch", workers), how, sink=sink, claimed="claimed" in stage)
                else:
                    await disturbed(Room(ground(smtp_url="smtp://127.0.0.1:9"), folder, stage, workers), how)
                found[case] = None
            except BaseException as error:  # noqa: BLE001  # raised again by its test
                found[case] = error

    async def everything() -> None:
        places = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(one(case, places) for case in CASES if case in asked))

    asyncio.run(everything())
    yield found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[1].name}")
def test_a_worker_ended_in_mid_batch_loses_and_doubles_nothing(case: tuple[str, signal.Signals], ends: dict[Any, Any]) -> None:
    if ends[case] is not None:
        raise ends[case]
