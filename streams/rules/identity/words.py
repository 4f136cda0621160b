"""Why two persons are probably one, and what speaks against it, so that a colleague could say it; and a probability as one says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

Language = Literal["en", "fr"]

FOR: dict[str, tuple[str, str]] = {
    "equal": ("both are called {name}", "les deux s’appellent {name}"),
    "close": ("“{name}” and “{other}” are nearly the same name", "«\u202f{name}\u202f» et «\u202f{other}\u202f» sont presque le même nom"),
    "part": ("“{name}” and “{other}” have a name in common", "«\u202f{name}\u202f» et «\u202f{other}\u202f» ont un nom en commun"),
    "surname_conflict": (
        "“{name}” and “{other}” have the same given name", "«\u202f{name}\u202f» et «\u202f{other}\u202f» ont le même prénom"
    ),
    "given": ("both give the same {given}", "les deux donnent {given}"),
    "mentioned": (
        "one wrote the address or number of the other, without saying whose it is",
        "l’une a écrit l’adresse ou le numéro de l’autre, sans dire à qui il est",
    ),
    "born_near": ("their dates of birth are nearly the same", "leurs dates de naissance sont presque les mêmes"),
    "street": ("both live in the same street", "les deux habitent la même rue"),
    "town": ("both are of the same town", "les deux sont de la même ville"),
    "box_full": ("the mailbox of one bears the name of the other", "l’adresse électronique de l’une porte le nom de l’autre"),
    "boxes": ("their mailboxes bear the same name", "leurs adresses électroniques portent le même nom"),
    "box_part": (
        "the mailbox of one bears a part of the other’s name", "l’adresse électronique de l’une porte une partie du nom de l’autre"
    ),
}
GIVEN: dict[str, tuple[str, str]] = {
    "customer_equal": ("customer number", "le même numéro de client"),
    "born_equal": ("date of birth", "la même date de naissance"),
    "house": ("address", "la même adresse"),
}
"""What both give is said in one breath."""

AGAINST: dict[str, tuple[str, str]] = {
    "nameless": ("one of them at least has given no name", "l’une au moins n’a donné aucun nom"),
    "given_conflict": ("their given names differ", "leurs prénoms diffèrent"),
    "surname_conflict": ("their surnames differ", "leurs noms de famille diffèrent"),
    "contrary": ("their names differ", "leurs noms diffèrent"),
    "words_contrary": ("their names differ", "leurs noms diffèrent"),
    "customer_other": ("their customer numbers differ", "leurs numéros de client diffèrent"),
    "born_other": ("their dates of birth differ", "leurs dates de naissance diffèrent"),
    "postcode_only": ("their streets differ", "leurs rues diffèrent"),
    "elsewhere": ("their addresses differ", "leurs adresses diffèrent"),
    "box_contrary": ("the mailbox of one bears another name", "l’adresse électronique de l’une porte un autre nom"),
    "same_scheme": ("each has a number or an account of its own", "chacune a son propre numéro ou compte"),
    "beside": ("both took part in one exchange", "les deux ont pris part au même échange"),
    "rivals": ("others bear that name as well", "d’autres portent aussi ce nom"),
}
NEARER = {"street": ("house",), "town": ("house", "street"), "box_part": ("box_full", "boxes"), "postcode_only": ("house", "street")}
"""What is said already when the nearer is."""

NOTHING = ("what they write from is alike", "ce dont elles écrivent se ressemble")
AND, BUT = (" and ", " et "), ("; but ", "\u202f; mais ")


def told(features: Mapping[str, float], name: str, other: str, language: str = "en") -> tuple[str, str]:
    """(for it, against it), each a sentence without its capital and full stop; the second empty where nothing is.

    `features`: as in `likeness.FEATURES`; `name`, `other`: what the two are called.
    """
    place = 1 if language == "fr" else 0
    there = {kind for kind, value in features.items() if value > 0}
    given = _listed([words[place] for kind, words in GIVEN.items() if kind in there], AND[place])
    there |= {"given"} if given else set()
    if {"box_full", "nameless"} <= there:
        there = there - {"box_full"} | {"boxes"}

    def said(words: Mapping[str, tuple[str, str]]) -> str:
        kept = [kind for kind in words if kind in there and there.isdisjoint(NEARER.get(kind, ()))]
        parts = [words[kind][place].format(name=name, other=other, given=given) for kind in kept]
        return _listed(list(dict.fromkeys(parts)), AND[place])

    return said(FOR) or NOTHING[place], said(AGAINST)


def why(features: Mapping[str, float], name: str, other: str, language: str = "en") -> str:
    """Both in one sentence."""
    speaks, against = told(features, name, other, language)
    return sentence(f"{speaks}{BUT[language == 'fr']}{against}" if against else speaks)


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _listed(parts: list[str], last: str) -> str:
    return last.join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


class Chance(msgspec.Struct, frozen=True):
    """A probability as one says it: so many `times` in `of`; `least`: or more."""

    times: int
    of: int
    least: bool = False

    @property
    def hundredths(self) -> int:
        return round(100 * self.times / self.of)


SAID = (Chance(1, 5), Chance(1, 3), Chance(1, 2), Chance(2, 3), Chance(3, 4), Chance(4, 5), Chance(9, 10), Chance(19, 20), Chance(49, 50))
SURE = Chance(99, 100, True)


def chance(probability: float) -> Chance:
    """The nearest that one would say."""
    if probability >= SURE.times / SURE.of:
        return SURE
    return min(SAID, key=lambda each: abs(each.times / each.of - probability))
