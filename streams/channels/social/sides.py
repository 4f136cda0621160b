"""Whose side somebody is on: ours or theirs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from schemas.interaction import Direction, Own, Party, Reading, Role
from streams.rules import identifiers

SPELT = frozenset({"email", "ext", "mastodon", "postal", "tel"})
"""Schemes whose values have several spellings, or domains."""


@lru_cache(maxsize=8192)
def is_ours(identifier: str | None, reading: Reading, *handles: str | None) -> bool:
    """Whether an account is one of us: by its identifier, its number standing alone, or a name that the network shows for it. Remembered:
    it is asked several times of whoever takes part, and of our own account in nearly every message."""
    ours = _ours(reading.own)
    if identifier is not None:
        scheme, _, name = identifier.partition(":")
        if name.lower() in ours.names or identifier.lower() in ours.names:
            return True
        if scheme in SPELT and identifiers.is_own(identifier, reading.own, reading.region):
            return True
    for handle in handles:
        shown = handle.lstrip("@").lower() if handle else ""
        if shown and (shown in ours.names or shown.endswith(ours.below)):
            return True
    return False


def here(account: str, role: Role = "recipient") -> Party:
    """The account of ours that something was delivered to: the envelope says so, not what we say of ourselves."""
    return Party(role=role, identifier=account, ours=True)


class _Ours(NamedTuple):
    """`names`: as a network shows them, with or without a scheme; `below`: ends of the handles below a domain of ours."""

    names: frozenset[str]
    below: tuple[str, ...]


@lru_cache(maxsize=64)
def _ours(own: Own) -> _Ours:
    given = [name.strip().lstrip("@").lower() for name in own.names]
    names = frozenset(given + [name.rpartition(":")[2].lstrip("@") for name in given]) - {""}
    return _Ours(names, tuple(f".{name}" for name in sorted(names) if "." in name))


def direction_of(by_us: bool, to_us: Iterable[bool]) -> Direction:
    """Seen from us; `to_us`: whether each of those spoken to is one of us. What we say to nobody but ourselves is internal."""
    if not by_us:
        return "in"
    several = list(to_us)
    return "internal" if several and all(several) else "out"
