"""Working hours where the person is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Step
from streams.rules.daytime import country_of, is_daytime, next_daytime, zone_of_habit, zones_by_habit, zones_of
from streams.rules.moment import clock_of

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
        (["tel:+33639981240", "postal:be/1000/anne-dupont"], "BE"),
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


@pytest.mark.parametrize(
    ("country", "zone", "now", "then"),
    [
        ("FR", "Europe/Paris", "2026-07-13T20:00", "2026-07-15T09:00"),
        ("GB", "Europe/London", "2026-12-24T20:00", "2026-12-29T09:00"),  # Christmas, Boxing Day made up for on Monday
        ("US", "America/New_York", "2026-11-25T20:00", "2026-11-27T09:00"),
        ("DE", "Europe/Berlin", "2026-10-02T20:00", "2026-10-05T09:00"),
        ("IL", "Asia/Jerusalem", "2026-06-18T20:00", "2026-06-21T09:00"),  # Friday and Saturday are the weekend
        (None, "Europe/Paris", "2026-07-14T10:00", "2026-07-14T10:00"),
        ("XX", "Europe/Paris", "2026-06-13T10:00", "2026-06-15T09:00"),  # a country without a calendar has weekends
    ],
)
def test_nobody_is_written_to_on_a_day_off_of_their_country(country: str | None, zone: str, now: str, then: str) -> None:
    there = ZoneInfo(zone)
    at = datetime.fromisoformat(now).replace(tzinfo=there)
    assert next_daytime(at.astimezone(UTC), (zone,), HOURS, country) == datetime.fromisoformat(then).replace(tzinfo=there)


def contacts(hour: int, count: int = 10, *, clock: str = "UTC") -> list[datetime]:
    return [datetime(2026, 3, 2 + day, hour, 20, tzinfo=ZoneInfo(clock)) for day in range(count)]


def test_of_the_zones_of_a_wide_country_those_count_in_which_they_are_awake_when_they_write() -> None:
    at_night = contacts(23, clock="America/Los_Angeles")
    assert "America/New_York" not in zones_by_habit(at_night, ("America/New_York", "Pacific/Honolulu"))
    assert zones_by_habit(at_night, ("America/New_York", "Pacific/Honolulu")) == ("Pacific/Honolulu",)


def test_few_contacts_tell_nothing_about_where_somebody_is() -> None:
    assert zones_by_habit(contacts(3, 7), PARIS) == PARIS
    assert zones_by_habit(contacts(3, 8), PARIS) == ()


@given(st.integers(0, 23))
def test_where_only_habit_tells_their_hours_lie_around_it(hour: int) -> None:
    zone = ZoneInfo(zone_of_habit(contacts(hour), HOURS))
    assert all(13 <= at.astimezone(zone).hour <= 14 for at in contacts(hour))


def in_touch(channel: str, *times: datetime) -> list[Step]:
    return [Step(at=at, id=str(at), channel=channel, direction="in", theirs=True, identifier="tel:+12125550123") for at in times]


def test_in_a_wide_country_their_calls_tell_the_zone_and_their_letters_which_have_no_hour_do_not() -> None:
    by_phone = clock_of(["tel:+12125550123"], in_touch("phone", *contacts(7, clock="America/New_York")), tz="UTC", region="FR", hours=HOURS)
    assert by_phone.habit and "America/New_York" in by_phone.zones and "America/Los_Angeles" not in by_phone.zones
    by_post = clock_of(["tel:+12125550123"], in_touch("letter", *contacts(7, clock="America/New_York")), tz="UTC", region="FR", hours=HOURS)
    assert not by_post.habit and by_post.zones == zones_of("US")
