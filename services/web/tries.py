"""How often somebody may try to sign in: a few wrong passwords are human, many are not."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

FREE = 5
"""Wrong tries that cost nothing."""

LONGEST_S = 900.0
KNOWN = 10_000


class Tries:
    """After five wrong tries an address, or a name from an address, waits: 2, 4, 8 ... seconds, a quarter of an hour at most."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: OrderedDict[tuple[str, ...], tuple[int, float]] = OrderedDict()

    def wait_s(self, *who: tuple[str, ...]) -> float:
        """Seconds until the next try is let through; 0 when it may come now."""
        now = self._clock()
        return max(0.0, *(at + _pause_s(count) - now for count, at in (self._wrong.get(key, (0, now - LONGEST_S)) for key in who)))

    def wrong(self, *who: tuple[str, ...]) -> None:
        for key in who:
            count, at = self._wrong.pop(key, (0, 0.0))
            count = 0 if self._clock() - at > LONGEST_S else count
            self._wrong[key] = (count + 1, self._clock())
        while len(self._wrong) > KNOWN:
            self._wrong.popitem(last=False)

    def right(self, *who: tuple[str, ...]) -> None:
        for key in who:
            self._wrong.pop(key, None)


def _pause_s(wrong: int) -> float:
    return 0.0 if wrong < FREE else min(LONGEST_S, 2.0 ** min(wrong - FREE + 1, 20))
