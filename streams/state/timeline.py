"""`timeline`: one entry an (interaction, identifier). An entry stores the atom that it came with - identifier and name - and never a
person, so that joining and separating persons rewrites no history."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from collections.abc import Collection as Many
from datetime import UTC, datetime
from typing import Any

import msgspec
from pymongo import DESCENDING

from schemas.documents import Identifier, TimelineEntry
from streams.state.client import ASKED_AT_ONCE, Database, IndexModel, among, change_among, derived, from_doc, insert_new, to_doc
from streams.state.originals import PATIENCE

INDEXES = [
    IndexModel([("atom", 1), ("at", DESCENDING)]),
    IndexModel([("hand_on_at", 1)], sparse=True),
    IndexModel([("interaction_id", 1)], sparse=True),
    IndexModel([("interaction.also", 1)], sparse=True),
]


FIRST = datetime(1, 1, 1, tzinfo=UTC)


class Timeline:
    """Entries are inserted once; the same again changes nothing. What their source adds later is written by compare-and-set on `version`,
    which an entry that never became another does not have."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = derived(db["timeline"])

    async def put(self, entries: Sequence[TimelineEntry]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await insert_new(self._docs, [to_doc(entry) for entry in entries])

    async def change(self, entry: TimelineEntry) -> bool:
        """Write what `entry`, as it was read, has become; False when somebody else wrote meanwhile (read again, unite again)."""
        following = to_doc(msgspec.structs.replace(entry, version=(entry.version or 0) + 1))
        return bool((await self._docs.replace_one({"_id": entry.id, "version": entry.version}, following)).matched_count)

    async def drop(self, entry: TimelineEntry) -> bool:
        """Of what was under nobody and has somebody's name now, as it was read."""
        return bool((await self._docs.delete_one({"_id": entry.id, "version": entry.version})).deleted_count)

    async def told(self, interactions: Many[str]) -> list[TimelineEntry]:
        """The entries of these interactions, whosever they are: of channels whose source comes back to what it said."""
        return [from_doc(doc, TimelineEntry) async for doc in among(self._docs, "interaction_id", interactions)]

    async def beside(self, interaction: str) -> list[TimelineEntry]:
        """Every entry of an interaction: its id begins theirs."""
        cursor = self._docs.find({"_id": {"$gte": f"{interaction}/", "$lt": f"{interaction}0"}})
        return [from_doc(doc, TimelineEntry) async for doc in cursor]

    async def of_atoms(self, atoms: Many[str], until: datetime) -> AsyncIterator[TimelineEntry]:
        """Those that came in no later."""
        async for doc in among(self._docs, "atom", atoms):
            if doc["received_at"] <= until:
                yield from_doc(doc, TimelineEntry)

    async def told_ids(self, interactions: Many[str]) -> dict[str, set[str]]:
        """As `told`, the ids alone, by interaction."""
        found: dict[str, set[str]] = {id_: set() for id_ in interactions}
        async for doc in among(self._docs, "interaction_id", found, {"interaction_id": 1}):
            found[doc["interaction_id"]].add(doc["_id"])
        return found

    async def called(self, names: Many[str]) -> dict[str, set[str]]:
        """The interactions that are also called so, each with those names of it."""
        asked, found = set(names), dict[str, set[str]]()
        async for doc in among(self._docs, "interaction.also", asked, {"interaction_id": 1, "interaction.also": 1}):
            found.setdefault(doc["interaction_id"], set()).update(asked.intersection(doc["interaction"]["also"]))
        return found

    async def of(self, owned: Many[Identifier], limit: int = 200, *, before: datetime | None = None) -> list[TimelineEntry]:
        """The latest entries of what somebody owns, newest first."""
        docs: list[dict[str, Any]] = []
        for query in _queries(owned, before):
            cursor = self._docs.find(query).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
            docs += [doc async for doc in cursor]
        docs.sort(key=lambda doc: (doc["at"], doc["_id"]), reverse=True)
        return [from_doc(doc, TimelineEntry) for doc in docs[:limit]]

    async def last_of(self, atoms: Many[str]) -> dict[str, datetime]:
        """When each was used last, of those that were."""
        found = {}
        for atom in atoms:
            async for doc in self._docs.find({"atom": atom}, {"at": 1}).sort([("at", DESCENDING)]).limit(1):
                found[atom] = doc["at"]
        return found

    async def get(self, ids: Many[str]) -> list[TimelineEntry]:
        return [from_doc(doc, TimelineEntry) async for doc in among(self._docs, "_id", ids)]

    async def done(self, ids: Many[str], changed: Mapping[str, int | None] = {}) -> None:
        """Sensed: the clock need not think of them any more. `changed`: entries that became another, with the version that was sensed:
        one that has become another again since is not done."""
        await change_among(self._docs, ids, {"$unset": {"hand_on_at": ""}}, where={"version": None})
        for id_, version in changed.items():
            await self._docs.update_one({"_id": id_, "version": version}, {"$unset": {"hand_on_at": ""}})

    async def standing(self, now: datetime, limit: int = 2000) -> list[TimelineEntry]:
        """Those that should have been sensed before `now`."""
        return [from_doc(doc, TimelineEntry) async for doc in self._docs.find({"hand_on_at": {"$lte": now}}).limit(limit)]

    async def under_way(self, since: datetime) -> bool:
        """Whether one that was written before `since` is not sensed yet."""
        return await self._docs.find_one({"hand_on_at": {"$lte": since + PATIENCE}}, {"_id": 1}) is not None

    async def every(self, owned: Many[Identifier] | None = None) -> AsyncIterator[TimelineEntry]:
        """Every entry, or every one of what somebody owns, in no order: for an export."""
        for query in [{}] if owned is None else _queries(owned):
            async for doc in self._docs.find(query, batch_size=500):
                yield from_doc(doc, TimelineEntry)


def _queries(owned: Many[Identifier], before: datetime | None = None) -> Iterator[dict[str, Any]]:
    """A few atoms at a time; and the turns that somebody had with a number that was handed on."""
    atoms = [atom for identifier in owned for atom in identifier.atoms]
    for start in range(0, len(atoms), ASKED_AT_ONCE):
        some = atoms[start : start + ASKED_AT_ONCE]
        yield {"atom": some[0] if len(some) == 1 else {"$in": some}} | ({"at": {"$lt": before}} if before else {})
    for turn in (turn for identifier in owned for turn in identifier.turns):
        until = min((at for at in (turn.until, before) if at), default=None)
        yield {"atom": turn.atom, "at": {"$gte": turn.since or FIRST} | ({"$lt": until} if until else {})}
