"""The lexicon: words and expressions with a weight and what they tell, and where they stand in a text.

The files are written to be read. A line in brackets opens a group: its weight, its labels and marks. Entries are parted by commas:

    stem*      any ending                     a/b     one or the other
    word?      may be missing                 ..      up to three words of any kind
    #          a number (3, 3e, 2nd)          French entries are without "ne"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from streams.rules.tone.reading import FACES, Word, folded, spelled, undoubled

LABELS = ("discontent", "disappointment", "misunderstanding", "thanks", "recommendation", "urgency", "leaving")
MARKS = ("praise", "fail", "fact", "raw", "polite", "feel", "ask", "fault")
"""praise: irony when a failure follows; fail: such a failure; raw: as it stands, never negated; polite: a form, not a feeling;
feel: an adjective or a verb of feeling; fact: what happened, told without a feeling; ask: a request;
fault: something out of order, which is a report and no complaint until more is said."""

NEGATORS = {
    "en": frozenset(
        {
            "not",
            "no",
            "never",
            "nobody",
            "nothing",
            "none",
            "neither",
            "nor",
            "hardly",
            "barely",
            "scarcely",
            "without",
            "nowhere",
            "cannot",
            "lack",
            "lacks",
            "lacking",
            "zero",
        }
    ),
    "fr": frozenset({"pas", "jamais", "aucun", "aucune", "rien", "sans", "guere", "ni", "nul", "nulle", "zero", "nullement", "aucunement"}),
}
GAP = 3
ENDING = 6
"""No ending is longer: `rant*` is not found in another long word."""
_FACE = re.compile(FACES)
_ELIDED = re.compile(r"(?<![\w/])([a-z]+'|qu')(?=[\w/]*[/*])")
"""The apostrophe before alternatives or a stem: d'opérateur/assureur is d' and one of the two."""
_HEAD = re.compile(r"\[([^\]]+)\]\s*$")


class Entry(msgspec.Struct, frozen=True):
    """`parts`: alternatives (text, is a stem), whether it may be missing, whether it is a gap. `anchor`: the part that is looked up."""

    parts: tuple[tuple[tuple[tuple[str, bool], ...], bool, bool], ...]
    anchor: int
    weight: float
    labels: frozenset[str]
    marks: frozenset[str]
    negated: bool  # it holds its own "not"
    strength: int  # letters written: of two entries for the same words the one that says more wins
    needs: frozenset[str]  # words without which it cannot be there: most candidates fail on these


class Hit(NamedTuple):
    """An entry found: `places` are the words it took, in order."""

    entry: Entry
    places: tuple[int, ...]


class Lexicon:
    """Entries by the word, stem or undoubled spelling that they are found by."""

    def __init__(self, language: str, source: str) -> None:
        self.language = language
        self.words: dict[str, list[Entry]] = {}
        self.stems: dict[str, list[Entry]] = {}
        self.misspelt: dict[str, list[Entry]] = {}
        self.misspelt_stems: dict[str, list[Entry]] = {}
        self.factors: dict[str, float] = {}
        self.size = 0
        self._known: dict[str, list[Entry]] = {}
        for entry in self._entries(source):
            self._index(entry)

    def matches(self, words: Sequence[Word]) -> list[Hit]:
        """What of the lexicon stands in the text, in order; no word is used twice, longer expressions first."""
        found: list[Hit] = []
        there = {word.norm for word in words}
        for place, word in enumerate(words):
            for entry in self._candidates(word.norm):
                if not entry.needs <= there:
                    continue
                places = _match(entry, words, place)
                if places:
                    found.append(Hit(entry, places))
        found.sort(key=lambda hit: (-len(hit.places), -hit.entry.strength, hit.places[0]))
        taken = bytearray(len(words))
        kept: list[Hit] = []
        for hit in found:
            if not any(taken[place] for place in hit.places):
                for place in hit.places:
                    taken[place] = 1
                kept.append(hit)
        kept.sort(key=lambda hit: hit.places[0])
        return kept

    def _candidates(self, norm: str) -> list[Entry]:
        known = self._known.get(norm)
        if known is None:
            known = list(self.words.get(norm, ()))
            if norm[:1].isdigit():
                known += self.words.get("#", ())
            for size in range(len(norm), max(1, len(norm) - ENDING - 1), -1):
                known += self.stems.get(norm[:size], ())
            if not known and len(norm) > 5:
                single = undoubled(norm)
                known += self.misspelt.get(single, ())
                for size in range(len(single), max(4, len(single) - ENDING - 1), -1):
                    known += self.misspelt_stems.get(single[:size], ())
            if len(self._known) < 50_000 and len(norm) < 30:
                self._known[norm] = known
        return known

    def _index(self, entry: Entry) -> None:
        self.size += 1
        for text, stem in entry.parts[entry.anchor][0]:
            (self.stems if stem else self.words).setdefault(text, []).append(entry)
            single = undoubled(text)
            if len(single) > 4 and (len(text) > 5 or stem):
                (self.misspelt_stems if stem else self.misspelt).setdefault(single, []).append(entry)

    def _entries(self, source: str) -> list[Entry]:
        found: list[Entry] = []
        weight, labels, marks, factor = 0.0, frozenset[str](), frozenset[str](), 0.0
        for line in source.splitlines():
            line = line.partition("##")[0].strip()
            if not line:
                continue
            head = _HEAD.match(line)
            if head:
                given = head[1].split()
                factor = float(given[0][1:]) if given[0].startswith("x") else 0.0
                weight = 0.0 if factor else float(given[0])
                labels = frozenset(name for name in given[1:] if name in LABELS)
                marks = frozenset(name for name in given[1:] if name in MARKS)
                if unknown := set(given[1:]) - labels - marks:
                    raise ValueError(f"tone lexicon {self.language}: {head[0]}: unknown {unknown}; use {LABELS} or {MARKS}")
                continue
            for written in line.split(","):
                if written := written.strip():
                    if factor:
                        self.factors[" ".join(spelled(written, self.language))] = factor
                    else:
                        found.append(self._entry(written, weight, labels, marks))
        return found

    def _entry(self, written: str, weight: float, labels: frozenset[str], marks: frozenset[str]) -> Entry:
        parts: list[tuple[tuple[tuple[str, bool], ...], bool, bool]] = []
        pieces = _ELIDED.sub(r"\1 ", written).split()
        for piece in pieces:
            if not any(c.isalnum() or c == "#" for c in piece) or _FACE.fullmatch(piece):
                if piece == "..":
                    parts.append(((), True, True))
                elif piece not in "?!":
                    parts.append((((piece, False),), False, False))
                continue
            optional = len(pieces) > 1 and piece.endswith("?")
            piece = piece.rstrip("?")
            alternatives = [one for one in piece.split("/") if one] if len(piece) > 2 else [piece]
            if any("'" in one or "’" in one for one in alternatives) or (len(alternatives) == 1 and "*" not in piece):
                left_out = ("ne", "n") if self.language == "fr" and piece != pieces[-1] else ()
                parts += [(((norm, False),), optional, False) for norm in spelled(piece, self.language) if norm not in left_out]
            else:
                parts.append((tuple((folded(one.rstrip("*")), one.endswith("*")) for one in alternatives), optional, False))
        needed = [index for index, part in enumerate(parts) if not part[1]]
        anchor = max(needed, key=lambda index: (min(len(text) for text, _ in parts[index][0]), index))
        negators = NEGATORS.get(self.language, frozenset()) | {"plus"}
        negated = len(parts) > 1 and any(text in negators for part in parts for text, _ in part[0])
        strength = sum(2 * max((len(text) for text, _ in part[0]), default=0) for part in parts if not part[1])
        strength += 1 if all(not stem for part in parts for _, stem in part[0]) else 0
        alone = [part[0][0] for index, part in enumerate(parts) if index != anchor and not part[1] and len(part[0]) == 1]
        needs = frozenset(text for text, stem in alone if not stem and text != "#")
        return Entry(tuple(parts), anchor, weight, labels, marks, negated, strength, needs)


@cache
def lexicon_of(language: str) -> Lexicon:
    """The lexicon of "fr" or "en", signs and faces included."""
    room = files("streams.rules.tone")
    return Lexicon(language, "\n".join((room / f"{name}.txt").read_text(encoding="utf-8") for name in ("signs", language)))


def _match(entry: Entry, words: Sequence[Word], place: int) -> tuple[int, ...] | None:
    """The places of the entry's words when its anchor stands at `place`."""
    if len(entry.parts) == 1:
        return (place,)
    after = _along(entry.parts, entry.anchor + 1, 1, words, place)
    if after is None:
        return None
    ahead = _along(entry.parts, entry.anchor - 1, -1, words, place)
    return None if ahead is None else (*reversed(ahead), place, *after)


