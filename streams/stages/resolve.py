"""Interactions in, entries on the timelines of their persons out. Writes only what commutes: the entry, the identifier."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas import topics
from schemas.documents import TimelineEntry
from schemas.errors import Unreadable
from schemas.events import Entry, Said
from streams.desk import Desk
from streams.rules.persons import entry_id, others
from streams.runner import Batch
from streams.state.originals import PATIENCE
from streams.wire import Emit

REMEMBERED_IDENTIFIERS = 50_000
NEVER = datetime.max.replace(tzinfo=UTC)


async def resolve(batch: Batch, desk: Desk) -> list[Emit]:
    """One entry a (interaction, identifier); emitted even when it was there before, since a worker may have stopped between the two."""
    reading = desk.settings.reading
    entries: dict[str, TimelineEntry] = {}
    traces: dict[str, str | None] = {}
    met: Met = {}
    carried = []
    closes: dict[str, str] = {}
    for event in batch.events:
        if not isinstance(event, Said):
            batch.refuse(event, Unreadable("type", "something said was expected", "send it to its own topic"))
            continue
        interaction = event.interaction
        at = min(interaction.at or event.received_at, event.received_at)  # a wrong clock, or a forged date, is not the future
        parties = list(others(interaction, reading.own, reading.region))
        single = event.alone and len(parties) == 1  # the usual case: sense closes its original, and the entry needs no mark of its own
        for party in parties:
            assert party.identifier is not None  # noqa: S101  # others() gives only those that have one
            entry = TimelineEntry(
                id=entry_id(interaction, party.identifier),
                identifier=party.identifier,
                role=party.role,
                at=at,
                received_at=event.received_at,
                interaction=interaction,
                hand_on_at=None if single else batch.now + PATIENCE,
            )
            entries[entry.id], traces[entry.id] = entry, batch.trace(event)
            if single:
                closes[entry.id] = event.original
            names, first_at = met.get(party.identifier, (set(), at))
            met[party.identifier] = (names | {party.name} if party.name else names, min(first_at, at))
        if not parties:  # a withheld number, a letter without an address: kept, under nobody
            nobody = TimelineEntry(
                id=entry_id(interaction, None), identifier=None, role="", at=at, received_at=event.received_at, interaction=interaction
            )
            entries[nobody.id] = nobody
        if event.alone and not single:
            carried.append(event.original)
    new = _not_written_down(met, desk)
    await desk.state.identifiers.meet(new)
    _write_down(new, desk)
    owners = await desk.state.identifiers.owners(met)
    await desk.state.timeline.put(list(entries.values()))
    await desk.state.originals.done(carried)
    return [
        Emit(
            topics.TIMELINE,
            owners[entry.identifier],
            Entry(
                id=entry.id,
                person=owners[entry.identifier],
                identifier=entry.identifier,
                role=entry.role,
                at=entry.at,
                interaction=entry.interaction,
                original=closes.get(entry.id),
            ),
            traces[entry.id],
        )
        for entry in entries.values()
        if entry.identifier
    ]


Met = dict[str, tuple[set[str], datetime]]
"""By identifier: the names it was used with, and when it was first."""


def _not_written_down(met: Met, desk: Desk) -> Met:
    """Of what was met, that which this process has not written yet: most mail comes from people who wrote before."""
    return {
        identifier: (names, first_at)
        for identifier, (names, first_at) in met.items()
        if any(desk.met.get((identifier, name), NEVER) > first_at for name in names or {""})
    }


def _write_down(new: Met, desk: Desk) -> None:
    for identifier, (names, first_at) in new.items():
        for name in names or {""}:
            desk.met[identifier, name] = first_at
    while len(desk.met) > REMEMBERED_IDENTIFIERS:
        desk.met.popitem(last=False)
