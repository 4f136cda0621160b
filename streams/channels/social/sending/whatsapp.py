"""WhatsApp Cloud API: text within a day of their last message, after that an approved template whose one variable is our text.

No idempotency key and nothing to read afterwards: what is in doubt stays so until the network's webhook tells (channels.social.statuses).
Source: developers.facebook.com/docs/whatsapp/cloud-api (messages/text-messages, guides/send-message-templates, reference/messages).
"""

from __future__ import annotations

from typing import Any

import msgspec

from schemas.documents import Message
from streams.channels.sending import Outside, Sent
from streams.channels.social.sending.asking import ask
from streams.channels.social.sending.graph import no
from streams.limits import TEMPLATE_OF, one_paragraph, too_long
from streams.settings import Settings


class Made(msgspec.Struct, frozen=True):
    id: str = ""


class Taken(msgspec.Struct, frozen=True):
    messages: tuple[Made, ...] = ()


def set_up(settings: Settings) -> bool:
    return bool(settings.whatsapp_token and settings.whatsapp_number)


def finds_out(message: Message, outside: Outside) -> bool:
    return False


async def send(message: Message, outside: Outside) -> Sent:
    settings = outside.settings
    said = _template(message, settings) if outside.only_template else _text(message)
    if said is None:
        return Sent(state="failed", reason="the 24 hours are over, and no template is set that says this")
    scheme, _, value = (message.identifier or "").partition(":")
    whom = {"to": value} if scheme == "tel" else {"recipient": value}
    give = {"messaging_product": "whatsapp", "recipient_type": "individual", **whom, **said, "biz_opaque_callback_data": message.id}
    url = f"{settings.graph_url.rstrip('/')}/{settings.whatsapp_number}/messages"
    answer = await ask(outside, "POST", url, token=settings.whatsapp_token, give=give)
    if isinstance(answer, Sent):
        return answer
    if not answer.done:
        return no(answer, outside)
    made = answer.read(Taken, Taken()).messages
    return Sent(state="sent", reply=made[0].id if made else "", rest=answer.rest)


def ids(message: Message, settings: Settings) -> tuple[str, str | None, str | None]:
    return f"whatsapp:{message.reply or message.id}", None, None


def _text(message: Message) -> dict[str, Any]:
    said: dict[str, Any] = {"type": "text", "text": {"body": message.text, "preview_url": False}}
    return {**said, "context": {"message_id": message.in_reply_to}} if message.in_reply_to else said


def _template(message: Message, settings: Settings) -> dict[str, Any] | None:
    words = one_paragraph(message.text)
    if not settings.whatsapp_template or too_long(words, TEMPLATE_OF["whatsapp"]):
        return None
    body = {"type": "body", "parameters": [{"type": "text", "text": words}]}
    return {"type": "template", "template": {
        "name": settings.whatsapp_template, "language": {"code": message.language}, "components": [body],
    }}
