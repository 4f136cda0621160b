"""When it is daytime for a person: their zone from an address, a number, a domain or their habit; their working days and hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from streams.rules.promises.working import holidays_of

FAR = timedelta(days=21)
"""No holidays last longer."""

WAKING = (7, 23)
FEWEST, MOST = 8, 0.9
"""So many contacts tell when somebody is awake; and so much of them lies in waking hours where the zone is right."""

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


def zones_by_habit(contacts: Sequence[datetime], zones: Sequence[str]) -> tuple[str, ...]:
    """Of the possible `zones` those in which this person's own contacts fall into waking hours; all where they are too few to tell, none
    where no zone fits."""
    if len(contacts) < FEWEST:
        return tuple(zones)
    return tuple(zone for zone in zones if _awake(contacts, ZoneInfo(zone)) >= MOST)


def zone_of_habit(contacts: Sequence[datetime], hours: tuple[int, int]) -> str:
    """For whom nothing tells where they are: the zone in which they write and call around the middle of the `hours`."""
    middle = sum(hours) / 2

    def apart(offset: int) -> float:
        away = (abs((at.astimezone(UTC).hour + at.minute / 60 + offset - middle + 12) % 24 - 12) for at in contacts)
        return sum(away)

    return f"Etc/GMT{-min(range(-11, 13), key=lambda offset: (apart(offset), abs(offset), offset)):+d}"


def next_daytime(now: datetime, zones: tuple[str, ...], hours: tuple[int, int], country: str | None = None) -> datetime:
    """The first instant from `now` on that lies on a working day between the `hours`, in every one of the zones.

    `country`: whose weekends and public holidays are kept; None: Saturday and Sunday. Where no instant does (a country too wide), the first
    zone counts. (0, 24): any time of any day.
    """
    if hours == (0, 24):
        return now
    if not 0 <= hours[0] < hours[1] <= 24:
        raise ValueError(f"the hours {hours} are no part of a day")
    clocks = [ZoneInfo(zone) for zone in zones]
    at = now
    while at - now < FAR:
        later = max(_next_in(at, clock, hours, country) for clock in clocks)
        if later == at:
            return at
        at = later
    return next_daytime(now, zones[:1], hours, country)


def is_daytime(now: datetime, zones: tuple[str, ...], hours: tuple[int, int], country: str | None = None) -> bool:
    return next_daytime(now, zones, hours, country) == now


def is_day_off(day: date, country: str | None) -> bool:
    """A weekend there, or a public holiday."""
    return day.weekday() in _weekend(country) or (country is not None and day in holidays_of(country, day.year))


def _next_in(at: datetime, clock: ZoneInfo, hours: tuple[int, int], country: str | None) -> datetime:
    local = at.astimezone(clock)
    if not is_day_off(local.date(), country) and hours[0] <= local.hour < hours[1]:
        return at
    start = local.replace(hour=hours[0], minute=0, second=0, microsecond=0, fold=0)
    if local.hour >= hours[0]:
        start += timedelta(days=1)
    while is_day_off(start.date(), country):
        start += timedelta(days=1)
    return start.astimezone(at.tzinfo)


@cache
def _weekend(country: str | None) -> frozenset[int]:
    """Its weekdays, Monday 0. The table is loaded when it is first asked for."""
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(country).weekend) if country else frozenset({5, 6})
    except NotImplementedError:
        return frozenset({5, 6})


def _awake(contacts: Sequence[datetime], clock: ZoneInfo) -> float:
    return sum(WAKING[0] <= at.astimezone(clock).hour < WAKING[1] for at in contacts) / len(contacts)


@lru_cache(maxsize=4096)
def _country_of_number(number: str) -> str | None:
    import phonenumbers  # its tables take a while to load

    try:
        parsed = phonenumbers.parse(number, None)
        region = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
        return region if region in phonenumbers.SUPPORTED_REGIONS else None  # a range that nobody has been given has a country too
    except phonenumbers.NumberParseException:
        return None
