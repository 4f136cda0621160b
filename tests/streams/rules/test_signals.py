"""What is noticed depends on the course and on now, and on nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Step
from streams.rules.course import fold
from streams.rules.signals import deadline, notice

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


WEEKLY = tuple(step(7 * n) for n in range(8))


def test_nothing_is_said_before_the_deadline() -> None:
    due_at = deadline(WEEKLY, patience=3)
    assert due_at is not None
    assert notice("p_1", WEEKLY, now=due_at - timedelta(seconds=1), patience=3) == ()


def test_from_the_deadline_on_the_silence_is_a_signal_with_its_numbers() -> None:
    due_at = deadline(WEEKLY, patience=3)
    assert due_at is not None
    (signal,) = notice("p_1", WEEKLY, now=due_at, patience=3)
    assert (signal.kind, signal.at, signal.since, signal.closed_at) == ("quiet", due_at, WEEKLY[-1].at, None)
    numbers = {number.name: number.value for number in signal.numbers}
    assert numbers["usual_gap_days"] == 7
    assert numbers["silent_days"] == round((due_at - WEEKLY[-1].at) / DAY, 3)
    assert numbers["arrivals"] == 8
    assert signal.evidence == tuple(taken.id for taken in WEEKLY)


def test_the_signal_stays_the_same_however_long_the_silence_lasts() -> None:
    due_at = deadline(WEEKLY, patience=3)
    assert due_at is not None
    assert notice("p_1", WEEKLY, now=due_at, patience=3) == notice("p_1", WEEKLY, now=due_at + 400 * DAY, patience=3)


def test_who_comes_back_closes_the_signal_and_keeps_its_id() -> None:
    (open_,) = notice("p_1", WEEKLY, now=START + 200 * DAY, patience=3)
    (closed,) = notice("p_1", (*WEEKLY, step(120)), now=START + 121 * DAY, patience=3)
    assert closed.id == open_.id
    assert closed.closed_at == START + 120 * DAY


def test_our_own_letters_do_not_end_a_silence() -> None:
    (signal,) = notice("p_1", (*WEEKLY, step(60, theirs=False)), now=START + 200 * DAY, patience=3)
    assert signal.closed_at is None and signal.since == WEEKLY[-1].at


def test_a_late_entry_takes_a_signal_back() -> None:
    assert notice("p_1", WEEKLY, now=START + 80 * DAY, patience=3)
    assert not notice("p_1", fold(WEEKLY, [step(56), step(63), step(70), step(77)]), now=START + 80 * DAY, patience=3)


def test_two_persons_never_share_a_signal() -> None:
    now = START + 200 * DAY
    assert notice("p_1", WEEKLY, now=now, patience=3)[0].id != notice("p_2", WEEKLY, now=now, patience=3)[0].id


COURSES = st.lists(st.builds(step, st.integers(0, 900).map(float), theirs=st.booleans()), max_size=60)


@given(COURSES, st.randoms(), st.integers(0, 1200))
def test_any_order_gives_the_same_signals(steps: list[Step], random, day: int) -> None:
    now = START + day * DAY
    course = fold((), steps)
    shuffled = list(course)
    random.shuffle(shuffled)
    assert notice("p_1", shuffled, now=now, patience=3) == notice("p_1", course, now=now, patience=3)


@given(COURSES, st.integers(0, 1200))
def test_no_signal_without_evidence_and_every_number_is_in_the_entries_it_cites(steps: list[Step], day: int) -> None:
    now = START + day * DAY
    course = {taken.id: taken for taken in fold((), steps)}
    for signal in notice("p_1", course.values(), now=now, patience=3):
        cited = [course[one] for one in signal.evidence]
        assert len(cited) >= 3 and all(taken.theirs for taken in cited)
        assert signal.since == max(taken.at for taken in cited) < signal.at <= now
        gaps = [(after.at - before.at) / DAY for before in cited for after in cited if after.at > before.at]
        numbers = {number.name: number for number in signal.numbers}
        usual = numbers["usual_gap_days"].value
        assert any(abs(usual - (one + other) / 2) < 0.001 for one in gaps for other in gaps)
        assert numbers["arrivals"].value == len(cited)
        assert all(set(number.entries) <= set(signal.evidence) and number.entries for number in signal.numbers)


@given(COURSES)
def test_replaying_a_course_step_by_step_raises_the_signals_that_the_whole_course_gives(steps: list[Step]) -> None:
    course = fold((), steps)
    end = START + 1200 * DAY
    raised: dict[str, datetime] = {}
    for n in range(len(course)):
        until = course[n + 1].at if n + 1 < len(course) else end
        due_at = deadline(course[: n + 1], patience=3)
        if due_at is not None and due_at <= until:
            raised.update({signal.id: signal.at for signal in notice("p_1", course[: n + 1], now=due_at, patience=3)})
    assert raised == {signal.id: signal.at for signal in notice("p_1", course, now=end, patience=3)}
