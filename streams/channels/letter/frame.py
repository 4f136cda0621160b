"""What frames a letter: the foot of the page, its head, the salutation with which it begins to speak."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from streams.channels.letter import words
from streams.channels.letter.address import find_postal
from streams.channels.letter.blocks import line_height
from streams.channels.letter.contacts import is_contact
from streams.channels.letter.marks import is_dated, is_street
from streams.channels.letter.sheets import Line
from streams.channels.letter.words import fold

MOST_FOOT = 8  # lines


def cut_foot(lines: list[Line], height: float) -> tuple[list[Line], list[Line]]:
    """What stands apart at the bottom of the page (address, contacts, legal form, page number), and the rest."""
    tall = line_height(lines)
    place = len(lines)
    while place > 0 and lines[place - 1].top > 0.8 * height:
        place -= 1
    gaps = [lines[at].top - max((line.bottom for line in lines[:at]), default=-height) for at in range(len(lines))]
    cuts = [at for at in range(place, len(lines)) if gaps[at] >= 1.2 * tall]
    for number, cut in enumerate(cuts):
        groups = [(gaps[start], lines[start:end]) for start, end in pairwise([*cuts[number:], len(lines)])]
        if len(lines) - cut <= MOST_FOOT and all(gap > 3 * tall or _formal(group) for gap, group in groups):
            return [line for line in lines[cut:] if not words.PAGE_NUMBER.match(fold(line.text))], lines[:cut]
    return [], lines


def _formal(lines: Sequence[Line]) -> bool:
    told = [fold(line.text) for line in lines]
    return any(words.LEGAL.search(text) or words.PAGE_NUMBER.match(text) or is_contact(text) for text in told)


def salutation(lines: Sequence[Line]) -> int | None:
    """Where the letter begins to speak."""
    for place, line in enumerate(lines):
        text = fold(line.text).strip()
        if len(text) > 70 or not words.SALUTATION.match(text):
            continue
        below = lines[place + 1] if place + 1 < len(lines) else None
        addressed = (
            below is not None and below.top - line.bottom < 0.6 * line.height and (is_street(below.text) or find_postal(below.text, "FR"))
        )
        if not addressed and (text[-1] in ",:!;." or words.BARE_SALUTATION.match(text) or words.DEAR.match(text)):
            return place
    return None


def head_without_salutation(lines: list[Line], region: str) -> list[Line]:
    """The lines of the upper half down to the last that belongs to an address, a date or a subject."""
    last = 0
    for place, line in enumerate(lines):
        if line.top > 650:
            break
        text = fold(line.text)
        if find_postal(line.text, region) or is_contact(line.text) or words.SUBJECT.match(text) or is_dated(line.text, region):
            last = place + 1
    return lines[:last]
