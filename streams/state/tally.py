"""What a hub holds, in numbers, over all collections: what is on its way, and how much there is of everything."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import msgspec

from streams.rules.sensing import SETTLE
from streams.state.client import Database

UPSTREAM_FIRST = ("commands", "originals", "timeline", "persons", "signals", "followups", "messages")
"""A document is written downstream before it is closed upstream: counted in this order, nothing slips through between two counts."""

SHARE = 0.02
"""Counting whole collections may take this share of the time, and no more: an engine may read all of them to do so."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    originals: int
    entries: int
    persons: int
    signals: int
    dead: int
    messages: dict[str, int]


class Tally:
    """Counts on demand; whole collections only as often as is cheap, and once more when the path has fallen silent."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._db = db
        self._counts: Counts | None = None
        self._fresh_until = 0.0
        self._moved = True

    async def backlog(self, now: datetime) -> int:
        """Documents accepted and not yet carried to the end of the path: each has `hand_on_at`, or is a follow-up or silence that is due.

        None in one pass is asked again: what was sent comes back as an original, behind the back of the first pass.
        """
        total = await self._waiting(now) or await self._waiting(now)
        self._moved = self._moved or total > 0
        return total

    async def _waiting(self, now: datetime) -> int:
        total = 0
        for name in UPSTREAM_FIRST:
            total += await self._db[name].count_documents(_work(name, now))
        return total

    async def standing(self, since: datetime) -> int:
        """Documents that should have been carried on before `since`."""
        return sum(
            [
                await self._db[name].count_documents({"hand_on_at": {"$lt": since}})
                for name in UPSTREAM_FIRST
                if name not in ("followups", "persons")
            ]
        )

    async def counts(self, *, quiet: bool) -> Counts:
        """`quiet`: nothing is on its way, so that the numbers should be the last ones."""
        started_at = time.monotonic()
        if self._counts is not None and started_at < self._fresh_until and not (quiet and self._moved):
            return self._counts
        totals = {
            field: await self._db[name].estimated_document_count()
            for field, name in {
                "originals": "originals",
                "entries": "timeline",
                "persons": "persons",
                "signals": "signals",
                "dead": "dead_letters",
            }.items()
        }
        messages = {"sent": 0, "held": 0, "uncertain": 0}
        async for group in await _groups(self._db):
            if group["_id"] in messages:
                messages[group["_id"]] = group["n"]
        self._counts = Counts(**totals, messages=messages)
        if quiet:
            self._moved = False
        self._fresh_until = time.monotonic() + (time.monotonic() - started_at) / SHARE
        return self._counts


async def _groups(db: Database[dict[str, Any]]) -> Any:
    return db["messages"].aggregate([{"$group": {"_id": "$state", "n": {"$sum": 1}}}])


def _work(collection: str, now: datetime) -> dict[str, Any]:
    """What of a collection is still to be done. A silence found in the past is looked at a moment later (SETTLE): it counts at once."""
    match collection:
        case "followups":
            return {"state": "waiting", "due_at": {"$lte": now}}
        case "persons":
            return {"due_at": {"$lte": now + SETTLE}}
        case _:
            return {"hand_on_at": {"$exists": True}}
