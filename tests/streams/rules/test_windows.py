"""What networks allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from streams.rules.windows import WINDOWS, may_answer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("network", ["facebook", "instagram", "whatsapp"])
def test_messengers_are_answered_within_a_day_and_not_later(network: str) -> None:
    assert may_answer(network, NOW - 23 * HOUR, now=NOW).ok
    assert may_answer(network, NOW - 25 * HOUR, now=NOW).code == "window_shut"


def test_a_status_on_mastodon_may_be_answered_at_any_time() -> None:
    assert may_answer("mastodon", NOW - 9000 * HOUR, now=NOW).ok


def test_nobody_is_written_to_first() -> None:
    assert all(not may_answer(network, None, now=NOW).ok for network in WINDOWS)


def test_a_network_whose_rules_are_not_known_is_left_alone() -> None:
    assert may_answer("line", NOW, now=NOW).code == "network_unknown"


def test_every_rule_names_its_source() -> None:
    assert all(window.source.startswith("https://") for window in WINDOWS.values())
