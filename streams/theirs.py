"""What is about one person: what everything that we know of them leads to, and what nothing leads to but their address in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

import msgspec

from schemas.documents import TimelineEntry
from schemas.errors import Unreadable
from schemas.events import CloudEvent, Entry, Said
from schemas.interaction import OURS, Interaction, Reading
from streams.desk import Desk
from streams.rules.erasing import words_for
from streams.rules.identity.uses import key_of_claim
from streams.rules.persons import others
from streams.state import State
from streams.state.atoms import use_of
from streams.state.belongings import Theirs
from streams.state.originals import original_id
from streams.wire import open_event


async def theirs_of(person: str, state: State, reading: Reading, *, at: datetime) -> Theirs:
    """What is this person's alone, and all that they took part in until `at`."""
    owned = await state.atoms.of(person)
    alone = {id_: atom for id_, atom in (await state.atoms.atoms_of([person])).items() if atom.owners == (person,)}
    homes = {person, *(home for atom in alone.values() for home in atom.homes)}
    used = {atom.identifier for atom in alone.values()}
    claimed = {claim.value for atom in alone.values() for claim in use_of(atom).claims if key_of_claim(claim.value).startswith("id:")}
    identifiers = set()
    for identifier in used | claimed:
        others_ = {*await state.atoms.sharing(identifier), *(() if identifier in used else await state.atoms.giving(identifier))}
        if others_ <= {person}:
            identifiers.add(identifier)
    suppressed = await state.suppressions.of({identifier.id for identifier in owned} | identifiers)
    theirs = Theirs(
        person=person,
        at=at,
        called=frozenset(homes - (await state.atoms.others_called(homes, alone) - {person})),
        identifiers=frozenset(identifiers),
        atoms=frozenset(alone),
        names=frozenset(name for atom in alone.values() for name in atom.names),
        keys=frozenset(key for atom in alone.values() for key in atom.keys),
        hashes=frozenset(one.who for several in suppressed.values() for one in several),
        **standing_in(entry for entry in [entry async for entry in state.timeline.every(owned)] if entry.received_at <= at),
    )
    return theirs.and_also(Theirs(person="", at=at, letters=await _letters(theirs, state, reading)))


def standing_in(entries: Iterable[TimelineEntry]) -> dict[str, frozenset[str]]:
    """Where these stand."""
    found = list(entries)
    return {
        "entries": frozenset(entry.id for entry in found),
        "interactions": frozenset(entry.interaction.id for entry in found),
        "originals": frozenset(original for entry in found for original in _originals(entry)),
    }


def _originals(entry: TimelineEntry) -> list[str]:
    said = entry.interaction
    if said.original.content_type == OURS:  # of our own doing: kept in our own words
        return [original_id(said.channel, msgspec.json.encode(said))]
    return [f"{said.channel}:{original.sha256}" for original in (said.original, *(entry.sources or ()))]


async def search(theirs: Theirs, desk: Desk) -> Theirs:
    """What nothing leads to: an original that came a second time by another way, one that could not be read, a mail in which they are
    only answered to. Every original is looked at once."""
    state = desk.state
    spelt, originals, interactions = _spelt(theirs), set[str](), set[str]()
    if spelt is None:
        return Theirs(person="", at=theirs.at)
    async for record in state.originals.every():
        if record.received_at > theirs.at or record.channel == "letter" or record.hand_on_at:
            continue
        whole = record if record.data is not None else (await state.originals.get([record.id])).get(record.id, record)
        if not spelt.search(whole.data or b""):
            continue
        try:
            read = await desk.read(whole)
        except Unreadable:
            originals.add(record.id)  # nobody can say what it says; their address stands in it
            continue
        said = [each for each in read if isinstance(each, Interaction)]
        if named := {each.id for each in said if each.id in theirs.interactions or _names(each, theirs)}:
            originals.add(record.id)
            interactions |= named
        elif not said:
            originals.add(record.id)
    letters = await _letters(theirs, state, desk.settings.reading)
    return Theirs(person="", at=theirs.at, originals=frozenset(originals), interactions=frozenset(interactions), letters=letters)


def _names(said: Interaction, theirs: Theirs) -> bool:
    return any(party.identifier in theirs.identifiers for party in said.parties)


def _spelt(theirs: Theirs) -> re.Pattern[bytes] | None:
    words = words_for(theirs.identifiers, ())
    return re.compile(words.pattern.encode(), re.IGNORECASE) if words else None


async def _letters(theirs: Theirs, state: State, reading: Reading) -> frozenset[str]:
    """Dead letters that hold their address, and are about nobody else."""
    spelt = _spelt(theirs)
    there = [letter async for letter in state.dead_letters.every()] if spelt else []
    return frozenset(each.id for each in there if spelt and spelt.search(each.event) and _only_theirs(each.event, theirs, reading))


def _only_theirs(event: bytes, theirs: Theirs, reading: Reading) -> bool:
    try:
        said = open_event(msgspec.json.decode(event, type=CloudEvent))
    except (Unreadable, msgspec.MsgspecError):
        return True
    if not isinstance(said, Said | Entry):
        return True
    return {party.identifier for party in others(said.interaction, reading.own, reading.region)} <= theirs.identifiers
