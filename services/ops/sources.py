"""Where things come from, as `egard ops sources`, `egard ops doctor` and the page tell it: how much, when last, and what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from schemas.documents import Source
from streams.rules.sources import Silence, silence
from streams.state import State

LOOK_S = 0.5


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A source as it is now. `silence`: None while it is not known what is usual for it."""

    source: Source
    silence: Silence | None = None

    @property
    def silent(self) -> bool:
        return self.silence is not None and self.silence.surprising

    @property
    def bad(self) -> bool:
        return self.silent or bool(self.lacking) or self.source.trouble is not None

    @property
    def lacking(self) -> int:
        """Mails that lie there and are not here, but for those that were left out."""
        box = self.source.mailbox
        return max(0, box.theirs - box.ours - box.left_out) if box and box.theirs is not None and box.ours is not None else 0


async def seen(state: State, now: datetime) -> list[Seen]:
    """Every source, by its id."""
    return [Seen(source=source, silence=silence(source, now)) for source in await state.sources.all()]


def wrong(one: Seen) -> Iterator[str]:
    """What is wrong with it, in words; nothing where all is well."""
    if one.source.trouble:
        yield one.source.trouble
    if one.silence is not None and one.silent:
        usual, since = _length(one.silence.usual_s), one.silence.since
        yield f"silent since {since:%Y-%m-%d %H:%M} UTC, {_length(one.silence.silent_s)}, which is longer than usual (at most {usual})"
    if one.lacking:
        yield f"{one.lacking} mails lie there and are not here"


async def forgotten(state: State, source: str) -> bool:
    """Whether it was known; with a mailbox goes what is known of its mails."""
    known = await state.sources.get(source)
    if known is not None and known.mailbox is not None:
        await state.mailbox_mails.drop(source, known.mailbox.uidvalidity)
    return await state.sources.forget(source)


async def recount(state: State, now: datetime, *, within_s: float) -> list[Seen]:
    """Every mailbox counted against ours since `now`, or as it is after `within_s`. Its reader counts, and fetches what is missing."""
    asked = set(await state.sources.ask_count(now))
    until = asyncio.get_running_loop().time() + within_s
    while True:
        found = [one for one in await seen(state, now) if one.source.id in asked]
        if all(one.source.count_asked_at is None for one in found) or asyncio.get_running_loop().time() > until:
            return found
        await asyncio.sleep(LOOK_S)


def _length(seconds: float) -> str:
    """Two hours, three days: as exact as one would say it."""
    length = timedelta(seconds=seconds)
    if length < timedelta(hours=2):
        return f"{round(seconds / 60)} minutes"
    return f"{round(seconds / 3600)} hours" if length < timedelta(days=3) else f"{length.days} days"
