"""Interactions in, entries on the timelines of their persons out. Writes only what commutes: the entry, what is learnt of who took part,
the tombstone; and then whose everything is by that."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Set
from datetime import datetime

import msgspec

from schemas import topics
from schemas.documents import TimelineEntry, Tombstone
from schemas.errors import Unavailable, Unreadable
from schemas.events import Entry, Event, Said, TakenBack
from streams.desk import Desk
from streams.kept_out import may_be_told
from streams.returning import came_back
from streams.rules.identity.uses import Told, Use, keys_of, told, unite_uses
from streams.rules.uniting import become, entries_of, taken_back_at, unite_entries
from streams.runner import Batch
from streams.settling import Moves, settle
from streams.state.atoms import Owning, atom_of, owner_of
from streams.state.originals import PATIENCE
from streams.wire import Emit

REMEMBERED_ATOMS = 50_000
TRIES = 20


class Brought(msgspec.Struct):
    """What a batch brings. `closes`: of an entry, the original that sense closes; `carried`: those that are closed here; `atoms`: of an
    interaction, those that it tells of, with what is learnt of them in `uses`."""

    entries: dict[str, TimelineEntry] = {}
    tombstones: dict[str, Tombstone] = {}
    uses: dict[str, Use] = {}
    atoms: dict[str, set[str]] = {}
    traces: dict[str, str | None] = {}
    closes: dict[str, str] = {}
    carried: list[str] = []

    def learn(self, said: Told, interaction: str) -> None:
        for use in said.uses:
            self.uses[use.id] = unite_uses(self.uses[use.id], use) if use.id in self.uses else use
            self.atoms.setdefault(interaction, set()).add(use.id)


async def resolve(batch: Batch, desk: Desk) -> list[Emit]:
    """One entry a (interaction, identifier); emitted even when it was there before, since a worker may have stopped between the two."""
    moves = Moves(desk.state, desk.now)
    events = await may_be_told(batch.events, desk)
    returns = await came_back(events, desk)
    brought = _bring(events, batch, desk)
    await desk.state.removals.put(brought.tombstones.values())
    entries, again = await _write(brought, desk, moves, now=batch.now)
    await _learn(brought, {atom for id_ in again for atom in brought.atoms.get(id_, ())}, desk, moves)
    owning = await _owning(entries, desk, moves)
    await desk.state.originals.done(brought.carried)
    emits = []
    for entry in entries:
        if entry.identifier:
            person = owner_of(entry, owning)
            trace = brought.traces.get(entry.id) or brought.traces.get(entry.interaction.id)
            emits.append(Emit(topics.TIMELINE, person, entry_event(entry, person, brought.closes.get(entry.id)), trace))
    return emits + returns + moves.emits()


def entry_event(entry: TimelineEntry, person: str, original: str | None = None) -> Entry:
    """The news of it for who owns its identifier."""
    assert entry.identifier is not None  # noqa: S101  # what is under nobody is news for nobody
    return Entry(
        id=entry.id, person=person, identifier=entry.identifier, atom=entry.atom, role=entry.role, at=entry.at,
        interaction=entry.interaction, original=original, changed=entry.version is not None,
    )


def _bring(events: Iterable[Event], batch: Batch, desk: Desk) -> Brought:
    """Several events about one entry in a batch are united before anything is written."""
    reading, brought = desk.settings.reading, Brought()
    for event in events:
        match event:
            case Said():
                entries = entries_of(event.interaction, event.received_at, reading.own, reading.region)
                # The usual case is an entry that is alone: sense closes its original, and the entry needs no mark of its own.
                single = event.alone and len(entries) == 1 and entries[0].identifier is not None and entries[0].id not in brought.entries
                tells = told(event.interaction, reading.own, reading.region, at=min(entry.at for entry in entries))
                brought.learn(tells, event.interaction.id)
                for entry in entries:
                    entry = msgspec.structs.replace(entry, atom=tells.atoms.get(entry.identifier) if entry.identifier else None)
                    if single:
                        brought.closes[entry.id] = event.original
                    elif entry.identifier is not None:
                        entry = msgspec.structs.replace(entry, hand_on_at=batch.now + PATIENCE)
                    same = brought.entries.get(entry.id)
                    brought.entries[entry.id] = _named(unite_entries(entry, same), (entry, same), brought, desk) if same else entry
                    brought.traces[entry.id] = brought.traces[event.interaction.id] = batch.trace(event)
                    if same and entry.id in brought.closes:
                        brought.carried.append(brought.closes.pop(entry.id))
                if event.alone and not single:
                    brought.carried.append(event.original)
            case TakenBack():
                gone = event.removal
                at = taken_back_at(gone, event.received_at)
                known = brought.tombstones.get(gone.id)
                brought.tombstones[gone.id] = Tombstone(
                    id=gone.id, channel=gone.channel, network=gone.network, at=max(at, known.at) if known else at
                )
                brought.traces[gone.id] = batch.trace(event)
                if event.alone:
                    brought.carried.append(event.original)
            case _:
                batch.refuse(event, Unreadable("type", "something said was expected", "send it to its own topic"))
    return brought


async def _write(brought: Brought, desk: Desk, moves: Moves, *, now: datetime) -> tuple[list[TimelineEntry], set[str]]:
    """The entries of this batch as they are now, and all others that became others by it; and which interactions were told before.

    What is new is inserted, and that is all, nearly always. What was there already is read and united; so are all entries of a call that
    has several, and of what was taken back: asked after inserting, so that of two who write at once the later sees both.
    """
    timeline, mine = desk.state.timeline, brought.entries
    fresh = await timeline.put(list(mine.values()))
    removed = await _removed(brought, desk)
    calls = await timeline.told_ids({entry.interaction.id for entry in mine.values() if entry.interaction.channel == "phone"})
    known = {entry.interaction.id for id_, entry in mine.items() if id_ not in fresh}
    whole = removed.keys() | {id_ for id_, ids in calls.items() if len(ids) > 1 or id_ in known}
    waiting, final = known | whole, dict(mine)
    for _ in range(TRIES):
        if not waiting:
            return list(final.values()), known
        telling = _by_interaction(entry for entry in mine.values() if entry.interaction.id in waiting)
        ids = [entry.id for entries in telling.values() for entry in entries]
        there = {entry.id: entry for entry in [*await timeline.get(ids), *await timeline.told(whole & waiting)]}
        stored = _by_interaction(there.values())
        lost = set()
        for id_ in waiting:
            before = {entry.id: entry for entry in stored.get(id_, ())}
            now_told = {
                entry.id: _named(entry, (*before.values(), *telling.get(id_, ())), brought, desk)
                for entry in become(before.values(), telling.get(id_, ()), removed.get(id_))
            }
            await _leave(before, now_told, desk, moves)
            if not await _replace(before, now_told, mine, final, desk, now=now):
                lost.add(id_)
        waiting = lost
    raise Unavailable("timeline", "somebody else writes the same entries all the time", "it is tried again")


async def _removed(brought: Brought, desk: Desk) -> dict[str, datetime]:
    """Which interactions were taken back, and when last: by their id, or by another name that is known of them."""
    names = {gone: {gone} for gone in brought.tombstones}
    for entry in brought.entries.values():
        if entry.interaction.channel == "social":
            names.setdefault(entry.interaction.id, {entry.interaction.id}).update(entry.interaction.also or ())
    for interaction, called in (await desk.state.timeline.called(brought.tombstones)).items() if brought.tombstones else ():
        names.setdefault(interaction, {interaction}).update(called)
    found = await desk.state.removals.of({name for several in names.values() for name in several})
    return {id_: max(found[name] for name in several & found.keys()) for id_, several in names.items() if several & found.keys()}


async def _replace(
    before: dict[str, TimelineEntry], after: dict[str, TimelineEntry], told: Container[str], final: dict[str, TimelineEntry], desk: Desk,
    *, now: datetime,
) -> bool:
    """Write the entries of one interaction where they became others, and say in `final` what they are. False when somebody else wrote
    one of them meanwhile."""
    timeline, good = desk.state.timeline, True
    for entry in after.values():
        if entry == before.get(entry.id):
            if entry.id in told:
                final[entry.id] = entry
            continue
        entry = msgspec.structs.replace(entry, hand_on_at=now + PATIENCE if entry.identifier else None)
        if entry.id not in before:
            good = bool(await timeline.put([entry])) and good
            final[entry.id] = entry
        else:
            good = await timeline.change(entry) and good
            final[entry.id] = msgspec.structs.replace(entry, version=(entry.version or 0) + 1)
    for id_ in before.keys() - after.keys():
        final.pop(id_, None)
        good = await timeline.drop(before[id_]) and good
    return good


def _by_interaction(entries: Iterable[TimelineEntry]) -> dict[str, list[TimelineEntry]]:
    found: dict[str, list[TimelineEntry]] = {}
    for entry in entries:
        found.setdefault(entry.interaction.id, []).append(entry)
    return found


def _named(entry: TimelineEntry, tellings: Iterable[TimelineEntry], brought: Brought, desk: Desk) -> TimelineEntry:
    """With the atom that what it says now belongs to: a call's later event may say who called. What was taken back stays where it was."""
    if entry.identifier is None:
        return entry
    before = [each for each in tellings if each.id == entry.id and each.atom]
    if entry.removed_at is not None and before:
        return msgspec.structs.replace(entry, atom=min((each.atom or "" for each in before), key=lambda atom: (-len(atom), atom)))
    same = next((each.atom for each in before if each.interaction == entry.interaction), None)
    if same is None:
        reading = desk.settings.reading
        tells = told(entry.interaction, reading.own, reading.region, at=entry.at)
        brought.learn(tells, entry.interaction.id)
        same = tells.atoms.get(entry.identifier)
    return msgspec.structs.replace(entry, atom=same)


