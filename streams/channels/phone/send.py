"""A call is made by a colleague, and so is written what a network lets no machine write: the message becomes a task with what to say. Doing
it twice gives the same task."""

from __future__ import annotations

from typing import Literal

from schemas.documents import Message, Task
from schemas.interaction import Interaction
from streams.channels.sending import Outside, Sent
from streams.settings import Settings


async def send(message: Message, outside: Outside) -> Sent:
    kind: Literal["call", "write"] = "write" if message.by_hand else "call"
    task = Task(
        id=f"{kind}-{message.id}",
        person=message.person,
        kind=kind,
        message=message.id,
        title=message.subject or message.text[:80],
        text=message.text,
        identifier=message.identifier,
        made_at=message.made_at,
    )
    return Sent(state="sent", reply=task.id, task=task)


def told(message: Message, settings: Settings) -> Interaction | None:
    """Nothing yet: it will be on the timeline when it was done, from the exchange's own record or the network's."""
    return None
