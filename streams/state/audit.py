"""`audit`: who did what to whose data, when and why. Written once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo import DESCENDING

from streams.state.client import Database, IndexModel, insert_new

INDEXES = [
    IndexModel([("person", 1), ("at", DESCENDING)]),
    *(IndexModel([(f"details.{name}", 1)], sparse=True) for name in ("with", "atom", "other", "identifier", "entry")),
]


class Audit:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["audit"]

    async def put(self, id_: str, *, person: str, by: str, did: str, at: datetime, details: dict[str, str]) -> None:
        """One line; the same id again changes nothing."""
        await insert_new(self._docs, [{"_id": id_, "person": person, "by": by, "did": did, "at": at, "details": details, "schema": 1}])

    async def of(self, person: str, limit: int = 100) -> list[dict[str, Any]]:
        return [doc async for doc in self._docs.find({"person": person}).sort([("at", DESCENDING), ("_id", 1)]).limit(limit)]
