"""Bluesky's direct messages, as answers to theirs.

The API knows no idempotency key; what is in doubt is looked for in the conversation: found there, it was sent, and else it is a colleague's
to judge. Source: lexicons chat.bsky.convo.getConvoForMembers, sendMessage, getMessages; docs.bsky.app/docs/tutorials (the header that has
the data server hand a call on). The app password must be one that may read and write direct messages.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from schemas.documents import Message
from streams.channels.sending import Outside, Sent
from streams.channels.social.sending.asking import Answer, refused
from streams.channels.social.sending.bluesky_session import Problem, nothing_done, signed_in, us

CHAT = {"atproto-proxy": "did:web:api.bsky.chat#bsky_chat"}
CLOCKS_DIFFER = timedelta(minutes=2)
NOT_TAKEN = ("MessagesDisabled", "BlockedActor", "AccountTakedown", "NotFollowedBySender")


class Convo(msgspec.Struct, frozen=True):
    id: str = ""


class Found(msgspec.Struct, frozen=True):
    convo: Convo = Convo()


class Sender(msgspec.Struct, frozen=True):
    did: str = ""


class Said(msgspec.Struct, frozen=True, rename="camel"):
    id: str = ""
    text: str = ""
    sent_at: datetime = datetime.min.replace(tzinfo=UTC)
    sender: Sender = Sender()


class Listed(msgspec.Struct, frozen=True):
    messages: tuple[Said, ...] = ()


async def send(message: Message, outside: Outside) -> Sent:
    them = (message.identifier or "").partition(":")[2]
    answer = await signed_in(outside, "chat.bsky.convo.getConvoForMembers", lambda did: {"members": them}, reads=True, headers=CHAT)
    if isinstance(answer, Sent):
        return nothing_done(answer)
    convo = answer.read(Found, Found()).convo.id
    if not answer.done or not convo:
        return _not_taken(answer) or nothing_done(refused(answer, outside.now))
    if message.doubt_since:
        return await _look(message, convo, message.doubt_since, outside)
    give = {"convoId": convo, "message": {"text": message.text}}
    answer = await signed_in(outside, "chat.bsky.convo.sendMessage", lambda did: give, headers=CHAT)
    if isinstance(answer, Sent):
        return answer
    if not answer.done:
        return _not_taken(answer) or refused(answer, outside.now)
    return Sent(state="sent", reply=f"message:{us(outside)}:{answer.read(Said, Said()).id}", rest=answer.rest)


def _not_taken(answer: Answer) -> Sent | None:
    """Somebody who takes no messages from us, or is gone."""
    told = f"{answer.read(Problem, Problem()).error} {answer.said}"
    return Sent(state="failed", reason=answer.said) if any(one in told for one in NOT_TAKEN) else None


async def _look(message: Message, convo: str, since: datetime, outside: Outside) -> Sent:
    query = {"convoId": convo, "limit": "50"}
    answer = await signed_in(outside, "chat.bsky.convo.getMessages", lambda did: query, reads=True, headers=CHAT)
    if isinstance(answer, Sent) or not answer.done:
        return msgspec.structs.replace(answer if isinstance(answer, Sent) else refused(answer, outside.now), state="doubt")
    for said in answer.read(Listed, Listed()).messages:
        if said.sender.did == us(outside) and said.text == message.text and said.sent_at >= since - CLOCKS_DIFFER:
            return Sent(state="sent", reply=f"message:{us(outside)}:{said.id}", rest=answer.rest)
    return Sent(state="uncertain", reason="it broke off, and the conversation does not show it (yet)")
