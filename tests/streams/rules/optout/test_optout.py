"""Who asks to be left alone is understood, and how far; what only sounds like it is not."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.optout import OptOut, optout_of

ROOM = Path(__file__).parent
SETS = ("lines", "lines-2", "lines-3", "lines-4", "lines-5")


def lines(name: str) -> list[tuple[str | None, str, str]]:
    rows = [row.split("\t") for row in (ROOM / f"{name}.tsv").read_text(encoding="utf-8").splitlines() if row and row[0] != "#"]
    return [(None if scope == "-" else scope, language, text.replace("\\n", "\n")) for scope, language, text in rows]


@pytest.mark.parametrize(("scope", "language", "text"), lines("lines"))
def test_a_wish_is_understood_as_it_is_meant(scope: str | None, language: str, text: str) -> None:
    assert optout_of(text, language).scope == scope


def test_of_several_hundred_other_wordings_hardly_a_wish_is_overheard_and_hardly_anybody_silenced() -> None:
    found = [(scope, optout_of(text, language).scope) for name in SETS[1:] for scope, language, text in lines(name)]
    told = Counter(found)
    wishes = sum(scope is not None for scope, _ in found)
    overheard = sum(n for (scope, said), n in told.items() if scope is not None and said != scope and (said is None or scope == "all"))
    silenced = sum(n for (scope, said), n in told.items() if scope is None and said is not None)
    assert overheard <= 0.03 * wishes
    assert silenced <= 0.03 * (len(found) - wishes)


@pytest.mark.parametrize(("scope", "language", "text"), [line for name in SETS for line in lines(name)][::3])
def test_the_words_stand_in_the_text(scope: str | None, language: str, text: str) -> None:
    found = optout_of(text, language)
    assert (found.words is None) == (found.scope is None)
    assert found.words is None or found.words in text


@pytest.mark.parametrize(
    ("text", "language", "channels"),
    [
        ("Please stop calling me.", "en", ("phone",)),
        ("No texts, no calls.", "en", ("phone", "social")),
        ("Email only, please.", "en", ("letter", "phone", "social")),
        ("I'd rather you wrote than rang.", "en", ("phone",)),
        ("Ne m'envoyez plus de lettres.", "fr", ("letter",)),
        ("Ne me contactez que par courrier.", "fr", ("email", "phone", "social")),
        ("Je préfère le mail au téléphone.", "fr", ("phone",)),
        ("Ne m'écrivez plus, appelez-moi.", "fr", ("email", "letter", "social")),
        ("Leave me alone.", "en", ()),
        ("STOP", "en", ()),
    ],
)
def test_the_ways_that_are_refused_are_told(text: str, language: str, channels: tuple[str, ...]) -> None:
    assert optout_of(text, language).channels == channels


def test_of_two_wishes_the_wider_counts() -> None:
    assert optout_of("Unsubscribe me. And stop calling me.", "en").scope == "channel"
    assert optout_of("Désabonnez-moi. Et puis non : ne me contactez plus du tout.", "fr").scope == "all"


@pytest.mark.parametrize("text", ["Please stop calling me.", "Arrêtez de m'appeler, s'il vous plaît.", "Unsubscribe", "Désabonnez-moi"])
def test_without_a_language_it_is_judged_from_the_words(text: str) -> None:
    assert optout_of(text, None).scope is not None


@pytest.mark.parametrize(
    "original",
    [
        "Please stop calling me.", "Take me off your mailing list.", "Do not contact me again.",
        "Arrêtez de m'appeler.", "Désabonnez-moi de votre newsletter.", "Ne me contactez plus.",
    ],
)
def test_capitals_and_missing_accents_change_nothing(original: str) -> None:
    language = "en" if original.isascii() and "Ne" not in original else "fr"
    meant = optout_of(original, language).scope
    plain = original.translate(str.maketrans("éêèàâ", "eeeaa"))
    assert meant is not None
    assert {optout_of(text, language).scope for text in (plain, plain.upper(), plain.lower().rstrip("."), original + "!!")} == {meant}


@given(st.text(max_size=300), st.sampled_from(["fr", "en", "de", None, ""]))
def test_any_text_has_an_answer(text: str, language: str | None) -> None:
    found = optout_of(text, language)
    assert isinstance(found, OptOut)
    assert found.words is None or found.words in text


@pytest.mark.parametrize("piece", ["stop ", "please stop calling and ", "ne plus m'", "no, ", "\"", "> x\n", "do not do not "])
def test_a_text_without_end_is_read_in_a_moment(piece: str) -> None:
    started = time.process_time()
    optout_of(piece * (60_000 // len(piece)), None)
    assert time.process_time() - started < 8
