"""Which port is whose: the one that was set, the one of last time, or any that is free."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from schemas.errors import Refused

LOOPBACK = "127.0.0.1"


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


class Ports:
    """The ports of one data directory, remembered in `run/ports.json` so that living clients find an engine again."""

    def __init__(self, run: Path, say: Callable[[str], None]) -> None:
        self._file = run / "ports.json"
        self._say = say
        self._given: set[int] = set()
        try:
            self._last = msgspec.json.decode(self._file.read_bytes(), type=dict[str, int])
        except (FileNotFoundError, msgspec.DecodeError):
            self._last = {}

    def of(self, name: str, *, host: str = LOOPBACK, patience_s: float = 1.0) -> int:
        """The port that `name` had last time if it is free (soon), else any."""
        end = time.monotonic() + patience_s
        last = self._last.get(name, 0)
        while last and last not in self._given:
            if is_free(host, last):
                return self._keep(name, last)
            if time.monotonic() > end:
                break
            time.sleep(0.05)
        while True:
            with socket.socket() as probe:
                probe.bind((host if host != "localhost" else LOOPBACK, 0))
                port: int = probe.getsockname()[1]
            if port not in self._given:
                return self._keep(name, port)

    def address(self, name: str, variable: str, wanted: str, *, explicit: bool) -> str:
        """`host:port` to listen on. Port 0 is any; a default that is taken moves and says so; one that was set and is taken is an error."""
        host, _, number = wanted.rpartition(":")
        port = int(number)
        if port > 65535:
            raise Refused(variable, f"{port} is not a port", "take one from 1 to 65535, or 0 for any that is free")
        try:
            socket.getaddrinfo(host, port)
        except OSError:
            raise Refused(variable, f"{host!r} is not an address of this machine", "write for example 127.0.0.1:8020") from None
        if port and port not in self._given and is_free(host, port):
            self._keep(name, port)
            return wanted
        if port and explicit:
            raise Refused(
                variable,
                f"{wanted} cannot be listened on: the port is taken or the address is not ours",
                "set another, or port 0 for any that is free",
            )
        found = self.of(name, host=host, patience_s=0)
        if port:
            self._say(f"{wanted} is taken; {name} uses {host}:{found} (set {variable} to choose)")
        return f"{host}:{found}"

    def _keep(self, name: str, port: int) -> int:
        self._given.add(port)
        self._last[name] = port
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_bytes(msgspec.json.encode(self._last))
        return port
