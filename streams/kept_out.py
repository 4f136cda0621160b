"""What comes back of somebody who was erased: asked wherever something is taken in, whichever way it came. Who writes to us afterwards is
somebody whom we do not know yet."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime

import msgspec

from schemas.events import Entry, Event, Said, TakenBack
from schemas.interaction import Interaction, Removal
from streams.desk import Desk
from streams.rules.erasing import is_old, without, words_for
from streams.rules.identity.uses import told
from streams.rules.persons import others


async def without_erased(found: Sequence[Interaction | Removal], received_at: datetime, desk: Desk) -> list[Interaction | Removal]:
    """What may be taken in: where others took part, their part; where nobody else did, nothing."""
    return [each for each in await _sifted([(each, received_at) for each in found], desk) if each is not None]


async def may_be_told(events: Sequence[Event], desk: Desk) -> list[Event]:
    """Of what is on its way from one stage to the next, that which was not erased meanwhile."""
    erased = desk.state.erased
    if not await erased.any():
        return list(events)
    entries = [event for event in events if isinstance(event, Entry)]
    gone = await erased.of("interaction", {event.interaction.id for event in entries})
    there = {entry.id for entry in await desk.state.timeline.get({event.id for event in entries})} if gone else set()
    told = [event for event in events if isinstance(event, Said | TakenBack)]
    asked = [(event.interaction if isinstance(event, Said) else event.removal, event.received_at) for event in told]
    sifted = {id(event): left for event, left in zip(told, await _sifted(asked, desk), strict=True)}
    left: list[Event] = []
    for event in events:
        match event:
            case Entry() if event.interaction.id in gone and event.id not in there:
                pass
            case Said() | TakenBack() if sifted[id(event)] is None:
                pass
            case Said() if (fewer := sifted[id(event)]) is not event.interaction and isinstance(fewer, Interaction):
                left.append(msgspec.structs.replace(event, interaction=fewer))
            case _:
                left.append(event)
    return left


async def _sifted(found: Sequence[tuple[Interaction | Removal, datetime]], desk: Desk) -> list[Interaction | Removal | None]:
    """Each with when it was received; None: nothing of it is left."""
    erased, reading = desk.state.erased, desk.settings.reading
    if not found or not await erased.any():
        return [each for each, _ in found]
    said = [(each, at) for each, at in found if isinstance(each, Interaction)]
    known = await erased.of("interaction", {each.id for each, _ in found})
    gone = await erased.of("identifier", {party.identifier for each, _ in said for party in each.parties if party.identifier})
    atoms = {id(each): told(each, reading.own, reading.region, at=_at(each, at)).atoms for each, at in said}
    gone_atoms = await erased.of("atom", {atom for theirs in atoms.values() for atom in theirs.values()})
    if gone or gone_atoms:
        _forget(gone, gone_atoms, desk)
    left: list[Interaction | Removal | None] = []
    for each, received_at in found:
        if isinstance(each, Removal):
            left.append(None if each.id in known else each)
            continue
        erased_at = {party.identifier: gone[party.identifier] for party in each.parties if party.identifier in gone}
        for identifier, atom in atoms[id(each)].items():
            if atom in gone_atoms:
                erased_at[identifier] = max(gone_atoms[atom], erased_at.get(identifier, gone_atoms[atom]))
        out = {identifier for identifier, at in erased_at.items() if _old(each, received_at, at, known)}
        words = words_for(out, [party.name for party in each.parties if party.identifier in out and party.name])
        fewer = without(each, out, words)
        left.append(fewer if fewer is each or any(True for _ in others(fewer, reading.own, reading.region)) else None)
    return left


def _old(said: Interaction, received_at: datetime, erased_at: datetime, known: Container[str]) -> bool:
    return said.id in known or is_old(said.channel, _at(said, received_at), received_at, erased_at)


def _at(said: Interaction, received_at: datetime) -> datetime:
    return min(said.at or received_at, received_at)


def _forget(identifiers: Container[str], atoms: Iterable[str], desk: Desk) -> None:
    """What this process takes for written down is so no more."""
    for id_ in {id_ for id_ in desk.met if id_.partition("#")[0] in identifiers}.union(atoms):
        desk.met.pop(id_, None)
