"""Webhooks: `/hook/<name>`, one address a source. Nothing is taken unverified, and 2xx is said only when the original is safe.

In this order, so that a stranger costs little: is the source open, is the caller not too fast, is there room, is the body not too large,
is it proved (by a word: before there is a body), is the source not too fast, is it kept.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import msgspec
import structlog
from aiohttp import web

from schemas.errors import Refused
from services.intake.actors import Actors
from services.intake.body import read_body
from services.intake.callers import caller_of
from services.intake.door import Door
from services.intake.limits import Buckets
from streams.channels.hooks import HOOKS, Hook, variable
from streams.channels.recorded import CONTENT_TYPE, record
from streams.channels.signed import ABSENT, Answer, Delivery, Forged, Genuine, Verdict, from_token
from streams.settings import Settings

log = structlog.get_logger()

AT_ONCE, AT_ONCE_OF_ONE = 48, 12
"""Each may hold a whole body in memory, before it is known to be anybody's."""
WITHIN_S = 20.0
"""For a body to come. Providers give up after 3 to 30 seconds themselves."""
CALLER_RATE, CALLER_BURST = 50.0, 500.0
SOURCE_RATE, SOURCE_BURST = 100.0, 1000.0
"""What the embedded engines carry on in a second; providers send again what was too much."""
FINE = 10.0
"""What a call that is not believed costs its caller."""
SHOWN = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


class Hooks:
    """The handler of every source; `now` is the clock of signatures."""

    def __init__(self, door: Door, settings: Settings, *, now: Callable[[], datetime], actors: Actors | None = None) -> None:
        self._door, self._settings, self._now = door, settings, now
        self._actors = actors or Actors()
        self._callers, self._sources = Buckets(rate=CALLER_RATE, burst=CALLER_BURST), Buckets(rate=SOURCE_RATE, burst=SOURCE_BURST)
        self._inside: Counter[str] = Counter()

    async def handle(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        hook = HOOKS.get(name)
        if hook is None:
            raise web.HTTPNotFound(text="there is no such source; see `egard hooks`\n")
        secrets = self._settings.secrets(name)
        if not secrets:
            raise web.HTTPNotFound(text=f"this source is closed; set {variable(name)} to open it\n")
        caller = caller_of(request, behind_proxy=bool(self._settings.public_url))
        if wait_s := self._callers.take(caller, time.monotonic()):
            return _later("too many calls at once\n", 429, wait_s)
        if self._inside.total() >= AT_ONCE or self._inside[caller] >= AT_ONCE_OF_ONE:
            return _later("too many calls at once\n", 503, 1)
        self._inside[caller] += 1
        try:
            return await self._answer(request, name, hook, secrets, caller)
        finally:
            self._inside[caller] -= 1
            self._inside += Counter()  # those who have left are forgotten

    async def _answer(self, request: web.Request, name: str, hook: Hook, secrets: tuple[str, ...], caller: str) -> web.Response:
        call = self._without_body(request)
        if call.method != "POST" and hook.asks is None:
            raise web.HTTPMethodNotAllowed(call.method, ["POST"])
        if hook.check is from_token:
            await self._proved(name, hook, call, secrets, caller)
        try:
            call = msgspec.structs.replace(call, body=await self._body(request, hook))
        except web.HTTPException as error:
            self._not_taken(name, error.reason, caller)
            raise
        if hook.asks is not None:
            answers = [answer for secret in secrets if (answer := hook.asks(call, secret)) is not None]
            if answers:
                return _said(answers[0])
            if call.method != "POST":
                self._not_taken(name, "it asks without knowing the word", caller)
                raise web.HTTPForbidden(text="this is no question of the provider's\n")
        fitting = await self._proved(name, hook, call, secrets, caller)
        if wait_s := self._sources.take(name, time.monotonic()):
            return _later("too many events at once\n", 429, wait_s)
        content_type, data = _original(name, hook, call)
        raw, new = await self._door.keep(hook.channel, content_type, f"hook:{name}", data)
        if hook.answers is not None:
            return _said(hook.answers(call, fitting))
        return web.json_response({"result": "accepted" if new else "duplicate", "id": raw.original})

    def _without_body(self, request: web.Request) -> Delivery:
        """A header that came several times counts as one with commas (RFC 9110, 5.3): no such one proves anything."""
        if not request.raw_path.startswith("/"):
            raise web.HTTPBadRequest(text="the target must be a path\n")
        headers: dict[str, str] = {}
        for key, value in request.headers.items():
            given = headers.get(key.lower())
            headers[key.lower()] = value if given is None else f"{given}, {value}"
        base = self._settings.public_url.rstrip("/") or f"{request.scheme}://{request.host}"
        return Delivery(method=request.method, url=base + request.raw_path, headers=headers, body=b"")

    async def _body(self, request: web.Request, hook: Hook) -> bytes:
        try:
            async with asyncio.timeout(WITHIN_S):
                return await read_body(request, hook.largest_bytes)
        except Refused as error:
            raise web.HTTPRequestEntityTooLarge(hook.largest_bytes, text=f"{error}\n") from None
        except TimeoutError:
            raise web.HTTPRequestTimeout(text="the body does not come\n") from None

    async def _proved(self, name: str, hook: Hook, call: Delivery, secrets: tuple[str, ...], caller: str) -> str:
        """The secret that fits. Each of them is tried, so that the time tells nothing. Raises HTTPException."""
        if hook.by_key:
            verdicts = [("", await self._by_key(hook, call, secrets))]
        else:
            verdicts = [(secret, hook.check(call, secret, self._now())) for secret in secrets]
        fitting, verdict = next((found for found in verdicts if isinstance(found[1], Genuine)), verdicts[0])
        if isinstance(verdict, Forged):
            self._not_taken(name, verdict.reason, caller)
            status = web.HTTPUnauthorized if verdict == ABSENT else web.HTTPForbidden
            raise status(text=f"{verdict.reason}\n")
        return fitting

    async def _by_key(self, hook: Hook, call: Delivery, servers: tuple[str, ...]) -> Verdict:
        """A key that is kept and does not fit may have been changed: it is fetched once more."""
        verdict: Verdict = ABSENT
        for anew in (False, True):
            key = await self._actors.key_for(call, servers, anew=anew)
            verdict = key if isinstance(key, Forged) else hook.check(call, key, self._now())
            if isinstance(verdict, Genuine) or isinstance(key, Forged):
                break
        return verdict

    def _not_taken(self, name: str, why: str, caller: str) -> None:
        self._callers.fine(caller, time.monotonic(), FINE)
        self._door.refused(f"hook:{name}", why)
        log.warning("hook.refused", source=name, why=why)


def _original(name: str, hook: Hook, call: Delivery) -> tuple[str, bytes]:
    """What is kept: the body, or the body with the headers that it cannot do without."""
    if not hook.headers:
        return hook.content_type, call.body
    return CONTENT_TYPE, record(f"/hook/{name}", {header: call.header(header.lower()) for header in hook.headers}, call.body)


def _later(text: str, status: int, wait_s: float) -> web.Response:
    return web.Response(text=text, status=status, headers={"Retry-After": str(max(1, math.ceil(wait_s)))})


def _said(answer: Answer) -> web.Response:
    return web.Response(body=answer.body.encode("utf-8", "replace"), headers={**answer.headers, **SHOWN})


