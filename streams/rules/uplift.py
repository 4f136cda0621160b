"""What follow-ups are worth: who was written to against who was left alone, and how sure the difference is.

Everybody counts in the arm that they were given, whether or not a message reached them in the end: else those who could not be reached
would be missing on one side alone.
"""

from __future__ import annotations

import hashlib
from math import ceil, sqrt
from typing import Literal

import msgspec

Arm = Literal["written", "left"]

CONFIDENCE_Z = 1.959963984540054
"""Of an interval that holds the true difference in 95 of 100 campaigns."""
POWER_Z = 0.8416212335729143
"""Of a campaign that shows a difference which is there in 80 of 100 cases."""
MATTERS = 0.05
"""A smaller difference is no reason to write to anybody, nor to wait for its proof."""
LEAST = 20
"""Persons in an arm, below which nothing is said."""


class Uplift(msgspec.Struct, frozen=True, kw_only=True):
    """The shares of those who came back, and their difference with a 95% interval; None where an arm is empty.

    `verdict`: what may be said of it. `still_needed`: about so many more persons, over both arms, until a difference as large as it looks
    now would show; None: it is known, or nobody is left alone.
    """

    written: int
    left: int
    returned_written: int
    returned_left: int
    share_written: float | None = None
    share_left: float | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: Literal["helps", "harms", "no_difference", "unknown"] = "unknown"
    still_needed: int | None = None


def arm_of(identifier: str, campaign: str, share_left: float) -> Arm:
    """By a hash, so that the same identifier always falls on the same side, and on independent sides in different campaigns."""
    drawn = int.from_bytes(hashlib.sha256(f"arm\n{campaign}\n{identifier}".encode()).digest()[:8]) / 2**64
    return "left" if drawn < share_left else "written"


def difference(returned_written: int, written: int, returned_left: int, left: int) -> Uplift:
    """The interval joins the score intervals of both shares (Newcombe 1998, Statistics in Medicine 17:873, method 10): it keeps its
    promise with few persons and with shares near 0 and 1, where the plain one does not."""
    if not 0 <= returned_written <= written or not 0 <= returned_left <= left:
        raise ValueError("more came back than there are")
    told = Uplift(written=written, left=left, returned_written=returned_written, returned_left=returned_left)
    if not written or not left:
        return told
    p, q = returned_written / written, returned_left / left
    (p_low, p_high), (q_low, q_high) = _score(returned_written, written), _score(returned_left, left)
    estimate = p - q
    low = max(-1.0, estimate - sqrt((p - p_low) ** 2 + (q_high - q) ** 2))
    high = min(1.0, estimate + sqrt((p_high - p) ** 2 + (q - q_low) ** 2))
    verdict: Literal["helps", "harms", "no_difference", "unknown"] = "unknown"
    if min(written, left) >= LEAST:
        if low > 0:
            verdict = "helps"
        elif high < 0:
            verdict = "harms"
        elif low > -MATTERS and high < MATTERS:
            verdict = "no_difference"
    return msgspec.structs.replace(
        told, share_written=p, share_left=q, estimate=estimate, low=low, high=high, verdict=verdict,
        still_needed=_still_needed(told, estimate) if verdict == "unknown" else None,
    )


def _score(returned: int, of: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927)."""
    share, z2 = returned / of, CONFIDENCE_Z**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = CONFIDENCE_Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def _still_needed(told: Uplift, estimate: float) -> int:
    """Persons beyond those there are, with arms in the proportion that they have now (Fleiss, Levin & Paik 2003, 4.2)."""
    share_left = told.left / (told.left + told.written)
    p, q = (told.returned_written + 1) / (told.written + 2), (told.returned_left + 1) / (told.left + 2)
    spread = p * (1 - p) / (1 - share_left) + q * (1 - q) / share_left
    whole = ((CONFIDENCE_Z + POWER_Z) / max(abs(estimate), MATTERS)) ** 2 * spread
    floor = LEAST / min(share_left, 1 - share_left)
    return max(1, ceil(max(whole, floor)) - told.left - told.written)
