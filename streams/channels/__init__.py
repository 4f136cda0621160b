"""The four channels, each a folder of the same shape. A new one is a folder and a row of this table."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

import msgspec

from schemas.errors import Refusal
from schemas.interaction import OURS, Interaction, Reading, Removal

Read = Interaction | Removal | Refusal
"""What a parser finds: something said, something taken back, something that it cannot read."""

Parse = Callable[[bytes, Reading], Iterator[Read]]


def _later(module: str, name: str = "parse") -> Parse:
    """A channel's parse, imported when it is first called: reading a call log should not load an OCR model."""

    def parse(data: bytes, reading: Reading) -> Iterator[Read]:
        return getattr(importlib.import_module(module), name)(data, reading)  # type: ignore[no-any-return]  # the modules have one shape

    return parse


CHANNELS: dict[str, Parse] = {
    "phone": _later("streams.channels.phone"),
    "email": _later("streams.channels.email"),
    "letter": _later("streams.channels.letter"),
    "social": _later("streams.channels.social"),
}

_IN_THE_HUB = CHANNELS | {"email": _later("streams.channels.email", "parse_all")}
"""There a customer's mail that a colleague handed on is an entry of its own, too."""


def parse_all(channel: str, content_type: str, data: bytes, reading: Reading) -> list[Read]:
    """What an original of a channel says, as it is read in the running hub."""
    if content_type == OURS:
        return [msgspec.json.decode(data, type=Interaction)]
    return list(_IN_THE_HUB[channel](data, reading))
