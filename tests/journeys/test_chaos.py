"""A hub under load, each of its processes killed once at a random moment: it ends as if that had not been. Then it is stopped."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from driving import HOUSE, mail, weekly
from receiving import Received, receiving

from schemas.interaction import Interaction
from streams.channels import parse_all
from streams.orders import order
from streams.rules.persons import person_of
from streams.settings import Settings
from streams.state import State
from streams.wire import Producer

MAILS, SENDERS = 150, 25
SILENT = [f"silent{number}@people.example" for number in (0, 1, 3, 4, 6)]
"""None of them is one of those whom the campaign leaves alone."""
ENDED = {"sent", "held", "uncertain"}


def load(seed: random.Random, today: datetime) -> list[bytes]:
    """Mails of many people at many times, each once."""
    return [
        mail(f"client{seed.randrange(SENDERS)}@people.example", today - timedelta(minutes=number * 37 + seed.randrange(30)))
        for number in range(MAILS)
    ]


async def consents(hub: Any) -> None:
    """The silent ones agreed, before anything else is known of them."""
    said = hub.wait(bool)
    settings = Settings(kafka_url=said["kafka"], prefix=hub.environment.get("EGARD_PREFIX", ""))
    state, producer = State.connect(said["mongo"]), Producer(settings)
    try:
        for address in SILENT:
            person = person_of(f"email:{address}")
            arguments = {"purpose": "care", "given": "yes", "proof": "said so at the counter"}
            await order(state, producer, do="consent", person=person, by="a colleague", at=datetime.now(UTC), **arguments)
    finally:
        await producer.stop()
        state.close()


async def messages(hub: Any) -> list[dict[str, Any]]:
    state = State.connect(hub.drained()["mongo"])
    try:
        return [doc async for doc in state.db["messages"].find({})]
    finally:
        state.close()


def ingest(hub: Any, files: list[Path]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "services.cli", "ingest", "email", "--json", "--wait", "600", *map(str, files)]
    return subprocess.Popen(command, env=hub.environment, cwd=hub.cwd, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def results(feed: subprocess.Popen[str]) -> Counter[str]:
    out, _ = feed.communicate(timeout=900)
    return Counter(json.loads(line)["result"] for line in out.splitlines())


def kill(hub: Any, name: str) -> None:
    """One process; what the supervisor leaves when it is killed must go by itself."""
    pids = hub.wait(lambda said: said["pids"].get(name))["pids"]
    os.kill(pids[name], signal.SIGKILL)
    if name == "supervisor":
        hub.process.wait()
        assert hub.left() == []
        hub.start()
    else:
        hub.wait(lambda said: said["ready"] and said["pids"].get(name) not in (None, pids[name]))


@pytest.fixture
def outside() -> Iterator[Received]:
    with receiving() as received:
        yield received


async def test_a_hub_killed_at_random_under_load_ends_as_if_it_had_not_been(
    hubs: Callable[..., Any], outside: Received, tmp_path: Path, eventually: Any, tell: Callable[[str], None]
) -> None:
    seed, today = random.Random(os.environ.get("CHAOS_SEED") or time.time_ns()), datetime.now(UTC).replace(microsecond=0)
    files = [tmp_path / f"{number:03}.eml" for number in range(MAILS)]
    for file, data in zip(files, load(seed, today), strict=True):
        file.write_bytes(data)
    silent = tmp_path / "silent.mbox"
    stories = [one for address in SILENT for one in weekly(address, last=today - timedelta(days=60))]
    silent.write_bytes(b"".join(b"From sender Thu Jan  1 00:00:00 2026\n" + one + b"\n" for one in stories))

    hub = hubs(EGARD_SMTP_URL=outside.url)
    await consents(hub)
    hub.drained()
    victims = [
        name for name in ("worker.path", "worker.answers", "database", "broker", "web", "supervisor") if hub.drained()["pids"].get(name)
    ]
    assert {"worker.path", "worker.answers", "web", "supervisor"} <= set(victims)
    seed.shuffle(victims)
    feeds = [ingest(hub, [silent])]
    share = -(-MAILS // len(victims))
    for number, name in enumerate(victims):
        feeds.append(ingest(hub, files[number * share : (number + 1) * share]))
        await asyncio.sleep(seed.uniform(0.2, 3.0))  # the random moment
        await asyncio.to_thread(kill, hub, name)
    handed_in = sum((await asyncio.gather(*(asyncio.to_thread(results, feed) for feed in feeds))), Counter[str]())
    assert not handed_in["refused"] and handed_in.total() == MAILS + 1
    assert results(ingest(hub, [silent, *files])) == {"duplicate": MAILS + 1}

    async def answered() -> bool:
        known = await messages(hub)
        return len(known) == len(SILENT) and {doc["state"] for doc in known} <= ENDED

    await eventually(answered, every_s=0.5)
    said = hub.drained()
    exported = [json.loads(line) for line in hub.egard("export", "--all").splitlines()]
    wanted: dict[str, str] = {}
    for file in [silent, *files]:
        for item in parse_all("email", "application/octet-stream", file.read_bytes(), Settings(own=HOUSE).reading):
            assert isinstance(item, Interaction)
            wanted[item.id] = str(item.parties[0].identifier)
    incoming = Counter(line["interaction"]["id"] for line in exported if line["interaction"]["direction"] == "in")
    assert incoming == Counter(dict.fromkeys(wanted, 1)), "lost, doubled, or never said"
    persons = defaultdict(set)
    for line in exported:
        persons[wanted.get(line["interaction"]["id"], "ours")].add(line["person"])
    assert all(len(owners) == 1 for sender, owners in persons.items() if sender != "ours"), "a sender is one person"
    assert len({owner for sender, owners in persons.items() if sender != "ours" for owner in owners}) == len(set(wanted.values()))
    states = Counter(doc["state"] for doc in await messages(hub))
    assert set(outside.by_message_id().values()) <= {1}, "nobody is written to twice"
    assert states["sent"] <= len(outside.mails) <= states["sent"] + states["uncertain"]
    assert len([line for line in exported if line["interaction"]["direction"] == "out"]) == states["sent"]
    assert said["counts"]["dead"] == 0
    hub.stop()
    assert hub.process is not None and hub.process.returncode == 0
    assert hub.left() == []
    ended = f"{len(incoming)} entries, messages {dict(states)}, {len(outside.mails)} at the sink"
    tell(f"chaos: killed {', '.join(victims)}; {ended}")
