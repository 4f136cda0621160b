"""What a colleague hands on to colleagues: the customer's own mail, which stands within ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import Message
from hashlib import sha256

import msgspec
from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Interaction, Party, Reading
from streams.channels.email import phrases
from streams.channels.email.cut import cut
from streams.channels.email.forwarded import Forwarded, forwarded
from streams.channels.email.headers import Mail, first, raw
from streams.channels.email.ids import message_id_to_interaction_id, references
from streams.rules.identifiers import email, is_own
from streams.rules.language import identify

_MOST = 20  # mails attached to one


def handed_on(
    message: Mail, body: str, outer: Interaction, reading: Reading, read: Callable[[bytes], Interaction | Refusal]
) -> Iterator[Interaction]:
    """The customers' mails in one that passes between colleagues, each as if it had come by itself: from the customer, to the colleague who
    handed it on, when it was written, with its own words.

    A mail that is attached is read as it is (`read`). One that is copied into the text has the id of the original where a field names it,
    so that it is the same entry as the mail that came by itself; else an id of who wrote what when, so that two colleagues who hand it on
    mean the same entry. What the colleague says of it stays with their own mail, which is `internal` and stands on the same timeline.
    """
    for part in _attached(message):
        try:
            found = read(bytes(part))
        except (UnicodeError, LookupError, ValueError, RecursionError):
            continue
        if isinstance(found, Interaction) and found.direction == "in" and found.automatic is None:
            yield msgspec.structs.replace(found, original=outer.original)
    inner = forwarded(body, reading.tz)
    identifier = email(inner.address) if inner else None
    if inner and identifier and not is_own(identifier, reading.own, reading.region):
        yield _copied(message, inner, identifier, outer)


def senders(found: tuple[Interaction, ...]) -> tuple[Party, ...]:
    """Who wrote them, to be parties of the mail that hands them on."""
    named = {party.identifier: party for one in found for party in one.parties if party.role == "from"}
    return tuple(named.values())


def _copied(message: Mail, inner: Forwarded, identifier: str, outer: Interaction) -> Interaction:
    said = cut(inner.text, sender=inner.name, subject=inner.subject or "")
    original = _original_id(message)
    told = "\0".join(("handed on", identifier, str(inner.at), " ".join(said.text.split())))
    return Interaction(
        id=message_id_to_interaction_id(original) if original else f"email-{sha256(told.encode('utf-8', 'replace')).hexdigest()[:32]}",
        channel="email",
        direction="in",
        at=inner.at or outer.at,
        parties=(
            Party(role="from", identifier=identifier, name=inner.name),
            *(Party(role="to", identifier=party.identifier, name=party.name) for party in outer.parties[:1]),
        ),
        thread=outer.thread if outer.in_reply_to else original or outer.thread,
        subject=inner.subject or outer.subject,
        text=said.text,
        language=identify(said.text),
        original=outer.original,
        signature=said.signature or UNSET,
        cuts=said.cuts or UNSET,
    )


def _original_id(message: Mail) -> str | None:
    """Thunderbird's own field names it, and others say that they answer it. A colleague who answers the one who handed it on answers
    that mail of ours, and does not name the original."""
    answers = phrases.ANSWER_SUBJECT.match(first(message, "Subject")) is not None
    for field in ("X-Forwarded-Message-Id",) if answers else ("X-Forwarded-Message-Id", "In-Reply-To"):
        for value in raw(message, field):
            if found := references(value):
                return found[0]
    return None


def _attached(message: Mail) -> list[Mail]:
    """The mails that are parts of it, not those within them."""
    found: list[Mail] = []
    waiting = [message]
    while waiting and len(found) < _MOST:
        parts = waiting.pop().get_payload()
        for part in parts if isinstance(parts, list) else ():
            if not isinstance(part, Message):
                continue
            inner = part.get_payload()
            if part.get_content_type() != "message/rfc822":
                waiting.append(part)
            elif isinstance(inner, list) and inner and isinstance(inner[0], Message):
                found.append(inner[0])
    return found
