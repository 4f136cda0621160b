"""What a house learns from everybody: the same from the same events, nothing from the future, and something sensible from little."""

from __future__ import annotations

import itertools
import random

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.rules import drift
from streams.rules.drift import DEFAULT, Event, chances, learning
from streams.rules.drift.arrays import Arrays
from streams.rules.drift.habit import after, begin
from streams.rules.drift.judging import _habit, visits_of
from streams.rules.drift.maths import Floats
from streams.rules.drift.past import MOST_PERSONS, Past, _thinned
from streams.rules.drift.renewal import renewal_of
from streams.rules.drift.waiting import Waits, learnt

DAY = 86400.0
START = 20000 * DAY


def house_of(
    persons: int, *, mean: float = 10, shape: float = 1, days: float = 500, stay: float = 250, seed: int = 1, channel: str = "email"
) -> list[list[Event]]:
    chance, histories = random.Random(seed), []
    for _ in range(persons):
        own = mean * chance.gammavariate(3, 1 / 3)
        at = chance.random() * min(90, days / 2)
        end, history = min(days, at + chance.expovariate(1 / stay)), [(START + at * DAY, True, channel)]
        while (at := at + chance.gammavariate(shape, own / shape)) < end:
            history.append((START + at * DAY, True, channel))
            if chance.random() < 0.3:
                history.append((START + at * DAY + 3600, False, channel))
        histories.append(history)
    return histories


def now_at(days: float) -> float:
    return START + days * DAY


@given(seed=st.integers(0, 1000))
@settings(max_examples=5, deadline=None)
def test_neither_the_order_nor_what_lies_ahead_teaches(seed: int) -> None:
    histories, now, order = house_of(60), now_at(400), random.Random(seed)
    mixed = [list(history) for history in histories]
    for history in mixed:
        order.shuffle(history)
    order.shuffle(mixed)
    past = [[event for event in history if event[0] < now] for history in histories]
    assert drift.fit(mixed, now=now) == drift.fit([history for history in past if history], now=now)


@pytest.mark.parametrize(
    "histories",
    [
        [],
        [[(START, True, "email")]],
        [[(START + day * DAY, False, "email") for day in range(20)]],
        [[(START, True, "email")] * 5] * 30,
        [[(START + n * DAY, True, "x")] for n in range(200)],
        [[(START + day * DAY, True, "x") for day in range(300)]] * 40,
        house_of(1),
        house_of(3),
        house_of(20),
        house_of(100, days=25, mean=5),
        house_of(100, days=6, mean=2),
        house_of(120, mean=30, shape=30),
        house_of(120, mean=10, shape=0.1),
    ],
    ids=[
        "nobody",
        "one event",
        "only ours",
        "one instant",
        "all new",
        "daily",
        "one",
        "three",
        "twenty",
        "a month",
        "a week",
        "regular",
        "clumpy",
    ],
)
@pytest.mark.parametrize("later", [1, 500])
def test_from_little_or_strange_pasts_comes_a_house_that_can_judge(histories: list[list[Event]], later: int) -> None:
    now = max((event[0] for history in histories for event in history), default=START) + later * DAY
    house = drift.fit(histories, now=now)
    assert all(
        np.isfinite(value)
        for value in (*house.slopes, *house.means, house.shift, house.doubt, house.horizon_days, house.own.scale, house.visits.scale)
    )
    for history in [*histories, [(now - days * DAY, True, "email") for days in range(10, 80, 7)]]:
        judged = drift.judge(history, house, now=now)
        assert 0.0 <= judged.risk <= 1.0
        assert judged.deadline_s is None or judged.deadline_s > (judged.last_at_s or 0.0)


def test_a_month_of_past_leaves_a_weekly_writer_a_sensible_deadline() -> None:
    house = drift.fit(house_of(80, days=30, mean=6), now=now_at(30))
    wait_s = drift.waits_s([(START + n * 7 * DAY, True, "email") for n in range(5)], house)[-1]
    assert wait_s is not None and 8 < wait_s / DAY < 60


@pytest.mark.parametrize(("shape", "least", "most"), [(0.2, 0.3, 0.85), (1.0, 0.8, 1.4), (6.0, 2.0, 15.0)])
def test_clumpy_and_regular_houses_are_told_apart(shape: float, least: float, most: float) -> None:
    house = drift.fit(house_of(300, shape=shape, mean=12, stay=2000), now=now_at(500))
    assert least < house.own.shape < most


def test_a_channel_has_a_pace_of_its_own() -> None:
    house = drift.fit([*house_of(150, mean=5), *house_of(150, mean=50, seed=2, channel="phone")], now=now_at(500))
    assert house.own.channels["phone"] > 2 * house.own.channels["email"]
    twice = [START, START + 20 * DAY, START + 40 * DAY]
    waits = [drift.waits_s([(at, True, channel) for at in twice], house)[-1] or 0 for channel in ("email", "phone")]
    assert waits[0] < waits[1]


