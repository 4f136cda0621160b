"""One child process: the real worker `path`, with a stopwatch at every stage, `python -m services.bench.whole '<plan>'`.

It says `{"ready": true}` once it has its partitions; asked for by a line on standard input, it says where the time of each stage went.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import sys
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from functools import partial
from typing import Any

import msgspec
from pymongo import monitoring

from services.logs import configure
from streams.app import APPS, CLOCK_RUNS_IN, TICK_S, build_app
from streams.desk import Desk
from streams.runner import Batch, Handler, Runner, Stage
from streams.settings import Settings
from streams.stages.clock import tick
from streams.state import State
from streams.wire import Emit, Producer

STAGE: contextvars.ContextVar[str] = contextvars.ContextVar("stage", default="")


class Spent(msgspec.Struct):
    """Seconds. `handling`: from taking a batch to its last write; of it `cpu` in this loop and `database` waiting for it; `broker`:
    until it has confirmed, beside the next batch."""

    batches: int = 0
    events: int = 0
    handling: float = 0.0
    cpu: float = 0.0
    database: float = 0.0
    broker: float = 0.0
    commands: dict[str, tuple[int, float]] = {}


class Stopwatch(monitoring.CommandListener):
    """Books each command of the database on the stage that gave it (Motor carries the context into its threads)."""

    def __init__(self) -> None:
        self.spent: dict[str, Spent] = {}
        self._asked: dict[int, str] = {}

    def of(self, stage: str) -> Spent:
        return self.spent.setdefault(stage, Spent())

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self._asked[event.request_id] = f"{event.command_name} {event.command[event.command_name]}"

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        self._book(event.request_id, event.duration_micros / 1e6)

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        self._book(event.request_id, event.duration_micros / 1e6)

    def _book(self, request: int, seconds: float) -> None:
        spent, command = self.of(STAGE.get()), self._asked.pop(request, "?")
        spent.database += seconds
        times, total = spent.commands.get(command, (0, 0.0))
        spent.commands[command] = (times + 1, total + seconds)


class Stepped:
    """A coroutine that is watched at each step: what it used of the loop's thread, without what others used while it waited."""

    def __init__(self, steps: Awaitable[Any], book: Callable[[float], None]) -> None:
        self._steps, self._book = steps, book

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = self._steps.__await__()
        step: Callable[[], Any] = partial(steps.send, None)
        while True:
            began = time.thread_time()
            try:
                wanted = step()
            except StopIteration as end:
                return end.value
            finally:
                self._book(time.thread_time() - began)
            try:
                step = partial(steps.send, (yield wanted))
            except BaseException as error:  # noqa: BLE001  # it is the coroutine's own: what it waited for has failed
                step = partial(steps.throw, error)


def timed(stage: Stage, watch: Stopwatch) -> Stage:
    """The same stage, booked."""
    handle: Handler = stage.handle

    async def handled(batch: Batch, desk: Desk) -> Sequence[Emit]:
        spent, began = watch.of(stage.name), time.monotonic()
        STAGE.set(stage.name)

        def book(seconds: float) -> None:
            spent.cpu += seconds

        try:
            emits: Sequence[Emit] = await Stepped(handle(batch, desk), book)
        finally:
            spent.batches, spent.events = spent.batches + 1, spent.events + len(batch.events)
            spent.handling += time.monotonic() - began
        return emits

    return msgspec.structs.replace(stage, handle=handled)


class TimedProducer(Producer):
    def __init__(self, settings: Settings, watch: Stopwatch) -> None:
        super().__init__(settings)
        self._watch = watch

    async def send(self, emits: Sequence[Emit], *, within_s: float = 20.0) -> None:
        began = time.monotonic()
        await super().send(emits, within_s=within_s)
        self._watch.of(STAGE.get()).broker += time.monotonic() - began


async def main(settings: Settings) -> None:
    watch = Stopwatch()
    monitoring.register(watch)
    state = State.connect(settings.mongo_url)
    await state.prepare()
    desk = Desk(settings, state, TimedProducer(settings, watch))
    app = build_app("path", desk, stages=[timed(stage, watch) for stage in APPS["path"]])
    app.task(lambda: _clock(desk))
    assigned = asyncio.Event()

    async def assign(*_: object, **__: object) -> None:
        assigned.set()

    app.on_partitions_assigned.connect(assign, weak=False)
    app.finalize()
    await app.start()
    await assigned.wait()
    _tell({"ready": True})
    await asyncio.to_thread(sys.stdin.buffer.readline)
    _tell(watch.spent)
    await app.stop()
    await desk.close()


async def _clock(desk: Desk) -> None:
    STAGE.set("clock")
    clock = Runner(Stage("clock", (), APPS[CLOCK_RUNS_IN][0].handle), desk)
    await clock.repeat(tick, every_s=TICK_S)


def _tell(thing: object) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(msgspec.json.encode(thing) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    configure()
    asyncio.run(main(msgspec.json.decode(sys.argv[1], type=Settings)))
