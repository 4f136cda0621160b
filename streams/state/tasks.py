"""`tasks`: what only a colleague can do."""

from __future__ import annotations

import asyncio
from collections.abc import Collection as Many
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import DESCENDING

from schemas.documents import Task
from streams.state.client import Database, IndexModel, among, from_doc, insert_new, to_doc
from streams.state.together import Together

INDEXES = [
    IndexModel([("person", 1), ("made_at", DESCENDING)]),
    IndexModel([("open", 1)], sparse=True),
    IndexModel([("identifier", 1)], sparse=True),
]


class Tasks:
    """Those that nobody has done yet carry `open`."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["tasks"]
        self._get, self._calls = Together(self._get_each), Together(self._calls_each)

    async def put(self, tasks: Sequence[Task]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await insert_new(self._docs, [{**to_doc(task), **({} if task.done_at else {"open": True})} for task in tasks])

    async def get(self, id_: str) -> Task | None:
        return await self._get(id_)

    async def calls(self, persons: Many[str]) -> list[Task]:
        """To any of these that somebody is still to make, and what they are to write by hand, the latest first."""
        found = await asyncio.gather(*(self._calls(person) for person in persons))
        return sorted((task for each in found for task in each), key=lambda task: (-task.made_at.timestamp(), task.id))

    async def open(self, limit: int = 100) -> list[Task]:
        """Those still to be done, newest first."""
        cursor = self._docs.find({"open": True}).sort([("made_at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Task) async for doc in cursor]

    async def of(self, person: str, *, called: Many[str] = (), limit: int = 50) -> list[Task]:
        """Those about a person, newest first. `called`: other ids that they had."""
        cursor = self._docs.find({"person": {"$in": sorted({person, *called})}}).sort([("made_at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Task) async for doc in cursor]

    async def finish(self, id_: str, *, by: str, at: datetime) -> bool:
        """Somebody did it; False when it was done already or is not there."""
        change = {"$set": {"done_at": at, "done_by": by}, "$unset": {"open": ""}}
        return bool((await self._docs.update_one({"_id": id_, "open": True}, change)).matched_count)

    async def _get_each(self, ids: list[str]) -> list[Task | None]:
        found = {doc["_id"]: from_doc(doc, Task) async for doc in among(self._docs, "_id", ids)}
        return [found.get(id_) for id_ in ids]

    async def _calls_each(self, persons: list[str]) -> list[list[Task]]:
        found: dict[str, list[Task]] = {person: [] for person in persons}
        async for doc in among(self._docs, "person", found):
            if doc["kind"] in ("call", "write") and doc.get("open"):
                found[doc["person"]].append(from_doc(doc, Task))
        return [found[person] for person in persons]
