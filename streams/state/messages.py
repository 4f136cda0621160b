"""`messages`: rendered, claimed, and what became of them. The claim is what keeps a message from leaving twice."""

from __future__ import annotations

from collections.abc import Collection as Many
from datetime import datetime, timedelta
from typing import Any

from pymongo import DESCENDING, ReturnDocument

from schemas.documents import Message, MessageState
from streams.state.client import Database, IndexModel, change_among, from_doc, insert_new, to_doc

INDEXES = [
    IndexModel([("person", 1), ("made_at", DESCENDING)]),
    IndexModel([("hand_on_at", 1)], sparse=True),
    IndexModel([("state", 1), ("made_at", DESCENDING)]),
    IndexModel([("made_at", DESCENDING)]),
]

WINDOWS_DAYS = (1, 7, 31, 366, 36_500)


class Messages:
    """`hand_on_at` of a message that is being sent is the end of its lease; of a sent one, until its outcome is written down."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["messages"]

    async def put(self, message: Message) -> bool:
        """Insert it; False when it was there."""
        return bool(await insert_new(self._docs, [to_doc(message)]))

    async def get(self, id_: str) -> Message | None:
        doc = await self._docs.find_one({"_id": id_})
        return from_doc(doc, Message) if doc else None

    async def claim(self, id_: str, token: str, *, now: datetime, until: datetime, redo: bool = False) -> Message | None:
        """Take a ready message, so that nobody else sends it; None when there is nothing to take.

        `token`: of this one attempt; asked again with it after an answer that was lost, the claim is found made. `redo`: also take one
        whose sender has gone without a word (its lease ran out) - only for what may safely be done twice.
        """
        free: list[dict[str, Any]] = [{"state": "ready"}]
        if redo:
            free.append({"state": "sending", "hand_on_at": {"$lte": now}})
        doc = await self._docs.find_one_and_update(
            {"_id": id_, "$or": free},
            {"$set": {"state": "sending", "claim": token, "hand_on_at": until}, "$inc": {"attempts": 1}},
            return_document=ReturnDocument.AFTER,
        )
        if doc is None:
            doc = await self._docs.find_one({"_id": id_, "state": "sending", "claim": token})
        return from_doc(doc, Message) if doc else None

    async def renew(self, id_: str, token: str, *, until: datetime) -> bool:
        """The claimant is still at it; False when the message is not theirs any more."""
        change = {"$set": {"hand_on_at": until}}
        return bool((await self._docs.update_one({"_id": id_, "state": "sending", "claim": token}, change)).matched_count)

    async def settle(
        self,
        id_: str,
        state: MessageState,
        *,
        token: str | None = None,
        seen: tuple[MessageState, ...] = ("sending",),
        **fields: Any,
    ) -> Message | None:
        """Move it on from a state in which it was `seen`, by `token` if it was claimed with one; None when that is not so any more.

        A field given as None goes.
        """
        gone = {name: "" for name, value in fields.items() if value is None}
        query: dict[str, Any] = {"_id": id_, "state": {"$in": list(seen)}, **({} if token is None else {"claim": token})}
        change: dict[str, Any] = {"$set": {"state": state, **{name: value for name, value in fields.items() if value is not None}}}
        if gone:
            change["$unset"] = gone
        doc = await self._docs.find_one_and_update(query, change, return_document=ReturnDocument.AFTER)
        return from_doc(doc, Message) if doc else None

    async def give_up(self, id_: str, *, now: datetime, reason: str) -> Message | None:
        """A message whose sender has gone without a word becomes uncertain; None when that is not so (any more)."""
        doc = await self._docs.find_one_and_update(
            {"_id": id_, "state": "sending", "hand_on_at": {"$lte": now}},
            {"$set": {"state": "uncertain", "reason": reason}},
            return_document=ReturnDocument.AFTER,
        )
        return from_doc(doc, Message) if doc else None

    async def done(self, ids: Many[str]) -> None:
        """What became of them is written down: the clock need not think of them any more."""
        if ids:
            ended = {"$in": ["sent", "held", "uncertain", "failed"]}
            await change_among(self._docs, ids, {"$unset": {"hand_on_at": ""}}, where={"state": ended})

    async def standing(self, now: datetime, limit: int = 2000) -> list[Message]:
        """Those that should have gone on before `now`."""
        return [from_doc(doc, Message) async for doc in self._docs.find({"hand_on_at": {"$lte": now}}).limit(limit)]

    async def of(self, person: str, limit: int = 100) -> list[Message]:
        """Those to a person, newest first."""
        cursor = self._docs.find({"person": person}).sort([("made_at", DESCENDING), ("_id", 1)]).limit(limit)
        return [from_doc(doc, Message) async for doc in cursor]

    async def recent(self, limit: int = 100, *, now: datetime) -> list[Message]:
        """The latest, newest first: the window widens until it holds enough."""
        docs: list[dict[str, Any]] = []
        for days in WINDOWS_DAYS:
            cursor = self._docs.find({"made_at": {"$gte": now - timedelta(days=days)}}).sort([("made_at", DESCENDING), ("_id", 1)])
            docs = [doc async for doc in cursor.limit(limit)]
            if len(docs) >= limit:
                break
        return [from_doc(doc, Message) for doc in docs]

    async def counts(self, states: Many[MessageState] = ("sent", "held", "uncertain", "failed")) -> dict[str, int]:
        """How many there are of each state (counted in the index: about 20 us each on the embedded engine)."""
        return {state: await self._docs.count_documents({"state": state}) for state in states}
