"""Dates as programs write them for people: "mercredi 5 mars 2025 20:33", "Mon, Mar 4, 2024 at 9:15 AM", "04.03.2024 um 09:15"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo

# How the names of the months begin, in the languages of phrases.py, without accents; the longest beginning that fits counts.
_NAMES = (
    "jan ene gen sty led ianuarie",
    "feb fev fevr lut uno",
    "mar maa brez bre",
    "apr avr abr kwi dub",
    "mai may maj mag mei kve",
    "jun juin giu cze cervna iun",
    "jul juil lug lip cervence iul",
    "aug aou ago sie srp",
    "sep set wrz zar szept",
    "oct okt ott out paz rij",
    "nov noi lis",
    "dec dez dic gru pro",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_LONGEST = max(map(len, _MONTHS))
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er)?[\s-]+(?:de |of )?([^\W\d_]{3,12})\.?,?[\s-]+(?:de )?((?:19|20)\d\d)")
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)")
_YEAR_FIRST = re.compile(r"\b((?:19|20)\d\d)\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?!\d{3})")
_YEAR_NAMED = re.compile(r"\b((?:19|20)\d\d)\.\s+([^\W\d_]{3,12})\.?\s+(\d{1,2})")
_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?((?:19|20)?\d\d)(?![\d/-])")
_HOUR = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[:h.]\s?(\d\d)(?:[:.](\d\d))?(?:\.\d+)?(?![\d/.-])\s*([ap]\.?m\b)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:\b(?:gmt|utc)\s?|:\d\d(?:\.\d+)?\s?)([+-])(\d{1,2}):?(\d\d)?\b", re.IGNORECASE)
_ZONES = {"utc": 0, "gmt": 0, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "bst": 1}


def written_date(text: str, tz: str) -> datetime | None:
    """The instant in UTC; `tz` where no zone is written. None without a whole date; a day without an hour is read as its noon.

    All in figures, the day stands first, but not in a day of twelve hours (AM, PM), as the United States write it.
    """
    plain = "".join(one for one in normalize("NFKD", text[:200].lower()) if not combining(one))
    place, day, month, year = next(_days(plain), (slice(0), 0, 0, 0))
    rest = f"{plain[: place.start]} {plain[place.stop :].lstrip('t')}"
    hour = next((found for found in _HOUR.finditer(rest) if int(found[1]) < 24 and int(found[2]) < 60), None)
    hours, minutes, seconds = (int(hour[1]), int(hour[2]), min(int(hour[3] or 0), 59)) if hour else (12, 0, 0)
    if hour and hour[4]:
        hours = hours % 12 + (12 if hour[4][0] == "p" else 0)
        if _FIGURES.fullmatch(plain[place]) and day <= 12:
            day, month = month, day
    try:
        return datetime(year, month, day, hours, minutes, seconds, tzinfo=_zone(rest, tz)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _days(text: str) -> Iterator[tuple[slice, int, int, int]]:
    """Where a day stands, and its day, month and year."""
    for form, day, month, year in ((_DAY_FIRST, 1, 2, 3), (_YEAR_NAMED, 3, 2, 1), (_MONTH_FIRST, 2, 1, 3)):
        for found in form.finditer(text):
            if number := _month(found[month]):
                yield slice(*found.span()), int(found[day]), number, int(found[year])
    for found in _YEAR_FIRST.finditer(text):
        yield slice(*found.span()), int(found[3]), int(found[2]), int(found[1])
    for found in _FIGURES.finditer(text):
        first, second, last = int(found[1]), int(found[2]), int(found[3])
        yield slice(*found.span()), *((second, first) if second > 12 else (first, second)), (last if last > 99 else 2000 + last)


def _month(name: str) -> int | None:
    return next((_MONTHS[name[:length]] for length in range(_LONGEST, 2, -1) if name[:length] in _MONTHS), None)


def _zone(text: str, tz: str) -> timezone | ZoneInfo:
    if found := _OFFSET.search(text):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if offset < timedelta(hours=15):
            return timezone(offset if found[1] == "+" else -offset)
    word = next((word for word in re.findall(r"\b[a-z]{3,4}\b", text) if word in _ZONES), None)
    return timezone(timedelta(hours=_ZONES[word])) if word else ZoneInfo(tz)
