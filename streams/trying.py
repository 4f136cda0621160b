"""What a campaign would say: to one person, and to everybody whose occasion is open now. Nothing is written down."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import msgspec

from schemas.campaigns import Campaign, EventKind
from schemas.errors import Refused
from schemas.events import KINDS
from streams.drafting import Drafted, draft, known, latest_of, occasion_of, written
from streams.rules.campaigns import started_by
from streams.rules.followups import followup_id
from streams.rules.occasions import Happened, of_entry, of_signal
from streams.rules.reaching import addresses
from streams.settings import Settings
from streams.state import State
from streams.state.followups import OPEN


async def preview(
    campaign: Campaign, step: int, person: str, state: State, settings: Settings, now: datetime, *, language: str | None = None
) -> Drafted:
    """What this person would be sent by a step, if its moment were now; also in which words where it would not be sent. `language`: in
    another than theirs. Raises Refused where there is nothing to be previewed, or no words for it."""
    if not 0 <= step < len(campaign.content.steps):
        raise Refused("step", f"it has {len(campaign.content.steps)}", "choose one of them")
    occasion = await _occasion_for(campaign, person, state, settings, now)
    running = msgspec.structs.replace(campaign, state="running")
    drafted = await draft(None, occasion, running, state, settings, now, step=step)
    if drafted.message is not None and language in (None, drafted.followup.language):
        return drafted
    about = await known(state, person)
    where = drafted.followup
    if where.identifier is None:
        own = addresses(about.person.course, [each.id for each in about.identifiers], until=now)
        if not own:
            raise Refused("PERSON", "they never used an address themselves", "choose somebody who wrote or called")
        where = msgspec.structs.replace(where, channel=own[0].channel, identifier=own[0].identifier, network=own[0].network)
    where = msgspec.structs.replace(where, language=language or where.language)
    shown = await written(where, occasion, running, await latest_of(where, about, state), about.person, state, settings, now)
    return msgspec.structs.replace(shown, followup=drafted.followup)


async def dry_run(campaign: Campaign, state: State, settings: Settings, now: datetime, *, limit: int = 200) -> list[Drafted]:
    """What the campaign would do if it ran now, for everybody whose occasion is open: at most `limit`, the latest first. What it did
    already it would not do again."""
    running = msgspec.structs.replace(campaign, state="running")
    kinds = [kind for kind in KINDS if any(occasion.kind == kind for occasion in campaign.content.occasions)]
    open_ = await state.signals.open(limit, kinds=kinds, now=now) if kinds else []
    occasions = [occasion for signal in open_ if started_by(occasion := of_signal(signal), [running])]
    there = await state.followups.get_many([followup_id(each.person, campaign.id, each.id) for each in occasions])
    found: list[Drafted] = []
    for occasion in reversed(occasions):  # as they would have been decided, the oldest first
        before = there.get(followup_id(occasion.person, campaign.id, occasion.id))
        if before is None or before.state in OPEN:
            also = [each.followup for each in found if each.followup.person == occasion.person]
            found.append(await draft(before, occasion, running, state, settings, now, also=also))
    return found[::-1]


async def _occasion_for(campaign: Campaign, person: str, state: State, settings: Settings, now: datetime) -> Happened:
    """What started the campaign for this person, or would, or might have."""
    for followup in await state.followups.of(person):
        if followup.campaign == campaign.id and (occasion := await occasion_of(followup, state, settings)):
            return occasion
    for signal in await state.signals.of(person):
        if signal.closed_at is None and started_by(of_signal(signal), [msgspec.structs.replace(campaign, state="running")]):
            return of_signal(signal)
    known_as = await state.persons.get(person)
    theirs = [step for step in known_as.course if step.theirs] if known_as else []
    if not theirs or not campaign.content.occasions:
        raise Refused("PERSON", "they never said anything", "choose somebody who wrote or called")
    last, kind = max(theirs, key=lambda step: (step.at, step.id)), campaign.content.occasions[0].kind
    if kind in get_args(EventKind):
        return msgspec.structs.replace(of_entry(last, person, "asked"), kind=kind)
    return Happened(id="preview", person=person, kind=kind, at=now, since=last.at, evidence=(last.id,))
