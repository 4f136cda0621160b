"""Campaigns: rules that start follow-ups, as data. Two are built in, and stand until somebody edits them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from schemas.campaigns import Assignment, Campaign, CampaignStep, Content, Occasion
from schemas.documents import FollowUp, Identifier, Person, Reason
from streams.rules.daytime import country_of
from streams.rules.identifiers import domain as domain_of
from streams.rules.occasions import Happened
from streams.rules.uplift import arm_of

BUILT_AT = datetime(2026, 1, 1, tzinfo=UTC)

QUIET = Campaign(
    id="quiet", version=1, state="running", changed_at=BUILT_AT, changed_by="egard",
    content=Content(
        title={"fr": "Plus de nouvelles", "en": "It has been quiet"},
        about={
            "fr": "Qui écrivait ou appelait régulièrement, et se tait plus longtemps que d'habitude, a de nos nouvelles une fois.",
            "en": "Who used to write or call, and has been silent for longer than is usual for them, hears from us once.",
        },
        occasions=(Occasion(kind="quiet"),),
        steps=(CampaignStep(template="quiet"),),
        approval="automatic",
    ),
)

RECEIPT = Campaign(
    id="receipt", version=1, state="running", changed_at=BUILT_AT, changed_by="egard",
    content=Content(
        title={"fr": "Accusé de réception", "en": "Receipt"},
        about={
            "fr": "Qui pose une question ou se plaint sait aussitôt, par la même voie, quand viendra la réponse.",
            "en": "Who asks or complains knows at once, by the same way, when the answer will come.",
        },
        occasions=(Occasion(kind="asked"), Occasion(kind="complained")),
        steps=(CampaignStep(template="receipt"),),
        purpose="receipt",
        approval="automatic",
        share_left=0.0,
        cap=12,
        cap_days=1,
        stale_days=1,
        ours_days=0,
        ends_days=1,
    ),
)

BUILT_IN: dict[str, Campaign] = {QUIET.id: QUIET, RECEIPT.id: RECEIPT}


def started_by(occasion: Happened, campaigns: Iterable[Campaign]) -> list[Campaign]:
    """The running campaigns that this starts, in the order of their names."""
    return [
        campaign
        for campaign in sorted(campaigns, key=lambda campaign: campaign.id)
        if campaign.state == "running"
        and any(
            each.kind == occasion.kind and (not each.origins or occasion.origin in each.origins) for each in campaign.content.occasions
        )
    ]


def excluded(content: Content, person: Person, identifiers: Iterable[str], *, called: Collection[str]) -> Reason | None:
    """Why the campaign leaves this person out; None: it does not. `called`: every id that they ever had."""
    out, owned = content.excluded, list(identifiers)
    for signal in person.signals:
        if signal.closed_at is None and signal.kind in out.signals:
            return Reason(code="excluded_signal", ok=False, words={"kind": signal.kind}, entries=signal.evidence)
    if {person.id, *called} & set(out.persons):
        return Reason(code="excluded_person", ok=False)
    if domain := next((domain for domain in out.domains for each in owned if _is_of(each, domain)), None):
        return Reason(code="excluded_domain", ok=False, words={"domain": domain})
    country = country_of(owned) if out.countries else None
    if country in out.countries:
        return Reason(code="excluded_country", ok=False, words={"country": country or ""})
    return None


def assign(
    followup: FollowUp, campaign: Campaign, identifiers: Iterable[Identifier], *, now: datetime
) -> Assignment | None:
    """On which side of the campaign a person falls for whom a follow-up is meant; None: nobody is left alone.

    By the oldest of their own identifiers, so that it is the same whatever they are called later.
    """
    content, owned = campaign.content, list(identifiers)
    if not content.share_left or not owned:
        return None
    oldest = min(owned, key=lambda each: (each.shared, each.first_at or now, each.id)).id
    return Assignment(
        id=f"{campaign.id}/{oldest}", campaign=campaign.id, identifier=oldest, person=followup.person,
        arm=arm_of(oldest, campaign.id, content.share_left), version=campaign.version, share_left=content.share_left,
        channel=followup.channel, template=content.steps[followup.step].template, signal=followup.signal, at=now,
        until=now + timedelta(days=content.returns_days),
    )


def differences(before: Content, after: Content) -> list[tuple[str, object, object]]:
    """What was changed: (field, as it was, as it is), of what has parts the part, as in `steps.1.template`."""
    return list(_different("", msgspec.to_builtins(before), msgspec.to_builtins(after)))


def _different(path: str, one: object, other: object) -> Iterable[tuple[str, object, object]]:
    if one == other:
        return
    parts: list[tuple[str, object, object]] | None = None
    if isinstance(one, dict) and isinstance(other, dict):
        parts = [(key, one.get(key), other.get(key)) for key in dict.fromkeys([*one, *other])]
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple):
        both = max(len(one), len(other))
        parts = [(str(n), one[n] if n < len(one) else None, other[n] if n < len(other) else None) for n in range(both)]
    if parts is None:
        yield path, one, other
        return
    for key, was, now in parts:
        yield from _different(f"{path}.{key}" if path else key, was, now)


def _is_of(identifier: str, domain: str) -> bool:
    """Or of one below it."""
    scheme, _, value = identifier.partition(":")
    host, wanted = domain_of(value.rpartition("@")[2]), domain_of(domain)
    return scheme in ("email", "mastodon") and bool(host and wanted) and f".{host}".endswith(f".{wanted}")
