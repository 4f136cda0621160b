"""`originals`: the bytes that came from the world, each once, by channel and hash."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from collections.abc import Collection as Many
from datetime import datetime, timedelta
from typing import Any

import msgspec

from schemas.documents import OriginalRecord
from schemas.events import Raw
from schemas.interaction import OURS, Channel, Interaction
from streams.state.client import Database, GridFS, IndexModel, among, change_among, derived, insert_new, ms, to_doc
from streams.state.erased import Erased
from streams.state.together import Together

INDEXES = [IndexModel([("hand_on_at", 1)], sparse=True)]

INLINE_BYTES = 200_000
"""Larger ones go to GridFS: a document is read whole, and a batch of them has to fit into memory."""

PATIENCE = timedelta(seconds=15)
LONGEST_WAIT = timedelta(days=1)
"""How long a document may be on its way before the clock hands it on again."""

Arrival = tuple[Channel, str, str, bytes, datetime]
"""Channel, content type, source, bytes, and when."""


def original_id(channel: str, data: bytes) -> str:
    """`channel:sha256`: the same bytes on two channels are two originals, since they are read differently."""
    return f"{channel}:{hashlib.sha256(data).hexdigest()}"


class Originals:
    """Kept until somebody is erased, written once. What was erased is not kept again: whoever hands it in hears that it is no news."""

    def __init__(self, db: Database[dict[str, Any]], erased: Erased) -> None:
        self._erased = erased
        self._docs, self._marks, self._large = db["originals"], derived(db["originals"]), GridFS(db, bucket_name="originals")
        self._files, self._chunks = db["originals.files"], db["originals.chunks"]
        self._about, self._put_ours = Together(self._about_each), Together(self._put_ours_each)

    async def put(self, arrivals: Sequence[tuple[Channel, str, str, bytes]], *, now: datetime) -> list[tuple[Raw, bool]]:
        """Keep each (channel, content type, source, bytes) durably; says whether it was new.

        Large bytes are written before their record, so that a record never points at nothing.
        """
        return await self._keep([(*arrival, now) for arrival in arrivals])

    async def _keep(self, arrivals: Sequence[Arrival]) -> list[tuple[Raw, bool]]:
        records: dict[str, OriginalRecord] = {}
        ids = []
        for channel, content_type, source, data, now in arrivals:
            id_ = original_id(channel, data)
            ids.append(id_)
            if id_ not in records:
                records[id_] = OriginalRecord(
                    id=id_,
                    channel=channel,
                    content_type=content_type,
                    size=len(data),
                    received_at=ms(now),
                    source=source,
                    data=data,
                    hand_on_at=ms(now + PATIENCE),
                )
        gone = await self._erased.of("original", ids)
        fresh = {id_: record for id_, record in records.items() if id_ not in gone}
        for id_, record in fresh.items():
            if record.size > INLINE_BYTES:
                await self._put_large(id_, record.data or b"")
                fresh[id_] = msgspec.structs.replace(record, data=None)
        new = await insert_new(self._docs, [to_doc(record) for record in fresh.values()]) if fresh else set()
        raws = [Raw(original=id_, channel=records[id_].channel, received_at=records[id_].received_at) for id_ in ids]
        return [(raw, raw.original in new and ids.index(raw.original) == place) for place, raw in enumerate(raws)]

    async def put_interaction(self, interaction: Interaction, *, source: str, now: datetime) -> Raw:
        """Something that we did ourselves, kept like anybody's: the same interaction is the same original."""
        data = msgspec.json.encode(interaction)
        return await self._put_ours((interaction.channel, OURS, source, data, now))

    async def _put_ours_each(self, ours: list[Arrival]) -> list[Raw]:
        return [raw for raw, _ in await self._keep(ours)]

    async def get(self, ids: Many[str], *, large: int = -1) -> dict[str, OriginalRecord]:
        """The originals with their bytes, by id; those that are not there are absent.

        `large`: how many bytes of each that is kept apart, since many of them do not fit into memory; -1: all, 0: none, `data` is None.
        """
        found = {}
        async for doc in among(self._docs, "_id", ids):
            record = _record(doc)
            if record.data is None and large:
                stream = await self._large.open_download_stream(record.id)
                record = msgspec.structs.replace(record, data=await stream.read(large))
            found[record.id] = record
        return found

    async def present(self, ids: Many[str]) -> set[str]:
        """Which of them are here, or were and are not wanted again."""
        return {doc["_id"] async for doc in among(self._docs, "_id", ids, {"_id": 1})} | (await self._erased.of("original", ids)).keys()

    async def about(self, id_: str) -> OriginalRecord | None:
        """The record alone, without its bytes."""
        return await self._about(id_)

    async def _about_each(self, ids: list[str]) -> list[OriginalRecord | None]:
        found = {doc["_id"]: _record(doc) async for doc in among(self._docs, "_id", ids, {"data": 0})}
        return [found.get(id_) for id_ in ids]

    async def done(self, ids: Many[str]) -> None:
        """Carried on: the clock need not think of them any more."""
        await change_among(self._marks, ids, {"$unset": {"hand_on_at": ""}})

    async def ask_again(self, id_: str, at: datetime) -> None:
        """An original of many interactions: whether all of them have arrived is asked from `at` on."""
        await self._marks.update_one({"_id": id_, "hand_on_at": {"$exists": True}}, {"$set": {"hand_on_at": ms(at)}})

    async def standing(self, now: datetime, limit: int = 5000) -> list[tuple[Raw, datetime]]:
        """Those that should have been carried on before `now`, and since when."""
        cursor = self._docs.find({"hand_on_at": {"$lte": now}}, {"channel": 1, "received_at": 1, "hand_on_at": 1}).limit(limit)
        return [
            (Raw(original=doc["_id"], channel=doc["channel"], received_at=doc["received_at"]), doc["hand_on_at"]) async for doc in cursor
        ]

    async def under_way(self, since: datetime) -> bool:
        """Whether one that was kept before `since` is not carried on yet."""
        return await self._docs.find_one({"hand_on_at": {"$lte": since + PATIENCE}}, {"_id": 1}) is not None

    async def unread(self, until: datetime) -> bool:
        """Whether one that was received by then is not carried on yet, however late it is asked again."""
        query = {"hand_on_at": {"$lte": until + LONGEST_WAIT}, "received_at": {"$lte": until}}
        return await self._docs.find_one(query, {"_id": 1}) is not None

    async def every(self) -> AsyncIterator[OriginalRecord]:
        """All of them, in no order; the bytes of large ones are read by `get`."""
        async for doc in self._docs.find({}, batch_size=100):
            yield _record(doc)

    async def erase(self, ids: Many[str]) -> int:
        """The bytes first: a record that is still there says that something may be left."""
        gone = 0
        for id_ in ids:
            await self._chunks.delete_many({"files_id": id_})
            await self._files.delete_one({"_id": id_})
            gone += int((await self._docs.delete_one({"_id": id_})).deleted_count)
        return gone

    async def _put_large(self, id_: str, data: bytes) -> None:
        if await self._files.find_one({"_id": id_}, {"_id": 1}):
            return
        await self._chunks.delete_many({"files_id": id_})  # what a crash in the middle of an earlier upload left
        await self._large.upload_from_stream_with_id(id_, id_, data)


def _record(doc: Mapping[str, Any]) -> OriginalRecord:
    return msgspec.convert({"id": doc["_id"], **doc}, OriginalRecord)
