"""`followups`: decisions to write, to hold or to ask, each by an id that the same decision always has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Collection as Many
from datetime import datetime, timedelta
from typing import Any, get_args

from pymongo import DESCENDING

from schemas.documents import FollowUp, FollowUpState
from streams.state.client import Database, IndexModel, ReplaceOne, among, from_doc, insert_new, to_doc
from streams.state.together import Together

INDEXES = [
    IndexModel([("person", 1), ("decided_at", DESCENDING)]),
    IndexModel([("identifier", 1), ("decided_at", DESCENDING)], sparse=True),
    IndexModel([("signal", 1)]),
    IndexModel([("due_at", 1)], partialFilterExpression={"state": "waiting"}),
    IndexModel([("decided_at", DESCENDING)]),
    IndexModel([("campaign", 1), ("decided_at", DESCENDING)]),
    IndexModel([("campaign", 1), ("state", 1), ("decided_at", DESCENDING)]),
]

OPEN: tuple[FollowUpState, ...] = ("waiting", "asking", "held")
"""Not done with: what a person does or says may still change it."""

COUNTED: tuple[FollowUpState, ...] = ("waiting", "composed")
"""What is said to somebody, or will be."""

WINDOWS_DAYS = (1, 7, 31, 366, 36_500)


class FollowUps:
    """Inserted once by decide; moved on by compose and act, from the state that they saw."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["followups"]
        self._get, self._change = Together(self._get_each), Together(self._change_each)
        self._of_persons, self._to_identifiers = Together(self._of_each("person")), Together(self._of_each("identifier"))

    async def put(self, followups: Sequence[FollowUp]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await insert_new(self._docs, [to_doc(followup) for followup in followups])

    async def get(self, id_: str) -> FollowUp | None:
        return await self._get(id_)

    async def get_many(self, ids: Many[str]) -> dict[str, FollowUp]:
        return {doc["_id"]: from_doc(doc, FollowUp) async for doc in among(self._docs, "_id", ids)}

    async def change(self, followup: FollowUp, *, seen: FollowUpState) -> bool:
        """Write it if it is still in the state in which it was `seen`; False when somebody else moved it on meanwhile."""
        return await self._change((followup, seen))

    async def forget(self, followup: FollowUp) -> None:
        """It should never have been: gone, if it is still in the state in which it was seen."""
        await self._docs.delete_one({"_id": followup.id, "state": followup.state})

    async def of(
        self, person: str, identifiers: Many[str] = (), *, called: Many[str] = (), limit: int = 100, since: datetime | None = None
    ) -> list[FollowUp]:
        """The latest of a person, newest first, and of the others those that left or wait, which count for whatever comes next - also what
        went to an identifier before it was theirs. `called`: other ids that they had."""
        asked = [self._of_persons((each, since)) for each in {person, *called}]
        asked += [self._to_identifiers((each, since)) for each in identifiers]
        found = {doc["_id"]: doc for docs in await asyncio.gather(*asked) for doc in docs}
        docs = sorted(found.values(), key=lambda doc: (doc["decided_at"], doc["_id"]), reverse=True)
        counted = [doc for doc in docs[limit:] if doc["state"] in COUNTED]
        return [from_doc(doc, FollowUp) for doc in (*docs[:limit], *counted)]

    async def going_to(self, identifier: str, *, since: datetime) -> list[FollowUp]:
        """What was decided since then to be sent to this address, whoever has it, and was not taken back."""
        query = {"identifier": identifier, "decided_at": {"$gte": since}, "state": {"$in": list(COUNTED)}}
        return [from_doc(doc, FollowUp) async for doc in self._docs.find(query)]

    async def of_signals(self, signals: Many[str]) -> list[FollowUp]:
        return [from_doc(doc, FollowUp) async for doc in self._docs.find({"signal": {"$in": list(signals)}})]

    async def open_of(self, persons: Many[str]) -> list[FollowUp]:
        """Those of these persons that are not done with."""
        found = [from_doc(doc, FollowUp) async for doc in among(self._docs, "person", persons)]
        return [followup for followup in found if followup.state in OPEN]

    async def of_campaign(
        self, campaign: str, *, state: FollowUpState | None = None, reason: str = "", since: datetime | None = None, limit: int = 100
    ) -> list[FollowUp]:
        """The latest decisions of a campaign, newest first; `state`: those that stand so; `reason`: a code that is among theirs."""
        query: dict[str, Any] = {"campaign": campaign}
        if state:
            query["state"] = state
        if reason:
            query["reasons.code"] = reason
        if since:
            query["decided_at"] = {"$gte": since}
        cursor = self._docs.find(query).sort([("decided_at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, FollowUp) async for doc in cursor]

    async def counts(self, campaign: str) -> dict[str, int]:
        """How many stand how, counted in the index."""
        asked = get_args(FollowUpState)
        return {state: await self._docs.count_documents({"campaign": campaign, "state": state}) for state in asked}

    async def wake(self, campaign: str, *, at: datetime) -> None:
        """What waits for nothing in particular, since the campaign was paused, is looked at again."""
        await self._docs.update_many({"campaign": campaign, "state": "waiting", "due_at": {"$exists": False}}, {"$set": {"due_at": at}})

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

    async def _get_each(self, ids: list[str]) -> list[FollowUp | None]:
        found = await self.get_many(ids)
        return [found.get(id_) for id_ in ids]

    async def _change_each(self, changes: list[tuple[FollowUp, FollowUpState]]) -> list[bool]:
        """An engine tells how many were written; where not all were, they are looked at."""
        writes = [ReplaceOne({"_id": followup.id, "state": seen}, to_doc(followup)) for followup, seen in changes]
        if (await self._docs.bulk_write(writes, ordered=True)).matched_count == len(changes):
            return [True] * len(changes)
        if len(changes) == 1:
            return [False]
        now = await self.get_many([followup.id for followup, _ in changes])
        return [(there := now.get(followup.id)) is not None and there.state == followup.state for followup, _ in changes]

    def _of_each(self, field: str) -> Callable[[list[tuple[str, datetime | None]]], Awaitable[list[list[dict[str, Any]]]]]:
        async def find(asked: list[tuple[str, datetime | None]]) -> list[list[dict[str, Any]]]:
            found: dict[str, list[dict[str, Any]]] = {value: [] for value, _ in asked}
            async for doc in among(self._docs, field, found):
                found[doc[field]].append(doc)
            return [[doc for doc in found[value] if since is None or doc["decided_at"] >= since] for value, since in asked]

        return find
