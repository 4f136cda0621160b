"""The body of a call, refused as soon as it is known to be too large."""

from __future__ import annotations

from aiohttp import web

from schemas.errors import Refused


async def read_body(request: web.Request, most: int) -> bytes:
    """Raises Refused. Compressed ones are not unpacked: a signature is over what was sent, and a small one can hold a very large one."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise web.HTTPUnsupportedMediaType(text="send it without Content-Encoding\n")
    if (request.content_length or 0) > most:
        raise Refused("body", f"{request.content_length} bytes are more than {most}", "send less at once")
    parts, size = [], 0
    async for part in request.content.iter_chunked(1 << 16):
        size += len(part)
        if size > most:
            raise Refused("body", f"more than {most} bytes", "send less at once")
        parts.append(part)
    return b"".join(parts)
