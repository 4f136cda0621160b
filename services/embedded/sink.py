"""What receives our messages in the demonstration and in tests, in the place of the world: a mail server and a Mastodon server, both on
loopback, that keep everything they are given as files. What they have said yes to is on the disk.

    DIR/sink/mail/000001-<hash>.eml      as received, below the two lines that a delivering server puts on top
    DIR/sink/social/000001.json          the request (`status` is its text), `idempotency_key`, and the `answer`
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import html
import os
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST_MAIL_BYTES = 64 << 20
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MENTION = re.compile(r"(?<![\w@/])@([\w.-]+)(?:@([\w.-]+\w))?")


class Mailbox:
    """An SMTP handler: 250 only after the message is safe."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self._number = _last(directory)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # the name that aiosmtpd calls
        """Keeps one message."""
        data = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        self._number += 1
        name = f"{self._number:06}-{hashlib.sha256(data).hexdigest()[:12]}.eml"
        top = f"Return-Path: <{envelope.mail_from or ''}>\r\nDelivered-To: {', '.join(envelope.rcpt_tos)}\r\n"
        try:
            await asyncio.to_thread(keep, self._directory / name, top.encode() + data)
        except OSError as error:
            return f"451 4.3.0 not kept: {error.strerror}"
        return f"250 2.0.0 kept as {name}"


class Statuses:
    """The few calls of Mastodon's API that an answer needs. The same Idempotency-Key is the same status, also after a restart."""

    def __init__(self, directory: Path, *, token: str, account: str) -> None:
        """`account`: user@host of the one whose token it is."""
        self._directory, self._token = directory, token
        self._user, _, self._host = account.partition("@")
        directory.mkdir(parents=True, exist_ok=True)
        self._number = _last(directory)
        self._by_key: dict[str, dict[str, Any]] = {}
        self._by_id: dict[str, dict[str, Any]] = {}
        self._one_by_one = asyncio.Lock()
        for path in sorted(directory.glob("*.json")):
            kept = msgspec.json.decode(path.read_bytes())
            self._remember(kept["idempotency_key"], kept["answer"])

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/v1/statuses", self.post),
            web.get("/api/v1/statuses/{id}", self.get),
            web.get("/api/v1/accounts/verify_credentials", self.whose),
        ]

    async def post(self, request: web.Request) -> web.Response:
        """Publish a status."""
        self._authorised(request)
        asked: dict[str, Any] = dict(await request.json()) if request.content_type == "application/json" else dict(await request.post())
        if not str(asked.get("status") or "").strip():
            return web.json_response({"error": "Validation failed: Text can't be blank"}, status=422)
        key = request.headers.get("Idempotency-Key")
        async with self._one_by_one:
            if key and key in self._by_key:
                return web.json_response(self._by_key[key])
            number = self._number + 1
            status = self._status(number, asked)
            kept = {**asked, "idempotency_key": key, "received_at": status["created_at"], "answer": status}
            await asyncio.to_thread(keep, self._directory / f"{number:06}.json", msgspec.json.format(msgspec.json.encode(kept), indent=1))
            self._number = number
            self._remember(key, status)
        return web.json_response(status)

    async def get(self, request: web.Request) -> web.Response:
        """One status that was published here."""
        status = self._by_id.get(request.match_info["id"])
        return web.json_response(status) if status else web.json_response({"error": "Record not found"}, status=404)

    async def whose(self, request: web.Request) -> web.Response:
        """The account of the token."""
        self._authorised(request)
        return web.json_response(self._account())

    def _authorised(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        if not self._token or not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            raise web.HTTPUnauthorized(text='{"error":"The access token is invalid"}', content_type="application/json")

    def _remember(self, key: str | None, status: dict[str, Any]) -> None:
        self._by_id[status["id"]] = status
        if key:
            self._by_key[key] = status

    def _status(self, number: int, asked: dict[str, Any]) -> dict[str, Any]:
        id_ = str(10**17 + number)
        text = str(asked["status"])
        mentions = [(user, host or self._host) for user, host in MENTION.findall(text)]
        return {
            "id": id_,
            "created_at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "in_reply_to_id": asked.get("in_reply_to_id"),
            "in_reply_to_account_id": None,
            "sensitive": False,
            "spoiler_text": asked.get("spoiler_text", ""),
            "visibility": asked.get("visibility", "public"),
            "language": asked.get("language"),
            "uri": f"https://{self._host}/users/{self._user}/statuses/{id_}",
            "url": f"https://{self._host}/@{self._user}/{id_}",
            "replies_count": 0,
            "reblogs_count": 0,
            "favourites_count": 0,
            "edited_at": None,
            "content": f"<p>{html.escape(text, quote=False)}</p>",
            "reblog": None,
            "account": self._account(),
            "media_attachments": [],
            "mentions": [
                {"username": user, "acct": user if host == self._host else f"{user}@{host}", "url": f"https://{host}/@{user}"}
                for user, host in mentions
            ],
            "tags": [],
            "emojis": [],
        }

    def _account(self) -> dict[str, Any]:
        return {"id": "1", "username": self._user, "acct": self._user, "url": f"https://{self._host}/@{self._user}"}


def keep(path: Path, data: bytes) -> None:
    """The whole file or none, and on the disk when this returns."""
    new = path.with_name(f".{path.name}")
    with new.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@contextlib.asynccontextmanager
async def sink(directory: Path, *, smtp_url: str, mastodon_url: str, token: str, account: str) -> AsyncIterator[tuple[str, str]]:
    """Both servers, listening while the context lasts, at the given URLs or, where one is empty, on a free port; gives the two URLs."""
    mailbox = Mailbox(directory / "mail")
    statuses = Statuses(directory / "social", token=token, account=account)
    loop = asyncio.get_running_loop()
    mail = await loop.create_server(
        lambda: SMTP(mailbox, hostname="sink.localhost", ident="Egard sink", data_size_limit=LARGEST_MAIL_BYTES, enable_SMTPUTF8=True),
        *_address(smtp_url),
    )
    app = web.Application(client_max_size=1 << 20)
    app.add_routes(statuses.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        host, port = _address(mastodon_url)
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield f"smtp://{_bound(mail.sockets[0].getsockname())}", f"http://{_bound(runner.addresses[0])}"
    finally:
        mail.close()
        await runner.cleanup()


def _address(url: str) -> tuple[str, int]:
    """Where to listen; a free port where the URL is empty or means a server elsewhere, whose place is not ours to take."""
    parts = urlsplit(url)
    return (parts.hostname, parts.port or 0) if parts.hostname in LOOPBACK else ("127.0.0.1", 0)


def _bound(address: Any) -> str:
    return f"{address[0]}:{address[1]}"


def _last(directory: Path) -> int:
    """The number of the latest file kept; 0 when there is none. Half-written ones of a crash begin with a dot and count for nothing."""
    return max((int(path.name[:6]) for path in directory.iterdir() if path.name[:6].isdecimal()), default=0)
