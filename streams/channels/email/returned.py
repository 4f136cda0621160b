"""Which mail of ours a machine speaks of that says it could not be delivered (RFC 3464, or in words), or that who got it called it unwanted
(RFC 5965)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

import msgspec

from streams.channels.email.body import content_type, data_of
from streams.channels.email.headers import Mail, raw

LONGEST = 200_000
MOST_PARTS = 50

_OURS = re.compile(r"(?<![\w.+-])([0-9a-f]{32}@[A-Za-z0-9.-]+)")
"""Messages that left here begin with 32 hexadecimal digits: they are found in any words."""

_NAMED = re.compile(r"^[ \t>]*(?:message-id|in-reply-to|references):[ \t]*<([^<>\s]{3,990})>", re.IGNORECASE | re.MULTILINE)
"""What a colleague wrote is called as their mail program likes: it is found where a field says so."""
MOST_NAMED = 20

_COMPLAINT = re.compile(r"^feedback-type:[ \t]*(?:abuse|fraud|virus|other|opt-out(?:-list)?)\b", re.IGNORECASE | re.MULTILINE)
"""Not `not-spam`, and not the reports about authentication (RFC 6591)."""


class Returned(msgspec.Struct, frozen=True):
    """`named`: Message-IDs that may be of mails of ours, without brackets."""

    complaint: bool
    named: tuple[str, ...]


def returned(data: bytes) -> Returned:
    """Of one mail: whatever it encloses, shows or answers."""
    message = message_from_bytes(data, policy=compat32)
    parts = [part for _, part in zip(range(MOST_PARTS), message.walk(), strict=False)]
    reports = [_text(part) for part in parts if content_type(part) == "message/feedback-report"]
    found = dict.fromkeys(one.rstrip(".") for part in parts for text in _said(part) for one in _named(text[:LONGEST]))
    return Returned(complaint=any(_COMPLAINT.search(report) for report in reports), named=tuple(found)[:MOST_NAMED])


def _named(text: str) -> list[str]:
    return [*_OURS.findall(text), *_NAMED.findall(text)]


def _said(part: Mail) -> Iterator[str]:
    for name in ("Message-ID", "In-Reply-To", "References"):
        yield from (f"{name}: {value}" for value in raw(part, name))
    if content_type(part).startswith(("text/", "message/")) and not part.is_multipart():
        yield _text(part)


def _text(part: Mail) -> str:
    """Fields within a report are a message of their own to the parser."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return "\n".join(f"{name}: {value}" for one in inner if isinstance(one, Message) for name, value in one.raw_items())
    return data_of(part)[:LONGEST].decode("utf-8", "replace")
