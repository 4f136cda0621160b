"""The pieces of a text that a colleague would quote: whole words that say something, or a short clause."""

from __future__ import annotations

from collections.abc import Sequence

from streams.rules.tone.learnt import Model
from streams.rules.tone.reading import Word
from streams.rules.tone.tongue import empty_words

TONE, LOST = 0, 2
"""The models that a clause may be chosen by."""
LONGEST_CLAUSE = 9
TELLS = 0.5
"""A clause that speaks less for it than this is not quoted."""
REACH = 3
"""So many words more may be taken so that a piece does not end in a word that says nothing."""


def whole(words: Sequence[Word], first: int, last: int, language: str) -> tuple[int, int]:
    """The places of a piece that begins and ends with a word that says something; nothing (first > last) if it has none."""
    empty = empty_words(language)
    if all(words[place].norm in empty for place in range(first, last + 1)):
        reached = _further(words, last, empty)
        return (first, reached) if reached > last else (1, 0)
    return first, _further(words, last, empty) if words[last].norm in empty else last


def _further(words: Sequence[Word], last: int, empty: frozenset[str]) -> int:
    """The next word that says something, else the end of the clause; `last` if neither is near."""
    for place in range(last + 1, last + 1 + REACH):
        if place == len(words) or words[place].before:
            return place - 1
        if words[place].norm not in empty:
            return place
    return last


def clause(words: Sequence[Word], learnt: Model, model: int) -> list[tuple[int, int]]:
    """Where the short clause stands (start and end in the text) that speaks most for what the model says; none if all are long or mute."""
    best, found = TELLS, []
    start = 0
    for end in range(1, len(words) + 1):
        if end < len(words) and not words[end].before:
            continue
        if 1 < end - start <= LONGEST_CLAUSE:
            tells = sum(learnt.telling(words, place, model) for place in range(start, end))
            if tells > best:
                best, found = tells, [(words[start].start, words[end - 1].end)]
        start = end
    return found
