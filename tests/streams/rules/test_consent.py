"""The latest statement counts; none is a no."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Consent
from schemas.interaction import CHANNELS, Channel
from streams.rules.consent import CAMPAIGNS, EVERYTHING, counting, holding, may_contact

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


def wish(*, days_ago: float = 1, channel: Channel | None = None, purpose: str = EVERYTHING, given: bool = False) -> Consent:
    at = NOW - days_ago * DAY
    return Consent(
        id=f"w{days_ago}{given}", person="p_1", channel=channel, purpose=purpose, given=given, at=at, proof="laissez-moi", entry="i1/x"
    )


@pytest.mark.parametrize(
    ("said_so", "channel", "purpose", "code"),
    [
        (wish(), "email", "care", "wish_all"),
        (wish(), "email", "receipt", "wish_all"),
        (wish(channel="phone"), "phone", "care", "wish_channel"),
        (wish(channel="phone"), "email", "care", "consent_given"),
        (wish(purpose=CAMPAIGNS), "email", "care", "wish_campaigns"),
        (wish(purpose=CAMPAIGNS), "letter", "news", "wish_campaigns"),
        (wish(purpose=CAMPAIGNS), "email", "receipt", "consent_given"),
    ],
)
def test_a_wish_to_be_left_alone_goes_as_far_as_it_is_meant(said_so: Consent, channel: Channel, purpose: str, code: str) -> None:
    reason = may_contact(channel, purpose, [said(True, channel=None, days_ago=9, purpose=purpose), said_so], now=NOW)
    assert reason.code == code
    assert reason.ok == (code == "consent_given")
    assert reason.ok or reason.entries == ("i1/x",)


@given(st.lists(st.builds(said, st.just(True), days_ago=st.floats(0, 50), channel=st.sampled_from([None, "email"]))), st.floats(0, 50))
def test_a_wish_wins_over_every_yes_whichever_came_later(yeses: list[Consent], days_ago: float) -> None:
    assert may_contact("email", "care", [*yeses, wish(days_ago=days_ago)], now=NOW).code == "wish_all"


def test_only_taking_the_wish_back_lifts_it_and_consent_is_still_asked() -> None:
    lifted = [wish(days_ago=5), wish(days_ago=2, given=True)]
    assert may_contact("email", "care", [said(True, days_ago=9), *lifted], now=NOW).ok
    assert may_contact("email", "care", lifted, now=NOW).code == "consent_missing"


def test_a_wish_counts_from_when_it_was_said() -> None:
    assert may_contact("email", "care", [said(True, days_ago=9), wish(days_ago=-1)], now=NOW).ok


def test_who_asks_us_something_may_be_answered_unless_they_said_no_to_it() -> None:
    assert may_contact("email", "receipt", [], now=NOW).code == "answers_them"
    assert may_contact("email", "receipt", [said(False, purpose="care")], now=NOW).ok
    assert not may_contact("email", "receipt", [said(False, purpose="receipt")], now=NOW).ok
    assert not may_contact("email", "care", [], now=NOW).ok


@st.composite
def statements(draw: st.DrawFn) -> list[Consent]:
    """Of all kinds and scopes, no two at the same moment."""
    times = draw(st.lists(st.integers(1, 60), min_size=1, max_size=8, unique=True))
    scopes, purposes = st.sampled_from([None, "email", "phone"]), st.sampled_from([EVERYTHING, EVERYTHING, CAMPAIGNS, "care"])
    made = [wish(days_ago=float(at), channel=draw(scopes), purpose=draw(purposes), given=draw(st.booleans())) for at in times]
    return [msgspec.structs.replace(one, id=str(number)) for number, one in enumerate(made)]


def misread(no: Consent) -> Consent:
    return msgspec.structs.replace(no, id=f"back/{no.id}", given=True, at=NOW, takes_back=no.id, proof="asked them", entry=None)


@given(statements(), st.data())
def test_a_no_that_was_misread_leaves_everything_as_if_it_had_not_been_said(statements: list[Consent], data: st.DataObject) -> None:
    over = data.draw(st.sampled_from(statements))
    said, without = [*statements, misread(over)], [one for one in statements if one.id != over.id]
    for channel in CHANNELS:
        for purpose in ("care", "news", "receipt"):
            assert may_contact(channel, purpose, said, now=NOW) == may_contact(channel, purpose, without, now=NOW)
    assert holding(said) == holding(without)


def test_an_earlier_no_counts_again_once_a_later_one_proved_misread() -> None:
    earlier, later = wish(days_ago=9, channel="email"), wish(days_ago=2, channel="email")
    said = [earlier, later, misread(later)]
    assert may_contact("email", "care", said, now=NOW).words["at"] == earlier.at.isoformat()
    assert counting(said) == holding(said) == [earlier]
    assert may_contact("email", "care", said, now=NOW - DAY).words["at"] == later.at.isoformat(), "nobody had said so yet"
