"""`consents`: what persons said about being contacted. Only ever added to: the latest statement counts."""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Sequence
from typing import Any

from schemas.documents import Consent
from streams.state.client import Database, IndexModel, from_doc, insert_new, to_doc

INDEXES = [IndexModel([("person", 1), ("at", 1)])]


class Consents:
    """Statements are inserted once."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["consents"]

    async def put(self, consents: Sequence[Consent]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await insert_new(self._docs, [to_doc(consent) for consent in consents])

    async def of(self, person: str) -> list[Consent]:
        """Everything that a person said, oldest first."""
        return (await self.of_many([person]))[person]

    async def of_many(self, persons: Many[str]) -> dict[str, list[Consent]]:
        found: dict[str, list[Consent]] = {person: [] for person in persons}
        async for doc in self._docs.find({"person": {"$in": list(persons)}}).sort([("at", 1), ("_id", 1)]):
            found[doc["person"]].append(from_doc(doc, Consent))
        return found

    async def of_all(self, persons: Many[str]) -> list[Consent]:
        """What any of these said: a person and those that they were joined from. Nothing is moved, so that a separation loses nothing."""
        return [consent for said in (await self.of_many(persons)).values() for consent in said]
