"""The numbers of a campaign add up, and its plot holds what it shows."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import FollowUp, FollowUpState, Reason
from schemas.interaction import CHANNELS
from services.web.campaign_numbers import Counts, numbers, of_today, useful
from tests.web.told import NOW

CODES = st.sampled_from(["left_alone", "cap_reached", "consent_missing", "daytime"])
FOLLOWUPS = st.builds(
    FollowUp,
    id=st.uuids().map(str),
    person=st.sampled_from(["p_1", "p_2", "p_3"]),
    campaign=st.just("quiet"),
    signal=st.just("s"),
    state=st.sampled_from(get_args(FollowUpState)),
    channel=st.sampled_from(CHANNELS),
    language=st.just("fr"),
    decided_at=st.integers(-50, 50).map(lambda hours: NOW + timedelta(hours=hours)),
    reasons=st.lists(st.builds(Reason, code=CODES, ok=st.booleans()), max_size=4).map(tuple),
)
RETURNED = st.sampled_from([True, False, None])
KEYS = st.tuples(st.sampled_from(["written", "left"]), st.sampled_from([*CHANNELS, None]), st.just("quiet"), RETURNED)
COUNTS = st.dictionaries(KEYS, st.integers(1, 400))


@given(st.lists(FOLLOWUPS, max_size=30))
def test_everybody_is_counted_once_and_every_no_has_a_reason(followups: list[FollowUp]) -> None:
    told = numbers(followups, {"p_1": "Anne"}, lambda reason: reason.code)
    assert told.all == len({followup.person for followup in followups})
    assert told.all == told.coming + told.asks + told.left + told.held + told.written + told.over
    assert sum(count for _, count in told.by_channel) == told.coming
    assert sum(share.count for share in told.shares) == told.held


@given(st.lists(FOLLOWUPS, min_size=1, max_size=30), st.randoms())
def test_who_asked_three_times_is_one_person_and_counted_by_what_is_still_to_be_done(followups: list[FollowUp], random: Random) -> None:
    told = numbers(followups, {}, lambda reason: reason.code)
    random.shuffle(again := [*followups, *followups])
    shuffled = numbers(again, {}, lambda reason: reason.code)
    assert (told.all, told.coming, told.asks, told.written) == (shuffled.all, shuffled.coming, shuffled.asks, shuffled.written)
    assert told.asks == len({followup.person for followup in followups if followup.state == "asking"})


def test_today_is_what_waits_and_what_was_decided_or_left_since_midnight() -> None:
    def followup(name: str, state: Any, decided: int, due: int | None = None) -> FollowUp:
        at = NOW + timedelta(hours=due) if due is not None else None
        common: dict[str, Any] = {"person": "p", "campaign": "quiet", "signal": "s", "language": "fr", "reasons": ()}
        return FollowUp(id=name, state=state, decided_at=NOW + timedelta(hours=decided), due_at=at, **common)

    every = [
        followup("waits since yesterday", "waiting", -30),
        followup("asks since yesterday", "asking", -30),
        followup("held today", "held", 2),
        followup("held yesterday", "held", -2),
        followup("left today", "composed", -30, 1),
        followup("left yesterday", "composed", -30, -2),
    ]
    assert [each.id for each in of_today(every, NOW)] == ["waits since yesterday", "asks since yesterday", "held today", "left today"]


@given(COUNTS)
def test_the_plot_holds_every_interval_and_zero(counts: Counts) -> None:
    told = useful(counts)
    assert 0 <= told.plot.zero <= 100
    assert [points for _, points in told.plot.ticks] == sorted(points for _, points in told.plot.ticks)
    assert 0 in [points for _, points in told.plot.ticks] and 2 <= len(told.plot.ticks) <= 7
    for row in told.plot.rows:
        assert not row.drawn or 0 <= row.low <= row.at <= row.high <= 100
    assert told.told.written + told.told.left + told.open == sum(counts.values())


def test_what_a_channel_is_worth_is_told_of_that_channel_alone() -> None:
    told = useful({
        ("written", "email", "quiet", True): 30,
        ("written", "email", "quiet", False): 30,
        ("left", "email", "quiet", False): 40,
        ("written", "letter", "quiet", False): 3,
        ("written", "letter", "quiet", None): 5,
    })
    every, email, letter = told.plot.rows
    assert (every.channel, email.channel, letter.channel) == (None, "email", "letter")
    assert (every.told.written, email.told.written, letter.told.written, told.open) == (63, 60, 3, 5)
    assert email.told.verdict == "helps" and email.told.estimate == 0.5
    assert not letter.drawn and letter.told.verdict == "unknown"
