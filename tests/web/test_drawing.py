"""The rhythm strip: places in per cent of the width."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schemas.documents import Step
from schemas.events import Signal
from services.web.drawing import strip, usual_days

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")


def step(days_ago: float, *, theirs: bool = True, channel: str = "email") -> Step:
    return Step(
        at=NOW - timedelta(days=days_ago),
        id=f"{days_ago}{channel}",
        channel=channel,
        direction="in" if theirs else "out",
        theirs=theirs,
        identifier="email:a@b.fr",
    )  # type: ignore[arg-type]


def quiet(at_days_ago: float, closed_days_ago: float | None) -> Signal:
    closed = None if closed_days_ago is None else NOW - timedelta(days=closed_days_ago)
    return Signal(
        id="s",
        person="p",
        kind="quiet",
        at=NOW - timedelta(days=at_days_ago),
        since=NOW - timedelta(days=at_days_ago + 30),
        closed_at=closed,
        numbers=(),
        evidence=(),
    )


def test_a_contact_of_half_a_year_ago_stands_in_the_middle() -> None:
    [tick] = strip([step(182.5)], [], None, now=NOW, zone=PARIS).theirs
    assert tick.x == pytest.approx(50, abs=1)


def test_what_is_older_than_a_year_or_still_to_come_is_not_drawn() -> None:
    drawn = strip([step(366), step(-1)], [], None, now=NOW, zone=PARIS)
    assert (drawn.theirs, drawn.count) == ((), 0)


def test_several_contacts_of_a_day_are_one_higher_mark() -> None:
    [tick] = strip([step(30), step(30.01), step(30.02), step(30.03)], [], None, now=NOW, zone=PARIS).theirs
    assert tick.height == 3


def test_the_zone_goes_from_the_deadline_to_the_return_or_to_now() -> None:
    drawn = strip([step(300)], [quiet(73, None), quiet(219, 146)], None, now=NOW, zone=PARIS)
    assert drawn.quiet == ((40.0, 60.0), (80.0, 100.0))


def test_a_deadline_to_come_is_not_drawn() -> None:
    assert strip([step(3)], [], NOW + timedelta(days=5), now=NOW, zone=PARIS).quiet == ()


def test_there_are_twelve_months() -> None:
    months = strip([], [], None, now=NOW, zone=PARIS).months
    assert [at.month for _, at in months] == [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6]


def test_the_usual_gap_is_the_median_between_visits() -> None:
    assert usual_days([step(40), step(30), step(29.9), step(20), step(5)]) == pytest.approx(10, abs=0.11)
    assert usual_days([step(40), step(30)]) is None
