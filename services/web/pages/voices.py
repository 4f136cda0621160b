"""`/voices`: where discontent begins and what carries it, of the last weeks; nobody is named here."""

from __future__ import annotations

from aiohttp import web

from services.web import keys
from services.web.answering import shell_of, shown
from services.web.bars import bars
from services.web.views import VoicesPage
from streams.rules.voices import FEW, UNEASY, first_week, where_it_begins

PARTS = {"told": "voices/_told.html.j2"}
MOST_SIGNALS = 3000
"""So many signals are read at most, those that began last; the page says so when there were more."""


async def voices(request: web.Request) -> web.Response:
    shell = shell_of(request, "voices")
    state = request.app[keys.STATE]
    now = shell.now.astimezone(request.app[keys.ZONE])
    signals = await state.signals.begun(first_week(now), MOST_SIGNALS)
    owned = await state.identifiers.of_many({signal.person for signal in signals if signal.kind in UNEASY})
    places = {person: frozenset(each.id for each in theirs if each.id.startswith("postal:")) for person, theirs in owned.items()}
    told = where_it_begins(signals, places, now=now)
    view = VoicesPage(
        shell=shell, told=told, plot=bars(told.weeks), few=told.count < FEW, limit=MOST_SIGNALS if len(signals) == MOST_SIGNALS else None
    )
    return shown(request, view, parts=PARTS)
