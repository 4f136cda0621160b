"""What colleagues said of two entries: one person, or two. It wins over every rule, and taken back it leaves no trace."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Literal

import msgspec

from schemas.interaction import Instant

Key = tuple[str, int]
"""An interaction, and the place of a party in it."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """`of`: two parties or more. `withdrawn` takes back the decision of that id, whenever it comes."""

    decision: str
    say: Literal["same", "different", "withdrawn"]
    of: tuple[Key, ...]
    at: Instant
    by: str


def standing(decisions: Iterable[Decision]) -> list[tuple[Key, Key, bool]]:
    """(one, other, same) of every pair that is decided, the latest first; of two about one pair the later counts, then the greater id."""
    every = list(decisions)
    taken_back = {decision.decision for decision in every if decision.say == "withdrawn"}
    latest: dict[tuple[Key, Key], Decision] = {}
    for decision in sorted(every, key=lambda decision: (decision.at, decision.decision, decision.say)):
        if decision.say != "withdrawn" and decision.decision not in taken_back:
            for one, other in combinations(sorted(set(decision.of)), 2):
                latest[one, other] = decision
    ordered = sorted(latest.items(), key=lambda item: (item[1].at, item[1].decision, item[0]), reverse=True)
    return [(one, other, decision.say == "same") for (one, other), decision in ordered]
