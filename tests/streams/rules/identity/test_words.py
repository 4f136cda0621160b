"""What is said of two who may be one: whole sentences, in both languages, that leave nothing out that speaks against it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.identity.likeness import FEATURES
from streams.rules.identity.words import AGAINST, FOR, SURE, chance, sentence, told, why

ALIKE = {"equal": 1.0, "customer_equal": 1.0, "house": 1.0, "street": 0.9, "town": 1.0, "born_other": 1.0, "rivals": 0.7}


def test_what_speaks_for_it_and_what_against_it_is_one_sentence() -> None:
    assert why(ALIKE, "Anne Lefèvre", "A. Lefevre") == (
        "Both are called Anne Lefèvre and both give the same customer number and address; but their dates of birth differ and"
        " others bear that name as well."
    )
    assert why(ALIKE, "Anne Lefèvre", "A. Lefevre", "fr") == (
        "Les deux s’appellent Anne Lefèvre et les deux donnent le même numéro de client et la même adresse\u202f;"
        " mais leurs dates de naissance diffèrent et d’autres portent aussi ce nom."
    )


def test_two_mailboxes_of_persons_without_a_name_bear_the_same_one() -> None:
    speaks, against = told({"nameless": 1.0, "box_full": 1.0}, "a@x.example", "a@y.example")
    assert sentence(speaks) == "Their mailboxes bear the same name." and sentence(against) == "One of them at least has given no name."


@pytest.mark.parametrize("language", ["en", "fr"])
@given(st.dictionaries(st.sampled_from([*FEATURES, "unknown"]), st.floats(0, 9)))
def test_any_likeness_is_said_in_a_sentence(language: str, features: dict[str, float]) -> None:
    said = why(features, "Anne", "Ann", language)
    assert said[0].isupper() or said[0] in "“«"
    assert said.endswith(".") and "{" not in said and "  " not in said
    against = {AGAINST[kind][language == "fr"] for kind, value in features.items() if kind in AGAINST and value > 0}
    nearer = {AGAINST["postcode_only"][language == "fr"]}
    assert all(words in said for words in against - nearer)


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_likelier_is_never_said_to_be_less_likely(one: float, other: float) -> None:
    lower, higher = sorted((one, other))
    assert chance(lower).hundredths <= chance(higher).hundredths


@given(st.floats(0.2, 1))
def test_a_probability_is_said_as_what_it_is(probability: float) -> None:
    assert abs(chance(probability).hundredths / 100 - probability) <= 0.09
    assert (chance(probability) == SURE) == (probability >= 0.99)


def test_every_likeness_that_is_said_is_one_that_is_known() -> None:
    assert {*FOR, *AGAINST} - {"given", "boxes"} <= set(FEATURES)
