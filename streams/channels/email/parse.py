"""One message or a mailbox in, Interactions out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from email import message_from_bytes
from email.policy import Compat32
from mmap import mmap

from msgspec import UNSET, structs

from schemas.errors import Refusal
from schemas.interaction import Direction, Interaction, Original, Own, Party, Reading, Role
from streams.channels.email import mbox
from streams.channels.email.automatic import goes_round, judge
from streams.channels.email.body import Body, read_body
from streams.channels.email.bounce import Failure, failures
from streams.channels.email.cut import cut
from streams.channels.email.handed_on import handed_on, senders
from streams.channels.email.headers import Address, Mail, addresses, date_of, first, raw, unescape
from streams.channels.email.ids import bare, bytes_to_interaction_id, message_id_to_interaction_id, references
from streams.channels.email.threading import subject_thread
from streams.rules.identifiers import email, is_own
from streams.rules.language import identify

_LONGEST_TEXT = 200_000  # characters kept of one mail's own words: an event must fit into a message of the broker
_LOOKED_AT = 1_000_000  # characters of a body in which they are looked for
_FIELDS = re.compile(
    rb"^(?:from|to|subject|date|received|return-path|message-id|mime-version|content-type|delivered-to|cc|sender|reply-to|x-[\w-]+)\s*:",
    re.I | re.M,
)
_ROLES: tuple[tuple[str, Role], ...] = (("From", "from"), ("Reply-To", "reply_to"), ("To", "to"), ("Cc", "cc"))
_POLICY = Compat32()


def parse(data: bytes | mmap, reading: Reading) -> Iterator[Interaction | Refusal]:
    """In the order of the source, one for each mail. `original` is the file as it came, also for a message out of a mailbox."""
    return (found[0] for found in _messages(data, reading))


def parse_all(data: bytes | mmap, reading: Reading) -> Iterator[Interaction | Refusal]:
    """As `parse`, and after a mail in which a colleague hands on a customer's to colleagues the customer's own (handed_on.py)."""
    return (one for found in _messages(data, reading) for one in found)


def _messages(data: bytes | mmap, reading: Reading) -> Iterator[list[Interaction | Refusal]]:
    boxed = mbox.is_mbox(data)
    original = Original(sha256=mbox.digest(data), content_type="application/mbox" if boxed else "message/rfc822", size=len(data))
    if not boxed:
        yield _read(bytes(data), "message", original, reading)
        return
    for number, message in enumerate(mbox.messages(data), 1):
        yield _read(message, f"message {number}", original, reading)


def _read(data: bytes, where: str, original: Original, reading: Reading) -> list[Interaction | Refusal]:
    found = _one(data, where, original, reading)
    if isinstance(found, Refusal):
        return [found]
    said, message, body = found
    if said.direction != "internal" or said.automatic:
        return [said]

    def read(data: bytes) -> Interaction | Refusal:
        within = _one(data, where, original, reading)
        return within if isinstance(within, Refusal) else within[0]

    inner = tuple(handed_on(message, body.text, said, reading, read))
    return [structs.replace(said, parties=(*said.parties, *senders(inner))), *inner]


def _one(data: bytes, where: str, original: Original, reading: Reading) -> tuple[Interaction, Mail, Body] | Refusal:
    start = re.sub(rb"\A(?:\xef\xbb\xbf)?[\s\x00]+|\A\xef\xbb\xbf", b"", data[:2000])
    if not start:
        return Refusal(where=where, what="it is empty", remedy="export the mail again, whole, as an .eml or mbox file")
    data = start + data[2000:]
    if not _FIELDS.search(data[:200_000].partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]):
        return Refusal(
            where=where,
            what="it has none of the fields of a mail (From, Date, Subject ...)",
            remedy="export the mail with its header, as an .eml or mbox file",
        )
    message, body = _opened(data)
    parties = _parties(message)
    own, region = reading.own, reading.region
    sender = next(iter(addresses(raw(message, "From")) or addresses(raw(message, "Sender"))), None)
    subject = first(message, "Subject") or None
    said = cut(body.text[:_LOOKED_AT], sender=sender.name if sender else None, subject=subject or "")
    text = said.text[:_LONGEST_TEXT]
    ids, thread, in_reply_to = _thread(message, subject or "", parties)
    automatic = judge(message, sender, subject or "", body.text, body.types)
    if automatic is None and goes_round(message, own, region):
        automatic = "auto_reply"
    failed = failures(message, body.text) if automatic == "bounce" else ()
    interaction = Interaction(
        id=message_id_to_interaction_id(ids) if ids else bytes_to_interaction_id(data),
        channel="email",
        direction=_direction(parties, own, region),
        at=_at(message, reading.tz),
        parties=(*parties, *_not_reached(failed, parties)),
        thread=thread,
        in_reply_to=in_reply_to,
        subject=subject,
        text=text,
        language=identify(text),
        attachments=body.attachments,
        measures=_measured(failed),
        automatic=automatic,
        original=original,
        signature=said.signature or UNSET,
        cuts=said.cuts or UNSET,
    )
    return interaction, message, body


def _opened(data: bytes) -> tuple[Mail, Body]:
    """Parts within parts without end are no mail that anybody wrote: its header is read, and nothing below."""
    try:
        message = message_from_bytes(data, policy=_POLICY)
        return message, read_body(message)
    except RecursionError:
        head = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0]
        message = message_from_bytes(re.sub(rb"(?im)^content-type:.*(?:\r?\n[ \t].*)*", b"", head), policy=_POLICY)
        return message, Body("", (), ())


def _parties(message: Mail) -> tuple[Party, ...]:
    found: list[Party] = []
    for field, role in _ROLES:
        listed = addresses(raw(message, field))
        if role == "from" and not listed:
            listed = addresses(raw(message, "Sender"))
        seen: set[Address] = set()
        for one in listed:
            if one not in seen:
                seen.add(one)
                found.append(Party(role=role, identifier=email(one.address), name=one.name))
    return tuple(found)


def _not_reached(failed: Sequence[Failure], parties: Sequence[Party]) -> list[Party]:
    """`recipient`, as RFC 3464 calls whom a mail was for: the bounce stands on their timeline too."""
    known = {party.identifier for party in parties}
    return [
        Party(role="recipient", identifier=one) for one in dict.fromkeys(email(each.address) for each in failed) if one and one not in known
    ]


def _measured(failed: Sequence[Failure]) -> dict[str, bool | int | float]:
    """`hard`: none of them can be reached by writing again. `smtp_status`: 5.1.1 as 511, where all have the same."""
    hard, status = {one.hard for one in failed}, {one.status for one in failed}
    measures: dict[str, bool | int | float] = {}
    if failed and None not in hard:
        measures["hard"] = hard == {True}
    if len(status) == 1 and (one := status.pop()) is not None:
        measures["smtp_status"] = one
    return measures


def _direction(parties: Sequence[Party], own: Own, region: str) -> Direction:
    if not any(party.role == "from" and is_own(party.identifier, own, region) for party in parties):
        return "in"
    receivers = [party for party in parties if party.role in ("to", "cc")]
    return "internal" if receivers and all(is_own(party.identifier, own, region) for party in receivers) else "out"


def _thread(message: Mail, subject: str, parties: Sequence[Party]) -> tuple[str | None, str | None, str | None]:
    """Its own Message-ID, that of the mail which began the conversation, that of the one it answers."""
    own = next((one for value in raw(message, "Message-ID") if (one := bare(unescape(value)))), None)
    answered = [one for value in raw(message, "In-Reply-To") for one in references(unescape(value))]
    before = [one for value in raw(message, "References") for one in references(unescape(value))]
    reply = answered[0] if answered else before[-1] if before else None
    if reply is None:
        people = [party.identifier for party in parties if party.identifier and party.role != "reply_to"]
        return own, subject_thread(subject, people) or own, None
    return own, before[0] if before else reply, reply


def _at(message: Mail, tz: str) -> datetime | None:
    """Date; where it is missing or impossible the first server's Received, then other fields that date it."""
    for value in raw(message, "Date"):
        if at := date_of(value, tz):
            return at
    for value in reversed(raw(message, "Received")):
        if at := date_of(value.rpartition(";")[2], tz):
            return at
    for field in ("Delivery-Date", "Resent-Date", "X-OriginalArrivalTime"):
        for value in raw(message, field):
            if at := date_of(value.partition(" (UTC)")[0], tz):
                return at
    return None
