"""Mails of ours that came back, and complaints about them: an outcome, and nobody is written to there until they write from there again.

Anybody can write a mail that says so. It counts only where it names a Message-ID under which we wrote to that very address, to nobody else,
within the days before: who got the mail knows it, and the servers on its way. Of a mail that a colleague wrote by hand nothing but the
address becomes known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from schemas import topics
from schemas.documents import Identifier, Message
from schemas.events import Outcome, Said
from schemas.interaction import Interaction
from streams.channels.email.ids import message_id_to_interaction_id
from streams.channels.email.mbox import is_mbox
from streams.channels.email.returned import Returned, returned
from streams.desk import Desk
from streams.rules.consent import CAMPAIGNS, EVERYTHING
from streams.rules.course import THEIRS, said_by_them
from streams.rules.identifiers import is_us
from streams.wire import Emit

LARGEST = 5_000_000
LATEST = 20
RETURNS_WITHIN = timedelta(days=7)
"""A mail server gives up after five days (RFC 5321, 4.5.4.1), and some do so later."""


async def came_back(events: Iterable[object], desk: Desk) -> list[Emit]:
    """What the machines among these say of our mails, written down. The same again writes nothing new."""
    emits, wrote = [], dict[str, datetime]()
    for event in events:
        if not isinstance(event, Said) or event.interaction.direction != "in":
            continue
        said = event.interaction
        if said.automatic is None:
            at = min(said.at or event.received_at, event.received_at)
            for party in said.parties:
                if party.role in THEIRS and party.identifier:
                    wrote[party.identifier] = max(at, wrote.get(party.identifier, at))
        elif said.channel == "email" and said.original.size <= LARGEST:
            emits += [Emit(topics.OUTCOMES, outcome.person, outcome) for outcome in await _heard(event, desk)]
    await desk.state.suppressions.answer_again(wrote)
    return emits


async def _heard(event: Said, desk: Desk) -> list[Outcome]:
    said, state = event.interaction, desk.state
    bounce = said.automatic == "bounce" and said.measures.get("hard") is True
    if not bounce and said.automatic not in ("auto_reply", "bulk"):
        return []
    found = await _returned(event, desk, bounce)
    if not bounce and not found.complaint:
        return []
    outcomes = []
    for name in found.named:
        message = await state.messages.get(f"m_{name.partition('@')[0]}")
        if message is None or not _wrote(message, name, event):
            continue
        why: Literal["complained", "bounced"] = "complained" if found.complaint else "bounced"
        purpose = CAMPAIGNS if found.complaint else EVERYTHING  # who complains still hears that a question of theirs arrived
        await state.suppressions.put([message.identifier or ""], channel="email", purpose=purpose, reason=why, at=event.received_at)
        outcomes.append(Outcome(
            id=f"{message.id}/{why}", message=message.id, person=message.person, channel="email", at=event.received_at, reason=said.id,
            state=why,
        ))
    await state.outcomes.put(outcomes)
    if bounce and not outcomes:
        await _by_hand(found.named, event, desk)
    return outcomes


async def _returned(event: Said, desk: Desk, bounce: bool) -> Returned:
    """Of a mailbox, in which it would have to be looked for, no more is known than what the mail answers."""
    said = event.interaction
    answers = tuple(filter(None, (said.in_reply_to, said.thread)))
    if not event.alone:
        return Returned(complaint=False, named=answers)
    data = (await desk.state.originals.get([event.original]))[event.original].data or b""
    if is_mbox(data):
        return Returned(complaint=False, named=answers)
    return returned(data) if bounce or b"feedback-report" in data else Returned(complaint=False, named=())


def _wrote(message: Message, name: str, event: Said) -> bool:
    """It left, or may have, lately and under this very name."""
    left_at = message.sent_at or message.made_at
    return (
        message.channel == "email" and message.identifier is not None and message.message_id.lower() == name.lower()
        and message.state in ("sent", "uncertain") and timedelta(0) <= event.received_at - left_at <= RETURNS_WITHIN
    )


async def _by_hand(named: Sequence[str], event: Said, desk: Desk) -> None:
    """Nothing reaches an address from which a colleague's mail came back for good, unless they have written from there since."""
    state, back_at = desk.state, event.interaction.at or event.received_at
    whom = [party.identifier for party in event.interaction.parties if party.role == "recipient" and party.identifier]
    entries = await state.timeline.get([f"{message_id_to_interaction_id(name)}/{one}" for name in named for one in whom])
    for entry in entries:
        if entry.identifier is None or not timedelta(0) <= back_at - entry.at <= RETURNS_WITHIN or not _to_one(entry.interaction, desk):
            continue
        used = Identifier(id=entry.identifier, person="", atoms=tuple(atom for _, atom in await state.atoms.called(entry.identifier)))
        if not any(said_by_them(one) and one.at > back_at for one in await state.timeline.of([used], LATEST)):
            await state.suppressions.put([entry.identifier], channel="email", purpose=EVERYTHING, reason="bounced", at=back_at)


def _to_one(said: Interaction, desk: Desk) -> bool:
    reading = desk.settings.reading
    got = [party for party in said.parties if party.role in ("to", "cc") and not is_us(party, reading.own, reading.region)]
    return said.direction == "out" and len(got) == 1
