"""The door that every original comes through: kept durably, then sent on; the answer is yes only when it is safe.

Arrivals of the same moment are written together: one durable write costs nearly as much as twenty. How much came from where is written
once a second.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime

import structlog

from schemas import topics
from schemas.errors import Refused, Unavailable
from schemas.events import Raw
from schemas.interaction import CHANNELS, OURS, Channel
from streams.state import State
from streams.state.client import AWAY
from streams.state.sources import News
from streams.wire import Emit, Producer, new_trace

log = structlog.get_logger()

LARGEST_BYTES = 64 << 20
UNKNOWN = "application/octet-stream"
AT_ONCE = 64
AT_ONCE_BYTES = 8 << 20
NEWS_EVERY_S = 1.0


class Door:
    """`keep` is what every listener calls. Runs inside `async with`."""

    def __init__(self, state: State, producer: Producer, *, now: Callable[[], datetime]) -> None:
        self._state, self._producer, self._now = state, producer, now
        self._waiting: asyncio.Queue[tuple[tuple[Channel, str, str, bytes], asyncio.Future[tuple[Raw, bool]]]] = asyncio.Queue(maxsize=1000)
        self._tasks: asyncio.TaskGroup | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._news: dict[str, News] = {}
        self._closing = asyncio.Event()
        self.last_at: datetime | None = None

    async def __aenter__(self) -> Door:
        self._writer = asyncio.create_task(self._write())
        self._teller = asyncio.create_task(self._tell())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.cancel()
        await asyncio.gather(self._writer, *self._sending, return_exceptions=True)
        self._closing.set()
        await self._teller

    async def keep(self, channel: str, content_type: str, source: str, data: bytes) -> tuple[Raw, bool]:
        """The original as kept, and whether it is new. Raises Refused (empty, too large, no such channel) and Unavailable (try again).

        `source`: the id of a document of `sources`, one of a few, never of the sender's choosing.
        """
        if channel not in CHANNELS:
            raise Refused("channel", f"{channel!r} is none", f"choose of {', '.join(CHANNELS)}")
        try:
            raw, new = await self._keep(channel, content_type, source, data)
        except Refused as error:
            self.refused(source, error.what)
            raise
        self._hear(News(source=source, first_at=raw.received_at, last_at=raw.received_at, accepted=int(new), duplicates=int(not new)))
        return raw, new

    def refused(self, source: str, why: str) -> None:
        """Something was not taken in before it came to `keep`: a wrong signature. `why` holds nothing of what it said."""
        self._hear(News(source=source, refused=1, refusal=why, refused_at=self._now()))

    async def _keep(self, channel: Channel, content_type: str, source: str, data: bytes) -> tuple[Raw, bool]:
        if not data:
            raise Refused("body", "it is empty", "hand in the file itself")
        if len(data) > LARGEST_BYTES:
            raise Refused(
                "body",
                f"{len(data)} bytes are more than the {LARGEST_BYTES} that one file may have",
                "split it, a mailbox or a log by month",
            )
        if content_type == OURS:  # nobody outside speaks for us
            content_type = UNKNOWN
        kept: asyncio.Future[tuple[Raw, bool]] = asyncio.get_running_loop().create_future()
        await self._waiting.put(((channel, content_type, source, data), kept))
        self.last_at = self._now()
        return await kept

    def _hear(self, news: News) -> None:
        if news.source in self._news:
            self._news[news.source].add(news)
        else:
            self._news[news.source] = news

    async def _tell(self) -> None:
        """Until the door closes, which waits for the last: what is being written would be lost if it were cancelled."""
        while not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), NEWS_EVERY_S)
            await self._tell_once()

    async def _tell_once(self) -> None:
        """What was heard since the last time; kept for the next when the database is away."""
        told, self._news = self._news, {}
        if not told:
            return
        try:
            await self._state.sources.heard(told.values())
        except AWAY as error:
            log.warning("intake.counts_wait", error=type(error).__name__)
            later, self._news = self._news, told
            for news in later.values():
                self._hear(news)

    async def _write(self) -> None:
        while True:
            together = [await self._waiting.get()]
            size = len(together[0][0][3])
            while len(together) < AT_ONCE and size < AT_ONCE_BYTES and not self._waiting.empty():
                together.append(self._waiting.get_nowait())
                size += len(together[-1][0][3])
            try:
                results = await self._state.originals.put([arrival for arrival, _ in together], now=self._now())
            except AWAY as error:
                log.warning("intake.waits", error=type(error).__name__)
                for _, kept in together:
                    if not kept.done():
                        kept.set_exception(Unavailable("database", "it does not answer", "hand it in again in a moment"))
                continue
            except BaseException as error:
                for _, kept in together:
                    if not kept.done():
                        kept.set_exception(
                            error if isinstance(error, Exception) else Unavailable("intake", "it is stopping", "hand it in again")
                        )
                if not isinstance(error, Exception):
                    raise
                log.error("intake.failed", error=type(error).__name__, exc_info=error)
                continue
            for (_, kept), result in zip(together, results, strict=True):
                if not kept.done():
                    kept.set_result(result)
            sending = asyncio.create_task(self._send([raw for raw, new in results if new]))
            self._sending.add(sending)
            sending.add_done_callback(self._sending.discard)

    async def _send(self, raws: list[Raw]) -> None:
        try:
            await self._producer.send([Emit(topics.RAW[raw.channel], raw.original, raw, new_trace()) for raw in raws])
        except Unavailable as error:  # they are safe: the clock hands them on
            log.warning("intake.kept_only", events=len(raws), why=error.what)
