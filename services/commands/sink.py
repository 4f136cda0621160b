"""`egard sink`: receives what leaves, in the place of the world."""

from __future__ import annotations

import asyncio
import signal

import click

from schemas.errors import Refused
from services.commands.lines import say
from streams.settings import Settings, read_settings


@click.command()
@click.option("--data", metavar="DIR", help="Where DIR/sink is (EGARD_DATA).")
def sink(data: str | None) -> None:
    """Run a mail server and a Mastodon server that keep what they are given under DIR/sink.

    They listen at EGARD_SMTP_URL and EGARD_MASTODON_URL, or on free ports where these are not set, and on loopback alone.
    """
    asyncio.run(_sink(read_settings(data=data)))


async def _sink(settings: Settings) -> None:
    from services.embedded.sink import sink as listening
    from services.notify import notify_ready

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    account = next(
        (name.lstrip("@") for name in settings.reading.own.names if name.startswith("@") and "@" in name[1:]), "us@toots.example"
    )
    try:
        async with listening(
            settings.directory / "sink",
            smtp_url=settings.smtp_url,
            mastodon_url=settings.mastodon_url,
            token=settings.mastodon_token,
            account=account,
        ) as (smtp_url, mastodon_url):
            say(f"egard sink: mail at {smtp_url}, statuses at {mastodon_url}, kept under {settings.directory / 'sink'}")
            notify_ready(smtp=smtp_url, mastodon=mastodon_url)
            await stop.wait()
    except OSError as error:
        raise Refused(
            "sink",
            f"it cannot listen ({error.strerror or error})",
            "set EGARD_SMTP_URL and EGARD_MASTODON_URL to free ports of this machine",
        ) from None
