"""How far the house's deadlines are stretched, for each share of false alarms that one may choose."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np

from streams.rules.drift import chances
from streams.rules.drift.arrays import Array
from streams.rules.drift.house import House

USUAL = ((0.02, 3.0), (0.05, 2.2), (0.1, 1.5), (0.2, 0.95), (0.3, 0.7))
"""What houses with much past learn, about."""

FEW = 150.0
"""So many who came back weigh as much as what is usual elsewhere."""


class Waits(NamedTuple):
    """Arrays with a place for each person and each earlier time."""

    own: Array  # the silence in days that is long for the person
    days: Array  # from the last visit to the next; of those not back, until now
    back: Array  # came back within their horizon
    lost: Array  # did not; neither: not known yet


def learnt(house: House, waits: Waits) -> House:
    """The house with its `stretches`."""
    ratio = np.where(waits.lost, np.inf, waits.days / chances.wait_days(house, waits.own))
    order = np.lexsort((~waits.back, ratio))
    ratio, back = ratio[order], waits.back[order]
    known = float(back.sum() / (back.sum() + FEW))
    stretches = []
    for rate, usual in USUAL:
        seen = float(np.log(_quantile(ratio, back, 1.0 - rate))) if back.any() else 0.0
        stretches.append((rate, float(np.exp(known * seen + (1.0 - known) * np.log(usual)))))
    return msgspec.structs.replace(house, stretches=tuple(stretches))


def _quantile(ratio: Array, back: Array, share: float) -> float:
    """Within which ratio so many of those come back who come back at all; ascending. Those not back by now are censored, the lost infinite.

    Counted as at any moment one looks: long gaps are met more often than short ones. Kaplan & Meier, JASA 53, 1958.
    """
    left = np.cumprod(1.0 - back / (len(back) - np.arange(len(back))))[back]
    place = int(np.searchsorted((1.0 - left) / (1.0 - left[-1]), share))
    return float(ratio[back][min(place, len(left) - 1)])
