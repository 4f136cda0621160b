"""What becomes of an attempt to send, whatever the channel. Each `send.py` has the same shape:

    async def send(message: Message, outside: Outside) -> Sent
    def told(message: Message, settings: Settings) -> Interaction | None     what the person now has from us, for their timeline
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

import aiohttp
import msgspec

from schemas.documents import Task
from streams.rules.identifiers import is_own
from streams.settings import Settings


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """`retry`: surely not sent, later perhaps; `failed`: surely not sent, never; `uncertain`: nobody can know; `doubt`: nobody knows yet,
    and the same call, made again with `Message.doubt_since`, finds out or does it once.

    `reply`: what the receiving side answered. `pause`: how long it asks us to wait with this message, `rest`: with everything that goes
    its way. `trouble`: it was the provider's fault, or our account's there. `gone`: nobody is where it was to go. `task`: what a colleague
    has to do instead.
    """

    state: Literal["sent", "retry", "failed", "held", "uncertain", "doubt"]
    reason: str | None = None
    reply: str | None = None
    pause: timedelta | None = None
    rest: timedelta | None = None
    trouble: bool = False
    gone: bool = False
    task: Task | None = None


class Kept:
    """Of one process. `sessions`: network -> who we are there and the token of this hour; `idle`: open connections to a mail server."""

    def __init__(self) -> None:
        self.sessions: dict[str, tuple[str, str]] = {}
        self.beginning = asyncio.Lock()  # a session, for all who wait for it
        self.idle: list[Any] = []

    def close(self) -> None:
        for connection in self.idle:
            connection.close()
        self.idle.clear()


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """What a channel needs of the world: settings, the moment, a way to reach HTTP (asked for only when used).

    `kept`: what it may find again at its next message: connections, sessions. `only_template`: the person's last word is so old that
    their network lets nothing else through.
    """

    settings: Settings
    now: datetime
    http: Callable[[], aiohttp.ClientSession]
    kept: Kept | None = None
    only_template: bool = False


def not_set_up(what: str) -> Sent:
    """Nothing was tried: the house has not said where this channel leaves."""
    return Sent(state="held", reason=f"{what} is not set")


def our_domain(settings: Settings) -> str:
    """The domain that our Message-IDs are of: of the sender's address, else the first that we call our own."""
    if "@" in settings.mail_from:
        return settings.mail_from.rpartition("@")[2].strip("> ").lower()
    names = [name.lstrip("@") for name in settings.reading.own.names]
    domains = [name.rpartition("@")[2] for name in names if "." in name.rpartition("@")[2] and not name.startswith("+")]
    return domains[0].lower() if domains else "egard.invalid"


def ours(identifier: str, settings: Settings) -> str | None:
    """Our own address for a timeline: left out where it is not known as ours, so that nobody takes us for a person."""
    return identifier if is_own(identifier, settings.reading.own, settings.region) else None
