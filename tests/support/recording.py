"""A pytest plugin: keeps what the tests hand to a channel's parse and is understood. `EGARD_RECORD=phone:DIR pytest -p recording ...`"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from schemas.errors import Refusal
from schemas.interaction import Interaction, Reading

CHANNEL, _, FOLDER = os.environ.pop("EGARD_RECORD").partition(":")
_module = importlib.import_module(f"streams.channels.{CHANNEL}")
_parse = _module.parse


def _recorded(data: bytes, reading: Reading) -> Iterator[Interaction | Refusal]:
    found = list(_parse(data, reading))
    if any(isinstance(one, Interaction) for one in found):
        (Path(FOLDER) / sha256(data).hexdigest()[:16]).write_bytes(data)
    return iter(found)


_module.parse = _recorded  # before any test imports it
