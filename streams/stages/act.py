"""Carries out what a colleague decided on the page or at the command line, and writes down who did it."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from schemas import topics
from schemas.documents import Consent, Reason
from schemas.errors import EgardError, Refused, Unreadable
from schemas.events import CloudEvent, Command, Due
from schemas.interaction import CHANNELS, OURS, Interaction, Original, Party
from streams.desk import Desk
from streams.rules.persons import person_of
from streams.runner import Batch, dead_letter_as_message
from streams.stages.decide import reconsider
from streams.state.originals import PATIENCE
from streams.wire import Emit, open_event


async def act(batch: Batch, desk: Desk) -> list[Emit]:
    """Each command has an id and does the same when it comes a second time. What cannot be done is a dead letter that says why."""
    emits: list[Emit] = []
    for event in batch.events:
        if not isinstance(event, Command):
            batch.refuse(event, Unreadable("type", "a command was expected", "send it to its own topic"))
            continue
        if not await desk.state.commands.waiting([event.id]):
            continue
        try:
            then = await DO[event.do](event, desk)
        except EgardError as error:
            batch.refuse(event, error)
            await desk.state.commands.refuse(event.id, error.where, error.what, error.remedy)
            continue
        await desk.state.audit.put(event.id, person=event.person, by=event.by, did=event.do, at=event.at, details=event.arguments)
        moved = [person for person in then if isinstance(person, str)]
        emits += [emit for emit in then if isinstance(emit, Emit)]
        if moved:  # not done before sense has seen both anew
            await desk.state.commands.wait_for(event.id, moved)
            emits += [
                Emit(topics.DUE, person, Due(kind="moved", id=event.id, person=person, at=event.at), batch.trace(event)) for person in moved
            ]
        else:
            await desk.state.commands.done([event.id])
    return emits


Then = Sequence[str | Emit]
"""What follows: persons whom sense has to see anew, and events."""


async def merge(command: Command, desk: Desk) -> Then:
    """`with`: the other person, whose identifiers become this one's. No entry is touched."""
    other = _argument(command, "with")
    if other == command.person:
        raise Refused("with", "it is the same person", "name two")
    moving = await desk.state.identifiers.of(other)
    if not moving and await desk.state.identifiers.now_with(other) != command.person:
        raise Refused("with", f"{other} owns no identifier", "look the person up again: they may be joined to another already")
    if moving and not await desk.state.identifiers.of(command.person):
        raise Refused("person", f"{command.person} owns no identifier", "look the person up again: they may be joined to another already")
    await desk.state.identifiers.move([identifier.id for identifier in moving], command.person)
    return [command.person, other]


async def split(command: Command, desk: Desk) -> Then:
    """`identifier` leaves and is the person again that it was before any joining."""
    identifier = _argument(command, "identifier")
    owned = {known.id for known in await desk.state.identifiers.of(command.person)}
    home = person_of(identifier)
    if identifier not in owned and (await desk.state.identifiers.owners([identifier]))[identifier] != home:
        raise Refused("identifier", f"{identifier} is not theirs", "see `egard show PERSON` for what is")
    if home == command.person:
        raise Refused("identifier", f"{identifier} is what this person began with", "separate the others from it")
    await desk.state.identifiers.move([identifier], home)
    return [command.person, home]


async def consent(command: Command, desk: Desk) -> Then:
    """`purpose`, `given` yes or no, `proof`, and a `channel` (none: every one)."""
    channel = command.arguments.get("channel") or None
    if channel is not None and channel not in CHANNELS:
        raise Refused("channel", f"{channel!r} is none", f"choose of {', '.join(CHANNELS)}")
    given = _argument(command, "given")
    if given not in ("yes", "no"):
        raise Refused("given", f"{given!r} is neither yes nor no", "say yes or no")
    statement = Consent(
        id=command.id,
        person=command.person,
        channel=channel,
        purpose=_argument(command, "purpose"),
        given=given == "yes",
        at=command.at,
        proof=_argument(command, "proof"),
    )
    await desk.state.consents.put([statement])
    await reconsider(desk, command.person, now=desk.now())  # what was held for want of it
    return []


