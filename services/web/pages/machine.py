"""`/machine`: whether everything is where it should be, in a few numbers. `/health` says it to a program."""

from __future__ import annotations

import asyncio

import msgspec
from aiohttp import web

from services.ops.sources import Seen, seen
from services.web import keys
from services.web.answering import shell_of, shown
from services.web.languages import Language
from services.web.views import MachinePage
from streams.rules.plain_words import in_words

LATE_MS = 5000


async def machine(request: web.Request) -> web.Response:
    shell = shell_of(request, "machine")
    state, hub = request.app[keys.STATE], request.app[keys.HUB]
    standing = await asyncio.gather(*(_standing(request, name) for name in ("originals", "timeline", "signals", "messages", "commands")))
    await state.ping()
    view = MachinePage(
        shell=shell,
        ready=request.app[keys.LISTENING].is_set(),
        standing=tuple(standing),
        sources=tuple(_said(each, shell.language) for each in await seen(state, shell.now)),
        newest_at=hub.newest_at,
        listeners=hub.listeners,
        delay_ms=hub.delay_ms,
    )
    return shown(request, view)


def _said(one: Seen, language: Language) -> Seen:
    """What is wrong with a source, in the reader's language."""
    told = {name: in_words(said, language) for name in ("trouble", "refusal") if (said := getattr(one.source, name))}
    return msgspec.structs.replace(one, source=msgspec.structs.replace(one.source, **told))


async def _standing(request: web.Request, name: str) -> tuple[str, int]:
    """How many documents of a collection the path has not carried on yet: an indexed count."""
    return name, await request.app[keys.STATE].db[name].count_documents({"hand_on_at": {"$exists": True}}, limit=100_000)


async def health(request: web.Request) -> web.Response:
    """200 when the database answers and new events are heard."""
    try:
        await request.app[keys.STATE].ping()
    except Exception as error:  # noqa: BLE001  # whatever it is, we are not well
        return web.json_response({"ready": False, "reasons": [f"database: {type(error).__name__}"]}, status=503)
    if not request.app[keys.LISTENING].is_set():
        return web.json_response({"ready": False, "reasons": ["broker: not heard yet"]}, status=503)
    return web.json_response({"ready": True, "reasons": []})
