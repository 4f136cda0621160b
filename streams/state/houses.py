"""`houses`: what was learnt from everybody, a document a version. The latest is judged by; signals name theirs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from pymongo import DESCENDING

from streams.rules.drift import House
from streams.rules.drift.chances import FEATURES
from streams.state.client import Database, IndexModel

INDEXES = [IndexModel([("fitted_at", DESCENDING)])]


KEPT = 10


class Houses:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["houses"]

    async def latest(self) -> House | None:
        """None: nothing was learnt yet, or only by a version of this program whose model was another."""
        async for doc in self._docs.find({}).sort([("fitted_at", DESCENDING)]).limit(1):
            try:
                house = msgspec.msgpack.decode(doc["house"], type=House)
            except msgspec.ValidationError:
                return None
            return house if len(house.slopes) in (0, FEATURES) else None
        return None

    async def fitted(self) -> tuple[datetime, int] | None:
        """When it was learnt last, and from a sample of how many."""
        async for doc in self._docs.find({}, {"house": 0}).sort([("fitted_at", DESCENDING)]).limit(1):
            return doc["fitted_at"], int(doc.get("sampled", 0))
        return None

    async def put(self, house: House, *, sampled: int) -> None:
        """The same version again is fitted anew: its time moves. Of the older ones ten are kept, for who asks what was thought then."""
        fitted_at = datetime.fromtimestamp(house.fitted_at, UTC)
        doc = {"fitted_at": fitted_at, "sampled": sampled, "house": msgspec.msgpack.encode(house), "schema": 1}
        await self._docs.update_one({"_id": house.version}, {"$set": doc}, upsert=True)
        old = [each["_id"] async for each in self._docs.find({}, {"_id": 1}).sort([("fitted_at", DESCENDING)]).skip(KEPT)]
        if old:
            await self._docs.delete_many({"_id": {"$in": old}})
