"""The Interaction: one thing said or done between a person and us. Its JSON form is stable (docs/reference)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

Instant = Annotated[datetime, Meta(tz=True)]
"""UTC, whole milliseconds: MongoDB keeps no more."""

Channel = Literal["phone", "email", "letter", "social"]
CHANNELS: tuple[Channel, ...] = ("phone", "email", "letter", "social")
OURS = "application/vnd.egard.interaction+json"
"""An Interaction of our own doing, already in our own words: a message that we sent. Nobody outside can declare it."""

Direction = Literal["in", "out", "internal"]
Role = Literal["from", "reply_to", "to", "cc", "caller", "callee", "agent", "sender", "recipient", "author", "mention"]
Automatic = Literal["auto_reply", "bounce", "bulk"]
Act = Literal["post", "reply", "direct", "comment", "review", "like", "boost", "follow", "reaction"]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Who took part. `identifier` is `scheme:value`, null for a withheld or unreadable one."""

    role: Role
    identifier: str | None = None
    name: str | None = None
    address: str | UnsetType = UNSET  # the postal address as read, one line, without the name
    about: str | UnsetType = UNSET  # what a social profile says of itself
    ours: Literal[True] | UnsetType = UNSET  # the account that the source delivered it to: one of us, whoever we say that we are


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """`size` in bytes."""

    name: str | None
    content_type: str
    size: int
    sha256: str


class Original(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bytes are: stored once, by their hash. `size` in bytes."""

    sha256: str
    content_type: str
    size: int


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """Something that stood in the original and is not in `text`. `lines` of it; it stood after so many lines of `text`."""

    kind: Literal["quoted", "forwarded", "signature", "footer", "banner"]
    lines: int
    after: int


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """Something on a letter that tells whom or what it is about, and where it stands there."""

    kind: Literal["email", "tel", "reference"]
    value: str  # an identifier as `scheme:value`; a reference (customer, contract, case) as written
    party: int | None = None  # whose, by its index in `parties`; null where nothing tells
    page: int  # of the scan, from 1
    box: tuple[float, float, float, float]  # of its line: left, top, right, bottom, in shares of the page upright
    sure: float  # the recogniser's confidence, 0..1


class Leg(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one record of a call tells of it; null: nothing. `inner`: of a leg within the call, which tells who took it, not who called.

    `began_at`: first ring, or entry into the queue. `machine`: what picked up was no human.
    """

    direction: Direction | None = None
    inner: bool = False
    answered: bool | None = None
    machine: bool = False
    transferred: bool = False
    began_at: Instant | None = None
    answered_at: Instant | None = None
    ended_at: Instant | None = None
    talk_s: int | float | None = None
    wait_s: int | float | None = None


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """The author took back the interaction `id`, or the network did: its entry stays, its words go. `at` null: the source has no time."""

    id: str
    channel: Channel
    network: str | None = None
    at: Instant | None = None


class Interaction(msgspec.Struct, frozen=True, kw_only=True):
    """`id` is a function of the source alone; `at` is UTC and null only where the source has no time.

    `text` is what this person says here and now: no quoted text, no signature, no legal footer.
    `measures`: units in the name (`duration_s`, `wait_s`); what the source does not give is absent, never 0.
    """

    id: str
    channel: Channel
    network: str | None = None
    direction: Direction
    at: Instant | None
    parties: tuple[Party, ...]
    thread: str | None = None
    in_reply_to: str | None = None
    subject: str | None = None
    text: str = ""
    language: str | None = None
    attachments: tuple[Attachment, ...] = ()
    measures: dict[str, bool | int | float] = {}
    automatic: Automatic | None = None
    original: Original
    act: Act | UnsetType = UNSET  # social only
    edited_at: Instant | UnsetType = UNSET  # social only
    signature: str | UnsetType = UNSET  # as written by the sender; `text` does not repeat it
    spots: tuple[Spot, ...] | UnsetType = UNSET  # letters only
    also: tuple[str, ...] | UnsetType = UNSET  # other ids of it, by which its network may take it back
    legs: tuple[Leg, ...] | UnsetType = UNSET  # phone, where a source tells of one call several times: what it has told so far
    cuts: tuple[Cut, ...] | UnsetType = UNSET  # what was left out of `text`, in order; absent where nothing was


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are: domains, addresses, numbers, handles, as given by EGARD_OWN or --own."""

    names: tuple[str, ...] = ()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How a source is read: who we are, where national numbers are dialled, the zone of times written without one, what we sell.

    `outside_line`: what our extensions dial before a number. `month_first`: 3/4/2026 is in March; a channel asks the file.
    """

    own: Own = Own()
    region: str = "FR"
    tz: str = "Europe/Paris"
    products: tuple[str, ...] = ()
    outside_line: str = ""
    month_first: bool = False
