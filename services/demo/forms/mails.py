"""Happenings as RFC 5322 messages, the way that different people's programs write them."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import TypeGuard

from babel.dates import format_datetime as words_of_time

from services.demo import HOUSE, MAIL, MAILBOXES
from services.demo.chance import dice, mark
from services.demo.forms.papers import offer, photograph
from services.demo.hours import ZONE
from services.demo.people import OUR_STREET, TOWN, Customer
from services.demo.telling import Happening

OUR_SIGNATURE = f"{HOUSE}, chauffagistes\n{OUR_STREET}, {TOWN}\n05 36 49 01 00"
CRLF = "\r\n"
BEFORE_UNICODE = str.maketrans({"’": "'", "…": "...", "œ": "oe", "«": '"', "»": '"', "–": "-"})


def message_id(happening: Happening) -> str:
    """A function of what happened."""
    domain = (MAIL if happening.direction == "out" else happening.person.email).rpartition("@")[2]
    return f"<{mark(happening.key, happening.at.isoformat(), happening.text)}@{domain}>"


def mail(happening: Happening, before: Happening | None) -> bytes:
    """The whole message, ready for the wire. `before` is what it answers, and quotes."""
    person = happening.person
    message = EmailMessage(policy=SMTP)
    theirs, ours = formataddr((person.name, person.email)), formataddr((HOUSE, MAILBOXES.get(happening.situation, MAIL)))
    sender, recipient = (ours, theirs) if happening.direction == "out" else (theirs, ours)
    head = _head(sender, recipient, happening.at, happening.subject, message_id(happening), message_id(before) if _by_mail(before) else "")
    if happening.automatic == "bulk":
        _newsletter(message, happening)
    elif happening.automatic == "auto_reply":
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(happening.text + "\n", charset="utf-8", cte="quoted-printable")
    else:
        said = "\n\n".join(filter(None, (happening.opening, happening.text, happening.closing)))
        program = HABITS[-1] if happening.direction == "out" else dice(person.key, "program").choice(HABITS)
        program(message, said, _signature(happening), _quoted(before))
        _attach(message, happening)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{mark(happening.key, number)}")
    return head + message.as_bytes()


def answer_to(person: Customer, at: datetime, key: str, said: str, *, subject: str, to: str, in_reply_to: str) -> bytes:
    """A person's answer to a message of ours that somebody else sent: only its Message-ID is known."""
    id_ = f"<{mark(key, at.isoformat(), said)}@{person.email.rpartition('@')[2]}>"
    subject = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    message = EmailMessage(policy=SMTP)
    _plain(message, said, "", "")
    return _head(formataddr((person.name, person.email)), to, at, subject, id_, in_reply_to) + message.as_bytes()


def _head(sender: str, recipient: str, at: datetime, subject: str, id_: str, in_reply_to: str) -> bytes:
    """The headers that every mail has, with their line ends."""
    lines = [
        f"From: {sender}",
        f"To: {recipient}",
        f"Date: {format_datetime(at.astimezone(ZONE))}",
        f"Subject: {Header(subject, header_name='Subject').encode(linesep=CRLF)}",
        f"Message-ID: {id_}",
    ]
    if in_reply_to:
        lines += [f"In-Reply-To: {in_reply_to}", f"References: {in_reply_to}"]
    return "".join(f"{line}{CRLF}" for line in lines).encode("ascii")


def _by_mail(before: Happening | None) -> TypeGuard[Happening]:
    return before is not None and before.channel == "email"


def _signature(happening: Happening) -> str:
    person = happening.person
    if happening.direction == "out":
        return f"-- \n{OUR_SIGNATURE}"
    signs = dice(person.key, "signature").random()
    if signs < 0.35:
        return f"-- \n{person.name}\n{person.tel}" + (f"\n{', '.join(person.at_home(moved=happening.moved))}" if signs < 0.15 else "")
    if signs < 0.5:
        return "Envoyé de mon téléphone" if person.language == "fr" else "Sent from my phone"
    return ""


