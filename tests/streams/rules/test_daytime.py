"""Working hours where the person is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.daytime import country_of, is_daytime, next_daytime, zones_of

PARIS = ("Europe/Paris",)
HOURS = (9, 19)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-02T10:30", "2026-03-02T10:30"),  # a Monday morning: now
        ("2026-03-02T07:59", "2026-03-02T09:00"),
        ("2026-03-02T19:00", "2026-03-03T09:00"),
        ("2026-03-06T18:59", "2026-03-06T18:59"),
        ("2026-03-06T19:01", "2026-03-09T09:00"),  # Friday evening: Monday
        ("2026-03-08T11:00", "2026-03-09T09:00"),
        ("2026-03-28T11:00", "2026-03-30T09:00"),  # over the change to summer time
        ("2026-10-23T20:00", "2026-10-26T09:00"),  # and back
    ],
)
def test_people_are_written_to_on_working_days_between_nine_and_seven(now: str, then: str) -> None:
    assert next_daytime(paris(now), PARIS, HOURS) == paris(then)


def test_a_wide_country_is_written_to_when_it_is_day_everywhere() -> None:
    zones = zones_of("US")
    at = next_daytime(datetime(2026, 3, 3, 13, tzinfo=UTC), zones, HOURS)
    assert all(9 <= at.astimezone(ZoneInfo(zone)).hour < 19 for zone in zones)


def test_a_country_too_wide_for_that_counts_by_its_first_zone() -> None:
    zones = ("Pacific/Kiritimati", "Pacific/Niue")
    assert next_daytime(datetime(2026, 3, 3, 0, tzinfo=UTC), zones, (9, 10)) == datetime(2026, 3, 3, 19, tzinfo=UTC)


def test_any_time_is_any_time() -> None:
    sunday = paris("2026-03-08T03:00")
    assert next_daytime(sunday, PARIS, (0, 24)) == sunday


@pytest.mark.parametrize(
    ("identifiers", "country"),
    [
        (["tel:+33639981240"], "FR"),
        (["tel:+447400123456"], "GB"),
        (["email:anne@exemple.co.uk"], "GB"),
        (["email:anne@exemple.fr", "postal:be/1000/anne-dupont"], "BE"),
        (["email:anne@example.com"], None),
        (["mastodon:anne@mastodon.social"], None),
        (["email:anne@studio.io"], None),
    ],
)
def test_the_country_is_told_by_an_address_a_number_or_a_domain(identifiers: list[str], country: str | None) -> None:
    assert country_of(identifiers) == country


@given(
    st.integers(0, 6 * 366 * 1440).map(lambda m: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=m)),
    st.sampled_from(["FR", "GB", "RE", "CA", "AU", "IN"]),
)
def test_the_moment_found_is_in_the_hours_and_never_in_the_past(now: datetime, country: str) -> None:
    zones = zones_of(country)
    at = next_daytime(now, zones, HOURS)
    assert at >= now
    assert is_daytime(at, zones[:1], HOURS)
    local = at.astimezone(ZoneInfo(zones[0]))
    assert local.weekday() < 5 and 9 <= local.hour < 19
