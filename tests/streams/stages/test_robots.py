"""A machine that answers everything meets one that answers everything: ours says at most one thing, ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from driving import HOUSE, NOW, arrive, carry, due

from schemas.events import Outcome
from streams.desk import Desk

ROBOT = "support@robots.example"
ROUNDS = 8


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> Any:
        return self.at


class Robot:
    """Takes our mails; answers each with a question of its own."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return "250 taken"

    def answer(self, number: int, at: Any, marks: dict[str, str]) -> bytes:
        message = EmailMessage()
        message["From"], message["To"] = f"Support <{ROBOT}>", f"bonjour@{HOUSE}"
        message["Date"], message["Message-ID"] = format_datetime(at), f"<r{number}@robots.example>"
        message["Subject"] = "Votre demande"
        if self.taken:
            message["In-Reply-To"] = str(message_from_bytes(self.taken[-1])["Message-ID"])
        for name, value in marks.items():
            message[name] = value
        message.set_content("Bonjour, nous avons bien reçu votre message. Pouvez-vous nous donner le numéro de votre commande ?\n")
        return message.as_bytes()


@pytest.fixture
async def robot() -> AsyncIterator[Robot]:
    robot, loop = Robot(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(robot, hostname="robots", loop=loop), "127.0.0.1", 0)
    robot.port = server.sockets[0].getsockname()[1]
    yield robot
    server.close()
    await server.wait_closed()


async def settle(desk: Desk, events: Any) -> None:
    """Until nothing more follows: what we sent comes back through the door, and what is due is released."""
    waiting = list(events)
    for _ in range(20):
        waiting = [event for event in await carry(desk, waiting) if not isinstance(event, Outcome)]
        waiting += await due(desk)
        if not waiting:
            return
    raise AssertionError("it never ends")


@pytest.mark.parametrize(
    ("marks", "most"),
    [({}, 1), ({"Auto-Submitted": "auto-replied"}, 0), ({"X-Autoreply": "yes"}, 0), ({"Precedence": "bulk"}, 0)],
    ids=["one that does not say that it is one", "RFC 3834", "an old mark", "a list"],
)
@pytest.mark.parametrize("pause", [timedelta(minutes=1), timedelta(days=2)], ids=["at once", "every other day"])
async def test_two_that_answer_everything_come_to_rest(
    make_desk: Callable[..., Awaitable[Desk]], robot: Robot, marks: dict[str, str], most: int, pause: timedelta
) -> None:
    clock = Clock()
    desk = await make_desk(
        clock, smtp_url=f"smtp://127.0.0.1:{robot.port}", hours="0-24", own=HOUSE, mail_from=f"bonjour@{HOUSE}",
    )
    for number in range(ROUNDS):
        clock.at += pause
        await settle(desk, await arrive(desk, "email", robot.answer(number, clock.at, marks)))
    assert len(robot.taken) == most
