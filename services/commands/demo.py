"""`egard demo`: tells a running hub the year of seventy invented people, then lets them go on."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime

import click

from services.commands.lines import say
from streams.settings import Settings, read_settings


@click.command()
@click.option(
    "--seed", type=int, metavar="N", help="Which story is told; the same seed and day tell the same. Default: the one told before, else 1."
)
@click.option(
    "--speed",
    type=click.FloatRange(0.01, 1000),
    default=1.0,
    show_default=True,
    help="How much faster live events arrive than one every 2 to 6 s.",
)
@click.option("--history-only", "--once", "history_only", is_flag=True, help="Hand in the year, and end.")
@click.option("--data", metavar="DIR", help="Of the hub that runs (EGARD_DATA).")
def demo(seed: int | None, speed: float, history_only: bool, data: str | None) -> None:
    """Invented people tell a running hub their year, then go on writing, calling and posting.

    Everything comes in by the doors that are open to anybody: `egard ingest`, the mail listener, the webhook.
    """
    asyncio.run(_demo(_in_town(read_settings(data=data)), seed=seed, speed=speed, history_only=history_only))


def _in_town(settings: Settings) -> Settings:
    """Where the user has set nothing, who we are in the story."""
    import msgspec

    from services.demo import DEMO_SETTINGS

    missing = {name: value for name, value in DEMO_SETTINGS.items() if not getattr(settings, name)}
    return msgspec.structs.replace(settings, **missing)


async def _demo(settings: Settings, *, seed: int | None, speed: float, history_only: bool) -> None:
    from services.demo.doors import Doors
    from services.demo.feed import tell_history
    from services.demo.live import Live
    from services.demo.memory import remember
    from services.notify import notify_ready

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    notify_ready()
    memory = remember(settings.directory, seed=seed, today=datetime.now(UTC).date())
    async with Doors(settings) as doors:
        telling = asyncio.create_task(tell_history(settings, memory, doors, again=history_only, say=_say))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((telling, stopping), return_when=asyncio.FIRST_COMPLETED)
        if telling.done():
            stopping.cancel()
            telling.result()
            if not history_only:
                _say("live events arrive")
                await Live(settings.directory, memory, doors, speed=speed).run(stop)
        else:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)


def _say(line: str) -> None:
    say(f"egard demo: {line}")
