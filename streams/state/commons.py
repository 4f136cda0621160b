"""`commons`: keys that so many share that they lead nowhere, once all who have them were decided anew in view of that."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from streams.rules.identity.owning import MOST_NAMES
from streams.state.client import Database, UpdateOne, among

INDEXES: list[Any] = []


class Commons:
    """`beyond`: of so many who share it, and more. It only grows, so what was read once need not be asked again."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["commons"]
        self.known: set[str] = set()  # those that lead nowhere at all

    async def beyond(self, keys: AbstractSet[str]) -> dict[str, int]:
        """Of those that are written down."""
        found = {doc["_id"]: int(doc["beyond"]) async for doc in among(self._docs, "_id", keys)}
        self.known |= {key for key, beyond in found.items() if beyond >= MOST_NAMES}
        return found

    async def tell(self, beyond: Mapping[str, int]) -> None:
        if beyond:
            writes = [UpdateOne({"_id": key}, {"$max": {"beyond": many}}, upsert=True) for key, many in sorted(beyond.items())]
            await self._docs.bulk_write(writes, ordered=False)
            self.known |= {key for key, many in beyond.items() if many >= MOST_NAMES}
