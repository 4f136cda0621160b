"""Against a real SMTP server: what left, and what is known when it did not."""

from __future__ import annotations

import asyncio
import email.policy
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import msgspec
import pytest
from aiosmtpd.smtp import SMTP, AuthResult
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import Message
from streams.channels.email.ids import message_id_to_interaction_id
from streams.channels.email.send import mail_of, send, told
from streams.channels.email.threading import message_id_of
from streams.channels.sending import Outside
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
        self.answers, self.taken = answers, list[bytes]()

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
    assert mail["List-Unsubscribe"] is None
    body = mail.get_body()
    assert body is not None and body.get_content().replace("\r\n", "\n") == MESSAGE.text


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
