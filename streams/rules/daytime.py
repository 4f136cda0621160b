"""When it is daytime for a person: their zone from the country of a number or an address, their working hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

SATURDAY = 5
FAR = timedelta(days=10)

# Domains of countries where a domain says little about where its owner lives.
_ANYWHERE = frozenset({"ai", "cc", "co", "fm", "io", "me", "nu", "tk", "to", "tv", "ws", "eu", "ly", "gg", "sh"})


def country_of(identifiers: Iterable[str]) -> str | None:
    """The country that a person's identifiers tell: of a postal address, else of a number, else of a domain; None when none does."""
    found: dict[str, str] = {}
    for identifier in identifiers:
        scheme, _, value = identifier.partition(":")
        country = None
        if scheme == "postal":
            country = value.partition("/")[0].upper()
        elif scheme == "tel":
            country = _country_of_number(value)
        elif scheme in ("email", "mastodon"):
            last = value.rpartition(".")[2].upper()
            country = "GB" if last == "UK" else last if last.lower() not in _ANYWHERE else None
        if country and zones_of(country):
            found.setdefault(scheme, country)
    return found.get("postal") or found.get("tel") or found.get("email") or found.get("mastodon")


@lru_cache(maxsize=256)
def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country, the most peopled first as the list has it (zone.tab of the IANA time zone database)."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(row[2] for row in rows if row[0] == country)


def next_daytime(now: datetime, zones: tuple[str, ...], hours: tuple[int, int]) -> datetime:
    """The first instant from `now` on that lies on a working day between the `hours`, in every one of the zones.

    Where no instant does (a country too wide), the first zone counts. (0, 24): any time of any day.
    """
    if hours == (0, 24):
        return now
    if not 0 <= hours[0] < hours[1] <= 24:
        raise ValueError(f"the hours {hours} are no part of a day")
    clocks = [ZoneInfo(zone) for zone in zones]
    at = now
    while at - now < FAR:
        later = max(_next_in(at, clock, hours) for clock in clocks)
        if later == at:
            return at
        at = later
    return next_daytime(now, zones[:1], hours)


def is_daytime(now: datetime, zones: tuple[str, ...], hours: tuple[int, int]) -> bool:
    return next_daytime(now, zones, hours) == now


def _next_in(at: datetime, clock: ZoneInfo, hours: tuple[int, int]) -> datetime:
    local = at.astimezone(clock)
    if local.weekday() < SATURDAY and hours[0] <= local.hour < hours[1]:
        return at
    start = local.replace(hour=hours[0], minute=0, second=0, microsecond=0, fold=0)
    if local.hour >= hours[0]:
        start += timedelta(days=1)
    while start.weekday() >= SATURDAY:
        start += timedelta(days=1)
    return start.astimezone(at.tzinfo)


@lru_cache(maxsize=4096)
def _country_of_number(number: str) -> str | None:
    import phonenumbers  # its tables take a while to load

    try:
        parsed = phonenumbers.parse(number, None)
        region = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
        return region if region in phonenumbers.SUPPORTED_REGIONS else None  # a range that nobody has been given has a country too
    except phonenumbers.NumberParseException:
        return None
