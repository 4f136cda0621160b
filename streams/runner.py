"""The only loop, try, acknowledgement and retry of the house.

Faust alone does not keep an event: what `take()` or plain iteration hands out is committed when the handler raises and when the worker is
stopped in the middle. So each batch is taken without acknowledging, handled, written and emitted; the broker confirms; only then is it
acknowledged. Unreadable: a dead letter, and acknowledged. Engine away: retried in place, so that lag grows and is seen. Anything else: the
events are handled one by one, and those that fail alone are dead letters; when nothing but failures is left, the process ends before
another acknowledgement rather than pour everything away.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import time
import traceback
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import msgspec
import structlog

from schemas.documents import DeadLetter
from schemas.errors import EgardError, Unavailable, Unreadable
from schemas.events import CloudEvent, Entry, Event, Raw, Said, TakenBack
from streams.desk import Desk
from streams.state.client import away
from streams.taking import taken
from streams.wire import BATCH, Emit, open_event, partition_of, unwrap

log = structlog.get_logger()
T = TypeVar("T")

LONGEST_PAUSE_S = 5.0
MOST_FAILURES_IN_A_ROW = 100
"""Unexpected failures, that is, not refusals with a reason: then something is wrong with us, not with them."""


class Cargo(msgspec.Struct, frozen=True):
    """An event and the place that it came from."""

    event: Event
    sealed: CloudEvent
    topic: str
    partition: int
    offset: int
    index: int


class Batch:
    """What a stage is handed: `events` in the order of the topic, and the moment."""

    def __init__(self, stage: str, cargo: Sequence[Cargo], now: datetime) -> None:
        self.stage, self.now, self._cargo = stage, now, list(cargo)
        self.events: list[Event] = [item.event for item in cargo]
        self.dead: list[DeadLetter] = []
        self.given_up: list[Event] = []
        self._by_event = {id(item.event): item for item in cargo}

    def trace(self, event: Event) -> str | None:
        """The traceparent that an event came with, to be handed on."""
        item = self._by_event.get(id(event))
        return item.sealed.traceparent if item else None

    def refuse(self, event: Event, error: EgardError, *, interaction: str | None = None) -> None:
        """A dead letter for this event; an event may have several, each with its own `where`."""
        item = self._by_event[id(event)]
        self.dead.append(
            _letter(
                self.stage,
                item.topic,
                item.partition,
                item.offset,
                item.index,
                item.sealed,
                error,
                self.now,
                original=_original_of(event),
                interaction=interaction or _interaction_of(event),
            )
        )

    def alone(self) -> list[Batch]:
        """Each event as a batch of its own."""
        return [Batch(self.stage, [item], self.now) for item in self._cargo]


Handler = Callable[[Batch, Desk], Awaitable[Sequence[Emit]]]


class Stage(msgspec.Struct, frozen=True):
    """A row of the table in app.py. `envelopes`: the most that one batch takes."""

    name: str
    topics: tuple[str, ...]
    handle: Handler
    envelopes: int = 64


class Fatal(Exception):
    """The process must end before another acknowledgement."""


def end_process(error: BaseException) -> None:
    """The surest end: nothing after it can acknowledge anything. The supervisor starts the worker again."""
    log.error("worker.ends", error=type(error).__name__, what=str(error)[:500])
    os._exit(70)


class Runner:
    """Runs one stage: `follow` is the agent."""

    def __init__(self, stage: Stage, desk: Desk, *, ends: Callable[[BaseException], None] = end_process, gather_s: float = 0.005) -> None:
        self.stage, self.desk, self._ends, self._gather_s = stage, desk, ends, gather_s
        self._failures_in_a_row = 0
        self.handled_at = time.monotonic()

    async def follow(self, stream: Any) -> None:
        """The loop. While batch n is emitted and acknowledged, n+1 is handled; n+1 is not emitted before n is."""
        finishing: asyncio.Task[None] | None = None
        try:
            async with aclosing(taken(stream, self.stage.envelopes, gather_s=self._gather_s)) as batches:
                async for messages in batches:
                    if self.desk.stopping:  # not acknowledged: it comes again, to somebody who stays
                        return
                    started = time.monotonic()
                    batch, lost = self.open(messages)
                    emits = await self.carry_out(batch, lost)
                    if finishing is not None:
                        await finishing
                    finishing = asyncio.create_task(self._finish(stream, messages, emits))
                    finishing.add_done_callback(self._finished)
                    self.handled_at = time.monotonic()
                    log.debug(
                        "stage.batch",
                        stage=self.stage.name,
                        events=len(batch.events),
                        dead=len(batch.dead) + len(lost),
                        took_ms=round((self.handled_at - started) * 1000),
                    )
        except asyncio.CancelledError:
            if finishing is not None:
                finishing.cancel()
            if not self.desk.stopping:
                raise
        except Exception as error:  # noqa: BLE001  # nothing may leave an agent: Faust would acknowledge over the hole
            self._ends(error)

    def open(self, messages: Iterable[Any]) -> tuple[Batch, list[DeadLetter]]:
        """Faust's messages as a batch; what cannot be read is a dead letter at once."""
        cargo: list[Cargo] = []
        lost: list[DeadLetter] = []
        now = self.desk.now()
        for message in messages:
            raw = message.message
            prefix = self.desk.settings.prefix
            place = (raw.topic.removeprefix(prefix), raw.partition, raw.offset)
            try:
                sealed_events = unwrap(message.value, dict(raw.headers or ()))
            except Unreadable as error:
                sealed = CloudEvent(
                    specversion="1.0",
                    id="/".join(map(str, place)),
                    source="?",
                    type="?",
                    data=msgspec.Raw(msgspec.json.encode(message.value)),
                )
                lost.append(_letter(self.stage.name, *place, 0, sealed, error, now))
                continue
            for index, sealed in enumerate(sealed_events):
                try:
                    cargo.append(Cargo(open_event(sealed), sealed, *place, index))
                except Unreadable as error:
                    lost.append(_letter(self.stage.name, *place, index, sealed, error, now))
        return Batch(self.stage.name, cargo, now), lost

    async def carry_out(self, batch: Batch, lost: Sequence[DeadLetter] = ()) -> list[Emit]:
        """Handle a batch to its end: retried in place while an engine is away; dead letters are safe before this returns."""
        emits = await self._handle(batch) if batch.events else []
        letters = [*lost, *batch.dead]
        if letters:
            await self.insist(lambda: self.desk.state.dead_letters.put(letters))
            for event in batch.given_up:
                await self.insist(partial(self.desk.state.work.give_up, event, now=batch.now))
            for letter in letters:
                log.warning("stage.dead", stage=self.stage.name, letter=letter.id, where=letter.where)
        return emits

    async def _handle(self, batch: Batch) -> list[Emit]:
        async def attempt() -> list[Emit]:
            batch.dead.clear()
            return list(await self.stage.handle(batch, self.desk))

        try:
            emits = await self.insist(attempt)
        except Exception as error:  # the runner's task: one bad event must not stop the others
            if len(batch.events) > 1:
                emits = []
                for single in batch.alone():
                    emits += await self._handle(single)
                    batch.dead += single.dead
                    batch.given_up += single.given_up
                return emits
            self._failures_in_a_row += 1
            if self._failures_in_a_row > MOST_FAILURES_IN_A_ROW:
                raise Fatal(
                    f"stage {self.stage.name}: {MOST_FAILURES_IN_A_ROW} events in a row failed, the last with {type(error).__name__}"
                ) from error
            log.error("stage.failed", stage=self.stage.name, error=type(error).__name__, at=_where(error))
            batch.dead.clear()
            known = (
                error
                if isinstance(error, EgardError)
                else Unreadable(
                    self.stage.name, f"handling it failed ({type(error).__name__}: {str(error)[:300]})", "mend the stage, then replay it"
                )
            )
            batch.refuse(batch.events[0], known)
            batch.given_up.append(batch.events[0])
            return []
        self._failures_in_a_row = 0
        return emits

    async def insist(self, step: Callable[[], Awaitable[T]]) -> T:
        """Do it; while an engine is away, again and again with a growing pause, and until the worker is being stopped: then what is in
        hand is let go, and comes again. Other errors pass."""
        pause_s = 0.05
        while True:
            try:
                return await step()
            except Exception as error:
                if not (isinstance(error, Unavailable) or away(error)):
                    raise
                if self.desk.stopping:
                    raise asyncio.CancelledError from error
                log.warning("stage.waits", stage=self.stage.name, error=type(error).__name__, pause_s=round(pause_s, 2))
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311  # a jitter, not a secret
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _finished(self, finishing: asyncio.Task[None]) -> None:
        """An error is noticed at once, and not with the next batch, which may be long in coming."""
        error = None if finishing.cancelled() else finishing.exception()
        if error is not None:
            self._ends(error)

    async def _finish(self, stream: Any, messages: Sequence[Any], emits: Sequence[Emit]) -> None:
        await self.insist(lambda: self.desk.producer.send(emits))
        for message in messages:
            await stream.ack(message)

    async def repeat(self, step: Callable[[Desk], Awaitable[None]], *, every_s: float) -> None:
        """A stage that no topic drives (the clock): again and again, with the same patience."""
        try:
            while True:
                started = time.monotonic()
                await self.insist(lambda: step(self.desk))
                took_s = time.monotonic() - started
                await asyncio.sleep(max(every_s, 2 * took_s))  # never more than a third of the time, however much is due
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001
            self._ends(error)


