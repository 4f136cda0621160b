"""`egard web`: the page for people."""

from __future__ import annotations

import asyncio
import signal

import click

from services.commands.lines import say
from services.logs import configure
from services.notify import notify_ready
from services.web.app import build_web
from streams.settings import Settings, read_settings
from streams.state import State


@click.command()
@click.option("--data", default=None, help="Directory of everything this machine keeps.")
def web(data: str | None) -> None:
    """Serve the page at EGARD_LISTEN until stopped."""
    configure()
    asyncio.run(serve(read_settings(data=data)))


async def serve(settings: Settings) -> None:
    """Ready once the port is open; what is heard late is read from the database anyway."""
    from aiohttp.web import AppRunner, TCPSite

    from schemas.errors import Refused

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    state = State.connect(settings.mongo_url)
    runner = AppRunner(build_web(settings, state), handle_signals=False, access_log=None, shutdown_timeout=2.0)
    try:
        await runner.setup()
        host, _, port = settings.listen.rpartition(":")
        try:
            await TCPSite(runner, host.strip("[]"), int(port), reuse_address=True).start()
        except OSError as error:
            raise Refused(
                "EGARD_LISTEN", f"{settings.listen}: {error.strerror}", "choose another address, or stop what listens there"
            ) from None
        address = runner.addresses[0]
        page = f"http://{f'[{address[0]}]' if ':' in address[0] else address[0]}:{address[1]}"
        notify_ready(page=page)
        say(f"egard web: {page}", err=True)
        await stop.wait()
    finally:
        await runner.cleanup()
        state.close()
