"""Names as people write them: which are one, which may be one, which are surely two people's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.identity.names import compare, read_name

ONE, PERHAPS, TWO = ("equal", "close"), ("part",), ("given_conflict", "surname_conflict", "other")
WRITTEN: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("accents", "Hélène Lévêque", "HELENE LEVEQUE", ONE),
    ("the surname first", "Royer Anne", "Anne Royer", ONE),
    ("a title", "Mme Anne Royer", "Anne Royer", ONE),
    ("Monsieur, not an initial", "M. Savage", "Michael Savage", PERHAPS),
    ("an initial, not Monsieur", "Mme M. Royer", "Marie Royer", ONE),
    ("an initial after Mme, and another given name", "Mme M. Royer", "Anne Royer", TWO),
    ("an initial after Monsieur", "M. M. Royer", "Michael Royer", ONE),
    ("a title after another", "M. le Dr Paul Royer", "Paul Royer", ONE),
    ("a particle left out", "Charles de Gaulle", "Charles Gaulle", ONE),
    ("an apostrophe", "Sean O'Brien", "Sean O’Brien", ONE),
    ("a double surname, a half of it", "Anne Royer-Delorme", "Anne Delorme", ONE),
    ("a maiden name beside the other", "Anne Royer épouse Delorme", "Anne Royer", ONE),
    ("a hyphen left out", "Jean-Pierre Martel", "Jean Pierre Martel", ONE),
    ("an initial", "A. Royer", "Anne Royer", ONE),
    ("initials of a double given name", "J.-P. Martel", "Jean-Pierre Martel", ONE),
    ("two letters for a double given name", "JP Martel", "Jean-Pierre Martel", ONE),
    ("an English nickname", "Bill Hartley", "William Hartley", ONE),
    ("a French nickname", "Nico Martel", "Nicolas Martel", ONE),
    ("a slip of the pen", "Anne Vercaselle", "Anne Vercasele", ONE),
    ("a scan's reading", "Anne Garnier", "Anne Gamier", ONE),
    ("a slip in a double given name", "Maire-Claude Royer", "Marie-Claude Royer", ONE),
    ("a space too many", "Anne Dele Rme", "Anne Delerme", ONE),
    ("the given name alone", "Anne", "Anne Royer", PERHAPS),
    ("another given name", "Anne Royer", "Paul Royer", TWO),
    ("another initial", "P. Royer", "Anne Royer", TWO),
    ("another surname", "Anne Royer", "Anne Delorme", TWO),
    ("twins, one letter apart", "Emma Royer", "Emmy Royer", TWO),
    ("twins whose surname is a given name", "Nicolas Lina", "Nicolas Lisa", ("given_conflict",)),
    ("a name of its own, once a nickname", "Liam Hartley", "William Hartley", TWO),
    ("father and son", "Jean Royer père", "Jean Royer fils", TWO),
    ("senior and junior", "John Hartley Sr", "John Hartley (Jr)", TWO),
    ("nothing in common", "Anne Royer", "Marc Delorme", TWO),
]


@pytest.mark.parametrize(("one", "other", "kinds"), [pytest.param(*row[1:], id=row[0]) for row in WRITTEN])
def test_two_spellings_stand_to_each_other_as_a_careful_reader_would_say(one: str, other: str, kinds: tuple[str, ...]) -> None:
    left, right = read_name(one), read_name(other)
    assert left and right
    assert compare(left, right).kind in kinds


@pytest.mark.parametrize("text", [None, "", "  ", "…!?", "12", "contact@atelier.example", "Garage Horizon", "Famille Royer", "x" * 10_000])
def test_what_is_nobodys_name_is_none(text: str | None) -> None:
    assert read_name(text) is None


_WORDS = st.sampled_from(sorted({word for row in WRITTEN for text in row[1:3] for word in text.split()}))


@given(st.lists(_WORDS, min_size=1, max_size=4), st.lists(_WORDS, min_size=1, max_size=4))
def test_a_comparison_is_the_same_from_either_side(one: list[str], other: list[str]) -> None:
    left, right = read_name(" ".join(one)), read_name(" ".join(other))
    if left and right:
        assert compare(left, right) == compare(right, left)


@given(st.text(max_size=120))
def test_whatever_stands_there_is_read_or_left_and_is_like_itself(text: str) -> None:
    name = read_name(text)
    if name:
        assert compare(name, name).kind == "equal"
