"""`outcomes`: what became of messages, each statement once."""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import DESCENDING

from schemas.events import Outcome
from streams.state.client import Database, IndexModel, from_doc, insert_new, to_doc
from streams.state.together import Together

INDEXES = [IndexModel([("person", 1), ("at", DESCENDING)]), IndexModel([("message", 1)]), IndexModel([("at", DESCENDING)])]

WINDOWS_DAYS = (1, 7, 31, 366, 36_500)


class Outcomes:
    """Inserted once; an uncertain message may later have a second outcome."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["outcomes"]
        self._put = Together(self._put_each)

    async def put(self, outcomes: Sequence[Outcome]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await self._put(outcomes)

    async def of(self, person: str, limit: int = 100) -> list[Outcome]:
        """Those of messages to a person, newest first."""
        cursor = self._docs.find({"person": person}).sort([("at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Outcome) async for doc in cursor]

    async def of_messages(self, messages: Many[str]) -> list[Outcome]:
        return [from_doc(doc, Outcome) async for doc in self._docs.find({"message": {"$in": list(messages)}})]

    async def recent(self, limit: int = 100, *, now: datetime) -> list[Outcome]:
        """The latest, newest first: the window widens until it holds enough."""
        docs: list[dict[str, Any]] = []
        for days in WINDOWS_DAYS:
            cursor = self._docs.find({"at": {"$gte": now - timedelta(days=days)}}).sort([("at", DESCENDING), ("_id", 1)])
            docs = [doc async for doc in cursor.limit(limit)]
            if len(docs) >= limit:
                break
        return [from_doc(doc, Outcome) for doc in docs]

    async def _put_each(self, several: list[Sequence[Outcome]]) -> list[set[str]]:
        new = await insert_new(self._docs, [{**to_doc(outcome), "schema": 1} for outcomes in several for outcome in outcomes])
        return [{outcome.id for outcome in outcomes} & new for outcomes in several]
