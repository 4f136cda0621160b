"""What is noticed depends on the course and on now, and on nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Step
from schemas.events import Signal
from streams.rules.course import fold
from streams.rules.signals import notice

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def step(day: float, *, theirs: bool = True) -> Step:
    at = START + day * DAY
    return Step(
        at=at,
        id=f"{at:%Y%m%dT%H%M%S}/email:anne@example.fr",
        channel="email",
        direction="in" if theirs else "out",
        theirs=theirs,
        identifier="email:anne@example.fr",
    )


def quiet(course: Sequence[Step], *, now: datetime, person: str = "p_1") -> tuple[Signal, ...]:
    return tuple(signal for signal in notice(person, course, now=now).signals if signal.kind == "quiet")


def deadline(course: Sequence[Step]) -> datetime | None:
    """When their silence becomes surprising, if nothing more comes."""
    return notice("p_1", course, now=max(step.at for step in course)).wakes_at


WEEKLY = tuple(step(7 * n) for n in range(8))


def test_nothing_is_said_before_the_deadline() -> None:
    due_at = deadline(WEEKLY)
    assert due_at is not None
    assert quiet(WEEKLY, now=due_at - timedelta(seconds=1)) == ()


def test_from_the_deadline_on_the_silence_is_a_signal_with_its_numbers() -> None:
    due_at = deadline(WEEKLY)
    assert due_at is not None
    (signal,) = quiet(WEEKLY, now=due_at)
    assert (signal.kind, signal.at, signal.since, signal.closed_at) == ("quiet", due_at, WEEKLY[-1].at, None)
    numbers = {number.name: number.value for number in signal.numbers}
    assert numbers["usual_gap_days"] == 7
    assert numbers["silent_days"] == round((due_at - WEEKLY[-1].at) / DAY, 3)
    assert numbers["arrivals"] == 8
    assert signal.evidence == tuple(taken.id for taken in WEEKLY)


def test_the_signal_stays_the_same_however_long_the_silence_lasts() -> None:
    due_at = deadline(WEEKLY)
    assert due_at is not None
    assert quiet(WEEKLY, now=due_at) == quiet(WEEKLY, now=due_at + 400 * DAY)


def test_who_comes_back_closes_the_signal_and_keeps_its_id() -> None:
    (open_,) = quiet(WEEKLY, now=START + 200 * DAY)
    (closed,) = quiet((*WEEKLY, step(120)), now=START + 121 * DAY)
    assert closed.id == open_.id
    assert closed.closed_at == START + 120 * DAY


def test_our_own_letters_do_not_end_a_silence() -> None:
    (signal,) = quiet((*WEEKLY, step(60, theirs=False)), now=START + 200 * DAY)
    assert signal.closed_at is None and signal.since == WEEKLY[-1].at


def test_a_late_entry_takes_a_signal_back() -> None:
    assert quiet(WEEKLY, now=START + 80 * DAY)
    assert not quiet(fold(WEEKLY, [step(56), step(63), step(70), step(77)]), now=START + 80 * DAY)


def test_two_persons_never_share_a_signal() -> None:
    now = START + 200 * DAY
    assert quiet(WEEKLY, now=now)[0].id != quiet(WEEKLY, now=now, person="p_2")[0].id


COURSES = st.lists(st.builds(step, st.integers(0, 900).map(float), theirs=st.booleans()), max_size=60)


@given(COURSES, st.randoms(), st.integers(0, 1200))
def test_any_order_gives_the_same_signals(steps: list[Step], random, day: int) -> None:
    now = START + day * DAY
    course = fold((), steps)
    shuffled = list(course)
    random.shuffle(shuffled)
    assert quiet(shuffled, now=now) == quiet(course, now=now)


@given(COURSES, st.integers(0, 1200))
def test_no_signal_without_evidence_and_every_number_is_in_the_entries_it_cites(steps: list[Step], day: int) -> None:
    now = START + day * DAY
    course = {taken.id: taken for taken in fold((), steps)}
    for signal in quiet(course.values(), now=now):
        cited = [course[one] for one in signal.evidence]
        assert len(cited) >= 2 and all(taken.theirs for taken in cited)
        assert signal.since == max(taken.at for taken in cited) < signal.at <= now
        gaps = [(after.at - before.at) / DAY for before in cited for after in cited if after.at > before.at]
        numbers = {number.name: number for number in signal.numbers}
        usual = numbers["usual_gap_days"].value
        assert any(abs(usual - (one + other) / 2) < 0.001 for one in gaps for other in gaps)
        assert numbers["arrivals"].value == len(cited)
        assert all(set(number.entries) <= set(signal.evidence) and number.entries for number in signal.numbers)


def test_days_that_touch_at_midnight_are_days_of_their_own() -> None:
    night = START.replace(hour=0) - timedelta(minutes=10)
    course = [step((night + n * timedelta(minutes=19) + day * DAY - START) / DAY) for day in range(0, 9, 3) for n in range(2)]
    (signal,) = quiet(course, now=START + 200 * DAY)
    assert {number.name for number in signal.numbers} == {"usual_gap_days", "silent_days", "arrivals"}


def deadlines_of(gaps: list[float]) -> tuple[float, float]:
    """(usual gap, silence that surprises) in days, after contacts at these gaps."""
    days = [0.0]
    for gap in gaps:
        days.append(days[-1] + gap)
    course = [step(day) for day in days]
    (signal,) = [each for each in quiet(course, now=START + (days[-1] + 3000) * DAY) if each.since == course[-1].at]
    numbers = {number.name: number.value for number in signal.numbers}
    return numbers["usual_gap_days"], numbers["silent_days"]


def test_who_comes_once_a_year_is_not_missed_before_the_year_is_over() -> None:
    usual, silent = deadlines_of([365, 366, 364, 365])
    assert 364 <= usual <= 366 and silent > 1.2 * usual


def test_a_burst_once_a_year_is_one_visit() -> None:
    usual, silent = deadlines_of([4, 5, 356, 4, 5, 356, 4, 5, 356, 4, 5])
    assert usual == 356 and silent > 1.2 * usual


@given(st.lists(st.integers(1, 400), min_size=2, max_size=30))
def test_no_silence_surprises_before_the_gap_that_is_called_usual(gaps: list[int]) -> None:
    usual, silent = deadlines_of([float(gap) for gap in gaps])
    assert silent >= min(1.2 * usual, 1000)
