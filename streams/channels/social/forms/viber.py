"""Viber: callbacks of the REST Bot API.

Source: developers.viber.com/docs/api/rest-bot-api ("Callbacks": message, subscribed, conversation_started, unsubscribed, delivered, seen,
failed, webhook). A person's id is of this bot alone.
"""

from __future__ import annotations

from typing import Any

from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading
from streams.channels.social.fields import count_in, dict_in, epoch, text_in
from streams.channels.social.found import Found, no_time, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "viber"
MARKS = frozenset({"message_token"})
UNSAID = frozenset({"conversation_started", "delivered", "seen", "failed", "webhook", "client_status", "action"})
"""Receipts, tests of the address, and who opens a chat without a word."""
SAID = frozenset({"text", "picture", "video", "file", "sticker", "location", "contact", "url"})


def recognises(value: dict[str, Any]) -> bool:
    return isinstance(value.get("event"), str) and "message_token" in value


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    event, at = text_in(value, "event"), epoch(value.get("timestamp"))
    message, user = dict_in(value, "message"), dict_in(value, "sender") or dict_in(value, "user")
    number, kind = text_in(user, "id") or text_in(value, "user_id"), text_in(message, "type")
    if event in UNSAID:
        return
    if event not in ("message", "subscribed", "unsubscribed") or (event == "message" and kind not in SAID):
        yield unknown(f"{where}.message.type" if event == "message" else f"{where}.event", kind or event or "nothing", "Viber")
    elif at is None:
        yield no_time(f"{where}.timestamp", value.get("timestamp"), "milliseconds since 1970")
    elif event == "unsubscribed":
        yield taken_back(NETWORK, f"follow:{number}", at)
    else:
        act: Act = "direct" if event == "message" else "follow"
        who = f"{NETWORK}:{number}" if number else None
        text = tidy(_words(message))
        yield Interaction(
            id=f"{NETWORK}:{text_in(value, 'message_token') if act == 'direct' else f'follow:{number}'}", channel="social", network=NETWORK,
            direction=direction_of(is_ours(who, reading), ()), at=at,
            parties=(Party(role="author", identifier=who, name=tidy(text_in(user, "name")) or None),),
            thread=f"{NETWORK}:{text_in(value, 'chat_id') or number}", text=text, language=identify(text), attachments=_files(message),
            original=original, act=act,
        )  # fmt: skip


def _words(message: dict[str, Any]) -> str:
    kind = text_in(message, "type")
    place = dict_in(message, "location")
    if kind == "location" and place:
        return f"{place.get('lat')},{place.get('lon')}"
    if kind == "url":
        return text_in(message, "text") or text_in(message, "media")
    return text_in(message, "text") if kind in ("text", "picture", "video", "file") else ""


def _files(message: dict[str, Any]) -> tuple[Attachment, ...]:
    kind = text_in(message, "type")
    if kind == "contact":
        name = text_in(dict_in(message, "contact"), "name")
        return (medium("", "text/vcard", name=f"{name}.vcf" if name else None),)
    if kind not in ("picture", "video", "file", "sticker"):
        return ()
    shown = {"picture": "image"}.get(kind, kind)
    return (medium(text_in(message, "media"), shown, name=text_in(message, "file_name"), size=count_in(message, "size")),)
