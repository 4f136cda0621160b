"""Whose each atom is: a function of what is known of a neighbourhood and of what colleagues said, whatever the order of either.

The rules are those of `resolving`, on what the uses keep of their mentions.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

import msgspec

from schemas.interaction import Instant
from streams.rules.identity.uses import Use

MOST_NAMES = 64
"""An identifier that more atoms use or claim is common: each of its atoms is a person of its own."""
MOST_OF_ONE = 40
"""A customer number, a house that more atoms share is nobody's own."""


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague's word about two atoms; it wins over the rules. `word`: of the command, which may need several rulings and is taken
    back as one; `over`: rulings that do not count while this one stands."""

    id: str
    say: Literal["same", "different"]
    a: str
    b: str
    at: Instant
    by: str
    word: str = ""
    over: tuple[str, ...] = ()
    withdrawn: bool = False


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """Whose an atom is. `eras`: of what comes without a name from a recycled identifier, from when it is whose; `person` is then the
    last; what is older than the first is the first's."""

    person: str
    use: Literal["exclusive", "shared", "recycled"]
    eras: tuple[tuple[datetime, str], ...] = ()


class Bond(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Why two atoms of one person are together: the evidence and its value, or the ruling's id."""

    type: Literal["ruling", "identifier", "mailbox", "claim", "customer", "address"]
    a: str
    b: str
    value: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The rulings that make it so: `withdraw`: by id; then new ones, each a pair of atoms; `over`: of each new `same`."""

    withdraw: tuple[str, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    over: tuple[str, ...] = ()


def owned(uses: Iterable[Use], rulings: Iterable[Ruling] = (), *, common: Collection[str] = frozenset()) -> dict[str, Owned]:
    """By atom id. `uses`: whole neighbourhoods, joined by `keys_of` and by rulings of `same`; `common`: keys that more atoms have than are
    here and that were not followed; a key that too many here have is common as well."""
    raise NotImplementedError


def bonds(uses: Iterable[Use], rulings: Iterable[Ruling] = (), *, common: Collection[str] = frozenset()) -> list[Bond]:
    """What holds the persons together."""
    raise NotImplementedError


def merge(one: str, other: str, uses: Iterable[Use], rulings: Iterable[Ruling], *, common: Collection[str] = frozenset()) -> Plan:
    """Two persons, by any atom of each, become one: all that either has. Nearly always one ruling. `split` of either's atoms undoes it."""
    raise NotImplementedError


def split(leaving: Collection[str], uses: Iterable[Use], rulings: Iterable[Ruling], *, common: Collection[str] = frozenset()) -> Plan:
    """Some atoms of one person, all those of an identifier for one, leave it, with what hangs on them alone.

    What a colleague joined is taken back, nearest to them on the way to the person's first atom; what rules hold is told apart.
    """
    raise NotImplementedError
