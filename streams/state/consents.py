"""`consents`: what persons said about being contacted. Only ever added to: the latest statement counts."""

from __future__ import annotations

import asyncio
from collections.abc import Collection as Many
from collections.abc import Sequence
from typing import Any

from schemas.documents import Consent
from streams.state.client import Database, IndexModel, among, from_doc, insert_new, to_doc
from streams.state.together import Together

INDEXES = [IndexModel([("person", 1), ("at", 1)])]


class Consents:
    """Statements are inserted once."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["consents"]
        self._of = Together(self._of_each)

    async def put(self, consents: Sequence[Consent]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await insert_new(self._docs, [to_doc(consent) for consent in consents])

    async def of(self, person: str) -> list[Consent]:
        """Everything that a person said, oldest first."""
        return await self._of(person)

    async def of_all(self, persons: Many[str]) -> list[Consent]:
        """What any of these said: a person and those that they were joined from. Nothing is moved, so that a separation loses nothing."""
        said = await asyncio.gather(*(self._of(person) for person in dict.fromkeys(persons)))
        return [consent for each in said for consent in each]

    async def _of_each(self, persons: list[str]) -> list[list[Consent]]:
        found: dict[str, list[Consent]] = {person: [] for person in persons}
        async for doc in among(self._docs, "person", found):
            found[doc["person"]].append(from_doc(doc, Consent))
        for said in found.values():
            said.sort(key=lambda consent: (consent.at, consent.id))
        return [found[person] for person in persons]
