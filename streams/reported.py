"""What a network reports of a message after it took it: it was sent after all, or never arrived, and dispatch writes that down.

Only a report that came by the network's own signed call is heard, and only of a message that left by it under the same name.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from schemas import topics
from schemas.documents import Message, OriginalRecord
from schemas.events import Leaving, Outcome
from streams.channels.hooks import HOOKS
from streams.channels.social.statuses import Status, statuses
from streams.desk import Desk
from streams.rules.consent import CAMPAIGNS, EVERYTHING
from streams.wire import Emit

NETWORK = "whatsapp"
SOURCES = frozenset(f"hook:{name}" for name, hook in HOOKS.items() if NETWORK in hook.networks)


async def reported(record: OriginalRecord, desk: Desk, *, now: datetime) -> tuple[list[Emit], bool]:
    """What follows, and whether all is heard: of a message that is on its way just now it is heard when it comes again."""
    emits: list[Emit] = []
    heard = True
    found = statuses(record.data or b"") if record.channel == "social" and record.source in SOURCES else []
    for status in found:
        message = await desk.state.messages.get(status.message)
        if message is None or (message.channel, message.network) != ("social", NETWORK):
            continue
        if message.state in ("ready", "sending"):
            heard = False
        elif message.reply == status.name or (message.state == "uncertain" and not message.reply):
            ended = await _ended(message, status, desk, now)
            emits += [Emit(topics.MESSAGES, ended.person, Leaving(id=ended.id, person=ended.person))] if ended else []
    return emits, heard


async def _ended(message: Message, status: Status, desk: Desk, now: datetime) -> Message | None:
    """None: it was known already."""
    state = desk.state
    if status.arrived:
        fields: dict[str, Any] = {"reply": status.name, "sent_at": status.at or now, "reason": None, "hand_on_at": now}
        return await state.messages.settle(message.id, "sent", seen=("uncertain",), **fields)
    if message.identifier and status.gone:
        await state.suppressions.put([message.identifier], channel="social", purpose=EVERYTHING, reason="bounced", at=now)
        await state.outcomes.put([Outcome(
            id=f"{message.id}/bounced", message=message.id, person=message.person, state="bounced", channel="social", at=now,
            reason=status.reason,
        )])
    elif message.identifier and status.stopped:
        await state.suppressions.put([message.identifier], channel="social", purpose=CAMPAIGNS, reason="unsubscribed", at=now)
    ended = await state.messages.settle(
        message.id, "failed", seen=("sent", "uncertain"), reply=status.name, reason=status.reason, sent_at=None, hand_on_at=now
    )
    if ended is not None:
        await state.tasks.finish(f"uncertain-{message.id}", by="egard", at=now)
    return ended
