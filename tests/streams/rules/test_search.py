"""Finding a person by the beginning of a word, without accents, or of a number however it is grouped."""

from __future__ import annotations

import pytest

from streams.rules.search import asked, matches, words_of


def test_a_name_is_found_without_its_accents() -> None:
    assert words_of("email:a.l@exemple.fr", ["Anne Lefèvre"]) >= {"anne", "lefevre", "exemple"}
    assert asked("LEFÈ an") == ("lefe", "an")


@pytest.mark.parametrize("typed", ["06 39 98", "06.39.98.12.40", "+33 6 39", "0033639", "33639"])
def test_a_number_is_found_as_it_is_dialled_here_and_from_abroad(typed: str) -> None:
    assert matches(words_of("tel:+33639981240", []), asked(typed))


def test_every_word_of_the_query_counts() -> None:
    words = words_of("mastodon:anne@piaille.fr", ["Anne Lefèvre"])
    assert matches(words, asked("anne lef"))
    assert not matches(words, asked("anne martin"))


def test_a_letter_alone_finds_nobody() -> None:
    assert asked("a") == ()
