"""`commands`: what somebody decided, kept until act has carried it out."""

from __future__ import annotations

from collections.abc import Collection as Many
from datetime import datetime
from typing import Any

import msgspec

from schemas.events import Command
from streams.state.client import Database, IndexModel, change_among, insert_new, to_doc

INDEXES = [
    IndexModel([("hand_on_at", 1)], sparse=True),
    IndexModel([("person", 1)]),
    *(IndexModel([(f"arguments.{name}", 1)], sparse=True) for name in ("with", "atom", "other", "identifier", "entry")),
]


class Commands:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["commands"]

    async def put(self, command: Command, *, hand_on_at: datetime, sensing: Many[str] = ()) -> bool:
        """Keep it; False when it was there already. `sensing`: as `wait_for`."""
        waits = {"sensing": sorted(sensing)} if sensing else {}
        return bool(await insert_new(self._docs, [{**to_doc(command), **waits, "hand_on_at": hand_on_at, "schema": 1}]))

    async def done(self, ids: Many[str]) -> None:
        await change_among(self._docs, ids, {"$unset": {"hand_on_at": ""}})

    async def refuse(self, id_: str, where: str, what: str, remedy: str) -> None:
        """It cannot be done; whoever asked is told why."""
        await self._docs.update_one({"_id": id_}, {"$unset": {"hand_on_at": ""}, "$set": {"refused": [where, what, remedy]}})

    async def refusal(self, id_: str) -> tuple[str, str, str] | None:
        """Why it could not be done; None when it was, or is still to be."""
        doc = await self._docs.find_one({"_id": id_}, {"refused": 1})
        return tuple(doc["refused"]) if doc and "refused" in doc else None

    async def wait_for(self, id_: str, persons: Many[str]) -> None:
        """It is done once each of these persons has been sensed anew."""
        wanted = {"$addToSet": {"sensing": {"$each": sorted(persons)}}}
        await self._docs.update_one({"_id": id_, "hand_on_at": {"$exists": True}}, wanted)

    async def sensing(self, id_: str) -> list[str]:
        """The persons whom it waits for."""
        doc = await self._docs.find_one({"_id": id_}, {"sensing": 1})
        return sorted(doc.get("sensing", ())) if doc else []

    async def sensed(self, id_: str, person: str) -> None:
        """Nobody's decision leaves nothing behind."""
        await self._docs.update_one({"_id": id_}, {"$pull": {"sensing": person}})
        await self._docs.delete_one({"_id": id_, "sensing": [], "do": "settle"})
        await self._docs.update_one({"_id": id_, "sensing": []}, {"$unset": {"hand_on_at": "", "sensing": ""}})

    async def remember(self, id_: str, plan: bytes, *, hand_on_at: datetime) -> None:
        """What it is about, so that it can be ended after what it is about has gone; it is handed on again then."""
        await self._docs.update_one({"_id": id_}, {"$set": {"plan": plan, "hand_on_at": hand_on_at}})

    async def remembered(self, id_: str) -> bytes | None:
        doc = await self._docs.find_one({"_id": id_}, {"plan": 1})
        return bytes(doc["plan"]) if doc and "plan" in doc else None

    async def end_nameless(self, id_: str, person: str, found: dict[str, int]) -> None:
        """It is done, and says no more of whom; `found`: how many there were of what."""
        gone = dict.fromkeys(("hand_on_at", "plan", "sensing"), "")
        await self._docs.update_one({"_id": id_}, {"$set": {"person": person, "arguments": {}, "found": found}, "$unset": gone})

    async def found(self, id_: str) -> dict[str, int]:
        """What `end_nameless` wrote down."""
        doc = await self._docs.find_one({"_id": id_}, {"found": 1})
        return dict(doc.get("found", {})) if doc else {}

    async def unfinished(self, do: str) -> list[Command]:
        """Those of a kind that are begun or wait."""
        cursor = self._docs.find({"hand_on_at": {"$exists": True}, "do": do})
        return [msgspec.convert({"id": doc["_id"], **doc}, Command) async for doc in cursor]

    async def waiting(self, ids: Many[str]) -> set[str]:
        """Of these, the ones not carried out yet."""
        return {doc["_id"] async for doc in self._docs.find({"_id": {"$in": list(ids)}, "hand_on_at": {"$exists": True}}, {"_id": 1})}

    async def standing(self, now: datetime, limit: int = 1000) -> list[Command]:
        return [
            msgspec.convert({"id": doc["_id"], **doc}, Command) async for doc in self._docs.find({"hand_on_at": {"$lte": now}}).limit(limit)
        ]
