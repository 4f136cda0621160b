"""`followups`: decisions to write, to hold or to ask, each by an id that the same decision always has."""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import DESCENDING

from schemas.documents import FollowUp, FollowUpState
from streams.state.client import Database, IndexModel, among, from_doc, insert_new, to_doc

INDEXES = [
    IndexModel([("person", 1), ("decided_at", DESCENDING)]),
    IndexModel([("identifier", 1), ("decided_at", DESCENDING)], sparse=True),
    IndexModel([("signal", 1)]),
    IndexModel([("due_at", 1)], partialFilterExpression={"state": "waiting"}),
    IndexModel([("decided_at", DESCENDING)]),
]

WINDOWS_DAYS = (1, 7, 31, 366, 36_500)


class FollowUps:
    """Inserted once by decide; moved on by compose and act, from the state that they saw."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["followups"]

    async def put(self, followups: Sequence[FollowUp]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await insert_new(self._docs, [to_doc(followup) for followup in followups])

    async def get(self, id_: str) -> FollowUp | None:
        doc = await self._docs.find_one({"_id": id_})
        return from_doc(doc, FollowUp) if doc else None

    async def get_many(self, ids: Many[str]) -> dict[str, FollowUp]:
        return {doc["_id"]: from_doc(doc, FollowUp) async for doc in among(self._docs, "_id", ids)}

    async def change(self, followup: FollowUp, *, seen: FollowUpState) -> bool:
        """Write it if it is still in the state in which it was `seen`; False when somebody else moved it on meanwhile."""
        return bool((await self._docs.replace_one({"_id": followup.id, "state": seen}, to_doc(followup))).matched_count)

    async def forget(self, followup: FollowUp) -> None:
        """It should never have been: gone, if it is still in the state in which it was seen."""
        await self._docs.delete_one({"_id": followup.id, "state": followup.state})

    async def of(
        self, person: str, identifiers: Many[str] = (), *, called: Many[str] = (), limit: int = 100, since: datetime | None = None
    ) -> list[FollowUp]:
        """Those of a person, newest first - also what went to an identifier before it was theirs. `called`: other ids that they had."""
        bound: dict[str, Any] = {"decided_at": {"$gte": since}} if since else {}
        asked = sorted({person, *called})
        whose: Any = person if len(asked) == 1 else {"$in": asked}
        found = {doc["_id"]: doc async for doc in self._docs.find({"person": whose, **bound})}
        if identifiers:
            found |= {doc["_id"]: doc async for doc in self._docs.find({"identifier": {"$in": list(identifiers)}, **bound})}
        docs = sorted(found.values(), key=lambda doc: (doc["decided_at"], doc["_id"]), reverse=True)
        return [from_doc(doc, FollowUp) for doc in docs[:limit]]

    async def of_signals(self, signals: Many[str]) -> list[FollowUp]:
        return [from_doc(doc, FollowUp) async for doc in self._docs.find({"signal": {"$in": list(signals)}})]

    async def due(self, now: datetime, limit: int = 2000) -> list[FollowUp]:
        """Those that wait and whose moment has come: an indexed range of the waiting alone."""
        return [from_doc(doc, FollowUp) async for doc in self._docs.find({"state": "waiting", "due_at": {"$lte": now}}).limit(limit)]

    async def recent(self, limit: int = 100, *, now: datetime) -> list[FollowUp]:
        """The latest decisions, newest first: the window widens until it holds enough."""
        docs: list[dict[str, Any]] = []
        for days in WINDOWS_DAYS:
            cursor = self._docs.find({"decided_at": {"$gte": now - timedelta(days=days)}}).sort([("decided_at", DESCENDING), ("_id", 1)])
            docs = [doc async for doc in cursor.limit(limit)]
            if len(docs) >= limit:
                break
        return [from_doc(doc, FollowUp) for doc in docs]