def _along(
    parts: tuple[tuple[tuple[tuple[str, bool], ...], bool, bool], ...], index: int, step: int, words: Sequence[Word], place: int
) -> tuple[int, ...] | None:
    """The places of the parts from `index` on, in direction `step`, next to the word at `place`; never over a full stop."""
    if not 0 <= index < len(parts):
        return ()
    alternatives, optional, gap = parts[index]
    reach = place + step
    open_ = 0 <= reach < len(words) and words[max(place, reach)].before < 2
    if gap:
        for skipped in range(GAP + 1):
            found = _along(parts, index + step, step, words, place + step * skipped)
            if found is not None:
                return found
            there = place + step * (skipped + 1)
            if not 0 <= there < len(words) or words[max(there, there - step)].before == 2:
                return None
        return None
    if open_ and _is(alternatives, words[reach].norm):
        found = _along(parts, index + step, step, words, reach)
        if found is not None:
            return (reach, *found)
    return _along(parts, index + step, step, words, place) if optional else None


def _is(alternatives: tuple[tuple[str, bool], ...], norm: str) -> bool:
    for text, stem in alternatives:  # noqa: SIM110  # this is where the time goes
        if norm == text or (stem and norm.startswith(text)) or (text == "#" and norm[:1].isdigit()):
            return True
    return False
