"""Originals in, what was said out - by whom, to whom, when - and what was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from schemas import topics
from schemas.documents import OriginalRecord, TimelineEntry
from schemas.errors import Refusal, Unreadable
from schemas.events import Raw, Said, TakenBack
from schemas.interaction import Interaction, Removal
from streams.channels.hooks import believed
from streams.desk import Desk
from streams.kept_out import without_erased
from streams.reported import reported
from streams.rules.persons import main_identifier
from streams.rules.uniting import entries_of, holds, taken_back, taken_back_at
from streams.runner import Batch
from streams.wire import LARGEST_MESSAGE, Emit

PUBLISH_EVENTS = 500
SENT_ON_LATELY = timedelta(seconds=60)
ON_ITS_WAY = timedelta(seconds=5)
MOST_PARTIES = 200
LARGEST_BYTES = LARGEST_MESSAGE // 2
BYTES_A_SECOND = 200_000
"""Roughly what the path carries: how soon to ask whether all of a large export has arrived."""


async def normalise(batch: Batch, desk: Desk) -> list[Emit]:
    """One interaction: resolve closes its original. Several, or one beside a report of a message that is still on its way: the original
    stays open, is handed on again by the clock, and is closed here once each of its interactions is an entry or a dead letter; so a restart
    in the middle of a large export loses none of it."""
    originals = await desk.state.originals.get({event.original for event in batch.events if isinstance(event, Raw)}, large=0)
    emits: list[Emit] = []
    for event in batch.events:
        if not isinstance(event, Raw):
            batch.refuse(event, Unreadable("type", "an original was expected", "send it to its own topic"))
            continue
        record = originals.get(event.original)
        if record is None and await desk.state.erased.of("original", [event.original]):
            continue
        if record is None:
            batch.refuse(event, Unreadable("original", f"{event.original} is not in the database", "hand the file in again"))
            continue
        if record.hand_on_at is None:  # handed on once more while it was still under way, and carried to its end meanwhile
            continue
        whole = record if record.data is not None else (await desk.state.originals.get([record.id]))[record.id]  # one at a time in memory
        try:
            read = await desk.read(whole)
        except Unreadable as error:
            read = [Refusal(where=error.where, what=error.what, remedy=error.remedy)]
        found: list[Interaction | Removal] = []
        for item in believed(read, record.source):
            match item:
                case Refusal():
                    batch.refuse(event, Unreadable(item.where, item.what, item.remedy))
                case Removal():
                    found.append(item)
                case Interaction() if small := _bounded(item, event, record, batch):
                    found.append(small)
        told, found = found, await without_erased(found, record.received_at, desk)
        if told and not found and len(told) == len(read):  # all that it says is of the time before somebody was erased
            await desk.state.erased.put("original", [record.id], at=batch.now)
            await desk.state.originals.erase([record.id])
            continue
        reports, heard = await reported(whole, desk, now=batch.now)
        emits += reports
        alone = len(found) == 1 and heard
        missing = found if alone else await _missing(found, record, desk, now=batch.now, heard=heard)
        new = [_emit(item, record, alone=alone, trace=batch.trace(event)) for item in missing]
        while len(new) > PUBLISH_EVENTS:
            await desk.producer.send(new[:PUBLISH_EVENTS])
            del new[:PUBLISH_EVENTS]
        emits += new
    return emits


def _emit(item: Interaction | Removal, record: OriginalRecord, *, alone: bool, trace: str | None) -> Emit:
    if isinstance(item, Removal):
        back = TakenBack(removal=item, original=record.id, received_at=record.received_at, alone=alone)
        return Emit(topics.INTERACTIONS, item.id, back, trace)
    said = Said(interaction=item, original=record.id, received_at=record.received_at, alone=alone)
    return Emit(topics.INTERACTIONS, main_identifier(item), said, trace)


def _bounded(interaction: Interaction, event: Raw, record: OriginalRecord, batch: Batch) -> Interaction | None:
    """As much of it as the path carries: each who took part has the whole of it on their timeline. What is left out is said."""
    people = len(interaction.parties)
    if people > MOST_PARTIES:
        what = f"it names {people} people, and is kept for the first {MOST_PARTIES}"
        batch.refuse(event, Unreadable(f"{interaction.id}: parties", what, "nothing, unless all of them were meant one by one"))
        interaction = msgspec.structs.replace(interaction, parties=interaction.parties[:MOST_PARTIES])
    if max(record.size, len(interaction.text)) > LARGEST_BYTES // 16:  # smaller ones need no measuring
        size = len(msgspec.json.encode(interaction))
        if size > LARGEST_BYTES:
            remedy = "hand in what was said by itself, without what is attached"
            error = Unreadable(f"{interaction.id}: size", f"{size} bytes are more than the {LARGEST_BYTES} that one may have", remedy)
            batch.refuse(event, error, interaction=interaction.id)
            return None
    return interaction


async def _missing(
    found: Sequence[Interaction | Removal], record: OriginalRecord, desk: Desk, *, now: datetime, heard: bool
) -> list[Interaction | Removal]:
    """Those that are not on the timeline yet and were not sent there a moment ago; closes the original when there are none and all that it
    reports was `heard`."""
    there: set[int] = set()
    for start in range(0, len(found), 500):
        there |= {start + place for place in await _there(found[start : start + 500], record, desk)}
    dead = await desk.state.dead_letters.interactions_of(record.id) if len(there) < len(found) else set()
    missing = [item for place, item in enumerate(found) if place not in there and item.id not in dead]
    if not missing:
        desk.handed.pop(record.id, None)
        if heard:
            await desk.state.originals.done([record.id])
        else:
            await desk.state.originals.ask_again(record.id, now + ON_ITS_WAY)
        return []
    await desk.state.originals.ask_again(record.id, now + timedelta(seconds=1 + record.size / BYTES_A_SECOND))
    sent_at = desk.handed.get(record.id)
    if sent_at is not None and now - sent_at < SENT_ON_LATELY:
        return []
    desk.handed[record.id] = now
    return missing


async def _there(found: Sequence[Interaction | Removal], record: OriginalRecord, desk: Desk) -> set[int]:
    """The places of those that the timeline holds already: what was said is part of each of its entries, what was taken back is empty."""
    reading, timeline = desk.settings.reading, desk.state.timeline
    wanted = {
        place: entries_of(item, record.received_at, reading.own, reading.region)
        for place, item in enumerate(found)
        if isinstance(item, Interaction)
    }
    stored = {entry.id: entry for entry in await timeline.get({entry.id for entries in wanted.values() for entry in entries})}
    nameless = {entry.interaction.id for entries in wanted.values() for entry in entries if entry.identifier is None}
    taken = {item.id: taken_back_at(item, record.received_at) for item in found if isinstance(item, Removal)}
    tombstones = await desk.state.removals.of(taken)
    retold: dict[str, list[TimelineEntry]] = {}
    for entry in await timeline.told({*nameless, *taken, *(await timeline.called(taken) if taken else ())}):
        for name in (entry.interaction.id, *(entry.interaction.also or ())):
            retold.setdefault(name, []).append(entry)

    def is_there(entry: TimelineEntry) -> bool:
        if entry.id in stored and holds(stored[entry.id], entry):
            return True
        others = retold.get(entry.interaction.id, ()) if entry.identifier is None else ()
        return any(holds(each, msgspec.structs.replace(entry, role=each.role)) for each in others)  # it is kept with those whom others name

    gone = {
        id_
        for id_, at in taken.items()
        if id_ in tombstones and tombstones[id_] >= at and all(taken_back(entry, at) == entry for entry in retold.get(id_, ()))
    }
    return {
        place
        for place, item in enumerate(found)
        if (item.id in gone if isinstance(item, Removal) else all(is_there(entry) for entry in wanted[place]))
    }
