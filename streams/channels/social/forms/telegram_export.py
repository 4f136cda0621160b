"""Telegram's own export ("Export chat history", "Export Telegram data", machine-readable JSON).

Source: core.telegram.org/import-export and what Telegram Desktop writes (result.json): one chat, or an account with
`chats.list` and `personal_information`. Groups and channels count their messages as the Bot API does and get the same ids; in private
chats every account counts for itself.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading
from streams.channels.social.fields import entity, epoch, listed
from streams.channels.social.found import Found
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "telegram"
GROUPS = frozenset({"private_supergroup", "public_supergroup", "private_channel", "public_channel"})
DIRECT = frozenset({"personal_chat", "bot_chat", "saved_messages"})


class Piece(msgspec.Struct, frozen=True):
    text: str = ""


class Spot(msgspec.Struct, frozen=True):
    latitude: float | None = None
    longitude: float | None = None


class Message(msgspec.Struct, frozen=True, rename={"name": "from"}):
    """`text`: a string, or strings and marked pieces of it. `date` is written in the zone of the exporting computer."""

    id: int
    type: str
    name: str | None = None
    from_id: str | None = None
    date: str | None = None
    date_unixtime: str | int | None = None
    edited: str | None = None
    edited_unixtime: str | int | None = None
    text: str | tuple[str | Piece, ...] = ""
    reply_to_message_id: int | None = None
    photo: str | None = None
    photo_file_size: int | None = None
    file: str | None = None
    file_name: str | None = None
    file_size: int | None = None
    mime_type: str | None = None
    media_type: str | None = None
    sticker_emoji: str | None = None
    contact_information: dict[str, Any] | None = None
    location_information: Spot | None = None


class Chat(msgspec.Struct, frozen=True):
    id: int
    type: str
    name: str | None = None


def recognises(value: dict[str, Any]) -> bool:
    chats = value.get("chats")
    if isinstance(chats, dict) and isinstance(chats.get("list"), list):
        return True
    return isinstance(value.get("messages"), list) and isinstance(value.get("type"), str) and "id" in value


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    owner = None
    for part in ("chats", "left_chats"):
        inner = value.get(part)
        if not isinstance(inner, dict):
            continue
        about = value.get("personal_information")
        if isinstance(about, dict) and isinstance(about.get("user_id"), int):
            owner = f"{NETWORK}:{about['user_id']}"
        items = listed(inner, "list", f"{where}.{part}")
        if isinstance(items, Refusal):
            yield items
            continue
        for place, chat in items:
            yield from _chat(chat, owner, place, reading, original)
    if "messages" in value:
        yield from _chat(value, owner, where, reading, original)


def _chat(value: Any, owner: str | None, where: str, reading: Reading, original: Original) -> Found:
    chat = entity(value, Chat, where)
    if isinstance(chat, Refusal):
        yield chat
        return
    items = listed(value, "messages", where)
    if isinstance(items, Refusal):
        yield items
        return
    for place, item in items:
        if isinstance(item, dict) and item.get("type") == "service":
            continue
        message = entity(item, Message, place)
        yield message if isinstance(message, Refusal) else _said(message, chat, owner, place, reading, original)


def _said(message: Message, chat: Chat, owner: str | None, where: str, reading: Reading, original: Original) -> Interaction | Refusal:
    at = epoch(message.date_unixtime) or _local(message.date, reading.tz)
    if at is None:
        return Refusal(where=f"{where}.date", what=f"{str(message.date)[:40]!r} is no time", remedy="export the chat again as JSON")
    who = _who(message.from_id)
    by_us = (who is not None and who == owner) or is_ours(who, reading, message.name)
    pieces = (message.text,) if isinstance(message.text, str) else message.text
    text = tidy("".join(piece if isinstance(piece, str) else piece.text for piece in pieces))
    spot = message.location_information
    if not text and spot is not None and spot.latitude is not None:
        text = f"{spot.latitude},{spot.longitude}"
    direct = chat.type in DIRECT
    to = Party(role="recipient", identifier=f"{NETWORK}:{chat.id}", name=tidy(chat.name or "") or None)
    act: Act = "direct" if direct else "reply" if message.reply_to_message_id is not None else "post"
    edited = epoch(message.edited_unixtime) or _local(message.edited, reading.tz)
    return Interaction(
        id=_id(chat, message.id),
        channel="social",
        network=NETWORK,
        direction=direction_of(by_us, []),
        at=at,
        parties=(Party(role="author", identifier=who, name=tidy(message.name or "") or None), *([to] if direct and by_us else [])),
        thread=f"{NETWORK}:{_number(chat)}",
        in_reply_to=_id(chat, message.reply_to_message_id) if message.reply_to_message_id is not None else None,
        text=text,
        language=identify(text),
        attachments=_files(message),
        original=original,
        act=act,
        edited_at=edited if edited is not None and edited != at else UNSET,
    )


def _number(chat: Chat) -> int:
    """The chat as the Bot API numbers it."""
    if chat.id < 0:
        return chat.id
    return int(f"-100{chat.id}") if chat.type in GROUPS else -chat.id if chat.type == "private_group" else chat.id


def _id(chat: Chat, number: int) -> str:
    return f"{NETWORK}:{'export:' if chat.type not in GROUPS else ''}{_number(chat)}:{number}"


def _who(given: str | None) -> str | None:
    """`user123` and `channel123` as the Bot API numbers them."""
    name = given or ""
    for prefix, sign in (("user", ""), ("channel", "-100"), ("chat", "-")):
        number = name.removeprefix(prefix)
        if number != name and number.isascii() and number.isdigit():
            return f"{NETWORK}:{sign}{number}"
    return None


def _local(text: str | None, tz: str) -> datetime | None:
    """An instant written without a zone (older exports)."""
    try:
        at = datetime.fromisoformat(text or "")
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(tz))).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def _files(message: Message) -> tuple[Attachment, ...]:
    if message.photo is not None:
        return (medium("", "image/jpeg", name=_base(message.photo), size=message.photo_file_size),)
    if message.contact_information is not None:
        return (medium("", "text/vcard"),)
    if message.file is not None:
        kinds = {"voice_message": "voice", "video_message": "video", "video_file": "video", "audio_file": "audio", "sticker": "sticker"}
        return (
            medium(
                "",
                message.mime_type or kinds.get(message.media_type or ""),
                name=message.file_name or _base(message.file),
                size=message.file_size,
            ),
        )
    return ()


def _base(path: str) -> str | None:
    """The file's name; in brackets Telegram says that it left the file out."""
    return None if path.startswith("(") else path.rsplit("/", 1)[-1]