def dead_letter_as_message(letter: DeadLetter) -> tuple[str, int, bytes, list[tuple[str, bytes]]]:
    """A dead letter's event as it was, for its topic again: a replay."""
    return (
        letter.topic,
        partition_of(letter.subject),
        b"[" + letter.event + b"]",
        [("content-type", BATCH.encode()), ("replay-of", letter.id.encode())],
    )


def _letter(
    stage: str,
    topic: str,
    partition: int,
    offset: int,
    index: int,
    sealed: CloudEvent,
    error: EgardError,
    now: datetime,
    *,
    original: str | None = None,
    interaction: str | None = None,
) -> DeadLetter:
    id_ = hashlib.sha256(f"{stage}|{sealed.id}|{error.where}".encode()).hexdigest()[:24]
    return DeadLetter(
        id=id_,
        stage=stage,
        topic=topic,
        partition=partition,
        offset=offset,
        index=index,
        subject=sealed.subject or sealed.id,
        original=original,
        interaction=interaction,
        where=error.where[:300],
        reason=error.what[:2000],
        remedy=error.remedy[:500],
        event=msgspec.json.encode(sealed),
        attempts=1,
        first_at=now,
        last_at=now,
    )


def _where(error: BaseException) -> str:
    """The innermost lines of our code that it passed, without its message, which may hold somebody's words."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))


def _original_of(event: Event) -> str | None:
    match event:
        case Raw() | Said() | TakenBack():
            return event.original
        case Entry():
            return f"{event.interaction.channel}:{event.interaction.original.sha256}"
        case _:
            return None


def _interaction_of(event: Event) -> str | None:
    match event:
        case Said():
            return event.interaction.id
        case TakenBack():
            return event.removal.id
        case _:
            return None
