"""A message by SMTP, with a Message-ID that is a function of the message, threaded into the person's conversation.

What counts is how far it came: an error before DATA means surely not sent; a refusal in words means not taken; a connection that breaks
after DATA began means that nobody can know.
"""

from __future__ import annotations

import asyncio
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from hashlib import sha256

import aiosmtplib
import msgspec

from schemas.documents import Message
from schemas.errors import Refused
from schemas.interaction import Interaction, Original, Party
from streams.channels.email.bounce import is_nobody
from streams.channels.email.connections import HANDSHAKE_S, Connection, connection, new_connection
from streams.channels.email.ids import message_id_to_interaction_id
from streams.channels.email.signing import signed
from streams.channels.sending import Outside, Sent, not_set_up, our_domain, ours
from streams.rendering import one_line
from streams.rules.consent import AFFAIRS
from streams.settings import Settings

BODY = SMTP.clone(cte_type="7bit")
"""Not every server on the way takes eight bits, and what it changes is no longer as it was signed."""

_WIDE = BODY.clone(max_line_length=998)
AS_IT_IS = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe"})


class _Wire(EmailPolicy):
    """The library writes what is longer than a line as encoded words, which nobody reads where a program looks for an address of a page or
    a Message-ID (RFC 2047, 5): those fields have the longest line that there may be (RFC 5322, 2.1.1)."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return (_WIDE if name.lower() in AS_IT_IS else BODY).fold_binary(name, value)


WIRE = _Wire(linesep=BODY.linesep, cte_type="7bit")

TAKEN_S = 120.0
"""A server may take its time to look into a message before it says that it has taken it."""

LEAVES = ("unsubscribe", "d%C3%A9sinscription")
"""What a mail that somebody leaves by says, in words that are understood here."""

TOO_LARGE = 552
CLOSING = 421


async def send(message: Message, outside: Outside) -> Sent:
    settings = outside.settings
    if not settings.smtp_url:
        return not_set_up("EGARD_SMTP_URL")
    try:
        sender, to = _sender(settings).addr_spec, _address(None, (message.identifier or "").removeprefix("email:")).addr_spec
        (sender + to).encode("ascii")
        mail = mail_of(message, settings).as_bytes(policy=WIRE)
    except (ValueError, IndexError, HeaderParseError) as error:
        return Sent(state="failed", reason=f"the address cannot be written to: {type(error).__name__}")
    try:
        mail = signed(mail, sender.rpartition("@")[2], settings)
        way = await _open(outside, sender, len(mail))
    except Refused as error:
        return Sent(state="held", reason=str(error))
    if isinstance(way, Sent):
        return way
    return await _hand_over(way, to, mail, outside)


async def _open(outside: Outside, sender: str, size: int) -> Connection | Sent:
    """A connection on which this sender may send so much. One that was kept may have been given up by the server meanwhile: then anew."""
    url, way = outside.settings.smtp_url, None
    try:
        async with asyncio.timeout(HANDSHAKE_S):
            way = await connection(url, outside.kept)
            try:
                await _begin(way, sender, size)
            except (aiosmtplib.SMTPException, OSError) as error:
                if way.fresh or getattr(error, "code", CLOSING) != CLOSING:
                    raise
                way.close()
                way = await new_connection(url)
                await _begin(way, sender, size)
        return way
    except aiosmtplib.SMTPResponseException as error:
        if way is not None:
            way.close()
        if error.code == TOO_LARGE:
            return _refused(error)
        # what it has against us, and not against this message
        reason = f"the server does not let us in: {error.code} {one_line(error.message)}"[:300]
        return Sent(state="retry", reason=reason, trouble=True)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        if way is not None:
            way.close()
        return Sent(state="retry", reason=f"the server cannot be reached: {type(error).__name__}", trouble=True)


async def _begin(way: Connection, sender: str, size: int) -> None:
    client = way.client
    await client.mail(sender, options=[f"SIZE={size}"] if client.supports_extension("size") else None)


async def _hand_over(way: Connection, to: str, mail: bytes, outside: Outside) -> Sent:
    """From the moment at which the message itself is on its way nobody can know, unless the server says so."""
    try:
        try:
            await way.client.rcpt(to, timeout=HANDSHAKE_S)
        except aiosmtplib.SMTPResponseException as error:
            await way.give_back(outside.kept, reset=True)
            return msgspec.structs.replace(_refused(error), gone=error.code >= 500 and is_nobody(error.code, error.message))
        except (aiosmtplib.SMTPException, OSError) as error:
            return Sent(state="retry", reason=f"the connection broke before the message: {type(error).__name__}", trouble=True)
        try:
            answer = await way.client.data(mail, timeout=TAKEN_S)
        except aiosmtplib.SMTPResponseException as error:
            await way.give_back(outside.kept, reset=True)
            return _refused(error)
        except (aiosmtplib.SMTPException, OSError) as error:
            reason = f"the connection broke while the message was handed over: {type(error).__name__}"
            return Sent(state="uncertain", reason=reason, trouble=True)
        await way.give_back(outside.kept)
        return Sent(state="sent", reply=f"{answer.code} {one_line(answer.message)}"[:300])
    finally:
        if outside.kept is None or way not in outside.kept.idle:
            way.close()


def finds_out(message: Message, outside: Outside) -> bool:
    """A mail server cannot be asked whether it took a message."""
    return False


def mail_of(message: Message, settings: Settings) -> EmailMessage:
    """The mail as it leaves. No value can begin a header of its own: the policy refuses line breaks, and there are none left."""
    mail = EmailMessage(policy=BODY)
    sender = _sender(settings)
    mail["From"] = sender
    mail["To"] = _address(message.name, (message.identifier or "").removeprefix("email:"))
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.made_at)
    mail["Message-ID"] = f"<{message.message_id}>"
    if message.in_reply_to:
        mail["In-Reply-To"] = f"<{one_line(message.in_reply_to)}>"
        mail["References"] = " ".join(f"<{one_line(one)}>" for one in message.references or (message.in_reply_to,))
    mail["Auto-Submitted"] = "auto-replied" if message.purpose in AFFAIRS and message.in_reply_to else "auto-generated"  # RFC 3834, 5
    if message.purpose not in AFFAIRS:
        word = LEAVES[message.language == "fr"]
        by_mail = f"<mailto:{sender.addr_spec}?subject={word}&body={word}>"
        mail["List-Unsubscribe"] = f"<{one_line(message.leave)}>, {by_mail}" if message.leave else by_mail
    if message.leave and message.leave.startswith("https:"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058, 3.1
    mail["Content-Language"] = message.language
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    return mail


def told(message: Message, settings: Settings) -> Interaction:
    """The sent mail on the person's timeline; a copy of it that comes back by another way has the same id."""
    text = message.text.encode()
    return Interaction(
        id=message_id_to_interaction_id(message.message_id),
        channel="email",
        direction="out",
        at=message.sent_at,
        parties=(
            Party(role="from", identifier=ours(f"email:{_sender(settings).addr_spec.lower()}", settings), name=settings.house),
            Party(role="to", identifier=message.identifier, name=message.name),
        ),
        in_reply_to=message_id_to_interaction_id(message.in_reply_to) if message.in_reply_to else None,
        subject=message.subject or None,
        text=message.text,
        language=message.language,
        automatic="auto_reply" if message.purpose == "receipt" else None,  # it says when the answer comes, and is none
        original=Original(sha256=sha256(text).hexdigest(), content_type="text/plain", size=len(text)),
    )


def _sender(settings: Settings) -> Address:
    spec = settings.mail_from.rpartition("<")[2].strip("> ") if settings.mail_from else f"bonjour@{our_domain(settings)}"
    return _address(settings.house, spec)


def _address(name: str | None, spec: str) -> Address:
    local, _, domain = one_line(spec).rpartition("@")
    if not local or not domain:
        raise ValueError("an address has a name, @ and a domain")
    return Address(display_name=one_line(name or ""), username=local, domain=domain)


def _refused(error: aiosmtplib.SMTPResponseException) -> Sent:
    """Not taken: 4xx for now, 5xx for good (RFC 5321, 4.2.1)."""
    reason = f"{error.code} {one_line(error.message)}"[:300]
    return Sent(state="failed" if error.code >= 500 else "retry", reason=reason, trouble=error.code == CLOSING)
