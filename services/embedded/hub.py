"""Where a running hub is found: `run/hub.json`, readable by its owner alone. Standard library only: `egard ops status` is asked often."""

from __future__ import annotations

import contextlib
import http.client
import os
import urllib.parse
from pathlib import Path
from typing import Any

import msgspec

from schemas.errors import Unavailable
from streams.settings import Settings


class Hub(msgspec.Struct, frozen=True, kw_only=True):
    """The addresses of one running hub; `token` opens its status and its intake."""

    pid: int
    status_url: str
    token: str
    intake_url: str
    page: str
    mail: str
    kafka: str
    mongo: str


def place(directory: Path) -> Path:
    return directory / "run" / "hub.json"


def write(directory: Path, hub: Hub) -> None:
    """Replaced as a whole: a reader sees the old one or the new one."""
    path = place(directory)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")
    file = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(file, msgspec.json.encode(hub))
    finally:
        os.close(file)
    new.replace(path)


def remove(directory: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        place(directory).unlink()


def read(directory: Path) -> Hub | None:
    """The hub that wrote its addresses here last; it may have died since. None when there was none, or it was stopped."""
    try:
        return msgspec.json.decode(place(directory).read_bytes(), type=Hub)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def ask(hub: Hub, path: str = "/status", *, base: str | None = None, timeout_s: float = 10.0) -> dict[str, Any]:
    """GET `path` with the token. Raises Unavailable when nobody answers."""
    url = urllib.parse.urlsplit(base or hub.status_url)
    connection = http.client.HTTPConnection(url.hostname or "127.0.0.1", url.port or 80, timeout=timeout_s)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {hub.token}"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise Unavailable(url.netloc, f"the hub answers {answer.status}", "look into its log")
        said: dict[str, Any] = msgspec.json.decode(body)
        return said
    except (OSError, http.client.HTTPException, msgspec.DecodeError) as error:
        raise Unavailable(url.netloc, f"no answer ({error or type(error).__name__})", "start the hub with `egard up`") from None
    finally:
        connection.close()


def with_engines(settings: Settings) -> Settings:
    """The settings with the engines' addresses of the hub that runs on the same data, where none are set.

    Raises Unavailable when an address is needed and no hub runs.
    """
    if settings.kafka_url and settings.mongo_url:
        return settings
    hub = read(settings.directory)
    if hub is None:
        raise Unavailable(str(settings.directory), "no hub runs on this data", f"start it with `egard up --data {settings.data}`")
    return msgspec.structs.replace(settings, kafka_url=settings.kafka_url or hub.kafka, mongo_url=settings.mongo_url or hub.mongo)
