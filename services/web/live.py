"""`GET /live`: what arrives, as server-sent events. A new entry comes as the same fragment that the page is made of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from aiohttp import web

from schemas.events import Entry
from services.web import keys
from services.web.answering import shell_of
from services.web.auth import COOKIE
from services.web.hub import Heard, Hub, Listener
from services.web.pieces import days, piece, promised
from services.web.views import LivePage, Piece, Promised
from streams.rules.course import fold, step_of
from streams.rules.keeping import pledges

BEAT_S = 10.0
PAUSE_S = 0.5
"""A page of lists is told at most twice a second that something changed."""


async def live(request: web.Request) -> web.StreamResponse:
    hub, state = request.app[keys.HUB], request.app[keys.STATE]
    person = request.query.get("person")
    after = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    owned = {atom for identifier in await state.atoms.of(person) for atom in identifier.atoms} if person else set()
    listener = Listener(person, owned)
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"})
    with hub.listen(listener, after) as known:
        try:
            await answer.prepare(request)
            if not known:
                await answer.write(_event("reload", "", hub.position))
                return answer
            await answer.write(b": here\n\n")
            await _stream(request, answer, hub, listener)
        except (ConnectionResetError, asyncio.CancelledError):
            return answer  # the reader has gone
    return answer


async def _stream(request: web.Request, answer: web.StreamResponse, hub: Hub, listener: Listener) -> None:
    clock = asyncio.get_running_loop().time
    asked_at = clock()
    while True:
        if clock() - asked_at >= BEAT_S:
            if await request.app[keys.STATE].sessions.user_of(request.cookies.get(COOKIE, "")) is None:
                return  # signed out elsewhere
            asked_at = clock()
        try:
            async with asyncio.timeout(BEAT_S):
                batch = [await listener.queue.get()]
        except TimeoutError:
            await answer.write(b": beat\n\n")
            continue
        if listener.person is None:
            await asyncio.sleep(PAUSE_S)
        while not listener.queue.empty():
            batch.append(listener.queue.get_nowait())
        if listener.behind:
            await answer.write(_event("reload", "", hub.position))
            return
        heard = [each for each in batch if each is not None]
        if heard:
            await answer.write(b"".join([told async for told in _told(request, hub, listener, heard)]))
        if None in batch:
            return


async def _told(request: web.Request, hub: Hub, listener: Listener, heard: list[Heard]) -> AsyncIterator[bytes]:
    if listener.person is None:
        yield _event("changed", heard[-1].event.person, hub.name(heard[-1]))
        return
    shell, renderer = shell_of(request), request.app[keys.RENDERER]
    for each in heard:
        if isinstance(each.event, Entry):
            shown = await _piece(request, listener.person, each.event, shell.now)
            fragment = renderer.page(LivePage(shell=shell, days=days([shown])), shell.language)
            yield _event("entry", fragment, hub.name(each))
        else:
            yield _event("changed", type(each.event).__name__.lower(), hub.name(each))


async def _piece(request: web.Request, person: str, entry: Entry, now: datetime) -> Piece:
    """With what is sensed of it, which may not be written yet. What we promised in it is held against what came since."""
    kept = await request.app[keys.STATE].timeline.get([entry.id]) if entry.changed else []
    said = kept[0] if kept else entry
    step = step_of(said, request.app[keys.SETTINGS].reading)
    made: list[Promised] = []
    if step.promises:
        summary = await request.app[keys.STATE].persons.get(person)
        course = fold(summary.course if summary else (), [], [step])
        made = [promised(pledge, now) for pledge in pledges(course, now=now) if pledge.entry == entry.id]
    return piece(said, request.app[keys.ZONE], step=step, promises=made)


def _event(name: str, data: str, id_: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in (data.splitlines() or [""]))
    return f"event: {name}\nid: {id_}\n{lines}\n".encode()
