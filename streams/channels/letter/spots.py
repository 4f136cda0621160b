"""Identifiers and references of a letter, with where they stand on its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from schemas.interaction import Spot
from streams.channels.letter.contacts import emails_in, phones_in
from streams.channels.letter.layout import Letter
from streams.channels.letter.sheets import Line, Sheet
from streams.channels.letter.who import Correspondent
from streams.rules import identifiers


def spots(letter: Letter, pages: Sequence[Sheet], start: int, region: str) -> tuple[Spot, ...]:
    """In reading order. `start`: the letter's first page in the scan, from 0."""
    lines = [(line, page, start + place) for place, page in enumerate(pages) for line in page.lines]
    return tuple(spot for line, page, number in lines for spot in _of_line(line, letter, page, number, region))


def _of_line(line: Line, letter: Letter, page: Sheet, number: int, region: str) -> Iterator[Spot]:
    found: list[tuple[Literal["email", "tel", "reference"], str | None, int | None]] = []
    found += [("email", identifiers.email(email), _whose(letter, email)) for email in emails_in(line.text)]
    found += [("tel", identifiers.tel(phone, region), _whose(letter, phone)) for phone in phones_in(line.text)]
    if line in letter.references:
        found.append(("reference", line.text, None))
    box = (line.left / 1000, line.top / page.height, line.right / 1000, line.bottom / page.height)
    for kind, value, party in found:
        if value:
            left, top, right, bottom = (round(min(max(share, 0.0), 1.0), 4) for share in box)
            yield Spot(kind=kind, value=value, party=party, page=number + 1, box=(left, top, right, bottom), sure=round(line.sure, 3))


def _whose(letter: Letter, contact: str) -> int | None:
    for party, who in enumerate((letter.sender, letter.recipient or Correspondent())):
        if contact in who.emails or contact in who.phones:
            return party
    return None
