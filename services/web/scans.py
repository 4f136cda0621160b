"""Pages of scans as pictures, made by a process of their own: what came from outside is not opened where sessions are kept."""

from __future__ import annotations

import asyncio
import sys
from collections import OrderedDict

from schemas.errors import Unreadable

LONGEST_S = 20.0
KEPT = 64


class Scanner:
    """Draws one page at a time and remembers the latest ones."""

    def __init__(self) -> None:
        self._one = asyncio.Semaphore(1)
        self._drawn: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()

    async def png(self, id_: str, data: bytes, page: int, width: int) -> bytes:
        """The page (from 1) as PNG of that width. Raises Unreadable when the scan has no such page or cannot be drawn."""
        key = (id_, page, width)
        async with self._one:
            if key not in self._drawn:
                self._drawn[key] = await _draw(data, page, width)
                if len(self._drawn) > KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(key)
            return self._drawn[key]


async def _draw(data: bytes, page: int, width: int) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # a folder `services` where the hub was started is not ours
        "-m",
        "services.web.draw_scan",
        str(page),
        str(width),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    try:
        async with asyncio.timeout(LONGEST_S):
            drawn, _ = await process.communicate(data)
    except BaseException as error:
        process.kill()
        await process.wait()
        if isinstance(error, TimeoutError):
            raise Unreadable("scan", f"drawing it takes longer than {LONGEST_S:.0f} s", "open the original") from None
        raise
    if process.returncode or not drawn:
        raise Unreadable("scan", f"page {page} cannot be drawn", "open the original")
    return drawn
