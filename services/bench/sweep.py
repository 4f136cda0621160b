"""The clock's sweep: a thousand persons are due among ten thousand, a hundred thousand, a million who are not.

The databases of all sizes stand in one engine and are swept in turn, so that what else the machine does meets them alike. Every sweep finds
persons whom nobody has read lately, as in life; afterwards they wait for a later moment, as sense would have it. Their courses have two to
24 steps: documents of two kilobytes.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

from schemas.documents import Person, Step
from services.bench.made import BEGIN, person
from services.bench.stand import Stand, cpu_s
from services.bench.table import Row, at_most, seen
from streams.desk import Desk
from streams.settings import Settings
from streams.stages.clock import tick
from streams.state import State
from streams.state.persons import Persons
from streams.wire import Producer

SIZES = (10_000, 100_000, 1_000_000)
GOAL = 1.3
EVERY = timedelta(hours=1)
LATER = timedelta(days=400)
AT_ONCE = 1_000
"""Persons that are written together."""


class Watched(Persons):
    """Remembers how long finding took."""

    found, took_s = 0, 0.0

    async def due(self, now: datetime, limit: int = 5000) -> list[tuple[str, datetime]]:
        began = time.perf_counter()
        found = await super().due(now, limit)
        self.found, self.took_s = len(found), time.perf_counter() - began
        return found


class Crowd:
    """So many persons, in a database of their own."""

    def __init__(self, settings: Settings, size: int, due: int, database: int) -> None:
        self.size, self._due, self._at, self._turns, self._database = size, due, BEGIN, 0, database
        state = State.connect(settings.mongo_url)
        self._persons = state.persons = Watched(state.db)
        self._desk = Desk(settings, state, Producer(settings), now=lambda: self._at)
        self.finding_ms: list[float] = []
        self.ticks_ms: list[float] = []
        self.cpu_ms: list[float] = []

    async def fill(self, rounds: int) -> float:
        """Seconds that it took. In a small crowd the same are due again after a while."""
        self._turns = min(rounds, self.size // self._due)
        began = time.perf_counter()
        await self._desk.state.prepare()
        made = persons(self.size, due=self._due, rounds=self._turns)
        writing: asyncio.Task[bool] | None = None
        while some := list(itertools.islice(made, AT_ONCE)):  # made while those before are written
            if writing:
                await writing
            writing = asyncio.create_task(self._persons.put_many(some))
            await asyncio.sleep(0)
        if writing:
            await writing
        return time.perf_counter() - began

    async def sweep(self, *, counts: bool) -> None:
        """One more moment has come: tick, then let those wait again who were due."""
        self._at += EVERY
        began, cpu_before_s = time.perf_counter(), self._cpu_s()
        await tick(self._desk)
        took_s, cpu_took_s = time.perf_counter() - began, self._cpu_s() - cpu_before_s
        if self._persons.found != self._due:
            raise AssertionError(f"{self._persons.found} of {self._due} were found")
        if counts:
            self.ticks_ms.append(took_s * 1000)
            self.finding_ms.append(self._persons.took_s * 1000)
            self.cpu_ms.append(cpu_took_s * 1000)
        found = await self._persons.get_many([id_ for id_, _ in await self._persons.due(self._at)])
        again_at = self._at + self._turns * EVERY
        await self._persons.put_many([msgspec.structs.replace(one, due_at=again_at) for one in found.values()])

    def _cpu_s(self) -> float:
        return cpu_s(self._database) + time.process_time()

    async def close(self) -> None:
        await self._desk.close()


async def sweep(stand: Stand, *, sizes: Sequence[int] = SIZES, due: int = 1_000, rounds: int = 19) -> list[Row]:
    """What a tick costs with `due` persons due, at each size: `rounds` of them, and one more before that does not count."""
    crowds: list[Crowd] = []
    filled_s: list[float] = []
    try:
        for size in sizes:
            crowds.append(Crowd(await stand.part(), size, due, stand.pids["database"]))
            filled_s.append(await crowds[-1].fill(rounds + 1))
        for number in range(rounds + 1):
            for crowd in crowds if number % 2 else reversed(crowds):
                await crowd.sweep(counts=number > 0)
    finally:
        for crowd in crowds:
            await crowd.close()
    rows = [
        at_most("sweep", "a tick: dearest size / cheapest", _apart(statistics.median(crowd.ticks_ms) for crowd in crowds), GOAL, "x"),
        seen("sweep", "  its CPU: dearest / cheapest", _apart(statistics.mean(crowd.cpu_ms) for crowd in crowds), "x"),
        seen("sweep", "  finding alone: dearest / cheapest", _apart(statistics.median(crowd.finding_ms) for crowd in crowds), "x"),
    ]
    for crowd, took_s in zip(crowds, filled_s, strict=True):
        rows += [
            seen("sweep", f"  {due:,} due among {crowd.size:,}, a tick", statistics.median(crowd.ticks_ms), "ms", _spread(crowd.ticks_ms)),
            seen("sweep", "    of it finding them", statistics.median(crowd.finding_ms), "ms", _spread(crowd.finding_ms)),
            seen("sweep", "    CPU of database and clock", statistics.mean(crowd.cpu_ms), "ms", "on average"),
            seen("sweep", "    filled before at", crowd.size / took_s, "persons/s"),
        ]
    return rows


def persons(count: int, *, due: int, rounds: int) -> Iterator[Person]:
    """In no order: at each of `rounds` moments `due` of them are due; of the others most later, and every fifth waits for nothing."""
    courses = [course(length) for length in (2, 3, 4, 6, 8, 12, 16, 24)]
    of_round, stride = rounds * due, _stride(count)
    for number in range(count):
        place = number * stride % count
        if place < of_round:
            due_at: datetime | None = BEGIN + EVERY * (place // due) + timedelta(seconds=1 + place % due)
        else:
            due_at = None if number % 5 == 0 else BEGIN + LATER / 10 + timedelta(minutes=place % 500_000)
        steps = courses[number % len(courses)]
        yield Person(
            id=sha256(person(number).encode()).hexdigest()[:24],
            name="Une personne",
            language="fr",
            course=steps,
            first_at=steps[0].at,
            last_at=steps[-1].at,
            due_at=due_at,
        )


def _stride(count: int) -> int:
    """Steps of so many, round and round, come to every place of `count` once, and spread evenly at any time (the golden section)."""
    return next(stride for stride in itertools.count(int(count * 0.618034)) if math.gcd(stride, count) == 1)


def course(length: int) -> tuple[Step, ...]:
    """`length` mails, a fortnight between them, every third ours."""
    return tuple(
        Step(
            at=BEGIN - timedelta(days=14 * (length - index)),
            id=f"email:bench-{index:06}@courrier.example/email:{person(index)}",
            channel="email",
            direction="out" if index % 3 == 2 else "in",
            theirs=index % 3 != 2,
            identifier=f"email:{person(0)}",
            language="fr",
            length=80,
            topics=("heating",),
            thread=f"email:bench-{index // 3 * 3:06}@courrier.example",
            site="email:accueil@chaleur.example",
        )
        for index in range(length)
    )


def _apart(each_ms: Iterable[float]) -> float:
    ordered = sorted(each_ms)
    return ordered[-1] / max(ordered[0], 0.001)


def _spread(each_ms: Sequence[float]) -> str:
    return f"{len(each_ms)} times, {min(each_ms):.0f} to {max(each_ms):.0f}"
