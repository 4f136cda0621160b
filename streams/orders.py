"""How a decision of somebody gets into the path: kept first, then sent, so that none is lost with a broker."""

from __future__ import annotations

import contextlib
import secrets
from datetime import datetime

from schemas import topics
from schemas.errors import Unavailable
from schemas.events import Command
from streams.state import State
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
