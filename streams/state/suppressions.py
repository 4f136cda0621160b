"""`suppressions`: addresses that are not written to any more. Each is kept as a keyed hash alone: it says nothing of whom it is about, and
so outlives an erasure of everything else that we hold about them."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Collection as Many
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schemas.documents import Suppression, SuppressionReason
from schemas.interaction import Channel
from streams.state.client import Database, IndexModel, among, from_doc, insert_new, to_doc
from streams.state.together import Together

INDEXES = [IndexModel([("who", 1)])]

KEY_BYTES = 32


class Suppressions:
    """Inserted once; taken away only by the person's own word."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs, self._keys = db["suppressions"], db["keys"]
        self._key: bytes | None = None
        self._of = Together(self._of_each)

    async def key(self) -> bytes:
        """The house's secret, made once and for all: of hashes here, and of the links by which somebody leaves."""
        if self._key is None:
            doc = await self._keys.find_one({"_id": "house"})
            if doc is None:
                await insert_new(self._keys, [{"_id": "house", "key": secrets.token_bytes(KEY_BYTES)}])
                doc = await self._keys.find_one({"_id": "house"})  # two may have made one at once: the first counts
            assert doc is not None  # noqa: S101  # it was just inserted
            self._key = bytes(doc["key"])
        return self._key

    async def put(
        self, identifiers: Many[str], *, channel: Channel | None, purpose: str, reason: SuppressionReason, at: datetime
    ) -> set[str]:
        """Write to none of these any more: by `channel` (None: any), for `purpose` ("*": any). Returns the ids of those that are new."""
        key = await self.key()
        new = []
        for identifier in identifiers:
            who = _hash(key, identifier)
            id_ = f"{who}/{channel or '*'}/{purpose}/{reason}"
            new.append(to_doc(Suppression(id=id_, who=who, channel=channel, purpose=purpose, reason=reason, at=at)))
        return await insert_new(self._docs, new)

    async def of(self, identifiers: Many[str]) -> dict[str, list[Suppression]]:
        """Those of each identifier that has any."""
        asked = list(dict.fromkeys(identifiers))
        found = await asyncio.gather(*(self._of(identifier) for identifier in asked))
        return {identifier: standing for identifier, standing in zip(asked, found, strict=True) if standing}

    async def lift(self, identifiers: Many[str], *, channel: Channel | None, purpose: str, until: datetime) -> None:
        """They take their own word back: what they asked for until then is no more, for this `purpose` ("*": all); `channel` None: for
        every channel. A mailbox that does not exist is not there for their word."""
        key = await self.key()
        where: dict[str, Any] = {"reason": {"$in": ["wish", "unsubscribed"]}, "at": {"$lte": until}}
        if purpose != "*":
            where["purpose"] = purpose
        if channel is not None:
            where["channel"] = channel
        for identifier in identifiers:
            await self._docs.delete_many({"who": _hash(key, identifier), **where})

    async def answer_again(self, wrote: Mapping[str, datetime]) -> None:
        """From these something came, at these times: that what we sent there had come back before is over."""
        for identifier, standing in (await self.of(wrote)).items() if wrote else ():
            over = [one.id for one in standing if one.reason == "bounced" and one.at <= wrote[identifier]]
            if over:
                await self._docs.delete_many({"_id": {"$in": over}})

    async def _of_each(self, identifiers: list[str]) -> list[list[Suppression]]:
        key = await self.key()
        found: dict[str, list[Suppression]] = {_hash(key, identifier): [] for identifier in identifiers}
        async for doc in among(self._docs, "who", found):
            found[doc["who"]].append(from_doc(doc, Suppression))
        return [found[_hash(key, identifier)] for identifier in identifiers]


def _hash(key: bytes, identifier: str) -> str:
    return hmac.new(key, b"suppressed\n" + identifier.encode(), hashlib.sha256).hexdigest()[:40]
