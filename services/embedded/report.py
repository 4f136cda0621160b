"""What the hub says of itself: `egard ops status --json`. Every question to the database has its limit in time."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from services.embedded.placing import reachable, without_password
from streams.settings import Settings
from streams.state.client import AWAY
from streams.state.tally import Tally

BACKLOG_WITHIN_S = 3.0
COUNTS_WITHIN_S = 4.0


class Report:
    """Puts together what the supervisor knows and what the database holds."""

    def __init__(self, settings: Settings, tally: Tally) -> None:
        self._settings, self._tally = settings, tally

    async def backlog(self) -> int | None:
        """What is on its way; None when the database does not say in time."""
        try:
            async with asyncio.timeout(BACKLOG_WITHIN_S):
                return await self._tally.backlog(datetime.now(UTC))
        except (*AWAY, TimeoutError):
            return None

    async def counts(self, *, quiet: bool) -> dict[str, Any] | None:
        with contextlib.suppress(*AWAY, TimeoutError):
            async with asyncio.timeout(COUNTS_WITHIN_S):
                counts: dict[str, Any] = msgspec.to_builtins(await self._tally.counts(quiet=quiet))
                return counts
        return None

    async def whole(self, reasons: Sequence[str], pids: Mapping[str, int | None]) -> dict[str, Any]:
        """The object. A backlog that cannot be counted is one more reason not to be ready."""
        backlog = await self.backlog()
        counts = await self.counts(quiet=backlog == 0) if backlog is not None else None
        why = [*reasons, *(["the backlog cannot be counted"] if backlog is None and not reasons else [])]
        return {
            "ready": not why,
            "reasons": why,
            "page": f"http://{reachable(self._settings.listen)}",
            "mail": reachable(self._settings.mail_listen),
            "kafka": self._settings.kafka_url,
            "mongo": without_password(self._settings.mongo_url),
            "pids": {"supervisor": os.getpid(), **pids},
            "backlog": backlog,
            "counts": counts,
        }
