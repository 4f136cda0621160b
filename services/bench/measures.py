"""The small measurements: the runner against loops that do the same work with less around it."""

from __future__ import annotations

import asyncio
import itertools
import statistics
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from schemas.topics import INTERACTIONS
from services.bench.loops import ENVELOPES, Cost, Plan
from services.bench.made import key_of, people, said, sealed, single
from services.bench.stand import Stand, child, cpu_s
from services.bench.table import Row, at_least, at_most, seen
from streams.wire import Emit, Producer

T = TypeVar("T")

WARM = 3_000
MADE_BEFORE = 100_000
"""Fewer events than these are made before the clock runs."""
AHEAD = 30_000
"""How far the sender may be ahead, so that neither broker nor child drowns."""


async def throughput(
    stand: Stand, loop: str, events: int, *, store: bool = False, watch: Callable[[float, int], None] | None = None
) -> Cost:
    """Send as fast as it is taken; what the child says of its cost. `watch` hears (seconds, events through) about once a second."""
    settings = await stand.part()
    plan = Plan(loop=loop, settings=settings, warm=WARM, events=events, store=store)
    messages: Iterator[tuple[int, bytes, int]] = (sealed if loop in ENVELOPES else single)(0, WARM + events)
    if events < MADE_BEFORE:
        messages = iter(list(messages))
    sender, sent, through = Producer(settings), 0, 0
    moved = asyncio.Event()

    async def send(until: int) -> None:
        nonlocal sent
        while sent < until:
            together = list(itertools.islice(messages, 12 if loop in ENVELOPES else 600))
            await sender.send_bytes([(INTERACTIONS, partition, value, ()) for partition, value, _ in together])
            sent += sum(count for _, _, count in together)
            while sent - through > AHEAD:
                moved.clear()
                await moved.wait()

    async with child("services.bench.loops", plan) as process:
        sending: asyncio.Task[None] | None = None
        if loop != "alone":
            await send(WARM)
        try:
            while True:
                heard = await process.hear()
                if "ready" in heard and loop != "alone":
                    through = WARM
                    sending = asyncio.create_task(send(WARM + events))
                elif "through" in heard:
                    through = heard["through"]
                    if watch:
                        watch(heard["at_s"], through)
                elif "cpu_s" in heard:
                    return msgspec.convert(heard, Cost)
                moved.set()
        finally:
            if sending:
                sending.cancel()
            await sender.stop()


