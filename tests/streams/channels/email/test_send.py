"""Against a real SMTP server: what left, and what is known when it did not."""

from __future__ import annotations

import asyncio
import base64
import email.policy
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import dkim
import msgspec
import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Message
from streams.channels.email.ids import message_id_to_interaction_id
from streams.channels.email.send import WIRE, mail_of, send, told
from streams.channels.email.threading import message_id_of, references_of
from streams.channels.sending import Kept, Outside
from streams.settings import Settings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MESSAGE = Message(
    id="m_1",
    followup="f_1",
    person="p_1",
    campaign="quiet",
    purpose="care",
    channel="email",
    identifier="email:anne@exemple.net",
    name="Anne Lefèvre",
    language="fr",
    subject="Re: ma chaudière",
    text="Bonjour Anne Lefèvre,\n\nrien n'est resté sans réponse ?\n",
    message_id="abc123@exemple.fr",
    in_reply_to="her-mail@exemple.net",
    made_at=NOW,
)


class Taking:
    """Keeps what it is given; answers as told."""

    def __init__(self, **answers: str) -> None:
        self.answers, self.taken, self.connections = answers, list[bytes](), 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        if self.answers.get("data") == "break":
            server.transport.abort()
            return "250 too late"
        return self.answers.get("data", "250 taken as 4711")


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Awaitable[int]]]:
    servers = []

    async def start(handler: Any, **options: Any) -> int:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(handler, hostname="sink", loop=loop, **options), "127.0.0.1", 0)
        servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


def outside(port: int, login: str = "") -> Outside:
    settings = Settings(
        smtp_url=f"smtp://{login}127.0.0.1:{port}", mail_from="Bonjour <bonjour@exemple.fr>", own="exemple.fr", house="Chauffage du Sud"
    )
    return Outside(settings=settings, now=NOW, http=lambda: pytest.fail("a mail needs no HTTP"))


def read(data: bytes) -> EmailMessage:
    mail = message_from_bytes(data, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


async def test_a_mail_arrives_with_its_own_name_and_threaded_into_the_conversation(serve: Callable[..., Awaitable[int]]) -> None:
    sink = Taking()
    sent = await send(MESSAGE, outside(await serve(sink)))
    assert (sent.state, sent.reply) == ("sent", "250 taken as 4711")
    mail = read(sink.taken[0])
    assert mail["From"] == "Chauffage du Sud <bonjour@exemple.fr>"
    assert mail["To"] == "Anne Lefèvre <anne@exemple.net>"
    assert mail["Subject"] == "Re: ma chaudière"
    assert mail["Message-ID"] == "<abc123@exemple.fr>"
    assert mail["In-Reply-To"] == mail["References"] == "<her-mail@exemple.net>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<mailto:bonjour@exemple.fr?subject=d%C3%A9sinscription&body=d%C3%A9sinscription>"
    assert mail["List-Unsubscribe-Post"] is None, "nobody outside reaches us to be told by one click"
    body = mail.get_body()
    assert body is not None and body.get_content().replace("\r\n", "\n") == MESSAGE.text


def test_what_programs_read_is_written_as_it_is_however_long() -> None:
    """By the bytes: a library that decodes would read encoded words too, and no program that offers to leave, or threads, does."""
    leave = "https://bonjour.chauffage-du-sud.example/leave/" + "0123456789abcdef" * 4
    long = "AM0PR08MB1234567890ABCDEF0123456789ABCDEF0123456789ABCDEF@AM0PR08MB123456.eurprd08.prod.outlook.example"
    settings = Settings(mail_from="bonjour@exemple.fr", own="exemple.fr", house="Égard")
    message = msgspec.structs.replace(
        MESSAGE, leave=leave, in_reply_to=long, references=tuple(f"{n}.{long}" for n in range(30)), html="<p>Été</p>", subject="é" * 150,
        text="un mot " * 400,
    )
    data = mail_of(message, settings).as_bytes(policy=WIRE)
    head, _, body = data.partition(b"\r\n\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 78
    assert all(len(line) <= 78 for line in head.split(b"\r\n") if b"=?" in line), "RFC 2047, 2"
    head = head.replace(b"\r\n ", b" ")
    fields = dict(line.split(": ", 1) for line in head.decode("ascii").split("\r\n"))
    assert fields["List-Unsubscribe"].startswith(f"<{leave}>, <mailto:bonjour@exemple.fr?")
    assert fields["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert fields["In-Reply-To"] == f"<{long}>" and fields["References"].split() == [f"<{n}.{long}>" for n in range(30)]
    assert max(map(len, data.split(b"\r\n"))) <= 998 and data.isascii()
    plain = mail_of(msgspec.structs.replace(message, leave=leave.replace("https", "http")), settings)
    assert plain["List-Unsubscribe-Post"] is None, "one click is by https (RFC 8058, 3.1)"


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"rcpt": "550 no such user"}, "failed"),
        ({"rcpt": "450 mailbox busy"}, "retry"),
        ({"mail": "550 you are not welcome"}, "retry"),
        ({"mail": "451 later"}, "retry"),
        ({"data": "554 spam"}, "failed"),
        ({"data": "451 try again"}, "retry"),
        ({"data": "break"}, "uncertain"),
    ],
)
async def test_how_far_it_came_says_what_is_known(serve: Callable[..., Awaitable[int]], answers: dict[str, str], state: str) -> None:
    sent = await send(MESSAGE, outside(await serve(Taking(**answers))))
    assert sent.state == state and sent.reason


