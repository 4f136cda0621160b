"""What a hub that runs for months needs: bounded logs, a broker that does not fill the memory, and a path that does not stand still."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from services.embedded.keeper import Keeper
from services.embedded.leash import memory_bytes

EVERY_S = 5.0
SOFT_BYTES = 600 * 2**20  # the broker is renewed at a quiet moment
HARD_BYTES = 2**30  # the broker is renewed now
STILL_S = 240.0  # longer than any single document may take


class Stillness:
    """A backlog that does not change at all is not a load but a path that stands still."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._backlog: int | None = None
        self._since = clock()

    def noticed(self, backlog: int | None) -> bool:
        """Whether it is time to start the readers again; then the clock begins anew."""
        if not backlog or backlog != self._backlog:
            self._backlog, self._since = backlog, self._clock()
            return False
        if self._clock() - self._since < STILL_S:
            return False
        self._since = self._clock()
        return True


async def care(
    keepers: Iterable[Keeper],
    broker: Keeper | None,
    *,
    backlog: Callable[[], Awaitable[int | None]],
    restart_readers: Callable[[], Awaitable[None]],
    renew_broker: Callable[[], Awaitable[None]],
    say: Callable[[str], None],
) -> None:
    """For ever. A renewed broker begins empty: the clock hands on again what the database knows to be on its way."""
    stillness = Stillness(asyncio.get_running_loop().time)
    keepers = list(keepers)
    while True:
        await asyncio.sleep(EVERY_S)
        for keeper in keepers:
            keeper.log.rotate()
        waiting = await backlog()
        used = memory_bytes(broker.pid) if broker is not None and broker.ready and broker.pid else 0
        if used > HARD_BYTES or (used > SOFT_BYTES and waiting == 0):
            say(f"the broker holds {used >> 20} MB and is renewed, with its readers")
            await renew_broker()
        elif stillness.noticed(waiting):
            say(f"{waiting} documents have stood still for {STILL_S:.0f} s; the workers are started again")
            await restart_readers()
