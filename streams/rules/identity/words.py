"""Why two persons are probably one, in one sentence that a colleague could say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "fr"]

_WORDS: dict[str, tuple[str, str]] = {
    "equal": ("both are called {name}", "toutes deux portent le nom {name}"),
    "close": ("{name} and {other} may be one name", "{name} et {other} peuvent être un seul nom"),
    "part": ("{name} and {other} share a name", "{name} et {other} ont un nom en commun"),
    "surname_conflict": ("{name} and {other} share the given name", "{name} et {other} ont le même prénom"),
    "house": ("live in the same house", "habitent la même maison"),
    "street": ("live in the same street", "habitent la même rue"),
    "town": ("are of the same town", "sont de la même ville"),
    "born_equal": ("were born on the same day", "sont nées le même jour"),
    "born_near": ("give nearly the same date of birth", "donnent presque la même date de naissance"),
    "customer_equal": ("give the same customer number", "donnent le même numéro de client"),
    "box_full": ("a mailbox bears the name of the other", "une adresse électronique porte le nom de l’autre"),
    "box_part": ("a mailbox bears a part of the name", "une adresse électronique porte une partie du nom"),
    "same_scheme": ("each has a number or an account of its own", "chacune a son propre numéro ou compte"),
    "beside": ("but both took part in one exchange", "mais toutes deux ont pris part au même échange"),
    "rivals": ("but others bear that name as well", "mais d’autres portent aussi ce nom"),
    "elsewhere": ("but their addresses differ", "mais leurs adresses diffèrent"),
    "customer_other": ("but their customer numbers differ", "mais leurs numéros de client diffèrent"),
    "born_other": ("but their dates of birth differ", "mais leurs dates de naissance diffèrent"),
}
_NOTHING = ("what they wrote from is alike", "ce dont elles écrivent se ressemble")


def why(features: Mapping[str, float], name: str, other: str, language: Language = "en") -> str:
    """`features`: as in `likeness.FEATURES`; `name`, `other`: what the two are called."""
    place = ("en", "fr").index(language)
    said = [words[place].format(name=name, other=other) for feature, words in _WORDS.items() if features.get(feature, 0.0) > 0]
    text = ", ".join(dict.fromkeys(said)) if said else _NOTHING[place]
    return f"{text[:1].upper()}{text[1:]}."
