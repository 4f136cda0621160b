"""When the steps of a campaign come, each a while after the one before it, in the rhythm of whom it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

import msgspec

from schemas.campaigns import Campaign, CampaignStep
from schemas.documents import FollowUp, Reason, Step
from streams.rules.followups import followup_id
from streams.rules.occasions import Happened


def opens_at(step: CampaignStep, course: Iterable[Step], *, since: datetime) -> datetime | None:
    """Before when a step is too early, so long after `since`; None: it never is.

    Where there is room between its bounds it comes after as long as this person usually takes between two days on which they are in touch.
    """
    days = float(step.after_days)
    if step.until_days > step.after_days:
        gaps = _gaps(course)
        days = min(max(median(gaps), days), float(step.until_days)) if gaps else days
    return since + timedelta(days=days) if days else None


def next_step(followup: FollowUp, occasion: Happened, campaign: Campaign, course: Iterable[Step], *, now: datetime) -> FollowUp | None:
    """What is said or asked after this, if they stay silent until then; whether it then is, is decided then. None: that was the last.

    `now`: when this step was put into words.
    """
    number = followup.step + 1
    if number >= len(campaign.content.steps):
        return None
    at = opens_at(campaign.content.steps[number], course, since=now) or now
    if at > occasion.at + timedelta(days=campaign.content.ends_days):
        return None
    words = {"at": at.isoformat(), "step": str(number + 1)}
    return msgspec.structs.replace(
        followup, id=followup_id(followup.person, campaign.id, followup.signal, number), version=campaign.version, step=number,
        state="waiting", opens_at=at, due_at=at, decided_at=now, reasons=(Reason(code="next_step", words=words),), reply_to=None, again=0,
    )


def _gaps(course: Iterable[Step]) -> list[float]:
    """Days between the days on which they were in touch."""
    days = sorted({step.at.date() for step in course if step.theirs})
    return [float((after - before).days) for before, after in pairwise(days)]
