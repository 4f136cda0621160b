"""`POST /do`: what a colleague decides becomes a command. It is kept, then published; the stage act carries it out, never this page."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import msgspec
import structlog
from aiohttp import web
from yarl import URL

from schemas.errors import Refused, Unavailable
from schemas.events import Command
from schemas.topics import COMMANDS
from services.web import keys
from services.web.answering import inside
from streams.state import State
from streams.state.client import ms
from streams.state.originals import PATIENCE
from streams.wire import Emit

log = structlog.get_logger()

DO = frozenset({"merge", "split", "consent", "approve", "dismiss", "kept", "task_done", "replay", "drop"})
"""What buttons of the pages that send here do; a campaign and a suggestion have pages of their own, erasing has none."""
LONGEST = 2000
WAIT = timedelta(seconds=2)
"""So long the answer waits for the command to be carried out, so that the page that follows shows it."""


async def do(request: web.Request) -> web.Response:
    form = {name: str(value).strip() for name, value in (await request.post()).items() if name != "token"}
    do, person, after = form.pop("do", ""), form.pop("person", ""), form.pop("after", "/people")
    if do not in DO or not (person or do in ("replay", "drop")) or any(len(value) > LONGEST for value in form.values()):
        raise Refused("do", "this cannot be done", "go back and use the buttons of the page")
    now = ms(datetime.now(UTC))
    asked = {"id": secrets.token_hex(16), "do": do, "person": person, "by": request[keys.USER].id, "at": now}
    try:
        command = msgspec.convert({**asked, "arguments": {name: value for name, value in form.items() if value}}, Command)
    except msgspec.ValidationError:
        raise Refused("do", "this cannot be done", "go back and use the buttons of the page") from None
    state = request.app[keys.STATE]
    await state.commands.put(command, hand_on_at=now + PATIENCE)
    log.info("web.command", do=command.do, command=command.id, by=command.by)
    try:
        await request.app[keys.PRODUCER].send([Emit(COMMANDS, person or command.id, command)], within_s=5)
    except Unavailable:
        log.warning("web.command.waits", command=command.id)  # the clock hands it on
    await carried_out(state, [command.id])
    refusal = await state.commands.refusal(command.id)
    if refusal:
        raise Refused(*refusal)
    return web.Response(status=303, headers={"Location": str(URL(inside(after)).update_query(said=command.do))})


async def carried_out(state: State, commands: Collection[str], *, patience: int = 1) -> None:
    """Returns when they are, or after so many times WAIT."""
    until = datetime.now(UTC) + patience * WAIT
    while await state.commands.waiting(commands) and datetime.now(UTC) < until:  # noqa: ASYNC110  # another process does it
        await asyncio.sleep(0.05)
