"""`campaigns`: how each campaign stands now. What it said before is in `campaign_versions`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schemas.campaigns import Campaign
from streams.state.client import Database, IndexModel, from_doc, insert_new, to_doc

INDEXES: list[IndexModel] = []  # a house has a handful


class Campaigns:
    """Written by act alone, from what it saw."""

    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["campaigns"]

    async def put(self, campaigns: Sequence[Campaign]) -> set[str]:
        """Insert those that are new; returns their names. What an owner has changed stays."""
        return await insert_new(self._docs, [to_doc(campaign) for campaign in campaigns])

    async def all(self) -> dict[str, Campaign]:
        """Every one, by name."""
        return {doc["_id"]: from_doc(doc, Campaign) async for doc in self._docs.find({}).sort([("_id", 1)])}

    async def get(self, name: str) -> Campaign | None:
        doc = await self._docs.find_one({"_id": name})
        return from_doc(doc, Campaign) if doc else None

    async def change(self, campaign: Campaign, *, seen: Campaign) -> bool:
        """Write it if it still is as it was `seen`; False when somebody else changed it meanwhile."""
        query = {"_id": campaign.id, "version": seen.version, "state": seen.state, "changed_at": seen.changed_at}
        return bool((await self._docs.replace_one(query, to_doc(campaign))).matched_count)
