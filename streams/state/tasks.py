"""`tasks`: what only a colleague can do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import DESCENDING

from schemas.documents import Task
from streams.state.client import Database, IndexModel, from_doc, insert_new, to_doc

INDEXES = [IndexModel([("person", 1), ("made_at", DESCENDING)]), IndexModel([("open", 1)], sparse=True)]


class Tasks:
    """Those that nobody has done yet carry `open`."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["tasks"]

    async def put(self, tasks: Sequence[Task]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await insert_new(self._docs, [{**to_doc(task), **({} if task.done_at else {"open": True})} for task in tasks])

    async def get(self, id_: str) -> Task | None:
        doc = await self._docs.find_one({"_id": id_})
        return from_doc(doc, Task) if doc else None

    async def open(self, limit: int = 100) -> list[Task]:
        """Those still to be done, newest first."""
        cursor = self._docs.find({"open": True}).sort([("made_at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Task) async for doc in cursor]

    async def of(self, person: str, limit: int = 50) -> list[Task]:
        """Those about a person, newest first."""
        cursor = self._docs.find({"person": person}).sort([("made_at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Task) async for doc in cursor]

    async def finish(self, id_: str, *, by: str, at: datetime) -> bool:
        """Somebody did it; False when it was done already or is not there."""
        change = {"$set": {"done_at": at, "done_by": by}, "$unset": {"open": ""}}
        return bool((await self._docs.update_one({"_id": id_, "open": True}, change)).matched_count)
