"""Which of the two languages a text is in, from its smallest words."""

from __future__ import annotations

from typing import Literal

from streams.rules.tone.reading import folded

SMALL = {
    "en": frozenset(
        "the a an and or of to in on at for with from by is are was were be been am i you he she it we they me my your our their this that these those not no do does did"
        " have has had will would can could what when where why how who which if but so as there here please thanks thank hello hi your just still again very".split()
    ),
    "fr": frozenset(
        "le la les un une des du de et ou a au aux en dans sur pour avec par est sont etait etes suis ai as avons avez ont je j tu il elle on nous vous ils elles me m te se s"
        " mon ma mes votre vos notre nos ce c cette ces ca cela que qu qui quoi ne n pas plus jamais si mais donc car comme merci bonjour bonsoir tres bien toujours encore rien l d".split()
    ),
}
LOOKED_AT = 2000
ENOUGH = 0.2
"""So much of a text must be small words of a language; a text of a few words is judged by the lexicon instead."""
FEW = 4

Tongue = Literal["fr", "en"]


def tongue_of(text: str) -> tuple[Tongue | None, bool]:
    """The language; None when it is neither. And whether the text is too short to tell (then the language is a guess)."""
    words = folded(text[:LOOKED_AT]).replace("'", " ").split()
    words = [word.strip(".,;:!?()\"«»…-") for word in words]
    found = {language: sum(word in small for word in words) for language, small in SMALL.items()}
    best: Tongue = "fr" if found["fr"] >= found["en"] else "en"
    if len(words) <= FEW:
        return best, found["fr"] == found["en"]
    return (best if found[best] >= ENOUGH * len(words) else None), False
