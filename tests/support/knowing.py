"""Entries on the timeline and their atoms, as resolve writes them: for tests of what comes after it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from schemas.documents import TimelineEntry
from schemas.interaction import Own
from streams.rules.identity.uses import Use, told, unite_uses
from streams.state import State


async def keep_entries(state: State, entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Gives them with their atoms."""
    uses: dict[str, Use] = {}
    placed = []
    for entry in entries:
        said = told(entry.interaction, Own(), "FR", at=entry.at)
        uses |= {use.id: unite_uses(uses[use.id], use) if use.id in uses else use for use in said.uses}
        placed.append(msgspec.structs.replace(entry, atom=said.atoms[entry.identifier or ""]))
    await state.atoms.learn(uses)
    await state.timeline.put(placed)
    return placed


async def give(state: State, identifiers: Iterable[str], person: str) -> None:
    """They are this person's, whoever says so."""
    await state.db["atoms"].update_many({"identifier": {"$in": list(identifiers)}}, {"$set": {"owners": [person]}})
