"""Dates in numbers alone: whether 3/4/2026 is in March or in April, told by the file as a whole and never row by row."""

from __future__ import annotations

import re
import unicodedata
from mmap import mmap

_DATE = re.compile(
    rb"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(?:(?:19|20)\d\d|(?<=/)\d\d(?=,?\s\d))(?![\d/-])"
    rb"(?:,?\s\d{1,2}:\d\d(?::\d\d)?\s?([AaPp])\.?[Mm])?"
)
_WORDED = re.compile(r"(?:(\d{1,2})\.? ([^\W\d]{3,10})\.?|([^\W\d]{3,10})\.? (\d{1,2})),? (\d{4})(?!\d),?(?: at| à| um)?(.*)$")
_MONTHS = (
    ("jan", "ene", "gen"), ("feb", "fev"), ("mar",), ("apr", "avr", "abr"), ("may", "mai", "mag"), ("jun", "juin", "giu"),
    ("jul", "juil", "lug"), ("aug", "aou", "ago"), ("sep", "set"), ("oct", "okt", "ott"), ("nov",), ("dec", "dez", "dic"),
)  # fmt: skip
_HEAD, _LOOKS = 65_536, 1_000_000
_MONTH_FIRST = frozenset(["US", "PH", "FM", "PW", "MH", "GU", "PR", "VI", "AS", "MP"])
"""Where dates are written so (Unicode CLDR, short date formats)."""


def month_first(data: bytes | mmap, region: str) -> bool:
    """A day after the 12th decides. Where there is none: a clock with AM and PM, else what the region does.

    Only of a file that has such dates from its beginning on: it is read for them as far as the first that decides.
    """
    half_days = False
    if _DATE.search(data, 0, _HEAD) is None:
        return False
    for looks, found in enumerate(_DATE.finditer(data)):
        first, second = int(found[1]), int(found[3])
        if first > 12 or second > 12:
            return second > 12 >= first
        half_days = half_days or found[4] is not None
        if looks > _LOOKS:
            break
    return half_days or region in _MONTH_FIRST


def _month(name: str) -> int | None:
    """By the first letters that tell it, in English, French, German, Spanish and Italian."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return next((number for number, begins in enumerate(_MONTHS, 1) if plain.startswith(begins)), None)


def written_out(text: str, month_first: bool) -> str:
    """`3/4/2026 1:05 PM`, `3.4.26 13h05`, `April 3, 2026 1:05 PM`, `3 avril 2026 13:05` and their like as `2026-04-03 13:05`; anything
    else as it is."""
    if date := re.match(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|(?<=[/.])\d\d)(?![\d/.-]),?(.*)$", text):
        day, month = (date[3], date[1]) if month_first and date[2] != "." else (date[1], date[3])
        text = f"{date[4] if len(date[4]) > 2 else '20' + date[4]}-{int(month):02}-{int(day):02}{date[5]}"
    elif (date := _WORDED.match(text)) and (found := _month(date[2] or date[3])):
        text = f"{date[5]}-{found:02}-{int(date[1] or date[4]):02}{date[6]}"
    text = re.sub(r"(?<=[T ])(\d{1,2})\s?h\s?(\d\d)(?!\d)", r"\1:\2", text)
    if clock := re.fullmatch(r"(.*?)\b(\d{1,2}):(\d\d)((?::\d\d)?(?:\.\d{1,6})?)(?:\s?([AaPp])\.?[Mm]\.?)?", text):
        hour = int(clock[2]) % 12 + 12 * (clock[5] in "Pp") if clock[5] else int(clock[2])
        text = f"{clock[1]}{hour:02}:{clock[3]}{clock[4]}"
    return text
