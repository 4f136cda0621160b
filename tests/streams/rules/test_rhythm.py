"""Silence is measured against the person's own habit, and against the house's as long as there is little of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.rhythm import LEAST_S, MOST_S, _student, deadlines, silence_deadline

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def every(days: float, times: int) -> list[datetime]:
    return [START + days * DAY * n for n in range(times)]


def wait(arrivals: list[datetime], patience: float = 3.0) -> timedelta:
    due_at = silence_deadline(arrivals, patience=patience)
    assert due_at is not None
    return due_at - max(arrivals)


def test_two_arrivals_are_no_habit() -> None:
    assert silence_deadline(every(7, 2), patience=3) is None
    assert silence_deadline([], patience=3) is None


def test_three_calls_in_one_afternoon_are_one_visit_and_no_habit() -> None:
    assert silence_deadline([START, START + DAY / 24, START + DAY / 12], patience=3) is None


def test_a_weekly_writer_is_missed_after_three_weeks_not_before_two() -> None:
    assert 14 * DAY < wait(every(7, 12)) < 21 * DAY


def test_who_is_known_longer_is_missed_sooner() -> None:
    assert wait(every(7, 4)) > wait(every(7, 8)) > wait(every(7, 16)) > 7 * DAY


def test_a_clumpy_writer_of_the_same_pace_is_given_more_time_than_a_regular_one() -> None:
    clumpy = [START + (28 * (n // 4) + n % 4) * DAY for n in range(16)]
    assert wait(clumpy) > wait(every(7, 16))


def test_a_changed_rhythm_is_followed() -> None:
    slower = [*every(7, 10), *(START + (63 + 30 * n) * DAY for n in range(1, 8))]
    assert wait(slower) > 35 * DAY


def test_a_day_of_many_mails_changes_nothing() -> None:
    weekly = every(7, 10)
    busy = [*weekly, *(weekly[-1] - timedelta(minutes=20 * n) for n in range(1, 9))]
    assert wait(busy) == pytest.approx(wait(weekly), abs=DAY)


def test_more_patience_waits_longer() -> None:
    assert wait(every(7, 8), patience=2) < wait(every(7, 8), patience=3) < wait(every(7, 8), patience=5)


def test_the_quantile_is_students() -> None:
    assert _student(1.1503, 5) == pytest.approx(1.3009, abs=0.01)  # 87.5 % at 5 degrees
    assert _student(1.6449, 10) == pytest.approx(1.8125, abs=0.005)  # 95 % at 10 degrees


INSTANTS = st.lists(st.integers(0, 5 * 365 * 86_400).map(lambda s: START + timedelta(seconds=s)), max_size=40)


@given(INSTANTS, st.randoms(), st.floats(1.1, 8))
def test_the_order_of_arrivals_does_not_matter(arrivals: list[datetime], random, patience: float) -> None:
    shuffled = list(arrivals)
    random.shuffle(shuffled)
    assert deadlines(shuffled, patience=patience) == deadlines(arrivals, patience=patience)


@given(INSTANTS)
def test_the_course_of_deadlines_is_that_of_every_beginning(arrivals: list[datetime]) -> None:
    ordered = sorted(arrivals)
    assert deadlines(arrivals, patience=3) == [silence_deadline(ordered[: n + 1], patience=3) for n in range(len(ordered))]


@given(INSTANTS, st.floats(1.1, 12))
def test_a_silence_is_never_surprising_within_three_days_nor_only_after_three_years(arrivals: list[datetime], patience: float) -> None:
    for at, due_at in zip(sorted(arrivals), deadlines(arrivals, patience=patience), strict=True):
        assert due_at is None or LEAST_S <= (due_at - at).total_seconds() <= MOST_S


def test_a_whole_course_takes_well_under_a_millisecond() -> None:
    course = every(3.3, 200)
    deadlines(course, patience=3)

    def once() -> float:
        start = time.perf_counter()
        deadlines(course, patience=3)
        return time.perf_counter() - start

    assert min(once() for _ in range(50)) < 0.003  # 0.0003 on a quiet machine
