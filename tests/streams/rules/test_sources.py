"""A source is called silent when it is silent for longer than it has been before, and never before one can know that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Source
from streams.rules.sources import APART, gap, silence

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def heard(arrivals: list[datetime]) -> Source:
    """The source after these arrivals, one after the other."""
    gaps: dict[str, float] = {}
    ordered = sorted(arrivals)
    for before, at in pairwise(ordered):
        if found := gap(before, at):
            day, length_s = found
            gaps[day] = max(length_s, gaps.get(day, 0))
    return Source(id="smtp", first_at=ordered[0], last_at=ordered[-1], accepted=len(ordered), gaps=gaps)


def office(days: int, *, closed: frozenset[int] = frozenset()) -> Iterator[datetime]:
    """Something every half hour from 9 to 17, from Monday to Friday; nothing on the days of `closed`."""
    for day in range(days):
        if day % 7 < 5 and day not in closed:
            yield from (MONDAY + day * DAY + 9 * HOUR + half * HOUR / 2 for half in range(17))


def test_nights_and_weekends_of_an_office_are_usual() -> None:
    source = heard([*office(26)])  # until a Friday, 17:00
    friday = MONDAY + 25 * DAY + 17 * HOUR
    for later in (HOUR, 15 * HOUR, 40 * HOUR, 63 * HOUR, 3 * DAY):
        found = silence(source, friday + later)
        assert found is not None and not found.surprising, later
        assert (found.since, found.silent_s, found.usual_s) == (friday, later.total_seconds(), (2 * DAY + 16 * HOUR).total_seconds())


def test_four_days_of_silence_are_not() -> None:
    source = heard([*office(26)])
    found = silence(source, MONDAY + 25 * DAY + 17 * HOUR + 4 * DAY + 2 * HOUR)
    assert found is not None and found.surprising


def test_one_long_failure_of_the_past_does_not_excuse_the_next() -> None:
    source = heard([*office(40, closed=frozenset(range(14, 26)))])
    found = silence(source, MONDAY + 39 * DAY + 17 * HOUR + 5 * DAY)
    assert found is not None and found.surprising and found.usual_s < 3 * DAY.total_seconds()


def test_a_source_of_a_few_days_is_never_called_silent() -> None:
    assert silence(heard([*office(15)]), MONDAY + 300 * DAY) is None
    assert silence(heard([MONDAY + week * 7 * DAY for week in range(5)]), MONDAY + 300 * DAY) is None  # four gaps
    assert silence(Source(id="smtp"), MONDAY) is None


def test_an_import_of_one_day_is_never_called_silent() -> None:
    assert silence(heard([MONDAY + second * timedelta(seconds=1) for second in range(5000)]), MONDAY + 300 * DAY) is None


def test_a_source_that_never_rests_is_not_called_silent_within_an_hour() -> None:
    source = heard([MONDAY + minute * timedelta(minutes=5) for minute in range(20 * 288)])
    last = source.last_at
    assert last is not None
    early, late = silence(source, last + HOUR), silence(source, last + HOUR + timedelta(seconds=1))
    assert early is not None and late is not None and (early.surprising, late.surprising) == (False, True)


def test_what_comes_within_a_minute_leaves_no_gap() -> None:
    assert heard([MONDAY, MONDAY + APART / 2]).gaps == {} and heard([MONDAY, MONDAY + APART]).gaps == {"2026-03-02": 60.0}


@given(st.lists(st.integers(0, 400 * 24), min_size=2, max_size=200), st.integers(0, 1000))
def test_what_was_as_silent_before_is_never_surprising_twice_over(hours: list[int], later: int) -> None:
    source = heard([MONDAY + hour * HOUR for hour in hours])
    assert source.last_at is not None and source.first_at is not None
    found = silence(source, source.last_at + later * HOUR)
    if found is not None:
        assert found.since == source.last_at and found.silent_s == later * 3600
        assert found.usual_s <= (source.last_at - source.first_at).total_seconds()
        assert found.surprising == (found.silent_s > max(1.5 * found.usual_s, 3600))
        assert found.usual_s in source.gaps.values()


@given(st.integers(16, 90), st.lists(st.integers(0, 90), max_size=4))
def test_whoever_is_away_for_a_day_now_and_then_is_not_called_silent(days: int, away: list[int]) -> None:
    arrivals = [*office(days, closed=frozenset(away))]
    source = heard(arrivals)
    if source.last_at is not None and source.last_at - arrivals[0] > 21 * DAY:
        found = silence(source, source.last_at + 2 * DAY + 16 * HOUR)
        assert found is None or not found.surprising
