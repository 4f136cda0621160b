"""The text as tokens: folded to plain small letters of the same length, so that every token knows its place in the original."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MOST = 6_000  # words and signs that are read of one text; twenty thousand characters of letters have some 4,500
LIMIT = 20_000  # characters that are read of one text; what a company promises stands before that

_PLAIN = "aaaaaaceeeeiiiinooooouuuuyyaaeeiiooouuun"
_ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿāăēĕīĭōŏőūŭůń"
_FOLD = str.maketrans(
    _ACCENTED + "’‘ʼ`´“”„«»\u00a0\u202f\u2007\u2009\u200a\t–—‑−‒•·*ﬁ",
    _PLAIN + "'''''" + '"""' + "«»" + " " * 6 + "-—---•••f",
)
# Telephone numbers and their like are one token, so that no part of them is a time: 05 36 49 01 00, 0161 496 0130, (212) 555-0100.
_DIALLED = re.compile(
    r"(?<![\w.,/:-])(?:\+\d{1,3}[ .-]?(?:\(0\))?\d{1,4}|\(\d{2,5}\)|0\d{1,4}|0 \d{3})(?:[ .-]\d{2,4}){2,4}(?![\w/:]|[.,-]\d)"
    r"|(?<![\w.,/:-])\d{3}[ .-]\d{3}[ .-]\d{4}(?![\w/:])"
)
_DATED = re.compile(r"\d{2}([.-])\d{2}\1\d{2,4}$|0\d \d{2} \d{4}$")
_TOKEN = re.compile(
    r"(?:(?<![^\W\d_])[^\W\d_] ){3,}[^\W\d_](?![^\W\d_])"  # d e m a i n
    r"|aujourd ?'? ?hui|o'? ?clock|2(?:day|nite|morrow|moro|mrw|main)\b|b4\b|4th of july"
    r"|(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[^\W_])"
    r"|[^\W\d_]+(?:n't|'(?:ll|re|ve|s|d|m|t)\b)?"
    r"|\d+|\n\s*|[^\s]"
)
_MISREAD = re.compile(r"(?<![a-z0-9])[lio|](?=\d)|(?<=\d)o(?![a-z'])|(?<=\d)[l](?=\d| ?h\b)")  # l5 mai, 1O h, 1l h
_READ = {"l": "1", "i": "1", "|": "1", "o": "0"}
# The other way round: 0bjet, enverr0ns, sa1utations, 1e 13 mai, 1'examen.
_MISWRITTEN = re.compile(
    r"(?<=[a-z])[01]+(?=[a-z]{2})|(?<=[a-z]{2})[01]+(?=[a-z])|(?<![a-z0-9])0(?=[a-z]{3})"
    r"|(?<![a-z0-9.,:/])1(?=[ea] \d|[ea]s? [a-z]|'[a-z]|undi)"
    r"|(?<![a-z0-9.,:/])1(?=(?!ere|eme|min|hour|heure|jour|semaine|week|month|mois|year|day|annee|first)[a-z]{4})"
)
_WRITTEN = str.maketrans("01", "ol")


def words(text: str) -> frozenset[str]:
    """The words of a list that is written with spaces."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of each phrase of a list that is written with "|" between them."""
    return tuple(tuple(phrase.split()) for phrase in text.split("|"))


class Token(NamedTuple):
    """`word` folded; `raw` small letters with their accents; `start`, `end` in the text; `gap`: a space stands before it."""

    word: str
    raw: str
    start: int
    end: int
    gap: bool
    capital: bool


def tokens_of(text: str) -> list[Token]:
    """Tokens of the first LIMIT characters; a line break is a token of its own whose word begins with a newline."""
    text = text[:LIMIT]
    places: list[int] | None = None
    if not unicodedata.is_normalized("NFC", text):
        text, places = _composed(text)
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    folded = _MISREAD.sub(lambda m: _READ[m.group()], low.translate(_FOLD))
    if "0" in folded or "1" in folded:
        folded = _MISWRITTEN.sub(lambda m: m.group().translate(_WRITTEN), folded)
    if len(folded) > 8:
        folded = _DIALLED.sub(lambda m: m.group() if _DATED.match(m.group()) else "5" * len(m.group()), folded)
    found: list[Token] = []
    last = -1
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        word = match.group()
        raw = low[start:end]
        if " " in word and word[0] not in "\n4":
            word = raw = word.replace(" ", "")
        a, b = (start, end) if places is None else (places[start], places[end])
        if len(found) == MOST:
            break
        found.append(Token(word, raw, a, b, start != last, text[start].isupper()))
        last = end
    return found


def _composed(text: str) -> tuple[str, list[int]]:
    """Letters with their marks as one character each, and where each began; one place more than letters."""
    letters: list[str] = []
    places: list[int] = []
    for i, c in enumerate(text):
        if letters and unicodedata.combining(c):
            joined = unicodedata.normalize("NFC", letters[-1] + c)
            if len(joined) == 1:
                letters[-1] = joined
            continue
        letters.append(c)
        places.append(i)
    return "".join(letters), [*places, len(text)]
