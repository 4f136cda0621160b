"""A call is made by a colleague: the message becomes a task with what to say. Doing it twice gives the same task."""

from __future__ import annotations

from schemas.documents import Message, Task
from schemas.interaction import Interaction
from streams.channels.sending import Outside, Sent
from streams.settings import Settings


async def send(message: Message, outside: Outside) -> Sent:
    task = Task(
        id=f"call-{message.id}",
        person=message.person,
        kind="call",
        message=message.id,
        title=message.subject,
        text=message.text,
        identifier=message.identifier,
        made_at=message.made_at,
    )
    return Sent(state="sent", reply=task.id, task=task)


def told(message: Message, settings: Settings) -> Interaction | None:
    """Nothing yet: the call itself will be on the timeline when it was made, from the exchange's own record."""
    return None
