"""One person, judged by what a house knows: against their own habit, early enough, and never by what lies ahead."""

from __future__ import annotations

import itertools
import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules import drift
from streams.rules.drift import DEFAULT, Event, House, judge, waits_s
from streams.rules.drift.judging import stretch

DAY = 86400.0
START = 20000 * DAY + 9 * 3600.0


def every(days: float, count: int, *, start: float = START, channel: str = "email") -> list[Event]:
    return [(start + n * days * DAY, True, channel) for n in range(count)]


def a_house(seed: int = 3, persons: int = 150, days: int = 500) -> tuple[list[list[Event]], float]:
    """Persons of many rhythms, some of whom leave, some of whom we write to."""
    chance, histories = random.Random(seed), []
    for _ in range(persons):
        mean, shape, stay = chance.gammavariate(2, 8), chance.choice((0.5, 1, 4)), chance.expovariate(1 / 300)
        at, history = chance.random() * 90, []
        end = min(days, at + stay)
        history.append((START + at * DAY, True, chance.choice(("email", "phone"))))
        while (at := at + chance.gammavariate(shape, mean / shape)) < end:
            if chance.random() < 0.3:
                history.append((START + (at - 0.2) * DAY, False, "email"))
            history.append((START + at * DAY, True, chance.choice(("email", "phone"))))
        histories.append(history)
    return histories, START + days * DAY


HISTORIES, NOW = a_house()
LEARNT = drift.fit(HISTORIES, now=NOW)
HOUSES = pytest.mark.parametrize("house", [DEFAULT, LEARNT], ids=["default", "learnt"])

events = st.lists(
    st.tuples(st.floats(0, 900).map(lambda days: START + days * DAY), st.booleans(), st.sampled_from(["email", "phone", "letter"])),
    max_size=40,
)


@HOUSES
@pytest.mark.parametrize("days", [3, 7, 14, 30])
def test_a_regular_person_is_missed_some_gaps_after_the_last_and_not_before_the_next_is_due(house: House, days: int) -> None:
    history = every(days, 12)
    wait_s = waits_s(history, house)[-1]
    assert wait_s is not None and 1.2 * days < wait_s / DAY < 12 * days + 40


@HOUSES
def test_the_more_often_somebody_comes_the_sooner_they_are_missed(house: House) -> None:
    waits = [waits_s(every(days, 12), house)[-1] or 0 for days in (1, 7, 14, 30, 90)]
    assert waits == sorted(waits) and waits[0] < waits[-1] / 3


@HOUSES
def test_a_regular_person_is_missed_sooner_than_a_clumpy_one_of_the_same_mean_gap(house: House) -> None:
    clumpy = list(itertools.accumulate([START, *[DAY, DAY, DAY, 37 * DAY] * 4]))
    assert (waits_s(every(10, 17), house)[-1] or 0) < (waits_s([(at, True, "email") for at in clumpy], house)[-1] or 0)


@HOUSES
def test_with_fewer_than_three_visits_nobody_is_missed(house: House) -> None:
    assert waits_s(every(7, 4), house)[:2] == [None, None]
    assert waits_s([(START, True, "email"), (START + 60, True, "email"), (START + 120, True, "email")], house) == [None, None, None]
    assert judge(every(7, 2), house, now=START + 100 * DAY).deadline_s is None


def test_fewer_false_alarms_are_paid_with_a_longer_wait() -> None:
    waits = [waits_s(every(7, 9), LEARNT, false_alarms=rate)[-1] or 0 for rate in (0.02, 0.05, 0.1, 0.125, 0.2, 0.3)]
    assert waits == sorted(waits, reverse=True) and waits[0] > waits[-1]


@pytest.mark.parametrize(("rate", "by"), [(0.001, 2.6), (0.02, 2.6), (0.1, 1.2), (0.3, 0.6), (0.9, 0.6)])
def test_the_stretch_is_read_between_the_shares_that_were_learnt(rate: float, by: float) -> None:
    assert stretch(DEFAULT, rate) == pytest.approx(by)
    assert 0.8 < stretch(DEFAULT, 0.15) < 1.2


