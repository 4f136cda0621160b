"""The invented customers: who they are, how they can be reached, which course their year follows."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from schemas.interaction import Channel
from services.demo.chance import dice
from streams.rules import identifiers

TOWN = "24985 Saint-Aubrin-sur-Vive"
OUR_STREET = "5 quai des Tanneurs"
MAIL_DOMAINS = ("courriel.example", "example.fr", "boite.example", "example.org", "example.com", "lettres.example")
TOOT_HOSTS = ("toots.example", "piment.example", "village.example", "fediverse.example")
FRENCH_PREFIXES = ("063998", "053649", "063998", "019900", "026191", "035301", "046571")
STREETS = ("rue des Écoles", "rue du Four", "chemin des Noyers", "rue de la Fontaine", "route de Montferrac", "rue du Temple")
APPLIANCES = {
    "fr": ("chaudière Atrix 24", "chaudière Borée 30", "pompe à chaleur Nivale", "chaudière à granulés Lumen"),
    "en": ("Atrix 24 boiler", "Borée 30 boiler", "Nivale heat pump", "Lumen pellet boiler"),
}


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is unique and stable; `by` the channels in use, their own first; `every` days between contacts.

    `cause`: why they complain or leave, of `schemas.events.ORIGINS`; `ago`: how many days before the end; `follows`: the name of whom they
    join in with; `shows`: the kinds of signal that are open when the year ends. `branch`: they ring the branch, not the main house.
    """

    key: str
    name: str
    language: str
    course: str
    every: int
    by: tuple[Channel, ...]
    consent: tuple[Channel, ...]
    email: str
    tel: str  # as dialled here: national for French numbers, +44 for British
    toot: str
    street: str
    town: str
    new_street: str = ""
    new_town: str = ""
    woman: bool = False
    contract: str = ""
    appliance: str = ""
    cause: str = ""
    ago: float = 0
    follows: str = ""
    shows: tuple[str, ...] = ()
    branch: bool = False

    @property
    def last(self) -> str:
        return self.name.split(" ", 1)[-1]

    @property
    def firm(self) -> bool:
        return self.name.split(" ", 1)[0] in ("Syndic", "Hôtel", "Domaine", "Cabinet", "Grossiste", "Heat")

    def at_home(self, *, moved: bool = False) -> tuple[str, str]:
        """Street and town."""
        return (self.new_street, self.new_town) if moved and self.new_street else (self.street, self.town)

    def identifier(self, channel: Channel, *, moved: bool = False) -> str:
        """How a channel knows them: the identifier that parsers give their interactions."""
        match channel:
            case "email":
                found = identifiers.email(self.email)
            case "phone":
                found = identifiers.tel(self.tel, "FR")
            case "social":
                found = identifiers.mastodon(self.toot, "")
            case "letter":
                found = identifiers.postal("FR", self.at_home(moved=moved)[1].split(" ", 1)[0], self.name)
        if found is None:  # the cast is ours: a wrong spelling in it is a fault of the code
            raise ValueError(f"{self.key}: no identifier for {channel}")
        return found


@cache
def cast() -> tuple[Customer, ...]:
    """Everybody of `stories/cast.toml`, in its order."""
    rows: Sequence[dict[str, Any]] = _cast()["person"]
    return tuple(_customer(number, row) for number, row in enumerate(rows, 1))


def newcomer(seed: int, number: int) -> Customer:
    """Somebody whom nobody has heard of yet: a function of the seed and the number."""
    names, rng = _cast()["newcomers"], dice(seed, "newcomer", number)
    language = "en" if rng.random() < 0.35 else "fr"
    own: Channel = rng.choice(("email", "email", "social", "phone", "letter"))
    row = {
        "name": f"{rng.choice(names[language])} {rng.choice(names[language + '_last'])}",
        "language": language,
        "course": "newcomer",
        "every": 20,
        "by": [own],
    }
    return _customer(1000 + number, row)


@cache
def _cast() -> dict[str, Any]:
    return tomllib.loads((files("services.demo") / "stories" / "cast.toml").read_text("utf-8"))


def _customer(number: int, row: dict[str, Any]) -> Customer:
    language = row.get("language", "fr")
    key = identifiers.slug(row["name"])
    whose = row.get("house", key)  # a household shares what it is reached by
    shared = sum(map(ord, whose)) if "house" in row else number
    name = whose if "house" in row else key.replace("-", ".")
    mailbox = f"famille.{name}" if "house" in row else f"{name}{number if number >= 1000 else ''}"
    return Customer(
        key=f"{key}-{number}",
        name=row["name"],
        language=language,
        course=row["course"],
        every=row["every"],
        by=tuple(row["by"]),
        consent=tuple(row.get("consent", ())),
        email=row.get("address") or f"{mailbox}@{MAIL_DOMAINS[shared % len(MAIL_DOMAINS)]}",
        tel=f"+447700900{shared % 1000:03}"
        if row.get("abroad")
        else f"{FRENCH_PREFIXES[shared % len(FRENCH_PREFIXES)]}{2000 + shared * 37 % 8000:04}",
        toot=f"{key.replace('-', '_')}{number if number >= 1000 else ''}@{TOOT_HOSTS[number % len(TOOT_HOSTS)]}",
        street=row.get("street") or f"{number % 60 + 1} {STREETS[number % len(STREETS)]}",
        town=row.get("town", TOWN),
        new_street=row.get("new_street", ""),
        new_town=row.get("new_town", ""),
        woman=row["name"].split(" ", 1)[0] in _cast()["women"],
        contract=f"48-{2100 + number * 13}",
        appliance=APPLIANCES[language][number % 4],
        cause=row.get("cause", ""),
        ago=row.get("ago", 0),
        follows=row.get("follows", ""),
        shows=tuple(row.get("shows", ())),
        branch=row.get("branch", False),
    )


AGENTS = (("4021", "Léa Maurin"), ("4022", "Driss Lakhal"), ("4023", "Hélène Castaing"))
"""Our extensions and who answers them."""
