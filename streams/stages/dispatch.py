"""Messages leave, each at most once: consent is asked again, the message is claimed with a lease, sent, and what became of it written down.

A sender that went without a word leaves a lease that runs out: a letter and a task are simply done again, since that gives the same file
and the same task; a mail or a status is uncertain, and a colleague's.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import socket
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

import structlog

from schemas import topics
from schemas.documents import Message, Task
from schemas.errors import Unreadable
from schemas.events import Leaving, Outcome
from streams.channels.email import send as email
from streams.channels.letter import send as letter
from streams.channels.phone import send as phone
from streams.channels.sending import Outside, Sent
from streams.channels.social import send as social
from streams.desk import Desk
from streams.rules.consent import may_contact
from streams.rules.daytime import next_daytime
from streams.runner import Batch
from streams.stages.decide import house_of
from streams.state.client import AWAY, away, ms
from streams.wire import Emit

log = structlog.get_logger()
T = TypeVar("T")

LEASE = timedelta(seconds=20)
RENEW_S = 6.0
"""A lease is short, so that a message whose sender was killed is soon somebody's, and renewed as long as the sender lives."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 3600.0
MOST_ATTEMPTS = 20
LATE = timedelta(minutes=5)

CHANNELS: dict[str, Any] = {"email": email, "letter": letter, "phone": phone, "social": social}
AGAIN = frozenset({"letter", "phone"})
"""Channels where doing it twice is doing it once."""

_holder = f"{socket.gethostname()}/{os.getpid()}"
_attempts = count(1)


async def dispatch(batch: Batch, desk: Desk) -> list[Emit]:
    """A message that has ended already is only written down to its end; one that somebody else is sending is left alone."""
    emits: list[Emit] = []
    for event in batch.events:
        if not isinstance(event, Leaving):
            batch.refuse(event, Unreadable("type", "a message was expected", "send it to its own topic"))
            continue
        if desk.stopping:  # the batch is not acknowledged, and comes again to somebody who stays
            raise asyncio.CancelledError
        message = await desk.state.messages.get(event.id)
        if message is not None:
            ended = await _carry(message, desk)
            emits += await _write_down(ended, desk) if ended else []
    return emits


async def _carry(message: Message, desk: Desk) -> Message | None:
    """As far as it goes now; None when it stays under way."""
    if message.state == "sending" and message.channel not in AGAIN:
        return await desk.state.messages.give_up(message.id, now=desk.now(), reason="the sender stopped in the middle")
    if message.state not in ("ready", "sending"):
        return message
    if message.state == "sending":
        return await _send(message, desk)
    now = desk.now()
    if message.attempts and message.hand_on_at and message.hand_on_at > now:
        return None  # it waits for its next attempt
    refused = await _refused(message, desk, now=now)
    if refused is not None:
        return await desk.state.messages.settle(message.id, "held", seen=("ready",), reason=refused)
    later = await _later(message, desk, now=now)
    if later > now:
        await desk.state.messages.settle(message.id, "ready", seen=("ready",), hand_on_at=later)
        return None
    return await _send(message, desk)


async def _refused(message: Message, desk: Desk, *, now: datetime) -> str | None:
    """Consent once more, and whether they wrote in the meantime."""
    person = await desk.state.atoms.whose(message.identifier, message.person) if message.identifier else message.person
    homes = {home for identifier in await desk.state.atoms.of(person) for home in identifier.homes}
    said = await desk.state.consents.of_all({person, *homes})
    consent = may_contact(message.channel, message.purpose, said, now=now)
    if not consent.ok:
        return consent.code
    known = await desk.state.persons.get(person)
    back = known is not None and any(step.theirs and step.at > message.made_at for step in known.course)
    return "came_back" if back else None


async def _later(message: Message, desk: Desk, *, now: datetime) -> datetime:
    """What was delayed waits for the person's daytime again, unless a colleague approved it for now."""
    followup = await desk.state.followups.get(message.followup) if now - message.made_at > LATE else None
    if followup is None or any(reason.code == "approved" for reason in followup.reasons):
        return now
    zone = next((reason.words["zone"] for reason in followup.reasons if reason.code == "daytime"), desk.settings.tz)
    return next_daytime(now, (zone,), house_of(desk.settings).hours)


