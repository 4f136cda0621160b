"""The latest statement counts; none is a no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Consent
from streams.rules.consent import may_contact

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def said(given: bool, *, days_ago: float = 1, channel: str | None = "email", purpose: str = "care") -> Consent:
    return Consent(
        id=f"c{days_ago}{given}", person="p_1", channel=channel, purpose=purpose, given=given, at=NOW - days_ago * DAY, proof="formulaire"
    )


def test_who_said_nothing_is_not_written_to() -> None:
    assert may_contact("email", "care", [], now=NOW).code == "consent_missing"


def test_a_yes_counts_and_carries_its_date_and_proof() -> None:
    reason = may_contact("email", "care", [said(True)], now=NOW)
    assert reason.ok and reason.words == {"channel": "email", "at": "2026-03-01T09:00:00+00:00", "proof": "formulaire"}


def test_a_later_no_takes_a_yes_back() -> None:
    assert not may_contact("email", "care", [said(True, days_ago=9), said(False, days_ago=2)], now=NOW).ok


def test_a_yes_to_one_channel_is_none_to_another_nor_to_another_purpose() -> None:
    assert may_contact("phone", "care", [said(True)], now=NOW).code == "consent_missing"
    assert may_contact("email", "news", [said(True)], now=NOW).code == "consent_missing"


def test_a_statement_about_every_channel_counts_for_each() -> None:
    assert may_contact("letter", "care", [said(True, channel=None)], now=NOW).ok


def test_what_will_be_said_tomorrow_does_not_count_today() -> None:
    assert may_contact("email", "care", [said(True, days_ago=-1)], now=NOW).code == "consent_missing"


def test_of_a_yes_and_a_no_at_the_same_moment_the_no_counts() -> None:
    assert not may_contact("email", "care", [said(False), said(True)], now=NOW).ok


@given(
    st.lists(st.builds(said, st.booleans(), days_ago=st.integers(0, 9).map(float), channel=st.sampled_from(["email", "phone", None]))),
    st.randoms(),
)
def test_the_order_in_which_statements_are_read_does_not_matter(statements: list[Consent], random) -> None:
    shuffled = list(statements)
    random.shuffle(shuffled)
    assert may_contact("email", "care", shuffled, now=NOW) == may_contact("email", "care", statements, now=NOW)
