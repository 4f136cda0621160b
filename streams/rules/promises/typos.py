"""A word of the calendar under one slip of the finger: a letter left out, doubled, replaced, or two exchanged."""

from __future__ import annotations

from functools import cache, lru_cache

from streams.rules.promises.vocabulary import vocabulary

_WORDS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier avril juillet septembre octobre novembre decembre "
    "demain semaine prochain prochaine minutes heures",
    "en": "monday tuesday wednesday thursday friday saturday sunday january february april august september october november december "
    "tomorrow morning afternoon evening tonight weekend fortnight working business",
}
# One slip away and words of their own.
_OTHERS = {
    "fr": "domaine domaines heureux prochains prochaines minute minutie hauteurs auteurs lundis heure leurs peures beures meures",
    "en": "sundry warning mourning morningside evenings weekends mondays fridays sundays business businesses walking evening's leaving "
    "seeming worming working workings wording",
}


@cache
def _deletions(language: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word in _WORDS[language].split():
        for short in {word, *_shorter(word)}:
            found.setdefault(short, set()).add(word)
    return {short: frozenset(words) for short, words in found.items()}


@cache
def _others(language: str) -> frozenset[str]:
    words = vocabulary(language)
    return frozenset(_OTHERS[language].split()) | words.guarded | words.weekdays.keys() | words.months.keys() | words.units.keys()


def _shorter(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _one_slip(a: str, b: str) -> bool:
    """Damerau-Levenshtein distance of at most one."""
    if len(a) == len(b):
        wrong = [i for i in range(len(a)) if a[i] != b[i]]
        if len(wrong) == 2:
            i, j = wrong
            return j == i + 1 and a[i] == b[j] and a[j] == b[i]
        return len(wrong) <= 1
    long, short = (a, b) if len(a) > len(b) else (b, a)
    return len(long) - len(short) == 1 and short in _shorter(long)


@lru_cache(maxsize=8192)
def usual(word: str, language: str) -> str:
    """The word as the vocabulary spells it; itself when it is near nothing. OCR's "rn" for "m" and "I" for "l" are slips as well."""
    words = vocabulary(language)
    if word in words.same:
        return words.same[word]
    if not 5 <= len(word) <= 11 or word in _others(language):
        return word
    table = _deletions(language)
    for spelt in (word, word.replace("rn", "m"), "l" + word[1:] if word[0] == "i" else word):
        if spelt in table and spelt in table[spelt]:
            return spelt
    near = {whole for short in (word, *_shorter(word)) for whole in table.get(short, ())}
    for whole in sorted(near):
        if (whole[0] == word[0] or sorted(whole) == sorted(word)) and abs(len(whole) - len(word)) <= 1 and _one_slip(word, whole):
            return whole
    return word
