"""Postal addresses as people write them, in five countries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.identity.addresses import read_place, same_number, same_street, same_town

ONE_HOUSE = [
    ("an abbreviated street", "12 rue des Lilas, 75011 Paris", "12 R. DES LILAS, 75011 PARIS"),
    ("an avenue", "3 av. Gambetta, 33000 Bordeaux", "3 avenue Gambetta, 33000 Bordeaux"),
    ("a number and its half", "12 bis rue Pasteur, 44000 Nantes", "12bis rue Pasteur, 44000 Nantes"),
    ("a lost space", "12 rue Victor Hugo, 69003 Lyon", "12 rue VictorHugo, 69003 Lyon"),
    ("a slip", "12 rue des Acacias, 69003 Lyon", "12 rue des Acacais, 69003 Lyon"),
    ("a line about the building", "7 boulevard Voltaire, 75011 Paris", "7 boulevard Voltaire, Résidence du Parc, 75011 Paris"),
    ("Britain, the postcode last", "7 Station Road, Leeds LS6 2AB", "7 Station Rd, Leeds, LS6 2AB"),
    ("America", "120 Maple Street, Springfield, IL 62704", "120 Maple St, Springfield, IL 62704"),
    ("Switzerland", "18 rue du Port, CH-1204 Genève", "18 rue du Port, 1204 Geneve"),
    ("Belgium", "5 avenue Louise, B-1050 Bruxelles", "5 av. Louise, 1050 Bruxelles"),
]
TWO_HOUSES = [
    ("another street of the town", "12 rue des Lilas, 75011 Paris", "12 rue Pasteur, 75011 Paris"),
    ("another number", "12 rue des Lilas, 75011 Paris", "21 rue des Lilas, 75011 Paris"),
    ("another town", "12 rue des Lilas, 75011 Paris", "12 rue des Lilas, 69003 Lyon"),
]


def one_house(one: str, other: str) -> bool:
    left, right = read_place(one), read_place(other)
    assert left and right
    return same_number(left, right) and same_town(left, right) and same_street(left, right) >= 0.7


@pytest.mark.parametrize(("one", "other"), [pytest.param(*row[1:], id=row[0]) for row in ONE_HOUSE])
def test_one_house_is_known_however_it_is_written(one: str, other: str) -> None:
    assert one_house(one, other) and one_house(other, one)


@pytest.mark.parametrize(("one", "other"), [pytest.param(*row[1:], id=row[0]) for row in TWO_HOUSES])
def test_two_houses_are_two(one: str, other: str) -> None:
    assert not one_house(one, other)


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_street_is_as_like_another_from_either_side(one: str, other: str) -> None:
    left, right = read_place(one), read_place(other)
    if left and right:
        assert same_street(left, right) == pytest.approx(same_street(right, left))
