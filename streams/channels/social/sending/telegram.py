"""Telegram: a message of our bot in the chat that the person has with it.

No idempotency key, and a bot cannot read a chat back: what is in doubt stays so. Source: core.telegram.org/bots/api (sendMessage,
ReplyParameters, ResponseParameters; making requests).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec

from schemas.documents import Message
from streams.channels.sending import Outside, Sent
from streams.channels.social.sending.asking import DEFAULT_REST, Answer, ask, refused
from streams.settings import Settings

NOBODY = ("blocked by the user", "user is deactivated", "chat not found", "can't initiate conversation")


class Parameters(msgspec.Struct, frozen=True):
    retry_after: float | None = None


class Chat(msgspec.Struct, frozen=True):
    id: int = 0


class Made(msgspec.Struct, frozen=True):
    message_id: int = 0
    chat: Chat = Chat()


class Said(msgspec.Struct, frozen=True):
    ok: bool = False
    description: str = ""
    result: Made | None = None
    parameters: Parameters | None = None


def set_up(settings: Settings) -> bool:
    return bool(settings.telegram_token)


def finds_out(message: Message, outside: Outside) -> bool:
    return False


async def send(message: Message, outside: Outside) -> Sent:
    settings = outside.settings
    chat = (message.identifier or "").partition(":")[2]
    give: dict[str, Any] = {"chat_id": chat, "text": message.text, "link_preview_options": {"is_disabled": True}}
    connection, there, number = ["", "", "", *(message.in_reply_to or "").split(":")][-3:]
    if there == chat and number.isdigit():
        give["reply_parameters"] = {"message_id": int(number), "allow_sending_without_reply": True}
        if connection:
            give["business_connection_id"] = connection
    answer = await ask(outside, "POST", f"{settings.telegram_url.rstrip('/')}/bot{settings.telegram_token}/sendMessage", give=give)
    return answer if isinstance(answer, Sent) else _read(answer, outside, connection)


def ids(message: Message, settings: Settings) -> tuple[str, str | None, str | None]:
    return f"telegram:{message.reply or message.id}", None, None


def _read(answer: Answer, outside: Outside, connection: str) -> Sent:
    said = answer.read(Said, Said())
    if answer.done:
        made = said.result or Made()
        number = f"{made.chat.id}:{made.message_id}" if made.message_id else ""
        return Sent(state="sent", reply=f"{connection}:{number}" if connection and number else number)
    if answer.status == 429:
        rest = timedelta(seconds=said.parameters.retry_after or 1) if said.parameters else answer.rest or DEFAULT_REST
        return Sent(state="retry", reason=answer.said, pause=rest, rest=rest)
    if answer.status in (400, 403):
        return Sent(state="failed", reason=answer.said, gone=any(words in said.description.lower() for words in NOBODY))
    if answer.status == 404:  # the token is no bot's
        return Sent(state="retry", reason="404: no bot has this token", trouble=True)
    return refused(answer, outside.now)
