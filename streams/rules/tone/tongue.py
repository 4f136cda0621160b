"""Which of the two languages a text is in, from its smallest words."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

from streams.rules.tone.reading import folded

LOOKED_AT = 2000
ENOUGH = 0.2
"""So much of a text must be small words of a language; a text of a few words is judged by the lexicon instead."""
FEW = 4

Tongue = Literal["fr", "en"]


@cache
def small_words(language: str) -> frozenset[str]:
    source = (files("streams.rules.tone") / "small.txt").read_text(encoding="utf-8")
    return frozenset(word for line in source.splitlines() if line.startswith(language + " ") for word in line.split()[1:])


@cache
def empty_words(language: str) -> frozenset[str]:
    """Words that say nothing when they stand alone, so that no quotation is made of them."""
    source = (files("streams.rules.tone") / "empty.txt").read_text(encoding="utf-8")
    return frozenset(word for line in source.splitlines() if line.startswith(language + " ") for word in line.split()[1:])


def tongue_of(text: str) -> tuple[Tongue | None, bool]:
    """The language; None when it is neither. And whether the text is too short to tell (then the language is a guess)."""
    words = folded(text[:LOOKED_AT]).replace("'", " ").split()
    words = [word.strip('.,;:!?()"«»…-') for word in words]
    found = {language: sum(word in small_words(language) for word in words) for language in ("en", "fr")}
    best: Tongue = "fr" if found["fr"] >= found["en"] else "en"
    if len(words) <= FEW:
        return best, found["fr"] == found["en"]
    return (best if found[best] >= ENOUGH * len(words) else None), False