def _quoted(before: Happening | None) -> str:
    """What a program puts under an answer: who wrote when, and what."""
    if not _by_mail(before) or not before.text:
        return ""
    ours = f"{HOUSE} <{MAILBOXES.get(before.situation, MAIL)}>"
    who = ours if before.direction == "out" else f"{before.person.name} <{before.person.email}>"
    at = before.at.astimezone(ZONE)
    if before.person.language == "fr":
        line = f"Le {words_of_time(at, 'EEE d MMM y', locale='fr')} à {at:%H:%M}, {who} a écrit :"
    else:
        line = f"On {words_of_time(at, 'EEE, d MMM y', locale='en_GB')} at {at:%H:%M}, {who} wrote:"
    return "\n".join((line, *(f"> {row}" for row in f"{before.opening}\n\n{before.text}\n\n{before.closing}".splitlines())))


def _text(*parts: str) -> str:
    return "\n\n".join(filter(None, parts)) + "\n"


def _plain(message: EmailMessage, said: str, signature: str, quoted: str) -> None:
    message["User-Agent"] = "Courrier 14.2"
    message.set_content(_text(said, signature, quoted), charset="utf-8", cte="8bit")


def _old(message: EmailMessage, said: str, signature: str, quoted: str) -> None:
    """A program of twenty years ago: one byte a letter."""
    text = _text(said, signature, quoted).translate(BEFORE_UNICODE)
    message.set_content(text, charset="iso-8859-1", cte="quoted-printable")


def _office(message: EmailMessage, said: str, signature: str, quoted: str) -> None:
    """An office program: both forms, Windows' letters, the answer above a rule."""
    message["X-Mailer"] = "Bureau 16.0"
    message.set_content(_text(said, signature, quoted), charset="windows-1252", cte="quoted-printable")
    rows = "".join(f"<p class=3DNormal>{_html(part)}</p>".replace("=3D", "=") for part in filter(None, (*said.split("\n\n"), signature)))
    under = f"<div style='border-top:solid #E1E1E1 1pt'>{_html(quoted)}</div>" if quoted else ""
    message.add_alternative(f"<html><body>{rows}{under}</body></html>", subtype="html", charset="windows-1252", cte="quoted-printable")


def _phone(message: EmailMessage, said: str, signature: str, quoted: str) -> None:
    """A telephone: both forms in UTF-8, the quotation in a blockquote."""
    message.set_content(_text(said, signature, quoted), charset="utf-8", cte="quoted-printable")
    line, _, rows = quoted.partition("\n")
    under = (
        f"<div class='quote'><div dir='ltr'>{_html(line)}<br></div><blockquote>{_html(rows.replace('> ', ''))}</blockquote></div>"
        if quoted
        else ""
    )
    message.add_alternative(
        f"<div dir='auto'>{_html(_text(said, signature).strip())}</div>{under}", subtype="html", charset="utf-8", cte="base64"
    )


def _web(message: EmailMessage, said: str, signature: str, quoted: str) -> None:
    """A web mailer that writes HTML alone."""
    under = f"<blockquote type='cite'>{_html(quoted)}</blockquote>" if quoted else ""
    message.set_content(
        f"<html><body><p>{_html(_text(said, signature).strip())}</p>{under}</body></html>\n", subtype="html", charset="utf-8", cte="base64"
    )


HABITS: tuple[Callable[[EmailMessage, str, str, str], None], ...] = (_old, _office, _phone, _phone, _web, _plain)


def _html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _newsletter(message: EmailMessage, happening: Happening) -> None:
    domain = happening.person.email.rpartition("@")[2]
    message["List-Id"] = f"<lettre.{domain}>"
    message["List-Unsubscribe"] = f"<mailto:stop@{domain}?subject=unsubscribe>"
    message["Precedence"] = "bulk"
    message.set_content(happening.text + "\n", charset="utf-8", cte="quoted-printable")
    message.add_alternative(
        f"<html><body><h1>{_html(happening.subject)}</h1><p>{_html(happening.text)}</p></body></html>", subtype="html", cte="base64"
    )


def _attach(message: EmailMessage, happening: Happening) -> None:
    if "ci-joint" in happening.text or "attached" in happening.text:
        message.add_attachment(offer(happening), maintype="application", subtype="pdf", filename=f"{happening.person.contract}.pdf")
    elif happening.part == "ask" and happening.situation == "breakdown" and dice(happening.key, "photo").random() < 0.4:
        name = "chaudière.png" if happening.person.language == "fr" else "boiler.png"
        message.add_attachment(photograph(happening.key), maintype="image", subtype="png", filename=name)
