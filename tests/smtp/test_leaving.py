"""What leaves for a real Postfix: encrypted, signed in, signed; and what is known after each of its answers."""

from __future__ import annotations

import asyncio
import base64
import email.policy
import re
import secrets
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dkim
import msgspec
import pytest

from schemas.documents import Message
from schemas.interaction import Interaction, Own, Reading
from streams.channels.email import parse
from streams.channels.email.returned import returned
from streams.channels.email.send import send
from streams.channels.sending import Kept, Outside, Sent
from streams.settings import Settings

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEAVE = "https://house.example/leave/0123"


def message(who: str, **given: Any) -> Message:
    key = secrets.token_hex(16)
    usual = Message(
        id=f"m_{key}", followup="f_1", person="p_1", campaign="quiet", purpose="care", channel="email",
        identifier=f"email:{who}@receiver.example",
        name="Anne Lefèvre", language="fr", subject="Re: votre chaudière, à l'été", text="Bonjour Anne,\n\ntout va bien ?\n.\nUne ligne.\n",
        html="<p>Bonjour Anne, tout va bien ?</p>", message_id=f"{key}@house.example", in_reply_to="two@receiver.example",
        references=("one@receiver.example", "two@receiver.example"), leave=LEAVE, made_at=NOW,
    )
    return msgspec.structs.replace(usual, **given)


def who() -> str:
    return f"anne{secrets.token_hex(4)}"


def outside(url: str, kept: Kept | None = None, **given: Any) -> Outside:
    settings = Settings(**{"smtp_url": url, "mail_from": "bonjour@house.example", "house": "Maison d'essai", **given})
    return Outside(settings=settings, now=NOW, http=lambda: pytest.fail("a mail needs no HTTP"), kept=kept)


@pytest.fixture
async def kept() -> AsyncIterator[Kept]:
    kept = Kept()
    yield kept
    kept.close()


def read(data: bytes) -> Any:
    return message_from_bytes(data, policy=email.policy.default)


async def delivered(receiver: Any, to: str, eventually: Callable[..., Awaitable[Any]], count: int = 1) -> list[bytes]:
    async def there() -> list[bytes] | None:
        found = await asyncio.to_thread(receiver.mails, f"{to}@receiver.example")
        return found if len(found) >= count else None

    return list(await eventually(there, every_s=0.3))


async def test_a_mail_is_delivered_encrypted_and_signed_in(receiver: Any, eventually: Any) -> None:
    to = who()
    mine = message(to)
    sent = await send(mine, outside(receiver.encrypted))
    assert sent.state == "sent" and sent.reply and sent.reply.startswith("250 2.0.0"), sent
    (mail,) = [read(one) for one in await delivered(receiver, to, eventually)]
    assert "ESMTPSA" in str(mail["Received"]), "by TLS, and with a password"
    assert mail["Message-ID"] == f"<{mine.message_id}>" and mail["Return-Path"] == "<bonjour@house.example>"
    assert mail["References"] == "<one@receiver.example> <two@receiver.example>" and mail["In-Reply-To"] == "<two@receiver.example>"
    assert mail["List-Unsubscribe"].startswith(f"<{LEAVE}>, <mailto:") and mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Subject"] == mine.subject
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == mine.text


async def test_without_the_password_or_its_certificate_nothing_leaves(receiver: Any) -> None:
    wrong = re.sub(r":[^:@]+@", ":wrong@", receiver.encrypted, count=1)
    assert (await send(message(who()), outside(wrong))).state == "retry"
    strange = receiver.encrypted.partition("&ca=")[0]
    sent = await send(message(who()), outside(strange))
    assert sent.state == "retry" and sent.trouble, "the certificate is nobody's"


@pytest.mark.parametrize("algorithm", ["rsa", "ed25519"])
async def test_the_receiver_can_verify_who_signed_and_nothing_that_counts_may_change(
    receiver: Any, eventually: Any, tmp_path: Path, algorithm: str
) -> None:
    pem, public = key(tmp_path, algorithm)
    to = who()
    sent = await send(message(to), outside(receiver.encrypted, dkim_key=str(pem), dkim_selector="egard2026"))
    assert sent.state == "sent", sent
    (mail,) = await delivered(receiver, to, eventually)
    asked: list[str] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name.decode())
        return public

    assert dkim.verify(mail, dnsfunc=dns) is True
    assert asked == ["egard2026._domainkey.house.example."]
    for before, after in (
        (LEAVE.encode(), b"https://else.example/leave"), (b"One-Click", b"Two-Click"), (b"tout va bien", b"tout va mal"),
        (b"From: Maison", b"From: Autre"), (b"From:", b"Reply-To: else@else.example\r\nFrom:"),
    ):
        assert before in mail
        assert dkim.verify(mail.replace(before, after, 1), dnsfunc=dns) is False, before


