"""`egard intake`: the doors of the house as one service."""

from __future__ import annotations

import asyncio
import os
import signal

import click
from aiohttp import web

from schemas.errors import Refused
from services.intake import folders, http, mail
from services.intake.door import Door
from services.intake.imap import Follower
from services.intake.leaving import Leaving
from services.logs import configure
from services.notify import notify_ready
from streams.desk import utc_now
from streams.mailboxes import places
from streams.settings import Settings, read_settings
from streams.state import State
from streams.wire import Producer


@click.command()
@click.option("--data", default=None, help="Directory of everything this machine keeps.")
def intake(data: str | None) -> None:
    """Take in mail (SMTP, LMTP, IMAP), webhooks, files of `egard ingest` and of watched folders."""
    configure()
    token = os.environ.pop("EGARD_TOKEN", "")
    asyncio.run(serve(read_settings(data=data), token))


async def serve(settings: Settings, token: str) -> None:
    """Until SIGTERM. An original is safe before anybody hears yes."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    state, producer = State.connect(settings.mongo_url), Producer(settings)
    async with Door(state, producer, now=utc_now) as door:
        leaving = Leaving(state, producer, settings, now=utc_now)
        runner = web.AppRunner(http.build(door, settings, token, leaving=leaving), access_log=None, auto_decompress=False)
        await runner.setup()
        pages = await _listen(settings.intake_listen, "EGARD_INTAKE_LISTEN", lambda host, port: _site(runner, host, port))
        server = await _listen(
            settings.mail_listen, "EGARD_MAIL_LISTEN", lambda host, port: loop.create_server(lambda: mail.connection(door), host, port)
        )
        watching = [asyncio.create_task(folders.watch(settings.directory / "inbox", door))]
        watching += [asyncio.create_task(Follower(place, door, state, now=utc_now).follow()) for place in places(settings.imap_urls)]
        host, port = server.sockets[0].getsockname()[:2]
        notify_ready(intake_url=pages, mail=f"{host}:{port}")
        await stop.wait()
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
        server.close()
        await runner.cleanup()
    await producer.stop()
    state.close()


async def _site(runner: web.AppRunner, host: str, port: int) -> str:
    site = web.TCPSite(runner, host, port)
    await site.start()
    address = runner.addresses[0]
    return f"http://{address[0]}:{address[1]}"


async def _listen(address: str, name: str, start):  # type: ignore[no-untyped-def]  # the two listeners give different things
    host, _, port = address.rpartition(":")
    try:
        return await start(host, int(port))
    except OSError as error:
        raise Refused(
            name, f"cannot listen on {address} ({error.strerror})", "choose another address, or port 0 for any free one"
        ) from None
