"""`egard ingest`: hand files to the running hub."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiohttp
import click
import msgspec

from schemas.errors import EgardError, Unavailable
from schemas.interaction import CHANNELS
from services.commands.given import files_of
from services.commands.lines import say
from services.embedded import hub as hubs
from streams.settings import Settings, read_settings

AT_ONCE = 8


class Handed(msgspec.Struct, omit_defaults=True):
    """What became of a file: `accepted` (kept), `duplicate` (kept before), `refused`, with `why`."""

    file: str
    result: str
    id: str | None = None
    why: str | None = None


@click.command()
@click.argument("channel", type=click.Choice(CHANNELS))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--data", default=None, help="Directory of the hub.")
@click.option("--json", "as_json", is_flag=True, help="A JSON line a file.")
@click.option("--wait", "wait_s", default=60.0, show_default=True, help="Seconds to wait for a hub that is starting again.")
def ingest(channel: str, files: Sequence[Path], data: str | None, as_json: bool, wait_s: float) -> None:
    """Hand FILES to the running hub. Each is kept before it is called accepted.

    A folder stands for the files in it, a Maildir for its mails.
    """
    counts = asyncio.run(_all(read_settings(data=data), channel, [file for one in files for file in files_of(one)], as_json, wait_s))
    if not as_json:
        say(", ".join(f"{counts.get(result, 0)} {result}" for result in ("accepted", "duplicate", "refused")))
    if counts.get("refused"):
        sys.exit(1)


async def _all(settings: Settings, channel: str, files: Sequence[Path], as_json: bool, wait_s: float) -> dict[str, int]:
    counts: dict[str, int] = {}
    shown = sys.stderr.isatty() and not as_json
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as http:
        async for handed in _in_order(http, settings, channel, files, wait_s):
            counts[handed.result] = counts.get(handed.result, 0) + 1
            if as_json:
                say(msgspec.json.encode(handed))
            elif handed.result == "refused":
                say(f"{handed.file}: {handed.why}", err=True)
            if shown:
                done = sum(counts.values())
                click.echo(f"\r[{'#' * (30 * done // len(files)):<30}] {done}/{len(files)}", nl=done == len(files), err=True)
    return counts


async def _in_order(
    http: aiohttp.ClientSession, settings: Settings, channel: str, files: Sequence[Path], wait_s: float
) -> AsyncIterator[Handed]:
    """A few under way at once, told in the order of the files."""
    under_way: list[asyncio.Task[Handed]] = []
    for file in files:
        under_way.append(asyncio.create_task(_hand_over(http, settings, channel, file, wait_s)))
        if len(under_way) >= AT_ONCE:
            yield await under_way.pop(0)
    for task in under_way:
        yield await task


async def _hand_over(http: aiohttp.ClientSession, settings: Settings, channel: str, file: Path, wait_s: float) -> Handed:
    try:
        body = await asyncio.to_thread(file.read_bytes)
    except OSError as error:
        return Handed(file=str(file), result="refused", why=f"cannot be read ({error.strerror}); see that it is there and readable")
    until, why = time.monotonic() + wait_s, "the hub does not answer"
    while True:
        try:
            hub = hubs.read(settings.directory)
            if hub is None:
                raise Unavailable(str(settings.directory), "no hub runs on this data", "start it with `egard up`")
            async with http.post(
                f"{hub.intake_url}/ingest/{channel}",
                data=body,
                headers={"Authorization": f"Bearer {hub.token}", "Content-Type": "application/octet-stream"},
            ) as answer:
                if answer.status in (200, 400, 422):
                    told = await answer.json()
                    return Handed(file=str(file), result=told["result"], id=told.get("id"), why=told.get("why"))
                why = f"the hub answered {answer.status}"
        except (aiohttp.ClientError, OSError, TimeoutError, EgardError) as error:
            why = str(error) or type(error).__name__
        if time.monotonic() > until:
            return Handed(file=str(file), result="refused", why=f"{why}; start it with `egard up`, or say --wait with more seconds")
        await asyncio.sleep(0.2)
