"""Dates as people write them on letters, in French and English."""

from __future__ import annotations

import re
from datetime import date

from streams.channels.letter.words import fold

_NAMES = (
    "janvier january janv jan",
    "fevrier february fevr fev feb",
    "mars march mar",
    "avril april avr apr",
    "mai may",
    "juin june jun",
    "juillet july juil jul",
    "aout august aug",
    "septembre september sept sep",
    "octobre october oct",
    "novembre november nov",
    "decembre december dec",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(\d{1,2})\s*(?:er|re|st|nd|rd|th|e)?"
DAY_FIRST = re.compile(rf"(?<!\d){_DAY}\s*(?:of |de )?\s*{_MONTH}\s*,?\s*((?:19|20)\d\d)(?!\d)")
MONTH_FIRST = re.compile(rf"\b{_MONTH}\s*{_DAY}\s*,?\s*((?:19|20)\d\d)(?!\d)")
ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?((?:19|20)?\d\d)(?![\d/.-])")
MONTH_FIRST_REGIONS = frozenset({"US", "PH", "FM", "PW"})


def find_date(text: str, region: str) -> date | None:
    """The first whole date in `text`. All in figures it is read as the region writes it, unless only the other way gives a date."""
    folded = fold(text)
    found: list[tuple[int, date]] = []
    for form, day, month, year in ((DAY_FIRST, 1, 2, 3), (MONTH_FIRST, 2, 1, 3), (ISO, 3, 2, 1)):
        for match in form.finditer(folded):
            number = (
                MONTHS.get(match[month].rstrip(".")) or int(match[month]) if match[month].isdigit() else MONTHS[match[month].rstrip(".")]
            )
            _add(found, match.start(), match[year], number, match[day])
    for match in NUMERIC.finditer(folded):
        first, second = int(match[1]), int(match[3])
        day, month = (second, first) if region in MONTH_FIRST_REGIONS else (first, second)
        if month > 12:
            day, month = month, day
        _add(found, match.start(), match[4] if len(match[4]) == 4 else f"20{match[4]}", month, str(day))
    return min(found)[1] if found else None


def _add(found: list[tuple[int, date]], place: int, year: str, month: int, day: str) -> None:
    try:
        found.append((place, date(int(year), month, int(day))))
    except ValueError:
        return
