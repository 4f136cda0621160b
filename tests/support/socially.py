"""Reading a payload that a test writes down."""

from __future__ import annotations

import json
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading, Removal
from streams.channels.social import parse


def reading(*own: str) -> Reading:
    return Reading(own=Own(names=own))


def found(payload: Any, *own: str) -> list[Interaction | Removal | Refusal]:
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return list(parse(data, reading(*own)))


def said(payload: Any, *own: str) -> list[Interaction]:
    """All of it is understood."""
    every = found(payload, *own)
    assert not any(isinstance(one, Refusal) for one in every), every
    return [one for one in every if isinstance(one, Interaction)]


def refused(payload: Any, *own: str) -> Refusal:
    """Nothing of it is understood, and one reason is given."""
    (one,) = found(payload, *own)
    assert isinstance(one, Refusal)
    return one


def taken_back(payload: Any, *own: str) -> list[str]:
    """The ids of what is taken back; nothing else may be in it."""
    every = found(payload, *own)
    assert all(isinstance(one, Removal) for one in every), every
    return [one.id for one in every if isinstance(one, Removal)]
