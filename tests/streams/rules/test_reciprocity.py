"""Between a person and us: who begins, who answers, how long each waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Step
from schemas.interaction import Channel
from streams.rules.reciprocity import between
from streams.rules.topics import topics_of

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def step(hours: float, *, theirs: bool = True, channel: Channel = "email", **more: Any) -> Step:
    return Step(
        at=START + hours * HOUR, id=f"s{hours}", channel=channel, direction="in" if theirs else "out", theirs=theirs,
        identifier="email:anne@example.fr", **{"length": 20, **more},
    )  # fmt: skip


def test_who_begins_and_how_long_each_waits() -> None:
    course = [step(0), step(5, theirs=False), step(9), step(1000, theirs=False, asks=True), step(1024), step(1025, theirs=False)]
    found = between(course, now=START + 2000 * HOUR)
    assert (found.begun, found.theirs_begun) == (2, 1)
    assert found.answered == 3 and found.our_answer_s == 5 * 3600
    assert found.their_answer_s == 24 * 3600


def test_what_nobody_answered_for_a_week_was_not_answered() -> None:
    assert between([step(0)], now=START + 24 * HOUR).unanswered == 0
    assert between([step(0)], now=START + 200 * HOUR).unanswered == 1


def test_a_call_that_was_taken_answers_itself_and_a_machine_answers_nothing() -> None:
    taken = [step(0, channel="phone", answered=True, length=0)]
    assert between(taken, now=START + 200 * HOUR).unanswered == 0
    machine = [step(0), step(1, theirs=False, machine=True)]
    assert between(machine, now=START + 200 * HOUR).unanswered == 1
    bare_like = [step(0, channel="social", length=0)]
    assert between(bare_like, now=START + 200 * HOUR).unanswered == 0


def test_thanks_end_a_conversation_and_ask_for_no_answer() -> None:
    thanked = [step(0), step(5, theirs=False), step(9, labels=("thanks",), tone=0.7)]
    assert between(thanked, now=START + 400 * HOUR).unanswered == 0
    asked = [step(0), step(5, theirs=False), step(9, labels=("thanks",), tone=0.7, asks=True)]
    assert between(asked, now=START + 400 * HOUR).unanswered == 1


def test_a_channel_that_they_used_to_use() -> None:
    course = [step(24 * n, channel="social" if n % 2 and n < 8 else "email") for n in range(14)]
    assert between(course, now=START + 900 * HOUR).dropped == ("social",)
    assert between(course[:9], now=START + 900 * HOUR).dropped == ()


@given(st.lists(st.builds(step, st.integers(0, 4000).map(float), theirs=st.booleans()), max_size=40), st.randoms())
def test_any_order_says_the_same(course: list[Step], dice) -> None:
    course = list({each.id: each for each in course}.values())
    shuffled = list(course)
    dice.shuffle(shuffled)
    now = START + 5000 * HOUR
    assert between(shuffled, now=now) == between(course, now=now)


def test_topics_are_heard_in_any_spelling() -> None:
    assert topics_of("Encore une AUGMENTATION de tarif pour ma chaudiere !", ("chaudière", "pompe à chaleur")) == (
        "price",
        "product:chaudière",
    )
    assert topics_of("The heat pumps are too expensive", ("heat pump",)) == ("price", "product:heat pump")
    assert topics_of("Bonjour, quand passez-vous ?", ("chaudière",)) == ()
    assert topics_of("", ("x",)) == ()
