"""What networks allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.interaction import Act
from streams.rules.sentences import REASONS
from streams.rules.windows import RULES, answers_privately, may_write, reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # the zone is given beside it


@pytest.mark.parametrize(
    ("network", "silent", "template", "open_", "code"),
    [
        ("facebook", 23 * HOUR, False, True, "window_open"),
        ("facebook", 25 * HOUR, False, False, "window_shut"),
        ("facebook", 25 * HOUR, True, False, "window_shut"),
        ("instagram", DAY - SECOND, False, True, "window_open"),
        ("instagram", DAY, False, False, "window_shut"),
        ("whatsapp", DAY - SECOND, False, True, "window_open"),
        ("whatsapp", DAY, False, False, "window_template"),
        ("whatsapp", 400 * DAY, True, True, "window_template"),
        ("whatsapp", None, False, False, "window_template"),
        ("whatsapp", None, True, True, "window_template"),
        ("telegram", 400 * DAY, False, True, "window_open"),
        ("telegram", None, False, False, "window_never"),
        ("line", 7 * DAY - SECOND, False, True, "window_open"),
        ("line", 7 * DAY, False, False, "window_shut"),
        ("line", None, True, False, "window_never"),
        ("viber", 30 * DAY, False, True, "window_open"),
        ("teams", 30 * DAY, False, True, "window_open"),
        ("slack", None, False, False, "window_never"),
        ("mastodon", 375 * DAY, False, True, "window_open"),
        ("bluesky", 375 * DAY, False, True, "window_open"),
        ("x", None, False, False, "window_never"),
        ("threads", 30 * DAY, False, True, "window_open"),
        ("youtube", 30 * DAY, False, True, "window_open"),
        ("linkedin", 30 * DAY, False, True, "window_open"),
        ("google", 30 * DAY, False, True, "window_open"),
        ("trustpilot", 30 * DAY, False, True, "window_open"),
        ("reddit", 30 * DAY, False, True, "window_open"),
        ("discourse", 30 * DAY, False, True, "window_open"),
        ("carrier pigeon", HOUR, True, False, "network_unknown"),
    ],
)
def test_who_may_write_when(network: str, silent: timedelta | None, template: bool, open_: bool, code: str) -> None:
    window = may_write(network, last_from_them=None if silent is None else NOW - silent, now=NOW, template=template)
    assert (window.open, window.code) == (open_, code)


def test_only_templates_is_said_where_nothing_else_may_go() -> None:
    assert {network for network in RULES if may_write(network, last_from_them=None, now=NOW).only_templates} == {"whatsapp"}
    assert not may_write("whatsapp", last_from_them=NOW, now=NOW).only_templates


@pytest.mark.parametrize("network", sorted(RULES))
def test_nobody_is_written_to_first_without_an_approved_template(network: str) -> None:
    assert not may_write(network, last_from_them=None, now=NOW).open
    assert not may_write(network, last_from_them=NOW - HOUR, now=NOW, first=True).open


@pytest.mark.parametrize("network", sorted(network for network, rule in RULES.items() if rule.within))
def test_a_window_shuts_to_the_second(network: str) -> None:
    until = may_write(network, last_from_them=NOW, now=NOW).until
    assert until is not None
    assert may_write(network, last_from_them=NOW, now=until - SECOND).open
    assert not may_write(network, last_from_them=NOW, now=until).open


@given(st.sampled_from(sorted(RULES)), INSTANTS, INSTANTS, st.booleans())
def test_no_instant_outside_of_the_window_is_open(network: str, last: datetime, now: datetime, first: bool) -> None:
    window = may_write(network, last_from_them=last, now=now, first=first)
    within = RULES[network].within
    if window.open:
        assert not first
        assert within is None or now - last < within
        assert window.until is None or now < window.until
    else:
        assert first or (within is not None and now - last >= within)


@given(st.sampled_from(sorted(RULES)), INSTANTS, INSTANTS)
def test_a_clock_that_runs_ahead_opens_nothing_for_longer(network: str, last: datetime, now: datetime) -> None:
    until = may_write(network, last_from_them=last, now=now).until
    within = RULES[network].within
    assert until is None or (within is not None and until <= now + within)


def test_every_rule_names_its_source() -> None:
    assert all(rule.source.startswith("https://") for rule in RULES.values())


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("network", [*sorted(RULES), "carrier pigeon"])
@pytest.mark.parametrize("last", [None, NOW - HOUR, NOW - 30 * DAY])
@pytest.mark.parametrize("template", [False, True])
def test_every_reason_has_its_sentence(network: str, last: datetime | None, template: bool, language: str) -> None:
    said = reason(network, may_write(network, last_from_them=last, now=NOW, template=template), last)
    holes = REASONS[language][said.code]
    assert ("{at}" not in holes or "at" in said.words) and ("{window_hours}" not in holes or said.numbers)


@pytest.mark.parametrize(
    ("network", "act", "privately"),
    [
        ("facebook", "direct", True),
        ("facebook", None, True),
        ("facebook", "comment", False),
        ("instagram", "comment", False),
        ("whatsapp", None, True),
        ("telegram", "direct", True),
        ("telegram", "post", False),  # a group
        ("slack", "reply", False),
        ("mastodon", "post", True),
        ("discourse", "reply", True),
        ("bluesky", "direct", True),
        ("bluesky", "post", False),
        ("bluesky", None, False),
        ("x", "reply", False),
        ("threads", "reply", False),
        ("youtube", "comment", False),
        ("linkedin", "comment", False),
        ("reddit", None, False),
        ("google", "review", False),
        ("trustpilot", "review", False),
        ("sms", None, True),
        ("carrier pigeon", "direct", False),
    ],
)
def test_what_is_said_before_all_is_answered_before_all_unless_the_network_lets_us(network: str, act: Act | None, privately: bool) -> None:
    assert answers_privately(network, act) is privately
