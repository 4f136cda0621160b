"""`/voices`: where discontent begins and what carries it, of the last weeks; nobody is named here."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from services.web import keys
from services.web.answering import shell_of, shown
from services.web.bars import bars
from services.web.views import VoicesPage
from streams.rules.voices import FEW, UNEASY, first_week, where_it_begins

PARTS = {"told": "voices/_told.html.j2"}
WEEKS = 12
MOST_SIGNALS = 2000
"""So many signals are read at most, those that began last; with more of them the page goes less far back, and says so."""


async def voices(request: web.Request) -> web.Response:
    shell = shell_of(request, "voices")
    state = request.app[keys.STATE]
    now = shell.now.astimezone(request.app[keys.ZONE])
    signals = await state.signals.begun(first_week(now, WEEKS), MOST_SIGNALS, kinds=UNEASY)
    weeks = WEEKS if len(signals) < MOST_SIGNALS else covered(now, signals[-1].since)
    owned = await state.atoms.of_many({signal.person for signal in signals})
    places = {person: frozenset(each.id for each in theirs if each.id.startswith("postal:")) for person, theirs in owned.items()}
    told = where_it_begins(signals, places, now=now, weeks=weeks)
    view = VoicesPage(shell=shell, told=told, plot=bars(told.weeks), few=told.count < FEW, more=weeks < WEEKS)
    return shown(request, view, parts=PARTS)


def covered(now: datetime, since: datetime) -> int:
    """How many whole weeks, the present one included, began after `since`; one at least."""
    return next((weeks for weeks in range(WEEKS, 1, -1) if first_week(now, weeks) > since), 1)
