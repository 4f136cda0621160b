"""Campaigns: rules that start follow-ups, as data. So far there is one."""

from __future__ import annotations

from datetime import timedelta

import msgspec


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """`starts`: the kind of signal; `templates`: the folder of templates/messages. The cap counts over all campaigns."""

    name: str
    starts: str
    purpose: str
    templates: str
    cap: int
    cap_within: timedelta
    stale_after: timedelta  # a signal older than this is no occasion any more
    ours_within: timedelta  # somebody of the house wrote to them so lately: then they are not left alone
    answer_within_days: int  # working days; what the message promises to whom answers it


QUIET = Campaign(
    name="quiet", starts="quiet", purpose="care", templates="quiet", cap=1, cap_within=timedelta(days=30), stale_after=timedelta(days=90),
    ours_within=timedelta(days=7), answer_within_days=2,
)

CAMPAIGNS: dict[str, Campaign] = {QUIET.name: QUIET}


def started_by(kind: str) -> list[Campaign]:
    """The campaigns that a signal of this kind starts."""
    return [campaign for campaign in CAMPAIGNS.values() if campaign.starts == kind]
