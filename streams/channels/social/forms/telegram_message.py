"""A message of Telegram: who speaks, whom they name, and what each kind of message says.

Source: core.telegram.org/bots/api (Message, MessageEntity, Chat, User, Poll, Venue, Contact).
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET

from schemas.interaction import Attachment, Party
from streams.channels.social.html import tidy
from streams.channels.social.media import medium

NETWORK = "telegram"
FILES = ("animation", "audio", "document", "sticker", "video", "video_note", "voice")
WORDLESS = frozenset(
    {*FILES, "photo", "paid_media", "story", "contact", "dice", "game", "poll", "venue", "location", "checklist", "live_photo"}
)
ANONYMOUS_ADMIN = 1087968824
"""The account in whose name the administrators of a group write when they show none (Bot API, Chat.sender_chat)."""


class User(msgspec.Struct, frozen=True):
    id: int
    is_bot: bool | None = None
    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None


class Chat(msgspec.Struct, frozen=True):
    id: int
    type: str | None = None
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None


class Entity(msgspec.Struct, frozen=True):
    """`offset`, `length`: in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    user: User | None = None


class Upload(msgspec.Struct, frozen=True):
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class Spot(msgspec.Struct, frozen=True):
    latitude: float | None = None
    longitude: float | None = None


class Venue(msgspec.Struct, frozen=True):
    title: str | None = None
    address: str | None = None


class Card(msgspec.Struct, frozen=True):
    """`user_id`: whose number it is, where they are on Telegram."""

    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None
    user_id: int | None = None


class Option(msgspec.Struct, frozen=True):
    text: str = ""


class Poll(msgspec.Struct, frozen=True):
    question: str = ""
    options: tuple[Option, ...] = ()


class Checklist(msgspec.Struct, frozen=True):
    title: str = ""
    tasks: tuple[Option, ...] = ()


class Throw(msgspec.Struct, frozen=True):
    emoji: str = ""


class Button(msgspec.Struct, frozen=True):
    text: str = ""
    callback_data: str | None = None


class Keyboard(msgspec.Struct, frozen=True):
    inline_keyboard: tuple[tuple[Button, ...], ...] = ()


class Answered(msgspec.Struct, frozen=True):
    message_id: int


class Message(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """`date`: seconds; 0 where the bot may not see it any more. `sender_chat`: a channel or group that speaks as itself."""

    message_id: int
    chat: Chat
    date: int = 0
    edit_date: int | None = None
    sender: User | None = None
    sender_chat: Chat | None = None
    sender_business_bot: User | None = None
    business_connection_id: str | None = None
    is_automatic_forward: bool | None = None
    message_thread_id: int | None = None
    author_signature: str | None = None
    text: str | None = None
    caption: str | None = None
    entities: tuple[Entity, ...] | None = None
    caption_entities: tuple[Entity, ...] | None = None
    reply_to_message: Answered | None = None
    photo: tuple[Upload, ...] | None = None
    animation: Upload | None = None
    audio: Upload | None = None
    document: Upload | None = None
    sticker: Upload | None = None
    video: Upload | None = None
    video_note: Upload | None = None
    voice: Upload | None = None
    location: Spot | None = None
    venue: Venue | None = None
    contact: Card | None = None
    poll: Poll | None = None
    dice: Throw | None = None
    checklist: Checklist | None = None
    reply_markup: Keyboard | None = None


def author_of(message: Message) -> tuple[Party, str | None, bool]:
    """Who speaks, their handle, and whether it is a program. A channel or group may speak as itself."""
    group = message.sender_chat
    if group is None and message.sender is None:
        group = message.chat
    if group is not None and (message.sender is None or message.sender.is_bot or message.sender.id == ANONYMOUS_ADMIN):
        return Party(role="author", identifier=f"{NETWORK}:{group.id}", name=name_of(group)), group.username, False
    who = message.sender
    assert who is not None  # noqa: S101  # one of the two is there
    card = message.contact  # their own number, which Telegram vouches for; a card of somebody else says nothing about them
    number = card.phone_number if card is not None and card.user_id == who.id else None
    about = f"+{number}" if number and number.isdigit() and not number.startswith("0") else number  # some clients leave the sign out
    author = Party(role="author", identifier=f"{NETWORK}:{who.id}", name=name_of(who), about=about or UNSET)
    return author, who.username, bool(who.is_bot)


def mentions_in(message: Message) -> list[Party]:
    """Those whom the text names: by account, or by a handle alone, which can pass to others and identifies nobody."""
    found: list[Party] = []
    words = message.text if message.text is not None else message.caption or ""
    units = b""
    for one in (message.entities if message.text is not None else message.caption_entities) or ():
        if one.type == "text_mention" and one.user is not None:
            found.append(Party(role="mention", identifier=f"{NETWORK}:{one.user.id}", name=name_of(one.user)))
        elif one.type == "mention" and one.offset >= 0 and 0 < one.length <= 64:
            units = units or words.encode("utf-16-le", "surrogatepass")
            handle = units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le", "replace")
            found.append(Party(role="mention", name=tidy(handle).lstrip("@") or None))
    return [one for place, one in enumerate(found) if one not in found[:place]][:50]


def name_of(who: User | Chat) -> str | None:
    title = who.title if isinstance(who, Chat) else None
    return tidy(title or " ".join(part for part in (who.first_name, who.last_name) if part) or who.username or "") or None


def id_of(chat: int, number: int, connection: str | None) -> str:
    return f"{NETWORK}:{f'{connection}:' if connection else ''}{chat}:{number}"


def words(message: Message) -> str:
    """What is said without a text: a place, the question of a poll, a die."""
    if message.venue is not None:
        return "\n".join(word for word in (message.venue.title, message.venue.address) if word)
    if message.location is not None and message.location.latitude is not None:
        return f"{message.location.latitude},{message.location.longitude}"
    if message.poll is not None:
        return "\n".join([message.poll.question, *(f"- {one.text}" for one in message.poll.options)])
    if message.checklist is not None:
        return "\n".join([message.checklist.title, *(f"- {one.text}" for one in message.checklist.tasks)])
    return message.dice.emoji if message.dice is not None else ""


def files(message: Message) -> tuple[Attachment, ...]:
    """One for each medium: the sizes of a photo are one photo, and an animation comes as a document too."""
    if message.photo:
        largest = max(message.photo, key=lambda one: one.file_size or 0)
        return (medium("", "image/jpeg", size=largest.file_size),)
    if message.contact is not None:
        name = " ".join(part for part in (message.contact.first_name, message.contact.last_name) if part)
        return (medium("", "text/vcard", name=f"{name}.vcf" if name else None),)
    for kind in FILES:
        held: Upload | None = getattr(message, kind)
        if held is not None:
            shown = {"video_note": "video", "animation": "video"}.get(kind, kind)
            return (medium("", held.mime_type or shown, name=held.file_name, size=held.file_size),)
    return ()
