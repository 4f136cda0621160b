"""Whether a campaign's people came back is followed on both sides alike, and written down once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest
from clocks import Clock

from schemas.campaigns import Assignment
from schemas.documents import Consent, Person, Step
from streams.desk import Desk
from streams.rules.uplift import difference
from streams.stages.returned import returned

START = datetime(2026, 10, 1, 9, tzinfo=UTC)
UNTIL = START + timedelta(days=30)


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
async def desk(make_desk: Callable[..., Awaitable[Desk]], clock: Clock) -> Desk:
    made = await make_desk(clock)
    await made.state.prepare()
    return made


def given(number: int, arm: Literal["written", "left"]) -> Assignment:
    identifier = f"email:p{number}@example.fr"
    return Assignment(
        id=f"quiet/{identifier}", campaign="quiet", identifier=identifier, person=f"p_{number}", arm=arm, version=1, share_left=0.5,
        channel="email", template="quiet", signal=f"s_{number}", at=START, until=UNTIL,
    )


def person(number: int, at: datetime | None, **step: Any) -> Person:
    about = {"id": f"{number}/1", "channel": "phone", "direction": "in", "theirs": True, "identifier": f"email:p{number}@example.fr"}
    return Person(id=f"p_{number}", course=(Step(**{"at": at, **about, **step}),) if at else ())


async def test_who_comes_back_in_any_channel_counts_on_both_sides_once_their_time_is_over(desk: Desk, clock: Clock) -> None:
    for number, arm in enumerate(("written", "left", "written", "left")):
        await desk.state.assignments.put(given(number, arm))  # type: ignore[arg-type]  # one of two
    back = START + timedelta(days=12)
    await desk.state.persons.put_many([person(0, back), person(1, back), person(2, None), person(3, None)])
    clock.at = START + timedelta(days=13)
    await returned(desk)
    assert await desk.state.assignments.counts("quiet") == {
        ("written", "email", "quiet", None): 2, ("left", "email", "quiet", None): 2,
    }, "of those who came back early nobody is counted before those who did not"
    clock.at = UNTIL + timedelta(days=2)
    await returned(desk)
    await returned(desk)
    assert await desk.state.assignments.counts("quiet") == {
        ("written", "email", "quiet", True): 1, ("left", "email", "quiet", True): 1,
        ("written", "email", "quiet", False): 1, ("left", "email", "quiet", False): 1,
    }
    assert difference(1, 2, 1, 2).verdict == "unknown"


@pytest.mark.parametrize(
    ("what", "at", "step"),
    [
        ("before it was decided", START - timedelta(hours=1), {}),
        ("after its time", UNTIL + timedelta(hours=1), {}),
        ("a machine's answer", START + timedelta(days=1), {"theirs": False, "machine": True}),
        ("what we said", START + timedelta(days=1), {"theirs": False, "direction": "out"}),
    ],
)
async def test_nothing_else_counts_as_coming_back(desk: Desk, clock: Clock, what: str, at: datetime, step: dict[str, Any]) -> None:
    await desk.state.assignments.put(given(1, "written"))
    await desk.state.persons.put_many([person(1, at, **step)])
    clock.at = UNTIL + timedelta(days=2)
    await returned(desk)
    assert await desk.state.assignments.counts("quiet") == {("written", "email", "quiet", False): 1}, what


async def test_a_word_that_comes_in_late_is_heard_for_a_day(desk: Desk, clock: Clock) -> None:
    await desk.state.assignments.put(given(1, "left"))
    clock.at = UNTIL + timedelta(hours=3)
    await returned(desk)
    assert await desk.state.assignments.counts("quiet") == {("left", "email", "quiet", None): 1}
    await desk.state.persons.put_many([person(1, UNTIL - timedelta(hours=1))])
    clock.at = UNTIL + timedelta(hours=25)
    await returned(desk)
    assert await desk.state.assignments.counts("quiet") == {("left", "email", "quiet", True): 1}


async def test_who_comes_only_to_be_left_alone_has_not_come_back(desk: Desk, clock: Clock) -> None:
    await desk.state.assignments.put(given(1, "written"))
    await desk.state.persons.put_many([person(1, START + timedelta(days=1))])
    wish = Consent(id="w", person="p_1", purpose="campaigns", given=False, at=START + timedelta(days=1), proof="STOP", entry="1/1")
    await desk.state.consents.put([wish])
    clock.at = UNTIL + timedelta(days=2)
    await returned(desk)
    assert await desk.state.assignments.counts("quiet") == {("written", "email", "quiet", False): 1}
