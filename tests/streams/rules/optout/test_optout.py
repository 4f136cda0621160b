"""Who asks to be left alone is understood, and how far; what only sounds like it is not."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.demo.history import happenings
from streams.rules.optout import OptOut, optout_of
from streams.rules.optout.about import about

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


def test_notes_of_colleagues_short_messages_and_what_others_wish_are_told_apart() -> None:
    """A set of other wording: short messages, notes in the third person, wishes denied, conditional, ironic or another's."""
    right = [optout_of(text, language).scope == scope for scope, language, text in lines("lines-6")]
    assert sum(right) >= 0.95 * len(right)


def test_of_odd_wordings_never_seen_nine_in_ten_are_read_and_hardly_a_wish_is_overheard() -> None:
    """What is learnt was fitted without these."""
    found = [(scope, optout_of(text, language).scope) for scope, language, text in lines("odd")]
    assert sum(scope == said for scope, said in found) >= 0.92 * len(found)
    assert sum(scope is not None and said is None for scope, said in found) <= 2
    assert sum(scope is None and said is not None for scope, said in found) <= 7


def test_of_what_reaches_a_firm_on_other_days_hardly_anything_is_a_wish() -> None:
    """Thanks, orders, complaints, bounces, newsletters, small talk: who is silenced by mistake hears nothing more of us."""
    found = [optout_of(text, language).scope for _, language, text in lines("ordinary")]
    assert sum(scope is not None for scope in found) <= 0.05 * len(found)


def test_nobody_of_an_invented_year_is_silenced_by_mistake() -> None:
    said = {
        ("\n".join(part for part in (one.subject, one.opening, one.text, one.closing) if part), one.person.language)
        for one in happenings(7, date(2026, 6, 1))
        if one.direction == "in" and one.automatic != "bulk" and one.text
    }
    assert [text for text, language in sorted(said) if optout_of(text, language).scope] == []


def test_what_only_the_model_hears_rests_on_a_sentence() -> None:
    text = "The order came, thanks. Customer wants her mobile taken off file and everything sent in writing from now on. Kind regards, Ann"
    found = optout_of(text, "en")
    assert (found.scope, found.words) == ("channel", "Customer wants her mobile taken off file and everything sent in writing from now on")


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOM / "corpus").glob("*.tsv")))
def test_what_is_learnt_from_is_written_once_and_in_full(name: str) -> None:
    read = lines(f"corpus/{name}")
    assert {scope for scope, _, _ in read} <= {None, "campaigns", "channel", "all"}
    assert {language for _, language, _ in read} == {"fr", "en"}
    assert len({text for _, _, text in read}) == len(read)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("binned", "poubelle"), ("unsubscribe", "desabonnez"), ("flyers", "prospectus"), ("newsletters", "infolettre"), ("never", "jamais"),
    ],
)
def test_what_a_word_is_about_has_one_name_in_both_languages(english: str, french: str) -> None:
    assert set(about(english, "en")) & set(about(french, "fr"))
    assert about("hedgehog", "en") == about("herisson", "fr") == ()


def test_in_a_long_text_a_wish_is_heard_as_in_a_short_one() -> None:
    around = "The parcel arrived on Tuesday. The box was dry. The colour is the one we chose. My wife likes the handle. "
    for text, scope in (("Please take me off your mailing list. ", "campaigns"), ("Please do not telephone me any more. ", "channel")):
        assert optout_of(around * 6 + text + around * 6, "en").scope == scope
    assert optout_of(around * 13, "en").scope is None


@pytest.mark.parametrize(
    ("text", "language", "scope"),
    [
        ("I exercise my right to object under GDPR article 21.", "en", "campaigns"),
        ("I object to direct marketing under article 21 GDPR.", "en", "campaigns"),
        ("I object to all processing of my personal data.", "en", "all"),
        ("J'exerce mon droit d'opposition.", "fr", "campaigns"),
        ("Je m'oppose à tout traitement de mes données.", "fr", "all"),
    ],
)
def test_an_objection_by_law_goes_as_far_as_it_says(text: str, language: str, scope: str) -> None:
    assert optout_of(text, language).scope == scope


def test_the_body_of_a_link_counts_as_it_is_meant() -> None:
    assert optout_of("d%C3%A9sinscription", "fr") == OptOut(scope="campaigns", words="d%C3%A9sinscription")
    assert optout_of("50% off%20?", "en").scope is None


def test_of_a_way_that_no_expression_refuses_the_first_named_is_meant() -> None:
    found = optout_of("Ignorez ma ligne fixe, le courriel est plus sûr.", "fr")
    assert (found.scope, found.channels) == ("channel", ("phone",))


@pytest.mark.parametrize(
    "text",
    [
        "I don't want you to stop calling, it reassures my mum.", "My sister unsubscribed last week, but I'm staying.",
        "I never said I didn't want your calls.", "Please don't stop sending the newsletter.", "I was told not to contact you by email.",
    ],
)
def test_a_wish_that_is_denied_or_another_s_is_none(text: str) -> None:
    assert optout_of(text, "en").scope is None


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
    assert time.process_time() - started < 120  # a bound on what would never end, whatever the machine
