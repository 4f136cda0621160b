"""What a demonstration remembers between two starts: DIR/demo.json. The year stays the year it was, and live events go on being counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec


class Memory(msgspec.Struct, kw_only=True):
    """`day`: on which the told year ends; `told`: it was handed in as a whole. `next`: the number of the next live event.
    `mails`, `statuses`: the latest of what the sink received that somebody has thought about answering."""

    seed: int
    day: date
    told: bool = False
    next: int = 1
    mails: int = 0
    statuses: int = 0


def remember(directory: Path, *, seed: int | None, today: date) -> Memory:
    """As it was left, else from the beginning. Another seed is another story, and begins anew."""
    try:
        memory = msgspec.json.decode(_place(directory).read_bytes(), type=Memory)
    except (FileNotFoundError, msgspec.DecodeError, msgspec.ValidationError):
        memory = None
    if memory is None or (seed is not None and memory.seed != seed):
        memory = Memory(seed=1 if seed is None else seed, day=today)
        keep(directory, memory)
    return memory


def keep(directory: Path, memory: Memory) -> None:
    """Replaces the file as a whole."""
    path = _place(directory)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(msgspec.json.encode(memory))
    new.replace(path)


def _place(directory: Path) -> Path:
    return directory / "demo.json"
