"""`egard up`: everything on this machine, until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from pathlib import Path

import click
import msgspec

from services.commands.lines import say
from services.embedded.lock import Lock
from streams.settings import Settings, read_settings


@click.command("up")
@click.option("--demo", is_flag=True, help="With invented people, a year of their history, and events that go on arriving.")
@click.option("--data", metavar="DIR", help="Where everything is kept (EGARD_DATA).")
@click.option("--once", is_flag=True, help="Take in what waits, drain every stage, print a summary, end.")
def command(demo: bool, data: str | None, once: bool) -> None:
    """Run the hub: engines, workers, intake and page, all ended with it."""
    settings = with_demo(read_settings(data=data)) if demo else read_settings(data=data)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # that an engine is away is said once, by us
    with Lock(settings.directory):
        asyncio.run(_up(settings, demo=demo, once=once))


async def _up(settings: Settings, *, demo: bool, once: bool) -> None:
    from services.embedded.jobs import jobs  # `egard up --help` needs none of it
    from services.embedded.supervisor import Supervisor

    _say(f"starting on {settings.directory}")
    stop = asyncio.Event()
    supervisor = Supervisor(settings, jobs(demo=demo, once=once), say=_say, explicit=explicit(), once=once)

    def asked() -> None:
        if stop.is_set():
            supervisor.kill()
        else:
            _say("stopping")
            stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, asked)
    await supervisor.run(stop)
    _say("stopped")


def with_demo(settings: Settings) -> Settings:
    """The invented firm's settings where the user has set nothing."""
    from services.demo import DEMO_SETTINGS

    given = explicit()
    return msgspec.structs.replace(settings, **{name: value for name, value in DEMO_SETTINGS.items() if name not in given})


def explicit(env_file: Path | None = None) -> frozenset[str]:
    """The settings that somebody set, in the environment or in `.env`: a port among them that is taken is not moved."""
    path = env_file or Path(".env")
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    names = [line.strip().removeprefix("export ").partition("=")[0].strip() for line in lines] + list(os.environ)
    return frozenset(name.removeprefix("EGARD_").lower() for name in names if name.startswith("EGARD_"))


def _say(line: str) -> None:
    with contextlib.suppress(OSError):  # whoever listened has gone; the hub stays
        say(f"egard: {line}")
