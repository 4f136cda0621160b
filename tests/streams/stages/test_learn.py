"""The house learns from everybody, now and then, and what it learnt is what persons are judged by."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import msgspec

from schemas.documents import Person, Step
from streams.desk import Desk
from streams.rules import drift
from streams.rules.drift.house import named
from streams.rules.signals import notice
from streams.stages.learn import LEAST, learn

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOW = START + timedelta(days=400)


def person(number: int) -> Person:
    every = 5 + number % 20
    course = tuple(
        Step(
            at=START + timedelta(days=every * n), id=f"{number}/{n}", channel="email", direction="in", theirs=True,
            identifier=f"email:p{number}@example.fr",
        )
        for n in range(12)
    )
    return Person(id=f"p_{number:04}", course=course)


async def keep(desk: Desk, count: int) -> None:
    await desk.state.persons.put_many([person(number) for number in range(count)])


async def test_it_learns_when_nobody_new_comes_in_and_not_in_the_middle_of_an_import(make_desk: Callable[..., Awaitable[Desk]]) -> None:
    desk = await make_desk(lambda: NOW)
    await keep(desk, 2 * LEAST)
    await learn(desk)
    assert await desk.state.houses.latest() is None
    await learn(desk)
    house = await desk.state.houses.latest()
    assert house is not None and house.version != drift.DEFAULT.version
    courses = [[(step.at.timestamp(), True, "email") for step in person(n).course] for n in range(2 * LEAST)]
    assert house == drift.fit(courses, now=NOW.timestamp())


async def test_a_handful_of_persons_teaches_nothing(make_desk: Callable[..., Awaitable[Desk]]) -> None:
    desk = await make_desk(lambda: NOW)
    await keep(desk, LEAST - 1)
    await learn(desk)
    await learn(desk)
    assert await desk.state.houses.latest() is None and await desk.house() == drift.DEFAULT


async def test_a_day_later_it_learns_again_and_before_only_when_there_are_twice_as_many(make_desk: Callable[..., Awaitable[Desk]]) -> None:
    now = [NOW]
    desk = await make_desk(lambda: now[0])
    await keep(desk, LEAST)

    async def learnt_at() -> float:
        await learn(desk)
        house = await desk.state.houses.latest()
        return house.fitted_at if house else 0.0

    await learn(desk)
    assert await learnt_at() == NOW.timestamp()
    now[0] = NOW + timedelta(hours=2)
    assert await learnt_at() == NOW.timestamp()
    await desk.state.persons.put_many([person(number) for number in range(LEAST, 2 * LEAST)])
    await learn(desk)
    assert await learnt_at() == now[0].timestamp()
    now[0] += timedelta(days=1, minutes=1)
    assert await learnt_at() == now[0].timestamp()


def test_what_was_said_stays_said_when_the_house_has_learnt_otherwise() -> None:
    course = person(2).course
    (signal,) = notice("p", course, now=NOW).signals
    patient = named(msgspec.structs.replace(drift.DEFAULT, fixed_days=900.0))
    assert not notice("p", course, now=signal.at + timedelta(days=1), house=patient).signals
    (kept,) = notice("p", course, now=signal.at + timedelta(days=1), house=patient, said={signal.id: signal}).signals
    assert kept == signal and kept.model == drift.DEFAULT.version != patient.version
    back = msgspec.structs.replace(course[-1], id="back", at=signal.at + timedelta(days=2))
    closed = notice("p", (*course, back), now=NOW, house=patient, said={signal.id: signal}).signals[0]
    assert (closed.id, closed.at, closed.closed_at) == (signal.id, signal.at, back.at)


async def test_what_another_version_of_the_program_has_learnt_is_not_used(make_desk: Callable[..., Awaitable[Desk]]) -> None:
    desk = await make_desk(lambda: NOW)
    of_tomorrow = named(msgspec.structs.replace(drift.DEFAULT, slopes=(0.1,), means=(0.0,), spreads=(1.0,), fitted_at=NOW.timestamp()))
    await desk.state.houses.put(of_tomorrow, sampled=500)
    assert await desk.state.houses.latest() is None and await desk.house() == drift.DEFAULT


async def test_persons_who_teach_nothing_do_not_make_it_learn_again_and_again(make_desk: Callable[..., Awaitable[Desk]]) -> None:
    desk = await make_desk(lambda: NOW)
    await keep(desk, LEAST)
    await desk.state.persons.put_many([Person(id=f"q_{number:04}") for number in range(2 * LEAST)])
    await learn(desk)
    await learn(desk)
    first = await desk.state.houses.fitted()
    assert first is not None and first[1] == 3 * LEAST
    fits: list[int] = []
    desk.state.houses.put = lambda *_, **__: fits.append(1)  # type: ignore[method-assign,assignment]
    await learn(desk)
    assert not fits


def test_what_was_over_before_the_house_learnt_is_not_told_afterwards() -> None:
    course = person(2).course
    back = msgspec.structs.replace(course[-1], id="back", at=course[-1].at + timedelta(days=90))
    later = named(msgspec.structs.replace(drift.DEFAULT, fixed_days=20.0, fitted_at=(back.at + timedelta(days=5)).timestamp()))
    assert notice("p", (*course, back), now=back.at + timedelta(days=6), house=later).signals == ()
    assert notice("p", (*course, back), now=back.at + timedelta(days=6)).signals != ()