async def approve(command: Command, desk: Desk) -> Then:
    """`followup`: one that asks is released now."""
    followup = await desk.state.followups.get(_argument(command, "followup"))
    if followup is not None and any(reason.code == "approved" and reason.words.get("command") == command.id for reason in followup.reasons):
        return []  # carried out already; a worker stopped before it was written down
    if followup is None or followup.state not in ("asking", "waiting"):
        raise Refused("followup", "it is not waiting for anybody", "look at the page again: it may be sent or withdrawn already")
    reasons = (*followup.reasons, Reason(code="approved", words={"by": command.by, "command": command.id}))
    released = msgspec.structs.replace(followup, state="waiting", due_at=command.at, reasons=reasons)
    await desk.state.followups.change(released, seen=followup.state)
    return []


async def dismiss(command: Command, desk: Desk) -> Then:
    """`followup`: nobody is written to."""
    followup = await desk.state.followups.get(_argument(command, "followup"))
    if followup is not None and followup.state == "dismissed":
        return []
    if followup is None or followup.state not in ("asking", "waiting", "held"):
        raise Refused("followup", "it is no longer to be decided", "look at the page again: it may be sent or withdrawn already")
    await desk.state.followups.change(msgspec.structs.replace(followup, state="dismissed", due_at=None), seen=followup.state)
    return []


async def kept(command: Command, desk: Desk) -> Then:
    """`entry`: in which we promised something; a colleague knows that it is done. A note on the timeline says so."""
    found = await desk.state.timeline.get([_argument(command, "entry")])
    if not found:
        raise Refused("entry", "there is no such entry", "look at the page again")
    entry = found[0]
    note = Interaction(
        id=f"note:{command.id}",
        channel=entry.interaction.channel,
        network=entry.interaction.network,
        direction="internal",
        at=command.at,
        parties=(
            Party(role="agent", name=command.by),
            *(party for party in entry.interaction.parties if party.identifier == entry.identifier),
        ),
        thread=entry.interaction.thread,
        in_reply_to=entry.interaction.id,
        measures={"kept": True},
        original=Original(sha256=hashlib.sha256(command.id.encode()).hexdigest(), content_type=OURS, size=0),
    )
    raw = await desk.state.originals.put_interaction(note, source="act", now=command.at)
    return [Emit(topics.RAW[note.channel], raw.original, raw)]


async def task_done(command: Command, desk: Desk) -> Then:
    """`task`: somebody did it."""
    id_ = _argument(command, "task")
    if await desk.state.tasks.get(id_) is None:
        raise Refused("task", f"there is no task {id_}", "look at the page again")
    await desk.state.tasks.finish(id_, by=command.by, at=command.at)
    return []


async def replay(command: Command, desk: Desk) -> Then:
    """`letter`: the dead letter's event goes to its topic again; it is a dead letter no more, unless it fails again."""
    letter = await desk.state.dead_letters.get(_argument(command, "letter"))
    if letter is not None:
        with contextlib.suppress(Unreadable):  # it never could be read: it is sent as it is
            await desk.state.work.take_up(open_event(msgspec.json.decode(letter.event, type=CloudEvent)), at=desk.now() + PATIENCE)
        await desk.producer.send_bytes([dead_letter_as_message(letter)])
        await desk.state.dead_letters.replayed(letter)
    return []


async def drop(command: Command, desk: Desk) -> Then:
    """`letter`: a dead letter that nobody needs. Its original stays."""
    await desk.state.dead_letters.drop([_argument(command, "letter")])
    return []


def _argument(command: Command, name: str) -> str:
    value = command.arguments.get(name, "")
    if not value:
        raise Refused(name, "it is missing", f"say {name}=...")
    return value


DO: dict[str, Callable[[Command, Desk], Awaitable[Then]]] = {
    "merge": merge,
    "split": split,
    "consent": consent,
    "approve": approve,
    "dismiss": dismiss,
    "kept": kept,
    "task_done": task_done,
    "replay": replay,
    "drop": drop,
}
