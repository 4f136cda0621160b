"""A year lived day by day, replayed, or shuffled: the same signals at the same event times, and none without its evidence."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from evidence import prove
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.documents import Identifier, Person, Step, Told
from schemas.events import KINDS, Signal
from streams.rules.sensing import SETTLE, Sensed, sense_person
from streams.rules.signals import notice
from streams.rules.words import kind_name

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
END = START + 500 * DAY
MAIL, CALL = "email:anne@example.fr", "tel:+33144556677"
THEY = [Identifier(id=MAIL, person="p_1", homes=("p_1",))]

LABELS = [
    (None, ()),
    (0.1, ()),
    (-0.6, ("discontent",)),
    (-0.4, ("disappointment", "leaving")),
    (-0.1, ("misunderstanding",)),
    (0.7, ("thanks",)),
    (0.8, ("thanks", "recommendation")),
]


@st.composite
def courses(draw: st.DrawFn) -> list[Step]:
    """A year with us: mails and calls of theirs, answers and promises of ours, in any mood and at any pace."""
    steps = []
    day = 0.0
    for number in range(draw(st.integers(1, 24))):
        day += draw(st.sampled_from([0.02, 0.3, 0.4, 1.0, 3.0, 7.0, 7.5, 14.0, 40.0]))
        at = START + day * DAY
        kind = draw(st.sampled_from(["mail", "mail", "mail", "call", "answer", "promise", "machine"]))
        if kind == "mail":
            tone, labels = draw(st.sampled_from(LABELS))
            steps.append(
                Step(
                    at=at,
                    id=f"m{number}/{MAIL}",
                    channel="email",
                    direction="in",
                    theirs=True,
                    identifier=MAIL,
                    language="fr",
                    tone=tone,
                    labels=labels,
                    quotes=("la 3e fois",) if labels else (),
                    length=draw(st.integers(2, 120)),
                    asks=draw(st.booleans()),
                    topics=draw(st.sampled_from([(), ("price",), ("product:chaudière",)])),
                )
            )
        elif kind == "call":
            answered = draw(st.booleans())
            steps.append(
                Step(
                    at=at,
                    id=f"c{number}/{CALL}",
                    channel="phone",
                    direction="in",
                    theirs=True,
                    identifier=CALL,
                    answered=answered,
                    duration_s=draw(st.floats(5, 900)) if answered else None,
                    wait_s=draw(st.floats(0, 900)),
                    transferred=draw(st.booleans()),
                )
            )
        else:
            due = at + draw(st.sampled_from([0.1, 2.0, 9.0])) * DAY
            steps.append(
                Step(
                    at=at,
                    id=f"o{number}/{MAIL}",
                    channel="email",
                    direction="out",
                    theirs=False,
                    identifier=MAIL,
                    machine=kind == "machine",
                    length=40,
                    promises=(Told(due, "sous 48 heures"),) if kind == "promise" else (),
                )
            )
    return steps


def told(signals: Iterable[Signal]) -> dict[str, Signal]:
    return {signal.id: signal for signal in signals}


def sense(person: Person, steps: Sequence[Step], now: datetime, *, due: bool) -> Person:
    return sense_person(person, steps, THEY, now=now, due=due).person


def lived(course: Sequence[Step]) -> tuple[Person, dict[str, datetime]]:
    """As the hub lives it: each step at its time, and each instant that is waited for when it comes. Gives when each was first said."""
    person, said = Person(id="p_1"), {}
    for step, until in zip(course, [*(step.at for step in course[1:]), END], strict=True):
        now, person = step.at, sense(person, [step], step.at, due=False)
        while True:
            for signal in person.signals:
                said.setdefault(signal.id, now)
            if person.due_at is None or person.due_at >= until:
                break
            now = person.due_at
            person = sense(person, [], now, due=True)
            assert person.due_at is None or person.due_at > now
    return sense(person, [], END, due=True), said


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(courses())
def test_a_year_lived_day_by_day_gives_the_signals_that_the_whole_year_gives_each_at_its_event_time(course: list[Step]) -> None:
    person, said = lived(course)
    whole = told(notice("p_1", course, now=END).signals)
    assert told(person.signals) == whole
    for signal in whole.values():
        assert said[signal.id] - signal.at <= SETTLE, signal.kind


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(courses(), st.randoms(use_true_random=False))
def test_late_doubled_and_shuffled_steps_end_in_the_same_signals(course: list[Step], dice: random.Random) -> None:
    shuffled = [*course, *course[::3]]
    dice.shuffle(shuffled)
    person = Person(id="p_1")
    while shuffled:
        size = dice.randint(1, 5)
        person = sense(person, shuffled[:size], END, due=dice.random() < 0.3)
        del shuffled[:size]
    assert told(sense(person, [], END, due=True).signals) == told(notice("p_1", course, now=END).signals)


def test_what_lies_in_the_past_is_said_a_little_later_since_more_of_the_past_may_be_on_its_way() -> None:
    steps = [
        Step(at=START + 7 * n * DAY, id=f"m{n}/{MAIL}", channel="email", direction="in", theirs=True, identifier=MAIL) for n in range(8)
    ]
    sensed = sense_person(Person(id="p_1"), steps, THEY, now=END, due=False)
    assert not sensed.signals and sensed.person.due_at == END + SETTLE
    assert [signal.kind for signal in sense(sensed.person, [], END + SETTLE, due=True).signals] == ["quiet"]


def test_what_is_felt_just_now_is_said_at_once() -> None:
    angry = Step(
        at=END - DAY / 48, id="m/1", channel="email", direction="in", theirs=True, identifier=MAIL, tone=-0.7, labels=("discontent",)
    )
    sensed = sense_person(Person(id="p_1"), [angry], THEY, now=END, due=False)
    assert [signal.kind for signal in sensed.signals] == ["discontent"] and sensed.tell == {sensed.signals[0].id}


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(courses(), st.integers(1, 500), st.sampled_from(["fr", "en"]), st.sampled_from([None, "Anne Lefèvre"]))
def test_every_number_of_every_sentence_is_found_in_the_entries_it_cites(
    course: list[Step], day: int, language: str, name: str | None
) -> None:
    now = START + day * DAY
    for signal in notice("p_1", course, now=now).signals:
        prove(signal, course, now=now, language=language, name=name)


def test_every_kind_has_a_name_in_both_languages() -> None:
    assert all(kind_name(kind, "fr") != kind and kind_name(kind, "en") for kind in KINDS)


def test_the_signals_of_a_person_survive_the_way_to_the_database() -> None:
    course = [
        Step(at=START + 7 * n * DAY, id=f"m{n}/{MAIL}", channel="email", direction="in", theirs=True, identifier=MAIL) for n in range(8)
    ]
    signals = notice("p_1", course, now=END).signals
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(signals), type=tuple[Signal, ...]) == signals


def chatty(steps: Iterable[Step]) -> tuple[dict[str, Signal], int]:
    """Years of messages, one at a time, as the hub lives them: what is kept of signals at the end, and the most open of a kind."""
    person, kept, most = Person(id="p_1"), dict[str, Signal](), 0
    for step in steps:
        while person.due_at is not None and person.due_at <= step.at:
            person = told_by(sense_person(person, [], THEY, now=person.due_at, due=True), kept)
        person = told_by(sense_person(person, [step], THEY, now=step.at, due=False), kept)
        open_ = [signal for signal in kept.values() if signal.closed_at is None]
        assert {signal.id for signal in open_} <= {signal.id for signal in person.signals}, "an open one that nobody looks after"
        counts = Counter(signal.kind for signal in open_ if not signal.kind.startswith("promise"))
        most = max(most, *counts.values(), 0)
    for _ in range(50):
        if person.due_at is None:
            break
        person = told_by(sense_person(person, [], THEY, now=person.due_at, due=True), kept)
    return kept, most


def told_by(sensed: Sensed, kept: dict[str, Signal]) -> Person:
    kept.update({signal.id: signal for signal in sensed.signals})
    for id_ in sensed.withdrawn:
        kept.pop(id_, None)
    return sensed.person


@pytest.mark.parametrize(
    "mood",
    [
        lambda n: (-0.6, ("discontent",)) if n == 0 else (0.0, ()),
        lambda n: (-0.6, ("discontent",)) if n % 20 == 0 else (0.0, ()),
        lambda n: (0.7, ("thanks",)) if n % 3 == 0 else (0.1, ()),
        lambda n: (0.8, ("recommendation",)) if n % 90 == 0 else (0.1, ()),
        lambda n: (-0.2, ("misunderstanding",)) if n % 70 < 5 else (0.1, ()),
    ],
    ids=["one complaint", "complains now and then", "always thanks", "recommends now and then", "misunderstood now and then"],
)
@pytest.mark.parametrize("every", [0.3, 7.0])
def test_of_somebody_who_writes_for_years_one_signal_a_kind_is_open_and_each_ends(mood: Any, every: float) -> None:
    steps = []
    for n in range(500):
        tone, labels = mood(n)
        quotes = ("voilà",) if labels else ()
        steps.append(
            Step(
                at=START + n * every * DAY, id=f"m{n}", channel="email", direction="in", theirs=True, identifier=MAIL, tone=tone,
                labels=labels, quotes=quotes, length=20,
            )
        )  # fmt: skip
    kept, most = chatty(steps)
    assert most <= 1
    assert {signal.kind for signal in kept.values() if signal.closed_at is None} <= {"quiet"}


def test_a_promise_that_has_left_the_course_is_still_looked_after() -> None:
    promise = Step(
        at=START, id=f"o/{MAIL}", channel="email", direction="out", theirs=False, identifier=MAIL,
        promises=(Told(START + 90 * DAY, "juin"),),
    )  # fmt: skip
    steps = [
        Step(at=START + n * 0.2 * DAY, id=f"m{n}", channel="email", direction="in", theirs=True, identifier=MAIL) for n in range(1, 600)
    ]
    kept, _ = chatty([promise, *steps])
    assert all(signal.closed_at is not None for signal in kept.values() if signal.kind != "quiet")
