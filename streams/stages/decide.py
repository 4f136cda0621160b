"""Signals in, follow-up documents out: whether, when, on which channel, with every reason. The clock releases them; only those who look on
are told that there is something new to see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from schemas import topics
from schemas.campaigns import Campaign
from schemas.documents import FollowUp, Reason
from schemas.errors import Unreadable
from schemas.events import Outcome, Signal
from streams.composing import message_id
from streams.desk import Desk
from streams.drafting import Drafted, draft, occasion_of
from streams.rules import against, followups
from streams.rules.campaigns import started_by
from streams.rules.occasions import Happened, of_signal
from streams.runner import Batch
from streams.state.followups import OPEN
from streams.strangers import admitted
from streams.wire import Emit


async def decide(batch: Batch, desk: Desk) -> list[Emit]:
    """The signal is read again: what the event says may be over by now. A follow-up that is there already stays as it is."""
    heard, told = [], []
    for event in batch.events:
        if not isinstance(event, Signal):
            batch.refuse(event, Unreadable("type", "a signal was expected", "send it to its own topic"))
            continue
        heard.append(event.id)
        seen = Outcome(id=f"{event.id}/{batch.now.isoformat()}", message="", person=event.person, state="decided", at=batch.now)
        told.append(Emit(topics.OUTCOMES, event.person, seen, batch.trace(event)))
        signal = await desk.state.signals.get(event.id)
        if signal is None:  # it never was, or its words were taken back: what was decided in view of it is decided without it
            await reconsider(desk, event.person, now=batch.now)
            continue
        if signal.closed_at is not None:
            await _call_off(signal, signal.closed_at, desk)
            continue
        await begin(of_signal(signal), desk, now=batch.now)
    await desk.state.signals.done(heard)
    return told


async def begin(occasion: Happened, desk: Desk, *, now: datetime) -> None:
    """Whatever this starts."""
    for campaign in started_by(occasion, (await desk.campaigns()).values()):
        await _start(occasion, campaign, desk, now=now)


async def reconsider(desk: Desk, person: str, *, now: datetime) -> None:
    """What waits for this person, was held or asks a colleague, decided once more: they have said something about being contacted, or what
    spoke against it is gone."""
    for before in await desk.state.followups.of(person):
        await decide_again(before, desk, now=now)


async def call_off_answered(persons: Iterable[str], desk: Desk, *, now: datetime) -> None:
    """These have done something of their own accord: what was meant for them and is about something that still is, such as a later step of
    a campaign, is decided in view of that. What ends a signal is told by the signal."""
    for before in await desk.state.followups.open_of(set(persons)):
        await decide_again(before, desk, now=now, unless_closed=True)


async def decide_for_good(followup: FollowUp | None, occasion: Happened, campaign: Campaign, desk: Desk, *, now: datetime) -> Drafted:
    """As `draft`; on which side of the campaign the person falls is written down, before anything that follows from it."""
    drafted = await draft(followup, occasion, campaign, desk.state, desk.settings, now, keep=desk.state.assignments.keep)
    return await admitted(drafted, occasion, campaign, desk, now=now)


async def call_off_unfounded(decided: Iterable[FollowUp], desk: Desk) -> None:
    """What was decided for a signal that never was, as the person's course is known now. Whoever withdraws a signal asks for its follow-ups
    after that, and decide asks for the signal after having written one; so one of both sees the other."""
    for followup in decided:
        if followup.state in OPEN and await occasion_of(followup, desk.state, desk.settings) is None:
            await desk.state.followups.change(followups.withdrawn(followup, Reason(code="signal_gone", ok=False)), seen=followup.state)


async def decide_again(before: FollowUp, desk: Desk, *, now: datetime, unless_closed: bool = False) -> bool:
    """In view of what is known now; whether it could be. What a paused campaign has decided waits until it goes on, and is decided again
    then."""
    campaign = (await desk.campaigns()).get(before.campaign)
    if before.state not in OPEN or campaign is None or campaign.state == "paused":
        return False
    if before.state == "held" and await desk.state.messages.get(message_id(before)):
        return False  # it was put into words, and did not leave: that is its end
    occasion = await occasion_of(before, desk.state, desk.settings)
    if occasion is None or (unless_closed and occasion.closed_at is not None):
        return False
    drafted = await decide_for_good(before, occasion, campaign, desk, now=now)
    await desk.state.followups.change(drafted.followup, seen=before.state)
    return True


async def _start(occasion: Happened, campaign: Campaign, desk: Desk, *, now: datetime) -> None:
    earlier = await desk.state.followups.get(followups.followup_id(occasion.person, campaign.id, occasion.id))
    if earlier and not (earlier.state == "withdrawn" and earlier.reasons[-1].code == "signal_gone"):
        return
    await call_off_unfounded(await desk.state.followups.of(occasion.person), desk)  # they must not count against this one
    person = await desk.state.persons.get(occasion.person)
    if person is None or not person.course:
        return
    drafted = await decide_for_good(None, occasion, campaign, desk, now=now)
    if earlier:  # the signal is there again
        await desk.state.followups.change(drafted.followup, seen=earlier.state)
    else:
        await desk.state.followups.put([drafted.followup])
    await call_off_unfounded([drafted.followup], desk)


async def _call_off(signal: Signal, closed_at: datetime, desk: Desk) -> None:
    """The person came back. What was decided only after that, in ignorance of it, was never so."""
    for followup in await desk.state.followups.of_signals([signal.id]):
        if followup.state in OPEN and followup.decided_at >= closed_at:
            await desk.state.followups.forget(followup)
        elif followup.state in OPEN:
            await desk.state.followups.change(followups.withdrawn(followup, against.closed(of_signal(signal))), seen=followup.state)
