"""A text as one line of plain words, with the place of each in the original; what others wrote in it left out."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from streams.rules.tone.reading import LOOKED_AT, Word, folded, read


class Line(NamedTuple):
    """`text`: small words without accents, a blank behind each; "," and "." "?" "!" stand where a clause or a sentence ends.

    `places`: for every character of `text` the start and end of its word in the original.
    """

    text: str
    places: list[tuple[int, int]]

    def written(self, original: str, start: int, end: int) -> str:
        """The piece of the original that characters `start` to `end` come from."""
        return original[self.places[start][0] : self.places[end - 1][1]].strip(" ,;:.!?\n")


_BELOW = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:original message|message d'origine|message original|forwarded message|message transf[ée]r[ée]) ?-{2,}"
    r"|(?:on|le|am) .{4,100}(?:wrote|a [ée]crit)[ \xa0]?:|_{10,}|-- ?|(?:from|de|von) ?: .{3,}@.*)[ \t]*$",
    re.I | re.M,
)
_AROUND = re.compile(r"[«“][^«»“”]{18,600}[»”]|\"[^\"\n]{18,400}\"")
_ASKED = re.compile(r"\bstop|unsub|opt ?-?out|desabon|desinscri|recevoir|receiv|remove|contact")
"""A quotation is left out where it speaks of these: "reply STOP to opt out"."""
_OWN = re.compile(r"\b(?:i|my|me|je|j|mon|ma|mes|m)\b")
"""Nobody speaks of themselves in a footer."""


def line_of(text: str, language: str) -> Line:
    """The line of the first `LOOKED_AT` characters: without quoted lines, quotations, footers and words that only fill a pause."""
    text = text[:LOOKED_AT]
    below = _BELOW.search(text)
    if below and text[: below.start()].strip():
        text = text[: below.start()]
    footer = _footer(language)
    sentences = re.split(r"(?<=[.!?])(?=\s)|(?<=\n)", text)
    if len(sentences) > 1:  # nobody sends a footer and nothing else
        text = "".join(" " * len(piece) if _foots(piece, footer) else piece for piece in sentences)
    own = _AROUND.sub(lambda found: " " * len(found[0]) if _ASKED.search(plain(found[0])) else found[0], text)
    known = read(own, language)
    return _line(own, known.words, known.stops, language)


def _foots(piece: str, footer: re.Pattern[str]) -> bool:
    said = plain(piece)
    return bool(footer.search(said)) and not _OWN.search(said)


@cache
def _footer(language: str) -> re.Pattern[str]:
    """A sentence that stands at the foot of what we sent: who may do what to get off a list."""
    source = (files("streams.rules.optout") / "footers.txt").read_text(encoding="utf-8")
    return re.compile("|".join(line[3:] for line in source.splitlines() if line.startswith(language + " ")))


def plain(text: str) -> str:
    """Small letters without accents, one blank between words."""
    return " ".join(folded(text).split())


_FILL = {
    "en": frozenset(["um", "uh", "er", "erm", "uhm", "hmm", "mm", "mmm", "eh", "ah", "oh", "uhh", "umm", "yeah", "yes"]),
    "fr": frozenset(
        [
            "euh", "heu", "hum", "hein", "ben", "bah", "beh", "hmm", "mm", "eh", "ah", "oh", "voila", "bref", "enfin", "quoi", "bon",
            "allo", "oui", "alors", "ecoutez",
        ]
    ),
}
_NE = re.compile(r"\bn(?:e\s+|['’]\s*)$", re.I)
_FUSED = re.compile(
    r"(m|n|d|l|j|t|qu)((?:ap+el|envo[iy]|ecri|ennu|arret|importun|embet|abon|adres|inscri|autoris|utilis|avoir|etre|ecout|offr|enlev|interes).*)"
)


def _line(own: str, words: list[Word], stops: list[str], language: str) -> Line:
    text: list[str] = []
    places: list[tuple[int, int]] = []

    def add(norm: str, start: int, end: int) -> None:
        text.append(norm + " ")
        places.extend([(start, end)] * (len(norm) + 1))

    last = -1
    for word in words:
        if word.norm in _FILL[language] and (word.before or last >= 0) and not (language == "fr" and word.norm == "bon"):
            if word.sentence != last and last >= 0 and not (text and text[-1][0] in ".?!"):
                add(_stop(stops[last]), word.start, word.start)
            last = word.sentence
            continue
        if last >= 0 and word.sentence != last and text and text[-1] not in (". ", "? ", "! "):
            if text[-1] == ", ":
                text.pop()
                del places[-2:]
            add(_stop(stops[word.sentence - 1]), word.start, word.start)
        elif word.before and text and text[-1][0] not in ",.?!":
            add(",", word.start, word.start)
        last = word.sentence
        norms = _norms(word.norm, language)
        if word.ne or (norms[0] == "ne" and len(norms) > 1):
            before = _NE.search(own, max(0, word.start - 8), word.start)
            add("ne", before.start() if before else word.start, word.end)
        for norm in norms:
            if norm == "ne" and len(norms) > 1:
                continue
            if text and text[-1] == norm + " " and len(norm) > 1 and norm not in ("nous", "vous"):
                continue
            if len(text) > 1 and text[-1] == ", " and text[-2] == norm + " ":
                text.pop()
                del places[-2:]
                continue
            add(norm, word.start, word.end)
    if text and text[-1][0] not in ".?!":
        add(_stop(stops[last] if 0 <= last < len(stops) else ""), places[-1][1], places[-1][1])
    return Line("".join(text), places)


def _stop(written: str) -> str:
    return "?" if "?" in written else "!" if "!" in written else "."


@cache
def _spelling(language: str) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Words as people misspell them, and the long words that are known again with a letter wrong, by first letter and length."""
    source = (files("streams.rules.optout") / "spelling.txt").read_text(encoding="utf-8")
    exact: dict[str, str] = {}
    near: dict[str, list[str]] = {}
    for row in source.splitlines():
        if not row.startswith(language + " "):
            continue
        if " = " in row:
            right, _, wrong = row[3:].partition(" = ")
            exact |= dict.fromkeys(wrong.split(), right)
        else:
            for word in row[3:].split():
                near.setdefault(word[0], []).append(word)
    return exact, {first: tuple(words) for first, words in near.items()}


@lru_cache(maxsize=16384)
def _norms(norm: str, language: str) -> tuple[str, ...]:
    exact, near = _spelling(language)
    if norm in exact:
        return tuple(exact[norm].split())
    if language == "fr" and (fused := _FUSED.fullmatch(norm)):
        head = "ne" if fused[1] == "n" else fused[1]
        return (head, *_norms(fused[2], language))
    if language == "fr" and norm.startswith("apel"):
        return ("appel" + norm[4:],)
    if len(norm) >= 7:
        for word in near.get(norm[0], ()):
            if norm == word:
                return (norm,)
        for word in near.get(norm[0], ()):
            if abs(len(word) - len(norm)) <= 1 and _near(norm, word):
                return (word,)
    return (norm,)


def _near(one: str, other: str) -> bool:
    """Whether one letter is wrong, missing, too many, or two stand the other way round."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        return one[start + 1 :] == other[start + 1 :] or (
            one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
        )
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]
