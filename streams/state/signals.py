"""`signals`: noticed changes, kept by an id that the same change always has."""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import DESCENDING

from schemas.events import KINDS, Kind, Signal
from streams.state.client import Database, IndexModel, UpdateOne, derived, from_doc, to_doc

INDEXES = [
    IndexModel([("person", 1), ("at", DESCENDING)]),
    IndexModel([("hand_on_at", 1)], sparse=True),
    IndexModel([("open", 1), ("kind", 1), ("at", DESCENDING)], sparse=True),
    IndexModel([("since", DESCENDING)]),
]


class Signals:
    """Open ones carry `open`; those that decide has not seen carry `hand_on_at`."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = derived(db["signals"])

    async def put(self, signals: Sequence[Signal], *, hand_on: Many[str] = (), hand_on_at: datetime | None = None) -> None:
        """Upsert by id; those in `hand_on` wait for decide until it says so."""
        writes = []
        for signal in signals:
            doc = to_doc(signal)
            doc.pop("_id")
            change: dict[str, Any] = {"$set": {**doc, "schema": 1}}
            if signal.id in hand_on:
                change["$set"]["hand_on_at"] = hand_on_at
            if signal.closed_at is None:
                change["$set"]["open"] = True
                change["$unset"] = {"closed_at": ""}
            else:
                change["$unset"] = {"open": ""}
            writes.append(UpdateOne({"_id": signal.id}, change, upsert=True))
        if writes:
            await self._docs.bulk_write(writes, ordered=False)

    async def withdraw(self, ids: Many[str]) -> None:
        """The course that gave them is another now (a late entry, another owner): they were never so."""
        if ids:
            await self._docs.delete_many({"_id": {"$in": list(ids)}})

    async def done(self, ids: Many[str]) -> None:
        """Decided: the clock need not think of them any more."""
        if ids:
            await self._docs.update_many({"_id": {"$in": list(ids)}}, {"$unset": {"hand_on_at": ""}})

    async def get(self, id_: str) -> Signal | None:
        doc = await self._docs.find_one({"_id": id_})
        return from_doc(doc, Signal) if doc else None

    async def of(self, person: str, limit: int = 50) -> list[Signal]:
        cursor = self._docs.find({"person": person}).sort([("at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Signal) async for doc in cursor]

    async def open(self, limit: int = 100, *, kinds: Many[Kind] = KINDS) -> list[Signal]:
        """Those of these kinds that hold now, newest first."""
        cursor = self._docs.find({"open": True, "kind": {"$in": list(kinds)}}).sort([("at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Signal) async for doc in cursor]

    async def begun(self, since: datetime, limit: int) -> list[Signal]:
        """Those whose onset is not before `since`, open and closed, the latest first: read by a range, never all that was."""
        cursor = self._docs.find({"since": {"$gte": since}}).sort([("since", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Signal) async for doc in cursor]

    async def standing(self, now: datetime, limit: int = 2000) -> list[Signal]:
        """Those that should have been decided before `now`."""
        return [from_doc(doc, Signal) async for doc in self._docs.find({"hand_on_at": {"$lte": now}}).limit(limit)]
