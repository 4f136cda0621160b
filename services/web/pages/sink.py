"""`/sink`: in the demo nothing reaches anybody; what would have left lies here."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path

import msgspec
from aiohttp import web

from services.web import keys
from services.web.answering import shell_of, shown
from services.web.views import Left, SinkPage

PARTS = {"list": "sink/_list.html.j2"}
SHOWN = 60
LARGEST = 2_000_000
LONGEST_NAME = 100


async def sink(request: web.Request) -> web.Response:
    shell = shell_of(request, "sink")
    if not shell.demo:
        raise web.HTTPNotFound(reason="there is no sink here: what leaves, leaves")
    left = await asyncio.to_thread(_read, request.app[keys.SETTINGS].directory)
    told = await asyncio.gather(*(_told(request, each) for each in left))
    return shown(request, SinkPage(shell=shell, left=tuple(told)), parts=PARTS)


async def letter(request: web.Request) -> web.Response:
    """A letter that waits to be printed."""
    name = request.match_info["name"]
    path = request.app[keys.SETTINGS].directory / "print" / name
    if Path(name).name != name or path.suffix != ".pdf" or len(name) > LONGEST_NAME or not await asyncio.to_thread(path.is_file):
        raise web.HTTPNotFound(reason="there is no such letter")
    data = await asyncio.to_thread(path.read_bytes)
    return web.Response(body=data, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _told(request: web.Request, left: Left) -> Left:
    """A letter with what is written in it: its file is called as the message that it prints."""
    message = await request.app[keys.STATE].messages.get(left.file.removesuffix(".pdf")) if left.kind == "letter" else None
    if message is None:
        return left
    return msgspec.structs.replace(left, to=message.name or message.identifier or "", subject=message.subject, text=message.text)


def _read(directory: Path) -> tuple[Left, ...]:
    """The latest of each kind, newest first."""
    kinds = (
        (directory / "sink" / "mail", "*.eml", _mail),
        (directory / "sink" / "social", "*.json", _status),
        (directory / "print", "*.pdf", _letter),
    )
    files = [(path.stat().st_mtime, path, read) for folder, pattern, read in kinds for path in folder.glob(pattern)]
    left = []
    for mtime, path, read in sorted(files, key=lambda each: each[0], reverse=True)[:SHOWN]:
        with contextlib.suppress(OSError, ValueError, LookupError, msgspec.DecodeError):  # half written, or gone meanwhile
            if path.stat().st_size <= LARGEST:
                left.append(read(path, datetime.fromtimestamp(mtime, UTC)))
    return tuple(left)


def _mail(path: Path, at: datetime) -> Left:
    mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    body = mail.get_body(("plain", "html"))
    return Left(
        kind="email",
        file=path.name,
        at=at,
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        text=body.get_content() if body else "",
    )


def _status(path: Path, at: datetime) -> Left:
    status = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
    text = str(status.get("status", ""))
    return Left(kind="social", file=path.name, at=at, to=text.partition(" ")[0] if text.startswith("@") else "", subject="", text=text)


def _letter(path: Path, at: datetime) -> Left:
    return Left(kind="letter", file=path.name, at=at, to="", subject="", text="")