@HOUSES
@given(history=events, more=events, order=st.randoms(use_true_random=False))
def test_neither_the_order_nor_what_lies_ahead_matters(house: House, history: list[Event], more: list[Event], order: random.Random) -> None:
    now = START + 450 * DAY
    past = [event for event in history if event[0] < now]
    ahead = [event for event in more if event[0] >= now]
    mixed = [*past, *ahead]
    order.shuffle(mixed)
    assert judge(mixed, house, now=now) == judge(past, house, now=now)


@HOUSES
@given(history=events, now=st.floats(0, 1500))
def test_whatever_the_past_a_risk_is_a_chance_and_a_deadline_lies_after_the_last_visit(
    house: House, history: list[Event], now: float
) -> None:
    judged = judge(history, house, now=START + now * DAY)
    assert 0.0 <= judged.risk <= 1.0 and judged.horizon_days >= house.horizon_days and judged.silent_days >= 0.0
    if judged.deadline_s is not None:
        assert judged.last_at_s is not None and DAY <= judged.deadline_s - judged.last_at_s <= 3 * 365 * DAY and judged.visits >= 3


@HOUSES
@given(gaps=st.lists(st.floats(0.5, 60), min_size=1, max_size=15), silences=st.lists(st.floats(0.01, 400), min_size=2, max_size=8))
def test_the_longer_the_silence_the_surer_the_loss(house: House, gaps: list[float], silences: list[float]) -> None:
    history = [(at, True, "email") for at in itertools.accumulate([START, *(gap * DAY for gap in gaps)])]
    risks = [judge(history, house, now=history[-1][0] + silent * DAY).risk for silent in sorted(silences)]
    assert all(later >= earlier - 0.02 for earlier, later in itertools.pairwise(risks))
    assert judge(history, house, now=history[-1][0] + 2000 * DAY).risk > 0.8


@HOUSES
@given(history=events)
def test_the_wait_after_each_arrival_is_the_deadline_that_was_known_then(house: House, history: list[Event]) -> None:
    ordered = sorted(history)
    for number, (event, wait_s) in enumerate(zip(ordered, waits_s(ordered, house), strict=True)):
        if not event[1]:
            assert wait_s is None
        elif number + 1 == len(ordered) or ordered[number + 1][0] > event[0]:
            deadline_s = judge(ordered, house, now=event[0] + 0.001).deadline_s
            assert deadline_s == (None if wait_s is None else event[0] + wait_s)


def test_our_own_letters_are_no_sign_of_life_and_an_answer_is_half_of_one() -> None:
    theirs = every(10, 8)
    now = theirs[-1][0] + 40 * DAY
    ours = [(theirs[-1][0] + days * DAY, False, "email") for days in (5, 20)]
    alone, written = judge(theirs, DEFAULT, now=now), judge([*theirs, *ours], DEFAULT, now=now)
    assert (written.silent_days, written.deadline_s, written.visits) == (alone.silent_days, alone.deadline_s, 8) and written.unanswered == 2
    asked = [(at - 3600.0, False, "email") for at, _, _ in theirs]
    assert (waits_s(sorted([*theirs, *asked]), DEFAULT)[-1] or 0) != waits_s(theirs, DEFAULT)[-1]


def test_whom_we_only_wrote_to_has_a_risk_and_no_deadline() -> None:
    judged = judge([(START, False, "email"), (START + DAY, False, "email")], DEFAULT, now=START + 30 * DAY)
    assert judged.last_at_s is None and judged.deadline_s is None and judged.unanswered == 2 and 0.3 < judged.risk < 1.0


def test_a_house_is_kept_as_json_and_named_by_its_numbers() -> None:
    assert msgspec.json.decode(msgspec.json.encode(LEARNT), type=House) == LEARNT
    assert LEARNT.version != DEFAULT.version and len(LEARNT.version) == 12
    assert judge(every(7, 5), LEARNT, now=NOW).house == LEARNT.version
