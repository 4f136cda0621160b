"""The time named to who asks is the time that this house takes, said so that one can keep it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Step
from streams.rules.handling import FEWEST, Clock, answer_by, usual_answers, working_days
from streams.rules.promises.working import is_working
from streams.rules.saying import at_said, dialled, within_said

PARIS = ZoneInfo("Europe/Paris")
CLOCK = Clock(region="FR", tz="Europe/Paris", hours=(9, 19))
MONDAY = datetime(2026, 11, 23, 9, tzinfo=PARIS)
HOUR = timedelta(hours=1)


def step(at: datetime, *, theirs: bool = False, **more: object) -> Step:
    return Step(
        at=at.astimezone(UTC), id=f"{at:%d%H%M}{theirs}", channel="email", direction="in" if theirs else "out", theirs=theirs,
        identifier="email:a@b.fr", **more,  # type: ignore[arg-type]  # whatever the case is about
    )


def answered_after(hours: float, day: int = 0) -> tuple[Step, ...]:
    asked = MONDAY - timedelta(days=7 * day)
    return step(asked, theirs=True, asks=True), step(asked + hours * HOUR)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-23T10:00", "2026-11-23T12:30", 2.5),
        ("2026-11-23T18:00", "2026-11-24T10:00", 2),
        ("2026-11-20T18:00", "2026-11-23T10:00", 2),  # over a weekend
        ("2026-11-10T18:00", "2026-11-12T10:00", 2),  # over the 11th of November
        ("2026-11-21T10:00", "2026-11-22T18:00", 0),
    ],
)
def test_working_time_stands_still_at_night_at_the_weekend_and_on_holidays(start: str, end: str, hours: float) -> None:
    begun, ended = (datetime.fromisoformat(each).replace(tzinfo=PARIS) for each in (start, end))
    assert CLOCK.worked(begun, ended) == hours * HOUR


moments = st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@given(moments, st.integers(1, 5000))
def test_after_so_much_working_time_just_so_much_was_worked(start: datetime, minutes: int) -> None:
    span = timedelta(minutes=minutes)
    end = CLOCK.after(start, span)
    assert CLOCK.worked(start, end) == span and is_working(end.date(), "FR")


def test_eight_of_ten_had_their_answer_within_what_we_say() -> None:
    courses = [answered_after(hours, day) for hours in (1, 2, 3, 4, 5) for day in (0, 1)]
    assert usual_answers(courses, CLOCK, now=MONDAY + timedelta(days=2)) == {"email": 4 * HOUR}


def test_too_few_tell_nothing() -> None:
    assert usual_answers([answered_after(1, day) for day in range(1, 8)], CLOCK, now=MONDAY) == {}


def test_those_who_never_got_an_answer_count() -> None:
    now = MONDAY + timedelta(days=20)
    forgotten = [(step(MONDAY, theirs=True, asks=True),)] * FEWEST
    assert usual_answers([*[answered_after(1)] * FEWEST, *forgotten], CLOCK, now=now) == {}
    assert usual_answers([*[answered_after(1)] * 40, *forgotten], CLOCK, now=now) == {"email": HOUR}


def test_a_machine_answers_nobody_and_a_call_that_was_taken_is_an_answer() -> None:
    asked = step(MONDAY, theirs=True, asks=True)
    by_machine = (asked, step(MONDAY + HOUR / 2, machine=True), step(MONDAY + 3 * HOUR))
    assert usual_answers([by_machine] * FEWEST, CLOCK, now=MONDAY + 9 * HOUR) == {"email": 3 * HOUR}
    called = (asked, step(MONDAY + 2 * HOUR, theirs=True, answered=True))
    assert usual_answers([called] * FEWEST, CLOCK, now=MONDAY + 9 * HOUR) == {"email": 2 * HOUR}


@pytest.mark.parametrize(
    ("now", "usual_h", "french", "english"),
    [
        ("2026-11-23T10:20", 1, "lundi 23 novembre à 12 h", "12:00 on Monday 23 November"),
        ("2026-11-23T10:20", 0.1, "lundi 23 novembre à 11 h", "11:00 on Monday 23 November"),
        ("2026-11-23T10:20", 6, "lundi 23 novembre à 19 h", "19:00 on Monday 23 November"),
        ("2026-11-23T18:30", 3, "mardi 24 novembre à 12 h", "12:00 on Tuesday 24 November"),
        ("2026-11-20T17:00", 5, "lundi 23 novembre à 12 h", "12:00 on Monday 23 November"),
        ("2026-11-23T10:20", 38, "jeudi 26 novembre", "Thursday 26 November"),
        ("2026-11-23T10:20", None, "mercredi 25 novembre", "Wednesday 25 November"),
        ("2026-11-21T23:00", None, "mardi 24 novembre", "Tuesday 24 November"),
        ("2026-12-31T18:30", 3, "lundi 4 janvier 2027 à 12 h", "12:00 on Monday 4 January 2027"),
    ],
)
def test_the_time_that_is_named(now: str, usual_h: float | None, french: str, english: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=PARIS)
    answer = answer_by(at, None if usual_h is None else usual_h * HOUR, 2, CLOCK)
    assert at_said(answer.at, answer.hour, "fr", "Europe/Paris", now=at) == french
    assert at_said(answer.at, answer.hour, "en", "Europe/Paris", now=at) == english


@given(
    moments, st.none() | st.integers(1, 6000), st.integers(1, 30),
    st.sampled_from(["FR", "GB", "US", "DE", "XX"]), st.sampled_from([(9, 19), (0, 24), (8, 12), (13, 17)]),
)
def test_it_lies_ahead_in_our_working_hours_and_never_before_we_usually_answer(
    now: datetime, minutes: int | None, days: int, region: str, hours: tuple[int, int]
) -> None:
    clock = Clock(region=region, hours=hours)
    usual = timedelta(minutes=minutes) if minutes else None
    answer = answer_by(now, usual, days, clock)
    assert answer.at > now and clock.worked(now, answer.at) >= (usual or timedelta())
    last = answer.at - timedelta(seconds=1)
    assert is_working(last.astimezone(ZoneInfo(clock.tz)).date(), region)


def test_the_clocks_of_the_person_are_used() -> None:
    at = datetime(2026, 11, 23, 17, tzinfo=PARIS)
    assert at_said(at, True, "en", "America/New_York", now=at) == "11:00 on Monday 23 November"


def test_the_first_of_a_month_is_the_first_in_french() -> None:
    at = datetime(2026, 12, 1, 17, tzinfo=PARIS)
    assert at_said(at, True, "fr", "Europe/Paris", now=at) == "mardi 1er décembre à 17 h"
    assert at_said(at, False, "en", "Europe/Paris", now=at) == "Tuesday 1 December"


def test_midnight_is_the_end_of_a_day() -> None:
    at = datetime(2026, 11, 27, 23, tzinfo=UTC)
    assert at_said(at, True, "en", "Europe/Paris", now=at) == "Friday 27 November"
    assert at_said(at, True, "fr", "Europe/Paris", now=at) == "vendredi 27 novembre"


@pytest.mark.parametrize(("days", "french", "english"), [(1, "1 jour ouvré", "1 working day"), (2, "2 jours ouvrés", "2 working days")])
def test_days_are_said(days: int, french: str, english: str) -> None:
    assert (within_said(days, "fr"), within_said(days, "en")) == (french, english)


def test_part_of_a_day_is_a_day() -> None:
    assert [working_days(usual, 5, CLOCK) for usual in (None, HOUR, 10 * HOUR, 11 * HOUR)] == [5, 1, 1, 2]


@pytest.mark.parametrize(
    ("number", "region", "said"),
    [
        ("+33639981240", "FR", "06 39 98 12 40"), ("+447700900123", "GB", "07700 900123"), ("+447700900123", "FR", "+44 7700 900123"),
        ("12", "FR", "12"),
    ],
)
def test_a_number_is_said_as_one_dials_it_here(number: str, region: str, said: str) -> None:
    assert dialled(number, region) == said


def test_a_day_without_work_anywhere_near_ends() -> None:
    assert CLOCK.opening(date(2026, 12, 25)) is None
