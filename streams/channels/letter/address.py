"""Postal addresses: which line has the postcode, of which country, and what stands above it."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from streams.channels.letter.words import fold

PREFIXES = {"F": "FR", "B": "BE", "D": "DE", "A": "AT", "L": "LU", "I": "IT", "E": "ES"}
FOUR_DIGITS = frozenset({"BE", "CH", "LU", "AT", "DK", "NO", "AU", "NZ", "NL"})
FIVE_DIGITS = frozenset({"FR", "DE", "ES", "IT", "FI", "MC", "EE"})

_CITY = r"(?P<city>[A-ZÀ-ÝŒ][A-Za-zÀ-ÿœŒ'’().\- ]{1,50}\d{0,2})"
UNITED_STATES = re.compile(r"(?P<city>[A-Z][A-Za-z.'’\- ]+?),?\s+(?P<state>[A-Z]{2})\.?\s+(?P<code>\d{5})(?:-\d{4})?$")
CANADA = re.compile(r"\b(?P<code>[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d)$")
BRITAIN = re.compile(r"(?:^|[\s,])(?P<code>[A-Z]{1,2}\d[A-Z\d]?\s?\d[ABD-HJLNP-UW-Z]{2})$")
FIVE = re.compile(rf"^(?:(?P<prefix>[A-Z]{{1,2}})\s?-\s?)?(?P<code>\d{{2}}\s?\d{{3}})\s*(?=[^\d\s]){_CITY}$")
FOUR = re.compile(rf"^(?:(?P<prefix>[A-Z]{{1,2}})\s?-\s?)?(?P<code>\d{{4}})(?:\s?[A-Z]{{2}})?\s+{_CITY}$")


class Postal(msgspec.Struct, frozen=True, kw_only=True):
    """The line that a sorting machine reads."""

    country: str
    postcode: str


def find_postal(text: str, region: str, country: str | None = None) -> Postal | None:
    """`text` as the line with the postcode, or None. `country`: what the line below says, if it names one."""
    line = text.strip(" ,;.")
    if len(line) > 80:
        return None
    if match := FIVE.match(line):
        said = _prefixed(match["prefix"])
        return Postal(country=country or said or (region if region in FIVE_DIGITS else "FR"), postcode=match["code"].replace(" ", ""))
    if match := UNITED_STATES.search(line):
        return Postal(country=country or "US", postcode=match["code"])
    if match := BRITAIN.search(line):
        return Postal(country=country or "GB", postcode=match["code"])
    if match := CANADA.search(line):
        return Postal(country=country or "CA", postcode=match["code"])
    if match := FOUR.match(line):
        where = country or _prefixed(match["prefix"]) or (region if region in FOUR_DIGITS else None)
        if where in FOUR_DIGITS:
            return Postal(country=where or region, postcode=match["code"])
    return None


def _prefixed(prefix: str | None) -> str | None:
    if not prefix:
        return None
    return PREFIXES.get(prefix, prefix if len(prefix) == 2 else None)


def country_of(text: str) -> str | None:
    """The country that a whole line names, in French or English."""
    name = fold(text.strip(" .,()"))
    return _countries().get(name) if 2 < len(name) < 50 else None


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    from babel import Locale

    named = {"angleterre": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "ecosse": "GB", "uk": "GB", "usa": "US"}
    for language in ("fr", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                named.setdefault(fold(name), code)
    return named
