"""`persons`: what is known of a person, derived from their entries. sense is the one writer, by compare-and-set on the version.

Course and signals are kept as one MessagePack value: as nested arrays, two hundred steps cost the embedded engine eight times as much
to write.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from collections.abc import Collection as Many
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from pymongo import DESCENDING

from schemas.documents import Person, Step
from schemas.events import Signal
from streams.state.client import Database, DuplicateKeyError, IndexModel, UpdateOne, among, derived, insert_new, to_doc
from streams.state.together import Together

INDEXES = [IndexModel([("due_at", 1)], sparse=True), IndexModel([("last_at", DESCENDING)]), IndexModel([("lot", 1)], sparse=True)]

LOTS = range(24, 1, -1)
"""A person's lot is how many zero bits the hash of their id begins with: half of all have at least one, a quarter two, an eighth three.
Only those with two and more carry it, so that a sample is read from an index of its own and most persons cost nothing."""

AT_ONCE = 50

RECENT_DAYS_STEPS = (1, 7, 31, 366, 36_600)


class Persons:
    """`due_at` is absent where no silence is waited for, so that the sweep reads only those that are due."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = derived(db["persons"])
        self._get = Together(self._get_each)

    async def get(self, id_: str) -> Person | None:
        return await self._get(id_)

    async def _get_each(self, ids: list[str]) -> list[Person | None]:
        found = await self.get_many(ids)
        return [found.get(id_) for id_ in ids]

    async def get_many(self, ids: Many[str]) -> dict[str, Person]:
        return {doc["_id"]: _person(doc) async for doc in among(self._docs, "_id", ids)}

    async def put(self, person: Person) -> bool:
        """Write the next version; False when somebody else wrote meanwhile (read again, fold again)."""
        following = _doc(msgspec.structs.replace(person, version=person.version + 1))
        if person.version:
            return bool((await self._docs.replace_one({"_id": person.id, "version": person.version}, following)).matched_count)
        try:
            await self._docs.insert_one(following)
        except DuplicateKeyError:
            return False
        return True

    async def put_many(self, persons: list[Person]) -> bool:
        """As `put`, in one call; False when any was written by somebody else meanwhile."""
        fresh = [person for person in persons if not person.version]
        writes = []
        for person in persons:
            if person.version:
                doc = _doc(msgspec.structs.replace(person, version=person.version + 1))
                gone = {name: "" for name in ("due_at", "name", "language", "first_at", "last_at") if name not in doc}
                doc.pop("_id")
                writes.append(UpdateOne({"_id": person.id, "version": person.version}, {"$set": doc, **({"$unset": gone} if gone else {})}))
        new = await insert_new(self._docs, [_doc(msgspec.structs.replace(person, version=1)) for person in fresh])
        good = len(new) == len(fresh)
        if writes:
            good = (await self._docs.bulk_write(writes, ordered=False)).matched_count == len(writes) and good
        return good

    async def remove(self, id_: str) -> None:
        """A person who owns nothing any more: their summary was derived and goes."""
        await self._docs.delete_one({"_id": id_})

    async def sample(self, limit: int) -> AsyncIterator[Person]:
        """Up to `limit` persons, as good as drawn by lot: reads twice as many at most, however many there are."""
        ids: list[str] = []
        for lot in LOTS:
            ids += [doc["_id"] async for doc in self._docs.find({"lot": lot}, {"_id": 1})]
            if len(ids) >= limit:
                break
        else:  # there are not many more than `limit`
            ids = [doc["_id"] async for doc in self._docs.find({}, {"_id": 1}).limit(limit)]
        for start in range(0, min(len(ids), limit), AT_ONCE):
            for person in (await self.get_many(ids[start : min(start + AT_ONCE, limit)])).values():
                yield person

    async def count(self, limit: int) -> int:
        """How many there are, as far as `limit`."""
        counted = 0
        for lot in LOTS:
            counted += await self._docs.count_documents({"lot": lot})
            if counted >= limit:
                return limit
        return len([doc async for doc in self._docs.find({}, {"_id": 1}).limit(limit)])

    async def due(self, now: datetime, limit: int = 5000) -> list[tuple[str, datetime]]:
        """(person, due_at) of those whose silence is surprising by `now`: costs grow with who is due, never with who is known."""
        cursor = self._docs.find({"due_at": {"$lte": now}}, {"due_at": 1}).limit(limit)
        return [(doc["_id"], doc["due_at"]) async for doc in cursor]

    async def recent(self, limit: int = 50, *, now: datetime) -> list[Person]:
        """Those who were last in touch, newest first: the window widens until it holds enough."""
        docs: list[dict[str, Any]] = []
        for days in RECENT_DAYS_STEPS:
            start = now - timedelta(days=min(days, 36_600))
            docs = [
                doc async for doc in self._docs.find({"last_at": {"$gte": start}}).sort([("last_at", DESCENDING), ("_id", 1)]).limit(limit)
            ]
            if len(docs) >= limit:
                break
        return [_person(doc) for doc in docs]


class Sensed(msgspec.Struct, frozen=True, array_like=True):
    """What is kept together."""

    course: tuple[Step, ...]
    signals: tuple[Signal, ...]


def _doc(person: Person) -> dict[str, Any]:
    doc = to_doc(msgspec.structs.replace(person, course=(), signals=()))
    del doc["course"], doc["signals"]
    lot = 256 - int.from_bytes(sha256(person.id.encode()).digest()).bit_length()
    if lot >= LOTS.stop + 1:
        doc["lot"] = lot
    return {**doc, "sensed": msgspec.msgpack.encode(Sensed(person.course, person.signals))}


def _person(doc: dict[str, Any]) -> Person:
    sensed = msgspec.msgpack.decode(doc["sensed"], type=Sensed)
    return msgspec.convert({"id": doc["_id"], **doc, "course": sensed.course, "signals": sensed.signals}, Person)
