"""The mail door, as senders meet it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.events import Raw
from services.intake import mail


class Kept:
    """A door that keeps what it is given, in memory."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def keep(self, channel: str, content_type: str, source: str, data: bytes) -> tuple[Raw, bool]:
        self.mails.append(data)
        return Raw(original=f"{channel}:{len(self.mails)}", channel="email", received_at=datetime.now(UTC)), True


async def talk(port: int, *lines: str) -> list[str]:
    """Every answer, one a line; LMTP gives some of them later, one a recipient."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = [(await reader.readline()).decode()]
    for line in lines:
        writer.write(line.encode() + b"\r\n")
        await writer.drain()
        while (answer := (await reader.readline()).decode())[3:4] == "-":
            pass
        said.append(answer)
    writer.write(b"QUIT\r\n")
    said += [line.decode() for line in (await reader.read()).splitlines(keepends=True)]
    writer.close()
    return said


@pytest.fixture
async def port() -> Any:
    door = Kept()
    server = await asyncio.get_running_loop().create_server(lambda: mail.connection(door), "127.0.0.1", 0)  # type: ignore[arg-type]
    yield server.sockets[0].getsockname()[1], door
    server.close()


async def test_a_mail_by_smtp_is_kept_before_250(port: Any) -> None:
    number, door = port
    said = await talk(
        number, "EHLO x", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "DATA", "Subject: hello\r\n\r\nhello\r\n."
    )
    assert said[5].startswith("250 2.6.0 kept")
    assert door.mails == [b"Subject: hello\r\n\r\nhello\r\n"]


async def test_lmtp_answers_once_a_recipient(port: Any) -> None:
    number, _ = port
    said = await talk(
        number, "LHLO x", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "RCPT TO:<e@d.example>", "DATA", "Subject: x\r\n\r\nx\r\n."
    )
    assert sum(answer.startswith("250 2.6.0 kept") for answer in said) == 2


async def test_more_connections_than_can_be_held_are_asked_to_come_again(port: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    number, _ = port
    monkeypatch.setattr(mail, "MOST_CONNECTIONS", 1)
    first_reader, first = await asyncio.open_connection("127.0.0.1", number)
    assert (await first_reader.readline()).startswith(b"220")
    second_reader, second = await asyncio.open_connection("127.0.0.1", number)
    assert (await second_reader.readline()).startswith(b"421")
    first.close()
    second.close()
    while mail.MailDoor.connected:
        await asyncio.sleep(0.01)
    again = await talk(number)
    assert again[0].startswith("220")
