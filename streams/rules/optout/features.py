"""What a sentence shows of a wish, as names for `learnt` to weigh.

Its words, alone and beside each other, with sorts of words of the grammar in their place ("<way>", "<ads>"); what stands behind a
"not"; and what its words are about, in which order, by names that both languages share (`about`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from streams.rules.optout.about import about
from streams.rules.optout.grammar import Grammar, grammar, may_begin

SORTS = {
    "adnoun": "<ads>", "phone": "<way>", "text": "<way>", "email": "<way>", "letter": "<way>", "social": "<way>", "visit": "<way>",
    "contact": "<contact>", "list": "<list>", "records": "<list>", "cease": "<cease>", "self": "<me>",
}  # fmt: skip
"""Sorts of words, and what stands for them: what is said of a text message is said of a call. Not every language has all of them."""
NOT = frozenset(
    ["not", "no", "never", "nobody", "nothing", "none", "without", "nor", "neither", "pas", "plus", "jamais", "rien", "aucun", "aucune",
     "ni", "sans", "personne", "non", "stop", "cease", "<cease>"]
)  # fmt: skip
IF = frozenset(["if", "unless", "otherwise", "si", "sinon"])
WHO = frozenset(
    ["i", "we", "you", "he", "she", "they", "my", "your", "je", "j", "nous", "vous", "il", "elle", "on", "ils", "mon", "ma", "me", "m",
     "moi", "votre", "vos"]
)  # fmt: skip
MARKS = frozenset(",.?!")
BEHIND = 5
"""So many words behind a "not" stand in its shadow."""
NEAR = 6
"""So far apart two words may stand to be seen together."""
STEM = 5
MEANT, WITHIN = 4, 9
"""So many words that are about something follow one to be seen with it, and within so many words of any kind."""


def features(sentence: str, by: Grammar) -> set[str]:
    """Of one sentence of a line; an exclamation is a statement."""
    sentence = sentence.replace("! ", ". ")
    words = sentence.split()
    pairs = list(_named(sentence, by))
    names = [name for name, _ in pairs]
    found = {f"w:{word.rpartition(' ')[2]}" for name, word in pairs if name != word}
    found |= _beside(["^", "^", *names])
    stems = [_stem(name) for name in names if name not in MARKS]
    found |= {f"{first}>{other}" for at, first in enumerate(stems) for other in stems[at + 1 : at + 1 + NEAR]}
    found |= {f"n:{_stem(name)}" for name in _shadowed(names)}
    found |= {f"t:{_stem(word)}" for word in words if word not in MARKS}
    found |= {f"u:{word}" for word in words if word in WHO}
    if words and words[-1] == "?":
        found.add("Q:")
    if not IF.isdisjoint(words):
        found.add("IF:")
    return found | _meant(words, by.language)


def _stem(word: str) -> str:
    return word if word[0] == "<" else word[:STEM]


def _beside(words: list[str]) -> set[str]:
    """Each word, with the one before it, with both, and with the one before that."""
    found: set[str] = set()
    for first, second, last in zip(words, words[1:], words[2:], strict=False):
        found |= {last, f"{second} {last}", f"{first} {second} {last}", f"{first} _ {last}"}
    return found


def _shadowed(names: list[str]) -> Iterator[str]:
    """The words behind a "not", within the clause."""
    left = 0
    for name in names:
        if name in MARKS:
            left = 0
            continue
        if left:
            yield name
            left -= 1
        if name in NOT:
            left = BEHIND


def _meant(words: list[str], language: str) -> set[str]:
    """What the words are about: alone, behind a "not", first, and in order."""
    found: set[str] = set()
    said: list[tuple[int, tuple[str, ...]]] = []
    place = shadow = 0
    for word in words:
        if word in MARKS:
            shadow = 0
            if word == ",":
                said.append((place, (",",)))
            continue
        place += 1
        if sorts := about(word, language):
            found.update(f"k:{sort}" for sort in sorts)
            if place <= shadow:
                found.update(f"kn:{sort}" for sort in sorts)
            if "not" in sorts:
                shadow = place + BEHIND
            said.append((place, sorts))
    for at, (place, sorts) in enumerate(said):
        if not at:
            found.update(f"k^{sort}" for sort in sorts)
        near = [others for other, others in said[at + 1 : at + 1 + MEANT] if other - place <= WITHIN]
        found.update(f"{sort}>>{other}" for others in near for sort in sorts for other in others)
        if at + 2 < len(said):
            (_, second), (_, third) = said[at + 1 : at + 3]
            found.update(f"{a}-{b}-{c}" for a in sorts[:2] for b in second[:2] for c in third[:2])
    return found


def _named(text: str, by: Grammar) -> Iterator[tuple[str, str]]:
    """The words of a sentence, each under its sort if it has one."""
    place = 0
    while place < len(text):
        after = text.index(" ", place) + 1
        word = text[place : after - 1]
        end, name = max(((by.sort(sort, text, place), SORTS[sort]) for sort in _sorts(by.language, word)), default=(-1, word))
        if end <= place:
            end, name = after, word
        yield name, text[place : end - 1]
        place = end


@lru_cache(maxsize=65536)
def _sorts(language: str, word: str) -> tuple[str, ...]:
    """Those of `SORTS` that can begin with this word."""
    return tuple(sort for sort in SORTS if sort in grammar(language).sorts and may_begin(language, sort, word))
