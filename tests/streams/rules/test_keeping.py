"""A promise is open, kept or broken; it is spoken of before it breaks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from evidence import prove

from schemas.documents import Step, Told
from streams.rules.keeping import pledges
from streams.rules.signals import notice

START = datetime(2026, 10, 12, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
MAIL = "email:anne@example.fr"


def ours(
    hours: float, *, due: float | None = None, machine: bool = False, to: str = MAIL, name: str = "o", thread: str | None = None
) -> Step:
    promises = (Told(START + due * HOUR, "sous 48 h"),) if due is not None else ()
    return Step(
        at=START + hours * HOUR, id=f"{name}{hours}/{to}", channel="email", direction="out", theirs=False, identifier=to, machine=machine,
        promises=promises, length=12, thread=thread,
    )  # fmt: skip


def theirs(hours: float, **more: Any) -> Step:
    return Step(at=START + hours * HOUR, id=f"t{hours}/{MAIL}", channel="email", direction="in", theirs=True, identifier=MAIL, **more)


def note(hours: float) -> Step:
    at = START + hours * HOUR
    return Step(at=at, id=f"n{hours}", channel="email", direction="internal", theirs=False, identifier=MAIL, keeps="o0")


PROMISE = ours(0, due=48)


@pytest.mark.parametrize(
    ("later", "state"),
    [
        ([], "broken"),
        ([ours(30)], "kept"),
        ([ours(0.2)], "broken"),
        ([ours(30, machine=True)], "broken"),
        ([theirs(30)], "broken"),
        ([theirs(30, tone=0.6, labels=("thanks",))], "broken"),
        ([theirs(30, tone=-0.4, labels=("discontent", "thanks"))], "broken"),
        ([note(30)], "kept"),
        ([note(0.1)], "kept"),
        ([ours(60)], "broken"),
    ],
    ids=["silence", "answer", "attachment", "machine", "asked again", "thanks", "thanks in anger", "a note", "note at once", "late"],
)
def test_what_counts_as_kept(later: list[Step], state: str) -> None:
    (pledge,) = pledges([PROMISE, *later], now=START + 100 * HOUR)
    assert pledge.state == state


def test_thanks_after_it_was_due_settle_it() -> None:
    (pledge,) = pledges([PROMISE, theirs(60, tone=0.6, labels=("thanks",))], now=START + 100 * HOUR)
    assert (pledge.state, pledge.kept_at) == ("broken", START + 60 * HOUR)


def test_a_promise_said_again_for_the_same_time_is_one_and_content_after_it_was_due_settles_it() -> None:
    twice = [PROMISE, ours(8, due=48, name="again")]
    (pledge,) = pledges([*twice, theirs(60, tone=0.5)], now=START + 100 * HOUR)
    assert pledge.entry == PROMISE.id and pledge.kept_at == START + 60 * HOUR


def test_a_call_of_theirs_that_we_took_keeps_what_was_near() -> None:
    call = Step(
        at=START + 40 * HOUR, id="c", channel="phone", direction="in", theirs=True, identifier="tel:+33199000001", answered=True
    )  # fmt: skip
    assert fates([PROMISE, call]) == ["kept"]


def fates(steps: list[Step]) -> list[str]:
    return [pledge.state for pledge in pledges(steps, now=START + 1000 * HOUR)]


def test_of_two_promises_an_early_word_of_ours_settles_what_it_is_near_to_and_a_note_what_it_is_about() -> None:
    both = [ours(0, due=90, name="a", thread="t"), ours(1, due=200, name="b", thread="u")]
    assert fates([*both, ours(20, name="invoice")]) == ["broken", "broken"]
    assert fates([*both, ours(80, name="refund")]) == ["kept", "broken"]
    assert fates([*both, ours(20, name="same", thread="u")]) == ["broken", "kept"]
    assert fates([*both, msgspec.structs.replace(note(30), keeps="b1")]) == ["broken", "kept"]


def test_an_early_word_in_its_thread_settles_the_first_of_two_promises() -> None:
    two = msgspec.structs.replace(ours(0, due=90, thread="t"), promises=(Told(START + 90 * HOUR, "a"), Told(START + 200 * HOUR, "b")))
    assert fates([two, ours(20, thread="t")]) == ["kept", "broken"]


def test_a_promise_said_to_two_addresses_is_one() -> None:
    assert len(pledges([PROMISE, ours(0, due=48, to="email:anne@other.example")], now=START)) == 1


def test_a_signal_comes_a_day_before_it_breaks_and_is_over_when_it_is_kept() -> None:
    noticed = notice("p_1", [PROMISE], now=START + HOUR)
    assert noticed.signals == () and noticed.wakes_at == START + 24 * HOUR
    (due,) = notice("p_1", [PROMISE], now=START + 24 * HOUR).signals
    assert due.kind == "promise_due" and due.closed_at is None
    assert prove(due, [PROMISE], now=START + 24 * HOUR, language="fr", name="Anne Lefèvre") == (
        "Le 12 octobre 2026, nous avons promis à Anne Lefèvre : « sous 48 h ». À tenir au plus tard le 14 octobre 2026 à 10:00."
    )
    missed = notice("p_1", [PROMISE], now=START + 60 * HOUR).signals[0]
    assert prove(missed, [PROMISE], now=START + 60 * HOUR, language="en").endswith("10:00. Nothing here says that it was kept.")
    (kept,) = notice("p_1", [PROMISE, ours(30)], now=START + 90 * HOUR).signals
    assert kept.id == due.id and kept.closed_at == START + 30 * HOUR


def test_what_is_kept_early_is_never_spoken_of() -> None:
    assert notice("p_1", [PROMISE, ours(5)], now=START + 90 * HOUR).signals == ()


def test_from_its_last_instant_on_it_is_broken_until_somebody_comes_back_to_it() -> None:
    due, broken = notice("p_1", [PROMISE], now=START + 48 * HOUR).signals
    assert (due.kind, due.closed_at, broken.kind, broken.closed_at) == ("promise_due", START + 48 * HOUR, "promise_broken", None)
    late = notice("p_1", [PROMISE, ours(70)], now=START + 90 * HOUR).signals[-1]
    assert late.id == broken.id and late.closed_at == START + 70 * HOUR
    assert prove(late, [PROMISE, ours(70)], now=START + 90 * HOUR, language="en") == (
        "On 12 October 2026 we promised this person: “sous 48 h”. By 14 October 2026, 10:00, nothing here said that it was kept."
        " Settled on 15 October 2026."
    )


def test_a_promise_of_an_hour_is_spoken_of_at_half_time() -> None:
    assert notice("p_1", [ours(0, due=1)], now=START).wakes_at == START + HOUR / 2
