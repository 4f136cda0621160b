"""LINE: webhooks of the Messaging API.

Source: developers.line.biz/en/reference/messaging-api, "Webhook event objects". A call without events is LINE's test of the
address. `userId` is of this provider alone.
"""

from __future__ import annotations

from typing import Any

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Act, Attachment, Interaction, Original, Party, Reading
from streams.channels.social.fields import entity, epoch, listed
from streams.channels.social.found import Found, no_time, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, here, is_ours
from streams.rules.language import identify

NETWORK = "line"
_UNSAID_WORDS = (
    "join leave memberJoined memberLeft videoPlayComplete beacon accountLink membership module activated deactivated"
    " botSuspended botResumed delivery things"
)
UNSAID = frozenset(_UNSAID_WORDS.split())
MEDIA = ("image", "video", "audio", "file", "sticker")


class Source(msgspec.Struct, frozen=True, rename="camel"):
    type: str | None = None
    user_id: str | None = None
    group_id: str | None = None
    room_id: str | None = None


class Mentionee(msgspec.Struct, frozen=True, rename="camel"):
    type: str | None = None
    user_id: str | None = None


class Mention(msgspec.Struct, frozen=True):
    mentionees: tuple[Mentionee, ...] = ()


class Message(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    type: str
    text: str | None = None
    quoted_message_id: str | None = None
    mention: Mention | None = None
    file_name: str | None = None
    file_size: int | None = None
    title: str | None = None
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Picked(msgspec.Struct, frozen=True):
    date: str | None = None
    time: str | None = None
    datetime: str | None = None


class Postback(msgspec.Struct, frozen=True):
    """`data` is ours; a date that was picked is the person's."""

    params: Picked | None = None


class Unsent(msgspec.Struct, frozen=True, rename="camel"):
    message_id: str


class Event(msgspec.Struct, frozen=True, rename="camel"):
    """`timestamp`: milliseconds, of the event, also when it is delivered again."""

    type: str
    timestamp: int
    source: Source = Source()
    webhook_event_id: str | None = None
    message: Message | None = None
    postback: Postback | None = None
    unsend: Unsent | None = None


def recognises(value: dict[str, Any]) -> bool:
    events = value.get("events")
    if not isinstance(events, list):
        return False
    first = next(iter(events), None)
    if first is None:
        return "destination" in value
    return isinstance(first, dict) and "type" in first and ("source" in first or "webhookEventId" in first or "destination" in value)


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    us = value.get("destination")
    items = listed(value, "events", where)
    for place, item in [] if isinstance(items, Refusal) else items:
        yield from _event(item, us if isinstance(us, str) and us else None, place, reading, original)


def _event(value: Any, us: str | None, where: str, reading: Reading, original: Original) -> Found:
    kind = value.get("type") if isinstance(value, dict) else None
    if isinstance(kind, str) and kind in UNSAID:
        return
    event = entity(value, Event, where)
    if isinstance(event, Refusal):
        yield event
        return
    at, source = epoch(event.timestamp), event.source
    if at is None:
        yield no_time(f"{where}.timestamp", event.timestamp, "milliseconds since 1970")
        return
    if event.type == "unsend" and event.unsend is not None:
        yield taken_back(NETWORK, event.unsend.message_id, at)
        return
    if event.type == "unfollow" and source.user_id:
        yield taken_back(NETWORK, f"follow:{source.user_id}", at)
        return
    act: Act = "direct"
    text, files, name = "", tuple[Attachment, ...](), event.webhook_event_id
    if event.type == "message" and event.message is not None:
        name, files = event.message.id, _files(event.message)
        said = _words(event.message)
        if said is None:
            yield unknown(f"{where}.message.type", event.message.type, "LINE")
            return
        text = said
    elif event.type == "follow":
        act, name = "follow", f"follow:{source.user_id}" if source.user_id else name
    elif event.type == "postback":
        picked = (event.postback.params if event.postback else None) or Picked()
        text = picked.datetime or picked.date or picked.time or ""
    else:
        yield unknown(f"{where}.type", event.type, "LINE")
        return
    who = f"{NETWORK}:{source.user_id}" if source.user_id else None
    group = source.group_id or source.room_id
    by_us = is_ours(who, reading) or (us is not None and who == f"{NETWORK}:{us}")
    message = event.message
    mentioned = [one for one in (message.mention.mentionees if message and message.mention else ()) if one.user_id]
    if group and act == "direct":
        act = "reply" if message and message.quoted_message_id else "post"
    text = tidy(text)
    yield Interaction(
        id=f"{NETWORK}:{name or f'{event.type}:{source.user_id}:{event.timestamp}'}",
        channel="social",
        network=NETWORK,
        direction=direction_of(by_us, []),
        at=at,
        parties=(
            Party(role="author", identifier=who),
            *([here(f"{NETWORK}:{us}")] if us and not group and not by_us else []),
            *(Party(role="mention", identifier=f"{NETWORK}:{one.user_id}") for one in mentioned[:50]),
        ),
        thread=f"{NETWORK}:{group or source.user_id}" if group or source.user_id else None,
        in_reply_to=f"{NETWORK}:{message.quoted_message_id}" if message and message.quoted_message_id else None,
        text=text,
        language=identify(text),
        attachments=files,
        original=original,
        act=act,
    )


def _words(message: Message) -> str | None:
    """None for a kind that is not known; the words on a sticker are its maker's."""
    if message.type == "text":
        return message.text or ""
    if message.type == "location":
        named = "\n".join(word for word in (message.title, message.address) if word)
        return named or (f"{message.latitude},{message.longitude}" if message.latitude is not None else "")
    return "" if message.type in MEDIA else None


def _files(message: Message) -> tuple[Attachment, ...]:
    return (medium("", message.type, name=message.file_name, size=message.file_size),) if message.type in MEDIA else ()
