"""One attempt to send one message: claimed, sent, and what it came to written down.

A sender that went without a word leaves a lease that runs out. A letter and a task are then simply done again, since that gives the same
file and the same task; where the network can tell what became of the attempt, it is asked; anything else is uncertain, and a colleague's.
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

import msgspec
import structlog

from schemas.documents import Message, MessageState
from schemas.events import Outcome
from streams.channels.email import send as email
from streams.channels.letter import send as letter
from streams.channels.phone import send as phone
from streams.channels.sending import Outside, Sent
from streams.channels.social import send as social
from streams.desk import Desk
from streams.providers import provider_of
from streams.state.client import AWAY, away, ms

log = structlog.get_logger()
T = TypeVar("T")

LEASE = timedelta(seconds=20)
RENEW_S = 6.0
"""A lease is short, so that a message whose sender was killed is soon somebody's, and renewed as long as the sender lives."""
ATTEMPT = timedelta(seconds=60)
"""An attempt began no longer than this before its last lease."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 3600.0
MOST_ATTEMPTS = 20
GRACE_S = 3.0
"""What is on its way when we are stopped is let arrive, if it does so soon."""

CHANNELS: dict[str, Any] = {"email": email, "letter": letter, "phone": phone, "social": social}


def sender_for(message: Message) -> Any:
    """What sends it."""
    return phone if message.by_hand else CHANNELS[message.channel]


def repeatable(message: Message) -> bool:
    """Whether doing it twice is doing it once."""
    return message.by_hand or message.channel in ("letter", "phone")


_holder = f"{socket.gethostname()}/{os.getpid()}"
_attempts = count(1)


def outside(desk: Desk, *, only_template: bool = False) -> Outside:
    return Outside(settings=desk.settings, now=desk.now(), http=lambda: desk.http, kept=desk.kept, only_template=only_template)


async def left_alone(message: Message, desk: Desk) -> Message | None:
    """A message whose sender has gone without a word: ready again where one can find out what became of it, else uncertain; None when that
    is not so (any more)."""
    now = desk.now()
    if message.hand_on_at is None or message.hand_on_at > now:
        return None
    since = message.doubt_since or ms(message.hand_on_at - LEASE - ATTEMPT)
    known = sender_for(message).finds_out(msgspec.structs.replace(message, doubt_since=since), outside(desk))
    return await desk.state.messages.give_up(
        message.id, now=now, reason="the sender stopped in the middle", doubt_since=since if known else None
    )


async def attempt(message: Message, desk: Desk, *, whose: str = "", only_template: bool = False) -> Message | None:
    """As far as it comes; None when it stays under way. When we are stopped in the middle, it may still arrive.

    `whose`: to whom it was found that it may go. Where they are another person once it is claimed, it is asked anew: whoever is sending
    something else to that person sees the claim.
    """
    token = f"{_holder}/{next(_attempts)}"
    now = desk.now()
    claimed = await insist(lambda: desk.state.messages.claim(
        message.id, token, now=now, until=ms(now + LEASE), redo=repeatable(message)))
    if claimed is None:
        return None
    if whose and await insist(lambda: _whose(message, desk)) != whose:
        await insist(lambda: desk.state.messages.settle(message.id, "ready", token=token, claim=None, hand_on_at=now))
        return None
    task = asyncio.create_task(_carry_out(claimed, token, desk, only_template=only_template))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=GRACE_S)
        task.cancel()
        raise


async def _whose(message: Message, desk: Desk) -> str:
    return await desk.state.atoms.whose(message.identifier, message.person) if message.identifier else message.person


async def _carry_out(message: Message, token: str, desk: Desk, *, only_template: bool) -> Message | None:
    began, provider = desk.now(), provider_of(message)
    renewing = asyncio.create_task(_renew(message, token, desk))
    try:
        sent: Sent = await sender_for(message).send(message, outside(desk, only_template=only_template))
    finally:
        renewing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewing
    desk.providers.told(provider, sent, desk.now())
    log.info("message.left", message=message.id, channel=message.channel, state=sent.state, attempt=message.attempts)
    return await insist(lambda: _settle(message, token, sent, desk, began))


async def _settle(message: Message, token: str, sent: Sent, desk: Desk, began: datetime) -> Message | None:
    """What the attempt came to. A sender that was slow with its lease may still say that an uncertain message was sent."""
    now, messages = ms(desk.now()), desk.state.messages
    if sent.state in ("retry", "doubt") and message.attempts < MOST_ATTEMPTS:
        pause_s = min(FIRST_PAUSE_S * 2 ** (message.attempts - 1), LONGEST_PAUSE_S) * random.uniform(0.8, 1.2)  # noqa: S311  # no secret
        again_at = ms(now + (sent.pause or timedelta(seconds=pause_s)))
        doubt = message.doubt_since or (ms(began) if sent.state == "doubt" else None)
        await messages.settle(message.id, "ready", token=token, claim=None, reason=sent.reason, hand_on_at=again_at, doubt_since=doubt)
        return None
    if sent.task is not None:
        await desk.state.tasks.put([sent.task])
    if sent.gone and message.identifier:
        await desk.state.suppressions.put([message.identifier], channel=message.channel, purpose="*", reason="bounced", at=now)
        await desk.state.outcomes.put([outcome_of(message, "bounced", now, sent.reason)])
    state: MessageState = "failed" if sent.state == "retry" else "uncertain" if sent.state == "doubt" else sent.state
    if message.doubt_since and sent.state in ("retry", "held"):
        state = "uncertain"
    ended = await messages.settle(
        message.id, state, token=token, seen=("sending", "uncertain"), reason=sent.reason, reply=sent.reply, hand_on_at=now,
        sent_at=now if state == "sent" else None,
    )
    return ended or await _ended_before(message.id, token, desk)


def outcome_of(message: Message, state: Any, at: datetime, reason: str | None) -> Outcome:
    return Outcome(
        id=f"{message.id}/{state}", message=message.id, person=message.person, state=state, channel=message.channel, at=at, reason=reason
    )


async def _ended_before(id_: str, token: str, desk: Desk) -> Message | None:
    """The same settling, asked a second time after an answer that was lost."""
    message = await desk.state.messages.get(id_)
    return message if message and message.claim == token and message.state not in ("ready", "sending") else None


async def _renew(message: Message, token: str, desk: Desk) -> None:
    while True:
        await asyncio.sleep(RENEW_S)
        with contextlib.suppress(*AWAY):
            await desk.state.messages.renew(message.id, token, until=ms(desk.now() + LEASE))


async def insist(step: Callable[[], Awaitable[T]]) -> T:
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
