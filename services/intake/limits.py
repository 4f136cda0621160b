"""How much is taken from one caller and for one source: token buckets, in memory, the same whatever the clock of the wall does.

A bucket holds `burst` and is filled again at `rate` a second. `now` is in seconds, of a clock that only goes forward.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple


class Level(NamedTuple):
    left: float
    at: float


class Buckets:
    """One a name; the least used are forgotten when there are too many, so that nobody fills the memory with addresses."""

    def __init__(self, *, rate: float, burst: float, most: int = 10_000) -> None:
        self._rate, self._burst, self._most = rate, burst, most
        self._levels: OrderedDict[str, Level] = OrderedDict()

    def take(self, name: str, now: float, cost: float = 1.0) -> float:
        """0 where there was enough, else after how many seconds there will be. What was refused costs nothing."""
        left = self._left(name, now)
        if left < cost:
            return (cost - left) / self._rate
        self._put(name, Level(left - cost, now))
        return 0.0

    def fine(self, name: str, now: float, cost: float) -> None:
        """Take it, whether it is there or not: a caller who guesses is soon out of breath."""
        self._put(name, Level(max(self._left(name, now) - cost, -self._burst), now))

    def _left(self, name: str, now: float) -> float:
        level = self._levels.get(name, Level(self._burst, now))
        return min(self._burst, level.left + (now - level.at) * self._rate)

    def _put(self, name: str, level: Level) -> None:
        self._levels[name] = level
        self._levels.move_to_end(name)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
