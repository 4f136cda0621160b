"""`egard worker`: a stream worker, one Faust app after another in one process."""

from __future__ import annotations

import asyncio
import signal

import click

from services.logs import configure
from services.notify import notify_ready
from streams.app import APPS, app_of, build_app
from streams.desk import Desk
from streams.runner import end_process
from streams.settings import Settings, read_settings
from streams.state import State
from streams.wire import Producer


@click.command()
@click.option("--stages", default=",".join(APPS), show_default=True, help="Apps, or stages that stand for their app, separated by commas.")
@click.option("--data", default=None, help="Directory of everything this machine keeps.")
def worker(stages: str, data: str | None) -> None:
    """Run stream stages until stopped. Start as many as there is work: partitions are shared out among them."""
    configure()
    names = list(dict.fromkeys(app_of(name.strip()) for name in stages.split(",") if name.strip()))
    asyncio.run(run(read_settings(data=data), names))


async def run(settings: Settings, names: list[str]) -> None:
    """SIGTERM lets the batch in hand go: it is not acknowledged and comes again."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    desk = Desk(settings, State.connect(settings.mongo_url), Producer(settings))
    apps = [build_app(name, desk) for name in names]
    joined = {app.conf.id: asyncio.Event() for app in apps}
    for app in apps:
        app.on_partitions_assigned.connect(_tell(joined[app.conf.id]), weak=False)
        app.finalize()
        await app.start()
    for event in joined.values():
        await event.wait()
    notify_ready(stages=",".join(names))
    watching = [asyncio.create_task(_watch(app)) for app in apps]
    await stop.wait()
    desk.stopping = True
    for task in watching:
        task.cancel()
    for app in apps:
        await app.stop()
    await desk.close()


def _tell(event: asyncio.Event):  # type: ignore[no-untyped-def]  # a receiver of Faust's signal takes what it is sent
    async def assigned(*_: object, **__: object) -> None:
        event.set()

    return assigned


async def _watch(app) -> None:  # type: ignore[no-untyped-def]  # Faust's App is untyped here
    """A consumer that died quietly would leave its partitions standing: then end, and be started again."""
    while not app.crashed:  # noqa: ASYNC110  # Faust offers no event for it
        await asyncio.sleep(1.0)
    end_process(app.crash_reason or RuntimeError("the Faust app stopped by itself"))
