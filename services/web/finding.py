"""Whom somebody means by a few words, to choose from: a name, an address, a number, or the address of their page."""

from __future__ import annotations

from collections import Counter

from aiohttp import web

from services.web import keys
from services.web.naming import address_of, titles

LONGEST = 100
MOST = 20


async def found(request: web.Request, words: str) -> dict[str, str]:
    """What they are called, by id, in the order of their names; who share a name are told apart by an address."""
    words, state = words.strip()[:LONGEST], request.app[keys.STATE]
    if not words:
        return {}
    page = words.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/people/")[2]
    ids = dict.fromkeys([page, *await state.atoms.found(words, MOST)])
    persons = await state.persons.get_many(ids)
    names = titles(persons.values())
    often = Counter(names.values())
    called = {
        id_: f"{name} · {(address_of(persons[id_]) or id_).partition(':')[2] or id_}" if often[name] > 1 else name
        for id_, name in names.items()
    }
    return dict(sorted(called.items(), key=lambda each: (each[1].casefold(), each[0]))[:MOST])
