"""Telegram: updates of the Bot API, by webhook or by getUpdates.

Source: core.telegram.org/bots/api (Update, Message, MessageEntity, CallbackQuery, MessageReactionUpdated, PollAnswer,
ChatJoinRequest). A message's number counts within its chat; of a business connection, within that connection's account.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading, Removal
from streams.channels.social.fields import entity, epoch
from streams.channels.social.found import Found, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

NETWORK = "telegram"
MESSAGES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_message",
    "edited_business_message",
    "guest_message",
)
SIGNS = ("callback_query", "message_reaction", "poll_answer", "chat_join_request")
_UNSAID_WORDS = (
    "business_connection message_reaction_count inline_query chosen_inline_result shipping_query"
    " pre_checkout_query purchased_paid_media poll my_chat_member chat_member chat_boost removed_chat_boost managed_bot"
)
UNSAID = frozenset(_UNSAID_WORDS.split())
"""Typing into a bot, steps of a payment, memberships, counts without names."""
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


class Pressed(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    """`data` is ours; what the person saw stands on the button."""

    id: str
    sender: User
    message: Message | None = None
    data: str | None = None


class Felt(msgspec.Struct, frozen=True):
    type: str
    emoji: str | None = None


class Reacted(msgspec.Struct, frozen=True):
    chat: Chat
    message_id: int
    date: int
    user: User | None = None
    actor_chat: Chat | None = None
    old_reaction: tuple[Felt, ...] = ()
    new_reaction: tuple[Felt, ...] = ()


class Deleted(msgspec.Struct, frozen=True):
    """In a chat that a business lends to a bot; of no other chat does a bot hear that messages are deleted."""

    business_connection_id: str
    chat: Chat
    message_ids: tuple[int, ...] = ()


class Voted(msgspec.Struct, frozen=True):
    poll_id: str
    user: User | None = None
    voter_chat: Chat | None = None
    option_ids: tuple[int, ...] = ()


class Joining(msgspec.Struct, frozen=True, rename={"sender": "from"}):
    chat: Chat
    sender: User
    date: int


def recognises(value: dict[str, Any]) -> bool:
    if "update_id" in value:
        return True
    if isinstance(value.get("ok"), bool):
        return "result" in value or "error_code" in value
    return "message_id" in value and "chat" in value and "date" in value


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    if "update_id" in value:
        yield from _update(value, where, reading, original)
    elif "message_id" in value:
        yield from _message(value, where, reading, original)
    elif value.get("ok") is False:
        what = str(value.get("description") or "an error without a reason")[:120]
        yield Refusal(where=where, what=f"Telegram answered: {what}", remedy="ask it again")
    else:
        result = value.get("result")
        for place, item in enumerate(result if isinstance(result, list) else [result]):
            at = f"{where}.result[{place}]" if isinstance(result, list) else f"{where}.result"
            if isinstance(item, dict) and "update_id" in item:
                yield from _update(item, at, reading, original)
            elif isinstance(item, dict) and "message_id" in item:
                yield from _message(item, at, reading, original)
            else:
                yield Refusal(where=at, what="this is neither an update nor a message", remedy="send the answer as Telegram gave it")


def _update(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    for name in MESSAGES:
        if name in value:
            yield from _message(value[name], f"{where}.{name}", reading, original)
            return
    for name, sign in (("callback_query", _press), ("message_reaction", _reaction), ("poll_answer", _vote), ("chat_join_request", _join)):
        if name in value:
            yield from sign(value[name], f"{where}.{name}", reading, original)
            return
    if "deleted_business_messages" in value:
        yield from _deleted(value["deleted_business_messages"], f"{where}.deleted_business_messages")
    elif not UNSAID & value.keys():
        kinds = sorted(str(name) for name in value if name != "update_id")
        yield unknown(where, ", ".join(kinds) or "an empty update", "the Bot API")


def _message(value: Any, where: str, reading: Reading, original: Original) -> Found:
    message = entity(value, Message, where)
    if isinstance(message, Refusal):
        yield message
        return
    said = message.text is not None or message.caption is not None or bool(WORDLESS & value.keys())
    if not said or message.is_automatic_forward:
        return  # somebody joined, something was pinned, a channel's post was copied to its group
    at = epoch(message.date)
    if at is None:
        yield Refusal(where=f"{where}.date", what=f"{message.date!r} is no time", remedy="seconds since 1970")
        return
    author, handle, bot = _author(message)
    private = message.chat.type == "private"
    # In a private chat that a business lends to a bot, whoever is not the other side is the business.
    lent = message.business_connection_id is not None and message.sender is not None and message.sender.id != message.chat.id
    by_us = lent or message.sender_business_bot is not None or is_ours(author.identifier, reading, handle)
    them = Party(role="recipient", identifier=f"{NETWORK}:{message.chat.id}", name=_name(message.chat))
    text = tidy((message.text if message.text is not None else message.caption) or _words(message))
    replied = message.reply_to_message
    act: Act = "direct" if private else "reply" if replied is not None else "post"
    topic = f"/{message.message_thread_id}" if message.message_thread_id is not None else ""
    edited = epoch(message.edit_date)
    yield Interaction(
        id=_id(message.chat.id, message.message_id, message.business_connection_id),
        channel="social",
        network=NETWORK,
        direction=direction_of(by_us, []),
        at=at,
        parties=(author, *([them] if private and by_us else []), *_mentions(message)),
        thread=f"{NETWORK}:{message.chat.id}{topic}",
        in_reply_to=_id(message.chat.id, replied.message_id, message.business_connection_id) if replied else None,
        text=text,
        language=identify(text),
        attachments=_files(message),
        automatic="bulk" if bot and not by_us else None,
        original=original,
        act=act,
        edited_at=edited if edited is not None else UNSET,
    )


def _press(value: Any, where: str, reading: Reading, original: Original) -> Found:
    """A button under a message was pressed. Telegram does not say when."""
    pressed = entity(value, Pressed, where)
    if isinstance(pressed, Refusal):
        yield pressed
        return
    under = pressed.message
    rows = under.reply_markup.inline_keyboard if under and under.reply_markup else ()
    label = next((one.text for row in rows for one in row if one.callback_data is not None and one.callback_data == pressed.data), "")
    yield _sign(
        f"callback:{pressed.id}",
        "direct",
        None,
        pressed.sender,
        reading,
        original,
        text=label,
        chat=under.chat if under else None,
        about=_id(under.chat.id, under.message_id, under.business_connection_id) if under else None,
    )


def _reaction(value: Any, where: str, reading: Reading, original: Original) -> Found:
    reacted = entity(value, Reacted, where)
    if isinstance(reacted, Refusal):
        yield reacted
        return
    who = reacted.user or reacted.actor_chat
    if who is None:
        return
    at, name = epoch(reacted.date), f"reaction:{who.id}:{reacted.chat.id}:{reacted.message_id}"
    before, felt = ("".join(one.emoji or "" for one in several) for several in (reacted.old_reaction, reacted.new_reaction))
    if reacted.old_reaction and (before != felt or not reacted.new_reaction):
        yield taken_back(NETWORK, f"{name}:{before}", at)
    if not reacted.new_reaction:
        return
    about = _id(reacted.chat.id, reacted.message_id, None)
    yield _sign(f"{name}:{felt}", "reaction", at, who, reading, original, text=felt, chat=reacted.chat, about=about)


def _vote(value: Any, where: str, reading: Reading, original: Original) -> Found:
    voted = entity(value, Voted, where)
    if isinstance(voted, Refusal):
        yield voted
        return
    who = voted.user or voted.voter_chat
    if who is not None and voted.option_ids:
        yield _sign(f"vote:{voted.poll_id}:{who.id}", "reaction", None, who, reading, original)
    elif who is not None:
        yield taken_back(NETWORK, f"vote:{voted.poll_id}:{who.id}", None)


def _deleted(value: Any, where: str) -> Found:
    deleted = entity(value, Deleted, where)
    if isinstance(deleted, Refusal):
        yield deleted
        return
    for number in deleted.message_ids:
        yield Removal(id=_id(deleted.chat.id, number, deleted.business_connection_id), channel="social", network=NETWORK)


def _join(value: Any, where: str, reading: Reading, original: Original) -> Found:
    joining = entity(value, Joining, where)
    if isinstance(joining, Refusal):
        yield joining
        return
    name = f"join:{joining.chat.id}:{joining.sender.id}:{joining.date}"
    yield _sign(name, "follow", epoch(joining.date), joining.sender, reading, original, chat=joining.chat)


def _sign(
    name: str,
    act: Act,
    at: datetime | None,
    who: User | Chat,
    reading: Reading,
    original: Original,
    *,
    text: str = "",
    chat: Chat | None = None,
    about: str | None = None,
) -> Interaction:
    author = Party(role="author", identifier=f"{NETWORK}:{who.id}", name=_name(who))
    return Interaction(
        id=f"{NETWORK}:{name}",
        channel="social",
        network=NETWORK,
        direction=direction_of(is_ours(author.identifier, reading, who.username), []),
        at=at,
        parties=(author,),
        thread=f"{NETWORK}:{chat.id}" if chat else None,
        in_reply_to=about,
        text=tidy(text),
        original=original,
        act=act,
    )


def _author(message: Message) -> tuple[Party, str | None, bool]:
    """Who speaks, their handle, and whether it is a program. A channel or group may speak as itself."""
    group = message.sender_chat
    if group is None and message.sender is None:
        group = message.chat
    if group is not None and (message.sender is None or message.sender.is_bot or message.sender.id == ANONYMOUS_ADMIN):
        return Party(role="author", identifier=f"{NETWORK}:{group.id}", name=_name(group)), group.username, False
    who = message.sender
    assert who is not None  # noqa: S101  # one of the two is there
    card = message.contact  # their own number, which Telegram vouches for; a card of somebody else says nothing about them
    number = card.phone_number if card is not None and card.user_id == who.id else None
    author = Party(role="author", identifier=f"{NETWORK}:{who.id}", name=_name(who), about=number or UNSET)
    return author, who.username, bool(who.is_bot)


def _mentions(message: Message) -> list[Party]:
    """Those whom the text names: by account, or by a handle alone, which can pass to others and identifies nobody."""
    found: list[Party] = []
    words = message.text if message.text is not None else message.caption or ""
    units = b""
    for one in (message.entities if message.text is not None else message.caption_entities) or ():
        if one.type == "text_mention" and one.user is not None:
            found.append(Party(role="mention", identifier=f"{NETWORK}:{one.user.id}", name=_name(one.user)))
        elif one.type == "mention" and one.offset >= 0 and 0 < one.length <= 64:
            units = units or words.encode("utf-16-le", "surrogatepass")
            handle = units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le", "replace")
            found.append(Party(role="mention", name=tidy(handle).lstrip("@") or None))
    return [one for place, one in enumerate(found) if one not in found[:place]][:50]


def _name(who: User | Chat) -> str | None:
    title = who.title if isinstance(who, Chat) else None
    return tidy(title or " ".join(part for part in (who.first_name, who.last_name) if part) or who.username or "") or None


def _id(chat: int, number: int, connection: str | None) -> str:
    return f"{NETWORK}:{f'{connection}:' if connection else ''}{chat}:{number}"


def _words(message: Message) -> str:
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


def _files(message: Message) -> tuple[Attachment, ...]:
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
