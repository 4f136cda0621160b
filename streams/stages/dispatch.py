"""Messages leave, each at most once: whether it may go is asked again, it is sent, and what became of it written down."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime
from typing import Any

import msgspec

from schemas import topics
from schemas.documents import FollowUp, Message, MessageState, Reason, Task
from schemas.errors import Unreadable
from schemas.events import Leaving
from streams.composing import message_id
from streams.desk import Desk
from streams.lastly import SAID_ANEW, Last, lastly
from streams.providers import provider_of
from streams.rules.consent import AFFAIRS
from streams.runner import Batch
from streams.sending import attempt, left_alone, outcome_of, repeatable, sender_for
from streams.stages.decide import decide_again, reconsider
from streams.state.client import ms
from streams.wire import Emit

AT_ONCE = 8
"""Messages that one worker has on their way at a time."""
FOR_ANOTHER = frozenset({"cap_reached", "receipt_sent"})
"""Why one is held for the sake of another."""


async def dispatch(batch: Batch, desk: Desk) -> list[Emit]:
    """A message that has ended already is only written down to its end; one that somebody else is sending is left alone."""
    ids: dict[str, None] = {}
    for event in batch.events:
        if isinstance(event, Leaving):
            ids[event.id] = None
        else:
            batch.refuse(event, Unreadable("type", "a message was expected", "send it to its own topic"))
    places = asyncio.Semaphore(AT_ONCE)
    ended = await asyncio.gather(*(_one(id_, places, desk) for id_ in ids), return_exceptions=True)
    for error in ended:  # only now: nothing that is on its way is given up for another's sake
        if isinstance(error, BaseException):
            raise error
    return [emit for emits in ended if not isinstance(emits, BaseException) for emit in emits]


async def _one(id_: str, places: asyncio.Semaphore, desk: Desk) -> list[Emit]:
    async with places:
        if desk.stopping:  # the batch is not acknowledged, and comes again to somebody who stays
            raise asyncio.CancelledError
        message = await desk.state.messages.get(id_)
        ended = await _carry(message, desk) if message is not None else None
    return await _write_down(ended, desk) if ended else []


async def _carry(message: Message, desk: Desk) -> Message | None:
    """As far as it goes now; None when it stays under way."""
    if message.state == "sending":
        if repeatable(message):
            return await attempt(message, desk)
        found = await left_alone(message, desk)
        if found is None or found.state != "ready":
            return found
        message = found
    if message.state != "ready":
        return message
    now = desk.now()
    if message.attempts and message.hand_on_at and message.hand_on_at > now:
        return None  # it waits for its next attempt
    followup = await desk.state.followups.get(message.followup)
    if followup is not None and followup.state == "waiting":
        return None  # compose stopped before it said so, and will: until then a colleague may dismiss it
    last = await lastly(message, followup, desk, now=now)
    if last.code is not None:
        return await _hold(message, followup, last, desk)
    later, why = _later(message, last, desk, now=now)
    if later > now:
        await desk.state.messages.settle(message.id, "ready", seen=("ready",), hand_on_at=ms(later), reason=why)
        return None
    if last.words is not None:
        said: dict[str, Any] = {name: getattr(last.words, name) for name in ("subject", "text", "html", "version")}
        if await desk.state.messages.settle(message.id, "ready", seen=("ready",), made_at=ms(now), **said) is None:
            return None
    return await attempt(message, desk, whose=last.whose, only_template=last.only_template)


async def _hold(message: Message, followup: FollowUp | None, last: Last, desk: Desk) -> Message | None:
    """It does not leave, unless an attempt was made of which nobody knows the end; then a colleague finds out."""
    state: MessageState = "uncertain" if message.doubt_since else "held"
    ended = await desk.state.messages.settle(message.id, state, seen=("ready",), reason=last.code)
    if last.code != SAID_ANEW and ended is not None and ended.state == "held" and followup is not None and followup.state == "composed":
        await desk.state.followups.change(not_left(followup, last.against), seen="composed")
    return ended


def _later(message: Message, last: Last, desk: Desk, *, now: datetime) -> tuple[datetime, str | None]:
    """When it goes: at its hour, once its campaign goes on and its provider carries again."""
    if last.at > now:
        return last.at, last.why
    provider = provider_of(message)
    rests = desk.providers.waits_until(provider, now)
    if provider is None or rests is None:
        return now, None
    return rests + random.uniform(0, 0.2) * (rests - now), desk.providers.why(provider)  # noqa: S311  # no secret


async def _write_down(message: Message, desk: Desk) -> list[Emit]:
    """The outcome, the task of an uncertain one, and on the timeline what the person now has from us. Then it is done."""
    now = ms(desk.now())
    if message.state == "ready" or message.state == "sending":  # so that mypy knows what is left
        return []
    outcome = outcome_of(message, message.state, message.sent_at or now, message.reason)
    emits = [Emit(topics.OUTCOMES, message.person, outcome)]
    await desk.state.outcomes.put([outcome])
    if message.state == "uncertain":
        await desk.state.tasks.put([uncertain_task(message, now)])
    if message.state in ("held", "failed"):
        await _set_aside(message, desk)
    if message.state == "sent":
        told = sender_for(message).told(message, desk.settings)
        if told is not None:
            raw = await desk.state.originals.put_interaction(told, source="dispatch", now=message.sent_at or now)
            emits.append(Emit(topics.RAW[message.channel], raw.original, raw))
        if await desk.state.tasks.get(uncertain := f"uncertain-{message.id}"):
            await desk.state.tasks.finish(uncertain, by="egard", at=now)
    await desk.state.messages.done([message.id])
    return emits


async def _set_aside(message: Message, desk: Desk) -> None:
    """What did not leave counts nowhere as written. Where it was a receipt, another question of theirs may now have one. What is to be said
    in other words is decided again, and is another message then; a colleague is asked where they said yes to the first."""
    followup = await desk.state.followups.get(message.followup)
    ours = followup is not None and followup.state == "composed" and message.id == message_id(followup)
    if followup is not None and ours and message.state == "held" and message.reason == SAID_ANEW:
        again = msgspec.structs.replace(followup, state="waiting", due_at=ms(desk.now()), again=followup.again + 1)
        await desk.state.followups.change(again, seen="composed")
    elif followup is not None and ours:
        reason = Reason(code="not_sent", ok=False, words={"what": message.reason or message.state})
        await desk.state.followups.change(not_left(followup, (*followup.reasons, reason)), seen="composed")
    if message.reason != SAID_ANEW:
        await _gives_way(message, desk)
    if message.purpose in AFFAIRS:
        await reconsider(desk, message.person, now=desk.now())


async def _gives_way(message: Message, desk: Desk) -> None:
    """What was held for the sake of this one - the two were ready at once, for persons who proved to be one - is decided again."""
    state, now = desk.state, ms(desk.now())
    whose = await state.atoms.whose(message.identifier, message.person) if message.identifier else message.person
    own = await state.atoms.of(whose)
    called = {whose, message.person, *(home for identifier in own for home in identifier.homes)}
    for other in await state.followups.of(whose, [one.id for one in own if not one.shared], called=called):
        for_another = any(reason.code in FOR_ANOTHER and not reason.ok for reason in other.reasons)
        if other.id == message.followup or other.state != "held" or not for_another:
            continue
        left = await state.messages.get(message_id(other))
        if left is None:
            await decide_again(other, desk, now=now)
        elif left.state == "held":
            again = msgspec.structs.replace(other, state="waiting", due_at=now, again=other.again + 1)
            await state.followups.change(again, seen="held")


def not_left(followup: FollowUp, reasons: tuple[Reason, ...]) -> FollowUp:
    return msgspec.structs.replace(followup, state="held", due_at=None, reasons=reasons)


def uncertain_task(message: Message, now: datetime) -> Task:
    """Somebody has to find out whether it arrived; we never send it again by ourselves."""
    return Task(
        id=f"uncertain-{message.id}", person=message.person, kind="uncertain", message=message.id,
        title=message.subject or message.text[:80], text=message.reason or "", identifier=message.identifier, made_at=now,
    )
