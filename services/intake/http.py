"""Intake over HTTP: `egard ingest` with the house's own token, and webhooks with the network's signature."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from schemas.errors import EgardError, Refused, Unavailable
from services.intake.door import LARGEST_BYTES, Door
from streams.channels.social.verify import Forged, verify
from streams.settings import Settings

LARGEST_HOOK_BYTES = 2 << 20

DOOR = web.AppKey("door", Door)


def build(door: Door, settings: Settings, token: str) -> web.Application:
    """`POST /ingest/<channel>` (bearer token), `POST /hook/mastodon` (X-Hub-Signature), `GET /status` (bearer token)."""

    @web.middleware
    async def plainly(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refused as error:
            return web.json_response({"result": "refused", "why": str(error)}, status=422)
        except Unavailable as error:
            return web.json_response({"result": "unavailable", "why": str(error)}, status=503, headers={"Retry-After": "1"})
        except EgardError as error:
            return web.json_response({"result": "refused", "why": str(error)}, status=400)

    def authorised(request: web.Request) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token or not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode()):
            raise web.HTTPUnauthorized(text="the token of this hub is needed; it stands in run/hub.json under its data\n")

    async def ingest(request: web.Request) -> web.Response:
        authorised(request)
        channel = request.match_info["channel"]
        raw, new = await door.keep(channel, request.content_type, "ingest", await _body(request, LARGEST_BYTES))
        return web.json_response({"result": "accepted" if new else "duplicate", "id": raw.original})

    async def mastodon(request: web.Request) -> web.Response:
        data = await _body(request, LARGEST_HOOK_BYTES)
        if not settings.mastodon_secret:
            raise web.HTTPNotFound(text="EGARD_MASTODON_SECRET is not set\n")
        verdict = verify(request.headers, data, settings.mastodon_secret)
        if isinstance(verdict, Forged):
            raise web.HTTPForbidden(text=f"{verdict.reason}\n")
        raw, new = await door.keep("social", "application/json", "mastodon", data)
        return web.json_response({"result": "accepted" if new else "duplicate", "id": raw.original})

    async def status(request: web.Request) -> web.Response:
        authorised(request)
        return web.json_response({"last_at": door.last_at.isoformat() if door.last_at else None})

    app = web.Application(middlewares=[plainly], client_max_size=LARGEST_BYTES + 1)
    app[DOOR] = door
    app.add_routes([web.post("/ingest/{channel}", ingest), web.post("/hook/mastodon", mastodon), web.get("/status", status)])
    return app


async def _body(request: web.Request, most: int) -> bytes:
    """The body, refused as soon as it is known to be too large."""
    if (request.content_length or 0) > most:
        raise Refused("body", f"{request.content_length} bytes are more than {most}", "send less at once")
    parts, size = [], 0
    async for part in request.content.iter_chunked(1 << 16):
        size += len(part)
        if size > most:
            raise Refused("body", f"more than {most} bytes", "send less at once")
        parts.append(part)
    return b"".join(parts)
