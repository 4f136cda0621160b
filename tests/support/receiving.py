"""A mail server in the place of the world: it says yes, and counts what it was given."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message

from aiosmtpd.smtp import SMTP, Envelope, Session


class Received:
    def __init__(self) -> None:
        self.url = ""
        self.mails: list[tuple[list[str], Message]] = []
        self.connections: set[asyncio.Task[None]] = set()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append((list(envelope.rcpt_tos), message_from_bytes(bytes(envelope.content or b""))))
        return f"250 2.0.0 kept as {len(self.mails)}"

    def by_message_id(self) -> Counter[str]:
        return Counter(str(mail["Message-ID"]) for _, mail in self.mails)

    def to(self, address: str) -> list[Message]:
        return [mail for recipients, mail in self.mails if address in recipients]


@contextmanager
def receiving() -> Iterator[Received]:
    """It listens in a loop and a thread of its own, so that nothing else that a test does keeps it from answering."""
    received, loop = Received(), asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(received, hostname="sink.localhost", loop=loop), "127.0.0.1", 0))
    received.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield received
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
