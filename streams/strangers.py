"""What a receipt has to pass before it may be meant for somebody: that they are who they seem to be, and that not too many ask.

Whoever writes under the names of others makes us answer those others. A server that checks senders tells (streams.channels.email.
authenticated); forwarded mail fails SPF as forged mail does, and is believed where it answers a mail that we sent to that very address,
whose Message-ID only who got it knows. Without such a server the number is bounded, over the whole house and over restarts: of the
receipts to one address, by whatever name; and of those to people who are new here, each of which takes one of the places of its channel for
an hour. It keeps its place when it is decided once more.

Who found no place may have been a real person: once it is quiet again their receipt is decided anew (streams.stages.let_in), as long as it
still tells them something, and takes no more than half of the places, so that who comes then finds room.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from schemas.campaigns import Campaign
from schemas.documents import FollowUp, OriginalRecord, Reason, Task
from schemas.events import Number
from schemas.interaction import Channel, Interaction
from streams.channels.email.authenticated import UNSURE, Sender, sender_of
from streams.channels.email.ids import message_id_to_interaction_id
from streams.channels.email.threading import references_of
from streams.desk import Desk
from streams.drafting import Drafted
from streams.rules.campaigns import RECEIPT
from streams.rules.consent import AFFAIRS
from streams.rules.occasions import Happened
from streams.rules.receipts import known_before

MOST = 30
WITHIN_S = 3600.0
MOST_EACH = 3
"""To one address within a day: who asks, is answered and asks again has another, and so does a second name that uses it."""
A_DAY = timedelta(days=1)
BOUNDED: frozenset[Channel] = frozenset({"email", "social"})
"""Nobody puts five hundred letters onto a scanner under five hundred names."""
QUIET = timedelta(minutes=15)
"""So long after the last one who found no place it is over."""
STILL = timedelta(hours=4)
"""Half a working day: later somebody hears by the answer itself that they were heard, and word that it will come is a mockery."""
LARGEST_ORIGINAL = 40_000_000
TOO_MANY = "Many strangers ask at once"
WHAT = (
    "Within an hour more strangers asked something ({}) than the house answers by itself. Further ones get no receipt until there is room"
    " again; what they ask waits for an answer all the same. Forged names are kept away by a mail server that checks SPF, DKIM and DMARC."
)


async def admitted(drafted: Drafted, occasion: Happened, campaign: Campaign, desk: Desk, *, now: datetime) -> Drafted:
    """The same, or held with its reason where it is a receipt that must not leave. A colleague is told once a day of too many."""
    receipt = drafted.followup
    if campaign.content.purpose not in AFFAIRS or receipt.state != "waiting" or occasion.entry is None:
        return drafted
    reason = await _too_late(receipt, desk, now=now) or await _against(receipt, occasion.entry, desk, now=now)
    if reason is None:
        return drafted
    return Drafted(followup=msgspec.structs.replace(receipt, state="held", due_at=None, reasons=(*receipt.reasons, reason)))


def found_no_place(receipt: FollowUp) -> bool:
    return receipt.state == "held" and receipt.reasons[-1].code == "many_at_once"


def to_be_let_in(held: Iterable[FollowUp], *, now: datetime) -> dict[Channel, list[FollowUp]]:
    """By channel, of those who found no place: who may have one now, the latest first; none where others found none just now."""
    found: dict[Channel, list[FollowUp]] = {}
    for receipt in sorted(held, key=lambda each: (each.decided_at, each.id), reverse=True):
        if found_no_place(receipt) and receipt.channel and now - receipt.decided_at < STILL:
            found.setdefault(receipt.channel, []).append(receipt)
    return {channel: each for channel, each in found.items() if now - each[0].decided_at >= QUIET}


async def _too_late(receipt: FollowUp, desk: Desk, *, now: datetime) -> Reason | None:
    """What kept it from leaving until it told nothing any more still does, whatever it is decided again for."""
    if now - receipt.decided_at < STILL:
        return None
    before = await desk.state.followups.get(receipt.id)
    bounded = before is not None and before.state == "held" and before.reasons[-1].code in ("many_at_once", "receipts_enough")
    return before.reasons[-1] if before is not None and bounded else None


async def _against(receipt: FollowUp, entry: str, desk: Desk, *, now: datetime) -> Reason | None:
    channel = receipt.channel
    if channel not in BOUNDED:
        return None
    sender = await _sender(receipt, entry, desk) if channel == "email" else Sender()
    if sender.forged:
        return Reason(code="forged", ok=False, words={"what": sender.forged}, entries=(entry,))
    if receipt.identifier and await _others(receipt, desk, now=now) >= MOST_EACH:
        return Reason(code="receipts_enough", ok=False, numbers=(Number(name="most", value=MOST_EACH, unit="1"),))
    person = await desk.state.persons.get(receipt.person)
    if sender.proved or person is None or known_before(person.course, entry):
        return None
    places = [f"receipt/{channel}/{place}" for place in range(MOST)]
    free = places if now - receipt.decided_at < QUIET else places[: MOST // 2]
    if await desk.state.leases.take_one(places, receipt.id, now=now, for_s=WITHIN_S, new=free):
        return None
    await desk.state.tasks.put([_task(receipt.person, channel, now)])
    return Reason(code="many_at_once", ok=False, numbers=(Number(name="most", value=MOST, unit="1"),), words={"channel": channel})


async def _others(receipt: FollowUp, desk: Desk, *, now: datetime) -> int:
    """Receipts to the same address, whoever was meant, that left or come before this one."""
    return sum(
        other.campaign == RECEIPT.id and other.id != receipt.id
        and (other.state == "composed" or (other.decided_at, other.id) < (receipt.decided_at, receipt.id))
        for other in await desk.state.followups.going_to(receipt.identifier or "", since=now - A_DAY)
    )


async def _sender(receipt: FollowUp, entry: str, desk: Desk) -> Sender:
    found = await desk.state.timeline.get([entry])
    if not found or found[0].interaction.original.size > LARGEST_ORIGINAL:
        return Sender()
    said, reading = found[0].interaction, desk.settings.reading
    id_ = f"email:{said.original.sha256}"
    record: OriginalRecord | None = (await desk.state.originals.get([id_])).get(id_)
    if record is None or record.data is None:
        return Sender()
    sender = sender_of(said.id, record.data, servers=desk.settings.authserv, own=reading.own, region=reading.region)
    return Sender() if sender.forged == UNSURE and await _answers_us(said, record.data, receipt, desk) else sender


async def _answers_us(said: Interaction, data: bytes, receipt: FollowUp, desk: Desk) -> bool:
    """Whether it belongs to a conversation in which we wrote to the address that it is from."""
    names = {said.in_reply_to, said.thread, *references_of(said.id, data)} - {None}
    ids = {message_id_to_interaction_id(name) for name in names if name} - {said.id}
    return any(
        one.interaction.direction == "out" for one in await desk.state.timeline.get({f"{id_}/{receipt.identifier}" for id_ in ids})
    )


def _task(person: str, channel: Channel, now: datetime) -> Task:
    return Task(
        id=f"many-{channel}-{now:%Y-%m-%d}", person=person, kind="many", message="", title=TOO_MANY, text=WHAT.format(channel), made_at=now
    )
