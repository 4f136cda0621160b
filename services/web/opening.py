"""An original as somebody can read it: a mail without its transfer encodings, JSON on lines of its own. Always text, never a page.

Plain functions without a clock or an engine, for a thread: a mail may be large.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.policy import Compat32
from hashlib import sha256

import msgspec

from schemas.interaction import Channel

HEADER = ("From", "Reply-To", "To", "Cc", "Date", "Subject")
LONGEST = 2_000_000
"""Characters that are shown of a text."""

_HEAD = 64_000
_POLICY = Compat32()


def as_text(channel: Channel, data: bytes, interaction: str) -> str | None:
    """What stands in an original; of a mailbox the mail that became `interaction`. None for a scan, which is no text."""
    if channel == "letter":
        return None
    if channel == "email":
        return _mail(_chosen(data, interaction))[:LONGEST]
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        data = msgspec.json.format(data, indent=2)
    return data.decode("utf-8", "replace")[:LONGEST]


def attached(data: bytes, interaction: str, digest: str) -> tuple[str | None, bytes] | None:
    """The name and the bytes of what is attached to a mail, by the hash of the bytes."""
    from streams.channels.email.body import data_of, file_name

    with suppress(RecursionError):
        for part in message_from_bytes(_chosen(data, interaction), policy=_POLICY).walk():
            if part.get_content_maintype() != "multipart":
                content = data_of(part)
                if sha256(content).hexdigest() == digest:
                    return file_name(part), content
    return None


def _mail(data: bytes) -> str:
    from streams.channels.email.body import read_body
    from streams.channels.email.headers import first

    try:
        message = message_from_bytes(data, policy=_POLICY)
        body = read_body(message)
    except RecursionError:
        return data.decode("utf-8", "replace")
    head = "\n".join(f"{name}: {value}" for name in HEADER if (value := first(message, name)))
    listed = "\n".join(f"[{each.name or each.content_type}, {each.size}]" for each in body.attachments)
    return "\n\n".join(each for each in (head, body.text, listed) if each) + "\n"


def _chosen(data: bytes, interaction: str) -> bytes:
    """The mail that became this interaction; the first where none did."""
    from streams.channels.email import mbox

    if not mbox.is_mbox(data):
        return data.lstrip(b"\xef\xbb\xbf\r\n\t \x00")
    first = None
    for message in mbox.messages(data):
        first = first or message
        if interaction in _ids(message):
            return message
    return first or data


def _ids(message: bytes) -> Iterator[str]:
    from streams.channels.email.headers import raw, unescape
    from streams.channels.email.ids import bytes_to_interaction_id, message_id_to_interaction_id

    for own in raw(message_from_bytes(message[:_HEAD], policy=_POLICY), "Message-ID"):
        yield message_id_to_interaction_id(unescape(own))
    yield bytes_to_interaction_id(message)
