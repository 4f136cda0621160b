"""What a stage works with: state, settings, the world outside. Rules never see it."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from multiprocessing import get_context

import aiohttp

from schemas.documents import OriginalRecord
from schemas.errors import Unreadable
from schemas.interaction import Reading
from streams.channels import Read, parse_all
from streams.rules.drift import DEFAULT, House
from streams.settings import Settings
from streams.state import State
from streams.state.client import ms
from streams.wire import Producer

LARGE_BYTES = 1_000_000
LETTER_S = 180.0
HOUSE_S = 60.0


def utc_now() -> datetime:
    return ms(datetime.now(UTC))


class Desk:
    """One a process. `now` is handed in, so that a year can pass in a test."""

    def __init__(self, settings: Settings, state: State, producer: Producer, *, now: Callable[[], datetime] = utc_now) -> None:
        self.settings, self.state, self.producer, self.now = settings, state, producer, now
        self.met: OrderedDict[tuple[str, str], datetime] = OrderedDict()  # identifiers that this process has written down already
        self.handed: dict[str, datetime] = {}  # originals of many interactions, and when this process sent them on
        self.remembered: dict[str, float] = {}  # by the clock: what was handed on, and until when it is not handed on again
        self.stopping = False  # nothing new is begun any more
        self.counted = 0  # persons, when learn last looked
        self._house: House | None = None  # what was learnt from everybody, as it was read
        self._house_until = 0.0
        self._http: aiohttp.ClientSession | None = None
        self._readers: ProcessPoolExecutor | None = None

    @property
    def http(self) -> aiohttp.ClientSession:
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        return self._http

    async def house(self) -> House:
        """What was learnt from everybody, read again every minute; the built-in one until something was learnt."""
        if self._house is None or time.monotonic() >= self._house_until:
            self._house, self._house_until = await self.state.houses.latest() or DEFAULT, time.monotonic() + HOUSE_S
        return self._house

    async def read(self, record: OriginalRecord) -> list[Read]:
        """What an original says. Recognising the text of a scan has a process of its own, so that a page that hangs or breaks it
        costs nobody else anything. Raises Unreadable."""
        data, reading = record.data or b"", self.settings.reading
        if record.channel == "letter":
            return await self._read_apart(record.channel, record.content_type, data, reading)
        if len(data) > LARGE_BYTES:
            return await asyncio.to_thread(parse_all, record.channel, record.content_type, data, reading)
        return parse_all(record.channel, record.content_type, data, reading)

    async def _read_apart(self, channel: str, content_type: str, data: bytes, reading: Reading) -> list[Read]:
        if self._readers is None:
            self._readers = ProcessPoolExecutor(
                max_workers=1, mp_context=get_context("spawn"), initializer=_as_reader, initargs=(os.getpid(),)
            )
        try:
            async with asyncio.timeout(LETTER_S):
                return await asyncio.get_running_loop().run_in_executor(self._readers, parse_all, channel, content_type, data, reading)
        except TimeoutError:
            self._drop_readers()
            raise Unreadable(
                "letter", f"reading it took longer than {LETTER_S:.0f} s", "scan it again with fewer pages, or at 300 dpi"
            ) from None
        except BrokenProcessPool:
            self._drop_readers()
            raise Unreadable("letter", "it broke the program that reads it", "scan it again, as PDF, PNG, JPEG or TIFF") from None

    def _drop_readers(self) -> None:
        if self._readers is not None:
            for process in list((self._readers._processes or {}).values()):  # the pool offers no other way to end work that hangs
                process.kill()
            self._readers.shutdown(wait=False, cancel_futures=True)
            self._readers = None

    async def close(self) -> None:
        self._drop_readers()
        if self._http is not None:
            await self._http.close()
        await self.producer.stop()
        self.state.close()


def _as_reader(worker: int) -> None:
    """The reader ends with its worker, however that ends, and not before: a Ctrl-C in the terminal is the worker's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent(worker)
    os.nice(5)


def die_with_parent(parent: int) -> None:
    """Linux: this process is killed when its parent is (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:  # it went before we asked
        os._exit(1)
