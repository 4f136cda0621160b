"""What networks sent, kept as a file of named payloads a network, read as in the running hub."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading, Removal
from streams.channels.social import parse

FOLDER = Path(__file__).parent.parent / "channels" / "social" / "payloads"
OWN = ("atelier@hub.example.com", "did:plc:atelier222222222222222222", "@atelier", "100", "UCatelier")
READING = Reading(own=Own(names=OWN))


def payloads(network: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode((FOLDER / f"{network}.json").read_bytes())
    return found


def said(payload: Any) -> list[Interaction]:
    """What the payload says; it must be understood as a whole."""
    found = list(parse(msgspec.json.encode(payload), READING))
    assert not any(isinstance(one, Refusal) for one in found), found
    return [one for one in found if isinstance(one, Interaction)]


def taken_back(payload: Any) -> list[str]:
    """The ids of what the payload takes back; nothing else may be in it."""
    found = list(parse(msgspec.json.encode(payload), READING))
    assert all(isinstance(one, Removal) for one in found), found
    return [one.id for one in found if isinstance(one, Removal)]
