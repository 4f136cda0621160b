"""Text messages that a provider of telephone lines hands on: said by somebody, hence no call but a direct message of the network `sms`.

A number is the same person as on the telephone. Providers differ in the names of the fields alone; a form says which they are.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from schemas.interaction import Direction, Interaction, Original, Reading
from streams.channels.phone.call import Speaker, party
from streams.rules.language import identify

_NETWORKS = {"whatsapp": "whatsapp", "messenger": "facebook", "viber_service": "viber", "viber_bm": "viber", "rcs": "rcs"}


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: what identifies it in its source."""

    key: str
    at: datetime | None
    author: Speaker
    recipient: Speaker
    text: str
    direction: Direction
    network: str = "sms"


def words(fields: Any, *names: str) -> str:
    """What was written, whole and as it was written: the first of these that is a text."""
    given = (fields.get(name) for name in names) if isinstance(fields, dict) else ()
    return next((value.encode("utf-8", "replace").decode() for value in given if isinstance(value, str) and value), "")


def network_of(kind: str) -> str:
    """The network behind what a provider calls a channel: `whatsapp`, `messenger`, `viber_service`; `sms` where it is none of its own."""
    return _NETWORKS.get(kind.lower(), "sms")


def at_network(network: str, address: str, name: str = "") -> Speaker:
    """Who is at an address as a provider writes it: by a number, on Messenger by an id there."""
    if network == "facebook":
        return Speaker(None, name or None, f"facebook:{address}" if address else None)
    return Speaker(address or None, name or None)


def to_said(message: Message, original: Original, reading: Reading) -> Interaction:
    author = party("author", message.author, reading.region)
    recipient = party("recipient", message.recipient, reading.region)
    ends = sorted(each.identifier.partition(":")[2] for each in (author, recipient) if each.identifier)
    text = "\n".join(line.rstrip() for line in message.text.strip().splitlines())
    return Interaction(
        id=f"{message.network}:{message.key}",
        channel="social",
        network=message.network,
        direction=message.direction,
        at=message.at,
        parties=(author, recipient),
        thread=f"{message.network}:" + "/".join(ends),
        text=text,
        language=identify(text),
        original=original,
        act="direct",
    )
