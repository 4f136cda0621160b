"""`rulings`: what colleagues said of two atoms, kept for ever; what was taken back says when and by whom.

An atom says in `ruled` which rulings are about it; the ruling is written first, so that one that an atom names is there.
"""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from streams.rules.identity.owning import Ruling
from streams.state.client import Database, IndexModel, among, from_doc, insert_new, to_doc

INDEXES = [
    IndexModel([("word", 1)]),
    IndexModel([("withdrawn_command", 1)], sparse=True),
    *(IndexModel([(atom, 1)]) for atom in ("a", "b")),  # for who asks what we hold about somebody, and erases it
]


class Rulings:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["rulings"]

    async def put(self, rulings: Sequence[Ruling]) -> None:
        """Insert those that are new."""
        await insert_new(self._docs, [{**to_doc(ruling), "schema": 1} for ruling in rulings])

    async def get(self, ids: Many[str]) -> list[Ruling]:
        """Also those that were withdrawn, which say so."""
        return [from_doc(doc, Ruling) async for doc in among(self._docs, "_id", ids)]

    async def of_word(self, word: str) -> list[Ruling]:
        """What one command said."""
        return [from_doc(doc, Ruling) async for doc in self._docs.find({"word": word}).sort("_id")]

    async def withdrawn_by(self, command: str) -> list[Ruling]:
        """What one command took back."""
        return [from_doc(doc, Ruling) async for doc in self._docs.find({"withdrawn_command": command}).sort("_id")]

    async def withdraw(self, ids: Many[str], *, by: str, at: datetime, command: str) -> None:
        """The first withdrawal counts."""
        for id_ in sorted(ids):
            said = {"withdrawn": True, "withdrawn_by": by, "withdrawn_at": at, "withdrawn_command": command}
            await self._docs.update_one({"_id": id_, "withdrawn": False}, {"$set": said})
