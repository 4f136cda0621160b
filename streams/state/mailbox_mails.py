"""`mailbox_mails`: which original each mail of a mailbox is, so that a mailbox is counted against ours without fetching it again.

Whoever wants a mail never to come back takes its `original` away here: it is then known, and left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.documents import MailboxMail
from streams.state.client import Database, IndexModel, UpdateOne, derived, insert_new, to_doc

INDEXES = [IndexModel([("box", 1), ("uid", 1)]), IndexModel([("original", 1)], sparse=True)]

AT_ONCE = 50
"""Ids in one question: an engine may compare each with each."""


class MailboxMails:
    """Written without waiting for the disk: where the reader stands is written after it, and waits."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = derived(db["mailbox_mails"])

    async def put(self, source: str, uidvalidity: int, mails: Mapping[int, str | None]) -> None:
        """UID -> original; None: left out. A server that makes its mails up anew at each call has given other bytes the second time."""
        box = _box(source, uidvalidity)
        docs = [to_doc(MailboxMail(id=f"{box}/{uid}", box=box, uid=uid, original=id_)) for uid, id_ in mails.items()]
        new = await insert_new(self._docs, docs)
        known = [doc for doc in docs if doc["_id"] not in new and "original" in doc]
        if known:
            changes = [UpdateOne({"_id": doc["_id"]}, {"$set": {"original": doc["original"]}}) for doc in known]
            await self._docs.bulk_write(changes, ordered=False)

    async def between(self, source: str, uidvalidity: int, first: int, last: int) -> dict[int, str | None]:
        """UID -> original of those known, both ends included."""
        cursor = self._docs.find({"box": _box(source, uidvalidity), "uid": {"$gte": first, "$lte": last}})
        return {doc["uid"]: doc.get("original") async for doc in cursor}

    async def drop(self, source: str, uidvalidity: int, uids: Sequence[int] | None = None) -> None:
        """Those that the mailbox has no more; None: all of this UIDVALIDITY."""
        box = _box(source, uidvalidity)
        if uids is None:
            await self._docs.delete_many({"box": box})
            return
        for first in range(0, len(uids), AT_ONCE):
            await self._docs.delete_many({"_id": {"$in": [f"{box}/{uid}" for uid in uids[first : first + AT_ONCE]]}})


def _box(source: str, uidvalidity: int) -> str:
    return f"{source}/{uidvalidity}"
