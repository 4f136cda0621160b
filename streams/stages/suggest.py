"""Who is probably one person: looked for where something new is known of somebody, a while after it was told, and never in its way.

One who looks, by a lease. What is written is a function of what is known now; a colleague's answer is never touched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Set
from datetime import datetime

import structlog

from schemas.documents import Atom, Person, Suggestion
from streams.desk import Desk
from streams.rules.identity.likely import Counted, Likely, likely
from streams.rules.identity.owning import Owned
from streams.rules.identity.uses import Use, block_of_mentioned, blocks_of
from streams.stages.clock import HOLDER
from streams.state.atoms import use_of

log = structlog.get_logger()

AT_ONCE = 40
"""Atoms of which something is new, in one round."""
MOST_OF_BLOCK = 64
"""What more atoms share tells nothing of two of them."""
MOST_WAITING = 2000
MOST_NEAR = 400
"""Atoms that are compared in one round, at most; who shares least is left out."""
GROWN = 1.1
MOST_WORDS = 50_000
LEASE_S = 30.0
OPEN_SIGNAL = 100
"""As much hangs on an open signal of either as on so many contacts."""


async def suggest(desk: Desk) -> None:
    """Look at those of whom something is new; write who may be one with them, and take back who may be no more."""
    atoms, now = desk.state.atoms, desk.now()
    if not await desk.state.leases.take("suggest", f"{HOLDER}/{id(desk):x}", now=now, for_s=LEASE_S):
        return
    restless = await _restless(desk)
    if not restless:
        return
    looked = {person for atom in restless for person in atom.owners}
    stale = await desk.state.suggestions.touching(looked, [atom.id for atom in restless])  # before it is read who is who
    theirs = await atoms.atoms_of(looked)
    near = await _near(desk, theirs)
    found = await _likely(desk, theirs, near)
    pairs = {" ".join(sorted(_persons(each, near))): each for each in found if not looked.isdisjoint(_persons(each, near))}
    new = await desk.state.suggestions.put(await _written(desk, pairs, near, now=now))
    # Whom somebody new may be as well is less surely whom they might have been before.
    await atoms.stir(atom for id_ in new for atom in (pairs[id_].a, pairs[id_].b) if looked.isdisjoint(near[atom].owners))
    await desk.state.suggestions.withdraw(each.id for each in stale if each.id not in pairs)
    await atoms.looked_at(restless)
    log.info("suggest.looked", atoms=len(restless), near=len(near), suggestions=len(pairs), stale=len(stale))


async def _restless(desk: Desk) -> list[Atom]:
    """The next few of those that are to be looked at, as they are now; they are asked for by the thousand."""
    if not desk.restless:
        desk.restless = await desk.state.atoms.restless(MOST_WAITING)
        every, (counted, known) = await desk.state.atoms.count() if desk.restless else 0, desk.bearing
        if every > GROWN * counted or len(known) > MOST_WORDS:
            desk.bearing = every, {}
    some, desk.restless = desk.restless[:AT_ONCE], desk.restless[AT_ONCE:]
    return [atom for atom in (await desk.state.atoms.get(some)).values() if atom.news]


async def _near(desk: Desk, theirs: Mapping[str, Atom]) -> dict[str, Atom]:
    """These, and all atoms of everybody who shares something with one of them."""
    blocks = {block for atom in theirs.values() for block in (block_of_mentioned(atom.identifier), *blocks_of(use_of(atom)))}
    sharing = await desk.state.atoms.of_blocks(blocks, MOST_OF_BLOCK)
    near = sorted(sharing, key=lambda atom: (-len(blocks & blocks_of(use_of(atom))), atom.id))
    near = [*await _mentioned(desk, theirs), *near][:MOST_NEAR]
    others = {person for atom in near for person in atom.owners} - {person for atom in theirs.values() for person in atom.owners}
    return {**theirs, **await desk.state.atoms.atoms_of(others)}


async def _mentioned(desk: Desk, theirs: Mapping[str, Atom]) -> list[Atom]:
    """Who uses what these mention without a word of whose it is."""
    mentioned = {value for atom in theirs.values() for value in use_of(atom).mentioned}
    _, having = await desk.state.atoms.having({f"id:{value}" for value in mentioned})
    return [atom for _, atom in sorted(having.items()) if atom.identifier in mentioned]


async def _likely(desk: Desk, theirs: Mapping[str, Atom], near: Mapping[str, Atom]) -> list[Likely]:
    rulings = await desk.state.rulings.get({ruling for atom in near.values() for ruling in atom.ruled})
    apart = [(ruling.a, ruling.b) for ruling in rulings if ruling.say == "different" and not ruling.withdrawn]
    owners = {atom.id: Owned(person=atom.owners[-1], use=atom.use, eras=atom.eras) for atom in near.values() if atom.owners}
    uses = [use_of(atom) for atom in near.values() if atom.id in owners]
    words = {word for atom in theirs.values() if (name := use_of(atom).name) for word in name.words}
    common = Counted(*await _common(desk, words))
    return await asyncio.to_thread(likely, uses, owners, common, apart=apart)


async def _common(desk: Desk, words: Set[str]) -> tuple[int, dict[str, int]]:
    """How many there are, and how many have each word: counted again when there are a tenth more."""
    counted, known = desk.bearing
    known.update(await desk.state.atoms.bearing(words - known.keys()))
    return counted, {word: known[word] for word in words}


def _persons(pair: Likely, near: Mapping[str, Atom]) -> tuple[str, str]:
    return near[pair.a].owners[-1], near[pair.b].owners[-1]


async def _written(desk: Desk, pairs: Mapping[str, Likely], near: Mapping[str, Atom], *, now: datetime) -> list[Suggestion]:
    persons = {person for pair in pairs.values() for person in _persons(pair, near)}
    known = await desk.state.persons.get_many(persons)
    called = {person: _called(use_of(atom) for atom in near.values() if person in atom.owners) for person in persons}
    written = []
    for id_, pair in sorted(pairs.items()):
        (one, a), (other, b) = sorted(zip(_persons(pair, near), (pair.a, pair.b), strict=True))
        written.append(
            Suggestion(
                id=id_,
                persons=(one, other),
                atoms=(a, b),
                names=(called[one], called[other]),
                probability=pair.probability,
                features=pair.features,
                stakes=_stakes(known.get(one)) + _stakes(known.get(other)),
                at=now,
            )
        )
    return written


def _called(uses: Iterable[Use]) -> str:
    """The fullest name, as written; else an identifier."""
    every = list(uses)
    names = sorted((use.written for use in every if use.written and use.name), key=lambda name: (-len(name.split()), -len(name), name))
    return names[0] if names else min(use.identifier for use in every)


def _stakes(person: Person | None) -> int:
    """A silence or a promise may be another thing when they are one; so may a long history."""
    if person is None:
        return 0
    return len(person.course) + OPEN_SIGNAL * any(signal.closed_at is None for signal in person.signals)
