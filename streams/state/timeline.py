"""`timeline`: one entry an (interaction, identifier). An entry stores the identifier that it came with and never a person, so that
joining and separating persons rewrites no history."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from collections.abc import Collection as Many
from datetime import datetime
from typing import Any

from pymongo import DESCENDING

from schemas.documents import TimelineEntry
from streams.state.client import Database, IndexModel, derived, from_doc, insert_new, to_doc
from streams.state.originals import PATIENCE

INDEXES = [IndexModel([("identifier", 1), ("at", DESCENDING)]), IndexModel([("hand_on_at", 1)], sparse=True)]


class Timeline:
    """Entries are inserted once; the same again changes nothing."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = derived(db["timeline"])

    async def put(self, entries: Sequence[TimelineEntry]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await insert_new(self._docs, [to_doc(entry) for entry in entries])

    async def of(self, identifiers: Many[str], limit: int = 200, *, before: datetime | None = None) -> list[TimelineEntry]:
        """The latest entries of these identifiers, newest first."""
        query: dict[str, Any] = {"identifier": {"$in": list(identifiers)}}
        if before:
            query["at"] = {"$lt": before}
        cursor = self._docs.find(query).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
        return [from_doc(doc, TimelineEntry) async for doc in cursor]

    async def get(self, ids: Many[str]) -> list[TimelineEntry]:
        return [from_doc(doc, TimelineEntry) async for doc in self._docs.find({"_id": {"$in": list(ids)}})]

    async def known(self, ids: Many[str]) -> set[str]:
        """Which of these entries are there."""
        return {doc["_id"] async for doc in self._docs.find({"_id": {"$in": list(ids)}}, {"_id": 1})}

    async def done(self, ids: Many[str]) -> None:
        """Sensed: the clock need not think of them any more."""
        if ids:
            await self._docs.update_many({"_id": {"$in": list(ids)}}, {"$unset": {"hand_on_at": ""}})

    async def standing(self, now: datetime, limit: int = 2000) -> list[TimelineEntry]:
        """Those that should have been sensed before `now`."""
        return [from_doc(doc, TimelineEntry) async for doc in self._docs.find({"hand_on_at": {"$lte": now}}).limit(limit)]

    async def under_way(self, since: datetime) -> bool:
        """Whether one that was written before `since` is not sensed yet."""
        return await self._docs.find_one({"hand_on_at": {"$lte": since + PATIENCE}}, {"_id": 1}) is not None

    async def every(self, identifiers: Many[str] | None = None) -> AsyncIterator[TimelineEntry]:
        """Every entry, or every one of these identifiers, in no order: for an export."""
        query: dict[str, Any] = {} if identifiers is None else {"identifier": {"$in": list(identifiers)}}
        async for doc in self._docs.find(query, batch_size=500):
            yield from_doc(doc, TimelineEntry)
