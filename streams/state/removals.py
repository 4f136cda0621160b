"""`removals`: what its author took back, by interaction: a tombstone, so that a post that comes after its own removal is empty too.

The tombstone is written first, the entries are emptied then; whoever writes an entry asks for its tombstone after that. So one of both
sees the other, whatever the order. Only the network's bytes, in their original, still hold the words.
"""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from schemas.documents import Tombstone
from streams.state.client import Database, IndexModel, UpdateOne, among, derived, to_doc

INDEXES: list[IndexModel] = []


class Removals:
    """Of several removals of one interaction the latest counts: what was given anew between two of them is taken back."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = derived(db["removals"])

    async def put(self, tombstones: Iterable[Tombstone]) -> None:
        writes = []
        for tombstone in tombstones:
            doc = to_doc(tombstone)
            id_, at = doc.pop("_id"), doc.pop("at")
            writes.append(UpdateOne({"_id": id_}, {"$max": {"at": at}, "$setOnInsert": doc}, upsert=True))
        if writes:
            await self._docs.bulk_write(writes, ordered=True)

    async def of(self, interactions: Many[str]) -> dict[str, datetime]:
        """Which of these were taken back, and when."""
        return {doc["_id"]: doc["at"] async for doc in among(self._docs, "_id", interactions, {"at": 1})}
