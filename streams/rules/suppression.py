"""Whether an address may be written to at all: a suppression wins over every consent."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.documents import Reason, Suppression
from schemas.interaction import Channel
from streams.rules.consent import AFFAIRS, CAMPAIGNS, EVERYTHING


def suppressed(standing: Iterable[Suppression], channel: Channel, purpose: str) -> Reason | None:
    """The reason against an address with these suppressions; None where none of them speaks of this channel and purpose. The first that
    was written down is named."""
    meant = [
        one
        for one in standing
        if one.channel in (None, channel)
        and (one.purpose in (EVERYTHING, purpose) or (one.purpose == CAMPAIGNS and purpose not in AFFAIRS))
    ]
    first = min(meant, key=lambda one: (one.at, one.id), default=None)
    if first is None:
        return None
    return Reason(code=f"suppressed_{first.reason}", ok=False, words={"channel": channel, "at": first.at.isoformat()})
