"""What a form finds beside what somebody said: that something was taken back, and what cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Removal
from streams.channels import Read

Found = Iterator[Read]

A_TIME = "RFC 3339, for example 2026-03-02T08:15:00Z"


def taken_back(network: str, name: str, at: datetime | None) -> Removal:
    """What has the id `network:name` was taken back, by its author or by the network; `at` None where the source does not say when."""
    return Removal(id=f"{network}:{name}", channel="social", network=network, at=at)


def unknown(where: str, kind: str, network: str) -> Refusal:
    """An event that the network may know and we do not."""
    return Refusal(
        where=where, what=f"{kind[:80]!r} is nothing of {network} that is known here", remedy="tell us what it means, and hand it in again"
    )


def no_time(where: str, given: Any, example: str = A_TIME) -> Refusal:
    return Refusal(where=where, what=f"{str(given)[:40]!r} is no time", remedy=example)
