"""Where everything listens: every port is decided before the first child starts, so that one started again is found where it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from services.embedded import engines, hub
from services.embedded.ports import LOOPBACK, Ports
from streams.settings import Settings

DOORS = (("listen", "page"), ("intake_listen", "intake"), ("mail_listen", "mail"))


def placed(settings: Settings, *, run: Path, sink: bool, explicit: frozenset[str], say: Callable[[str], None]) -> Settings:
    """The settings with every address filled in. Raises Refused when one of `explicit` cannot be had."""
    ports = Ports(run, say)
    given: dict[str, str | float] = {"data": str(settings.directory)}
    for field, name in DOORS:
        given[field] = ports.address(name, f"EGARD_{field.upper()}", getattr(settings, field), explicit=field in explicit)
    if not settings.kafka_url:
        given["kafka_url"] = engines.kafka_url(ports.of("broker"))
        if "session_s" not in explicit:
            given["session_s"] = engines.SESSION_S
    if not settings.mongo_url:
        given["mongo_url"] = engines.mongo_url(ports.of("database"))
    if sink:
        given["smtp_url"] = settings.smtp_url or f"smtp://{LOOPBACK}:{ports.of('sink.mail')}"
        given["mastodon_url"] = settings.mastodon_url or f"http://{LOOPBACK}:{ports.of('sink.social')}"
    return msgspec.structs.replace(settings, **given)


def environment(settings: Settings) -> dict[str, str]:
    """What a child of ours is told: our own environment, and every setting as it is now (a `.env` included)."""
    return others() | {f"EGARD_{field.upper()}": str(getattr(settings, field)) for field in Settings.__struct_fields__}


def others() -> dict[str, str]:
    """Our environment without our settings: for a program that is not ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("EGARD_")}


def addresses(settings: Settings, *, status_url: str, token: str) -> hub.Hub:
    """What others need to find this hub."""
    return hub.Hub(
        pid=os.getpid(),
        status_url=status_url,
        token=token,
        intake_url=f"http://{reachable(settings.intake_listen)}",
        page=f"http://{reachable(settings.listen)}",
        mail=reachable(settings.mail_listen),
        kafka=settings.kafka_url,
        mongo=settings.mongo_url,
    )


def reachable(address: str) -> str:
    """What a client on this machine asks, for an address that listens everywhere."""
    host, _, port = address.rpartition(":")
    return f"{LOOPBACK}:{port}" if host == "0.0.0.0" else address  # noqa: S104  # compared, not bound


def port_of(url: str) -> int:
    return urlsplit(url if "://" in url else f"//{url}").port or 0


def without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"
