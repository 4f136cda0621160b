"""`dead_letters`: what could not be handled, with the reason and the original, until somebody replays or drops it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from collections.abc import Collection as Many
from datetime import datetime
from typing import Any

from pymongo import DESCENDING

from schemas.documents import DeadLetter
from streams.state.client import Database, IndexModel, UpdateOne, from_doc, to_doc

INDEXES = [
    IndexModel([("last_at", DESCENDING)]),
    IndexModel([("original", 1)]),
    *(IndexModel([(about, 1)], sparse=True) for about in ("interaction", "subject")),  # for who asks what we hold about somebody
]


class DeadLetters:
    """One document a (stage, event): a second failure counts up and moves the last time."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["dead_letters"]

    async def put(self, letters: Sequence[DeadLetter]) -> None:
        writes = []
        for letter in letters:
            doc = to_doc(letter)
            id_, first, last, attempts = (doc.pop(name) for name in ("_id", "first_at", "last_at", "attempts"))
            writes.append(
                UpdateOne(
                    {"_id": id_},
                    {"$set": doc, "$min": {"first_at": first}, "$max": {"last_at": last}, "$inc": {"attempts": attempts}},
                    upsert=True,
                )
            )
        if writes:
            await self._docs.bulk_write(writes, ordered=False)

    async def get(self, id_: str) -> DeadLetter | None:
        doc = await self._docs.find_one({"_id": id_})
        return from_doc(doc, DeadLetter) if doc else None

    async def latest(self, limit: int = 100, *, before: datetime | None = None) -> list[DeadLetter]:
        query: dict[str, Any] = {"last_at": {"$lt": before}} if before else {}
        return [from_doc(doc, DeadLetter) async for doc in self._docs.find(query).sort([("last_at", DESCENDING), ("_id", 1)]).limit(limit)]

    async def every(self) -> AsyncIterator[DeadLetter]:
        """All of them, in no order."""
        async for doc in self._docs.find({}, batch_size=100):
            yield from_doc(doc, DeadLetter)

    async def interactions_of(self, original: str) -> set[str]:
        """The interactions of an original that ended here: nobody waits for them."""
        return {
            doc["interaction"]
            async for doc in self._docs.find({"original": original, "interaction": {"$exists": True}}, {"interaction": 1})
        }

    async def replayed(self, letter: DeadLetter) -> None:
        """Gone, unless it has failed again since it was read as `letter`."""
        await self._docs.delete_one({"_id": letter.id, "attempts": letter.attempts})

    async def drop(self, ids: Many[str]) -> int:
        return int((await self._docs.delete_many({"_id": {"$in": list(ids)}})).deleted_count)
