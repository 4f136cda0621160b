"""Two clocks and two sense workers on one database: what is due is handed on once while both live, and is not lost when one dies."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from driving import NOW, arrive, batch_of, carry, mail

from schemas import topics
from schemas.documents import Person
from schemas.errors import Unavailable
from schemas.events import Due
from streams.desk import Desk
from streams.settings import Settings
from streams.stages import clock as clocks
from streams.stages.clock import AGAIN_AFTER_S, BEHIND, LEASE_S, WAITS_AT_MOST, tick
from streams.stages.sense import sense
from streams.state import State
from streams.state.persons import Persons
from streams.wire import Emit, Producer

TICK = timedelta(seconds=0.5)
LEASE = timedelta(seconds=LEASE_S)


class Heard(Producer):
    """Sends, and remembers what. `fails`: the process ends before the broker hears of it, or just after."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.dues: list[tuple[str, datetime]] = []
        self.fails: Literal["before", "after"] | None = None

    async def send(self, emits: Sequence[Emit], *, within_s: float = 20.0) -> None:
        if self.fails == "before":
            raise Unavailable("broker", "gone", "")
        await super().send(emits, within_s=within_s)
        self.dues += [(emit.event.person, emit.event.at) for emit in emits if emit.topic == topics.DUE and isinstance(emit.event, Due)]
        if self.fails:
            raise Unavailable("broker", "gone", "")


class Slow(Persons):
    """A database in which a question about who is due takes until `go`."""

    def __init__(self, db: Any) -> None:
        super().__init__(db)
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def due(self, now: datetime, limit: int = 5000) -> list[tuple[str, datetime]]:
        found = await super().due(now, limit)
        self.asked.set()
        await self.go.wait()
        return found


class Together(Persons):
    """Two who both have read a person before either writes them."""

    def __init__(self, db: Any, meeting: asyncio.Barrier) -> None:
        super().__init__(db)
        self._meeting: asyncio.Barrier | None = meeting
        self.reads = 0

    async def get_many(self, ids: Collection[str]) -> dict[str, Person]:
        found = await super().get_many(ids)
        self.reads += 1
        meeting, self._meeting = self._meeting, None
        if meeting:
            await meeting.wait()
        return found


@pytest.fixture
async def desks(settings: Settings, clock: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Desk, Desk]]:
    """Two workers of one hub, whose stopwatch goes with the test's clock."""
    monkeypatch.setattr(clocks, "time", SimpleNamespace(monotonic=lambda: clock.at.timestamp()))
    pair = tuple(Desk(settings, State.connect(settings.mongo_url), Heard(settings), now=clock) for _ in range(2))
    yield pair[0], pair[1]
    await pair[0].state.db.client.drop_database(pair[0].state.db.name)
    for desk in pair:
        await desk.close()


def dues(*desks: Desk) -> list[tuple[str, datetime]]:
    return [due for desk in desks if isinstance(desk.producer, Heard) for due in desk.producer.dues]


def waiting(count: int, *, first: datetime) -> list[Person]:
    """Persons who are due one after the other, ten milliseconds apart."""
    return [Person(id=f"person-{number:04}", due_at=first + timedelta(milliseconds=10 * number)) for number in range(count)]


async def test_two_clocks_at_once_hand_each_due_moment_on_once(desks: tuple[Desk, Desk], clock: Any) -> None:
    one, other = desks
    people = waiting(1200, first=NOW - 4 * TICK)
    await one.state.persons.put_many(people)
    for number in range(20):
        await asyncio.gather(*(tick(desk) for desk in (desks if number % 2 else reversed(desks))))
        clock.at += TICK
    due = {(person.id, person.due_at) for person in people if person.due_at and person.due_at <= clock.at - TICK}
    assert 1000 < len(due) < 1200, "some lie ahead still"
    assert Counter(dues(one, other)) == dict.fromkeys(due, 1)
    assert not one.producer.dues or not other.producer.dues, "one of them leads"  # type: ignore[attr-defined]


