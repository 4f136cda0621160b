"""What a call was is the same in whatever order, however often and in however many pieces its legs were told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.interaction import Interaction, Leg, Original
from streams.rules.calls import MOST_LEGS, all_legs, measured
from streams.rules.uniting import unite

AT = datetime(2024, 5, 6, 8, tzinfo=UTC)
TIMES = st.none() | st.integers(0, 90).map(lambda after: AT + timedelta(seconds=after))
SECONDS = st.none() | st.integers(0, 60) | st.sampled_from([1.5, 60.0])
LEG = st.builds(
    Leg, direction=st.sampled_from([None, "in", "out"]), inner=st.booleans(), answered=st.sampled_from([None, True, False]),
    machine=st.booleans(), transferred=st.booleans(), began_at=TIMES, answered_at=TIMES, ended_at=TIMES, talk_s=SECONDS, wait_s=SECONDS,
)  # fmt: skip


def call(*legs: Leg, **said: bool | int | float) -> Interaction:
    return Interaction(
        id="one", channel="phone", direction="in", at=AT, parties=(), measures=said or measured(legs),
        original=Original(sha256="0" * 64, content_type="a/b", size=1), legs=legs or msgspec.UNSET,
    )  # fmt: skip


def seen(said: Interaction) -> object:
    return said.measures, said.legs


WHOLE = st.fixed_dictionaries({"answered": st.booleans()}, optional={"wait_s": st.integers(0, 9), "duration_s": st.integers(0, 9)})
TOLD = st.lists(LEG, min_size=1, max_size=3).map(lambda legs: call(*legs)) | WHOLE.map(lambda said: call(**said))


@given(TOLD, TOLD, TOLD)
def test_uniting_calls_is_a_join(one: Interaction, other: Interaction, third: Interaction) -> None:
    assert unite(one, other) == unite(other, one)
    assert unite(unite(one, other), third) == unite(one, unite(other, third))
    assert unite(unite(one, other), other) == unite(one, other)


@given(st.lists(LEG, min_size=2, max_size=5, unique_by=msgspec.json.encode))
def test_legs_told_one_by_one_are_the_call_of_all_of_them(legs: list[Leg]) -> None:
    told = call(legs[0])
    for leg in [*legs[1:], legs[0]]:
        told = unite(told, call(leg))
    assert told.measures == measured(legs) and told.legs == all_legs(legs)


def test_of_more_legs_than_anybody_has_so_many_are_kept() -> None:
    legs = [Leg(talk_s=number) for number in range(3 * MOST_LEGS)]
    assert all_legs([*all_legs(legs[::2]), *all_legs(legs[1::2])]) == all_legs(legs) and len(all_legs(legs)) == MOST_LEGS


@pytest.mark.parametrize(
    ("legs", "expected"),
    [
        ([Leg(answered=True, talk_s=20), Leg(inner=True, answered=False)], {"answered": False}),
        ([Leg(answered=True), Leg(inner=True, answered=False), Leg(inner=True, answered=True, talk_s=9)],
         {"answered": True, "duration_s": 9}),
        ([Leg(direction="in", answered=True, talk_s=20), Leg(direction="out", answered=False)], {"answered": False}),
        ([Leg(began_at=AT), Leg(answered=True, answered_at=AT + timedelta(seconds=7))], {"answered": True, "wait_s": 7}),
        ([Leg(answered=True, talk_s=9), Leg(machine=True)], {"answered": False, "voicemail": True}),
    ],
    ids=["put through in vain", "the second took it", "what goes out of a call that came in", "rings, is answered", "a machine"],
)  # fmt: skip
def test_what_the_legs_tell_together(legs: list[Leg], expected: dict[str, bool | int]) -> None:
    assert measured(legs) == expected
