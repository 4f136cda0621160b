"""A port for a program that cannot choose one by itself."""

from __future__ import annotations

import contextlib
import secrets
import socket


def free_port() -> int:
    """One that nobody gets by chance before it is listened on: below those that Linux gives to whoever calls somebody."""
    while True:
        port = 15_000 + secrets.randbelow(15_000)
        with socket.socket() as door, contextlib.suppress(OSError):
            door.bind(("127.0.0.1", port))
            return port
