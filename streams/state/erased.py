"""`erased`: what was erased, as keyed hashes, so that what comes back - a file handed in again, a replay, a mailbox - stays out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from collections.abc import Collection as Many
from datetime import datetime
from typing import Any, Literal

from streams.state.client import Database, IndexModel, UpdateOne, among

INDEXES: list[IndexModel] = []

What = Literal["identifier", "atom", "interaction", "original"]

WRITTEN_AT_ONCE = 50


class Erased:
    """`at`: when; what is told again of the time before it stays out. The hashes say nothing without the house's key."""

    def __init__(self, db: Database[dict[str, Any]], key: Callable[[], Awaitable[bytes]]) -> None:
        self._docs, self._key = db["erased"], key

    async def put(self, what: What, values: Many[str], *, at: datetime) -> None:
        """Durable when this returns. Erased twice: the later time counts."""
        key = await self._key()
        writes = [UpdateOne({"_id": _hash(key, what, value)}, {"$max": {"at": at}, "$setOnInsert": {"schema": 1}}, upsert=True)
                  for value in sorted(values)]
        for first in range(0, len(writes), WRITTEN_AT_ONCE):
            await self._docs.bulk_write(writes[first : first + WRITTEN_AT_ONCE], ordered=False)

    async def any(self) -> bool:
        """Whether anybody ever was: in a house where nobody was, nothing more is asked."""
        return await self._docs.find_one({}, {"_id": 1}) is not None

    async def of(self, what: What, values: Many[str]) -> dict[str, datetime]:
        """Those of these that were erased, and when."""
        if not values or not await self.any():
            return {}
        key = await self._key()
        asked = {_hash(key, what, value): value for value in values}
        return {asked[doc["_id"]]: doc["at"] async for doc in among(self._docs, "_id", asked)}

    async def stands_for(self, person: str) -> str:
        """What is written where a person's id stood, in what is kept without them."""
        return f"erased:{_hash(await self._key(), 'identifier', person)[:20]}"


def _hash(key: bytes, what: What, value: str) -> str:
    return hmac.new(key, f"erased\n{what}\n{value}".encode(), hashlib.sha256).hexdigest()[:40]
