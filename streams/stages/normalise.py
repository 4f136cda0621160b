"""Originals in, what was said out: by whom, to whom, when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from schemas import topics
from schemas.documents import OriginalRecord
from schemas.errors import Refusal, Unreadable
from schemas.events import Raw, Said
from schemas.interaction import Interaction
from streams.desk import Desk
from streams.rules.persons import entry_id, main_identifier, others
from streams.runner import Batch
from streams.wire import LARGEST_MESSAGE, Emit

PUBLISH_EVENTS = 500
SENT_ON_LATELY = timedelta(seconds=60)
MOST_PARTIES = 200
LARGEST_BYTES = LARGEST_MESSAGE // 2
BYTES_A_SECOND = 200_000
"""Roughly what the path carries: how soon to ask whether all of a large export has arrived."""


async def normalise(batch: Batch, desk: Desk) -> list[Emit]:
    """One interaction: resolve closes its original. Several: the original stays open, is handed on again by the clock, and is closed here
    once each of its interactions is an entry or a dead letter; so a restart in the middle of a large export loses none of it."""
    originals = await desk.state.originals.get({event.original for event in batch.events if isinstance(event, Raw)}, large=0)
    emits: list[Emit] = []
    for event in batch.events:
        if not isinstance(event, Raw):
            batch.refuse(event, Unreadable("type", "an original was expected", "send it to its own topic"))
            continue
        record = originals.get(event.original)
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
        said = [small for item in read if isinstance(item, Interaction) and (small := _bounded(item, event, record, batch))]
        for refusal in read:
            if isinstance(refusal, Refusal):
                batch.refuse(event, Unreadable(refusal.where, refusal.what, refusal.remedy))
        missing = await _missing(said, record, desk, now=batch.now) if len(said) > 1 else said
        new = [
            Emit(
                topics.INTERACTIONS,
                main_identifier(interaction),
                Said(interaction=interaction, original=record.id, received_at=record.received_at, alone=len(said) == 1),
                batch.trace(event),
            )
            for interaction in missing
        ]
        if not said:
            await desk.state.originals.done([record.id])
        while len(new) > PUBLISH_EVENTS:
            await desk.producer.send(new[:PUBLISH_EVENTS])
            del new[:PUBLISH_EVENTS]
        emits += new
    return emits


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


async def _missing(said: Sequence[Interaction], record: OriginalRecord, desk: Desk, *, now: datetime) -> list[Interaction]:
    """Those that are not on the timeline yet and were not sent there a moment ago; closes the original when there are none."""
    reading = desk.settings.reading
    wanted = {
        interaction.id: [entry_id(interaction, party.identifier) for party in others(interaction, reading.own, reading.region)]
        or [entry_id(interaction, None)]
        for interaction in said
    }
    ids = [id_ for entries in wanted.values() for id_ in entries]
    known: set[str] = set()
    for start in range(0, len(ids), 1000):
        known |= await desk.state.timeline.known(ids[start : start + 1000])
    dead = await desk.state.dead_letters.interactions_of(record.id) if len(known) < len(ids) else set()
    missing = [interaction for interaction in said if interaction.id not in dead and not known.issuperset(wanted[interaction.id])]
    if not missing:
        desk.handed.pop(record.id, None)
        await desk.state.originals.done([record.id])
        return []
    await desk.state.originals.ask_again(record.id, now + timedelta(seconds=1 + record.size / BYTES_A_SECOND))
    sent_at = desk.handed.get(record.id)
    if sent_at is not None and now - sent_at < SENT_ON_LATELY:
        return []
    desk.handed[record.id] = now
    return missing
