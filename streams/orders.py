"""How a decision of somebody gets into the path: kept first, then sent, so that none is lost with a broker."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from schemas import topics
from schemas.documents import Suggestion
from schemas.errors import Refused, Unavailable
from schemas.events import Command
from streams.rules.identity.words import why
from streams.state import State
from streams.state.client import ms
from streams.state.originals import PATIENCE
from streams.wire import Emit, Producer


async def order(
    state: State, producer: Producer, *, do: str, person: str, by: str, at: datetime, id_: str | None = None, **arguments: str
) -> Command:
    """Have `do` carried out by the stage act; returns once it is durable. The same `id_` again changes nothing."""
    command = Command(id=id_ or secrets.token_hex(12), do=do, person=person, by=by, at=at, arguments=arguments)  # type: ignore[arg-type]  # checked by act
    await state.commands.put(command, hand_on_at=at + PATIENCE)
    with contextlib.suppress(Unavailable):  # the clock hands it on
        await producer.send([Emit(topics.COMMANDS, person, command)], within_s=5.0)
    return command


async def carried_out(state: State, command: str, *, within_s: float = 10.0) -> bool:
    """Wait until the stage act has done it; False where it has not yet, and will. Raises Refused, with the reason, where it cannot be."""
    until = time.monotonic() + within_s
    while await state.commands.waiting([command]):
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.05)
    if refusal := await state.commands.refusal(command):
        raise Refused(*refusal)
    return True


async def answer(
    state: State, producer: Producer, suggestions: Iterable[Suggestion], *, say: Literal["same", "different"], by: str, at: datetime
) -> list[Command]:
    """What a colleague says of these, each a command and so a ruling of its own; those that somebody else has answered are left out.

    The order goes first: an answer that is kept without one would be asked by nobody again. Its id is of the asking, so that of two who
    answer at once, or one who does twice, one is heard: the other's would stand when it is taken back.
    """
    batch, commands = secrets.token_hex(12), []
    for each in suggestions:
        if each.answer is not None:
            continue
        reason = f"{each.probability:.2f}: {why(each.features, *each.names)}"
        about = {"with": each.persons[1], "atom": each.atoms[0], "other": each.atoms[1], "why": reason}
        id_ = f"{'-'.join(each.persons)}-{ms(each.at).timestamp():.3f}"
        command = await order(state, producer, do=say, person=each.persons[0], by=by, at=at, id_=id_, **about)
        if await state.suggestions.answer(each.id, say, by=by, at=at, batch=batch, command=command.id):
            commands.append(command)
    return commands


async def take_back(state: State, producer: Producer, batch: str, *, by: str, at: datetime) -> list[Command]:
    """What was said at once is unsaid, and asked again."""
    said = await state.suggestions.of_batch(batch)
    commands = [
        await order(state, producer, do="unsay", person=each.persons[0], by=by, at=at, id_=f"un-{each.command}", command=each.command or "")
        for each in said
    ]
    await state.suggestions.reopen(said, at=at)
    return commands