def key(folder: Path, algorithm: str) -> tuple[Path, bytes]:
    """A key as OpenSSL makes it, and the DNS entry of its public half."""
    pem = folder / f"{algorithm}.pem"
    bits = ["-pkeyopt", "rsa_keygen_bits:2048"] if algorithm == "rsa" else []
    subprocess.run(["openssl", "genpkey", "-algorithm", algorithm, *bits, "-out", str(pem)], check=True, capture_output=True)
    made = subprocess.run(["openssl", "pkey", "-in", str(pem), "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
    public = made[-32:] if algorithm == "ed25519" else made
    return pem, f"v=DKIM1; k={algorithm}; p={base64.b64encode(public).decode()}".encode()


async def test_who_is_greylisted_is_tried_again_and_then_taken(receiver: Any, eventually: Any) -> None:
    to = f"grey{secrets.token_hex(4)}"
    mine = message(to)
    first = await send(mine, outside(receiver.encrypted))
    assert first.state == "retry" and first.reason and first.reason.startswith("450") and not first.trouble and not first.gone

    async def taken() -> bool:
        return (await send(mine, outside(receiver.encrypted))).state == "sent"

    await eventually(taken, every_s=0.3)
    assert len(await delivered(receiver, to, eventually)) == 1


async def test_nobody_is_there(receiver: Any) -> None:
    sent = await send(message("nobody"), outside(receiver.encrypted))
    assert sent.state == "failed" and sent.gone and sent.reason and sent.reason.startswith("550 5.1.1"), sent


async def test_what_it_finds_out_when_it_has_taken_the_mail_comes_back_and_names_it(receiver: Any, eventually: Any) -> None:
    mine = message(f"late{secrets.token_hex(4)}")
    assert (await send(mine, outside(receiver.encrypted))).state == "sent"

    async def back() -> list[bytes]:
        return [one for one in await asyncio.to_thread(receiver.mails, "bonjour@house.example") if mine.message_id.encode() in one]

    (mail,) = await eventually(back, every_s=0.3)
    (said,) = parse(mail, Reading(own=Own(names=("house.example",))))
    assert isinstance(said, Interaction) and said.automatic == "bounce" and said.measures["hard"] is True
    assert mine.identifier in [party.identifier for party in said.parties if party.role == "recipient"]
    assert mine.message_id in returned(mail).named


async def test_what_it_will_not_relay_is_no_word_about_who_gets_it(receiver: Any) -> None:
    without = re.sub(r"//[^@]+@", "//", receiver.plain)
    sent = await send(message(who(), identifier="email:anne@else.example"), outside(without))
    assert sent.state == "failed" and not sent.gone, sent


async def test_what_is_too_large_is_refused_before_it_is_handed_over(receiver: Any) -> None:
    sent = await send(message(who(), text="à" * 200_000), outside(receiver.encrypted))
    assert sent.state == "failed" and sent.reason and sent.reason.startswith("552"), sent


async def test_one_connection_carries_many_also_after_a_refusal(receiver: Any, eventually: Any, kept: Kept) -> None:
    to = who()
    went = outside(receiver.encrypted, kept)
    states = [(await send(message(one), went)).state for one in (to, "nobody", to, f"grey{secrets.token_hex(4)}", to)]
    assert states == ["sent", "failed", "sent", "retry", "sent"]
    assert len(kept.idle) == 1
    assert len(await delivered(receiver, to, eventually, 3)) == 3


async def test_a_kept_connection_that_the_server_gave_up_is_made_anew(receiver: Any, eventually: Any, kept: Kept) -> None:
    to = who()
    went = outside(receiver.encrypted, kept)
    assert (await send(message(to), went)).state == "sent"
    kept.idle[0].client.transport.abort()
    assert (await send(message(to), went)).state == "sent"
    async with through(receiver.plain, after=b"nothing") as (url, cut):
        again = outside(url, kept)
        assert (await send(message(to), again)).state == "sent"
        cut()  # the server's side is gone, and nobody has told us
        direct = await send(message(to), again)
        assert direct.state == "sent"
    assert len(await delivered(receiver, to, eventually, 4)) == 4


@pytest.mark.parametrize(
    ("after", "arrives", "state"),
    [
        (b"RCPT TO", False, "retry"),  # surely not handed over
        (b"DATA", False, "uncertain"),  # the message was on its way
        (b"\r\n.\r\n", True, "uncertain"),  # it was all there, and the yes was lost
    ],
)
async def test_a_connection_that_is_cut_leaves_what_nobody_can_know_uncertain(
    receiver: Any, eventually: Any, after: bytes, arrives: bool, state: str
) -> None:
    to = who()
    async with through(receiver.plain, after=after) as (url, _):
        sent: Sent = await send(message(to), outside(url))
    assert sent.state == state and sent.trouble and sent.reason
    if arrives:
        assert len(await delivered(receiver, to, eventually)) == 1
    else:
        assert await asyncio.to_thread(receiver.mails, f"{to}@receiver.example") == []


@asynccontextmanager
async def through(url: str, *, after: bytes) -> AsyncIterator[tuple[str, Callable[[], None]]]:
    """A way to the server that ends as soon as we have said `after`: the server still hears it, and we hear nothing more."""
    parts = urlsplit(url)
    open_: list[asyncio.StreamWriter] = []
    tasks: list[asyncio.Task[None]] = []

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, back: asyncio.StreamWriter | None) -> None:
        heard = b""
        while data := await reader.read(65536):
            heard = (heard + data)[-200_000:]
            if back is not None and after in heard:
                writer.write(data)
                await writer.drain()
                back.transport.abort()
                if after != b"\r\n.\r\n":
                    writer.transport.abort()
                return
            writer.write(data)
            await writer.drain()
        writer.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(parts.hostname, parts.port)
        open_.extend([writer, back])
        tasks.extend([asyncio.create_task(carry(reader, back, writer)), asyncio.create_task(carry(there, writer, None))])

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    def cut() -> None:
        for writer in open_:
            writer.transport.abort()

    try:
        yield url.replace(str(parts.port), str(port)), cut
    finally:
        server.close()
        cut()
        await asyncio.gather(*tasks, return_exceptions=True)
