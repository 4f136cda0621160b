"""Messenger and Instagram: an answer within a day of their last message, by the same call under two accounts.

The API knows no idempotency key; whether a message arrived in doubt can be read in the conversation, which may show it a little late: what
is found there was sent, and what is not is a colleague's to judge.
Source: developers.facebook.com/docs/messenger-platform/send-messages, docs/messenger-platform/conversations,
docs/messenger-platform/instagram/features/send-message.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from schemas.documents import Message
from streams.channels.sending import Outside, Sent
from streams.channels.social.sending.asking import ask
from streams.channels.social.sending.graph import no
from streams.settings import Settings

CLOCKS_DIFFER = timedelta(minutes=2)


class Made(msgspec.Struct, frozen=True):
    message_id: str = ""


class Said(msgspec.Struct, frozen=True):
    id: str = ""
    message: str = ""
    created_time: str = ""


class Listed(msgspec.Struct, frozen=True):
    data: tuple[Said, ...] = ()


class Conversation(msgspec.Struct, frozen=True):
    messages: Listed = Listed()


class Conversations(msgspec.Struct, frozen=True):
    data: tuple[Conversation, ...] = ()


class Account:
    """`field`: the setting with its token; `platform`: what the Conversations API calls it."""

    def __init__(self, network: str, field: str, platform: str) -> None:
        self.network, self.field, self.platform = network, field, platform

    def set_up(self, settings: Settings) -> bool:
        return bool(getattr(settings, self.field))

    def finds_out(self, message: Message, outside: Outside) -> bool:
        return True

    async def send(self, message: Message, outside: Outside) -> Sent:
        to = (message.identifier or "").partition(":")[2]
        if message.doubt_since:
            return await self._look(message, to, message.doubt_since, outside)
        give = {"recipient": {"id": to}, "messaging_type": "RESPONSE", "message": {"text": message.text}}
        token = getattr(outside.settings, self.field)
        answer = await ask(outside, "POST", f"{outside.settings.graph_url.rstrip('/')}/me/messages", token=token, give=give)
        if isinstance(answer, Sent):
            return answer
        if not answer.done:
            return no(answer, outside)
        return Sent(state="sent", reply=answer.read(Made, Made()).message_id, rest=answer.rest)

    def ids(self, message: Message, settings: Settings) -> tuple[str, str | None, str | None]:
        return f"{self.network}:{message.reply or message.id}", None, None

    async def _look(self, message: Message, to: str, since: datetime, outside: Outside) -> Sent:
        fields = "messages.limit(25){id,message,created_time,from}"
        answer = await ask(
            outside, "GET", f"{outside.settings.graph_url.rstrip('/')}/me/conversations",
            token=getattr(outside.settings, self.field), query={"platform": self.platform, "user_id": to, "fields": fields},
        )
        if isinstance(answer, Sent) or not answer.done:
            return msgspec.structs.replace(answer if isinstance(answer, Sent) else no(answer, outside), state="doubt")
        for conversation in answer.read(Conversations, Conversations()).data:
            for said in conversation.messages.data:
                if said.message.strip() == message.text.strip() and _at(said.created_time) >= since - CLOCKS_DIFFER:
                    return Sent(state="sent", reply=said.id, rest=answer.rest)
        return Sent(state="uncertain", reason="it broke off, and the conversation does not show it (yet)")


messenger = Account("facebook", "messenger_token", "messenger")
instagram = Account("instagram", "instagram_token", "instagram")


def _at(given: str) -> datetime:
    try:
        return datetime.fromisoformat(given)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