def test_what_is_learnt_ranks_better_than_nothing_learnt_and_means_what_it_says() -> None:
    histories, now = house_of(1500, mean=15, shape=2, stay=200, days=700), now_at(450)
    house = drift.fit(histories, now=now)
    said, came = [], []
    for history in histories:
        judged = drift.judge(history, house, now=now)
        if judged.visits >= 3 and judged.silent_days <= judged.horizon_days and now + judged.horizon_days * DAY <= now_at(700):
            said.append(judged.risk)
            came.append(not any(event[1] and now <= event[0] < now + judged.horizon_days * DAY for event in history))
    risk, lost = np.array(said), np.array(came)
    assert len(risk) > 200 and abs(risk.mean() - lost.mean()) < 0.07
    assert risk[lost].mean() - risk[~lost].mean() > 0.3


def test_about_as_many_deadlines_are_false_as_were_asked_for() -> None:
    histories, now = house_of(1500, mean=12, shape=1, stay=300, days=800), now_at(450)
    house = drift.fit(histories, now=now)
    false = dict.fromkeys((0.05, 0.1, 0.3), 0)
    back = 0
    for history in histories:
        judged = drift.judge(history, house, now=now)
        after = min((at for at, theirs, _ in history if theirs and at >= now), default=None)
        if judged.visits >= 3 and judged.silent_days <= judged.horizon_days and after is not None:
            back += 1
            for rate in false:
                false[rate] += (drift.judge(history, house, now=now, false_alarms=rate).deadline_s or 0.0) < after
    assert back > 200
    assert false[0.05] / back < 0.12 and 0.03 < false[0.1] / back < 0.2 and 0.15 < false[0.3] / back < 0.5


def test_arrays_and_single_numbers_tell_the_same_habit_and_the_same_chances() -> None:
    histories, now = house_of(40, shape=0.6), now_at(300)
    house = drift.fit(histories, now=now)
    rows = [(person, *event) for person, history in enumerate(histories) for event in history]
    who, at_s = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    past = Past(who, at_s, np.array([row[2] for row in rows]), np.zeros(len(rows), np.int64), now=now)
    sight = learning.Sight(past, house, ["email"])
    seen = sight.at(past.now, house.horizon_days)
    together = seen.offset + house.shift + np.clip((seen.features - house.means) / np.array(house.spreads), -4, 4) @ np.array(house.slopes)
    risks = sorted(chances.doubted(Arrays, together, house.doubt).tolist())
    alone = [drift.judge(history, house, now=now).risk for history in histories if history[0][0] < now]
    assert risks == pytest.approx(sorted(alone), abs=1e-9)
    spans = sorted(sight.habits.far_powers[past.last].tolist())
    habits = [
        _habit(visits_of(sorted(event for event in history if event[0] < now)), house) for history in histories if history[0][0] < now
    ]
    assert spans == pytest.approx(sorted(habit.far_powers for habit in habits), rel=1e-9)


@given(gaps=st.lists(st.integers(1, 400), max_size=20))
def test_a_habit_stays_within_what_it_is_made_of(gaps: list[int]) -> None:
    habit = begin(1.0)
    for gap in gaps:
        habit = after(Floats, DEFAULT, habit, float(gap), 1.0)
    assert habit.visits == len(gaps) + 1 and habit.span == sum(gaps) and habit.longest == max(gaps, default=0)
    assert habit.far <= habit.visits and habit.week <= habit.month <= habit.year <= habit.visits


def test_of_very_many_persons_an_even_sample_is_taken_whatever_their_numbers() -> None:
    many = MOST_PERSONS + 500
    at_s = START + np.arange(many) * 60.0
    none = np.zeros(many, np.int64)
    _, kept, _, _ = _thinned(np.arange(many), at_s, none > 0, none)
    _, again, _, _ = _thinned(np.arange(many)[::-1].copy(), at_s, none > 0, none)
    assert len(kept) == MOST_PERSONS and kept[0] == at_s[0] and kept[-1] == at_s[-1]
    assert sorted(kept.tolist()) == sorted(again.tolist())


def test_a_stretch_is_the_quantile_of_those_who_came_back_and_the_lost_never_do() -> None:
    own = np.full(4000, 20.0)
    unit = float(chances.wait_days(DEFAULT, 20.0))
    days = unit * np.concatenate([np.linspace(0.0, 2.0, 2000), np.full(2000, 1.0)])
    back = np.arange(4000) < 2000
    house = learnt(DEFAULT, Waits(own, days, back, ~back))
    found = dict(house.stretches)
    assert found[0.1] == pytest.approx(1.8, rel=0.06) and found[0.3] == pytest.approx(1.4, rel=0.1)
    assert all(longer > shorter for (_, longer), (_, shorter) in itertools.pairwise(house.stretches))


def test_the_strangest_house_that_can_be_learnt_still_gives_a_deadline() -> None:
    for shape in (-1.5, 2.0):
        renewal = renewal_of(np.array([shape, -3.0, 20.0, 0.0, 0.0, 8.0]), {"email": 7.0})
        house = msgspec.structs.replace(DEFAULT, own=renewal, visits=renewal)
        for gap in (1, 5000):
            wait_s = drift.waits_s([(START + n * gap * DAY, True, "email") for n in range(5)], house)[-1]
            assert wait_s is not None and DAY <= wait_s <= 3 * 365 * DAY
