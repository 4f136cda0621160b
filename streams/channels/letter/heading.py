"""What a letter says about itself: its subject and its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from streams.channels.letter import words
from streams.channels.letter.dates import find_date
from streams.channels.letter.marks import is_dated
from streams.channels.letter.sheets import Line
from streams.channels.letter.words import fold


def find_subject(lines: Sequence[Line]) -> tuple[str | None, list[Line]]:
    """What follows "Objet :", with the line below it when the first is full."""
    for place, line in enumerate(lines):
        match = words.SUBJECT.match(fold(line.text))
        if not match:
            continue
        said, taken = re.split(r"[:;]", line.text, maxsplit=1)[-1].strip(), [line]
        below = lines[place + 1] if place + 1 < len(lines) else None
        full = max(item.right for item in lines)
        if (
            below
            and below.top - line.bottom < 0.5 * line.height
            and (not said or (line.right > 0.8 * full and below.left >= line.left - 5))
        ):
            folded = fold(below.text)
            if not (words.SALUTATION.match(folded) or words.REFERENCE.match(folded) or words.SUBJECT.match(folded)):
                said, taken = f"{said} {below.text}".strip(), [line, below]
        return said or None, taken
    return None, []


def find_day(head: Sequence[Line], closing: Sequence[Line], all_lines: Sequence[Line], region: str, *, is_letter: bool) -> date | None:
    """The date that the letter bears: in its head, else under it, else beside the word "date". Never one that the text tells of."""
    for line in [*head, *closing]:
        if is_dated(line.text, region) and not words.REFERENCE.match(fold(line.text)):
            return find_date(line.text, region)
    if is_letter:
        return None
    for place, line in enumerate(all_lines):
        folded = fold(line.text)
        if words.DATED.match(folded) and not words.NOT_DATED.search(folded) and len(folded) < 40:
            beside = [
                line.text,
                *(other.text for other in all_lines[place + 1 : place + 3] if abs(other.middle - line.middle) < line.height),
            ]
            found = find_date(" ".join(beside), region)
            if found:
                return found
    return None
