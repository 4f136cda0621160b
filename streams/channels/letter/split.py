"""Several letters in one scan: where another begins, if that is certain. What is doubtful stays one letter, since an annex torn from
its letter would be somebody's words out of nowhere.

Certain is: a page with date, address and salutation at its top, after a letter that was signed, between other people, and the one before
speaks of no enclosures. A blank sheet between them or page numbers that begin again outweigh the people or the enclosures, not both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from streams.channels.letter import words
from streams.channels.letter.address import find_postal
from streams.channels.letter.blocks import rows
from streams.channels.letter.frame import cut_foot, salutation
from streams.channels.letter.layout import Letter, read_letter
from streams.channels.letter.marks import is_dated
from streams.channels.letter.sheets import Sheet
from streams.channels.letter.who import Correspondent, same_name
from streams.channels.letter.words import fold

NUMBER = re.compile(r"^(?:page\s*)?(\d{1,3})(?:\s*(?:/|sur|of|de)\s*(\d{1,3}))?$|^-\s*(\d{1,3})\s*-$")
EDGE = 120  # thousandths of the width: how near to the upper or lower edge a page has its number


def letters(sheets: Sequence[Sheet], region: str) -> list[tuple[int, Letter]]:
    """Each letter with its first page (from 0) and as many pages as until the next one."""
    begins = [0]
    for place in range(1, len(sheets)):
        if _heads_a_letter(sheets[place], region):
            until = place
            while until > begins[-1] + 1 and not sheets[until - 1].lines:
                until -= 1
            before = read_letter(sheets[begins[-1] : until], region)
            parted = until < place or _begins_again(sheets[begins[-1] : until], sheets[place])
            if _counted_to_its_end(sheets[begins[-1] : until], sheets[place]) and _another(
                before, read_letter(sheets[place : place + 1], region), parted=parted
            ):
                begins.append(place)
    return [(start, read_letter(sheets[start:end], region)) for start, end in zip(begins, [*begins[1:], len(sheets)], strict=True)]


def _heads_a_letter(sheet: Sheet, region: str) -> bool:
    """Address and date above a salutation."""
    _, lines = cut_foot(rows(sheet.lines), sheet.height)
    start = salutation(lines)
    head = lines[:start] if start is not None and lines[start].top < 0.65 * sheet.height else []
    return any(find_postal(line.text, region) for line in head) and any(is_dated(line.text, region) for line in head)


def _another(before: Letter, after: Letter, *, parted: bool) -> bool:
    if not before.closed or _same(before.sender, after.recipient):  # what they once received themselves is an annex
        return False
    others = not _same(before.sender, after.sender) or not _same(before.recipient, after.recipient)
    announced = bool(words.ENCLOSES.search(fold(before.text)))
    if others:
        return parted or not announced
    return parted and not announced and before.day != after.day


def _same(one: Correspondent | None, other: Correspondent | None) -> bool:
    if one is None or other is None:
        return one is other
    return same_name(one.name, [other.name or ""]) or bool({*one.emails, *one.phones} & {*other.emails, *other.phones})


def _number(sheet: Sheet) -> tuple[int, int | None] | None:
    """The page's own number, and of how many, as it says at its edge."""
    for line in sheet.lines:
        if line.bottom < EDGE or line.top > sheet.height - EDGE:
            match = NUMBER.match(fold(line.text).strip())
            if match:
                return int(match[1] or match[3]), int(match[2]) if match[2] else None
    return None


def _begins_again(before: Sequence[Sheet], sheet: Sheet) -> bool:
    number = _number(sheet)
    return number is not None and number[0] == 1 and any(_number(one) for one in before)


def _counted_to_its_end(before: Sequence[Sheet], sheet: Sheet) -> bool:
    """No number contradicts that a letter ends here: this page is a first one, and no page before said that more would come."""
    number = _number(sheet)
    totals = [found[1] for one in before if (found := _number(one)) and found[1]]
    return (number is None or number[0] == 1) and all(total <= len(before) for total in totals)
