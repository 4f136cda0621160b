"""Interactions in, entries on the timelines of their persons out. Writes only what commutes: the entry, the identifier, the tombstone."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import UTC, datetime

import msgspec

from schemas import topics
from schemas.documents import TimelineEntry, Tombstone
from schemas.errors import Unavailable, Unreadable
from schemas.events import Entry, Said, TakenBack
from streams.desk import Desk
from streams.rules.uniting import become, entries_of, taken_back_at, unite_entries
from streams.runner import Batch
from streams.state.originals import PATIENCE
from streams.wire import Emit

REMEMBERED_IDENTIFIERS = 50_000
NEVER = datetime.max.replace(tzinfo=UTC)
TRIES = 20

Met = dict[str, tuple[set[str], datetime]]
"""By identifier: the names it was used with, and when it was first."""


class Brought(msgspec.Struct):
    """What a batch brings. `closes`: of an entry, the original that sense closes; `carried`: those that are closed here."""

    entries: dict[str, TimelineEntry] = {}
    tombstones: dict[str, Tombstone] = {}
    met: Met = {}
    traces: dict[str, str | None] = {}
    closes: dict[str, str] = {}
    carried: list[str] = []


async def resolve(batch: Batch, desk: Desk) -> list[Emit]:
    """One entry a (interaction, identifier); emitted even when it was there before, since a worker may have stopped between the two."""
    brought = _bring(batch, desk)
    new = _not_written_down(brought.met, desk)
    await desk.state.identifiers.meet(new)
    _write_down(new, desk)
    await desk.state.removals.put(brought.tombstones.values())
    entries = await _write(brought, desk, now=batch.now)
    await desk.state.originals.done(brought.carried)
    owners = await desk.state.identifiers.owners({entry.identifier for entry in entries if entry.identifier})
    return [
        Emit(
            topics.TIMELINE,
            owners[entry.identifier],
            entry_event(entry, owners[entry.identifier], brought.closes.get(entry.id)),
            brought.traces.get(entry.id) or brought.traces.get(entry.interaction.id),
        )
        for entry in entries
        if entry.identifier
    ]


def entry_event(entry: TimelineEntry, person: str, original: str | None = None) -> Entry:
    """The news of it for who owns its identifier."""
    assert entry.identifier is not None  # noqa: S101  # what is under nobody is news for nobody
    return Entry(
        id=entry.id, person=person, identifier=entry.identifier, role=entry.role, at=entry.at, interaction=entry.interaction,
        original=original, changed=entry.version is not None,
    )


def _bring(batch: Batch, desk: Desk) -> Brought:
    """Several events about one entry in a batch are united before anything is written."""
    reading, brought = desk.settings.reading, Brought()
    for event in batch.events:
        match event:
            case Said():
                entries = entries_of(event.interaction, event.received_at, reading.own, reading.region)
                # The usual case is an entry that is alone: sense closes its original, and the entry needs no mark of its own.
                single = event.alone and len(entries) == 1 and entries[0].identifier is not None and entries[0].id not in brought.entries
                for entry in entries:
                    _meet(entry, brought.met)
                    if single:
                        brought.closes[entry.id] = event.original
                    elif entry.identifier is not None:
                        entry = msgspec.structs.replace(entry, hand_on_at=batch.now + PATIENCE)
                    same = brought.entries.get(entry.id)
                    brought.entries[entry.id] = unite_entries(entry, same) if same else entry
                    brought.traces[entry.id] = brought.traces[event.interaction.id] = batch.trace(event)
                    if same and entry.id in brought.closes:
                        brought.carried.append(brought.closes.pop(entry.id))
                if event.alone and not single:
                    brought.carried.append(event.original)
            case TakenBack():
                gone = event.removal
                at = taken_back_at(gone, event.received_at)
                known = brought.tombstones.get(gone.id)
                brought.tombstones[gone.id] = Tombstone(
                    id=gone.id, channel=gone.channel, network=gone.network, at=max(at, known.at) if known else at
                )
                brought.traces[gone.id] = batch.trace(event)
                if event.alone:
                    brought.carried.append(event.original)
            case _:
                batch.refuse(event, Unreadable("type", "something said was expected", "send it to its own topic"))
    return brought


async def _write(brought: Brought, desk: Desk, *, now: datetime) -> list[TimelineEntry]:
    """The entries of this batch as they are now, and all others that became others by it.

    What is new is inserted, and that is all, nearly always. What was there already is read and united; so are all entries of a call that
    has several, and of what was taken back: asked after inserting, so that of two who write at once the later sees both.
    """
    timeline, told = desk.state.timeline, brought.entries
    fresh = await timeline.put(list(told.values()))
    removed = await _removed(brought, desk)
    calls = await timeline.told_ids({entry.interaction.id for entry in told.values() if entry.interaction.channel == "phone"})
    known = {entry.interaction.id for id_, entry in told.items() if id_ not in fresh}
    whole = removed.keys() | {id_ for id_, ids in calls.items() if len(ids) > 1 or id_ in known}
    waiting, final = known | whole, dict(told)
    for _ in range(TRIES):
        if not waiting:
            return list(final.values())
        mine = _by_interaction(entry for entry in told.values() if entry.interaction.id in waiting)
        ids = [entry.id for entries in mine.values() for entry in entries]
        there = {entry.id: entry for entry in [*await timeline.get(ids), *await timeline.told(whole & waiting)]}
        stored = _by_interaction(there.values())
        lost = set()
        for id_ in waiting:
            before = {entry.id: entry for entry in stored.get(id_, ())}
            now_told = become(before.values(), mine.get(id_, ()), removed.get(id_))
            if not await _replace(before, {entry.id: entry for entry in now_told}, told, final, desk, now=now):
                lost.add(id_)
        waiting = lost
    raise Unavailable("timeline", "somebody else writes the same entries all the time", "it is tried again")


async def _removed(brought: Brought, desk: Desk) -> dict[str, datetime]:
    """Which interactions were taken back, and when last: by their id, or by another name that is known of them."""
    names = {gone: {gone} for gone in brought.tombstones}
    for entry in brought.entries.values():
        if entry.interaction.channel == "social":
            names.setdefault(entry.interaction.id, {entry.interaction.id}).update(entry.interaction.also or ())
    for interaction, called in (await desk.state.timeline.called(brought.tombstones)).items() if brought.tombstones else ():
        names.setdefault(interaction, {interaction}).update(called)
    found = await desk.state.removals.of({name for several in names.values() for name in several})
    return {id_: max(found[name] for name in several & found.keys()) for id_, several in names.items() if several & found.keys()}


async def _replace(
    before: dict[str, TimelineEntry], after: dict[str, TimelineEntry], told: Container[str], final: dict[str, TimelineEntry], desk: Desk,
    *, now: datetime,
) -> bool:
    """Write the entries of one interaction where they became others, and say in `final` what they are. False when somebody else wrote
    one of them meanwhile."""
    timeline, good = desk.state.timeline, True
    for entry in after.values():
        if entry == before.get(entry.id):
            if entry.id in told:
                final[entry.id] = entry
            continue
        entry = msgspec.structs.replace(entry, hand_on_at=now + PATIENCE if entry.identifier else None)
        if entry.id not in before:
            good = bool(await timeline.put([entry])) and good
            final[entry.id] = entry
        else:
            good = await timeline.change(entry) and good
            final[entry.id] = msgspec.structs.replace(entry, version=(entry.version or 0) + 1)
    for id_ in before.keys() - after.keys():
        final.pop(id_, None)
        good = await timeline.drop(before[id_]) and good
    return good


def _by_interaction(entries: Iterable[TimelineEntry]) -> dict[str, list[TimelineEntry]]:
    found: dict[str, list[TimelineEntry]] = {}
    for entry in entries:
        found.setdefault(entry.interaction.id, []).append(entry)
    return found


def _meet(entry: TimelineEntry, met: Met) -> None:
    if entry.identifier is not None:
        names, first_at = met.get(entry.identifier, (set(), entry.at))
        names |= {party.name for party in entry.interaction.parties if party.name and party.identifier == entry.identifier}
        met[entry.identifier] = (names, min(first_at, entry.at))


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
