"""What a hub kept before there were atoms: every entry gets its own, once, before anything else runs.

Its `identifiers` say what colleagues had joined, which becomes rulings; they go last, so that whoever is interrupted begins again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from schemas.documents import TimelineEntry
from schemas.interaction import Reading
from streams.rules.identity.owning import Ruling
from streams.rules.identity.uses import Use, keys_of, told, unite_uses
from streams.rules.persons import person_of
from streams.settling import Moves, settle
from streams.state import State
from streams.state.client import UpdateOne, from_doc

AT_ONCE = 200
OLD_INDEX = "identifier_1_at_-1"


async def fill(state: State, reading: Reading, *, now: Callable[[], datetime], say: Callable[[str], None]) -> None:
    """Nothing to do in a hub that is newer, or new."""
    if await state.db["identifiers"].find_one({}, {"_id": 1}) is None:
        return
    say("every entry is given its atom, once; this takes about a minute for 50 000 of them")
    moves, last = Moves(state, now), ""
    while entries := await _after(last, state):
        last = entries[-1].id
        await _fill(entries, state, reading, moves)
    await _joined(state, moves, now())
    if OLD_INDEX in await state.db["timeline"].index_information():
        await state.db["timeline"].drop_index(OLD_INDEX)
    await state.db["identifiers"].drop()


async def _after(last: str, state: State) -> list[TimelineEntry]:
    return [from_doc(doc, TimelineEntry) async for doc in state.db["timeline"].find({"_id": {"$gt": last}}).sort("_id").limit(AT_ONCE)]


async def _fill(entries: list[TimelineEntry], state: State, reading: Reading, moves: Moves) -> None:
    """Also those that have theirs already: nobody may have decided whose it is."""
    uses: dict[str, Use] = {}
    writes = []
    for entry in entries:
        said = told(entry.interaction, reading.own, reading.region, at=entry.at)
        uses |= {use.id: unite_uses(uses[use.id], use) if use.id in uses else use for use in said.uses}
        if entry.identifier and entry.atom is None:
            writes.append(UpdateOne({"_id": entry.id}, {"$set": {"atom": said.atoms.get(entry.identifier, f"{entry.identifier}#")}}))
    if writes:
        await state.db["timeline"].bulk_write(writes, ordered=False)
    learnt = await state.atoms.learn(uses)
    await settle({id_: keys_of(known.use) for id_, known in learnt.items()}, state, moves.add)
    owners = await state.atoms.owners(entries)
    before = {entry.id: person_of(entry.identifier) for entry in entries if entry.identifier}
    await moves.add({person for id_, person in owners.items() if person != before[id_] for person in (person, before[id_])})


async def _joined(state: State, moves: Moves, at: datetime) -> None:
    """What a colleague joined stays joined."""
    async for doc in state.db["identifiers"].find({}):
        if doc["person"] == doc["home"]:
            continue
        anchor = await state.db["identifiers"].find_one({"home": doc["person"]})
        first = [min(theirs) for each in (anchor, doc) if each and (theirs := await state.atoms.called(each["_id"]))]
        if len(first) == 2:
            id_ = f"before/{doc['_id']}"
            ruling = Ruling(id=id_, say="same", a=first[0][1], b=first[1][1], at=at, by="", word=id_)
            await moves.add({doc["person"], doc["home"]})
            await state.rulings.put([ruling])
            await state.atoms.ruled(ruling.id, [ruling.a, ruling.b])
            found = await state.atoms.get([ruling.a, ruling.b])
            await settle({id_: atom.keys for id_, atom in found.items()}, state, moves.add)
