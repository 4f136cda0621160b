"""Bandwidth: text messages that came in.

"Messaging: webhooks" of Bandwidth's documentation: a list of events, each with the message that it is about.
"""

from __future__ import annotations

from mmap import mmap

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.messages import Message, words
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, calls_told, instant, refused, text


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    return kind == "json" and {"type", "message", "owner", "applicationid", "segmentcount"} <= names


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("bandwidth", records(data), _read, reading)


def _read(record: Record, reading: Reading) -> Message | Refusal | None:
    """The event's own `to` is the one of ours that it came to; the others tell what became of a message that we sent."""
    told = record.fields.get("message")
    if text(record.fields, "type") != "message-received":
        return None
    if not (key := text(told, "id")) or not isinstance(told, dict):
        return refused(record, "message.id", "it is missing")
    return Message(
        key=f"bandwidth/{key}",
        at=instant(told.get("time")) or instant(record.fields.get("time")),
        author=Speaker(text(told, "from") or None),
        recipient=Speaker(text(record.fields, "to") or text(told, "owner") or None),
        text=words(told, "text"),
        direction="in",
    )
