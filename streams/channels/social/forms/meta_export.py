"""Messages in the copy that Facebook and Instagram give of one's own information (JSON).

Source: facebook.com/help/212802592074644 and help.instagram.com/181231772500920, "Download your information": `message_1.json` of a
conversation, and the later form of conversations that were encrypted (`senderName`, `timestamp`). Names are all there is: no account can be
told from another of the same name. Letters beyond ASCII are written as the bytes of UTF-8, each as a character of its own.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Attachment, Interaction, Original, Party, Reading
from streams.channels.social.fields import entity, epoch, listed
from streams.channels.social.found import Found
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.sides import direction_of, is_ours
from streams.rules.language import identify


class Medium(msgspec.Struct, frozen=True):
    uri: str = ""


class Share(msgspec.Struct, frozen=True):
    link: str | None = None


class Message(msgspec.Struct, frozen=True):
    """Both forms; times in milliseconds."""

    sender_name: str | None = None
    timestamp_ms: int | None = None
    content: str | None = None
    is_unsent: bool | None = None
    photos: tuple[Medium, ...] = ()
    videos: tuple[Medium, ...] = ()
    audio_files: tuple[Medium, ...] = ()
    files: tuple[Medium, ...] = ()
    gifs: tuple[Medium, ...] = ()
    sticker: Medium | None = None
    share: Share | None = None
    call_duration: int | None = None
    senderName: str | None = None  # as written in the file
    timestamp: int | None = None
    text: str | None = None
    isUnsent: bool | None = None
    media: tuple[Medium, ...] = ()


def recognises(value: dict[str, Any]) -> bool:
    messages = value.get("messages")
    if not isinstance(value.get("participants"), list) or not isinstance(messages, list):
        return False
    first = next(iter(messages), None)
    if first is None:
        return "thread_path" in value or "threadName" in value
    return isinstance(first, dict) and bool({"sender_name", "senderName"} & first.keys())


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    people = [
        _repaired(name) for one in value["participants"] if isinstance(name := one.get("name") if isinstance(one, dict) else one, str)
    ]
    path = value.get("thread_path", value.get("threadName"))
    thread = _repaired(path).rpartition("/")[2] if isinstance(path, str) else "/".join(sorted(people))
    network = "instagram" if _of_instagram(value) else "facebook"
    items = listed(value, "messages", where)
    seen: dict[str, int] = {}
    for place, item in [] if isinstance(items, Refusal) else items:
        message = entity(item, Message, place)
        if isinstance(message, Refusal):
            yield message
            continue
        author = _repaired(message.sender_name or message.senderName or "")
        text, files = tidy(_repaired(message.content or message.text or "")), _files(message)
        at = epoch(message.timestamp_ms or message.timestamp)
        if at is None:
            yield Refusal(where=f"{place}.timestamp_ms", what="the message has no time", remedy="milliseconds since 1970")
            continue
        if message.is_unsent or message.isUnsent or message.call_duration is not None or not (text or files):
            continue
        key = f"{thread}\n{author}\n{at.isoformat()}\n{text}"
        seen[key] = seen.get(key, 0) + 1
        by_us = is_ours(None, reading, author)
        others = [Party(role="recipient", name=name) for name in people if name != author] if len(people) == 2 else []
        yield Interaction(
            id=_id(network, key, seen[key]),
            channel="social",
            network=network,
            direction=direction_of(by_us, []),
            at=at,
            parties=(Party(role="author", name=author or None), *others),
            thread=f"{network}:export:{thread}",
            text=text,
            language=identify(text),
            attachments=files,
            original=original,
            act="direct" if len(people) <= 2 else "post",
        )


def _id(network: str, key: str, time: int) -> str:
    """Of what was said when by whom in which conversation, and the how-manieth time."""
    return f"{network}:export:{sha256(f'{key}:{time}'.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _of_instagram(value: dict[str, Any]) -> bool:
    """The two write alike; what differs is where their files lie. Without a file it is taken for Facebook."""
    return b"your_instagram_activity/" in msgspec.json.encode([value.get("image"), value["messages"][:200]])


def _repaired(text: str) -> str:
    """Bytes that were written as characters; what was written rightly stays."""
    if text.isascii():
        return tidy(text)
    try:
        return tidy(text.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return tidy(text)


def _files(message: Message) -> tuple[Attachment, ...]:
    kinds = (
        ("image", message.photos),
        ("video", message.videos),
        ("audio", message.audio_files),
        ("file", message.files),
        ("video", message.gifs),
    )
    held = [(kind, one.uri) for kind, several in (*kinds, ("file", message.media)) for one in several]
    held += [("sticker", message.sticker.uri)] if message.sticker else []
    found = [medium(uri, kind) for kind, uri in held]
    if message.share is not None and message.share.link:
        found.append(medium(message.share.link, "text/html"))
    return tuple(found)
