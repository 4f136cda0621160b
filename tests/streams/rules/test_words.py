"""Judgements in words: two languages, and no number that is not in the evidence."""

from __future__ import annotations

import ast
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.campaigns import EventKind
from schemas.documents import Reason, Step, SuppressionReason
from schemas.events import KINDS, Number, Signal
from streams.rules.sentences import REASONS
from streams.rules.signals import notice
from streams.rules.windows import Code
from streams.rules.words import dated, day, days, every, reason_sentence, signal_sentence

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def course(gaps: list[int]) -> list[Step]:
    at, steps = START, []
    for gap in [0, *gaps]:
        at += gap * DAY
        steps.append(Step(at=at, id=f"i{at:%Y%m%d}/email:a@b.fr", channel="email", direction="in", theirs=True, identifier="email:a@b.fr"))
    return steps


def quiet(steps: list[Step]) -> list[Signal]:
    noticed = notice("p_1", steps, now=START + 5000 * DAY)
    return [signal for signal in noticed.signals if signal.kind == "quiet"]


def signal(gaps: list[int]) -> Signal:
    return quiet(course(gaps))[-1]


def test_a_signal_in_french() -> None:
    said = signal_sentence(signal([11] * 8), "fr", "Anne Lefèvre")
    assert said == (
        "Anne Lefèvre écrit ou appelle d'ordinaire tous les 11 jours\u202f; plus rien depuis le 3 avril 2026. "
        "À partir du 10 mai 2026, après 37 jours de silence, c'est surprenant."
    )


def test_a_signal_in_english() -> None:
    said = signal_sentence(signal([11] * 8), "en")
    assert said == (
        "This person usually gets in touch every 11 days; nothing since 3 April 2026. "
        "From 10 May 2026 on, after 37 days of silence, that is surprising."
    )


def test_a_silence_that_ended_says_when() -> None:
    closed = quiet(course([11] * 8 + [90]))[0]
    assert signal_sentence(closed, "en", "Anne") == (
        "Anne usually gets in touch every 11 days; nothing from 3 April 2026 to 2 July 2026, "
        "a silence that was surprising from 10 May 2026 on."
    )


@given(st.lists(st.integers(1, 60), min_size=2, max_size=30), st.sampled_from(["fr", "en"]))
def test_every_number_in_a_sentence_is_in_the_signal(gaps: list[int], language: str) -> None:
    found = signal(gaps)
    allowed = {str(round(number.value)) for number in found.numbers} | {
        str(part) for at in (found.since, found.at) for part in (at.day, at.year)
    }
    assert set(re.findall(r"\d+", signal_sentence(found, language))) <= allowed


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_consent_in_words(language: str) -> None:
    reason = Reason(code="consent_given", words={"channel": "letter", "at": "2026-03-01T09:00:00+00:00", "proof": "bulletin"})
    assert (
        reason_sentence(reason, language)
        == {
            "fr": "Accord pour être contacté par courrier, donné le 1er mars 2026 (bulletin).",
            "en": "Agreed to be contacted by letter on 1 March 2026 (bulletin).",
        }[language]
    )


def test_both_languages_know_the_same_reasons_and_ask_for_the_same_facts() -> None:
    assert REASONS["fr"].keys() == REASONS["en"].keys()
    for code, said in REASONS["fr"].items():
        assert set(re.findall(r"{(\w+)}", said)) == set(re.findall(r"{(\w+)}", REASONS["en"][code])), code


def test_a_reason_of_another_version_says_its_code() -> None:
    assert reason_sentence(Reason(code="of_tomorrow"), "fr") == "of_tomorrow"


def test_nothing_is_guessed_where_a_fact_is_missing() -> None:
    assert "?" in reason_sentence(Reason(code="cap_reached"), "en")


def test_a_cap_in_words() -> None:
    numbers = (Number(name="days", value=30, unit="d"), Number(name="cap", value=1, unit="1"), Number(name="written", value=2, unit="1"))
    assert reason_sentence(Reason(code="cap_reached", numbers=numbers), "en") == "Follow-ups within 30 days: 2; at most 1."


def test_rhythms_are_said_no_finer_than_one_would() -> None:
    assert (every(0.8, "fr"), every(1.2, "en"), every(6.7, "fr"), every(30, "en")) == (
        "chaque jour",
        "every day",
        "tous les 7 jours",
        "every 30 days",
    )
    assert (days(0.7, "fr"), days(1.4, "en"), days(23.6, "fr")) == ("1 jour", "1 day", "24 jours")


STREAMS = Path(__file__).parents[3] / "streams"


def _codes_in_the_code() -> set[str]:
    """What is written as the code of a Reason anywhere, and what stands for one in a table."""
    found = {
        *KINDS, *get_args(EventKind), *get_args(Code), *(f"suppressed_{why}" for why in get_args(SuppressionReason)),
        "no_address", "too_long", "campaign_paused", "campaign_archived", "came_back", "kept", "settled", "said_leaving", "said_content",
        "window_template_first", "window_by_template",
    }
    for path in STREAMS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                value = next((keyword.value for keyword in node.keywords if keyword.arg == "code"), None)
                choices = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
                found |= {one.value for one in choices if isinstance(one, ast.Constant)}
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reason_has_its_words(language: str) -> None:
    assert len(_codes_in_the_code()) > 50
    assert _codes_in_the_code() <= REASONS[language].keys()


def test_a_zone_that_only_habit_tells_is_said_as_one_says_it() -> None:
    reason = Reason(code="daytime_habit", words={"at": "2026-03-02T10:00:00+00:00", "zone": "Etc/GMT-12"})
    assert "(UTC+12)" in reason_sentence(reason, "en")


def test_the_first_of_a_month_is_said_as_one_says_it() -> None:
    first = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert day(first, "fr") == "1er janvier 2026"
    assert day(first, "en") == "1 January 2026"
    assert dated(first.date(), "EEEE d MMMM", "fr") == "jeudi 1er janvier"
    assert dated(first.date(), "d MMM", "fr") == "1er janv."


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["long", "EEEE d MMMM y", "EEEE d MMMM", "d MMM"]))
def test_no_other_day_is_the_first(on: date, pattern: str) -> None:
    assert ("1er" in dated(on, pattern, "fr")) == (on.day == 1)
    assert "1er" not in dated(on, pattern, "en")
