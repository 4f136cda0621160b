"""Entries as the timeline shows them: whose side they stand on, their scans, their day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec

from schemas.documents import Step, TimelineEntry
from schemas.events import Entry
from schemas.interaction import OURS, Cut, Interaction
from services.web.views import Day, Part, Piece, Promised, Scan, Side, Version
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
    kept = entry if isinstance(entry, TimelineEntry) else None
    own = said.original.content_type == OURS or (said.direction == "out" and said.original.content_type == WRITTEN)
    removed_at = kept.removed_at if kept else None
    if removed_at:  # sense may not have heard of it yet
        step, promises = None, ()
    sources = dict.fromkeys(each.sha256 for each in (said.original, *((kept.sources if kept else None) or ())))
    originals = () if own or removed_at else tuple(f"{said.channel}:{sha256}" for sha256 in sources)
    parts, after = _parts(said)
    scans: tuple[Scan, ...] = ()
    if said.channel == "letter" and originals and said.original.content_type.startswith(("image/", "application/pdf")):
        pages = min(MOST_PAGES, max(1, int(said.measures.get("pages", 1))))
        first = int(said.measures.get("first_page", 1))
        path = f"/scans/{quote(originals[0])}"
        scans = tuple(
            Scan(small=f"{path}/{number}/{SMALL}", large=f"{path}/{number}/{LARGE}", number=number)
            for number in range(first, first + pages)
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
        originals=originals,
        parts=parts,
        after=after,
        earlier=_versions(kept) if kept else (),
        changed=kept.version is not None if kept else False,
        removed_at=removed_at,
        scans=scans,
        labels=step.labels if step and step.theirs else (),
        quotes=step.quotes if step and step.theirs else (),
        promises=tuple(promises),
    )


def _parts(said: Interaction) -> tuple[tuple[Part, ...], tuple[Cut, ...]]:
    """The text cut where something was left out of it, with a mark for it; and the marks for what stood behind all of the text."""
    lines = said.text.split("\n") if said.text else []
    parts: list[Part] = []
    shown = 0
    after = []
    for cut in said.cuts or ():
        if cut.after >= len(lines):
            after.append(cut)
            continue
        if cut.after > shown:
            parts.append(Part(text="\n".join(lines[shown : cut.after])))
            shown = cut.after
        parts.append(Part(cut=cut))
    if shown < len(lines):
        parts.append(Part(text="\n".join(lines[shown:])))
    return tuple(parts), tuple(after)


def _versions(entry: TimelineEntry) -> tuple[Version, ...]:
    """The latest first; an edit that left the words alone is not told."""
    found: list[Version] = []
    now = (entry.interaction.subject, entry.interaction.text, entry.interaction.attachments)
    for each in reversed(entry.earlier or ()):
        words = (each.subject, each.text, each.attachments)
        if words != now:
            found.append(
                Version(at=each.edited_at, subject=each.subject, text=each.text, language=each.language, attachments=each.attachments)
            )
        elif found:
            found[-1] = msgspec.structs.replace(found[-1], at=each.edited_at)  # since then they were so
        now = words
    return tuple(found)


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
