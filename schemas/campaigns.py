"""Campaigns: what starts a follow-up, what it says and when it ends, as documents with a version history.

A version never changes once it is written: what was decided by one can be read for ever in its words.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from schemas.events import Kind, OriginKind
from schemas.interaction import Channel, Instant

Days = Annotated[int, Meta(ge=0, le=366)]
Name = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="small letters, digits and -, as in file names")]

EventKind = Literal["asked", "complained"]
"""Events that start a follow-up at once: a question, a complaint that came in."""


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """What starts it: a signal of this `kind` - of one of these `origins` where some are named -, or an event."""

    kind: Kind | EventKind
    origins: tuple[OriginKind, ...] = ()


class Excluded(msgspec.Struct, frozen=True, kw_only=True):
    """Whom it leaves out: with an open signal of these kinds, an address in these domains, living in these countries; these persons."""

    signals: Annotated[tuple[Kind, ...], Meta(max_length=40)] = ()
    domains: Annotated[tuple[Annotated[str, Meta(max_length=253)], ...], Meta(max_length=1000)] = ()
    persons: Annotated[tuple[Annotated[str, Meta(max_length=253)], ...], Meta(max_length=5000)] = ()
    countries: Annotated[tuple[Annotated[str, Meta(pattern="^[A-Z]{2}$")], ...], Meta(max_length=300)] = ()


class CampaignStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `write`: the `template` (a folder of templates/messages) by the person's own channel; `ask`: a colleague is asked to call.

    `after_days`: at the earliest so long after the occasion, of later steps after the step before; where `until_days` is more, as long as
    this person usually takes between two contacts, between these two. `channels`: none named: every one.
    """

    does: Literal["write", "ask"] = "write"
    template: Name
    after_days: Days = 0
    until_days: Days = 0
    channels: tuple[Channel, ...] = ()


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign owner edits. `title`, `about`: by language, for colleagues.

    `purpose`: of the consent that it needs. `approval`: of each message, by a colleague or by nobody. `share_left`: of those it is meant
    for, the share left alone to learn what it is worth. `cap`, `cap_days`: of messages a person gets, over all campaigns. `stale_days`: an
    older occasion is none any more. `ours_days`: who had word from the house so lately is not left alone. `answer_days`: working days
    within which the message promises an answer. `ends_days`: after the occasion nothing more is said. `returns_days`: who comes back of
    themselves within that counts as returned.
    """

    title: dict[Literal["fr", "en"], Annotated[str, Meta(max_length=120)]]
    about: dict[Literal["fr", "en"], Annotated[str, Meta(max_length=600)]] = {}
    occasions: Annotated[tuple[Occasion, ...], Meta(max_length=40)]
    excluded: Excluded = Excluded()
    steps: Annotated[tuple[CampaignStep, ...], Meta(max_length=40)]
    purpose: Name = "care"
    approval: Literal["colleague", "automatic"] = "colleague"
    share_left: Annotated[float, Meta(ge=0, le=0.5)] = 0.1
    cap: Annotated[int, Meta(ge=1, le=12)] = 1
    cap_days: Annotated[int, Meta(ge=1, le=366)] = 30
    stale_days: Annotated[int, Meta(ge=1, le=366)] = 90
    ours_days: Days = 7
    answer_days: Annotated[int, Meta(ge=1, le=30)] = 2
    ends_days: Annotated[int, Meta(ge=1, le=366)] = 60
    returns_days: Annotated[int, Meta(ge=1, le=366)] = 30


CampaignState = Literal["draft", "running", "paused", "archived"]


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """`campaigns`: how a campaign stands. `id` is its name; `version` that of `content`, from 1.

    `paused`: what it decided waits, nothing new is begun. `started_at`: the last time; what was an occasion then began with it.
    """

    id: Name
    version: int
    content: Content
    state: CampaignState = "draft"
    started_at: Instant | None = None
    changed_at: Instant
    changed_by: str
    schema: int = 1


class CampaignVersion(msgspec.Struct, frozen=True, kw_only=True):
    """`campaign_versions`, append-only: `id` is `campaign/version`; `note`: why, in the words of who changed it."""

    id: str
    campaign: Name
    version: int
    content: Content
    at: Instant
    by: str
    note: str = ""
    schema: int = 1


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """`assignments`: whether a person is written to by a campaign or left alone, decided once. `id` is `campaign/identifier`, the oldest
    that the person had then.

    `channel`, `template`: by which they would be written to, of both arms. `returned_at`: when they first came back of themselves
    afterwards; `settled`: nothing can change it any more (they came back, or `until` is over).
    """

    id: str
    campaign: Name
    identifier: str
    person: str
    arm: Literal["written", "left"]
    version: int
    share_left: float
    channel: Channel | None = None
    template: str | None = None
    signal: str
    at: Instant
    until: Instant
    returned_at: Instant | None = None
    settled: bool = False
    schema: int = 1
