"""A child tells the supervisor that it is ready: one line on a pipe whose number comes in EGARD_NOTIFY_FD."""

from __future__ import annotations

import contextlib
import os

import msgspec

VARIABLE = "EGARD_NOTIFY_FD"

_pipe: int | None = None


def claim() -> None:
    """Take the pipe out of the environment, before settings are read (they know no such name) and children are started."""
    global _pipe
    number = os.environ.pop(VARIABLE, "")
    if number.isdecimal():
        _pipe = int(number)
        try:
            os.set_inheritable(_pipe, False)
        except OSError:
            _pipe = None


def notify_ready(**facts: object) -> None:
    """Say READY with `facts`, once. Nothing happens in a process that no supervisor started."""
    global _pipe
    claim()
    if _pipe is None:
        return
    pipe, _pipe = _pipe, None
    with contextlib.suppress(OSError):
        os.write(pipe, b"READY " + msgspec.json.encode(facts) + b"\n")
    with contextlib.suppress(OSError):
        os.close(pipe)
