"""Whether a person lets us write to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from schemas.documents import Consent, Reason
from schemas.interaction import Channel


def may_contact(channel: Channel, purpose: str, said: Iterable[Consent], *, now: datetime) -> Reason:
    """The latest statement until `now` about this purpose, for this channel or for all, wins; none means no (GDPR art. 6, 7).

    Of two at the same instant the no wins.
    """
    about = [one for one in said if one.purpose == purpose and one.channel in (None, channel) and one.at <= now]
    if not about:
        return Reason(code="consent_missing", ok=False, words={"channel": channel})
    last = max(about, key=lambda one: (one.at, not one.given, one.id))
    words = {"channel": channel, "at": last.at.isoformat(), "proof": last.proof}
    return Reason(code="consent_given" if last.given else "consent_refused", ok=last.given, words=words)
