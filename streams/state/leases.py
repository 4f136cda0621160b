"""`leases`: who may do something alone, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from streams.state.client import Database, DuplicateKeyError, IndexModel

INDEXES: list[IndexModel] = []


class Leases:
    """A lease is taken when free or run out, and renewed by its holder."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["leases"]

    async def take(self, name: str, holder: str, *, now: datetime, for_s: float) -> bool:
        """Whether `holder` has the lease from now on."""
        free = {"_id": name, "$or": [{"holder": holder}, {"until": {"$lte": now}}]}
        try:
            result = await self._docs.update_one(free, {"$set": {"holder": holder, "until": now + timedelta(seconds=for_s)}}, upsert=True)
        except DuplicateKeyError:  # it is there, and somebody else's
            return False
        return bool(result.matched_count or result.upserted_id is not None)

    async def take_one(
        self, names: Sequence[str], holder: str, *, now: datetime, for_s: float, new: Sequence[str] | None = None
    ) -> bool:
        """Whether `holder` has one of these leases, from now on or since before: then it ends when it would have. `new`: those of which it
        takes one where it has none."""
        held = {doc["_id"]: doc["holder"] async for doc in self._docs.find({"_id": {"$in": list(names)}, "until": {"$gt": now}})}
        if holder in held.values():
            return True
        for name in names if new is None else new:
            if name not in held and await self.take(name, holder, now=now, for_s=for_s):
                return True
        return False

    async def release(self, name: str, holder: str) -> None:
        await self._docs.delete_one({"_id": name, "holder": holder})
