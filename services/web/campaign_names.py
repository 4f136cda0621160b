"""The campaigns that there are, and what they are called."""

from __future__ import annotations

from aiohttp import web

from schemas.campaigns import Campaign
from services.web import keys
from services.web.languages import Language
from streams.rules.campaigns import BUILT_IN


async def all_of(request: web.Request) -> dict[str, Campaign]:
    """By name; one that came with the program is no document before somebody touches it."""
    return BUILT_IN | await request.app[keys.STATE].campaigns.all()


async def campaign_titles(request: web.Request, language: Language) -> dict[str, str]:
    """By name, in this language where it has a title in it."""
    titles = {name: said.content.title for name, said in (await all_of(request)).items()}
    return {name: said.get(language) or next(iter(said.values()), name) for name, said in titles.items()}
