"""Resolve among a thousand persons who are known, and among a million.

Both databases stand in one engine, and the same work is done in each in turn, so that what else the machine does meets both alike. Half of
the interactions come from people who wrote before, half from new ones; all have names of their own, as in life, so that what a name or an
address leads to grows with the crowd no more than it does there.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterable, Sequence

import msgspec

from schemas.events import CloudEvent, Said
from schemas.topics import INTERACTIONS
from services.bench.made import BEGIN, key_of, person, said
from services.bench.stand import Stand, cpu_s
from services.bench.table import Row, at_least, seen
from streams.desk import Desk
from streams.rules.identity.uses import Use, told
from streams.runner import Batch, Cargo
from streams.settings import Settings
from streams.stages.resolve import resolve
from streams.state import State
from streams.wire import Emit, Producer, seal

SIZES = (1_000, 1_000_000)
GOAL = 0.6
AT_ONCE = 100
WRITERS = 3
A_BATCH = 50
_GIVEN = [
    "Anne",
    "Marc",
    "Julie",
    "Paul",
    "Nadia",
    "Karim",
    "Claire",
    "Hugo",
    "Sonia",
    "Denis",
    "Emma",
    "Louis",
    "Fatou",
    "Pierre",
    "Alice",
    "Jean",
]
_SYLLABLES = ["ba", "cor", "del", "fon", "gar", "lan", "mer", "nou", "pel", "ric", "sau", "ter", "val", "bou", "cha", "dru"]


class Crowd:
    """So many persons, in a database of their own. `rates`: interactions a second, a round each."""

    def __init__(self, settings: Settings, size: int, database: int) -> None:
        self.size, self._database, self._met = size, database, 0
        self._desk = Desk(settings, State.connect(settings.mongo_url), Producer(settings), now=lambda: BEGIN)
        self.rates: list[float] = []
        self.cpu_us: list[float] = []

    async def fill(self) -> float:
        """Seconds that it took: each person has written once. What is next is made while the database writes."""
        began = time.perf_counter()
        await self._desk.state.prepare()
        await asyncio.gather(*(self._learn(range(start, self.size, WRITERS)) for start in range(WRITERS)))
        return time.perf_counter() - began

    async def _learn(self, persons: Iterable[int]) -> None:
        everybody, reading = iter(persons), self._desk.settings.reading
        while some := list(itertools.islice(everybody, AT_ONCE)):
            uses: dict[str, Use] = {}
            for number in some:
                event = mail(number, number)
                uses |= {use.id: use for use in told(event.interaction, reading.own, reading.region, at=event.received_at).uses}
            await self._desk.state.atoms.learn(uses)

    async def work(self, count: int, *, counts: bool) -> None:
        """One round: everything new to this process, half of it new to the database."""
        batches = [_batch([self._mail() for _ in range(A_BATCH)]) for _ in range(count // A_BATCH)]
        began, cpu_before_s = time.perf_counter(), self._cpu_s()
        for batch in batches:
            await resolve(batch, self._desk)
        took_s, cpu_took_s = time.perf_counter() - began, self._cpu_s() - cpu_before_s
        if counts:
            self.rates.append(count / took_s)
            self.cpu_us.append(cpu_took_s / count * 1e6)

    def _mail(self) -> Said:
        self._met += 1
        known = self._met * 7919 % self.size
        return mail(10_000_000 + self._met, known if self._met % 2 else 2_000_000 + self._met)

    def _cpu_s(self) -> float:
        return cpu_s(self._database) + time.process_time()

    async def close(self) -> None:
        await self._desk.close()


async def crowd(stand: Stand, *, sizes: Sequence[int] = SIZES, count: int = 2_000, rounds: int = 5) -> list[Row]:
    """`rounds` of `count` interactions at each size, and one more before that does not count."""
    crowds: list[Crowd] = []
    rows: list[Row] = []
    try:
        for size in sizes:
            crowds.append(Crowd(await stand.part(), size, stand.pids["database"]))
            took_s = await crowds[-1].fill()
            rows.append(seen("crowd", f"  {size:,} persons, filled at", size / took_s, "persons/s"))
        for number in range(rounds + 1):
            for one in crowds if number % 2 else reversed(crowds):
                await one.work(count, counts=number > 0)
    finally:
        for one in crowds:
            await one.close()
    few, many = crowds[0], crowds[-1]
    ratio = sum(1 / rate for rate in few.rates) / sum(1 / rate for rate in many.rates)
    cpu = sum(few.cpu_us) / sum(many.cpu_us)
    rows = [
        at_least("crowd", f"resolve: rate at {many.size:,} / at {few.size:,}", ratio, GOAL, "x"),
        seen("crowd", "  the same by CPU of database and resolve", cpu, "x"),
        *rows,
    ]
    return rows + [
        seen(
            "crowd",
            f"  at {one.size:,} persons",
            len(one.rates) / sum(1 / rate for rate in one.rates),
            "events/s",
            f"{len(one.rates)} rounds",
        )
        for one in crowds
    ]


def mail(number: int, who: int) -> Said:
    """A mail of a person with a name that few share."""
    event = said(number, person(who))
    name = f"{_GIVEN[who % 16]} {''.join(_SYLLABLES[who // 16**place % 16] for place in range(1, 6)).capitalize()}"
    parties = (msgspec.structs.replace(event.interaction.parties[0], name=name), *event.interaction.parties[1:])
    return msgspec.structs.replace(event, interaction=msgspec.structs.replace(event.interaction, parties=parties))


def _batch(events: Sequence[Said]) -> Batch:
    sealed = [msgspec.json.decode(seal(Emit(INTERACTIONS, key_of(event), event)), type=CloudEvent) for event in events]
    return Batch(
        "resolve", [Cargo(event, one, INTERACTIONS, 0, 0, at) for at, (event, one) in enumerate(zip(events, sealed, strict=True))], BEGIN
    )
