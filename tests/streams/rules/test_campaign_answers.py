"""Whoever runs a campaign hears that an answer comes later here than the campaign names."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.campaigns import CampaignStep
from schemas.interaction import CHANNELS
from streams.rules.campaign_answers import Slower, slower_than_named
from streams.rules.campaigns import QUIET
from streams.rules.handling import Clock, working_days

CLOCK = Clock(hours=(9, 19))
DAY = timedelta(hours=10)


def test_an_answer_that_takes_twenty_four_days_is_said_beside_the_two_that_are_named() -> None:
    usual = {"email": DAY, "letter": 23.5 * DAY, "social": 3 * DAY}
    assert slower_than_named(QUIET.content, usual, CLOCK) == [Slower("letter", 24), Slower("social", 3)]  # type: ignore[arg-type]


@pytest.mark.parametrize("hours", [1, 10, 20])
def test_a_house_that_keeps_what_is_named_hears_nothing(hours: int) -> None:
    assert slower_than_named(QUIET.content, {"email": timedelta(hours=hours)}, CLOCK) == []


def test_a_channel_by_which_it_never_writes_is_no_matter() -> None:
    by_mail = msgspec.structs.replace(QUIET.content, steps=(CampaignStep(template="quiet", channels=("email",)),))
    assert slower_than_named(by_mail, {"letter": 24 * DAY}, CLOCK) == []


@given(st.dictionaries(st.sampled_from(CHANNELS), st.timedeltas(timedelta(0), timedelta(days=200))), st.integers(1, 30))
def test_what_is_said_is_what_a_message_would_say(usual: dict, days: int) -> None:  # type: ignore[type-arg]
    content = msgspec.structs.replace(QUIET.content, answer_days=days)
    said = {one.channel: one.days for one in slower_than_named(content, usual, CLOCK)}
    assert all(said.get(channel, working_days(takes, days, CLOCK)) == working_days(takes, days, CLOCK) for channel, takes in usual.items())
    assert {channel for channel in usual if channel not in said} == {c for c in usual if working_days(usual[c], days, CLOCK) <= days}
