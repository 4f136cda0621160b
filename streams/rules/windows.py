"""What networks allow: who may write first, and for how long after a person's last message one may answer.

A table, with the sources. A network that is not in it is not written to.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from schemas.documents import Reason
from schemas.events import Number


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """`answer_within` the person's last message; None: at any time."""

    answer_within: timedelta | None
    source: str


DAY = timedelta(hours=24)

WINDOWS: dict[str, Window] = {
    "mastodon": Window(answer_within=None, source="https://docs.joinmastodon.org/methods/statuses/#create"),
    "bluesky": Window(answer_within=None, source="https://docs.bsky.app/docs/advanced-guides/posts#replies"),
    "facebook": Window(answer_within=DAY, source="https://developers.facebook.com/docs/messenger-platform/policy/policy-overview"),
    "instagram": Window(answer_within=DAY, source="https://developers.facebook.com/docs/messenger-platform/instagram/features/send-message"),
    "whatsapp": Window(answer_within=DAY, source="https://developers.facebook.com/docs/whatsapp/pricing/conversation-types"),
    "telegram": Window(answer_within=None, source="https://core.telegram.org/bots/faq#how-do-i-message-users"),
}


def may_answer(network: str, last_at: datetime | None, *, now: datetime) -> Reason:
    """Whether the network lets us answer what the person last wrote to us there, at `last_at`."""
    window = WINDOWS.get(network)
    if window is None:
        return Reason(code="network_unknown", ok=False, words={"network": network})
    if last_at is None:
        return Reason(code="window_never", ok=False, words={"network": network})
    if window.answer_within is not None and now - last_at > window.answer_within:
        hours = Number(name="window_hours", value=window.answer_within.total_seconds() / 3600, unit="h")
        return Reason(code="window_shut", ok=False, numbers=(hours,), words={"network": network, "at": last_at.isoformat()})
    return Reason(code="window_open", words={"network": network, "at": last_at.isoformat()})
