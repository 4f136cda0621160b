"""Where discontent begins is counted, and nobody is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.events import KINDS, ORIGINS, Kind, Origin, OriginKind, Signal
from streams.rules.voices import UNEASY, Voices, first_week, where_it_begins

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 26, 9, tzinfo=PARIS)  # a Thursday
DAY = timedelta(days=1)


def signal(person: str, days_ago: float, *, kind: Kind = "discontent", origin: OriginKind | None = "waiting", **more: Any) -> Signal:
    at = NOW.astimezone(UTC) - days_ago * DAY
    entry = more.pop("entry", f"{person}-{days_ago}")
    return Signal(
        id=f"{person}-{kind}-{days_ago}", person=person, kind=kind, at=at, since=at, numbers=(), evidence=(entry,),
        origin=Origin(kind=origin, entry=entry, at=at, channel=more.pop("channel", "phone"), **more) if origin else None,
    )  # fmt: skip


def told(*signals: Signal, **places: str) -> Voices:
    return where_it_begins(signals, {person: frozenset({place}) for person, place in places.items()}, now=NOW)


def test_a_week_begins_on_monday_where_the_house_is() -> None:
    assert first_week(NOW) == datetime(2026, 9, 7, tzinfo=PARIS)
    found = told(signal("a", 0), signal("b", 3.3, origin="transfer"), signal("c", 3.5, origin="transfer"), signal("d", 80))
    assert [week.start.isoformat() for week in found.weeks[::11]] == ["2026-09-07T00:00:00+02:00", "2026-11-23T00:00:00+01:00"]
    assert [week.counts for week in found.weeks[-2:]] == [(("transfer", 1),), (("transfer", 1), ("waiting", 1))]
    assert found.weeks[0].counts == (("waiting", 1),) and found.count == 4


def test_what_lies_before_or_is_no_trouble_is_not_counted() -> None:
    found = told(signal("a", 81), signal("b", -1), signal("c", 3, kind="delighted"), signal("d", 3, kind="promise_due"))
    assert (found.count, found.persons, found.kinds, sum(len(week.counts) for week in found.weeks)) == (0, 0, (), 0)


def test_several_signals_after_one_call_are_one_beginning() -> None:
    found = told(signal("a", 5, kind="discontent", entry="call"), signal("a", 3, kind="quiet", entry="call"), signal("a", 1, entry="other"))
    assert (found.count, found.persons) == (2, 1)


def test_without_an_origin_one_a_week_is_counted_as_unknown() -> None:
    found = told(signal("a", 1, kind="quiet", origin=None), signal("a", 2, kind="fading", origin=None), signal("a", 20, origin=None))
    assert found.kinds == (("unknown", 2),)


def test_products_sites_and_channels_fall_from_the_most_frequent() -> None:
    found = told(
        signal("a", 1, products=("boiler", "boiler"), site="tel:+33561000001"),
        signal("b", 2, products=("boiler", "meter"), channel="email", site="email:sav@maison.example"),
        signal("c", 3, products=("meter", "boiler"), channel="email", site="email:sav@maison.example"),
    )
    assert found.products == (("boiler", 3), ("meter", 2))
    assert found.sites == (("email:sav@maison.example", 2), ("tel:+33561000001", 1))
    assert found.channels == (("email", 2), ("phone", 1))


def test_a_conversation_of_several_says_how_many_followed_and_how_far_it_reaches() -> None:
    [carried] = told(
        signal("a", 9, thread="t", channel="social", reach=4000), signal("b", 8, thread="t", channel="social", reach=200),
        signal("a", 7, thread="t", channel="social", reach=4200), signal("c", 2, thread="t", channel="social"),
        signal("d", 1, thread="alone", reach=90000),
    ).carried  # fmt: skip
    assert (carried.by, carried.channel, carried.followed, carried.reach) == ("thread", "social", 2, 4400)
    assert (carried.last_at - carried.first_at) == 7 * DAY


def test_a_household_is_told_once_and_a_place_holds_the_neighbours() -> None:
    home, other = "postal:fr/31000/anne-lefevre", "postal:fr/31000/luc-lefevre"
    [carried] = told(signal("a", 9), signal("b", 8), a=home, b=other).carried
    assert (carried.by, carried.place, carried.followed) == ("household", ("31000", "FR"), 1)
    street = (signal("a", 9), signal("b", 8), signal("c", 7), signal("d", 6))
    found = told(*street, a=home, b=other, c="postal:fr/31000/p-girard", d=home).carried
    assert [(each.by, each.followed) for each in found] == [("place", 3), ("household", 2)]
    assert not told(signal("a", 9), signal("b", 8), a=home, b="postal:be/31000/anne-lefevre").carried
    assert not told(signal("a", 9), signal("b", 8), a="postal:fr//", b="email:a@b.fr").carried


SIGNALS = st.lists(
    st.builds(
        signal, st.sampled_from("abcd"), st.integers(-3, 100).map(float), kind=st.sampled_from(KINDS),
        origin=st.sampled_from([None, *ORIGINS]), thread=st.sampled_from([None, "t1", "t2"]), reach=st.integers(0, 99),
        entry=st.sampled_from(["e1", "e2", "e3"]),
    ).filter(lambda each: each.origin is not None),
    max_size=12,
    unique_by=lambda each: each.id,
)  # fmt: skip


@given(SIGNALS, st.randoms())
def test_the_order_in_which_they_come_changes_nothing_and_the_sums_agree(signals: list[Signal], random: Any) -> None:
    found = told(*signals, a="postal:fr/1/x-y", b="postal:fr/1/z-y")
    random.shuffle(signals)
    assert told(*signals, a="postal:fr/1/x-y", b="postal:fr/1/z-y") == found
    assert sum(count for week in found.weeks for _, count in week.counts) == sum(count for _, count in found.kinds) == found.count
    assert found.persons <= found.count <= sum(each.kind in UNEASY for each in signals)
    assert all(each.followed >= 1 for each in found.carried)


def test_nothing_of_it_names_anybody() -> None:
    found = told(
        signal("p_anne", 2, thread="https://social.example/@anne/1", channel="social"),
        signal("p_luc", 1, thread="https://social.example/@anne/1", channel="social"),
        p_anne="postal:fr/31000/anne-lefevre", p_luc="postal:fr/31000/luc-lefevre",
    )  # fmt: skip
    said = msgspec.json.encode(found).decode()
    assert found.carried and not any(name in said for name in ("p_anne", "p_luc", "@", "lefevre"))
