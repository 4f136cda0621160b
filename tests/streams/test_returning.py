"""Mails of ours that come back, and complaints about them, as they arrive at our mailbox; and forgeries of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import msgspec
import pytest
from driving import arrive, carry

from schemas.documents import Message
from streams.channels.email.returned import returned
from streams.desk import Desk
from streams.rules.suppression import suppressed
from streams.stages.sense import sense

NAME = "0123456789abcdef0123456789abcdef"
SENT_AT = datetime(2026, 11, 20, 11, tzinfo=UTC)
OURS = Message(
    id=f"m_{NAME}", followup="f_1", person="p_1", campaign="quiet", purpose="care", channel="email", identifier="email:anne@exemple.net",
    language="fr", subject="Ma chaudière", text="Bonjour", message_id=f"{NAME}@house.example", state="sent", made_at=SENT_AT,
    sent_at=SENT_AT,
)
COPY = (
    f"From: bonjour@house.example\nTo: anne@exemple.net\nSubject: Ma chaudière\nMessage-ID: <{NAME}@house.example>\n"
    "Date: Fri, 20 Nov 2026 11:00:00 +0000\n\nBonjour\n"
)


def written(by: str, subject: str, at: datetime, kind: str, *parts: tuple[str, str]) -> bytes:
    head = f"Return-Path: <>\nFrom: {by}\nTo: bonjour@house.example\nSubject: {subject}\nDate: {format_datetime(at)}\nMIME-Version: 1.0\n"
    body = "".join(f"--r\nContent-Type: {type_}\n\n{text}\n" for type_, text in parts)
    return f'{head}Content-Type: multipart/report; report-type={kind}; boundary="r"\n\n{body}--r--\n'.encode()


def bounce(at: datetime, *, status: str = "5.1.1", enclosed: str = "message/rfc822", copy: str = COPY) -> bytes:
    report = (
        "Reporting-MTA: dns; mx.exemple.net\n\nFinal-Recipient: rfc822; anne@exemple.net\n"
        f"Action: failed\nStatus: {status}\nDiagnostic-Code: smtp; 550 {status} no such user"
    )
    return written(
        "MAILER-DAEMON@mx.exemple.net", "Undelivered Mail Returned to Sender", at, "delivery-status",
        ("text/plain", "Not delivered."), ("message/delivery-status", report), (enclosed, copy),
    )


def complaint(at: datetime, *, kind: str = "abuse") -> bytes:
    report = f"Feedback-Type: {kind}\nUser-Agent: Someisp/1.0\nVersion: 1\nOriginal-Rcpt-To: <redacted@exemple.net>"
    return written(
        "fbl@exemple.net", "Email feedback report", at, "feedback-report",
        ("text/plain", "This is an email abuse report."), ("message/feedback-report", report), ("message/rfc822", COPY),
    )


async def become(desk: Desk, mail: bytes, message: Message = OURS) -> tuple[set[str], list[str]]:
    """The outcomes of our message once this mail has arrived, and what is suppressed at that address."""
    await desk.state.messages.put(message)
    await carry(desk, await arrive(desk, "email", mail), until=sense)
    assert message.identifier
    standing = (await desk.state.suppressions.of([message.identifier])).get(message.identifier, [])
    return {one.state for one in await desk.state.outcomes.of_messages([message.id])}, [one.reason for one in standing]


@pytest.fixture
def lately(clock: Any) -> datetime:
    clock.at = SENT_AT + timedelta(hours=2)
    return clock.at  # type: ignore[no-any-return]


@pytest.mark.parametrize("enclosed", ["message/rfc822", "text/rfc822-headers"])
async def test_a_mail_that_came_back_for_good_is_an_outcome_and_the_address_is_not_written_to_again(
    desk: Desk, lately: datetime, enclosed: str
) -> None:
    assert await become(desk, bounce(lately, enclosed=enclosed)) == ({"bounced"}, ["bounced"])
    standing = (await desk.state.suppressions.of(["email:anne@exemple.net"]))["email:anne@exemple.net"]
    against = suppressed(standing, "email", "receipt")
    assert against is not None and against.code == "suppressed_bounced"
    assert suppressed(standing, "phone", "care") is None


async def test_a_complaint_is_an_outcome_and_ends_what_campaigns_write(desk: Desk, lately: datetime) -> None:
    assert await become(desk, complaint(lately)) == ({"complained"}, ["complained"])
    standing = (await desk.state.suppressions.of(["email:anne@exemple.net"]))["email:anne@exemple.net"]
    against = suppressed(standing, "email", "care")
    assert against is not None and against.code == "suppressed_complained"
    assert suppressed(standing, "email", "receipt") is None, "a question of theirs is still acknowledged"


@pytest.mark.parametrize(
    "mail",
    [
        pytest.param(lambda at: bounce(at, status="4.2.2"), id="it may arrive yet"),
        pytest.param(lambda at: bounce(at, status="5.2.2"), id="the mailbox is full"),
        pytest.param(lambda at: bounce(at, copy=COPY.replace(NAME, "f" * 32)), id="it names a mail that we never wrote"),
        pytest.param(lambda at: bounce(at, copy=COPY.replace("@house.example>", "@else.example>")), id="it names it half"),
        pytest.param(lambda at: complaint(at, kind="not-spam"), id="they say that it is none"),
        pytest.param(lambda at: complaint(at, kind="auth-failure"), id="it is about a signature"),
    ],
)
async def test_what_is_for_now_forged_or_about_something_else_changes_nothing(
    desk: Desk, lately: datetime, mail: Callable[[datetime], bytes]
) -> None:
    assert await become(desk, mail(lately)) == (set(), [])


async def test_what_comes_back_after_more_than_a_week_does_not_count(desk: Desk, clock: Any) -> None:
    clock.at = SENT_AT + timedelta(days=8)
    assert await become(desk, bounce(clock.at)) == (set(), [])


async def test_a_person_who_quotes_our_mail_complains_of_nothing(desk: Desk, lately: datetime) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = "anne@exemple.net", "bonjour@house.example", "Re: x", format_datetime(lately)
    mail["In-Reply-To"] = f"<{NAME}@house.example>"
    mail.set_content("Feedback-Type: abuse\nC'est du spam, 550 5.1.1 user unknown !")
    assert await become(desk, mail.as_bytes()) == (set(), [])


async def test_a_message_that_nobody_knew_to_have_left_has_when_it_comes_back(desk: Desk, lately: datetime) -> None:
    uncertain = msgspec.structs.replace(OURS, state="uncertain", sent_at=None)
    assert await become(desk, bounce(lately), uncertain) == ({"bounced"}, ["bounced"])


def test_a_program_that_writes_no_report_shows_the_mail_below() -> None:
    mail = f"From: MAILER-DAEMON@mx\nSubject: failure notice\n\n<anne@exemple.net>:\nno mailbox here (#5.1.1)\n\n--- Below:\n\n{COPY}"
    assert returned(mail.encode()).named == (f"{NAME}@house.example",)


BY_HAND = "CAF+7=xyz@mail.gmail.example"


def note(at: datetime, to: str, name: str = BY_HAND) -> bytes:
    """A colleague wrote this with a mail program of their own."""
    head = f"From: Claire <claire@house.example>\nTo: {to}\nSubject: Devis\nDate: {format_datetime(at)}\nMessage-ID: <{name}>\n"
    return f"{head}\nBonjour, voici le devis.\n".encode()


async def closed(desk: Desk, *mails: bytes) -> list[str]:
    """What stands against writing to Anne's address once these mails have arrived."""
    for mail in mails:
        await carry(desk, await arrive(desk, "email", mail), until=sense)
    return [one.reason for one in (await desk.state.suppressions.of(["email:anne@exemple.net"])).get("email:anne@exemple.net", [])]