async def _send(message: Message, desk: Desk) -> Message | None:
    token = f"{_holder}/{next(_attempts)}"
    now = desk.now()
    claimed = await _insist(lambda: desk.state.messages.claim(
        message.id, token, now=now, until=ms(now + LEASE), redo=message.channel in AGAIN))
    if claimed is None:
        return None
    renewing = asyncio.create_task(_renew(claimed, token, desk))
    try:
        sent: Sent = await CHANNELS[claimed.channel].send(claimed, Outside(settings=desk.settings, now=now, http=lambda: desk.http))
    finally:
        renewing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewing
    log.info("message.left", message=claimed.id, channel=claimed.channel, state=sent.state, attempt=claimed.attempts)
    return await _insist(lambda: _settle(claimed, token, sent, desk))


async def _settle(message: Message, token: str, sent: Sent, desk: Desk) -> Message | None:
    """What the attempt came to. A sender that was slow with its lease may still say that an uncertain message was sent."""
    now = ms(desk.now())
    if sent.state == "retry" and message.attempts < MOST_ATTEMPTS:
        pause_s = min(FIRST_PAUSE_S * 2 ** (message.attempts - 1), LONGEST_PAUSE_S) * random.uniform(0.8, 1.2)  # noqa: S311  # no secret
        pause = sent.pause or timedelta(seconds=pause_s)
        await desk.state.messages.settle(message.id, "ready", token=token, claim=None, reason=sent.reason, hand_on_at=ms(now + pause))
        return None
    if sent.task is not None:
        await desk.state.tasks.put([sent.task])
    state = "failed" if sent.state == "retry" else sent.state
    ended = await desk.state.messages.settle(
        message.id, state, token=token, seen=("sending", "uncertain"), reason=sent.reason, reply=sent.reply, hand_on_at=now,
        sent_at=now if state == "sent" else None,
    )
    return ended or await _ended_before(message.id, token, desk)


async def _ended_before(id_: str, token: str, desk: Desk) -> Message | None:
    """The same settling, asked a second time after an answer that was lost."""
    message = await desk.state.messages.get(id_)
    return message if message and message.claim == token and message.state not in ("ready", "sending") else None


async def _write_down(message: Message, desk: Desk) -> list[Emit]:
    """The outcome, the task of an uncertain one, and on the timeline what the person now has from us. Then it is done."""
    now = ms(desk.now())
    if message.state == "ready" or message.state == "sending":  # so that mypy knows what is left
        return []
    outcome = Outcome(
        id=f"{message.id}/{message.state}", message=message.id, person=message.person, state=message.state, channel=message.channel,
        at=message.sent_at or now, reason=message.reason,
    )
    emits = [Emit(topics.OUTCOMES, message.person, outcome)]
    await desk.state.outcomes.put([outcome])
    if message.state == "uncertain":
        await desk.state.tasks.put([uncertain_task(message, now)])
    if message.state == "sent":
        told = CHANNELS[message.channel].told(message, desk.settings)
        if told is not None:
            raw = await desk.state.originals.put_interaction(told, source="dispatch", now=message.sent_at or now)
            emits.append(Emit(topics.RAW[message.channel], raw.original, raw))
        await desk.state.tasks.finish(f"uncertain-{message.id}", by="egard", at=now)
    await desk.state.messages.done([message.id])
    return emits


def uncertain_task(message: Message, now: datetime) -> Task:
    """Somebody has to find out whether it arrived; we never send it again by ourselves."""
    return Task(
        id=f"uncertain-{message.id}", person=message.person, kind="uncertain", message=message.id,
        title=message.subject or message.text[:80], text=message.reason or "", identifier=message.identifier, made_at=now,
    )


async def _renew(message: Message, token: str, desk: Desk) -> None:
    while True:
        await asyncio.sleep(RENEW_S)
        with contextlib.suppress(*AWAY):
            await desk.state.messages.renew(message.id, token, until=ms(desk.now() + LEASE))


async def _insist(step: Callable[[], Awaitable[T]]) -> T:
    """What must be written down before anything else: while the database is away, again and again. To begin the event anew, as the runner
    would, is no way out between a claim and its end."""
    pause_s = 0.05
    while True:
        try:
            return await step()
        except Exception as error:
            if not away(error):
                raise
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, 2.0)


