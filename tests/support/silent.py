"""Somebody who fell silent, what is decided and composed for them, and a server that takes mail, on a clock in the test's hands."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

import msgspec
from aiosmtpd.smtp import SMTP
from knowing import keep_entries

from schemas.documents import Consent, FollowUp, Message, Person, Step, TimelineEntry
from schemas.events import Due, Leaving, Signal
from schemas.interaction import Interaction, Original, Party
from streams.channels.email.ids import message_id_to_interaction_id
from streams.desk import Desk
from streams.rules import signals
from streams.rules.course import fold
from streams.rules.persons import person_of
from streams.stages.compose import compose
from streams.stages.decide import decide

START = datetime(2026, 1, 5, 9, tzinfo=UTC)  # a Monday, ten o'clock in Paris
DAY = timedelta(days=1)
ANNE = "email:anne@exemple.net"
PERSON = person_of(ANNE)


class Clock:
    def __init__(self) -> None:
        self.at = START + 100 * DAY

    def __call__(self) -> datetime:
        return self.at


class Sink:
    """Takes mail; `before` runs while the sender waits for its answer."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answer = "250 taken"
        self.before: Callable[[], Awaitable[None]] | None = None
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.before:
            await self.before()
        self.taken.append(envelope.content)
        return self.answer

    @property
    def message_ids(self) -> list[str]:
        return [str(message_from_bytes(mail)["Message-ID"]) for mail in self.taken]


@asynccontextmanager
async def listening() -> AsyncIterator[Sink]:
    """A sink on a free port of this machine, for as long as it is asked for."""
    sink, loop = Sink(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, hostname="sink", loop=loop), "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    yield sink
    server.close()
    await server.wait_closed()


async def know(
    desk: Desk, identifier: str = ANNE, *, channel: str = "email", consent: bool = True, days: int = 10, address: str | None = None
) -> Signal:
    """A weekly writer who fell silent; what resolve and sense would have written of them. Returns the open signal."""
    person = person_of(identifier)
    entries = []
    for number in range(days):
        at = START + 7 * number * DAY
        id_ = message_id_to_interaction_id(f"{number}@exemple.net") if channel == "email" else f"{channel}:{number}"
        party = Party(role="from" if channel == "email" else "sender", identifier=identifier, name="Anne Lefèvre")
        if address:
            party = msgspec.structs.replace(party, address=address)
        said = Interaction(
            id=id_,
            channel=channel,  # type: ignore[arg-type]
            direction="in",
            at=at,
            parties=(party,),
            subject="Re: Ma chaudière",
            language="fr",
            original=Original(sha256="0" * 64, content_type="message/rfc822", size=1),
        )
        entries.append(
            TimelineEntry(id=f"{id_}/{identifier}", identifier=identifier, role=party.role, at=at, received_at=at, interaction=said)
        )
    await keep_entries(desk.state, entries)
    course = tuple(
        Step(at=entry.at, id=entry.id, channel=channel, direction="in", theirs=True, identifier=identifier, language="fr")  # type: ignore[arg-type]
        for entry in entries
    )
    (signal,) = (each for each in signals.notice(person, course, now=desk.now()).signals if each.kind == "quiet")
    await desk.state.persons.put(Person(id=person, name="Anne Lefèvre", language="fr", course=course, signals=(signal,)))
    await desk.state.signals.put([signal], hand_on=[signal.id], hand_on_at=desk.now())
    if consent:
        await desk.state.consents.put([Consent(id=f"c-{person}", person=person, purpose="care", given=True, at=START, proof="formulaire")])
    return signal


async def writes_again(desk: Desk, at: datetime) -> None:
    person = await desk.state.persons.get(PERSON)
    assert person is not None
    step = Step(at=at, id=f"back/{ANNE}", channel="email", direction="in", theirs=True, identifier=ANNE, language="fr")
    await desk.state.persons.put(msgspec.structs.replace(person, course=fold(person.course, [step])))


async def followup_of(desk: Desk, person: str = PERSON) -> FollowUp:
    (followup,) = await desk.state.followups.of(person)
    return followup


def due(followup: FollowUp) -> Due:
    assert followup.due_at is not None
    return Due(kind="followup", id=followup.id, person=followup.person, at=followup.due_at)


async def composed(desk: Desk, clock: Clock, run: Callable[..., Any], signal: Signal) -> tuple[Leaving, Message]:
    await run(decide, desk, signal)
    followup = await followup_of(desk, signal.person)
    assert followup.state == "waiting" and followup.due_at, followup.reasons
    clock.at = followup.due_at
    (emit,) = await run(compose, desk, due(followup))
    message = await desk.state.messages.get(emit.event.id)
    assert message is not None
    return emit.event, message
