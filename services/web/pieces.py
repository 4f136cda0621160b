"""Entries as the timeline shows them: whose side they stand on, their scans, their day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo

from schemas.documents import Step, TimelineEntry
from schemas.events import Entry
from schemas.interaction import OURS
from services.web.views import Day, Piece, Promised, Scan, Side
from streams.rules.keeping import Pledge

SIDES: dict[str, Side] = {"in": "theirs", "out": "ours", "internal": "within"}
MOST_PAGES = 12
SMALL, LARGE = 160, 1100
"""Widths of a page of a scan, in pixels."""

WRITTEN = "text/plain"
"""What we wrote ourselves has its text as its original, which nobody else holds; so has what a colleague noted."""


def piece(entry: TimelineEntry | Entry, zone: ZoneInfo, *, step: Step | None = None, promises: Iterable[Promised] = ()) -> Piece:
    """The same from the database and from the stream. `step`: what was sensed of it; `promises`: those made in it."""
    said = entry.interaction
    own = said.original.content_type == OURS or (said.direction == "out" and said.original.content_type == WRITTEN)
    original = None if own else f"{said.channel}:{said.original.sha256}"
    scans: tuple[Scan, ...] = ()
    if said.channel == "letter" and original and said.original.content_type.startswith(("image/", "application/pdf")):
        pages = min(MOST_PAGES, max(1, int(said.measures.get("pages", 1))))
        path = f"/scans/{quote(original)}"
        scans = tuple(
            Scan(small=f"{path}/{number}/{SMALL}", large=f"{path}/{number}/{LARGE}", number=number) for number in range(1, pages + 1)
        )
    return Piece(
        id=entry.id,
        anchor=anchor(entry.id),
        key=anchor(said.id),
        at=entry.at,
        day=entry.at.astimezone(zone).date(),
        side=SIDES[said.direction],
        identifier=entry.identifier,
        said=said,
        original=original,
        scans=scans,
        labels=step.labels if step and step.theirs else (),
        quotes=step.quotes if step and step.theirs else (),
        promises=tuple(promises),
    )


def promised(pledge: Pledge, now: datetime, href: str = "") -> Promised:
    key = anchor(f"{pledge.entry} {pledge.due_at.isoformat()}")
    return Promised(said=pledge, key=key, days=max(0, (now - pledge.due_at).days) if pledge.state == "broken" else 0, href=href)


def anchor(id_: str) -> str:
    """An id as a page can link to it."""
    return "e-" + hashlib.sha256(id_.encode()).hexdigest()[:16]


def days(pieces: Iterable[Piece]) -> tuple[Day, ...]:
    """Newest day first, newest entry first; an interaction that reached a person under two identifiers is shown once."""
    seen: set[str] = set()
    once = [each for each in pieces if not (each.said.id in seen or seen.add(each.said.id))]  # type: ignore[func-returns-value]  # add gives None
    ordered = sorted(once, key=lambda each: (each.at, each.id), reverse=True)
    grouped = [(day, tuple(of_day)) for day, of_day in groupby(ordered, key=lambda each: each.day)]
    return tuple(Day(day=day, at=of_day[0].at, pieces=of_day) for day, of_day in grouped)
