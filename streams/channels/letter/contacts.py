"""Addresses and numbers that stand in a line: what one can write to or dial."""

from __future__ import annotations

import re

from streams.channels.letter import words
from streams.channels.letter.dates import NUMERIC
from streams.channels.letter.words import fold

EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w+/-])(?:\+|00)?\(?\d(?:[ .()/\u2013-]{0,3}\d){7,14}(?!\w)")
DIALLED = re.compile(r"\+|0[1-9]|00[1-9]|\(|\d{3}[ .-]\d{3}[ .-]\d{4}$")


def is_contact(text: str) -> bool:
    return bool(words.CONTACT.match(text.strip())) or bool(EMAIL.search(text)) or bool(phones_in(text))


def phones_in(text: str) -> tuple[str, ...]:
    folded = fold(text)
    if words.LEGAL.search(folded) or words.REFERENCE.match(folded):
        return ()
    found = [match for match in PHONE.finditer(text) if not words.FAX.search(fold(text[: match.start()])[-14:])]
    labelled = words.CONTACT.match(text.strip()) is not None
    return tuple(match[0].strip() for match in found if (labelled or DIALLED.match(match[0])) and not NUMERIC.fullmatch(match[0].strip()))


def emails_in(text: str) -> tuple[str, ...]:
    return tuple(match[0].replace(" ", "") for match in EMAIL.finditer(text))
