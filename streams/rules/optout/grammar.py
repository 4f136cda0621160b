"""The patterns of one language, read from `en.txt` or `fr.txt`: what people say, as sorts of words and as expressions.

A file is written to be read; `##` opens a remark. `[= name]` opens a sort of words, `[name]` a section of expressions; entries are
parted by commas:

    stop*       any ending                  a/b_c   one or the other, b and c two words
    word?       may be missing              ..      up to three words of any kind, within the clause
    <noun>      a word of that sort         #       a number
    ^  $        the clause begins, ends here, politeness left out; ^^ $$ the text; ~ a comma or not
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

_HEAD = re.compile(r"\[(=?) ?([^\]]+)\]$")
_SORT = re.compile(r"<(\w+)>")
START = r"(?<![^ ])"
"""Before a word of a line, in which a blank follows every word and mark."""
_MARKS = frozenset(",.?!")
FEW, SIGNS = r"(?:[^ ,.?!]+ ){0,3}?", r"(?=[,.?!] |$)"


_compiled = cache(re.compile)
"""Most patterns are never asked for, and compiling all of them takes more than a second."""


COMMON = frozenset(
    [
        "a", "and", "as", "at", "be", "but", "can", "de", "do", "du", "en", "et", "for", "have", "i", "il", "in", "is", "it", "j", "je",
        "l", "la", "le", "les", "m", "me", "mon", "my", "ne", "no", "not", "of", "on", "par", "pas", "plus", "pour", "que", "s", "si", "so",
        "that", "the", "this", "to", "un", "une", "vous", "votre", "we", "with", "you", "your",
    ]
)  # fmt: skip
"""Words that most texts have."""


def _likely(words: frozenset[str]) -> int:
    """How likely a text has one of these, roughly."""
    return len(words) + 100 * len(words & COMMON)


class Said:
    """A line, and where each of its words stands, so that an expression is tried only where it can begin.

    A word stands under each stem that the grammar of the language knows of it, too: "stopped" under "stop*".
    """

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.places: dict[str, list[int]] = {}
        self.clauses = [0]
        """Where a clause begins, behind the mark."""
        place = 0
        for word in text.split(" "):
            for name in _names(language, word):
                self.places.setdefault(name, []).append(place)
            place += len(word) + 1
            if word in _MARKS:
                self.clauses.append(place)
        self.words = frozenset(self.places)
        self._found: dict[int, list[int]] = {}

    def beginning(self, begin: Beginnings) -> list[int]:
        """The places where one of these words stands. Many expressions begin alike."""
        if (found := self._found.get(id(begin))) is None:
            found = self._found[id(begin)] = begin.places(self)
        return found


class Beginnings(NamedTuple):
    """The words and stems that something begins with; `clause`: it begins with a clause."""

    words: frozenset[str]
    clause: bool = False

    def places(self, said: Said) -> list[int]:
        found = list(said.clauses) if self.clause else []
        for word in self.words & said.words:
            found += said.places[word]
        return sorted(set(found)) if len(found) > 1 else found


class Pattern(NamedTuple):
    """`needs`: sets of words of which one must be in the line for it to be found there. `begin`: None, anywhere."""

    written: str
    needs: tuple[frozenset[str], ...]
    begin: Beginnings | None

    def spans(self, said: Said) -> Iterator[tuple[int, int]]:
        if self.begin is None:
            yield from (match.span() for match in _compiled(self.written).finditer(said.text))
            return
        last = 0
        for place in said.beginning(self.begin):
            if place >= last and (match := _compiled(self.written).match(said.text, place)):
                last = match.end()
                yield match.span()


class Section:
    """Expressions, each under every word of the set that is the least likely of those it needs, so that most are passed over unseen."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._always: list[Pattern] = []
        self._under: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            if not pattern.needs:
                self._always.append(pattern)
            for word in pattern.needs[0] if pattern.needs else ():
                self._under.setdefault(word, []).append(pattern)
        self._words = frozenset(self._under)

    def spans(self, said: Said) -> list[tuple[int, int]]:
        """Where in the line its expressions stand, in characters, by place; they may overlap."""
        likely = {id(pattern): pattern for word in said.words & self._words for pattern in self._under[word]}
        found = [
            span
            for pattern in (*self._always, *likely.values())
            if all(not said.words.isdisjoint(words) for words in pattern.needs[1:])
            for span in pattern.spans(said)
        ]
        return sorted(span for span in found if span[0] < span[1])


class Grammar(msgspec.Struct, frozen=True):
    language: str
    sections: dict[str, Section]
    sorts: dict[str, str]
    """What stands at a place, the longest first."""
    begin: dict[str, frozenset[str] | None]
    """The words and stems that each sort begins with; None: any word."""
    stems: frozenset[str]

    def sort(self, name: str, line: str, place: int) -> int:
        """Where the word or words of this sort end that stand at the place; -1 if there are none."""
        if not may_begin(self.language, name, line[place : line.find(" ", place)]):
            return -1
        match = _compiled(self.sorts[name]).match(line, place)
        return match.end() if match else -1


@lru_cache(maxsize=16384)
def _names(language: str, word: str) -> tuple[str, ...]:
    """The word and the stems that are known of it."""
    stems = grammar(language).stems
    return (word, *(stem for end in range(1, len(word) + 1) if (stem := word[:end] + "*") in stems))


