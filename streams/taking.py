"""Taking what has arrived from a Faust stream, a batch at a time, without acknowledging it.

Faust's `noack_take` does the same, but finds out that nothing has arrived by waking every few milliseconds: five idle stages
cost a fifth of a core.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any


async def taken(stream: Any, most: int, *, gather_s: float) -> AsyncGenerator[list[Any], None]:
    """Batches of Faust's events, in their order: the first that comes, and what comes within `gather_s` of it, at most `most`.

    The next batch gathers while one is handled. Use it in `contextlib.aclosing`: only then does nothing go on pulling after the last.
    """
    waiting: list[Any] = []
    some, full, room = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def pull() -> None:
        try:
            async for event in stream.noack().events():
                waiting.append(event)
                some.set()
                if len(waiting) >= most:
                    room.clear()
                    full.set()
                    await room.wait()
        finally:
            some.set()
            full.set()

    pulling = asyncio.create_task(pull())
    try:
        while True:
            await some.wait()
            if not full.is_set():
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(gather_s):
                        await full.wait()
            batch, ended = waiting[:], pulling.done()
            waiting.clear()
            if not ended:
                some.clear()
                full.clear()
                room.set()
            if batch:
                yield batch
            if ended:
                await pulling  # raises what the stream failed with
                return
    finally:
        pulling.cancel()
        await asyncio.gather(pulling, return_exceptions=True)
