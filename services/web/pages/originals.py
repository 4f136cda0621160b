"""`/originals/{id}`, as a file; `/originals/{id}/text`, to be read; `/originals/{id}/attached/{hash}`; `/scans/{id}/{page}/{width}`: the
bytes as they came, never run as a page of ours."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from aiohttp import web

from schemas.documents import OriginalRecord
from services.web import keys, opening
from services.web.pieces import LARGE, MOST_PAGES, SMALL

LOCKED = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, max-age=3600",
}
PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
LARGEST_READ = 40_000_000
"""Bytes that are opened of an original; what lies behind is in the file."""

ENDINGS = {"email": "eml", "phone": "txt", "social": "json", "letter": "bin"}


async def original(request: web.Request) -> web.Response:
    """As a file to keep; only a picture is shown, in a sandbox, as what its first bytes say it is."""
    record = await _found(request)
    data = record.data or b""
    picture = next((kind for magic, kind in PICTURES.items() if data.startswith(magic)), None)
    ending = picture.partition("/")[2] if picture else "pdf" if data[:1024].lstrip().startswith(b"%PDF-") else ENDINGS[record.channel]
    name = f"{record.channel}-{record.id.partition(':')[2][:12]}.{ending}"
    how = "inline" if picture else "attachment"
    headers = {**LOCKED, "Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}"}
    return web.Response(body=data, content_type=picture or "application/octet-stream", headers=headers)


async def text(request: web.Request) -> web.Response:
    """As plain text, decoded; `of`: the interaction, since a mailbox holds many mails. A scan is given as the file it is."""
    record = await _found(request, large=LARGEST_READ)
    shown = await asyncio.to_thread(opening.as_text, record.channel, record.data or b"", request.query.get("of", ""))
    if shown is None:
        raise web.HTTPSeeOther(f"/originals/{quote(record.id)}")
    return web.Response(text=shown, content_type="text/plain", charset="utf-8", headers=LOCKED)


async def attachment(request: web.Request) -> web.Response:
    """A file to keep, whatever it says that it is."""
    record = await _found(request, large=LARGEST_READ)
    found = None
    if record.channel == "email":
        found = await asyncio.to_thread(opening.attached, record.data or b"", request.query.get("of", ""), request.match_info["hash"])
    if found is None:
        raise web.HTTPNotFound(reason="there is no such attachment")
    name, content = found
    headers = {**LOCKED, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(_plain(name) or 'attachment.bin', safe='')}"}
    return web.Response(body=content, content_type="application/octet-stream", headers=headers)


def _plain(name: str | None) -> str:
    """A name of a file that cannot be a path, nor hide how it ends."""
    return "".join(each for each in (name or "") if each.isprintable() and each not in '/\\:*?"<>|').strip(" .")[-150:]


async def scan(request: web.Request) -> web.Response:
    """One page as a picture."""
    page, width = int(request.match_info["page"]), int(request.match_info["width"])
    if not 1 <= page <= MOST_PAGES or width not in (SMALL, LARGE):
        raise web.HTTPNotFound(reason="there is no such page")
    record = await _found(request)
    drawn = await request.app[keys.SCANNER].png(record.id, record.data or b"", page, width)
    return web.Response(body=drawn, content_type="image/png", headers=LOCKED)


async def _found(request: web.Request, *, large: int = -1) -> OriginalRecord:
    id_ = request.match_info["original"]
    record = (await request.app[keys.STATE].originals.get([id_], large=large)).get(id_)
    if record is None:
        raise web.HTTPNotFound(reason="there is no such original")
    return record
