"""`/leave/<token>`: where somebody says "no more", without signing in. Only a POST says it: machines look at links too.

It cannot be taken back here: who holds a mail that was passed on to them would put somebody back on a list that they had left.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import jinja2
from aiohttp import web

from schemas.documents import Message
from schemas.errors import Refused
from services.intake.body import read_body
from services.intake.callers import caller_of
from services.intake.limits import Buckets
from streams.orders import order
from streams.rules.consent import CAMPAIGNS, EVERYTHING
from streams.rules.leaving import message_of
from streams.settings import Settings
from streams.state import State
from streams.state.client import ms
from streams.wire import Producer

Choice = Literal["campaigns", "channel", "all"]
CHOICES: tuple[Choice, ...] = ("campaigns", "channel", "all")

TEMPLATES = Path(__file__).parents[2] / "templates" / "leave"
LARGEST_FORM = 4096
RATE, BURST = 1.0, 60.0
"""Calls of one link, and of one caller by links that are not ours: a person needs a few, and who guesses would need 2^127."""
ONE_CLICK = b"list-unsubscribe=one-click"
"""What a mail program sends (RFC 8058, 3.1), in a form of either kind; some add fields of their own."""
_CHOSEN = re.compile(rb"(?:^|&)choice=(campaigns|channel|all)(?:&|$)")


def _choice(body: bytes) -> Choice | None:
    """What a form says, however it is packed; None where it says nothing."""
    plain = body.replace(b"\r", b"").replace(b'"', b"").replace(b"\n\n", b"=").lower()
    if ONE_CLICK in body.lower() or b"name=list-unsubscribe=one-click" in plain:
        return "campaigns"
    found = _CHOSEN.search(body.strip())
    return next((each for each in CHOICES if found and each == found[1].decode()), None)


class Leaving:
    """The page of one message: GET shows it and changes nothing, POST does what was chosen."""

    def __init__(self, state: State, producer: Producer, settings: Settings, *, now: Callable[[], datetime]) -> None:
        self._state, self._producer, self._settings, self._now = state, producer, settings, now
        self._callers = Buckets(rate=RATE, burst=BURST)
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )
        self._page = environment.get_template("page.html.j2")
        self._style = (TEMPLATES / "page.css").read_text("utf-8")
        styled = base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{styled}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        self._headers = {
            "Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store", "X-Robots-Tag": "noindex",
        }

    async def show(self, request: web.Request) -> web.Response:
        """For GET and HEAD, by a person or a machine."""
        return self._said(request, await self._message(request), None)

    async def leave(self, request: web.Request) -> web.Response:
        """A form of the page, or a mail program's one click, which means no more campaigns."""
        message = await self._message(request)
        try:
            choice = _choice(await read_body(request, LARGEST_FORM))
        except Refused as error:
            raise web.HTTPRequestEntityTooLarge(LARGEST_FORM, request.content_length or 0, headers=self._headers) from error
        if choice is None:
            return self._said(request, message, None, status=400)
        if message is not None:
            await self._keep(message, choice)
        return self._said(request, message, choice)

    async def _message(self, request: web.Request) -> Message | None:
        """The message that the link was made for; None where we hold it no more. Raises 404 for a link that is not ours."""
        id_ = message_of(request.match_info["token"], await self._state.suppressions.key())
        caller = caller_of(request, behind_proxy=bool(self._settings.public_url))
        if self._callers.take(id_ or caller, time.monotonic()):  # one mail provider may bring the wishes of all who read their mail there
            raise web.HTTPTooManyRequests(text="Trop d'appels. Too many calls.\n", headers={**self._headers, "Retry-After": "5"})
        if id_ is None:
            page = self._said(request, None, None, broken=True)
            raise web.HTTPNotFound(text=page.text, content_type="text/html", headers=self._headers)
        return await self._state.messages.get(id_)

    async def _keep(self, message: Message, choice: Choice) -> None:
        """The address is left alone from this moment; what was decided about the person follows by the path. Again changes nothing."""
        now = ms(self._now())
        purpose, channel = CAMPAIGNS if choice == "campaigns" else EVERYTHING, message.channel if choice == "channel" else None
        person = message.person
        if message.identifier:
            await self._state.suppressions.put([message.identifier], channel=channel, purpose=purpose, reason="unsubscribed", at=now)
            person = await self._state.atoms.whose(message.identifier, message.person)
        await order(
            self._state, self._producer, do="consent", person=person, by="leave page", at=now,
            id_=f"leave-{message.id}-{choice}-{now:%Y%m%d%H%M}",  # who clicks twice says it once; who comes back later says it again
            purpose=purpose, channel=channel or "", given="no", proof=f"{message.id}: {choice}", identifier=message.identifier or "",
        )

    def _said(
        self, request: web.Request, message: Message | None, choice: Choice | None, *, status: int = 200, broken: bool = False
    ) -> web.Response:
        wanted = request.headers.get("Accept-Language", "")
        text = self._page.render(
            language=message.language if message else "fr" if wanted.lower().startswith("fr") else "en", house=self._settings.house,
            channel=message.channel if message else None, choice=choice, style=self._style, again=status == 400,
            broken=broken,
        )
        return web.Response(status=status, text=text, content_type="text/html", headers=self._headers)
