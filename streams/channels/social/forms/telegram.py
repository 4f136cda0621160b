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
from schemas.interaction import Act, Interaction, Original, Party, Reading, Removal
from streams.channels.social.fields import entity, epoch
from streams.channels.social.forms.telegram_message import (
    NETWORK,
    WORDLESS,
    Chat,
    Message,
    User,
    author_of,
    files,
    id_of,
    mentions_in,
    name_of,
    words,
)
from streams.channels.social.found import Found, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify

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
    author, handle, bot = author_of(message)
    private = message.chat.type == "private"
    # In a private chat that a business lends to a bot, whoever is not the other side is the business.
    lent = message.business_connection_id is not None and message.sender is not None and message.sender.id != message.chat.id
    by_us = lent or message.sender_business_bot is not None or is_ours(author.identifier, reading, handle)
    them = Party(role="recipient", identifier=f"{NETWORK}:{message.chat.id}", name=name_of(message.chat))
    text = tidy((message.text if message.text is not None else message.caption) or words(message))
    replied = message.reply_to_message
    act: Act = "direct" if private else "reply" if replied is not None else "post"
    topic = f"/{message.message_thread_id}" if message.message_thread_id is not None else ""
    edited = epoch(message.edit_date)
    yield Interaction(
        id=id_of(message.chat.id, message.message_id, message.business_connection_id),
        channel="social",
        network=NETWORK,
        direction=direction_of(by_us, []),
        at=at,
        parties=(author, *([them] if private and by_us else []), *mentions_in(message)),
        thread=f"{NETWORK}:{message.chat.id}{topic}",
        in_reply_to=id_of(message.chat.id, replied.message_id, message.business_connection_id) if replied else None,
        text=text,
        language=identify(text),
        attachments=files(message),
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
        about=id_of(under.chat.id, under.message_id, under.business_connection_id) if under else None,
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
    about = id_of(reacted.chat.id, reacted.message_id, None)
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
        yield Removal(id=id_of(deleted.chat.id, number, deleted.business_connection_id), channel="social", network=NETWORK)


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
    author = Party(role="author", identifier=f"{NETWORK}:{who.id}", name=name_of(who))
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
