"""`egard bench`: the pipeline against the plain loop, in one run, on engines of its own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Awaitable, Callable

import click
import msgspec
import structlog

from schemas.errors import Refused
from services.bench import measures, path
from services.bench.crowd import crowd
from services.bench.reading import mails
from services.bench.stand import Stand, stand
from services.bench.sweep import sweep
from services.bench.table import Row, failed, line

Measure = Callable[[Stand], Awaitable[list[Row]]]

FULL: dict[str, Measure] = {
    "runner": lambda on: measures.runner_against_bare(on, events=60_000, rounds=3),
    "stage": lambda on: measures.stage_against_store(on, events=20_000, rounds=3),
    "hop": lambda on: measures.hop(on, seconds=20),
    "path": lambda on: path.whole_path(on, count=4_000),
    "visible": lambda on: path.visible(on, rates=(50, 200), seconds=20),
    "mails": lambda _on: mails(count=6_000, rounds=5),
}
QUICK: dict[str, Measure] = {
    "runner": lambda on: measures.runner_against_bare(on, events=10_000, rounds=1),
    "stage": lambda on: measures.stage_against_store(on, events=6_000, rounds=1),
    "hop": lambda on: measures.hop(on, seconds=5),
    "path": lambda on: path.whole_path(on, count=400),
    "visible": lambda on: path.visible(on, rates=(50, 200), seconds=5),
    "mails": lambda _on: mails(count=600, rounds=3),
    "sweep": lambda on: sweep(on, sizes=(2_000, 20_000), due=200, rounds=5),
    "crowd": lambda on: crowd(on, sizes=(500, 5_000), count=500, rounds=2),
}
LONG: dict[str, Measure] = FULL | {
    "visible": lambda on: path.visible(on, rates=(50, 200), seconds=60),
    "aged": measures.aged,
    "sweep": sweep,
    "crowd": crowd,
}


@click.command()
@click.argument("names", nargs=-1, metavar="[MEASURE]...")
@click.option("--quick", "kind", flag_value="quick", help="A minute or two: to see that it works, not to be quoted.")
@click.option("--long", "kind", flag_value="long", help="Latency for a minute each, and `aged`, `sweep` and `crowd` beside it (some 4 GB).")
@click.option("--json", "as_json", is_flag=True, help="One list of rows at the end.")
def bench(names: tuple[str, ...], kind: str | None, as_json: bool) -> None:
    """Measure: runner, stage, hop, path, visible, mails; aged, sweep and crowd with --long or by name. Ratios count: both sides ran in this
    run.

    Exit status 1 when a goal is missed. docs/benchmark.md says what is measured and why.
    """
    table = {"quick": QUICK, "long": LONG}.get(kind or "", FULL)
    for name in names:
        if name not in LONG:
            raise Refused("MEASURE", f"there is no {name!r}", f"choose of {', '.join(LONG)}")
    wanted = {name: {**LONG, **table}[name] for name in names or table}
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # an engine that is still starting is no news
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))  # nor is what a stage does here
    try:
        rows = asyncio.run(_measure(wanted, say=(lambda _: None) if as_json else click.echo))
    except asyncio.CancelledError:
        raise click.Abort from None
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(rows), indent=1))
    if failed(rows):
        raise SystemExit(1)


async def _measure(wanted: dict[str, Measure], *, say: Callable[[str], None]) -> list[Row]:
    current = asyncio.current_task()
    if current is not None:
        with contextlib.suppress(NotImplementedError):  # so that a stopped one leaves no engine and no folder behind
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, current.cancel)
    rows: list[Row] = []
    async with stand() as on:
        for measure in wanted.values():
            found = await measure(on)
            rows += found
            for row in found:
                say(line(row))
    return rows
