"""What is wrong with a campaign, seen with what is here: the message templates, with which nothing may be wrong, and the persons."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import lru_cache

from schemas.campaigns import Content
from schemas.interaction import CHANNELS, Channel
from streams.checking import LANGUAGES, check_template
from streams.rendering import ROOT, Renderer, renderer
from streams.rules.campaign_faults import Fault, unknown, validate
from streams.state import State


async def faults_of(name: str, content: Content, state: State | None) -> list[Fault]:
    """Everything that keeps a campaign from starting. `state` None: no hub runs that knows who is who.

    A template is checked in every way in which it can be filled, once a process: that takes a second, and has a thread of its own.
    """
    folders = frozenset(step.template for step in content.steps)
    found = validate(name, content, await asyncio.to_thread(_sound, renderer(), folders))
    return found if state is None else [*found, *unknown(content, await _strangers(content.excluded.persons, state))]


async def _strangers(persons: Sequence[str], state: State) -> set[str]:
    """The ids that nobody has or ever had. One of somebody who was joined to another is known."""
    ids = {person for person in persons if person.startswith("p_")}
    owned = await state.atoms.of_many(ids) if ids else {}
    return {person for person in ids if not owned[person] and await state.atoms.now_with(person) == person}


@lru_cache(maxsize=64)
def _sound(templates: Renderer, folders: frozenset[str]) -> dict[str, frozenset[tuple[Channel, str]]]:
    there = {name.split("/")[1] for name in templates.names()}
    return {
        folder: frozenset(
            (channel, language)
            for channel in CHANNELS
            for language in LANGUAGES
            if _is_sound(templates, f"{ROOT}/{folder}/{channel}.{language}.j2")
        )
        for folder in folders & there
    }


@lru_cache(maxsize=512)
def _is_sound(templates: Renderer, name: str) -> bool:
    return name in templates.names() and next(check_template(templates, name), None) is None
