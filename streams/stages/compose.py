"""Follow-ups whose moment has come, decided once more and put into words."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

import msgspec

from schemas import topics
from schemas.documents import FollowUp, Message, Person, Reason, TimelineEntry
from schemas.errors import Refused, Unreadable
from schemas.events import Due, Leaving, Signal
from schemas.interaction import Party
from streams.channels.email.threading import message_id_of
from streams.channels.sending import our_domain
from streams.channels.social.threading import status_id_of
from streams.desk import Desk
from streams.rendering import Context, one_line, renderer
from streams.rules import followups
from streams.rules.campaigns import CAMPAIGNS, Campaign
from streams.rules.words import day
from streams.runner import Batch
from streams.stages.decide import house_of, known
from streams.wire import Emit

PATIENCE = timedelta(seconds=15)
LATEST = 20
LARGEST_ORIGINAL = 20_000_000
LONGEST_NAME = 60

_REPLY = re.compile(r"^\s*(?:(?:re|aw|tr|fw|fwd|rép)\s*:\s*)+", re.IGNORECASE)
_NO_NAME = re.compile(r"[@/<>\d]|www\.", re.IGNORECASE)


async def compose(batch: Batch, desk: Desk) -> list[Emit]:
    """A message is written down before its follow-up says so, and emitted after both: what a crash leaves, the clock finds."""
    emits = []
    for event in batch.events:
        match event:
            case Due(kind="followup"):
                message = await _release(event.id, desk, now=batch.now)
                if message is not None:
                    emits.append(Emit(topics.MESSAGES, message.person, Leaving(id=message.id, person=message.person), batch.trace(event)))
            case Due():
                pass  # a silence: sense listens too
            case _:
                batch.refuse(event, Unreadable("type", "a due moment was expected", "send it to its own topic"))
    return emits


def message_key(followup: str) -> str:
    """What a follow-up's message is called, here and in its Message-ID."""
    return hashlib.sha256(f"message\n{followup}".encode()).hexdigest()[:32]


async def _release(id_: str, desk: Desk, *, now: datetime) -> Message | None:
    """The message of a follow-up that is due and still right; the follow-up says what became of it."""
    state = desk.state
    followup = await state.followups.get(id_)
    if followup is None or followup.state != "waiting" or (followup.due_at and followup.due_at > now):
        return None
    written = await state.messages.get(f"m_{message_key(id_)}")
    if written is not None:  # somebody stopped between the two writes
        await state.followups.change(msgspec.structs.replace(followup, state="composed"), seen="waiting")
        return written
    signal = await state.signals.get(followup.signal)
    if signal is None:
        await state.followups.change(followups.withdrawn(followup, Reason(code="signal_gone", ok=False)), seen="waiting")
        return None
    campaign = CAMPAIGNS[followup.campaign]
    fresh, entries, person = await _once_more(followup, signal, campaign, desk, now=now)
    if fresh.state != "waiting" or (fresh.due_at and fresh.due_at > now):
        await state.followups.change(fresh, seen="waiting")
        return None
    try:
        message = await _message(fresh, signal, campaign, entries, person, desk, now=now)
    except Refused as error:
        reasons = (*fresh.reasons, Reason(code="template", ok=False, words={"what": str(error)}))
        await state.followups.change(msgspec.structs.replace(fresh, state="held", reasons=reasons, due_at=None), seen="waiting")
        return None
    await state.messages.put(message)
    await state.followups.change(msgspec.structs.replace(fresh, state="composed"), seen="waiting")
    return message


async def _once_more(
    followup: FollowUp, signal: Signal, campaign: Campaign, desk: Desk, *, now: datetime,
) -> tuple[FollowUp, list[TimelineEntry], Person]:
    """The decision as it falls now, with the latest entries of the address that it chose. A letter needs an address that is whole."""
    meant = await desk.state.atoms.whose(followup.identifier, followup.person) if followup.identifier else followup.person
    person, identifiers, consents, before = await known(desk, meant)
    house = house_of(desk.settings)
    unreachable: dict[str, str] = {}
    while True:
        fresh = followups.decide(
            signal, person, identifiers, consents, before, now=now, campaign=campaign, house=house, earlier=followup,
            unreachable=unreachable,
        )
        entries = await desk.state.timeline.of([each for each in identifiers if each.id == fresh.identifier], LATEST)
        if fresh.channel != "letter" or fresh.identifier is None or _address(entries, fresh.identifier):
            return fresh, entries, person
        unreachable[fresh.identifier] = "no_address"


async def _message(
    followup: FollowUp, signal: Signal, campaign: Campaign, entries: list[TimelineEntry], person: Person, desk: Desk, *, now: datetime,
) -> Message:
    channel, identifier = followup.channel, followup.identifier
    if channel is None or identifier is None:
        raise Refused("follow-up", "it names no address", "decide it again")
    last = next((entry for entry in entries if entry.interaction.id == followup.reply_to), None)
    scheme, _, value = identifier.partition(":")
    name = _name(_party(entries, identifier), person)
    subject = _REPLY.sub("", one_line(last.interaction.subject or "")) if last and channel == "email" else ""
    before = max((step for step in person.course if step.theirs), key=lambda step: (step.at, step.id), default=None)
    context = Context(
        name=name, house=desk.settings.house, last_at=day(signal.since, followup.language, desk.settings.tz),
        last_channel=before.channel if before else channel, last_subject=subject or None, answer_within_days=campaign.answer_within_days,
        mention=f"@{value}" if scheme == "mastodon" else None, phone=value if scheme == "tel" else None,
    )
    rendered = renderer().render(campaign.templates, channel, followup.language, context)
    key = message_key(followup.id)
    return Message(
        id=f"m_{key}", followup=followup.id, person=followup.person, campaign=campaign.name, purpose=campaign.purpose, channel=channel,
        network=followup.network, identifier=identifier, name=name, address=_address(entries, identifier) if channel == "letter" else None,
        language=followup.language, subject=rendered.subject, text=rendered.text, html=rendered.html,
        message_id=f"{key}@{our_domain(desk.settings)}", in_reply_to=await _answers(last, desk), made_at=now, hand_on_at=now + PATIENCE,
    )


async def _answers(last: TimelineEntry | None, desk: Desk) -> str | None:
    """What the network or the mail programme calls the interaction that we answer; None where we cannot tell."""
    if last is None or last.interaction.channel not in ("email", "social"):
        return None
    id_ = f"{last.interaction.channel}:{last.interaction.original.sha256}"
    record = await desk.state.originals.about(id_)
    if record is None or record.size > LARGEST_ORIGINAL:
        return None
    data = (await desk.state.originals.get([id_]))[id_].data or b""
    find = message_id_of if last.interaction.channel == "email" else status_id_of
    return find(last.interaction.id, data)


def _party(entries: list[TimelineEntry], identifier: str) -> Party | None:
    """The person as they last signed with this address."""
    return next((party for entry in entries if entry.interaction.direction == "in"
                 for party in entry.interaction.parties if party.identifier == identifier and party.name), None)


def _address(entries: list[TimelineEntry], identifier: str) -> str | None:
    return next((party.address for entry in entries for party in entry.interaction.parties
                 if party.identifier == identifier and isinstance(party.address, str) and party.address), None)


def _name(party: Party | None, person: Person) -> str | None:
    """A name that one can greet somebody with: no address, no number, no link, and not a whole sentence."""
    for name in (party.name if party else None, person.name):
        clean = one_line(name or "")
        if clean and len(clean) <= LONGEST_NAME and not _NO_NAME.search(clean):
            return clean
    return None
