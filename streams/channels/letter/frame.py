"""What frames a letter: the foot of the page, its head, the salutation with which it begins to speak."""

from __future__ import annotations

from collections.abc import Sequence

from streams.channels.letter import words
from streams.channels.letter.address import find_postal
from streams.channels.letter.blocks import line_height
from streams.channels.letter.contacts import is_contact
from streams.channels.letter.marks import is_dated, is_street
from streams.channels.letter.sheets import Line
from streams.channels.letter.words import fold


def cut_foot(lines: list[Line], height: float) -> tuple[list[Line], list[Line]]:
    """What stands apart at the bottom of the page (address, contacts, legal form, page number), and the rest."""
    tall = line_height(lines)
    place = len(lines)
    while place > 0 and lines[place - 1].top > 0.8 * height:
        place -= 1
    for cut in range(place, len(lines)):
        above = max((line.bottom for line in lines[:cut]), default=0.0)
        if cut and lines[cut].top - above < 1.2 * tall:
            continue
        foot = lines[cut:]
        told = [fold(line.text) for line in foot]
        apart = cut == 0 or lines[cut].top - above > 3 * tall
        formal = any(words.LEGAL.search(text) or words.PAGE_NUMBER.match(text) or is_contact(text) for text in told)
        if len(foot) <= 8 and (apart or formal):
            return [line for line in foot if not words.PAGE_NUMBER.match(fold(line.text))], lines[:cut]
    return [], lines


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
        if not addressed and (text[-1] in ",:!;." or words.BARE_SALUTATION.match(text)):
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
