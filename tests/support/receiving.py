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
        self.raw: list[bytes] = []
        self.connections: set[asyncio.Task[None]] = set()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.raw.append(bytes(envelope.content or b""))
        self.mails.append((list(envelope.rcpt_tos), message_from_bytes(self.raw[-1])))
        return f"250 2.0.0 kept as {len(self.mails)}"

    def by_message_id(self) -> Counter[str]:
        return Counter(str(mail["Message-ID"]) for _, mail in self.mails)

    def to(self, address: str) -> list[Message]:
        return [mail for recipients, mail in self.mails if address in recipients]


@contextmanager
def receiving() -> Iterator[Received]:
    """It listens in a loop and a thread of its own, so that nothing else that a test does keeps it from answering."""
    received, loop = Received(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def listen() -> asyncio.Server:
        return await loop.create_server(lambda: SMTP(received, hostname="sink.localhost", loop=loop), "127.0.0.1", 0)

    async def close() -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    received.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield received
    finally:
        asyncio.run_coroutine_threadsafe(close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
