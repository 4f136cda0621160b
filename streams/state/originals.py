"""`originals`: the bytes that came from the world, each once, by channel and hash."""

from __future__ import annotations

import hashlib
from collections.abc import Collection as Many
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from schemas.documents import OriginalRecord
from schemas.events import Raw
from schemas.interaction import OURS, Channel, Interaction
from streams.state.client import Database, GridFS, IndexModel, among, change_among, derived, insert_new, ms, to_doc

INDEXES = [IndexModel([("hand_on_at", 1)], sparse=True)]

INLINE_BYTES = 200_000
"""Larger ones go to GridFS: a document is read whole, and a batch of them has to fit into memory."""

PATIENCE = timedelta(seconds=15)
"""How long a document may be on its way before the clock hands it on again."""


def original_id(channel: str, data: bytes) -> str:
    """`channel:sha256`: the same bytes on two channels are two originals, since they are read differently."""
    return f"{channel}:{hashlib.sha256(data).hexdigest()}"


class Originals:
    """Kept for good, written once."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs, self._marks, self._large = db["originals"], derived(db["originals"]), GridFS(db, bucket_name="originals")
        self._files, self._chunks = db["originals.files"], db["originals.chunks"]

    async def put(self, arrivals: Sequence[tuple[Channel, str, str, bytes]], *, now: datetime) -> list[tuple[Raw, bool]]:
        """Keep each (channel, content type, source, bytes) durably; says whether it was new.

        Large bytes are written before their record, so that a record never points at nothing.
        """
        records: dict[str, OriginalRecord] = {}
        ids = []
        for channel, content_type, source, data in arrivals:
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
        for id_, record in records.items():
            if record.size > INLINE_BYTES:
                await self._put_large(id_, record.data or b"")
                records[id_] = msgspec.structs.replace(record, data=None)
        new = await insert_new(self._docs, [to_doc(record) for record in records.values()])
        raws = [Raw(original=id_, channel=records[id_].channel, received_at=records[id_].received_at) for id_ in ids]
        return [(raw, raw.original in new and ids.index(raw.original) == place) for place, raw in enumerate(raws)]

    async def put_interaction(self, interaction: Interaction, *, source: str, now: datetime) -> Raw:
        """Something that we did ourselves, kept like anybody's: the same interaction is the same original."""
        data = msgspec.json.encode(interaction)
        [(raw, _)] = await self.put([(interaction.channel, OURS, source, data)], now=now)
        return raw

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
        """Which of them are here."""
        return {doc["_id"] async for doc in among(self._docs, "_id", ids, {"_id": 1})}

    async def about(self, id_: str) -> OriginalRecord | None:
        """The record alone, without its bytes."""
        doc = await self._docs.find_one({"_id": id_}, {"data": 0})
        return _record(doc) if doc else None

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

    async def _put_large(self, id_: str, data: bytes) -> None:
        if await self._files.find_one({"_id": id_}, {"_id": 1}):
            return
        await self._chunks.delete_many({"files_id": id_})  # what a crash in the middle of an earlier upload left
        await self._large.upload_from_stream_with_id(id_, id_, data)


def _record(doc: Mapping[str, Any]) -> OriginalRecord:
    return msgspec.convert({"id": doc["_id"], **doc}, OriginalRecord)