async def test_a_server_that_is_away_is_tried_again() -> None:
    sent = await send(MESSAGE, outside(1))
    assert sent.state == "retry" and sent.reason


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
async def test_a_password_is_given_where_one_is_asked_for(serve: Callable[..., Awaitable[int]]) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"hub", b"pa ss"))

    port = await serve(Taking(), authenticator=check, auth_required=True, auth_require_tls=False)
    sent = await send(MESSAGE, outside(port, "hub:pa%20ss@"))
    assert sent.state == "sent", sent.reason
    assert (await send(MESSAGE, outside(port, "hub:wrong@"))).state == "retry"


@pytest.mark.parametrize("algorithm", ["rsa", "ed25519"])
async def test_what_leaves_is_signed_with_our_domains_key_and_the_ways_to_leave_with_it(
    serve: Callable[..., Awaitable[int]], tmp_path: Path, algorithm: str
) -> None:
    pem = tmp_path / "key.pem"
    bits = ["-pkeyopt", "rsa_keygen_bits:2048"] if algorithm == "rsa" else []
    subprocess.run(["openssl", "genpkey", "-algorithm", algorithm, *bits, "-out", pem], check=True, capture_output=True)
    der = subprocess.run(["openssl", "pkey", "-in", pem, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
    public = base64.b64encode(der[-32:] if algorithm == "ed25519" else der).decode()
    sink, mine = Taking(), msgspec.structs.replace(MESSAGE, leave="https://exemple.fr/leave/1")
    usual = outside(await serve(sink))
    signing = msgspec.structs.replace(usual.settings, dkim_key=str(pem), dkim_selector="s1")
    assert (await send(mine, msgspec.structs.replace(usual, settings=signing))).state == "sent"
    (mail,) = sink.taken

    def dns(name: bytes, timeout: int = 5) -> bytes | None:
        return f"v=DKIM1; k={algorithm}; p={public}".encode() if name == b"s1._domainkey.exemple.fr." else None

    assert dkim.verify(mail, dnsfunc=dns) is True
    changed = ((b"/leave/1", b"/leave/2"), (b"One-Click", b"No-Click"), (b"rien", b"tout"))
    added = (b"From: a@b.c", b"Content-Type: text/html", b"List-Unsubscribe: <https://b.c/>")
    for before, after in (*changed, *((field.split()[0], field + b"\r\n" + field.split()[0]) for field in added)):
        assert before in mail and dkim.verify(mail.replace(before, after, 1), dnsfunc=dns) is False, before


@pytest.mark.parametrize(
    ("given", "what"),
    [({"dkim_key": "/nowhere.pem", "dkim_selector": "s"}, "EGARD_DKIM_KEY"), ({"dkim_key": "/nowhere.pem"}, "EGARD_DKIM_SELECTOR")],
)
async def test_a_house_that_wants_to_sign_and_cannot_sends_nothing(given: dict[str, str], what: str) -> None:
    settings = Settings(smtp_url="smtp://127.0.0.1:1", own="exemple.fr", **given)
    sent = await send(MESSAGE, Outside(settings=settings, now=NOW, http=lambda: pytest.fail("no")))
    assert sent.state == "held" and sent.reason and sent.reason.startswith(what)


async def test_one_connection_carries_one_message_after_another(serve: Callable[..., Awaitable[int]]) -> None:
    sink, kept = Taking(), Kept()
    went = msgspec.structs.replace(outside(await serve(sink)), kept=kept)
    for number in range(3):
        assert (await send(msgspec.structs.replace(MESSAGE, message_id=f"{number}@exemple.fr"), went)).state == "sent"
        assert len(kept.idle) == 1
    assert len(sink.taken) == 3 and sink.connections == 1
    kept.close()


async def test_a_connection_on_which_a_message_was_refused_takes_the_next(serve: Callable[..., Awaitable[int]]) -> None:
    sink, kept = Taking(rcpt="550 5.1.1 no such user"), Kept()
    went = msgspec.structs.replace(outside(await serve(sink)), kept=kept)
    sent = await send(MESSAGE, went)
    assert (sent.state, sent.gone) == ("failed", True)
    sink.answers.clear()
    assert (await send(MESSAGE, went)).state == "sent" and sink.connections == 1
    kept.close()


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        ("550 5.1.1 <anne@exemple.net>: Recipient address rejected: User unknown", True),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", True),
        ("550 5.2.1 This mailbox has been disabled", True),
        ("550 Requested action not taken: mailbox unavailable", False),
        ("552 5.2.2 mailbox full", False),
        ("554 5.7.1 Relay access denied", False),
        ("550 5.7.1 blocked using a blocklist", False),
        ("450 4.2.0 Greylisted", False),
    ],
)
async def test_only_who_is_not_there_is_gone(serve: Callable[..., Awaitable[int]], answer: str, gone: bool) -> None:
    assert (await send(MESSAGE, outside(await serve(Taking(rcpt=answer))))).gone is gone