async def _leave(before: Mapping[str, TimelineEntry], after: Mapping[str, TimelineEntry], desk: Desk, moves: Moves) -> None:
    """Whose an entry was, and may be no more: to be sensed anew without it."""
    left = [entry for entry in before.values() if entry.atom and entry.id in after and after[entry.id].atom != entry.atom]
    if left:
        await moves.add(set((await desk.state.atoms.owners(left)).values()))


async def _learn(brought: Brought, again: Set[str], desk: Desk, moves: Moves) -> None:
    """What is new is written, and whose it is decided; nothing is asked of those whom this process knows to be so already.

    `again`: atoms of what was told before: a worker may have stopped between writing what it learnt and deciding, whatever this one knew.
    """
    met = desk.met
    new = {id_: use for id_, use in brought.uses.items() if id_ not in met or unite_uses(met[id_], use) != met[id_]}
    learnt = await desk.state.atoms.learn(new)
    uses = {id_: learnt[id_].use if id_ in learnt else met[id_] for id_ in learnt.keys() | again}
    undecided = again | {id_ for id_, known in learnt.items() if known.news}
    await settle({id_: keys_of(uses[id_]) for id_ in undecided}, desk.state, moves.add)
    for id_, use in uses.items():
        met[id_] = use
        met.move_to_end(id_)
    while len(met) > REMEMBERED_ATOMS:
        met.popitem(last=False)


async def _owning(entries: Iterable[TimelineEntry], desk: Desk, moves: Moves) -> dict[str, Owning]:
    """Whose they are. Who is heard again after a number was handed on has it still: two share it."""
    placed = [entry for entry in entries if entry.identifier]
    owning = await desk.state.atoms.owning({atom_of(entry) for entry in placed})
    late = {atom for entry in placed if (atom := atom_of(entry)) in owning and (until := owning[atom].until) and entry.at > until}
    if not late:
        return owning
    atoms = await desk.state.atoms.get(late)
    await settle({id_: atom.keys for id_, atom in atoms.items()}, desk.state, moves.add)
    return await desk.state.atoms.owning(owning)
