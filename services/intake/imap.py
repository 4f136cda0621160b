"""Mailboxes read by IMAP: what is new at once, and what we lost of what lies there by itself.

Where one stands is written only after the door said that a mail is safe. Whoever is killed before that fetches it again, and the door
says that it has it.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import ParamSpec, TypeVar

import structlog

from schemas.errors import Refused, Unavailable
from services.intake.door import AT_ONCE, AT_ONCE_BYTES, LARGEST_BYTES, Door
from services.intake.mailbox import Denied, Mailbox
from streams.mailboxes import Place
from streams.state import State
from streams.state.client import AWAY

log = structlog.get_logger()

P = ParamSpec("P")
T = TypeVar("T")

GLANCE_S = 2.0
"""How often a waiting reader looks up: whether it should stop, or count."""

AGAIN_S = 1.0
"""After something came it is looked again, however the server tells."""

COUNT_EVERY_S, COUNT_SHARE = 60.0, 0.02
"""The mailbox is counted against ours after so long, or later: it may take this share of the time."""

CHUNK = 500
DOOR_AWAY_S = 1.0


class Pause:
    """How long to wait before the next try: doubled each time, by chance a little less, so that many do not come at once."""

    SHORTEST_S, LONGEST_S, DENIED_S, RAN_WELL_S = 1.0, 300.0, 60.0, 60.0

    def __init__(self) -> None:
        self._next_s = self.SHORTEST_S

    def after(self, error: Exception, ran_s: float) -> float:
        if ran_s >= self.RAN_WELL_S:
            self._next_s = self.SHORTEST_S
        pause_s = max(self._next_s, self.DENIED_S if isinstance(error, Denied) else 0.0)
        self._next_s = min(self.LONGEST_S, pause_s * 2)
        return pause_s * random.uniform(0.7, 1.0)  # noqa: S311  # nobody gains by guessing it


class Follower:
    """One folder, followed until cancelled."""

    def __init__(self, place: Place, door: Door, state: State, *, now: Callable[[], datetime]) -> None:
        self._place, self._door, self._now = place, door, now
        self._source, self._sources, self._mails, self._originals = place.source, state.sources, state.mailbox_mails, state.originals
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="imap")
        self._last_uid = 0

    async def follow(self) -> None:
        pause = Pause()
        try:
            while True:
                begun = time.monotonic()
                try:
                    await self._session()
                except Exception as error:  # noqa: BLE001  # the edge: no fault in one mailbox may stop the other doors
                    pause_s = pause.after(error, time.monotonic() - begun)
                    await self._say(error, pause_s)
                    await asyncio.sleep(pause_s)
        finally:
            self._thread.shutdown(wait=False)

    async def _session(self) -> None:
        """One connection, until it ends: it raises."""
        box = Mailbox(self._place)
        try:
            await self._ask(box.open)
            await self._begin(box)
            count_at = 0.0
            while True:
                due = time.monotonic() >= count_at or await self._count_asked()
                if (box.warned or (due and count_at)) and await self._ask(box.is_renumbered):
                    await self._begin(box)
                    due = True
                brought = await self._take_new(box)
                if due:
                    begun = time.monotonic()
                    await self._count(box)
                    count_at = time.monotonic() + max(COUNT_EVERY_S, (time.monotonic() - begun) / COUNT_SHARE)
                if brought:  # one mail is seldom alone, and what comes between a look and IDLE is not told by every server
                    await self._ask(box.wait, AGAIN_S)
                    continue
                while not await self._ask(box.wait, GLANCE_S) and time.monotonic() < count_at and not await self._count_asked():
                    pass
        finally:
            box.wake()
            self._thread.submit(box.close)

    async def _begin(self, box: Mailbox) -> None:
        """Where we stand. After another UIDVALIDITY every mail is asked for anew: the door knows those that it has."""
        known = await self._sources.get(self._source)
        stood = known.mailbox if known else None
        if stood and stood.uidvalidity != box.uidvalidity:
            log.warning("imap.renumbered", source=self._source)
            await self._mails.drop(self._source, stood.uidvalidity)
        self._last_uid = stood.last_uid if stood and stood.uidvalidity == box.uidvalidity else 0
        await self._sources.read_to(self._source, box.uidvalidity, self._last_uid)
        await self._sources.well(self._source)
        log.info("imap.listens", source=self._source, idle=box.idles)

    async def _take_new(self, box: Mailbox) -> bool:
        """Whether there was something."""
        new = await self._ask(box.uids, self._last_uid)
        async for uids in self._bring(box, new):
            self._last_uid = uids[-1]
            await self._sources.read_to(self._source, box.uidvalidity, self._last_uid)
        return bool(new)

    async def _bring(self, box: Mailbox, uids: Sequence[int]) -> AsyncIterator[Sequence[int]]:
        """Take these in, a part after the other in their order; gives each part once it is safe."""
        for chunk in _chunks(uids):
            sizes = await self._ask(box.sizes, chunk)
            for part in parts(chunk, sizes):
                small = [uid for uid in part if 0 <= sizes.get(uid, -1) <= LARGEST_BYTES]
                mails = await self._ask(box.mails, small) if small else {}
                kept = dict(zip(mails, await asyncio.gather(*map(self._keep, mails.values())), strict=True))
                for uid in part:
                    if sizes.get(uid, 0) > LARGEST_BYTES:
                        kept[uid] = None
                        self._door.refused(self._source, f"{sizes[uid]} bytes are more than the {LARGEST_BYTES} that a mail may have")
                    elif uid in small and uid not in mails:  # gone meanwhile, or not to be had: the next count asks again
                        self._door.refused(self._source, "the server did not give it")
                await self._mails.put(self._source, box.uidvalidity, kept)
                yield part

    async def _keep(self, data: bytes) -> str | None:
        """The original once it is safe; None: it was refused, and is left out."""
        while True:
            try:
                raw, _ = await self._door.keep("email", "message/rfc822", self._source, data)
            except Refused:
                return None
            except Unavailable:
                await asyncio.sleep(DOOR_AWAY_S)
            else:
                return raw.original

    async def _count(self, box: Mailbox) -> None:
        """The mailbox against ours: a mail is ours when its original is here. What is not is fetched again."""
        at, ours, left_out, brought, seen = self._now(), 0, 0, 0, 0
        uids = [uid for uid in await self._ask(box.uids) if uid <= self._last_uid]  # what came meanwhile is new, and not missing
        for chunk in _chunks(uids):
            known = await self._mails.between(self._source, box.uidvalidity, seen + 1, chunk[-1])
            seen = chunk[-1]
            await self._mails.drop(self._source, box.uidvalidity, sorted(known.keys() - set(chunk)))
            if missing := await self._missing(chunk, known):
                async for _ in self._bring(box, missing):
                    pass
                known = await self._mails.between(self._source, box.uidvalidity, chunk[0], chunk[-1])
                still = await self._missing(chunk, known)
                brought += len(missing) - len(still)
                missing = still
            without = sum(uid in known and known[uid] is None for uid in chunk)
            left_out += without
            ours += len(chunk) - len(missing) - without
        await self._sources.counted(self._source, theirs=len(uids), ours=ours, left_out=left_out, at=at)
        if brought:
            log.warning("imap.came_back", source=self._source, mails=brought)

    async def _missing(self, uids: Sequence[int], known: Mapping[int, str | None]) -> list[int]:
        here = await self._originals.present([id_ for uid in uids if (id_ := known.get(uid))])
        return [uid for uid in uids if uid not in known or (known[uid] is not None and known[uid] not in here)]

    async def _count_asked(self) -> bool:
        known = await self._sources.get(self._source)
        return known is not None and known.count_asked_at is not None

    async def _say(self, error: Exception, pause_s: float) -> None:
        """What the server or the database did is no fault of ours; anything else is, and is told with where it happened."""
        outside = isinstance(error, (Unavailable, *AWAY))
        what = f"{error.what}; {error.remedy}" if isinstance(error, Unavailable) else type(error).__name__
        log.warning("imap.waits", source=self._source, why=what, again_in_s=round(pause_s), exc_info=None if outside else error)
        with contextlib.suppress(*AWAY):
            await self._sources.troubled(self._source, what, self._now())

    async def _ask(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """In the mailbox's own thread. When we are cancelled meanwhile, whoever waits there is woken."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *given, **named))


def _chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(uids), CHUNK):
        yield uids[first : first + CHUNK]


def parts(uids: Sequence[int], sizes: Mapping[int, int]) -> Iterator[Sequence[int]]:
    """In their order, each as many as the door writes at once, and few enough for the memory; a large one is alone."""
    part: list[int] = []
    size = 0
    for uid in uids:
        bytes_ = sizes.get(uid, 0) if sizes.get(uid, 0) <= LARGEST_BYTES else 0
        if part and (len(part) == AT_ONCE or size + bytes_ > AT_ONCE_BYTES):
            yield part
            part, size = [], 0
        part.append(uid)
        size += bytes_
    if part:
        yield part
