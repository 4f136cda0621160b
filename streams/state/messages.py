"""`messages`: rendered, claimed, and what became of them. The claim is what keeps a message from leaving twice."""

from __future__ import annotations

from collections.abc import Collection as Many
from datetime import datetime, timedelta
from typing import Any

from pymongo import DESCENDING

from schemas.documents import Message, MessageState
from streams.state.client import Database, IndexModel, UpdateOne, among, change_among, derived, from_doc, insert_new, to_doc
from streams.state.together import Together

INDEXES = [
    IndexModel([("person", 1), ("made_at", DESCENDING)]),
    IndexModel([("hand_on_at", 1)], sparse=True),
    IndexModel([("state", 1), ("made_at", DESCENDING)]),
    IndexModel([("made_at", DESCENDING)]),
    IndexModel([("identifier", 1)]),
]

WINDOWS_DAYS = (1, 7, 31, 366, 36_500)


class Messages:
    """`hand_on_at` of a message that is being sent is the end of its lease; of a sent one, until its outcome is written down."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["messages"]
        self._get, self._put = Together(self._get_each), Together(self._put_each)
        self._change, self._done = Together(self._change_each), Together(self._done_each)

    async def put(self, message: Message) -> bool:
        """Insert it; False when it was there."""
        return await self._put(message)

    async def get(self, id_: str) -> Message | None:
        return await self._get(id_)

    async def claim(self, id_: str, token: str, *, now: datetime, until: datetime, redo: bool = False) -> Message | None:
        """Take a ready message, so that nobody else sends it; None when there is nothing to take.

        `token`: of this one attempt; asked again with it after an answer that was lost, the claim is found made. `redo`: also take one
        whose sender has gone without a word (its lease ran out) - only for what may safely be done twice.
        """
        free: list[dict[str, Any]] = [{"state": "ready"}]
        if redo:
            free.append({"state": "sending", "hand_on_at": {"$lte": now}})
        change = {"$set": {"state": "sending", "claim": token, "hand_on_at": until}, "$inc": {"attempts": 1}}
        for each in free:  # one by one: by an $or, or with find-and-update, the embedded engine reads every message that there is
            found = await self._change(({"_id": id_, **each}, change))
            if found is not None and (found.state, found.claim) == ("sending", token):
                return found
        return None

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
        if token is not None and "claim" not in fields:  # it tells by the token that it was we
            found = await self._change((query, change))
            return found if found is not None and (found.state, found.claim) == (state, token) else None
        return await self.get(id_) if (await self._docs.update_one(query, change)).matched_count else None

    async def wake(self, campaign: str, reason: str, *, at: datetime) -> None:
        """What is ready and waits for this reason is looked at again."""
        await self._docs.update_many({"state": "ready", "campaign": campaign, "reason": reason}, {"$set": {"hand_on_at": at}})

    async def give_up(self, id_: str, *, now: datetime, reason: str, doubt_since: datetime | None = None) -> Message | None:
        """A message whose sender has gone without a word becomes uncertain, or ready with its doubt; None when that is not so."""
        change: dict[str, Any] = {"state": "ready", "doubt_since": doubt_since} if doubt_since else {"state": "uncertain"}
        given_up = await self._docs.update_one(
            {"_id": id_, "state": "sending", "hand_on_at": {"$lte": now}},
            {"$set": {**change, "reason": reason}, **({"$unset": {"claim": ""}} if doubt_since else {})},
        )
        return await self.get(id_) if given_up.matched_count else None

    async def done(self, ids: Many[str]) -> None:
        """What became of them is written down: the clock need not think of them any more."""
        await self._done(ids)

    async def standing(self, now: datetime, limit: int = 2000) -> list[Message]:
        """Those that should have gone on before `now`."""
        return [from_doc(doc, Message) async for doc in self._docs.find({"hand_on_at": {"$lte": now}}).limit(limit)]

    async def of(self, person: str, *, called: Many[str] = (), limit: int = 100) -> list[Message]:
        """Those to a person, newest first. `called`: other ids that they had."""
        cursor = self._docs.find({"person": {"$in": sorted({person, *called})}}).sort([("made_at", DESCENDING), ("_id", 1)]).limit(limit)
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

    async def _get_each(self, ids: list[str]) -> list[Message | None]:
        found = {doc["_id"]: from_doc(doc, Message) async for doc in among(self._docs, "_id", ids)}
        return [found.get(id_) for id_ in ids]

    async def _put_each(self, messages: list[Message]) -> list[bool]:
        new = await insert_new(self._docs, [to_doc(message) for message in messages])
        return [message.id in new for message in messages]

    async def _change_each(self, changes: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[Message | None]:
        """The messages as they are afterwards, changed or not."""
        await self._docs.bulk_write([UpdateOne(query, change) for query, change in changes], ordered=True)
        return await self._get_each([query["_id"] for query, _ in changes])

    async def _done_each(self, several: list[Many[str]]) -> list[None]:
        """The last mark of all: before it, everything that a crash of the database could lose is written."""
        ended = {"$in": ["sent", "held", "uncertain", "failed"]}
        ids = [id_ for ids in several for id_ in ids]
        await change_among(derived(self._docs), ids, {"$unset": {"hand_on_at": ""}}, where={"state": ended})
        return [None] * len(several)
