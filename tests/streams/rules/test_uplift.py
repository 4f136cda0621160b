"""What a campaign is worth is said with its uncertainty, and not at all before it is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.uplift import LEAST, arm_of, difference

CAMPAIGNS = 1000


@pytest.mark.parametrize(
    ("persons", "share_left", "back_left", "effect"),
    [
        (300, 0.5, 0.3, 0.12),
        (500, 0.2, 0.29, 0.12),
        (1000, 0.1, 0.3, 0.0),
        (1000, 0.1, 0.4, 0.1),
        (400, 0.25, 0.6, -0.1),
        (2000, 0.1, 0.15, 0.05),
        (5000, 0.05, 0.05, 0.02),
    ],
)
def test_the_interval_holds_the_truth_in_95_of_100_campaigns(persons: int, share_left: float, back_left: float, effect: float) -> None:
    """The arms are drawn person by person, so that they are never quite of the planned size."""
    chance = np.random.default_rng(20261126)
    held = 0
    for campaign in range(CAMPAIGNS):
        if persons <= 300:
            left = sum(arm_of(f"email:p{person}@example.org", f"c{campaign}", share_left) == "left" for person in range(persons))
        else:
            left = int(chance.binomial(persons, share_left))
        written = persons - left
        told = difference(int(chance.binomial(written, back_left + effect)), written, int(chance.binomial(left, back_left)), left)
        assert told.low is not None and told.high is not None
        held += told.low <= effect <= told.high
    assert 0.93 <= held / CAMPAIGNS <= 0.97


def test_the_share_left_alone_is_the_one_asked_for_and_independent_of_the_campaign() -> None:
    persons = [f"email:p{number}@example.org" for number in range(20_000)]
    one = [arm_of(person, "quiet", 0.2) == "left" for person in persons]
    other = [arm_of(person, "complaint", 0.2) == "left" for person in persons]
    assert sum(one) / len(one) == pytest.approx(0.2, abs=0.01)
    assert sum(a and b for a, b in zip(one, other, strict=True)) / len(one) == pytest.approx(0.04, abs=0.006)


def test_a_larger_share_leaves_everybody_alone_who_was_left_alone_before() -> None:
    """Somebody who is left alone does not get a message because the owner changes the share."""
    persons = [f"tel:+3363998{number:04}" for number in range(2000)]
    few = {person for person in persons if arm_of(person, "quiet", 0.1) == "left"}
    assert few < {person for person in persons if arm_of(person, "quiet", 0.3) == "left"}


def test_nobody_is_left_alone_where_the_owner_leaves_nobody_alone() -> None:
    assert {arm_of(f"tel:+336{number}", "quiet", 0.0) for number in range(500)} == {"written"}


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((410, 1000, 73, 250), "helps"),
        ((290, 1000, 102, 250), "harms"),
        ((87, 212, 16, 54), "unknown"),
        ((3000, 10_000, 3000, 10_000), "no_difference"),
        ((19, 19, 0, 19), "unknown"),  # as clear as it looks, it is too few
        ((0, 0, 0, 0), "unknown"),
    ],
)
def test_a_verdict_is_given_only_where_the_interval_gives_one(counts: tuple[int, int, int, int], verdict: str) -> None:
    told = difference(*counts)
    assert told.verdict == verdict
    assert (told.still_needed is None) == (verdict != "unknown" or not counts[1])


def test_it_matches_the_published_example() -> None:
    """Newcombe (1998), table II, case (a): 56/70 against 48/80 gives 0.0524 to 0.3339."""
    told = difference(56, 70, 48, 80)
    assert (told.low, told.high) == (pytest.approx(0.0524, abs=5e-5), pytest.approx(0.3339, abs=5e-5))


@given(st.integers(1, 400), st.integers(1, 400), st.data())
def test_the_interval_surrounds_the_estimate_and_turns_round_with_the_arms(written: int, left: int, data: st.DataObject) -> None:
    back, back_left = data.draw(st.integers(0, written)), data.draw(st.integers(0, left))
    told, turned = difference(back, written, back_left, left), difference(back_left, left, back, written)
    assert told.low is not None and told.estimate is not None and told.high is not None
    assert turned.low is not None and turned.high is not None
    assert -1 <= told.low <= told.estimate <= told.high <= 1
    assert (turned.low, turned.high) == (pytest.approx(-told.high), pytest.approx(-told.low))
    assert told.verdict == "unknown" or min(written, left) >= LEAST


def test_the_sample_still_needed_really_shows_the_difference_in_most_campaigns() -> None:
    chance = np.random.default_rng(7)
    told = difference(41, 100, 29, 100)
    assert told.still_needed is not None
    each = (200 + told.still_needed) // 2
    shown = sum(
        difference(int(chance.binomial(each, 0.41)), each, int(chance.binomial(each, 0.29)), each).verdict == "helps" for _ in range(1000)
    )
    assert 0.74 <= shown / 1000 <= 0.86


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="more came back"):
        difference(3, 2, 0, 0)
