"""`sources`: where things come from, how much came, when last, and what was refused.

Only sums, earliest, latest and longest are written, so that several writers add up whatever their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from schemas.documents import Mailbox, Source
from schemas.interaction import Instant
from streams.rules.sources import gap
from streams.state.client import Database, IndexModel, derived, from_doc, ms, to_doc

INDEXES: list[IndexModel] = []

DAYS_KEPT = 60
"""Days of which the longest gap is kept; of a source that speaks once a week they reach back more than a year."""


class News(msgspec.Struct, kw_only=True):
    """What became of the arrivals of one source since it was last written down; `first_at`, `last_at`: of those taken in."""

    source: str
    first_at: Instant | None = None
    last_at: Instant | None = None
    accepted: int = 0
    duplicates: int = 0
    refused: int = 0
    refusal: str | None = None
    refused_at: Instant | None = None

    def add(self, later: News) -> None:
        """What came after, of the same source."""
        self.accepted, self.duplicates, self.refused = (
            self.accepted + later.accepted,
            self.duplicates + later.duplicates,
            self.refused + later.refused,
        )
        self.first_at, self.last_at = self.first_at or later.first_at, later.last_at or self.last_at
        self.refusal, self.refused_at = later.refusal or self.refusal, later.refused_at or self.refused_at


class Sources:
    """Counts are written without waiting for the disk: a crash may cost those of the last second."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs, self._counts = db["sources"], derived(db["sources"])

    async def heard(self, news: Iterable[News]) -> None:
        """Add what was gathered; a source that is heard of for the first time is made."""
        by_id = {one.source: one for one in news}
        known = {doc["_id"]: doc async for doc in self._docs.find({"_id": {"$in": list(by_id)}}, {"last_at": 1, "gaps": 1})}
        for id_, one in by_id.items():
            await self._counts.update_one({"_id": id_}, _change(one, known.get(id_, {})), upsert=True)

    async def refused(self, source: str, why: str, at: datetime) -> None:
        """One that was not taken in. `why` holds nothing of what it said. A door that is open to anybody gathers them in `News` instead."""
        await self.heard([News(source=source, refused=1, refusal=why, refused_at=at)])

    async def troubled(self, source: str, why: str, at: datetime) -> None:
        """It cannot be listened to, `at` and until `well`; why holds no secret."""
        await self._docs.update_one({"_id": source}, {"$set": {"trouble": why}, "$setOnInsert": {"schema": 1}}, upsert=True)
        await self._docs.update_one({"_id": source, "trouble_at": {"$exists": False}}, {"$set": {"trouble_at": ms(at)}})

    async def well(self, source: str) -> None:
        """It is listened to."""
        change = {"$unset": {"trouble": "", "trouble_at": ""}, "$setOnInsert": {"schema": 1}}
        await self._docs.update_one({"_id": source}, change, upsert=True)

    async def read_to(self, source: str, uidvalidity: int, uid: int) -> None:
        """Everything up to `uid` is safe. Another UIDVALIDITY begins anew."""
        same = {"_id": source, "mailbox.uidvalidity": uidvalidity}
        if not (await self._docs.update_one(same, {"$max": {"mailbox.last_uid": uid}})).matched_count:
            begun = {"mailbox": to_doc(Mailbox(uidvalidity=uidvalidity, last_uid=uid))}
            await self._docs.update_one({"_id": source}, {"$set": begun, "$setOnInsert": {"schema": 1}}, upsert=True)

    async def counted(self, source: str, *, theirs: int, ours: int, left_out: int, at: datetime) -> None:
        """The mailbox against ours, as it was `at`; whoever asked before is answered."""
        numbers = {"theirs": theirs, "ours": ours, "left_out": left_out, "counted_at": ms(at)}
        await self._docs.update_one({"_id": source}, {"$set": {f"mailbox.{name}": value for name, value in numbers.items()}})
        await self._docs.update_one({"_id": source, "count_asked_at": {"$lte": ms(at)}}, {"$unset": {"count_asked_at": ""}})

    async def ask_count(self, at: datetime) -> list[str]:
        """Every mailbox is to be counted anew; gives their ids. Whoever reads them finds it there."""
        mailboxes = {"mailbox": {"$exists": True}}
        await self._docs.update_many(mailboxes, {"$set": {"count_asked_at": ms(at)}})
        return sorted([doc["_id"] async for doc in self._docs.find(mailboxes, {"_id": 1})])

    async def forget(self, source: str) -> bool:
        """It is of no interest any more; whether it was known. Heard of again, it begins anew."""
        return bool((await self._docs.delete_one({"_id": source})).deleted_count)

    async def get(self, id_: str) -> Source | None:
        doc = await self._docs.find_one({"_id": id_})
        return from_doc(doc, Source) if doc else None

    async def all(self) -> list[Source]:
        """In the order of their ids; a house has some tens of them."""
        return sorted([from_doc(doc, Source) async for doc in self._docs.find({})], key=lambda source: source.id)


def _change(news: News, known: dict[str, Any]) -> dict[str, Any]:
    """The update that adds `news`; `known`: what there is of the source, as far as a gap needs it."""
    change: dict[str, Any] = {
        "$inc": {"accepted": news.accepted, "duplicates": news.duplicates, "refused": news.refused},
        "$setOnInsert": {"schema": 1},
    }
    if news.refusal is not None and news.refused_at is not None:
        change["$set"] = {"refusal": news.refusal, "refused_at": ms(news.refused_at)}
    if news.first_at is not None and news.last_at is not None:
        change["$min"], change["$max"] = {"first_at": ms(news.first_at)}, {"last_at": ms(news.last_at)}
        last_at, gaps = known.get("last_at"), known.get("gaps", {})
        if last_at is not None and (found := gap(last_at, news.first_at)):
            day, change["$max"][f"gaps.{found[0]}"] = found
            old = sorted(gaps)[: max(0, len({*gaps, day}) - DAYS_KEPT)]
            change |= {"$unset": {f"gaps.{one}": "" for one in old}} if old else {}
    return change
