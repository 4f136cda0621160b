"""`suggestions`: two persons who are probably one, until a colleague says; then what was said, so that nobody is asked twice.

The sweep writes those that are open and the answer closes them; neither touches what is the other's. `rank` is in the documents of
open ones alone.
"""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from pymongo import DESCENDING, DeleteOne

from schemas.documents import Suggestion
from streams.rules.identity.words import chance
from streams.state.client import Database, IndexModel, UpdateOne, among, from_doc, insert_new, to_doc

INDEXES = [
    IndexModel([("rank", DESCENDING)], sparse=True),
    IndexModel([("persons", 1)]),
    IndexModel([("atoms", 1)]),
    IndexModel([("answered_at", DESCENDING)], sparse=True),
    IndexModel([("batch", 1)], sparse=True),
]

STAKES = 10_000
OPEN = {"rank": {"$gte": 0}}


class Suggestions:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["suggestions"]

    async def put(self, suggestions: Sequence[Suggestion]) -> set[str]:
        """Write those that are new, whose ids it returns, and what is known better of those that are open. What was answered stays as it
        is."""
        new = await insert_new(self._docs, [{**to_doc(each), "rank": _rank(each)} for each in suggestions])
        better = [
            UpdateOne(
                {"_id": each.id, **OPEN},
                {"$set": {name: value for name, value in to_doc(each).items() if name not in ("_id", "at")} | {"rank": _rank(each)}},
            )
            for each in suggestions
            if each.id not in new
        ]
        if better:
            await self._docs.bulk_write(better, ordered=False)
        return new

    async def open(self, limit: int, *, of: str | None = None) -> list[Suggestion]:
        """The most probable first, of those the ones on which most hangs. `of`: of one person."""
        query = OPEN if of is None else {"persons": of, **OPEN}
        cursor = self._docs.find(query).sort([("rank", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Suggestion) async for doc in cursor]

    async def count(self, limit: int) -> int:
        """How many are open, as far as `limit`."""
        return int(await self._docs.count_documents(OPEN, limit=limit))

    async def get(self, ids: Many[str]) -> list[Suggestion]:
        return [from_doc(doc, Suggestion) async for doc in among(self._docs, "_id", ids)]

    async def touching(self, persons: Many[str], atoms: Many[str]) -> list[Suggestion]:
        """The open ones about any of these."""
        found = {
            doc["_id"]: doc for field, values in (("persons", persons), ("atoms", atoms)) async for doc in among(self._docs, field, values)
        }
        return [from_doc(doc, Suggestion) for doc in found.values() if "rank" in doc]

    async def withdraw(self, ids: Iterable[str]) -> None:
        """They are probable no more."""
        if gone := [DeleteOne({"_id": id_, **OPEN}) for id_ in ids]:
            await self._docs.bulk_write(gone, ordered=False)

    async def answer(
        self, id_: str, answer: Literal["same", "different"], *, by: str, at: datetime, batch: str, command: str
    ) -> bool:
        """False when somebody else has answered meanwhile, or it is no more."""
        said = {"answer": answer, "by": by, "answered_at": at, "batch": batch, "command": command}
        return bool((await self._docs.update_one({"_id": id_, **OPEN}, {"$unset": {"rank": ""}, "$set": said})).matched_count)

    async def reopen(self, suggestions: Iterable[Suggestion], *, at: datetime) -> None:
        """Nothing was said; it is asked anew. Also of what the sweep took for settled meanwhile; what was answered anew stays so."""
        nothing = {"at": at, **dict.fromkeys(("answer", "by", "answered_at", "batch", "command"))}
        for each in suggestions:
            doc = {**to_doc(msgspec.structs.replace(each, **nothing)), "rank": _rank(each)}
            for still in ({"command": each.command}, OPEN):  # one after the other: an engine may read everything for an $or
                if (await self._docs.replace_one({"_id": each.id, **still}, doc)).matched_count:
                    break
            else:
                await insert_new(self._docs, [doc])

    async def answered(self, limit: int) -> list[Suggestion]:
        """The latest answers."""
        cursor = self._docs.find({"answered_at": {"$exists": True}}).sort([("answered_at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Suggestion) async for doc in cursor]

    async def of_batch(self, batch: str) -> list[Suggestion]:
        """What was answered at once."""
        return [from_doc(doc, Suggestion) async for doc in self._docs.find({"batch": batch}).sort("_id")]


def _rank(suggestion: Suggestion) -> int:
    """By what a colleague reads, so that of ten that all are "about 9 in 10" the weightiest comes first."""
    return chance(suggestion.probability).hundredths * STAKES + min(suggestion.stakes, STAKES - 1)