def test_the_whole_conversation_is_named_as_far_as_it_is_known() -> None:
    mail = mail_of(msgspec.structs.replace(MESSAGE, references=("one@x.example", "her-mail@exemple.net")), outside(1).settings)
    assert mail["References"] == "<one@x.example> <her-mail@exemple.net>" and mail["In-Reply-To"] == "<her-mail@exemple.net>"


async def test_without_a_server_nothing_is_tried() -> None:
    sent = await send(MESSAGE, Outside(settings=Settings(), now=NOW, http=lambda: pytest.fail("no")))
    assert (sent.state, sent.reason) == ("held", "EGARD_SMTP_URL is not set")


@pytest.mark.parametrize("address", ["email:été@exemple.net", "email:@", "email:"])
async def test_an_address_that_cannot_be_written_to_fails_before_anything_is_tried(address: str) -> None:
    assert (await send(msgspec.structs.replace(MESSAGE, identifier=address), outside(1))).state == "failed"


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60), st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_no_name_or_subject_can_begin_a_header_of_its_own(name: str, subject: str) -> None:
    evil = msgspec.structs.replace(MESSAGE, name=f"{name}\r\nBcc: x@y.example\n\n", subject=f"{subject}\r\nX-Evil: 1\r\n\r\nbody")
    mail = read(mail_of(evil, outside(1).settings).as_bytes())
    assert mail["Bcc"] is None and mail["X-Evil"] is None
    assert sorted(mail.keys()).count("To") == 1 and mail["Message-ID"] == "<abc123@exemple.fr>"


def test_the_sent_mail_and_its_copy_coming_back_are_one_interaction() -> None:
    said = told(msgspec.structs.replace(MESSAGE, sent_at=NOW), outside(1).settings)
    assert said.id == message_id_to_interaction_id("<abc123@exemple.fr>")
    assert (said.direction, said.parties[0].identifier, said.parties[1].identifier) == (
        "out",
        "email:bonjour@exemple.fr",
        "email:anne@exemple.net",
    )
    assert said.in_reply_to == message_id_to_interaction_id("her-mail@exemple.net")


def test_an_address_that_is_not_known_as_ours_makes_no_person_of_us() -> None:
    assert told(MESSAGE, Settings(mail_from="bonjour@ailleurs.example", own="exemple.fr")).parties[0].identifier is None


def test_the_message_id_to_answer_is_found_in_a_mail_and_in_a_mailbox() -> None:
    wanted = message_id_to_interaction_id("two@x.example")
    mailbox = b"From a\nMessage-ID: <one@x.example>\n\nhi\nFrom b\nmessage-id:\n <two@x.example>\nSubject: b\n\nho\n"
    assert message_id_of(wanted, mailbox) == "two@x.example"
    assert message_id_of("email-other", mailbox) is None


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("", ("c@x.example",)),
        ("References: <a@x.example> <b@x.example>\n", ("a@x.example", "b@x.example", "c@x.example")),
        ("References: <a@x.example>\n\t<b@x.example>\nIn-Reply-To: <b@x.example>\n", ("a@x.example", "b@x.example", "c@x.example")),
        ("In-Reply-To: (an answer) <b@x.example>\n", ("b@x.example", "c@x.example")),
        ("References: nonsense <c@x.example> <a b@x.example\r>\n", ("c@x.example",)),
    ],
)
def test_the_conversation_of_a_mail_is_what_it_names_and_itself(head: str, wanted: tuple[str, ...]) -> None:
    mail = f"From: a@x.example\n{head}Message-ID: <c@x.example>\n\nReferences: <in@the.text>\n".encode()
    assert references_of(message_id_to_interaction_id("c@x.example"), mail) == wanted


def test_a_conversation_without_end_is_named_by_its_beginning_and_its_end() -> None:
    names = [f"{number}@x.example" for number in range(500)]
    mail = f"References: {' '.join(f'<{one}>' for one in names)}\nMessage-ID: <c@x.example>\n\nx".encode()
    found = references_of(message_id_to_interaction_id("c@x.example"), mail)
    assert found[0] == names[0] and found[-2:] == (names[-1], "c@x.example") and len(found) == 30
