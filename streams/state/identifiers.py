"""`identifiers`: who owns an address, a number, a handle. Persons own identifiers; entries belong to identifiers."""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schemas.documents import Identifier
from streams.rules import search
from streams.rules.persons import person_of
from streams.state.client import Database, IndexModel, UpdateOne, among, change_among, from_doc, insert_new

INDEXES = [IndexModel([("person", 1)]), IndexModel([("home", 1)]), IndexModel([("words", 1)])]

MOST_FOUND = 2000


class Identifiers:
    """Only what commutes is written by resolve; who owns one is changed by act alone."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["identifiers"]

    async def meet(self, met: Mapping[str, tuple[Many[str], datetime]]) -> None:
        """These identifiers were used under these names, first at that time: adds what is new, in any order to the same end.

        On the disk when this returns: resolve remembers whom it has met, and would not write them again to a database that forgot.
        """
        words = {identifier: sorted(search.words_of(identifier, names)) for identifier, (names, _) in met.items()}
        new = await insert_new(
            self._docs,
            [
                {
                    "_id": identifier,
                    "person": person_of(identifier),
                    "home": person_of(identifier),
                    "names": sorted(names),
                    "words": words[identifier],
                    "first_at": first_at,
                    "schema": 1,
                }
                for identifier, (names, first_at) in met.items()
            ],
        )
        known = [  # an update of its own costs the embedded engine five times an insert among others: only where there is something to add
            UpdateOne(
                {"_id": identifier},
                {"$addToSet": {"names": {"$each": sorted(names)}, "words": {"$each": words[identifier]}}, "$min": {"first_at": first_at}},
            )
            for identifier, (names, first_at) in met.items()
            if identifier not in new
        ]
        if known:
            await self._docs.bulk_write(known, ordered=False)

    async def owners(self, identifiers: Many[str]) -> dict[str, str]:
        """The person of each identifier, for those not met yet as well."""
        found = {doc["_id"]: doc["person"] async for doc in among(self._docs, "_id", identifiers, {"person": 1})}
        return {identifier: found.get(identifier) or person_of(identifier) for identifier in identifiers}

    async def of(self, person: str) -> list[Identifier]:
        """The identifiers that a person owns."""
        return [from_doc(doc, Identifier) async for doc in self._docs.find({"person": person}).sort("_id")]

    async def of_many(self, persons: Many[str]) -> dict[str, list[Identifier]]:
        found: dict[str, list[Identifier]] = {person: [] for person in persons}
        async for doc in among(self._docs, "person", persons):
            found[doc["person"]].append(from_doc(doc, Identifier))
        return {person: sorted(owned, key=lambda identifier: identifier.id) for person, owned in found.items()}

    async def now_with(self, person: str) -> str:
        """Who owns today what this person id was made for: a bookmark of somebody joined to another still leads to them."""
        doc = await self._docs.find_one({"home": person}, {"person": 1})
        return str(doc["person"]) if doc else person

    async def move(self, identifiers: Many[str], person: str) -> None:
        """They belong to `person` from now on."""
        await change_among(self._docs, identifiers, {"$set": {"person": person}})

    async def found(self, query: str, limit: int = 100) -> list[str]:
        """The persons who have a word that begins as each word of the query does: one indexed range, by the longest of them."""
        starts = search.asked(query)
        if not starts:
            return []
        cursor = self._docs.find({"words": {"$gte": starts[0], "$lt": starts[0] + "\uffff"}}, {"person": 1, "words": 1}).limit(MOST_FOUND)
        return list(dict.fromkeys([doc["person"] async for doc in cursor if search.matches(doc["words"], starts)]))[:limit]
