"""How a call goes: how long it rings, who takes it, how long it lasts."""

from __future__ import annotations

from random import Random
from typing import Literal

import msgspec

from services.demo.people import AGENTS

Ring = Literal["", "waiting", "transfer", "absence", "short"]
"""What is unusual about a call: a long wait, handed on, nobody there, cut short."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`talk_s` 0: nobody spoke. `passed_on`: the extension that it was handed to."""

    wait_s: int
    talk_s: int
    end: Literal["answered", "missed", "voicemail", "busy"]
    extension: str
    passed_on: str | None = None


def call_of(rng: Random, *, heard: bool, warmth: float, ring: Ring = "") -> Call:
    """The warmer the person, the longer they talk."""
    extension, _ = rng.choice(AGENTS)
    other = next(one for one, _ in AGENTS if one != extension)
    match ring:
        case "waiting":
            return Call(wait_s=rng.randint(420, 640), talk_s=rng.randint(70, 180), end="answered", extension=extension)
        case "transfer":
            return Call(wait_s=rng.randint(20, 60), talk_s=rng.randint(120, 240), end="answered", extension=extension, passed_on=other)
        case "short":
            return Call(wait_s=rng.randint(4, 30), talk_s=rng.randint(35, 70), end="answered", extension=extension)
    if ring == "absence" or not heard:
        return Call(wait_s=rng.randint(60, 110), talk_s=0, end=rng.choice(("missed", "missed", "voicemail")), extension=extension)
    talk_s = round(rng.randint(140, 420) * (0.4 + 1.2 * min(warmth, 1)))
    return Call(wait_s=rng.randint(4, 45), talk_s=talk_s, end="answered", extension=extension)


RINGS: dict[str, Ring] = {"waiting": "waiting", "transfer": "transfer", "absence": "absence"}
"""Of what people complain of, that which is a call that went badly."""
