"""Follow-ups whose moment has come, decided once more and put into words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from schemas import topics
from schemas.campaigns import Campaign
from schemas.documents import FollowUp, Message, Reason
from schemas.errors import Unreadable
from schemas.events import Due, Leaving
from streams.composing import message_id
from streams.desk import Desk
from streams.drafting import meant_for, occasion_of
from streams.rules import followups
from streams.rules.campaign_steps import next_step
from streams.rules.occasions import Happened
from streams.runner import Batch
from streams.stages.decide import decide_for_good
from streams.wire import Emit

PORTION = 48
"""Persons at a time, so that what is read of each is read of all together (state/together.py)."""


async def compose(batch: Batch, desk: Desk) -> list[Emit]:
    """A message is written down before its follow-up says so, and emitted after both: what a crash leaves, the clock finds."""
    due: dict[str, Due] = {}
    for event in batch.events:
        match event:
            case Due(kind="followup"):
                due[event.id] = event
            case Due():
                pass  # a silence: sense listens too
            case _:
                batch.refuse(event, Unreadable("type", "a due moment was expected", "send it to its own topic"))
    of_person: dict[str, list[FollowUp]] = {}
    for followup, person in zip(found := await _waiting(due, desk, now=batch.now), await _whose(found, desk), strict=True):
        of_person.setdefault(person, []).append(followup)
    waiting, messages = list(of_person.values()), list[Message]()
    for start in range(0, len(waiting), PORTION):
        campaigns = await desk.campaigns(fresh=True)
        some = waiting[start : start + PORTION]
        ended = await asyncio.gather(*(_of_person(each, campaigns, desk, now=batch.now) for each in some), return_exceptions=True)
        for one in ended:  # only now: what is begun for others comes to its end
            if isinstance(one, BaseException):
                raise one
            messages += one
    return [
        Emit(topics.MESSAGES, message.person, Leaving(id=message.id, person=message.person), batch.trace(due[message.followup]))
        for message in messages
    ]


async def _waiting(ids: Iterable[str], desk: Desk, *, now: datetime) -> list[FollowUp]:
    found = await asyncio.gather(*(desk.state.followups.get(id_) for id_ in ids))
    return [each for each in found if each is not None and each.state == "waiting" and not (each.due_at and each.due_at > now)]


async def _whose(found: Iterable[FollowUp], desk: Desk) -> list[str]:
    return await asyncio.gather(*(meant_for(followup, desk.state) for followup in found))


async def _of_person(waiting: Iterable[FollowUp], campaigns: Mapping[str, Campaign], desk: Desk, *, now: datetime) -> list[Message]:
    """One after the other: what is said to somebody counts for what may be said next."""
    released = [await _release(followup, campaigns.get(followup.campaign), desk, now=now) for followup in waiting]
    return [message for message in released if message is not None]


async def _release(followup: FollowUp, campaign: Campaign | None, desk: Desk, *, now: datetime) -> Message | None:
    """The message of a follow-up that is due and still right; the follow-up says what became of it."""
    state = desk.state
    occasion = await occasion_of(followup, state, desk.settings)
    written = await state.messages.get(message_id(followup))
    if written is not None:  # somebody stopped between the writes
        await _gone_on(followup, occasion, campaign, desk, at=written.made_at)
        return written
    if occasion is None or campaign is None or campaign.state == "archived":
        code = "signal_gone" if occasion is None else "campaign_archived"
        await state.followups.change(followups.withdrawn(followup, Reason(code=code, ok=False)), seen="waiting")
        return None
    if campaign.state == "paused":  # until it goes on it waits for no moment
        reasons = (*followup.reasons, Reason(code="campaign_paused", ok=False))
        await state.followups.change(msgspec.structs.replace(followup, due_at=None, reasons=reasons), seen="waiting")
        return None
    drafted = await decide_for_good(followup, occasion, campaign, desk, now=now)
    fresh, message = drafted.followup, drafted.message
    if message is None or fresh.state != "waiting" or (fresh.due_at and fresh.due_at > now):
        await state.followups.change(fresh, seen="waiting")
        return None
    await state.messages.put(message)
    await _gone_on(fresh, occasion, campaign, desk, at=now)
    return message


async def _gone_on(followup: FollowUp, occasion: Happened | None, campaign: Campaign | None, desk: Desk, *, at: datetime) -> None:
    """The next step waits, then this one is done with: what stops in between is taken up again."""
    if occasion is not None and campaign is not None and followup.step + 1 < len(campaign.content.steps):
        person = await desk.state.persons.get(followup.person)
        following = next_step(followup, occasion, campaign, person.course if person else (), now=at)
        if following is not None:
            await desk.state.followups.put([following])
    await desk.state.followups.change(msgspec.structs.replace(followup, state="composed"), seen="waiting")
