"""`assignments`: who is written to by a campaign and who is left alone to learn what it is worth. Decided once for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

from pymongo import DESCENDING

from schemas.campaigns import Assignment
from streams.state.client import Database, IndexModel, among, from_doc, insert_new, to_doc
from streams.state.together import Together

INDEXES = [
    IndexModel([("campaign", 1), ("at", DESCENDING)]),
    IndexModel([("until", 1)], partialFilterExpression={"settled": False}),
    IndexModel([("person", 1)]),
    IndexModel([("identifier", 1)]),
]


class Assignments:
    """Inserted once; only what became of them is written later."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["assignments"]
        self._get, self._put = Together(self._get_each), Together(self._put_each)

    async def put(self, assignment: Assignment) -> bool:
        """Insert it; False when it was there."""
        return await self._put(assignment)

    async def keep(self, drawn: Assignment) -> Assignment:
        """As `put`; gives the one that stands."""
        return drawn if await self._put(drawn) else await self._get(drawn.id) or drawn

    async def of(self, campaign: str, identifiers: Iterable[str]) -> Assignment | None:
        """The first that anybody with one of these identifiers was given: two persons who were joined keep the older word."""
        asked = (self._get(f"{campaign}/{identifier}") for identifier in dict.fromkeys(identifiers))
        found = [each for each in await asyncio.gather(*asked) if each is not None]
        return min(found, key=lambda each: (each.at, each.id), default=None)

    async def _get_each(self, ids: list[str]) -> list[Assignment | None]:
        found = {doc["_id"]: from_doc(doc, Assignment) async for doc in among(self._docs, "_id", ids)}
        return [found.get(id_) for id_ in ids]

    async def _put_each(self, assignments: list[Assignment]) -> list[bool]:
        new = await insert_new(self._docs, [to_doc(assignment) for assignment in assignments])
        return [assignment.id in new for assignment in assignments]

    async def ended(self, by: datetime, *, limit: int = 1000) -> list[Assignment]:
        """Those whose time was over by then and which are not settled, the first to end first."""
        query = {"settled": False, "until": {"$lt": by}}
        return [from_doc(doc, Assignment) async for doc in self._docs.find(query).sort([("until", 1)]).limit(limit)]

    async def settle(self, id_: str, *, returned_at: datetime | None) -> None:
        """What became of it, once."""
        change = {"settled": True, **({"returned_at": returned_at} if returned_at else {})}
        await self._docs.update_one({"_id": id_, "settled": False}, {"$set": change})

    async def counts(self, campaign: str) -> dict[tuple[str, str | None, str | None, bool | None], int]:
        """How many by arm, channel, template and whether they returned; None there: not known yet."""
        counted: dict[tuple[str, str | None, str | None, bool | None], int] = {}
        fields = {"arm": 1, "channel": 1, "template": 1, "settled": 1, "returned_at": 1}
        async for doc in self._docs.find({"campaign": campaign}, fields):
            returned = "returned_at" in doc if doc["settled"] else None
            key = (doc["arm"], doc.get("channel"), doc.get("template"), returned)
            counted[key] = counted.get(key, 0) + 1
        return counted

    async def every(self, campaign: str) -> AsyncIterator[Assignment]:
        """All of a campaign, newest first."""
        async for doc in self._docs.find({"campaign": campaign}).sort([("at", DESCENDING)]):
            yield from_doc(doc, Assignment)
