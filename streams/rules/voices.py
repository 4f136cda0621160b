"""Where discontent begins, and what carries it: over everybody, and never about anybody.

Counted are origins, not signals: a person who complains, grows silent and was promised something, all after one call, is one
beginning. What carries is what several of them share - a conversation, a place, a household -, with how many followed the first. Nearness
is a reason to look and no cause: neighbours need not know each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal, TypeVar

import msgspec

from schemas.events import ORIGINS, Kind, OriginKind, Signal
from schemas.interaction import Channel

UNEASY: frozenset[Kind] = frozenset({"discontent", "misunderstood", "fading", "quiet", "promise_broken"})
"""The kinds of signal that say somebody is not well served."""

FEW = 10
"""Under so many beginnings nothing is compared: the page says so."""

MOST = 12
"""Rows of each list."""

Carrier = Literal["thread", "place", "household"]
Name = TypeVar("Name", bound=str)


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """`start`: Monday, midnight; `counts`: beginnings by kind, in the order of ORIGINS, none that are 0."""

    start: datetime
    counts: tuple[tuple[OriginKind, int], ...]


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """What several share. `place`: postcode and country, of a place or household; `followed`: persons after the first; `reach`: followers
    of all of them together, where a network told."""

    by: Carrier
    place: tuple[str, str] | None = None
    channel: Channel | None = None
    followed: int
    first_at: datetime
    last_at: datetime
    reach: int = 0


class Voices(msgspec.Struct, frozen=True, kw_only=True):
    """`count`: beginnings; `persons`: of how many people; the tables fall from the most frequent, at most MOST rows each."""

    since: datetime
    weeks: tuple[Week, ...]
    kinds: tuple[tuple[OriginKind, int], ...]
    products: tuple[tuple[str, int], ...]
    sites: tuple[tuple[str, int], ...]
    channels: tuple[tuple[Channel, int], ...]
    carried: tuple[Carried, ...]
    count: int
    persons: int


class _Begun(msgspec.Struct, frozen=True, kw_only=True):
    person: str
    at: datetime
    kind: OriginKind = "unknown"
    channel: Channel | None = None
    site: str | None = None
    products: tuple[str, ...] = ()
    thread: str | None = None
    reach: int = 0


def first_week(now: datetime, weeks: int = 12) -> datetime:
    """Midnight of the Monday with which the last `weeks` weeks begin, the present one included, in the zone of `now`."""
    monday = now - timedelta(days=now.weekday(), weeks=weeks - 1)
    return monday.replace(hour=0, minute=0, second=0, microsecond=0)


def where_it_begins(signals: Iterable[Signal], places: Mapping[str, frozenset[str]], *, now: datetime, weeks: int = 12) -> Voices:
    """The last `weeks` weeks, in the zone of `now`. `places`: postal identifiers (`postal:country/postcode/name`) of each person."""
    start = first_week(now, weeks)
    begun = [each for each in _begun(signals, now) if start <= each.at <= now]
    kinds = Counter(each.kind for each in begun)
    return Voices(
        since=start,
        weeks=tuple(_weeks(begun, start, weeks)),
        kinds=tuple((kind, kinds[kind]) for kind in ORIGINS if kinds[kind]),
        products=_most(Counter(product for each in begun for product in dict.fromkeys(each.products))),
        sites=_most(Counter(each.site for each in begun if each.site)),
        channels=_most(Counter(each.channel for each in begun if each.channel)),
        carried=_carried(begun, places),
        count=len(begun),
        persons=len(_people(begun)),
    )


def _begun(signals: Iterable[Signal], now: datetime) -> list[_Begun]:
    """One a person and origin; of signals that know no origin one a person and week. The same in whatever order they come."""
    found: dict[tuple[str, str], _Begun] = {}
    for signal in sorted((each for each in signals if each.kind in UNEASY), key=lambda each: (each.since, each.id)):
        if origin := signal.origin:
            begun = _Begun(
                person=signal.person, at=origin.at, kind=origin.kind, channel=origin.channel, site=origin.site,
                products=origin.products, thread=origin.thread, reach=origin.reach,
            )
            found.setdefault((signal.person, origin.entry), begun)
        else:
            at = signal.since.astimezone(now.tzinfo)
            found.setdefault((signal.person, f"{at.isocalendar()[:2]}"), _Begun(person=signal.person, at=signal.since))
    return sorted(found.values(), key=lambda each: (each.at, each.person))


def _weeks(begun: list[_Begun], start: datetime, weeks: int) -> Iterable[Week]:
    counts = Counter(((each.at.astimezone(start.tzinfo).date() - start.date()).days // 7, each.kind) for each in begun)
    for week in range(weeks):
        of_week = tuple((kind, counts[week, kind]) for kind in ORIGINS if counts[week, kind])
        yield Week(start=start + timedelta(weeks=week), counts=of_week)


def _carried(begun: list[_Begun], places: Mapping[str, frozenset[str]]) -> tuple[Carried, ...]:
    """What the most people share first. A place whose people are all of one household is told as the household."""
    homes = {person: {home for home in map(_home, postal) if home} for person, postal in places.items()}
    threads = _shared(begun, lambda each: {(each.thread,)} if each.thread else set())
    households = _shared(begun, lambda each: homes.get(each.person, set()))
    towns = _shared(begun, lambda each: {home[:2] for home in homes.get(each.person, set())})
    told = [_people(group) for group in households.values()]
    found = [_told("thread", None, group) for group in threads.values()]
    found += [_told("household", (key[0], key[1]), group) for key, group in households.items()]
    found += [_told("place", (key[0], key[1]), group) for key, group in towns.items() if _people(group) not in told]
    return tuple(sorted(found, key=lambda each: (-each.followed, -each.reach, each.by, each.first_at, each.place or ()))[:MOST])


def _shared(begun: list[_Begun], keys: Callable[[_Begun], Iterable[tuple[str, ...]]]) -> dict[tuple[str, ...], list[_Begun]]:
    """Beginnings by what more than one person has in common."""
    groups: dict[tuple[str, ...], list[_Begun]] = {}
    for each in begun:
        for key in keys(each):
            groups.setdefault(key, []).append(each)
    return {key: group for key, group in groups.items() if len(_people(group)) > 1}


def _people(group: Iterable[_Begun]) -> set[str]:
    return {each.person for each in group}


def _told(by: Carrier, place: tuple[str, str] | None, group: list[_Begun]) -> Carried:
    """`group` in order of time."""
    firsts: dict[str, datetime] = {}
    reach: dict[str, int] = {}
    for each in group:
        firsts.setdefault(each.person, each.at)
        reach[each.person] = max(reach.get(each.person, 0), each.reach)
    return Carried(
        by=by, place=place, channel=group[0].channel if by == "thread" else None, followed=len(firsts) - 1,
        first_at=min(firsts.values()), last_at=max(firsts.values()), reach=sum(reach.values()),
    )


def _home(identifier: str) -> tuple[str, str, str] | None:
    """(postcode, country, last word of the name) of a postal identifier."""
    scheme, _, value = identifier.partition(":")
    country, _, rest = value.partition("/")
    postcode, _, name = rest.partition("/")
    if scheme != "postal" or not (country and postcode and name):
        return None
    return postcode.upper(), country.upper(), name.rpartition("-")[2]


def _most(counts: Counter[Name]) -> tuple[tuple[Name, int], ...]:
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST])
