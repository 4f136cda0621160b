"""One family of errors; each says where, what is wrong, and what to do.

EgardError
├── Unreadable      the bytes cannot be understood: a dead letter, never a retry
├── Refused         the caller asked for something that cannot be done: tell the caller
└── Unavailable     an engine or the world outside is away: try again later
"""

from __future__ import annotations

import msgspec


class EgardError(Exception):
    """`where`: file, field or document; `what`: what is wrong; `remedy`: what to do about it."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}; {remedy}")
        self.where, self.what, self.remedy = where, what, remedy


class Unreadable(EgardError):
    """What came in cannot be understood."""


class Refused(EgardError):
    """What was asked for cannot be done."""


class Unavailable(EgardError):
    """Something that we depend on does not answer."""


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a parser could not read: a value beside the Interactions, not an exception.

    `where` is the place in the file ("row 14", "notification 3", a field's name).
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}"
