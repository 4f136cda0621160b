"""`campaign_versions`: every version that a campaign ever had, in its own words. Only ever added to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import DESCENDING

from schemas.campaigns import CampaignVersion
from streams.state.client import Database, IndexModel, from_doc, insert_new, to_doc

INDEXES = [IndexModel([("campaign", 1), ("version", DESCENDING)])]


class CampaignVersions:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["campaign_versions"]

    async def put(self, versions: Sequence[CampaignVersion]) -> set[str]:
        """Insert those that are new; returns their ids."""
        return await insert_new(self._docs, [to_doc(version) for version in versions])

    async def get(self, campaign: str, version: int) -> CampaignVersion | None:
        doc = await self._docs.find_one({"_id": f"{campaign}/{version}"})
        return from_doc(doc, CampaignVersion) if doc else None

    async def of(self, campaign: str, limit: int = 100) -> list[CampaignVersion]:
        """Newest first."""
        cursor = self._docs.find({"campaign": campaign}).sort([("version", DESCENDING)]).limit(limit)
        return [from_doc(doc, CampaignVersion) async for doc in cursor]
