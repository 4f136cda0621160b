"""Words by which a person is found: folded, without accents. A query finds whoever has a word that begins as each of its words does."""

from __future__ import annotations

import re
from collections.abc import Iterable

from streams.rules.identifiers import slug

SHORTEST = 2
_NUMBER = re.compile(r"[\d\s+().\-/]*\d[\d\s+().\-/]*")


def words_of(identifier: str, names: Iterable[str]) -> set[str]:
    """What an identifier and the names that it was used with are found by."""
    scheme, _, value = identifier.partition(":")
    words = {word for text in (value, *names) for word in slug(text).split("-")}
    if scheme == "tel":
        words |= {value.removeprefix("+"), _national(value)}
    return {word for word in words if len(word) >= SHORTEST}


def asked(query: str) -> tuple[str, ...]:
    """The beginnings of words that a query asks for, the longest first; a number is one word, however it is grouped."""
    if _NUMBER.fullmatch(query.strip()):
        digits = re.sub(r"\D", "", query)
        words = {digits.removeprefix("00") if digits.startswith("00") else digits}
    else:
        words = set(slug(query).split("-"))
    return tuple(sorted((word for word in words if len(word) >= SHORTEST), key=lambda word: (-len(word), word)))


def matches(words: Iterable[str], starts: Iterable[str]) -> bool:
    """Whether each start begins one of the words."""
    known = tuple(words)
    return all(any(word.startswith(start) for word in known) for start in starts)


def _national(number: str) -> str:
    """The digits that one dials at home."""
    import phonenumbers  # its tables take a while to load

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    return re.sub(r"\D", "", str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)))
