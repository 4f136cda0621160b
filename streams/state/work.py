"""What is still to be done for an event, kept with the document that it is about: taken away when it is carried out or given up, set again
when it is replayed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from schemas.events import Command, Due, Entry, Event, Leaving, Raw, Said, Signal, TakenBack
from streams.state.client import Database, ms

PUT_OFF = timedelta(hours=1)
"""A follow-up or a silence that cannot be handled is due again after an hour: somebody may have mended what was wrong."""


class Work:
    """`hand_on_at` of the document behind an event, whatever its collection."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._db = db

    async def give_up(self, event: Event, *, now: datetime) -> None:
        """It became a dead letter: the clock does not hand it on any more."""
        for collection, id_ in _behind(event):
            await self._db[collection].update_one({"_id": id_}, {"$unset": {"hand_on_at": ""}})
        if isinstance(event, Due) and event.kind != "moved":
            collection = "followups" if event.kind == "followup" else "persons"
            await self._db[collection].update_one({"_id": event.id, "due_at": {"$lte": now}}, {"$set": {"due_at": ms(now + PUT_OFF)}})

    async def take_up(self, event: Event, *, at: datetime) -> None:
        """It is replayed: from `at` on the clock hands it on until it is carried out. One interaction of many has its original handed
        on, which then finds that this one is missing."""
        if isinstance(event, Said | TakenBack):
            channel = event.interaction.channel if isinstance(event, Said) else event.removal.channel
            event = Raw(original=event.original, channel=channel, received_at=event.received_at)
        for collection, id_ in _behind(event):
            await self._db[collection].update_one({"_id": id_}, {"$set": {"hand_on_at": ms(at)}})


def _behind(event: Event) -> Iterator[tuple[str, str]]:
    match event:
        case Raw():
            yield "originals", event.original
        case Said() | TakenBack() if event.alone:
            yield "originals", event.original
        case Entry():
            if event.original:
                yield "originals", event.original
            if event.changed or not event.original:
                yield "timeline", event.id
        case Signal():
            yield "signals", event.id
        case Command() | Due(kind="moved"):
            yield "commands", event.id
        case Leaving():
            yield "messages", event.id
