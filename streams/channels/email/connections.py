"""Connections to our mail server, kept for the next message: to greet, encrypt and sign in takes longer than a message."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from schemas.errors import Refused
from streams.channels.sending import Kept

HANDSHAKE_S = 30.0
IDLE_S = 20.0
"""Servers give up on a silent client after some minutes; sooner is surer, and friendlier."""
MOST_MESSAGES = 100
MOST_IDLE = 16

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Connection:
    """`fresh`: nothing went through it yet."""

    def __init__(self, url: str, client: aiosmtplib.SMTP) -> None:
        self.url, self.client, self.fresh, self._messages = url, client, True, 0
        self._free_at = 0.0

    async def give_back(self, kept: Kept | None, *, reset: bool = False) -> None:
        """For the next message, or closed. `reset`: a message was begun and not handed over."""
        self._messages += 1
        if kept is not None and self._messages < MOST_MESSAGES and len(kept.idle) < MOST_IDLE and self.client.is_connected:
            try:
                if reset:
                    await self.client.rset(timeout=HANDSHAKE_S)
            except (aiosmtplib.SMTPException, OSError):
                pass
            else:
                self.fresh, self._free_at = False, asyncio.get_running_loop().time()
                kept.idle.append(self)
                return
        self.close()

    def close(self) -> None:
        self.client.close()

    @property
    def usable(self) -> bool:
        return self.client.is_connected and asyncio.get_running_loop().time() - self._free_at < IDLE_S


async def connection(url: str, kept: Kept | None) -> Connection:
    """One that is free, or a new one, greeted and signed in. Raises what aiosmtplib raises, OSError, and Refused for a URL that is none."""
    while kept is not None and kept.idle:
        free: Connection = kept.idle.pop()
        if free.url == url and free.usable:
            return free
        free.close()
    return await new_connection(url)


async def new_connection(url: str) -> Connection:
    client, user, password = _client(url)
    try:
        async with asyncio.timeout(HANDSHAKE_S):
            await client.connect()
            if user:
                await client.login(user, password)
    except BaseException:
        client.close()
        raise
    return Connection(url, client)


def _client(url: str) -> tuple[aiosmtplib.SMTP, str, str]:
    """Of `smtp://user:password@host:port`, `smtps://` for TLS from the start, `?starttls=no` or `?starttls=required`, `?ca=FILE` for a
    certificate of one's own.

    By default STARTTLS is used where the server offers it, and required where a password would otherwise travel openly.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Refused("EGARD_SMTP_URL", "it is not an SMTP address", "write smtp://user:password@host:587 or smtps://host:465")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    asked = parse_qs(parts.query)
    starttls = asked.get("starttls", [""])[0]
    upgrade = {"no": False, "required": True}.get(starttls, True if user and parts.hostname not in LOOPBACK else None)
    implicit = parts.scheme == "smtps"
    client = aiosmtplib.SMTP(
        hostname=parts.hostname,
        port=parts.port or (465 if implicit else 25),
        use_tls=implicit,
        start_tls=False if implicit else upgrade,
        cert_bundle=asked.get("ca", [None])[0],
        timeout=HANDSHAKE_S,
    )
    return client, user, password