@lru_cache(maxsize=65536)
def may_begin(language: str, sort: str, word: str) -> bool:
    """Whether something of this sort can begin with this word."""
    begin = grammar(language).begin[sort]
    return begin is None or not begin.isdisjoint(_names(language, word))


@cache
def grammar(language: str) -> Grammar:
    """Of "fr" or "en"."""
    sorts: dict[str, list[str]] = {}
    sections: dict[str, list[str]] = {}
    room: list[str] = []
    source = (files("streams.rules.optout") / f"{language}.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        line = line.partition("##")[0].strip()
        if head := _HEAD.match(line):
            room = (sorts if head[1] else sections).setdefault(head[2], [])
        elif line:
            room += [entry for written in line.split(",") if (entry := written.strip())]
    known = _Sorts(sorts)
    read = {name: Section(map(known.pattern, entries)) for name, entries in sections.items()}
    begin = {name: None if (found := known.beginnings(known.written[name])) is None or found.clause else found.words for name in sorts}
    if begin["noun"] is None:
        raise ValueError("opt-out grammar: <noun> may begin with any word; name those it begins with")
    stems = frozenset(re.findall(r"(?<![^\s/_,])([^\s/_,*]+\*)", source))
    return Grammar(language, read, {name: known[name] for name in sorts}, begin, stems)


class _Sorts(dict[str, str]):
    """name -> the expression of its words, each with the blank behind it."""

    def __init__(self, written: dict[str, list[str]]) -> None:
        super().__init__()
        self.written = written
        self.begin: dict[str, frozenset[str] | None] = {}
        self.alike: dict[Beginnings, Beginnings] = {}

    def __missing__(self, name: str) -> str:
        if name not in self.written:
            raise ValueError(f"opt-out grammar: <{name}> is no sort of words; have {sorted(self.written)}")
        entries = sorted(self.written[name], key=lambda entry: (-len(entry.split()), -len(entry)))
        self[name] = "(?:" + "|".join("".join(self.piece(piece) for piece in entry.split()) for entry in entries) + ")"
        return self[name]

    def piece(self, written: str) -> str:
        if written == "..":
            return FEW
        if written == "~":
            return "(?:, )?"
        if written == "^":
            return rf"(?:(?<![^ ])(?<![^,.?!] )(?:{self['please']})*)"
        if written == "$":
            return rf"(?:{self['polite']}|, )*{SIGNS}"
        if written == "^^":
            return rf"(?:\A(?:{self['please']}|[,.!] )*)"
        if written == "$$":
            return rf"(?:(?:{self['polite']}|[,.!?] )*\Z)"
        optional = "?" if written.endswith("?") else ""
        alternatives = []
        for one in written.rstrip("?").split("/"):
            if sort := _SORT.fullmatch(one):
                alternatives.append(self[sort[1]])
            else:
                plain = re.escape(one.replace("_", " ")).replace(r"\ ", " ")
                alternatives.append(plain.replace(r"\*", "[^ ,.?!]*").replace(r"\#", "[0-9][^ ]*") + " ")
        return f"(?:{'|'.join(alternatives)}){optional}"

    def pattern(self, entry: str) -> Pattern:
        pieces = entry.split()
        needs = sorted((words for piece in pieces if (words := self.words(piece)) is not None), key=_likely)
        written = "".join(map(self.piece, pieces))
        trailing = len(pieces) - len(" ".join(pieces).rstrip(" .").split())
        if trailing:  # at the end it takes what there is
            written = "".join(map(self.piece, pieces[:-trailing])) + FEW[:-1] * trailing
        return Pattern(START + written, tuple(needs[:3]), self.beginnings([entry]))

    def words(self, piece: str) -> frozenset[str] | None:
        """The words and stems of which one must be there for the piece to be found; None: that cannot be told from single words."""
        if piece in ("^", "$", "^^", "$$", "..", "~") or piece.endswith("?") or "#" in piece:
            return None
        found: set[str] = set()
        for one in piece.split("/"):
            sort = _SORT.fullmatch(one)
            firsts = self.firsts(sort[1]) if sort else frozenset({_stem(one)})
            if firsts is None:
                return None
            found |= firsts
        return frozenset(found)

    def firsts(self, name: str) -> frozenset[str] | None:
        """The words that a sort's entries begin with; None if one of them is a pattern itself."""
        if name not in self.begin:
            begin: set[str] = set()
            for entry in self.written[name]:
                words = self.words(next(piece for piece in entry.split() if piece != "~"))
                if words is None:
                    self.begin[name] = None
                    return None
                begin |= words
            self.begin[name] = frozenset(begin)
        return self.begin[name]

    def beginnings(self, entries: Iterable[str]) -> Beginnings | None:
        """How the entries can begin; None: with any word."""
        words: set[str] = set()
        clause = False
        for entry in entries:
            for piece in entry.split():
                if piece in ("..", "~") or "#" in piece:
                    return None
                if piece in ("^", "^^"):
                    clause = True
                    break
                for one in piece.rstrip("?").split("/"):
                    if sort := _SORT.fullmatch(one):
                        inner = self.beginnings(self.written[sort[1]])
                        if inner is None:
                            return None
                        words |= inner.words
                        clause = clause or inner.clause
                    else:
                        words.add(_stem(one))
                if not piece.endswith("?"):
                    break
        found = Beginnings(frozenset(words), clause)
        return self.alike.setdefault(found, found)


def _stem(one: str) -> str:
    """Of one alternative of a piece the first word, or its stem."""
    first, star, _ = one.split("_")[0].partition("*")
    return first + star
