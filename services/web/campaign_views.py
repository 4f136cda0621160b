"""What the templates of the campaigns receive."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from schemas.campaigns import Campaign, CampaignVersion, Content
from schemas.interaction import Channel
from services.web.campaign_form import Typed
from services.web.views import Decision, Reason, Shell
from streams.composing import Stretch
from streams.rules.campaign_answers import Slower
from streams.rules.uplift import Uplift


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """So many of a number, for one reason."""

    reason: Reason
    code: str
    count: int


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """Of those whom a campaign concerns today; the six add up to `all`. `by_channel`: of those to be written to; `asking`: (id, name) of
    some who wait for a colleague; `shares`: of those held, each for one reason."""

    all: int
    coming: int
    by_channel: tuple[tuple[Channel, int], ...]
    asks: int
    asking: tuple[tuple[str, str], ...]
    left: int
    held: int
    shares: tuple[Share, ...]
    written: int
    over: int


class PlotRow(msgspec.Struct, frozen=True, kw_only=True):
    """A difference as a line with a point, in per cent of the width; `channel` None: over all. `drawn`: there is something to draw."""

    channel: Channel | None
    told: Uplift
    drawn: bool
    low: float
    at: float
    high: float


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """`ticks`: (x in per cent, points) of the scale; `zero`: where there is no difference."""

    rows: tuple[PlotRow, ...]
    ticks: tuple[tuple[float, int], ...]
    zero: float


class Useful(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign is worth. `open`: so many of whom it is not known yet whether they come back."""

    told: Uplift
    plot: Plot
    open: int


class CampaignRow(msgspec.Struct, frozen=True, kw_only=True):
    said: Campaign
    numbers: Numbers
    useful: Useful


class CampaignsPage(msgspec.Struct, frozen=True, kw_only=True):
    shell: Shell
    rows: tuple[CampaignRow, ...]
    archived: tuple[CampaignRow, ...]


class Previewed(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it would be for one person. `others`: (id, name) of whom it can be shown on; `who`: the words by which they were
    sought, `unknown`: in vain; `next`: the one after this; `language`: that was asked for; `stretches`: the text, with where the entry is
    read that tells each piece of what we know; `refused`: why there are no words; `named`: the working days for an answer that the campaign
    names, `slower`: where more is usual here."""

    person: str = ""
    name: str = ""
    language: str = ""
    step: int = 0
    steps: int = 0
    who: str = ""
    unknown: bool = False
    others: tuple[tuple[str, str], ...] = ()
    next: str = ""
    decision: Decision | None = None
    stretches: tuple[tuple[Stretch, str], ...] = ()
    refused: str = ""
    named: int = 0
    slower: tuple[Slower, ...] = ()


class TemplateState(msgspec.Struct, frozen=True, kw_only=True):
    """A message template of a step. `fault`: what is wrong with it, empty where it is whole."""

    template: str
    language: str
    channel: Channel
    fault: str = ""
    remedy: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A version in the journal. `by`: what they are called who wrote it; `before`: there is one to compare it with."""

    said: CampaignVersion
    by: str
    before: bool


class CampaignPage(msgspec.Struct, frozen=True, kw_only=True):
    """`faults`: what keeps it from running, each as (what, remedy)."""

    shell: Shell
    said: Campaign
    numbers: Numbers
    useful: Useful
    preview: Previewed
    templates: tuple[TemplateState, ...]
    journal: tuple[Entry, ...]
    faults: tuple[tuple[str, str], ...]
    names: dict[str, str]


class WhoPage(msgspec.Struct, frozen=True, kw_only=True):
    """Whom it concerns: as it stands today, or (`dry`) as it would be if it ran now. `answered`: when they said something of
    themselves after it was written, by follow-up; `more`: there are others beyond those shown."""

    shell: Shell
    said: Campaign
    dry: bool
    asking: tuple[Decision, ...]
    coming: tuple[Decision, ...]
    left: tuple[Decision, ...]
    held: tuple[Decision, ...]
    written: tuple[Decision, ...]
    answered: dict[str, datetime]
    more: bool


Field = Literal[
    "title", "about", "occasions", "excluded", "steps", "purpose", "approval", "share_left", "cap", "cap_days", "stale_days", "ours_days",
    "answer_days", "ends_days", "returns_days",
]


class DifferencePage(msgspec.Struct, frozen=True, kw_only=True):
    """Two versions of a campaign, field by field where they differ. `by`: what they are called who wrote the later one; `names`: of the
    persons that they leave out."""

    shell: Shell
    said: Campaign
    version: CampaignVersion
    by: str
    before: Content
    after: Content
    fields: tuple[Field, ...]
    names: dict[str, str]


class EditPage(msgspec.Struct, frozen=True, kw_only=True):
    """`said` None: a new one. `seen`: the version that is edited, 0 of a new one; `wrong`: by place in the document, what is wrong there
    and the remedy; `arranged`: what was just done to the steps; `offered`: folders of templates; `people`: name by id of those left out;
    `find`: the words by which others are sought, `found`: who that may be."""

    shell: Shell
    said: Campaign | None
    seen: int
    typed: Typed
    wrong: dict[str, tuple[str, str]]
    note: str
    arranged: str
    offered: tuple[str, ...]
    people: dict[str, str]
    find: str
    found: dict[str, str]
    preview: Previewed


TEMPLATES: dict[type[msgspec.Struct], str] = {
    CampaignsPage: "campaigns/list.html.j2",
    CampaignPage: "campaigns/show.html.j2",
    WhoPage: "campaigns/who.html.j2",
    DifferencePage: "campaigns/difference.html.j2",
    EditPage: "campaigns/edit.html.j2",
}
