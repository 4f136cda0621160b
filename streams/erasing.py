"""Somebody is erased: everything that we hold about them goes, and what they shared with others says no more who they were.

First it is written down what is meant, then hashes of it, so that from then on nothing of it is taken in again; then all of it goes. What
was on its way meanwhile may still write something of before: so all is done once more after SETTLE, and only then it is over. Each step may
be done twice; a worker that ends in the middle leaves a command that the clock hands on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from schemas.documents import TimelineEntry
from schemas.errors import Refused, Unavailable
from schemas.events import Command
from schemas.interaction import Interaction
from streams.desk import Desk
from streams.letting_go import let_go
from streams.rules.erasing import blackened, entry_without, words_for
from streams.rules.identity.uses import Use, keys_of, told, unite_uses
from streams.settling import Moves, settle
from streams.state import State
from streams.state.atoms import use_of
from streams.state.belongings import HELD, Theirs, belongings
from streams.state.client import ms
from streams.theirs import search, standing_in, theirs_of
from streams.wire import Emit
from streams.wishes import outlive

SETTLE = timedelta(seconds=10)
"""What a stage began before the hashes were written is written by then."""
WAITS_AT_MOST = timedelta(minutes=10)
"""For what was here already, and is not read yet: it may hold something of theirs beside what others said."""
TRIES = 20
LAST = datetime(9999, 12, 31, tzinfo=UTC)


class NotYet(Exception):
    """It is not over; the clock hands it on. `emits`: what follows so far."""

    def __init__(self, emits: Iterable[Emit] = ()) -> None:
        super().__init__("it is done once more")
        self.emits = list(emits)


class Plan(msgspec.Struct, kw_only=True):
    """What is meant, and how many there were of what so far."""

    theirs: Theirs
    found: dict[str, int] = {}

    def count(self, name: str, many: int) -> None:
        if many:
            self.found[name] = self.found.get(name, 0) + many


async def erase(command: Command, desk: Desk) -> list[Emit]:
    """`why`, as somebody wrote it. Raises Refused where there is nobody, and NotYet until it is over."""
    state, now = desk.state, ms(desk.now())
    kept = await state.commands.remembered(command.id)
    if kept is None:
        plan = Plan(theirs=await theirs_of(command.person, state, desk.settings.reading, at=now))
        if not (plan.theirs.atoms or plan.theirs.entries):
            raise Refused("person", f"nothing is held about {command.person}", "see `egard people`")
    else:
        plan = msgspec.msgpack.decode(kept, type=Plan)
    await _remember(plan, command, desk)
    if await _busy(plan.theirs, desk):
        raise NotYet
    late = [entry async for entry in state.timeline.of_atoms(plan.theirs.atoms, plan.theirs.at)]
    plan.theirs = plan.theirs.and_also(Theirs(person="", at=now, **standing_in(late)))
    moves = Moves(state, desk.now)
    await _empty(plan, command, desk, moves)
    again = now >= plan.theirs.at + SETTLE
    if again and now < plan.theirs.at + WAITS_AT_MOST:
        again = not await state.originals.unread(plan.theirs.at)
    if again:
        more = await search(plan.theirs, desk)
        plan.theirs = plan.theirs.and_also(more)
        await _empty(plan, command, desk, moves)
    await _remember(plan, command, desk)
    if not again:
        raise NotYet(moves.emits())
    nobody = await state.erased.stands_for(command.person)
    words = words_for(plan.theirs.identifiers, plan.theirs.names)
    said = {"why": blackened(command.arguments.get("why", ""), words)}
    await state.audit.put(command.id, person=nobody, by=command.by, did="erase", at=command.at, details=said)
    await state.commands.end_nameless(command.id, nobody, plan.found)
    return moves.emits()


async def _remember(plan: Plan, command: Command, desk: Desk) -> None:
    """Whatever happens, it goes on from here."""
    await desk.state.commands.remember(command.id, msgspec.msgpack.encode(plan), hand_on_at=ms(desk.now() + SETTLE))


async def _busy(theirs: Theirs, desk: Desk) -> bool:
    """Whether a message is leaving at this moment, or a file is still being read in which others say something too."""
    state = desk.state
    if any([doc["state"] == "sending" async for doc in belongings(state.db, theirs, "messages")]):
        return True
    for id_ in [doc["_id"] async for doc in belongings(state.db, theirs, "originals") if "hand_on_at" in doc]:
        for record in (await state.originals.get([id_])).values():
            if any(not isinstance(each, Interaction) or each.id not in theirs.interactions for each in await desk.read(record)):
                return True
    return False


async def _empty(plan: Plan, command: Command, desk: Desk, moves: Moves) -> None:
    """One time through everything. The hashes come first: from then on nothing of it comes in again."""
    state, theirs = desk.state, plan.theirs
    await state.erased.put("identifier", theirs.identifiers, at=theirs.at)
    await state.erased.put("atom", theirs.atoms, at=theirs.at)
    await state.erased.put("interaction", theirs.interactions, at=theirs.at)
    await state.erased.put("original", theirs.originals, at=theirs.at)
    await outlive(theirs, state)
    beside = await _silence_others(plan, desk)
    anew = await _since(theirs, state)
    until = theirs.at if anew else None  # they have written again: that is somebody whom we do not know yet
    for name, held in HELD.items():
        docs = [doc async for doc in belongings(state.db, theirs, name)] if held.then != "stays" else []
        if held.when and until:
            docs = [doc for doc in docs if doc[held.when] <= until]
        docs = [doc for doc in docs if doc["_id"] != command.id]
        plan.count(name, len(docs))
        await let_go(name, docs, theirs, state)
    await _unlearn(theirs, beside, state, moves)
    await _meet_anew(theirs, desk, moves)


async def _since(theirs: Theirs, state: State) -> list[TimelineEntry]:
    """What they have told us afterwards."""
    there = state.timeline.of_atoms(theirs.atoms, LAST)
    return [entry async for entry in there if entry.received_at > theirs.at]


async def _meet_anew(theirs: Theirs, desk: Desk, moves: Moves) -> None:
    """Asked after all is gone: whoever told us something meanwhile is known by that alone, as if we had never heard of them."""
    state, reading, uses = desk.state, desk.settings.reading, dict[str, Use]()
    for entry in await _since(theirs, state):
        for use in told(entry.interaction, reading.own, reading.region, at=entry.at).uses:
            uses[use.id] = unite_uses(uses[use.id], use) if use.id in uses else use
    if uses:
        await state.atoms.learn(uses)
        await settle({id_: keys_of(use) for id_, use in uses.items()}, state, moves.add)
        await moves.add({person for owning in (await state.atoms.owning(uses)).values() for person in owning.owners})


async def _silence_others(plan: Plan, desk: Desk) -> set[str]:
    """The entries of others who took part keep their own words; their atoms. They are sensed anew, as entries that became others."""
    state, theirs, atoms = desk.state, plan.theirs, set[str]()
    words = words_for(theirs.identifiers, theirs.names)
    for interaction in sorted(theirs.interactions):
        for _ in range(TRIES):
            lost = False
            for entry in await state.timeline.beside(interaction):
                if entry.id in theirs.entries:
                    continue
                named = {party.identifier for party in entry.interaction.parties if party.identifier}
                gone = {each for each in named if each in theirs.identifiers or f"{interaction}/{each}" in theirs.entries}
                atoms |= {entry.atom} if entry.atom else set()
                fewer = entry_without(entry, gone, words)
                if fewer is not entry:
                    plan.count("shared", 1)
                    mark = ms(desk.now()) if entry.identifier else None
                    lost = not await state.timeline.change(msgspec.structs.replace(fewer, hand_on_at=mark)) or lost
            if not lost:
                break
        else:
            raise Unavailable("timeline", "somebody else writes the same entries all the time", "it is tried again")
    return atoms


async def _unlearn(theirs: Theirs, beside: set[str], state: State, moves: Moves) -> None:
    """What others' evidence says of them; and whose everything is without theirs."""
    _, near = await state.atoms.having(theirs.keys)
    mentioning = await state.atoms.mentioning(theirs.identifiers)
    for id_ in (near.keys() | beside | mentioning) - theirs.atoms:
        for _ in range(TRIES):
            atom = (await state.atoms.get([id_])).get(id_)
            if atom is None:
                break
            use = use_of(atom)
            claims = tuple(claim for claim in use.claims if claim.value not in theirs.identifiers)
            fewer = msgspec.structs.replace(
                use,
                claims=claims,
                beside=tuple(each for each in use.beside if each not in theirs.atoms),
                mentioned=tuple(each for each in use.mentioned if each not in theirs.identifiers),
            )
            if fewer == use or await state.atoms.unlearn(atom, fewer):
                break
        else:
            raise Unavailable("atoms", "somebody else writes the same identifiers all the time", "it is tried again")
    left = await state.atoms.get(near.keys() - theirs.atoms)
    await settle({id_: atom.keys for id_, atom in left.items()}, state, moves.add)
