"""Which message templates there are with which nothing is wrong: a campaign may rest on no others."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from schemas.campaigns import Content
from schemas.interaction import CHANNELS, Channel
from streams.checking import LANGUAGES, check_template
from streams.rendering import ROOT, Renderer, renderer
from streams.rules.campaign_faults import Fault, validate


async def faults_of(name: str, content: Content) -> list[Fault]:
    """Everything that keeps a campaign from starting. A template is checked in every way in which it can be filled, once a process: that
    takes a second, and has a thread of its own."""
    folders = frozenset(step.template for step in content.steps)
    return validate(name, content, await asyncio.to_thread(_sound, renderer(), folders))


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