async def test_a_moment_that_is_never_carried_on_is_handed_on_again_after_a_while(desks: tuple[Desk, Desk], clock: Any) -> None:
    one, _ = desks
    people = waiting(3, first=NOW - TICK)
    await one.state.persons.put_many(people)
    for after_s, times in ((0.0, 1), (0.5, 1), (AGAIN_AFTER_S - 0.5, 1), (AGAIN_AFTER_S, 2)):
        clock.at = NOW + timedelta(seconds=after_s)
        await tick(one)
        assert Counter(dues(one)) == {(person.id, person.due_at): times for person in people}


async def test_a_clock_that_stood_still_hands_on_nothing_once_another_leads(desks: tuple[Desk, Desk], clock: Any) -> None:
    one, other = desks
    await one.state.persons.put_many(waiting(10, first=NOW - TICK))
    slow = one.state.persons = Slow(one.state.db)
    standing = asyncio.create_task(tick(one))
    await slow.asked.wait()
    clock.at += LEASE
    await tick(other)
    slow.go.set()
    await standing
    await tick(one)
    assert (len(dues(one)), len(dues(other))) == (0, 10)


@pytest.mark.parametrize("dies", ["before", "after"])
async def test_a_leader_that_dies_is_followed_and_nothing_is_lost(
    desks: tuple[Desk, Desk], clock: Any, dies: Literal["before", "after"]
) -> None:
    one, other = desks
    people = waiting(10, first=NOW - TICK)
    await one.state.persons.put_many(people)
    assert isinstance(one.producer, Heard)
    one.producer.fails = dies
    with pytest.raises(Unavailable):
        await tick(one)
    clock.at += LEASE - TICK
    await tick(other)
    assert not dues(other), "the lease still holds"
    clock.at += TICK
    await tick(other)
    assert dues(other) == [(person.id, person.due_at) for person in people]


async def test_no_silence_is_told_over_what_is_still_under_way_but_for_a_while(desks: tuple[Desk, Desk], clock: Any) -> None:
    one, _ = desks
    await one.state.persons.put_many(waiting(1, first=NOW))
    await arrive(one, "email", mail("anne@people.example", NOW))
    clock.at += BEHIND + TICK
    await tick(one)
    assert not dues(one), "what was accepted three seconds ago may be their word"
    clock.at = NOW + WAITS_AT_MOST
    await tick(one)
    assert len(dues(one)) == 1


async def test_a_silence_is_told_once_everything_is_sensed(desks: tuple[Desk, Desk], clock: Any) -> None:
    one, _ = desks
    await one.state.persons.put_many(waiting(1, first=NOW))
    arrived = await arrive(one, "email", mail("anne@people.example", NOW))
    clock.at += BEHIND + TICK
    await carry(one, arrived)
    await tick(one)
    assert [person for person, _ in dues(one)].count("person-0000") == 1


async def test_a_signal_that_two_workers_raise_at_once_is_one(desks: tuple[Desk, Desk], clock: Any) -> None:
    one, other = desks
    clock.at = last = NOW - timedelta(days=60)
    mails = [mail("anne@people.example", last - timedelta(days=7 * back), text="Voici le relevé de la semaine.") for back in range(10)]
    await carry(one, await arrive(one, "email", *mails))
    [(person, due_at)] = await one.state.persons.due(NOW + timedelta(days=3650))
    before = await one.state.persons.get(person)
    assert before and not before.signals

    clock.at = due_at
    meeting = asyncio.Barrier(2)
    pair = [Together(desk.state.db, meeting) for desk in desks]
    one.state.persons, other.state.persons = pair
    due = Due(kind="silence", id=person, person=person, at=due_at)
    emitted = await asyncio.gather(*(sense(batch_of([due, due], due_at), desk) for desk in desks))
    signals = [emit.event for emits in emitted for emit in emits]
    assert sorted(each.reads for each in pair) == [1, 2], "one of them came too late, and looked again"
    [kept] = await one.state.signals.of(person)
    assert kept.kind == "quiet" and signals == [kept], "decide hears of it once"
    after = await one.state.persons.get(person)
    assert after and after.version == before.version + 1 and after.signals == (kept,)
