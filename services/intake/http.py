"""Intake over HTTP: `egard ingest` with the house's own token, and webhooks as their sources prove themselves."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web

from schemas.errors import EgardError, Refused, Unavailable
from services.intake.actors import Actors
from services.intake.body import read_body
from services.intake.door import LARGEST_BYTES, Door
from services.intake.hooks import Hooks
from services.intake.leaving import Leaving
from streams.desk import utc_now
from streams.settings import Settings

DOOR = web.AppKey("door", Door)


def build(
    door: Door, settings: Settings, token: str, *, now: Callable[[], datetime] = utc_now, actors: Actors | None = None,
    leaving: Leaving | None = None,
) -> web.Application:
    """`POST /ingest/<channel>` (bearer token), `/hook/<name>` (as its source proves itself), `/leave/<token>` (signed by us), `GET /status`
    (bearer token)."""
    hooks = Hooks(door, settings, now=now, actors=actors)

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
        raw, new = await door.keep(channel, request.content_type, f"ingest:{channel}", await read_body(request, LARGEST_BYTES))
        return web.json_response({"result": "accepted" if new else "duplicate", "id": raw.original})

    async def status(request: web.Request) -> web.Response:
        authorised(request)
        return web.json_response({"last_at": door.last_at.isoformat() if door.last_at else None})

    app = web.Application(middlewares=[plainly], client_max_size=LARGEST_BYTES + 1)
    app[DOOR] = door
    app.add_routes([web.post("/ingest/{channel}", ingest), web.route("*", "/hook/{name}", hooks.handle), web.get("/status", status)])
    if leaving is not None:
        app.add_routes([web.get("/leave/{token}", leaving.show), web.post("/leave/{token}", leaving.leave)])
    return app
