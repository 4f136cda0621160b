"""The rhythm strip: a year of a person's contacts, as places in per cent of the width."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from schemas.documents import Step
from schemas.events import Signal
from schemas.interaction import Channel
from services.web.views import Mark, Strip, Tick

YEAR = timedelta(days=365)
BINS = 122
"""Three days a bin: nearer contacts of one channel are one mark, drawn higher."""

APART = 3.0
"""Marks of one sort nearer than this, in per cent of the width, would lie on each other: the first is drawn."""



def strip(
    course: Iterable[Step], signals: Iterable[Signal], *, now: datetime, zone: ZoneInfo, links: Mapping[str, str] | None = None
) -> Strip:
    """The year until `now`. Silence that was, or is, surprising is a zone from its deadline to the person's return, or to now.

    With `links` (entry -> where it is shown) the onset and the origin of each open signal are marked; `signals`: the most pressing first.
    """
    start = now - YEAR
    steps = [step for step in course if start <= step.at <= now]
    signals = list(signals)
    zones = [(signal.at, signal.closed_at or now) for signal in signals if signal.kind == "quiet"]
    return Strip(
        theirs=_ticks((step for step in steps if step.theirs), start),
        ours=_ticks((step for step in steps if step.direction == "out"), start),
        quiet=tuple(sorted((max(0.0, _x(at, start)), min(100.0, _x(until, start))) for at, until in zones if until > start and at < now)),
        months=tuple((_x(at, start), at) for at in _months(start, now, zone)),
        count=sum(step.theirs for step in steps),
        marks=() if links is None else tuple(_marks(signals, links, start, now)),
    )


def _marks(signals: Iterable[Signal], links: Mapping[str, str], start: datetime, now: datetime) -> Iterable[Mark]:
    drawn: list[Mark] = []
    for signal in signals:
        if signal.closed_at is not None:
            continue
        onset = Mark(x=_x(signal.since, start), at=signal.since)
        found = [onset]
        if (origin := signal.origin) and origin.kind != "unknown":
            found = [Mark(x=_x(origin.at, start), at=origin.at, kind=origin.kind, href=links.get(origin.entry, "")), onset]
        for mark in found:
            apart = all(abs(mark.x - other.x) >= APART for other in drawn if (other.kind is None) == (mark.kind is None))
            if apart and start <= mark.at <= now:
                drawn.append(mark)
    origins = [mark.x for mark in drawn if mark.kind]
    return [msgspec.structs.replace(mark, beside=mark.kind is None and any(abs(mark.x - x) < 2 * APART for x in origins)) for mark in drawn]


def _ticks(steps: Iterable[Step], start: datetime) -> tuple[Tick, ...]:
    counts: Counter[tuple[int, Channel]] = Counter()
    for step in steps:
        counts[min(BINS - 1, int(_x(step.at, start) / 100 * BINS)), step.channel] += 1
    places: Counter[int] = Counter()
    ticks = []
    for (place, channel), count in sorted(counts.items()):
        shift = 0.25 * places[place]  # channels of one bin stand beside each other
        places[place] += 1
        ticks.append(Tick(x=round((place + 0.5 + shift) * 100 / BINS, 2), channel=channel, height=min(3, count)))
    return tuple(ticks)


def _x(at: datetime, start: datetime) -> float:
    return round((at - start) / YEAR * 100, 2)


def _months(start: datetime, now: datetime, zone: ZoneInfo) -> Iterable[datetime]:
    at = start.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while True:
        at = at.replace(year=at.year + at.month // 12, month=at.month % 12 + 1)
        if at >= now:
            return
        yield at
