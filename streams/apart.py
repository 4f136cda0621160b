"""Reading in a process of its own: a scan that hangs, breaks the reader or eats memory costs nobody else anything, and has a reason."""

from __future__ import annotations

import asyncio
import ctypes
import os
import resource
import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context

import msgspec

from schemas.errors import Refusal, Unreadable
from schemas.interaction import Reading
from streams.channels import Read, parse_all

LETTERS_A_READER = 200
"""Then another process: what decoders leave behind in memory goes with it."""

REMEDY = "scan it again at 300 dpi or less, in fewer pages"


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one letter may cost. `memory_bytes` of address space, of which the recogniser's models and libraries take half; `cpu_s` of
    the processor, since a busy machine is not a hanging letter; `wall_s` by the clock, for what waits and computes nothing."""

    memory_bytes: int = 3 << 30
    cpu_s: int = 240
    wall_s: float = 900.0


class Apart:
    """One reader at a time; the next letter gets another when it broke. Every `read` gives what was read or raises Unreadable."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._pool: ProcessPoolExecutor | None = None

    async def read(self, channel: str, content_type: str, data: bytes, reading: Reading) -> list[Read]:
        work = self._begin(channel, content_type, data, reading)
        try:
            async with asyncio.timeout(self.limits.wall_s):
                return await asyncio.wrap_future(work)
        except (TimeoutError, BrokenProcessPool) as error:
            raise self._given_up(channel, error) from None

    def read_now(self, channel: str, content_type: str, data: bytes, reading: Reading) -> list[Read]:
        """The same where there is no event loop."""
        try:
            return self._begin(channel, content_type, data, reading).result(self.limits.wall_s)
        except (TimeoutError, BrokenProcessPool) as error:
            raise self._given_up(channel, error) from None

    def close(self) -> None:
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):  # the pool offers no other way to end work that hangs
                process.kill()
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _begin(self, channel: str, content_type: str, data: bytes, reading: Reading) -> Future[list[Read]]:
        work = partial(_read, channel, content_type, bytes(data), reading, self.limits)
        try:
            return self._reader().submit(work)
        except BrokenProcessPool:  # it went while it had nothing to read: no fault of this letter's
            self.close()
            return self._reader().submit(work)

    def _reader(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=1,
                max_tasks_per_child=LETTERS_A_READER,
                mp_context=get_context("spawn"),
                initializer=_as_reader,
                initargs=(os.getpid(), self.limits),
            )
        return self._pool

    def _given_up(self, channel: str, error: BaseException) -> Unreadable:
        if isinstance(error, TimeoutError):
            self.close()
            return Unreadable(channel, f"reading it took longer than {self.limits.wall_s:.0f} s", REMEDY)
        gone = list(((self._pool and self._pool._processes) or {}).values())
        if self._pool is not None:
            self._pool.shutdown()  # it is dead: this takes no time, and only then is it known of what
            self._pool = None
        if any(process.exitcode == -signal.SIGXCPU for process in gone):
            return Unreadable(channel, f"reading it took more than {self.limits.cpu_s} s of the processor", REMEDY)
        return Unreadable(channel, "it broke the program that reads it", "scan it again, as PDF, PNG, JPEG or TIFF")


def _read(channel: str, content_type: str, data: bytes, reading: Reading, limits: Limits) -> list[Read]:
    """In the reader."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + limits.cpu_s, resource.RLIM_INFINITY))
    try:
        return parse_all(channel, content_type, data, reading)
    except Exception as error:  # noqa: BLE001  # another process's edge: errors of libraries cannot always be carried over it
        if isinstance(error, MemoryError) or "alloc" in str(error).lower():
            most = f"{limits.memory_bytes >> 20} MB"
            return [Refusal(where="file", what=f"reading it takes more than {most} of memory", remedy=REMEDY)]
        raise RuntimeError(f"{type(error).__name__}: {error}") from None


def _as_reader(worker: int, limits: Limits) -> None:
    """The reader ends with its worker, however that ends, and not before: a Ctrl-C in the terminal, or a SIGTERM to everything that a
    service started, is the worker's to answer."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    die_with_parent(worker)
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def die_with_parent(parent: int) -> None:
    """Linux: this process is killed when its parent is (prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:  # it went before we asked
        os._exit(1)
