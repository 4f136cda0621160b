"""The course is the same set of steps in whatever order they came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Step
from schemas.events import Entry
from schemas.interaction import Interaction, Original, Own, Party, Reading
from streams.rules.course import LENGTH, fold, has_moved, step_of

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
READING = Reading(own=Own(names=("chauffage.example",)), products=("chaudière", "Atrix 24"))


def step(number: int, *, hours: float | None = None, language: str | None = None) -> Step:
    at = START + timedelta(hours=number if hours is None else hours)
    sender = "email:anne@example.fr"
    return Step(at=at, id=f"e{number:04}", channel="email", direction="in", theirs=True, identifier=sender, language=language)


def told_anew(step: Step) -> Step:
    return msgspec.structs.replace(step, language="en", labels=("praise",))


def entry(*, role: str = "from", direction: str = "in", automatic: str | None = None) -> Entry:
    said = Interaction(
        id="i1",
        channel="phone",
        direction=direction,
        at=START,
        parties=(Party(role="caller"),),
        automatic=automatic,
        language="fr",
        measures={"duration_s": 42, "answered": True},
        original=Original(sha256="0" * 64, content_type="text/csv", size=1),
    )
    return Entry(id="i1/tel:+33144556677", person="p_1", identifier="tel:+33144556677", role=role, at=START, interaction=said)


STEPS = st.lists(
    st.builds(step, st.integers(0, 260)),
    max_size=300,
)


@given(STEPS, st.randoms(), st.integers(0, 300))
def test_late_doubled_and_shuffled_steps_end_in_the_same_course(steps: list[Step], random, cut: int) -> None:
    shuffled = steps + steps[:cut]
    random.shuffle(shuffled)
    assert fold(fold((), shuffled[:cut]), shuffled[cut:]) == fold((), steps)


def test_an_entry_that_became_another_takes_its_place_and_is_not_undone_by_what_it_was() -> None:
    course = fold((), [step(1), step(2), step(3)])
    edited = fold(course, [], [told_anew(step(2))])
    assert edited == (step(1), told_anew(step(2)), step(3))
    assert fold(edited, [step(2)]) == edited
    assert fold(course, [step(2)], [told_anew(step(2))]) == edited


def test_a_full_course_that_has_moved_is_to_be_read_again() -> None:
    course = fold((), [step(n) for n in range(250)])
    assert has_moved(course, [step(60, hours=-5)]) and not has_moved(course, [told_anew(step(60))])
    assert not has_moved(course, [step(1)]) and not has_moved(course[1:], [step(60, hours=-5)])


def test_the_latest_two_hundred_stay() -> None:
    course = fold((), [step(n) for n in range(250)])
    assert len(course) == LENGTH == 200
    assert course[0] == step(50) and course[-1] == step(249)


def test_an_older_step_does_not_enter_a_full_course() -> None:
    course = fold((), [step(n) for n in range(50, 250)])
    assert fold(course, [step(1)]) == course


def test_who_writes_to_us_takes_a_step_of_their_own() -> None:
    taken = step_of(entry(role="caller"), READING)
    assert taken == Step(
        at=START,
        id="i1/tel:+33144556677",
        channel="phone",
        direction="in",
        theirs=True,
        identifier="tel:+33144556677",
        language="fr",
        duration_s=42.0,
        answered=True,
    )


def test_a_machine_a_copy_and_our_own_words_are_no_step_of_theirs() -> None:
    assert not step_of(entry(automatic="auto_reply"), READING).theirs
    assert not step_of(entry(role="cc"), READING).theirs


def test_a_mail_that_came_back_for_good_is_a_step_of_whom_it_did_not_reach() -> None:
    def came_back(role: str, **measures: bool) -> bool:
        event = entry(role=role, automatic="bounce")
        said = msgspec.structs.replace(event.interaction, measures=measures)
        return step_of(msgspec.structs.replace(event, interaction=said), READING).returned

    assert came_back("recipient", hard=True)
    assert not (came_back("recipient", hard=False) or came_back("recipient") or came_back("from", hard=True))
    assert not step_of(entry(direction="out"), READING).theirs


def test_a_step_is_the_same_after_a_journey_through_json() -> None:
    assert msgspec.json.decode(msgspec.json.encode(step(3)), type=Step) == step(3)


def said(text: str, **more: Any) -> Entry:
    interaction = Interaction(
        id="i2", channel="email", direction="in", at=START, language="fr", text=text,
        parties=(
            Party(role="from", identifier="email:anne@example.fr"),
            Party(role="to", identifier="email:sav@chauffage.example"),
        ),
        original=Original(sha256="0" * 64, content_type="message/rfc822", size=1),
    )  # fmt: skip
    interaction = msgspec.structs.replace(interaction, **more)
    sender = "email:anne@example.fr"
    return Entry(id=f"i2/{sender}", person="p_1", identifier=sender, role="from", at=START, interaction=interaction)


def test_a_step_carries_how_they_sound_with_their_words_and_what_it_is_about() -> None:
    taken = step_of(said("Toujours aucune réponse pour ma chaudiere, c'est inadmissible ! Et le prix augmente ?"), READING)
    assert taken.tone is not None and taken.tone < 0 and "discontent" in taken.labels
    assert any("inadmissible" in quote for quote in taken.quotes)
    assert taken.topics == ("price", "product:chaudière") and taken.asks and taken.length == 14
    assert taken.site == "email:sav@chauffage.example"


def test_a_subject_counts_where_it_is_theirs_and_not_where_it_only_answers() -> None:
    assert "discontent" in step_of(said("Voir ci-joint.", subject="Service lamentable"), READING).labels
    assert step_of(said("Voir ci-joint.", subject="Service lamentable", in_reply_to="<1@chauffage.example>"), READING).labels == ()


def test_machines_and_we_have_no_tone() -> None:
    assert step_of(said("C'est inadmissible", automatic="auto_reply"), READING).tone is None
    assert step_of(said("C'est inadmissible", direction="out"), READING).tone is None


def test_a_step_of_ours_carries_what_it_promises_and_one_of_theirs_does_not() -> None:
    text = "Bonjour Madame,\nNous vous rappelons sous 48 h.\nBien à vous"
    (told,) = step_of(said(text, direction="out"), READING).promises
    assert told.due == START + timedelta(hours=48) and told.words == "Nous vous rappelons sous 48 h"
    assert step_of(said(text, direction="out", automatic="auto_reply"), READING).promises == (told,)
    assert step_of(said(text, direction="out", automatic="bulk"), READING).promises == ()
    assert step_of(said(text), READING).promises == ()
