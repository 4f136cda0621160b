"""`sessions`: who is signed in. The cookie's value is a secret; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.state.client import Database, IndexModel, ms

INDEXES = [IndexModel([("ends_at", 1)], expireAfterSeconds=0), IndexModel([("user", 1)])]

LASTS = timedelta(days=7)


class Sessions:
    def __init__(self, db: Database[dict[str, Any]]) -> None:
        self._docs = db["sessions"]

    async def open(self, user: str, *, now: datetime | None = None) -> str:
        """A new secret of 256 bits, good for seven days."""
        secret = secrets.token_urlsafe(32)
        now = ms(now or datetime.now(UTC))
        await self._docs.insert_one({"_id": _hashed(secret), "user": user, "made_at": now, "ends_at": now + LASTS, "schema": 1})
        return secret

    async def user_of(self, secret: str, *, now: datetime | None = None) -> str | None:
        """Whose session it is, while it lasts."""
        doc = await self._docs.find_one({"_id": _hashed(secret), "ends_at": {"$gt": now or datetime.now(UTC)}}, {"user": 1})
        return str(doc["user"]) if doc else None

    async def close_all(self, user: str) -> None:
        """Wherever this user is signed in, they are no more."""
        await self._docs.delete_many({"user": user})

    async def close(self, secret: str) -> None:
        await self._docs.delete_one({"_id": _hashed(secret)})


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
