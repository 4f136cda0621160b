"""Who carries our messages, and whether anything may go their way just now. Kept in memory: each process finds out for itself.

After failures in a row nothing goes for a while, then one message alone to see (a circuit breaker: M. Nygard, Release It!, 5); the while
grows as long as that one fails too. A limit that the provider names holds for every message.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import msgspec

from schemas.documents import Message
from streams.channels.sending import Sent

FAILURES = 5
FIRST_REST, LONGEST_REST = timedelta(seconds=15), timedelta(minutes=10)
PROBE = timedelta(seconds=60)
"""Longer than an attempt takes: whoever went to see and did not come back is not waited for."""


class Provider(msgspec.Struct):
    """`failures` in a row; `rests_until`: nothing goes before; `probed_until`: one has gone to see."""

    failures: int = 0
    rests_until: datetime | None = None
    probed_until: datetime | None = None
    reason: str = ""


class Providers:
    def __init__(self) -> None:
        self._known: dict[str, Provider] = {}

    def waits_until(self, name: str | None, now: datetime) -> datetime | None:
        """None: a message may go now - and where others failed, it is the one that sees."""
        known = self._known.get(name) if name else None
        if known is None:
            return None
        if known.rests_until and now < known.rests_until:
            return known.rests_until
        if known.failures >= FAILURES:
            if known.probed_until and now < known.probed_until:
                return min(known.probed_until, now + FIRST_REST)
            known.probed_until = now + PROBE
        return None

    def told(self, name: str | None, sent: Sent, now: datetime) -> None:
        """What an attempt tells of its provider."""
        if name is None:
            return
        known = self._known.setdefault(name, Provider())
        if sent.trouble:
            known.failures += 1
            known.reason = sent.reason or ""
            if known.failures >= FAILURES:
                times = known.failures - FAILURES if known.probed_until else 0
                rest = min(FIRST_REST * 2 ** min(times, 10), LONGEST_REST) * random.uniform(0.8, 1.2)  # noqa: S311  # no secret
                known.rests_until, known.probed_until = now + rest, None
        else:
            known.failures, known.probed_until = 0, None
        if sent.rest:
            known.rests_until = max(now + sent.rest, known.rests_until or now)
            known.reason = sent.reason or "its limit is reached"

    def why(self, name: str) -> str:
        known = self._known.get(name)
        return f"{name} rests: {known.reason}"[:300] if known else ""

    def resting(self, now: datetime) -> dict[str, tuple[datetime, str]]:
        """Those to whom nothing goes now: until when, and why."""
        return {
            name: (known.rests_until, known.reason)
            for name, known in self._known.items()
            if known.rests_until and now < known.rests_until
        }


def provider_of(message: Message) -> str | None:
    """None: nobody else carries it."""
    if message.by_hand:
        return None
    if message.channel == "social":
        return message.network or "mastodon"
    return "email" if message.channel == "email" else None
