"""A message by SMTP, with a Message-ID that is a function of the message, threaded into the person's conversation.

What counts is how far it came: an error before DATA means surely not sent; a refusal in words means not taken; a connection that breaks
after DATA began means that nobody can know.
"""

from __future__ import annotations

import asyncio
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from schemas.documents import Message
from schemas.errors import Refused
from schemas.interaction import Interaction, Original, Party
from streams.channels.email.ids import message_id_to_interaction_id
from streams.channels.sending import Outside, Sent, not_set_up, our_domain, ours
from streams.rendering import one_line
from streams.settings import Settings

HANDSHAKE_S = 30.0
TAKEN_S = 120.0
"""A server may take its time to look into a message before it says that it has taken it."""

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


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
        client, user, password = _client(settings.smtp_url)
    except Refused as error:
        return Sent(state="held", reason=str(error))
    try:
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                await client.connect()
                if user:
                    await client.login(user, password)
                await client.mail(sender)
                await client.rcpt(to)
        except aiosmtplib.SMTPRecipientRefused as error:
            return _refused(error.code, error.message)
        except aiosmtplib.SMTPResponseException as error:  # what it has against us, and not against this message
            return Sent(state="retry", reason=f"the server does not let us in: {error.code} {one_line(error.message)}"[:300])
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return Sent(state="retry", reason=f"the server cannot be reached: {type(error).__name__}")
        try:
            answer = await client.data(mail, timeout=TAKEN_S)
        except aiosmtplib.SMTPResponseException as error:
            return _refused(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Sent(state="uncertain", reason=f"the connection broke while the message was handed over: {type(error).__name__}")
        return Sent(state="sent", reply=f"{answer.code} {one_line(answer.message)}"[:300])
    finally:
        client.close()


def mail_of(message: Message, settings: Settings) -> EmailMessage:
    """The mail as it leaves. No value can begin a header of its own: the policy refuses line breaks, and there are none left."""
    mail = EmailMessage(policy=WIRE)
    sender = _sender(settings)
    mail["From"] = sender
    mail["To"] = _address(message.name, (message.identifier or "").removeprefix("email:"))
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.made_at)
    mail["Message-ID"] = f"<{message.message_id}>"
    if message.in_reply_to:
        mail["In-Reply-To"] = mail["References"] = f"<{one_line(message.in_reply_to)}>"
    mail["Auto-Submitted"] = "auto-generated"
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


def _client(url: str) -> tuple[aiosmtplib.SMTP, str, str]:
    """Of `smtp://user:password@host:port`, `smtps://` for TLS from the start, `?starttls=no` or `?starttls=required`.

    By default STARTTLS is used where the server offers it, and required where a password would otherwise travel openly.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Refused("EGARD_SMTP_URL", "it is not an SMTP address", "write smtp://user:password@host:587 or smtps://host:465")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    asked = parse_qs(parts.query).get("starttls", [""])[0]
    upgrade = {"no": False, "required": True}.get(asked, True if user and parts.hostname not in LOOPBACK else None)
    implicit = parts.scheme == "smtps"
    client = aiosmtplib.SMTP(
        hostname=parts.hostname,
        port=parts.port or (465 if implicit else 25),
        use_tls=implicit,
        start_tls=False if implicit else upgrade,
        timeout=HANDSHAKE_S,
    )
    return client, user, password


def _refused(code: int, words: str) -> Sent:
    """Not taken: 4xx for now, 5xx for good (RFC 5321, 4.2.1)."""
    return Sent(state="failed" if code >= 500 else "retry", reason=f"{code} {one_line(words)}"[:300])
