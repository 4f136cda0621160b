"""What one line is by itself: a name, a street, a date, something formal."""

from __future__ import annotations

import re

from streams.channels.letter import words
from streams.channels.letter.dates import find_date
from streams.channels.letter.words import fold


def name_like(text: str) -> bool:
    """A person's or a house's name, an office: few words, a capital first, no end of a sentence."""
    said = text.strip()
    return (
        0 < len(said.split()) <= 7
        and len(said) <= 60
        and said[:1].isupper()
        and said[-1] not in ".!?:;,"
        and not words.SALUTATION.match(fold(said))
    )


def bare_name(text: str) -> str | None:
    """Without civility and "for the attention of"; None for what is no name at all."""
    said = text.strip(" ,;:•✉")
    for lead in (words.TO, words.FROM, words.CIVILITY):
        match = lead.match(fold(said))
        if match and len(fold(said)) == len(said) and said[match.end() :].strip()[:1].isupper():
            said = said[match.end() :].strip()
    letters = sum(map(str.isalpha, said))
    return said if letters >= 2 and letters > 0.5 * len(said.replace(" ", "")) and len(said) <= 80 else None


def is_street(text: str, *, first: bool = False) -> bool:
    """A line of an address above the postcode. `first`: nothing stands above it that could be a name, so a number must say so."""
    folded = fold(text).strip(" ,;")
    if words.STREET.search(folded) and re.match(r"\d", folded):
        return True
    if first:
        return bool(words.STREET_ALONE.match(folded)) and bool(re.search(r"\d", folded))
    return bool(words.STREET_ALONE.match(folded) or words.STREET_LAST.search(folded))


def is_dated(text: str, region: str) -> bool:
    """A line that is there to give the date."""
    if not find_date(text, region):
        return False
    folded = fold(text)
    return len(folded) < 60 and not words.SUBJECT.match(folded) and not words.NOT_DATED.search(folded)


def is_formal(text: str, region: str) -> bool:
    """A reference, a date, a subject, a heading, the small print: neither name nor street."""
    folded = fold(text).strip()
    return bool(
        words.SUBJECT.match(folded)
        or words.REFERENCE.match(folded)
        or words.HEADING.match(folded)
        or words.CARE.match(folded)
        or words.HANDLING.match(folded)
        or words.PAGE_NUMBER.match(folded)
        or find_date(text, region)
        or (words.LEGAL.search(folded) and re.search(r"\d{3}", folded))
    )


def is_reference(text: str) -> bool:
    """The number of a customer, a contract, a case; not what is enclosed."""
    folded = fold(text).strip()
    return bool(words.REFERENCE.match(folded)) and not words.ENCLOSED.match(folded) and bool(re.search(r"\d", folded))
