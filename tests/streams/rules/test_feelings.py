"""Discontent, misunderstanding and delight: against how this person usually sounds, told once, and over when they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from evidence import prove

from schemas.documents import Step
from schemas.events import Kind, Signal
from streams.rules.signals import notice

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MAIL = "email:anne@example.fr"


def wrote(day: float, tone: float, *labels: str, quotes: tuple[str, ...] = ()) -> Step:
    at = START + day * DAY
    return Step(
        at=at, id=f"t{day}/{MAIL}", channel="email", direction="in", theirs=True, identifier=MAIL, tone=tone, labels=labels, quotes=quotes,
        length=20,
    )  # fmt: skip


def answered(day: float, *, machine: bool = False) -> Step:
    return Step(at=START + day * DAY, id=f"o{day}/{MAIL}", channel="email", direction="out", theirs=False, identifier=MAIL, machine=machine)


def signals(kind: Kind, steps: Sequence[Step], *, day: float = 60) -> list[Signal]:
    return [signal for signal in notice("p_1", steps, now=START + day * DAY).signals if signal.kind == kind]


def test_an_unhappy_message_is_a_signal_with_their_words() -> None:
    steps = [wrote(0, 0.2), wrote(9, -0.6, "discontent", quotes=("toujours rien", "inadmissible"))]
    (signal,) = signals("discontent", steps)
    assert signal.closed_at is None and signal.since == steps[1].at
    assert prove(signal, steps, now=START + 60 * DAY, language="fr", name="Anne Lefèvre") == (
        "Anne Lefèvre nous dit son mécontentement le 11 mars 2026 : « toujours rien », « inadmissible »."
    )


def test_it_is_updated_rather_than_repeated_and_says_when_they_speak_of_leaving() -> None:
    first = wrote(9, -0.6, "discontent", quotes=("toujours rien",))
    steps = [first, answered(10), wrote(12, -0.7, "discontent", "leaving", quotes=("je résilie",))]
    (before,), (signal,) = signals("discontent", steps[:1]), signals("discontent", steps)
    assert signal.id == before.id and signal.evidence == (first.id, steps[2].id)
    assert prove(signal, steps, now=START + 60 * DAY, language="en") == (
        "This person has told us twice since 11 March 2026 of not being content: “je résilie”, “toujours rien”."
        " There is talk of leaving us."
    )


@pytest.mark.parametrize(
    ("steps", "over"),
    [
        ([wrote(0, -0.6, "discontent"), wrote(3, 0.0)], False),
        ([wrote(0, -0.6, "discontent"), answered(1, machine=True), wrote(3, 0.0)], False),
        ([wrote(0, -0.6, "discontent"), answered(1), wrote(3, 0.0)], True),
        ([wrote(0, -0.6, "discontent"), wrote(3, 0.6, "thanks")], True),
        ([wrote(0, -0.6, "discontent"), answered(1), wrote(3, -0.4, "disappointment")], False),
    ],
    ids=["a number sent after it", "only a machine answered", "calm after our answer", "thanks", "still unhappy after our answer"],
)
def test_when_discontent_is_over(steps: list[Step], over: bool) -> None:
    (signal,) = signals("discontent", steps, day=30)
    assert (signal.closed_at is not None) is over


def test_it_is_not_held_against_a_person_for_ever() -> None:
    (signal,) = signals("discontent", [wrote(0, -0.6, "discontent")], day=100)
    assert signal.closed_at == START + 90 * DAY


def test_who_always_grumbles_is_noticed_when_it_gets_worse() -> None:
    grumbling = [wrote(7 * n, -0.4, "discontent") for n in range(14)]
    spells = signals("discontent", [*grumbling[:1], answered(1), wrote(2, 0.5, "thanks"), *grumbling[1:]], day=90)
    assert all(signal.closed_at for signal in spells[:1])
    usual = [wrote(n / 10, -0.4) for n in range(14)]
    assert signals("discontent", [*usual, wrote(20, -0.4, "discontent")]) == []
    assert len(signals("discontent", [*usual, wrote(20, -0.9, "discontent")])) == 1


def test_being_misunderstood_is_a_signal_of_its_own_until_it_is_cleared_up() -> None:
    steps = [wrote(0, -0.1, "misunderstanding", quotes=("ce n'est pas ma question",)), answered(1), wrote(2, 0.0)]
    (signal,) = signals("misunderstood", steps)
    assert signal.closed_at == steps[2].at
    assert prove(signal, steps, now=START + 60 * DAY, language="en", name="Anne") == (
        "Anne wrote on 2 March 2026 that we misunderstand each other: “ce n'est pas ma question”. That has been over since 4 March 2026."
    )


def test_thanks_as_one_says_them_are_no_delight_but_a_recommendation_is() -> None:
    assert signals("delighted", [wrote(0, 0.3, "thanks"), wrote(5, 0.0), wrote(9, 0.4, "thanks")]) == []
    steps = [wrote(0, 0.8, "recommendation", quotes=("à tous mes voisins",))]
    (signal,) = signals("delighted", steps)
    assert prove(signal, steps, now=START + 60 * DAY, language="fr", name="Fatou Ndiaye") == (
        "Fatou Ndiaye nous recommande, le 2 mars 2026 : « à tous mes voisins »."
    )


def test_a_recommendation_is_quoted_by_its_own_words_and_is_news_for_a_month() -> None:
    steps = [wrote(0, 0.7, "recommendation", quotes=("à mes voisins",)), wrote(9, 0.8, "thanks", quotes=("merci",)),
             wrote(12, 0.8, "recommendation", quotes=("à ma sœur",))]  # fmt: skip
    (signal,) = signals("delighted", steps, day=20)
    assert prove(signal, steps, now=START + 20 * DAY, language="fr", name="Fatou") == (
        "Fatou nous recommande, le 14 mars 2026 : « à ma sœur », « à mes voisins »."
    )
    assert signals("delighted", steps, day=60)[0].closed_at == steps[-1].at + 30 * DAY


def test_who_thanks_warmly_twice_running_is_delighted_until_something_goes_wrong() -> None:
    steps = [wrote(0, 0.7, "thanks"), wrote(6, 0.8, "thanks"), wrote(20, -0.5, "discontent")]
    (signal,) = signals("delighted", steps)
    assert signal.at == steps[1].at and signal.since == steps[0].at and signal.closed_at == steps[2].at


def test_who_leaves_calmly_leaves_all_the_same_and_is_not_glad() -> None:
    steps = [wrote(0, 0.2, "leaving", quotes=("je résilie",)), wrote(5, 0.7, "thanks"), wrote(6, 0.8, "thanks", "leaving")]
    (signal,) = signals("discontent", steps[:1])
    said = prove(signal, steps, now=START + 60 * DAY, language="fr", name="Zoé")
    assert said == "Zoé parle de nous quitter, le 2 mars 2026 : « je résilie »."
    assert signals("delighted", steps) == []


def test_to_ask_how_a_thing_works_is_no_misunderstanding() -> None:
    asked = wrote(3, 0.05, "misunderstanding", quotes=("je ne comprends pas",))
    assert signals("misunderstood", [asked]) == []
    assert len(signals("misunderstood", [answered(1), asked])) == 1
