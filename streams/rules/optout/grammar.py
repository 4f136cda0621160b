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
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

_HEAD = re.compile(r"\[(=?) ?([^\]]+)\]$")
_SORT = re.compile(r"<(\w+)>")
START = r"(?<![^ ])"
"""Before a word of a line, in which a blank follows every word and mark."""
FEW, SIGNS = r"(?:[^ ,.?!]+ ){0,3}?", r"(?=[,.?!] |$)"


_compiled = cache(re.compile)
"""Most patterns are never asked for, and compiling all of them takes more than a second."""


class Pattern(NamedTuple):
    """`needs`: sets of words of which one must be in the line for it to be found there."""

    written: str
    needs: tuple[frozenset[str], ...]


class Section:
    """Expressions, each under every word of the smallest set that it needs, so that most are passed over unseen."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._always: list[Pattern] = []
        self._under: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            if not pattern.needs:
                self._always.append(pattern)
            for word in pattern.needs[0] if pattern.needs else ():
                self._under.setdefault(word, []).append(pattern)

    def spans(self, line: str, there: frozenset[str]) -> list[tuple[int, int]]:
        """Where in the line its expressions stand, in characters, by place; they may overlap."""
        likely = {pattern for word in self._under.keys() & there for pattern in self._under[word]}
        found = [
            match.span()
            for pattern in (*self._always, *likely)
            if not any(there.isdisjoint(words) for words in pattern.needs)
            for match in _compiled(pattern.written).finditer(line)
        ]
        return sorted(span for span in found if span[0] < span[1])


class Grammar(msgspec.Struct, frozen=True):
    language: str
    sections: dict[str, Section]
    sorts: dict[str, str]
    """What stands at a place, the longest first."""

    def spans(self, section: str, line: str, there: frozenset[str]) -> list[tuple[int, int]]:
        return self.sections[section].spans(line, there)

    def sort(self, name: str, line: str, place: int) -> int:
        """Where the word or words of this sort end that stand at the place; -1 if there are none."""
        match = _compiled(self.sorts[name]).match(line, place)
        return match.end() if match else -1


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
    return Grammar(language, read, {name: known[name] for name in sorts})


class _Sorts(dict[str, str]):
    """name -> the expression of its words, each with the blank behind it."""

    def __init__(self, written: dict[str, list[str]]) -> None:
        super().__init__()
        self.written = written
        self.begin: dict[str, frozenset[str] | None] = {}

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
        needs = sorted((words for piece in pieces if (words := self.words(piece)) is not None), key=len)
        written = "".join(map(self.piece, pieces))
        if pieces[-1] == "..":  # at the end it takes what there is
            written = written[:-1]
        return Pattern(START + written, tuple(needs[:3]))

    def words(self, piece: str) -> frozenset[str] | None:
        """The words of which one must be there for the piece to be found; None: that cannot be told from single words."""
        if piece in ("^", "$", "^^", "$$", "..", "~") or piece.endswith("?") or "#" in piece:
            return None
        found: set[str] = set()
        for one in piece.split("/"):
            sort = _SORT.fullmatch(one)
            firsts = self.firsts(sort[1]) if sort else frozenset({one.split("_")[0]})
            if firsts is None or any("*" in word for word in firsts):
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
