"""The invented customers can be reached, and cannot be anybody real."""

from __future__ import annotations

import re

from services.demo import DEMO_SETTINGS, NUMBERS
from services.demo.people import cast, newcomer
from streams.rules.identifiers import is_own, tel
from streams.settings import read_settings

FICTION = re.compile(r"(?:tel:)?\+33(?:19900|26191|35301|46571|53649|63998)\d{4}|(?:tel:)?\+44(?:7700900|2079460)\d{3}")


def test_some_sixty_people_on_four_channels_in_two_languages() -> None:
    assert 55 <= len(cast()) <= 70
    assert {person.language for person in cast()} == {"fr", "en"}
    assert {person.by[0] for person in cast()} == {"phone", "email", "letter", "social"}


def test_every_number_is_set_aside_for_fiction_and_every_domain_for_examples() -> None:
    people = [*cast(), *(newcomer(1, number) for number in range(50))]
    assert all(FICTION.fullmatch(tel(person.tel, "FR") or "") for person in people)
    assert all(FICTION.fullmatch(number) for number in NUMBERS)
    assert all(re.fullmatch(r".+@(\w+\.example|example\.(fr|org|com))", person.email) for person in people)
    assert all(person.toot.endswith(".example") for person in people)


def test_nobody_shares_an_address_but_the_households() -> None:
    for channel in ("phone", "email", "social", "letter"):
        alone = [person.identifier(channel) for person in cast() if not person.email.startswith("famille.")]
        assert len(set(alone)) == len(alone)
    families = [person.email for person in cast() if person.email.startswith("famille.")]
    assert len(families) == 4
    assert len(set(families)) == 2


def test_nobody_of_the_cast_is_us() -> None:
    own = read_settings({}, **DEMO_SETTINGS).reading.own
    assert not any(is_own(person.identifier(channel), own) for person in cast() for channel in person.by)
    assert is_own("email:accueil@braise.example", own)
    assert is_own("mastodon:braise@toots.example", own)
    assert is_own("tel:+33536490100", own)


def test_a_newcomer_is_a_function_of_seed_and_number() -> None:
    assert newcomer(7, 3) == newcomer(7, 3)
    assert len({newcomer(7, number).email for number in range(100)}) == 100
