"""A text as the words that tone is read from: small letters, no accents, contractions taken apart, each with its place."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

LOOKED_AT = 20_000
"""So many characters are looked at: a longer text has shown its tone by then."""

LONGEST = 60
"""Of one word; what is longer is no word."""
FACES = r"[:;=8xX][-'^o]?[()\[\]DPpSsOo/\\|3]+(?!\w)|:'\(|<3|</3|\^\^|-_+-|>:\(|xD+\b|XD+\b|:-?\*|D:(?!\w)"
_PIECE = re.compile(
    r"(?P<word>[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*['’]?)"
    r"|(?P<number>\d+(?:[.,:]\d+)*[^\W\d_]{0,4})"
    rf"|(?P<face>(?<![\w]){FACES})"
    r"|(?P<stop>[.!?…]+|\n\s*\n|\n(?=\s*[-*•>])|[•|])"
    r"|(?P<pause>[,;:()—–]|\s-+\s|\n|/)"
    r"|(?P<quote>[\"“”«»])"
    r"|(?P<sign>[\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff]+)"
)
_QUOTED = re.compile(r"^[ \t]{0,8}>.*$", re.MULTILINE)
_ENGLISH_TAILS = {"t": "not", "s": "", "re": "are", "ve": "have", "ll": "will", "m": "am", "d": "would"}
_BEFORE_NOT = {
    "don": "do",
    "doesn": "does",
    "didn": "did",
    "isn": "is",
    "aren": "are",
    "wasn": "was",
    "weren": "were",
    "haven": "have",
    "hasn": "has",
    "hadn": "had",
    "won": "will",
    "wouldn": "would",
    "can": "can",
    "couldn": "could",
    "shouldn": "should",
    "mustn": "must",
    "needn": "need",
    "ain": "is",
    "shan": "shall",
}
_RUN_OF_THREE = re.compile(r"(\w)\1{2,}")
_DOUBLED = re.compile(r"(\w)\1+")


@cache
def short_forms(language: str) -> dict[str, str]:
    """How people write in haste, spelled out: bcp -> beaucoup, dont -> do not."""
    source = (files("streams.rules.tone") / "short.txt").read_text(encoding="utf-8")
    found = dict(line[3:].split(" = ") for line in source.splitlines() if line.startswith(language + " "))
    if language == "en":
        found |= {f"{stem}t": f"{full} not" for stem, full in _BEFORE_NOT.items() if stem not in ("won", "can", "shan")}
    return found


class Word(NamedTuple):
    """`norm`: as the lexicon spells it; `start`, `end`: its place in the text; `before`: 0 nothing, 1 a pause, 2 a full stop before it.

    `ne`: a French "ne" stood right before (it is left out: half of those who write leave it out themselves). `loud`: in capitals;
    `drawn`: with letters drawn out (sooo); `quoted`: between quotation marks; `capital`: its first letter is one.
    """

    norm: str
    start: int
    end: int
    before: int
    sentence: int
    ne: bool
    loud: bool
    drawn: bool
    quoted: bool
    capital: bool = False


class Text(NamedTuple):
    """`stops`: of each sentence, the marks at its end; `loud`: most of it is in capitals."""

    words: list[Word]
    stops: list[str]
    loud: bool


@lru_cache(maxsize=16384)
def folded(written: str) -> str:
    """Small letters without accents: Déçu -> decu, œuvre -> oeuvre."""
    low = written.lower()
    if not low.isascii():
        low = low.replace("œ", "oe").replace("æ", "ae").replace("’", "'").replace("ʼ", "'").replace("´", "'")
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return low.replace("`", "'")


def undoubled(norm: str) -> str:
    """One letter for two of the same: what most misspellings have in common (dissapointed, innadmissible)."""
    return _DOUBLED.sub(r"\1", norm)


@lru_cache(maxsize=16384)
def spelled(written: str, language: str) -> tuple[str, ...]:
    """The words of one written word: don't -> do not; j'ai -> j ai; bcp -> beaucoup."""
    low = folded(written).strip("'")
    if "'" not in low:
        short = short_forms(language).get(low)
        if short is None:
            low = _RUN_OF_THREE.sub(r"\1\1", low) if _RUN_OF_THREE.search(low) else low
            return (low,)
        return tuple(short.split())
    if low in ("aujourd'hui", "aujourd'huy"):
        return ("aujourdhui",)
    parts = low.split("'")
    if language == "en" and len(parts) == 2 and parts[1] in _ENGLISH_TAILS:
        head, tail = parts
        if tail == "t":
            return (_BEFORE_NOT.get(head, head), "not")
        return (head, _ENGLISH_TAILS[tail]) if _ENGLISH_TAILS[tail] else (head,)
    found: list[str] = []
    for part in parts:
        if part:
            found.extend(short_forms(language).get(part, part).split() if language == "fr" and len(part) > 1 else (part,))
    return tuple(found) or (low,)


def read(text: str, language: str) -> Text:
    """The words of the first `LOOKED_AT` characters, lines that quote another mail left out; one pass, linear."""
    text = _QUOTED.sub(lambda found: " " * len(found[0]), text[:LOOKED_AT])
    words: list[Word] = []
    stops: list[str] = []
    before, sentence, ne, quoted = 2, 0, False, False
    capitals = letters = 0
    runs = _RUN_OF_THREE.search(text) is not None
    for piece in _PIECE.finditer(text):
        kind = piece.lastgroup
        if kind == "word" or kind == "number":
            written = piece[0][:LONGEST]
            capital = written[0].isupper()
            loud = capital and written.isupper()
            capitals += len(written) if loud else 0
            loud = loud and len(written) > 2
            letters += len(written)
            drawn = runs and kind == "word" and _RUN_OF_THREE.search(written) is not None
            for norm in spelled(written, language) if kind == "word" else (folded(written),):
                if language == "fr" and norm in ("ne", "n"):
                    ne = True
                    continue
                words.append(Word(norm, piece.start(), piece.end(), before, sentence, ne, loud, drawn, quoted, capital))
                ne, before = False, 0
        elif kind == "stop":
            if before < 2 or not stops:
                stops.append(piece[0])
                sentence += 1
            elif stops:
                stops[-1] += piece[0]
            before, ne = 2, False
        elif kind == "pause":
            before = max(before, 1)
        elif kind == "quote":
            quoted = piece[0] != "»" and piece[0] != "”" and (not quoted or piece[0] in "«“")
        elif kind == "face":
            words.append(Word(piece[0], piece.start(), piece.end(), before, sentence, False, False, False, quoted))
        else:
            for place, sign in enumerate(piece[0]):
                at = piece.start() + place
                words.append(Word(sign, at, at + 1, before, sentence, False, False, False, quoted))
    stops.append("")
    return Text(words, stops, letters > 12 and capitals > 0.6 * letters)
