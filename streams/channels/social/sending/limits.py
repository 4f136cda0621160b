"""What networks say about how much more they take, in the headers of their answers.

Retry-After: RFC 9110, 10.2.3. X-RateLimit-*: docs.joinmastodon.org/api/rate-limits. RateLimit-*:
docs.bsky.app/docs/advanced-guides/rate-limits.
X-App-Usage, X-Business-Use-Case-Usage: developers.facebook.com/docs/graph-api/overview/rate-limiting (per cent of what is allowed within
a sliding hour; `estimated_time_to_regain_access` in minutes).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

SHORTEST, LONGEST = timedelta(seconds=1), timedelta(hours=1)
NEARLY_USED_UP = 95.0
USED_UP_REST = timedelta(minutes=5)


def wait_of(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Retry-After, in seconds or as a date."""
    given = headers.get("Retry-After", "").strip()
    try:
        return _bounded(timedelta(seconds=float(given)))
    except (ValueError, OverflowError):
        pass
    try:
        return _bounded(parsedate_to_datetime(given).astimezone(UTC) - now)
    except (ValueError, TypeError, OverflowError):
        return None


def rest_of(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long nothing more may go; None: more may, or nothing is said about it."""
    for name in ("X-RateLimit", "RateLimit"):
        if headers.get(f"{name}-Remaining", "").strip() == "0" and (reset := _instant(headers.get(f"{name}-Reset", ""))):
            return _bounded(reset - now)
    waits = [minutes for usage in _usages(headers) if (minutes := usage.get("estimated_time_to_regain_access")) and minutes > 0]
    if waits:
        return _bounded(timedelta(minutes=min(max(waits), 60.0)))
    shares = (usage.get(name, 0) for usage in _usages(headers) for name in ("call_count", "total_time", "total_cputime"))
    return USED_UP_REST if max(shares, default=0) >= NEARLY_USED_UP else None


def _usages(headers: Mapping[str, str]) -> Iterator[dict[str, float]]:
    for name in ("X-App-Usage", "X-Page-Usage", "X-Business-Use-Case-Usage"):
        try:
            found: Any = msgspec.json.decode(headers.get(name, "{}"))
        except msgspec.DecodeError:
            continue
        found = found if isinstance(found, dict) else {}
        listed = [item for value in found.values() if isinstance(value, list) for item in value if isinstance(item, dict)]
        for usage in (found, *listed):
            yield {name: float(value) for name, value in usage.items() if isinstance(value, int | float)}


def _instant(given: str) -> datetime | None:
    """Seconds since 1970, or RFC 3339."""
    try:
        return datetime.fromtimestamp(float(given), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    try:
        at = datetime.fromisoformat(given.strip())
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _bounded(wait: timedelta) -> timedelta:
    return min(max(wait, SHORTEST), LONGEST)
