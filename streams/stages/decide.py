"""Signals in, follow-up documents out: whether, when, on which channel, with every reason. The clock releases them: nothing is emitted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from schemas.documents import Consent, FollowUp, Identifier, Person, Reason
from schemas.errors import Unreadable
from schemas.events import Signal
from schemas.interaction import Channel
from streams.desk import Desk
from streams.rules import followups
from streams.rules.campaigns import CAMPAIGNS, Campaign, started_by
from streams.rules.followups import House
from streams.runner import Batch
from streams.settings import Settings
from streams.wire import Emit

OPEN = ("waiting", "asking", "held")


async def decide(batch: Batch, desk: Desk) -> list[Emit]:
    """The signal is read again: what the event says may be over by now. A follow-up that is there already stays as it is."""
    heard = []
    for event in batch.events:
        if not isinstance(event, Signal):
            batch.refuse(event, Unreadable("type", "a signal was expected", "send it to its own topic"))
            continue
        heard.append(event.id)
        signal = await desk.state.signals.get(event.id)
        if signal is None:  # it never was, or its words were taken back: what was decided in view of it is decided without it
            await reconsider(desk, event.person, now=batch.now)
            continue
        if signal.closed_at is not None:
            await _call_off(signal, signal.closed_at, desk)
            continue
        for campaign in started_by(signal.kind):
            await _start(signal, campaign, desk, now=batch.now)
    await desk.state.signals.done(heard)
    return []


async def reconsider(desk: Desk, person: str, *, now: datetime) -> None:
    """What waits for this person, was held or asks a colleague, decided once more: they have said something about being contacted, or what
    spoke against it is gone."""
    for before in await desk.state.followups.of(person):
        signal = await desk.state.signals.get(before.signal) if before.state in OPEN else None
        if signal is None:
            continue
        campaign, house = CAMPAIGNS[before.campaign], house_of(desk.settings)
        fresh = followups.decide(signal, *await known(desk, before.person), now=now, campaign=campaign, house=house, earlier=before)
        await desk.state.followups.change(fresh, seen=before.state)


async def call_off_unfounded(decided: Iterable[FollowUp], desk: Desk) -> None:
    """What was decided for a signal that never was, as the person's course is known now. Whoever withdraws a signal asks for its follow-ups
    after that, and decide asks for the signal after having written one; so one of both sees the other."""
    for followup in decided:
        if followup.state in OPEN and await desk.state.signals.get(followup.signal) is None:
            await desk.state.followups.change(followups.withdrawn(followup, Reason(code="signal_gone", ok=False)), seen=followup.state)


async def known(desk: Desk, person: str) -> tuple[Person, list[Identifier], list[Consent], list[FollowUp]]:
    """What a decision about a person rests on, in the order of `followups.decide`: all that was decided about them before comes last."""
    identifiers = await desk.state.atoms.of(person)
    called = {person, *(home for identifier in identifiers for home in identifier.homes)}
    return (
        await desk.state.persons.get(person) or Person(id=person),
        identifiers,
        await desk.state.consents.of_all(called),
        await desk.state.followups.of(person, [identifier.id for identifier in identifiers if not identifier.shared], called=called),
    )


def house_of(settings: Settings) -> House:
    """What is set up here, in which hours, and where we are."""
    able: set[Channel] = {"phone", "letter"}
    if settings.smtp_url:
        able.add("email")
    if settings.mastodon_url and settings.mastodon_token:
        able.add("social")
    first, _, last = settings.hours.partition("-")
    return House(region=settings.region, tz=settings.tz, hours=(int(first), int(last)), able=frozenset(able))


async def _start(signal: Signal, campaign: Campaign, desk: Desk, *, now: datetime) -> None:
    earlier = await desk.state.followups.get(followups.followup_id(signal.person, campaign.name, signal.id))
    if earlier and not (earlier.state == "withdrawn" and earlier.reasons[-1].code == "signal_gone"):
        return
    await call_off_unfounded(await desk.state.followups.of(signal.person), desk)  # they must not count against this one
    person, identifiers, consents, before = await known(desk, signal.person)
    if person.course:
        house = house_of(desk.settings)
        decided = followups.decide(signal, person, identifiers, consents, before, now=now, campaign=campaign, house=house)
        if earlier:  # the signal is there again
            await desk.state.followups.change(decided, seen=earlier.state)
        else:
            await desk.state.followups.put([decided])
        await call_off_unfounded([decided], desk)


async def _call_off(signal: Signal, closed_at: datetime, desk: Desk) -> None:
    """The person came back. What was decided only after that, in ignorance of it, was never so."""
    for followup in await desk.state.followups.of_signals([signal.id]):
        if followup.state in OPEN and followup.decided_at >= closed_at:
            await desk.state.followups.forget(followup)
        elif followup.state in OPEN:
            await desk.state.followups.change(followups.withdrawn(followup, followups.came_back(signal)), seen=followup.state)
