"""The hub's own address for questions: one loopback port, one token, one object."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from aiohttp import web

from services.embedded.ports import LOOPBACK


class StatusServer:
    """Answers GET /status with what `describe` says."""

    def __init__(self, describe: Callable[[], Awaitable[dict[str, Any]]], token: str) -> None:
        self._describe, self._token = describe, token
        application = web.Application()
        application.router.add_get("/status", self._answer)
        self._runner = web.AppRunner(application, access_log=None)

    async def start(self) -> str:
        """The URL to ask, on a port of the system's choosing."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, 0)
        await site.start()
        return f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._token.encode()):
            raise web.HTTPUnauthorized
        return web.Response(body=msgspec.json.encode(await self._describe()), content_type="application/json")
