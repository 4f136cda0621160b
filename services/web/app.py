"""The page as one application: routes in one table, wiring in one function."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from services.web import auth, feed, guard, keys
from services.web.hub import Hub
from services.web.live import live
from services.web.pages.actions import do
from services.web.pages.answers import answers
from services.web.pages.campaign_edit import edit, save
from services.web.pages.campaign_who import say as say_of_campaign
from services.web.pages.campaign_who import today, would
from services.web.pages.campaigns import campaign, campaign_do, campaigns, difference
from services.web.pages.dead import dead
from services.web.pages.machine import health, machine
from services.web.pages.originals import attachment, original, scan, text
from services.web.pages.people import people
from services.web.pages.person import person
from services.web.pages.sink import letter, sink
from services.web.pages.suggestions import say, suggestions
from services.web.pages.voices import voices
from services.web.rendering import Renderer
from services.web.scans import Scanner
from services.web.tries import Tries
from streams.settings import Settings
from streams.state import State
from streams.wire import Producer

STATIC = Path(__file__).parent / "static"
LARGEST_FORM = 64 * 1024


def build_web(settings: Settings, state: State) -> web.Application:
    """`state` is the caller's to close."""
    app = web.Application(middlewares=[guard.answer_errors, auth.ask_who], client_max_size=LARGEST_FORM)
    app[keys.SETTINGS], app[keys.STATE], app[keys.ZONE] = settings, state, ZoneInfo(settings.tz)
    app[keys.RENDERER], app[keys.HUB], app[keys.PRODUCER] = Renderer(settings.tz, settings.region), Hub(), Producer(settings)
    app[keys.SCANNER], app[keys.TRIES], app[keys.LISTENING] = Scanner(), Tries(time.monotonic), asyncio.Event()
    app.add_routes(
        [
            web.get("/", home),
            web.get("/sign-in", auth.show_door),
            web.post("/sign-in", auth.sign_in),
            web.post("/sign-out", auth.sign_out),
            web.post("/language", auth.set_language),
            web.get("/people", people),
            web.get("/people/{person}", person),
            web.get("/answers", answers),
            web.get("/campaigns", campaigns),
            web.get("/campaigns/new", edit),
            web.post("/campaigns/new", save),
            web.get("/campaigns/{campaign}", campaign),
            web.post("/campaigns/{campaign}", campaign_do),
            web.get("/campaigns/{campaign}/edit", edit),
            web.post("/campaigns/{campaign}/edit", save),
            web.get("/campaigns/{campaign}/today", today),
            web.post("/campaigns/{campaign}/today", say_of_campaign),
            web.get("/campaigns/{campaign}/dry-run", would),
            web.get(r"/campaigns/{campaign}/versions/{version:[0-9]{1,6}}", difference),
            web.get("/suggestions", suggestions),
            web.post("/suggestions", say),
            web.get("/voices", voices),
            web.get("/dead", dead),
            web.get("/machine", machine),
            web.get("/sink", sink),
            web.get("/letters/{name}", letter),
            web.get("/originals/{original}", original),
            web.get("/originals/{original}/text", text),
            web.get(r"/originals/{original}/attached/{hash:[0-9a-f]{64}}", attachment),
            web.get(r"/scans/{original}/{page:\d+}/{width:\d+}", scan),
            web.post("/do", do),
            web.get("/live", live),
            web.get("/health", health),
            web.static("/static", STATIC),
        ]
    )
    app.on_response_prepare.append(guard.put_headers)
    app.on_shutdown.append(_end_streams)
    app.cleanup_ctx.append(_ear)
    return app


async def home(request: web.Request) -> web.StreamResponse:
    raise web.HTTPSeeOther("/people")


async def _ear(app: web.Application) -> AsyncIterator[None]:
    """Hear the topics for as long as the application runs."""
    async with asyncio.TaskGroup() as group:
        hearing = group.create_task(feed.listen(app[keys.SETTINGS], app[keys.HUB], app[keys.LISTENING]))
        yield
        hearing.cancel()
        with suppress(asyncio.CancelledError):
            await hearing
    await app[keys.PRODUCER].stop()


async def _end_streams(app: web.Application) -> None:
    app[keys.HUB].close()
