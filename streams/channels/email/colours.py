"""Answers written into what is quoted, in another colour: "my answers in red below"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from streams.channels.email import phrases

Hue: TypeAlias = Literal["red", "orange", "yellow", "green", "blue", "violet"]

_HEX = re.compile(r"\s*#([0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)
_RGB = re.compile(r"\s*rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})", re.IGNORECASE)
_VIVID = 90
"""Of 255, between the strongest and the weakest of red, green and blue; less is black, grey or white."""
_NAMES: dict[Hue, str] = {
    "red": "red crimson darkred firebrick maroon tomato",
    "orange": "orange darkorange orangered",
    "yellow": "yellow gold",
    "green": "green darkgreen lime limegreen seagreen forestgreen",
    "blue": "blue navy darkblue mediumblue royalblue dodgerblue teal",
    "violet": "purple fuchsia magenta violet darkviolet indigo blueviolet",
}
_WORDS = {name: hue for hue, names in _NAMES.items() for name in names.split()}
_HUES: tuple[tuple[int, Hue], ...] = (
    (18, "red"), (45, "orange"), (70, "yellow"), (170, "green"), (255, "blue"), (335, "violet"), (360, "red")
)  # fmt: skip
_NEUTRAL = re.compile(r"[\W_]*")


class Line(NamedTuple):
    """`depth` of quotation; `pieces`: words and the colour in which they stand."""

    depth: int
    pieces: list[tuple[str, Hue | None]]

    @property
    def words(self) -> str:
        return "".join(words for words, _ in self.pieces)


def hue_of(value: str) -> Hue | None:
    """Of a colour in CSS or in `<font color>`; None for black, white and grey."""
    value = value.strip().lower()
    if hex_ := _HEX.match(value):
        digits = hex_[1] if len(hex_[1]) == 6 else "".join(2 * digit for digit in hex_[1])
        red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    elif rgb := _RGB.match(value):
        red, green, blue = (int(one) for one in rgb.groups())
    else:
        return _WORDS.get(value.partition(" ")[0])
    most, least = max(red, green, blue), min(red, green, blue)
    spread = most - least
    if spread < _VIVID:
        return None
    if most == red:
        angle = (green - blue) / spread % 6
    elif most == green:
        angle = (blue - red) / spread + 2
    else:
        angle = (red - green) / spread + 4
    return next(hue for below, hue in _HUES if angle * 60 <= below)


def announces(text: str) -> bool:
    """Whether it says that answers stand in the quoted text in a colour of their own."""
    top = text[:2000].lower()
    return any(stem in top for stem in phrases.ANSWER_STEMS) and any(_announced(line) for line in top.split("\n"))


def _announced(line: str) -> set[Hue]:
    line = line[:400].lower()
    if not any(stem in line for stem in phrases.ANSWER_STEMS) or not phrases.ANSWERS.search(line):
        return set()
    hues = {hue for hue, names in phrases.COLOURS.items() if names.search(line)}
    return hues or (set(phrases.COLOURS) if phrases.COLOURED.search(line) else set())  # type: ignore[return-value]


def answers(lines: Sequence[Line]) -> list[Line]:
    """The lines, with answers in colour lifted out of the outermost quotation.

    Certain is a colour that the words above name, or the only one of a text of which they say that the answers stand in it, or the only one
    where each coloured passage follows a question.
    """
    within = [_neutral_joined(line) for line in lines]
    hues = {hue for line in within if line.depth == 1 for _, hue in line.pieces if hue}
    if not hues:
        return list(lines)
    said = [line.words for line in lines if line.depth == 0]
    named = {hue for words in said for hue in _announced(words)}
    if 0 < len(named) < len(phrases.COLOURS):
        chosen = hues & named
    elif len(hues) == 1 and any(hue is None and words.strip() for line in within if line.depth == 1 for words, hue in line.pieces):
        below = named or any(phrases.ANSWERS.search(words[:400]) and phrases.BELOW.search(words[:400]) for words in said)
        chosen = hues if below or _follow_questions(within) else set()
    else:
        chosen = set()
    return list(_lifted(within, chosen)) if chosen else list(lines)


def _neutral_joined(line: Line) -> Line:
    """Blanks and signs have the colour of the words after them, else before them; neighbours of one colour are one piece."""
    pieces: list[tuple[str, Hue | None]] = []
    waiting = ""
    for words, hue in line.pieces:
        if _NEUTRAL.fullmatch(words[:80]):
            waiting += words
        elif pieces and pieces[-1][1] == hue:
            pieces[-1] = (pieces[-1][0] + waiting + words, hue)
            waiting = ""
        else:
            pieces.append((waiting + words, hue))
            waiting = ""
    if waiting:
        pieces = [*pieces[:-1], (pieces[-1][0] + waiting, pieces[-1][1])] if pieces else [(waiting, None)]
    return Line(line.depth, pieces)


def _follow_questions(lines: Iterable[Line]) -> bool:
    before, coloured = "", False
    for line in lines:
        if line.depth != 1:
            continue
        for words, hue in line.pieces:
            if not words.strip():
                continue
            if hue and not coloured and not before.rstrip().endswith("?"):
                return False
            before, coloured = words, hue is not None
    return True


def _lifted(lines: Iterable[Line], chosen: set[Hue]) -> Iterable[Line]:
    for line in lines:
        if line.depth != 1 or not any(hue in chosen for _, hue in line.pieces):
            yield line
            continue
        for words, hue in line.pieces:
            yield Line(0, [(words.strip(), None)]) if hue in chosen else Line(1, [(words.rstrip(), hue)])
