"""What is said: one of the variants of `stories/<language>.toml`, filled with what the person and we know."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from services.demo.people import AGENTS, Customer
from streams.rules.words import dated

CALM = ("service", "invoice", "question")
"""What somebody may turn to us with who has nothing to complain of, and does not ask for a price."""

SITUATIONS = (*CALM, "quote", "breakdown", "pellets")
"""What an ordinary contact is about."""


@cache
def told(language: str) -> dict[str, Any]:
    """The words of a language, as in its file."""
    return tomllib.loads((files("services.demo") / "stories" / f"{language}.toml").read_text("utf-8"))


def say(rng: Random, person: Customer, situation: str, part: str, *, on: date, day: date | None = None) -> str:
    """One variant of what is said in a situation, on the day `on`, about `day` (None: one soon), filled in."""
    return fill(rng.choice(told(person.language)["situation"][situation][part]), rng, person, day=day or soon(rng, on))


def soon(rng: Random, on: date) -> date:
    """A working day soon after `on`."""
    day = on + timedelta(days=rng.randint(1, 4))
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def subject_of(rng: Random, person: Customer, situation: str) -> str:
    return str(rng.choice(told(person.language)["situation"][situation]["subject"]))


def greeting(rng: Random, person: Customer, *, ours: bool) -> str:
    choice = rng.choice(told(person.language)["greetings"]["ours" if ours else "mail"])
    if ours and person.firm:
        return "Bonjour," if person.language == "fr" else "Hello,"
    return fill(choice, rng, person, day=date(2000, 1, 1))


def close(rng: Random, person: Customer, *, ours: bool) -> str:
    return fill(rng.choice(told(person.language)["greetings"]["our_close" if ours else "close"]), rng, person, day=date(2000, 1, 1))


def fill(text: str, rng: Random, person: Customer, *, day: date) -> str:
    """The places of a text in braces, with this person's values."""
    french, english = dated(day, "EEEE d MMMM", "fr"), "on " + dated(day, "EEEE d MMMM", "en")
    return text.format(
        name=person.name,
        last=person.last,
        title=title(person),
        contract=person.contract,
        appliance=person.appliance,
        agent=rng.choice(AGENTS)[1],
        day=french if person.language == "fr" else english,
        new_street=person.new_street,
        new_town=person.new_town,
    )


def title(person: Customer) -> str:
    """How our answers address the person: Madame, Monsieur, Mrs, Mr."""
    if person.firm:
        return "Madame, Monsieur" if person.language == "fr" else "Sir or Madam"
    if person.language == "fr":
        return "Madame" if person.woman else "Monsieur"
    return "Mrs" if person.woman else "Mr"
