"""`mailbox_mails`: which original each mail of a mailbox is, so that a mailbox is counted against ours without fetching it again.

Whoever wants a mail never to come back takes its `original` away here: it is then known, and left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from streams.state.client import Database, IndexModel, UpdateOne

INDEXES: list[IndexModel] = []


class MailboxMails:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["mailbox_mails"]

    async def put(self, source: str, uidvalidity: int, mails: Mapping[int, str | None]) -> None:
        """UID -> original; None: left out."""
        if mails:
            docs = {_id(source, uidvalidity, uid): ({"original": id_} if id_ else {}) for uid, id_ in mails.items()}
            await self._docs.bulk_write(
                [UpdateOne({"_id": id_}, {"$set": {**doc, "schema": 1}}, upsert=True) for id_, doc in docs.items()], ordered=False
            )

    async def between(self, source: str, uidvalidity: int, first: int, last: int) -> dict[int, str | None]:
        """UID -> original of those known, both ends included."""
        cursor = self._docs.find({"_id": {"$gte": _id(source, uidvalidity, first), "$lte": _id(source, uidvalidity, last)}})
        return {int(doc["_id"].rpartition("/")[2]): doc.get("original") async for doc in cursor}

    async def drop(self, source: str, uidvalidity: int, uids: Sequence[int] | None = None) -> None:
        """Those that the mailbox has no more; None: all of this UIDVALIDITY."""
        if uids is None:
            ends = {"$gte": _id(source, uidvalidity, 0), "$lte": _id(source, uidvalidity, LAST_UID)}
            await self._docs.delete_many({"_id": ends})
        elif uids:
            await self._docs.delete_many({"_id": {"$in": [_id(source, uidvalidity, uid) for uid in uids]}})


LAST_UID = 2**32 - 1


def _id(source: str, uidvalidity: int, uid: int) -> str:
    """In the order of the UIDs, so that a range of them is a range of ids."""
    return f"{source}/{uidvalidity:010}/{uid:010}"
