"""`signals`: noticed changes, kept by an id that the same change always has."""

from __future__ import annotations

import asyncio
from collections.abc import Collection as Many
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from pymongo import DESCENDING

from schemas.events import KINDS, Kind, Signal
from streams.state.client import Database, IndexModel, UpdateOne, among, change_among, derived, from_doc, to_doc
from streams.state.together import Together

INDEXES = [
    IndexModel([("person", 1), ("at", DESCENDING)]),
    IndexModel([("hand_on_at", 1)], sparse=True),
    IndexModel([("open", 1), ("kind", 1), ("at", DESCENDING)], sparse=True),
    IndexModel([("kind", 1), ("since", DESCENDING)]),
]

OPEN_DAYS_STEPS = (1, 7, 31, 366, 36_600)


class Signals:
    """Open ones carry `open`; those that decide has not seen carry `hand_on_at`."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = derived(db["signals"])
        self._get = Together(self._get_each)

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
        await change_among(self._docs, ids, {"$unset": {"hand_on_at": ""}})

    async def get(self, id_: str) -> Signal | None:
        return await self._get(id_)

    async def _get_each(self, ids: list[str]) -> list[Signal | None]:
        found = {doc["_id"]: from_doc(doc, Signal) async for doc in among(self._docs, "_id", ids)}
        return [found.get(id_) for id_ in ids]

    async def of(self, person: str, limit: int = 50) -> list[Signal]:
        """The latest, newest first, and every one that is open, however old."""
        latest = self._docs.find({"person": person}).sort([("at", DESCENDING), ("_id", 1)]).limit(limit)
        found = await asyncio.gather(latest.to_list(limit), self._docs.find({"person": person, "open": True}).to_list(None))
        signals = {doc["_id"]: from_doc(doc, Signal) for doc in chain.from_iterable(found)}
        return sorted(signals.values(), key=lambda signal: (-signal.at.timestamp(), signal.id))

    async def resting_on(self, person: str, entries: Many[str]) -> set[str]:
        """The ids of a person's signals for which one of these entries is evidence."""
        query = {"person": person, "evidence": {"$in": list(entries)}}
        return {doc["_id"] async for doc in self._docs.find(query, {"_id": 1})}

    async def open(self, limit: int = 100, *, kinds: Many[Kind] = KINDS, now: datetime) -> list[Signal]:
        """Those of these kinds that hold now, newest first: costs grow with `limit`, not with how many have been open for long."""
        of_kinds = await asyncio.gather(*(self._open(kind, limit, now) for kind in kinds))
        return sorted(chain.from_iterable(of_kinds), key=lambda signal: (-signal.at.timestamp(), signal.id))[:limit]

    async def _open(self, kind: Kind, limit: int, now: datetime) -> list[Signal]:
        """The window widens until it holds enough."""
        docs: list[dict[str, Any]] = []
        for days in OPEN_DAYS_STEPS:
            query = {"open": True, "kind": kind, "at": {"$gte": now - timedelta(days=days)}}
            docs = await self._docs.find(query).sort([("at", DESCENDING), ("_id", 1)]).limit(limit).to_list(limit)
            if len(docs) >= limit:
                break
        return [from_doc(doc, Signal) for doc in docs]

    async def begun(self, since: datetime, limit: int, *, kinds: Many[Kind] = KINDS) -> list[Signal]:
        """Those of these kinds whose onset is not before `since`, open and closed, the latest first: read by ranges, never all that was."""
        of_kinds = await asyncio.gather(
            *(
                self._docs.find({"kind": kind, "since": {"$gte": since}}).sort([("since", DESCENDING)]).limit(limit).to_list(limit)
                for kind in kinds
            )
        )
        docs = sorted(chain.from_iterable(of_kinds), key=lambda doc: (-doc["since"].timestamp(), doc["_id"]))[:limit]
        return [from_doc(doc, Signal) for doc in docs]

    async def hand_on(self, kinds: Many[Kind], *, since: datetime, at: datetime) -> int:
        """What holds of these kinds and became true not before `since` is decided again, from `at` on; returns how many."""
        asked = {"open": True, "kind": {"$in": list(kinds)}, "at": {"$gte": since}}
        return int((await self._docs.update_many(asked, {"$set": {"hand_on_at": at}})).matched_count)

    async def standing(self, now: datetime, limit: int = 2000) -> list[Signal]:
        """Those that should have been decided before `now`."""
        return [from_doc(doc, Signal) async for doc in self._docs.find({"hand_on_at": {"$lte": now}}).limit(limit)]