async def test_what_a_colleague_wrote_by_hand_comes_back_as_well(desk: Desk, lately: datetime) -> None:
    sent = note(SENT_AT, "anne@exemple.net, Paul <paul@house.example>")
    assert await closed(desk, sent, bounce(lately, copy=sent.decode())) == ["bounced"]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        pytest.param(note(SENT_AT, "anne@exemple.net"), note(SENT_AT, "anne@exemple.net", "else@mail.example"), id="another mail"),
        pytest.param(note(SENT_AT, "anne@exemple.net"), b"From: x@y.example\n\nhello\n", id="no mail at all"),
        pytest.param(*[note(SENT_AT, "anne@exemple.net, bob@mail.example")] * 2, id="bob got it too, and could say so"),
        pytest.param(*[note(SENT_AT, "bob@mail.example")] * 2, id="it was to bob"),
        pytest.param(*[note(SENT_AT - timedelta(days=9), "anne@exemple.net")] * 2, id="long ago"),
    ],
)
async def test_who_says_that_a_mail_came_back_has_to_know_one_that_went_there_alone(
    desk: Desk, lately: datetime, sent: bytes, shown: bytes
) -> None:
    assert await closed(desk, sent, bounce(lately, copy=shown.decode())) == []


async def test_an_address_that_writes_again_is_written_to_again(desk: Desk, lately: datetime) -> None:
    await become(desk, bounce(lately))
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = "anne@exemple.net", "bonjour@house.example", "x", format_datetime(lately)
    mail.set_content("Ma boîte marche de nouveau.")
    early = bytes(mail).replace(format_datetime(lately).encode(), format_datetime(lately - timedelta(hours=1)).encode())
    assert await closed(desk, early) == ["bounced"], "it was written before"
    assert await closed(desk, bytes(mail)) == []


async def test_what_came_back_before_they_last_wrote_is_over_in_whatever_order_it_is_read(desk: Desk, lately: datetime) -> None:
    sent = note(SENT_AT, "anne@exemple.net")
    later = note(lately, "bonjour@house.example", "a@exemple.net").replace(b"Claire <claire@house.example>", b"anne@exemple.net")
    assert await closed(desk, sent, later, bounce(lately - timedelta(hours=1), copy=sent.decode())) == []
