"""What the grammar walks over: the words of a text in one language, spelt as the vocabulary spells them."""

from __future__ import annotations

from streams.rules.promises.text import Token
from streams.rules.promises.typos import usual
from streams.rules.promises.vocabulary import Vocabulary, vocabulary


class Line:
    """All tokens of a text; `words[i]` belongs to `tokens[i]`. Past the end every word is empty."""

    __slots__ = ("language", "size", "tokens", "vocabulary", "words")

    def __init__(self, tokens: list[Token], language: str) -> None:
        self.language = language
        self.vocabulary: Vocabulary = vocabulary(language)
        self.tokens, self.words = _mended(tokens, language, self.vocabulary)
        self.size = len(self.words)

    def word(self, i: int) -> str:
        return self.words[i] if 0 <= i < self.size else ""

    def gap(self, i: int) -> bool:
        """Whether a space stands before that word."""
        return i >= len(self.tokens) or self.tokens[i].gap

    def has(self, i: int, *words: str) -> int:
        """The place after these words when they stand at `i`, else 0."""
        if not 0 <= i < self.size or self.words[i] != words[0]:
            return 0
        return i + len(words) if tuple(self.words[i : i + len(words)]) == words else 0


def _mended(tokens: list[Token], language: str, words: Vocabulary) -> tuple[list[Token], list[str]]:
    """Slips undone, halves of a broken word of the calendar joined ("vendre di"), two that ran together parted ("demainmatin")."""
    out: list[Token] = []
    spelt: list[str] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        word = usual(token.word, language)
        if word.isalpha() and i + 1 < len(tokens):
            after = tokens[i + 1]
            if after.gap and after.word.isalpha() and 5 <= len(token.word + after.word) <= 11:
                whole = token.word + after.word
                known = whole in words.weekdays or whole in _JOINED[language] or (len(whole) > 5 and whole in words.months)
                if known and token.word not in _WORDS_ALONE:
                    out.append(Token(whole, whole, token.start, after.end, token.gap, token.capital))
                    spelt.append(whole)
                    i += 2
                    continue
        if len(token.word) > 8 and word == token.word:
            cut = next((len(day) for day in _FIRST[language] if word.startswith(day) and word[len(day) :] in _SECOND[language]), 0)
            if cut:
                for a, b in ((0, cut), (cut, len(word))):
                    out.append(Token(word[a:b], word[a:b], token.start + a, token.start + b, token.gap and a == 0, token.capital))
                    spelt.append(word[a:b])
                i += 1
                continue
        out.append(token)
        spelt.append(word)
        i += 1
        if token.word in _DOTTED and i + 1 < len(tokens) and tokens[i].word == "." and not tokens[i].gap and not tokens[i + 1].capital:
            i += 1
    return out, spelt


_DOTTED = frozenset(("av", "env", "approx", "ds", "sem"))
_WORDS_ALONE = frozenset(("mon", "sun", "sat", "fri", "may", "mar", "de", "on", "a", "i"))
_JOINED = {"fr": frozenset(("demain", "semaine", "matin")), "en": frozenset(("tomorrow", "morning", "afternoon", "weekend"))}
_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "demain")
_DAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow")
_FIRST = {"fr": _DAYS_FR, "en": _DAYS_EN}
_SECOND = {
    "fr": frozenset(("matin", "soir", "midi", "aprem", "prochain")),
    "en": frozenset(("morning", "afternoon", "evening", "noon", "night", "am", "pm")),
}