async def runner_against_bare(stand: Stand, *, events: int, rounds: int) -> list[Row]:
    """CPU an event, with a handler that does nothing: what keeping every event costs above the least possible."""
    cost: dict[str, list[float]] = {}
    for _ in range(rounds):
        for loop in ("bare", "runner"):
            cost.setdefault(loop, []).append(_us(await throughput(stand, loop, events)))
    for loop in ("bare single", "plain faust"):
        cost[loop] = [_us(await throughput(stand, loop, max(10_000, events // 5)))]
    us = {loop: statistics.median(values) for loop, values in cost.items()}
    return [
        at_most(
            "runner", "CPU an event, runner / bare aiokafka", us["runner"] / us["bare"], 1.5, "x", _spread(cost["runner"], cost["bare"])
        ),
        seen("runner", "  the runner", us["runner"], "us"),
        seen("runner", "  bare aiokafka, the same envelopes", us["bare"], "us"),
        seen(
            "runner", "CPU an event, plain Faust / bare aiokafka", us["plain faust"] / us["bare single"], "x", "one event a message, both"
        ),
        seen("runner", "  plain Faust", us["plain faust"], "us"),
        seen("runner", "  bare aiokafka, one event a message", us["bare single"], "us"),
    ]


async def stage_against_store(stand: Stand, *, events: int, rounds: int) -> list[Row]:
    """Events a second when each is inserted: what is left of the store's own speed behind a broker."""
    rate: dict[str, list[float]] = {}
    for _ in range(rounds):
        for loop in ("alone", "runner"):
            rate.setdefault(loop, []).append(_rate(await throughput(stand, loop, events, store=True)))
    rate["plain faust"] = [_rate(await throughput(stand, "plain faust", events, store=True))]
    median = {loop: statistics.median(values) for loop, values in rate.items()}
    return [
        at_least(
            "stage",
            "events/s, a stage / the same writes alone",
            median["runner"] / median["alone"],
            0.85,
            "x",
            _spread(rate["runner"], rate["alone"]),
        ),
        seen("stage", "  the stage", median["runner"], "events/s"),
        seen("stage", "  the writes alone, no broker", median["alone"], "events/s"),
        seen("stage", "events/s, plain Faust / the same writes alone", median["plain faust"] / median["alone"], "x"),
    ]


async def hop(stand: Stand, *, seconds: float, a_second: int = 500) -> list[Row]:
    """From sending to the handler, at a steady pace."""
    p50, p99 = quantiles(await _delays(stand, "runner", seconds=seconds, a_second=a_second))
    plain50, plain99 = quantiles(await _delays(stand, "plain faust", seconds=seconds, a_second=a_second))
    return [
        at_most("hop", f"one hop at {a_second}/s, median", p50, 30, "ms"),
        at_most("hop", f"one hop at {a_second}/s, p99", p99, 60, "ms"),
        seen("hop", "  plain Faust, median", plain50, "ms"),
        seen("hop", "  plain Faust, p99", plain99, "ms"),
    ]


async def _delays(stand: Stand, loop: str, *, seconds: float, a_second: int) -> list[float]:
    settings = await stand.part()
    events = int((seconds + 1) * a_second)
    plan = Plan(loop=loop, settings=settings, warm=WARM, events=events)
    sender, groups = Producer(settings), people()
    try:
        async with child("services.bench.loops", plan) as process:
            for partition, value, _ in (sealed if loop in ENVELOPES else single)(0, WARM):
                await sender.send_bytes([(INTERACTIONS, partition, value, ())])
            while "ready" not in await process.hear():
                pass

            async def send(number: int) -> None:
                event = said(number, groups[number % 12][number // 12 % 25], at=datetime.now(UTC))
                if loop in ENVELOPES:
                    await sender.send([Emit(INTERACTIONS, key_of(event), event)])
                else:
                    await sender.send_bytes([(INTERACTIONS, number % 12, msgspec.json.encode(event), ())])

            async with asyncio.TaskGroup() as tasks:
                async for number in paced(range(WARM, WARM + events), a_second):
                    tasks.create_task(send(number))
            while "cpu_s" not in (heard := await process.hear()):
                pass
            return msgspec.convert(heard, Cost).delays_ms[a_second:]  # without the first second, in which it comes to its pace
    finally:
        await sender.stop()


async def paced(things: Iterable[T], a_second: float) -> AsyncIterator[T]:
    """One after the other at a steady pace; what the machine was late with is made up for."""
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for place, thing in enumerate(things):
        await asyncio.sleep(max(0.0, begin + place / a_second - loop.time()))
        yield thing


def quantiles(delays_ms: list[float]) -> tuple[float, float]:
    """Median and p99."""
    ordered = sorted(delays_ms)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def _us(cost: Cost) -> float:
    return cost.cpu_s / cost.events * 1e6


def _rate(cost: Cost) -> float:
    return cost.events / cost.took_s


def _spread(ours: list[float], theirs: list[float]) -> str:
    ratios = sorted(mine / other for mine, other in zip(ours, theirs, strict=True))
    return f"{len(ratios)} rounds, {ratios[0]:.2f} to {ratios[-1]:.2f}" if len(ratios) > 1 else ""


async def aged(stand: Stand, *, writes: int = 500_000, after: int = 60_000) -> list[Row]:
    """Whether a store that holds half a million entries takes the next as fast as it took those of the first minute.

    Minutes lie between the two, in which the machine may have got other work: the database's CPU an event knows nothing of that.
    """
    points: list[tuple[float, int, float]] = []

    def watch(at_s: float, through: int) -> None:
        points.append((at_s, through, cpu_s(stand.pids["database"])))

    await throughput(stand, "runner", writes + after, store=True, watch=watch)
    first = [point for point in points if point[0] <= points[0][0] + 60 and point[1] <= writes]
    last = [point for point in points if point[1] >= writes]
    (then, then_us), (now, now_us) = _slope(first), _slope(last)
    return [
        at_least("aged", f"events/s after {writes:,} writes / in the first minute", now / then, 0.9, "x"),
        seen("aged", "  in the first minute", then, "events/s", f"the database's CPU: {then_us:.0f} us an event"),
        seen("aged", f"  after {writes:,} writes", now, "events/s", f"the database's CPU: {now_us:.0f} us an event"),
    ]


def _slope(points: list[tuple[float, int, float]]) -> tuple[float, float]:
    """Events a second, and the database's CPU in us an event."""
    (began, none, cpu), (ended, some, more) = points[0], points[-1]
    return (some - none) / max(ended - began, 0.001), (more - cpu) / max(some - none, 1) * 1e6
