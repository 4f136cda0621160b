"""The rhythm strip and the bars of weeks: places in per cent of the width."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
import pytest

from schemas.documents import Step
from schemas.events import Origin, OriginKind, Signal
from services.web.bars import bars
from services.web.drawing import strip
from streams.rules.voices import Week

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
    [tick] = strip([step(182.5)], [], now=NOW, zone=PARIS).theirs
    assert tick.x == pytest.approx(50, abs=1)


def test_what_is_older_than_a_year_or_still_to_come_is_not_drawn() -> None:
    drawn = strip([step(366), step(-1)], [], now=NOW, zone=PARIS)
    assert (drawn.theirs, drawn.count) == ((), 0)


def test_several_contacts_of_a_day_are_one_higher_mark() -> None:
    [tick] = strip([step(30), step(30.01), step(30.02), step(30.03)], [], now=NOW, zone=PARIS).theirs
    assert tick.height == 3


def test_the_zone_goes_from_the_deadline_to_the_return_or_to_now() -> None:
    drawn = strip([step(300)], [quiet(73, None), quiet(219, 146)], now=NOW, zone=PARIS)
    assert drawn.quiet == ((40.0, 60.0), (80.0, 100.0))


def test_only_silence_has_a_zone() -> None:
    fading = msgspec.structs.replace(quiet(73, None), kind="fading")
    assert strip([step(3)], [fading], now=NOW, zone=PARIS).quiet == ()


def begun(kind: OriginKind, days_ago: float, entry: str = "e1") -> Origin:
    return Origin(kind=kind, entry=entry, at=NOW - timedelta(days=days_ago), channel="phone")


def test_onset_and_origin_of_an_open_signal_are_marked_where_a_person_is_shown() -> None:
    open_, over = quiet(73, None), quiet(219, 146)  # silent since 103 and since 249 days
    signals = [msgspec.structs.replace(each, origin=begun("waiting", 146)) for each in (open_, over)]
    drawn = strip([step(300)], signals, now=NOW, zone=PARIS, links={"e1": "#there"}).marks
    assert [(mark.kind, mark.x, mark.href) for mark in drawn] == [("waiting", 60.0, "#there"), (None, pytest.approx(71.8, abs=0.1), "")]
    assert strip([step(300)], signals, now=NOW, zone=PARIS).marks == ()


def test_marks_that_would_lie_on_each_other_are_one_and_an_origin_that_nobody_knows_is_none() -> None:
    discontent = msgspec.structs.replace(quiet(73, None), id="t", kind="discontent", origin=begun("transfer", 140, "e2"))
    first = msgspec.structs.replace(quiet(73, None), origin=begun("waiting", 146))
    assert [mark.kind for mark in strip([], [first, discontent], now=NOW, zone=PARIS, links={}).marks] == ["waiting", None]
    unknown = msgspec.structs.replace(first, origin=begun("unknown", 146))
    assert [mark.kind for mark in strip([], [unknown], now=NOW, zone=PARIS, links={}).marks] == [None]


def test_marks_of_more_than_a_year_ago_are_left_out() -> None:
    first = msgspec.structs.replace(quiet(345, None), origin=begun("waiting", 390))  # silent since 375 days
    assert strip([], [first], now=NOW, zone=PARIS, links={}).marks == ()


def test_there_are_twelve_months() -> None:
    months = strip([], [], now=NOW, zone=PARIS).months
    assert [at.month for _, at in months] == [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6]


def weeks(*counts: int) -> list[Week]:
    made = (tuple((kind, count) for kind in ("waiting",) if count) for count in counts)
    return [Week(start=NOW + timedelta(weeks=place), counts=of_week) for place, of_week in enumerate(made)]  # type: ignore[arg-type]


def test_bars_stand_on_the_axis_and_their_parts_on_each_other() -> None:
    [week] = weeks(0)
    drawn = bars([msgspec.structs.replace(week, counts=(("transfer", 1), ("waiting", 3)))])
    [bar] = drawn.bars
    (_, _, upper_y, lower_height), (_, _, top_y, height) = bar.parts
    assert (bar.total, upper_y + lower_height, top_y + height, top_y) == (4, drawn.base, upper_y, bar.top)
    assert height == 3 * lower_height


def test_bars_of_weeks_go_from_left_to_right_within_the_width() -> None:
    drawn = bars(weeks(*range(12)))
    assert [bar.total for bar in drawn.bars] == list(range(12))
    assert all(before.x + before.width < after.x for before, after in pairwise(drawn.bars))
    assert drawn.bars[0].x > 6 and drawn.bars[-1].x + drawn.bars[-1].width < 100


@pytest.mark.parametrize(("most", "lines"), [(0, [0, 1, 2, 3, 4]), (1, [0, 1, 2, 3, 4]), (7, [0, 2, 4, 6, 8]), (41, [0, 20, 40, 60])])
def test_the_scale_has_few_round_lines_that_reach_the_tallest_bar(most: int, lines: list[int]) -> None:
    assert [value for _, value in bars(weeks(most, 0)).lines] == lines
