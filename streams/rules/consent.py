"""Whether a person lets us write to them, and what they say about it in their own words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from schemas.documents import Consent, Reason, TimelineEntry
from schemas.events import Entry
from schemas.interaction import Channel
from streams.rules.course import said_by_them, words_of
from streams.rules.optout import optout_of

EVERYTHING, CAMPAIGNS = "*", "campaigns"
"""Purposes of a wish to be left alone: no contact at all; nothing that a campaign starts."""
WISHES = frozenset({"wish_all", "wish_channel", "wish_campaigns"})
"""Codes of the reasons that say so."""
AFFAIRS = frozenset({"receipt"})
"""Purposes that no campaign starts: what concerns the person's own affairs still goes out after a wish for no more campaigns."""


def may_contact(channel: Channel, purpose: str, said: Iterable[Consent], *, now: datetime) -> Reason:
    """A wish to be left alone wins over every consent, whichever came later, until it is taken back itself. Else the latest statement until
    `now` about this purpose, for this channel or for all, wins; none means no (GDPR art. 6, 7, 21), except for what answers
    them (art. 6.1 b, f).

    Of two at the same instant the no wins.
    """
    until_now = [one for one in counting(one for one in said if one.at <= now) if one.channel in (None, channel)]
    for wide in (EVERYTHING,) if purpose in AFFAIRS else (EVERYTHING, CAMPAIGNS):
        for where in (None, channel):
            wish = _latest(one for one in until_now if one.purpose == wide and one.channel == where)
            if wish and not wish.given:
                return _refused(wish, channel)
    last = _latest(one for one in until_now if one.purpose == purpose)
    if last is None:
        answers = purpose in AFFAIRS
        return Reason(code="answers_them" if answers else "consent_missing", ok=answers, words={"channel": channel})
    words = {"channel": channel, "at": last.at.isoformat(), "proof": last.proof}
    return Reason(code="consent_given" if last.given else "consent_refused", ok=last.given, words=words)


def counting(said: Iterable[Consent]) -> list[Consent]:
    """As if no no had been said that was misread: what was said besides it counts as before."""
    everything = list(said)
    misread = {one.takes_back for one in everything if one.takes_back}
    return [one for one in everything if not one.takes_back and one.id not in misread]


def holding(said: Iterable[Consent]) -> list[Consent]:
    """The wishes to be left alone for which an address is suppressed, oldest first: no later yes takes them back."""
    wishes = sorted((one for one in counting(said) if one.purpose in (EVERYTHING, CAMPAIGNS)), key=lambda one: (one.at, one.id))
    return [one for one in wishes if not one.given and not any(_lifts(later, one) for later in wishes)]


def _lifts(yes: Consent, no: Consent) -> bool:
    """As of suppressions: one to everything lifts each."""
    return yes.given and yes.at > no.at and yes.purpose in (EVERYTHING, no.purpose) and yes.channel in (None, no.channel)


def wishes_of(entry: Entry | TimelineEntry, person: str) -> list[Consent]:
    """What the person says in an entry about being left alone, as statements to be kept: the same entry gives the same."""
    if not said_by_them(entry):
        return []
    said = entry.interaction
    found = optout_of(words_of(said), said.language)
    if found.scope is None:
        return []
    channels: tuple[Channel | None, ...] = (None,)
    if found.scope == "channel":
        channels = found.channels or (said.channel,)
    purpose = CAMPAIGNS if found.scope == "campaigns" else EVERYTHING
    return [
        Consent(
            id=_wish_id(entry.id, channel, purpose), person=person, channel=channel, purpose=purpose, given=False, at=entry.at,
            proof=found.words or "", entry=entry.id,
        )
        for channel in channels
    ]


def _wish_id(entry: str, channel: Channel | None, purpose: str) -> str:
    return "w_" + hashlib.sha256(f"{entry}\n{channel or ''}\n{purpose}".encode()).hexdigest()[:32]


def _latest(statements: Iterable[Consent]) -> Consent | None:
    return max(statements, key=lambda one: (one.at, not one.given, one.id), default=None)


def _refused(wish: Consent, channel: Channel) -> Reason:
    code = "wish_campaigns" if wish.purpose == CAMPAIGNS else "wish_channel" if wish.channel else "wish_all"
    words = {"channel": channel, "at": wish.at.isoformat(), "proof": wish.proof}
    return Reason(code=code, ok=False, words=words, entries=(wish.entry,) if wish.entry else ())
