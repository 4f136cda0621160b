"""Mail taken in by SMTP and LMTP on one address: 250 only after the mail is safe."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

from aiosmtpd.smtp import SMTP, Envelope, Session

from schemas.errors import Refused, Unavailable
from services.intake.door import Door

LARGEST_BYTES = 36 << 20
LONGEST_LINE_BYTES = 1 << 20  # RFC 5321 says 1,000; what is sent in the wild is not refused for it
MOST_RECIPIENTS = 500
MOST_CONNECTIONS = 100  # each may hold a whole mail in memory


class MailDoor(SMTP):  # type: ignore[misc]  # aiosmtpd is untyped
    """SMTP that also speaks LMTP (RFC 2033): a mail server's local delivery begins with LHLO, a sender with EHLO."""

    line_length_limit = LONGEST_LINE_BYTES
    lmtp = False
    connected: ClassVar[set[MailDoor]] = set()

    def connection_made(self, transport: Any) -> None:
        if len(self.connected) >= MOST_CONNECTIONS:
            transport.write(b"421 4.3.2 too many connections at once, please come again\r\n")
            transport.close()
            return
        self.connected.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self in self.connected:
            self.connected.discard(self)
            super().connection_lost(error)

    async def smtp_LHLO(self, hostname: str) -> None:  # aiosmtpd finds commands by such names
        """EHLO by another name; one answer a recipient after the data."""
        self.lmtp = True
        await self.smtp_EHLO(hostname)


class Handler:
    """What aiosmtpd asks for each command."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def handle_RCPT(self, server: MailDoor, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: MailDoor, session: Session, envelope: Envelope) -> str:
        answer = await self._keep(envelope.content)
        return "\r\n".join([answer] * len(envelope.rcpt_tos)) if server.lmtp else answer

    async def _keep(self, data: Any) -> str:
        try:
            raw, new = await self._door.keep("email", "message/rfc822", "smtp", bytes(data or b""))
        except Refused as error:
            return f"554 5.6.0 {error.what}"
        except Unavailable:
            return "451 4.3.0 it is not safe yet, please send it again"
        return f"250 2.6.0 {'kept' if new else 'kept before'} as {raw.original[:24]}"


def connection(door: Door) -> MailDoor:
    """One connection of a sender."""
    return MailDoor(
        Handler(door),
        data_size_limit=LARGEST_BYTES,
        enable_SMTPUTF8=True,
        decode_data=False,
        ident="Egard",
        loop=asyncio.get_running_loop(),
    )
