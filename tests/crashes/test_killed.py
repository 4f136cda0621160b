"""Everybody who fell silent is written to, while workers and the mail server are killed at random: nobody twice, nobody forgotten.

EGARD_KILL_PERSONS and EGARD_KILL_TIMES say how many persons and how many kills; CHAOS_SEED when.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from driving import agreed
from knowing import keep_entries
from ports import free_port

from schemas.documents import FollowUp, Person, Step, TimelineEntry
from schemas.interaction import Interaction, Original, Party
from services.embedded.leash import leash
from streams.channels.email.ids import message_id_to_interaction_id
from streams.rules import signals
from streams.rules.followups import followup_id
from streams.rules.persons import person_of
from streams.state import State

PERSONS = int(os.environ.pop("EGARD_KILL_PERSONS", "300"))
KILLS = int(os.environ.pop("EGARD_KILL_TIMES", "4"))
VICTIMS = ("worker.answers", "sink", "worker.path", "worker.answers", "sink")
WEEKS = 8
PORTION = 100
AT_ONCE = 8
"""As in streams.stages.dispatch: so many are on their way when a worker or the server is killed."""


class Sink:
    """The mail server's process, and what it was given."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.file = folder / "sink"
        self.file.touch()
        self.url = f"smtp://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        program = Path(__file__).with_name("sinking.py")
        self.process = subprocess.Popen([sys.executable, str(program), str(self.port), str(self.file)], preexec_fn=leash())
        until = time.monotonic() + 300
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                assert time.monotonic() < until, "the mail server does not start"
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def count(self) -> int:
        return self.file.read_bytes().count(b"\n")

    def given(self) -> Counter[str]:
        return Counter(self.file.read_text().split())


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    sink = Sink(tmp_path)
    yield sink
    sink.kill()


def wrote(address: str, at: datetime) -> TimelineEntry:
    id_ = message_id_to_interaction_id(f"{at:%Y%m%d}.{address}")
    said = Interaction(
        id=id_, channel="email", direction="in", at=at, parties=(Party(role="from", identifier=f"email:{address}", name="Anne Lefèvre"),),
        subject="Ma commande", language="fr", original=Original(sha256="0" * 64, content_type="message/rfc822", size=1),
    )
    return TimelineEntry(id=f"{id_}/email:{address}", identifier=f"email:{address}", role="from", at=at, received_at=at, interaction=said)


async def fall_silent(state: State, count: int, today: datetime) -> None:
    """As many weekly writers, silent for so long that it is time; each agreed to be written to. What sense and decide would have
    written."""
    for first in range(0, count, PORTION):
        addresses = [f"person{number}@people.example" for number in range(first, min(first + PORTION, count))]
        opened = []
        entries = []
        for address in addresses:
            person, identifier = person_of(f"email:{address}"), f"email:{address}"
            written = [wrote(address, today - timedelta(days=40 + 7 * back)) for back in reversed(range(WEEKS))]
            course = tuple(
                Step(at=entry.at, id=entry.id, channel="email", direction="in", theirs=True, identifier=identifier, language="fr")
                for entry in written
            )
            (quiet,) = (one for one in signals.notice(person, course, now=today).signals if one.kind == "quiet")
            await state.persons.put(Person(id=person, name="Anne Lefèvre", language="fr", course=course, signals=(quiet,)))
            entries.append(written[-1])
            opened.append(quiet)
        await keep_entries(state, entries)
        await state.consents.put([agreed(address, at=today - timedelta(days=300)) for address in addresses])
        await state.signals.put(opened)
        await state.followups.put([
            FollowUp(
                id=followup_id(one.person, "quiet", one.id), person=one.person, campaign="quiet", version=1, signal=one.id, state="waiting",
                channel="email", language="fr", due_at=today, decided_at=today, reasons=(),
            )
            for one in opened
        ])


def kill(hub: Any, sink: Sink, name: str, seed: random.Random) -> None:
    if name == "sink":
        sink.kill()
        time.sleep(seed.uniform(0.1, 2.0))
        sink.start()
        return
    before = hub.wait(lambda said: said["pids"].get(name))["pids"][name]
    os.kill(before, signal.SIGKILL)
    hub.wait(lambda said: said["pids"].get(name) not in (None, before), within_s=300)


async def test_whoever_is_followed_up_is_written_to_once_or_known_not_to_be(
    hubs: Callable[..., Any], sink: Sink, tell: Callable[[str], None]
) -> None:
    seed, today = random.Random(os.environ.get("CHAOS_SEED") or time.time_ns()), datetime.now(UTC).replace(microsecond=0)
    hub = hubs(EGARD_SMTP_URL=sink.url)
    state = State.connect(hub.wait(bool)["mongo"])
    try:
        await fall_silent(state, PERSONS, today)
        begun = time.monotonic()
        moments = sorted(seed.sample(range(1, PERSONS * 7 // 10), KILLS))
        killed: Counter[str] = Counter()
        for number, moment in enumerate(moments):
            until = time.monotonic() + 1200
            while (count := sink.count()) < moment:
                assert time.monotonic() < until, f"nothing leaves any more, after {count}"
                await asyncio.sleep(0.05)
            victim = VICTIMS[number % len(VICTIMS)]
            await asyncio.to_thread(kill, hub, sink, victim, seed)
            killed[victim] += 1

        async def states(name: str) -> Counter[str]:
            return Counter([doc["state"] async for doc in state.db[name].find({}, {"state": 1})])

        until = time.monotonic() + 300 + PERSONS / 2
        while True:
            messages, followups = await states("messages"), await states("followups")
            under_way = followups["waiting"] + messages["ready"] + messages["sending"]
            if followups.total() == PERSONS and not under_way and messages.total() == followups["composed"]:
                break
            assert time.monotonic() < until, f"{followups} {messages}"
            await asyncio.sleep(max(0.5, PERSONS / 1000))
        took_s = time.monotonic() - begun
        hub.drained(within_s=300 + PERSONS / 5)

        given = sink.given()
        docs = [doc async for doc in state.db["messages"].find({})]
        by_name = {f"<{doc['message_id']}>": doc for doc in docs}
        assert set(given.values()) == {1}, "somebody was written to twice"
        assert set(given) <= set(by_name)
        assert set(messages) <= {"sent", "held", "uncertain"}, messages
        assert all(name in given for name, doc in by_name.items() if doc["state"] == "sent"), "said to be sent, and was not"
        assert all(by_name[name]["state"] in ("sent", "uncertain") for name in given)
        assert all(doc.get("reason") for doc in docs if doc["state"] in ("held", "uncertain"))
        reasons = [doc["reasons"] async for doc in state.db["followups"].find({"state": {"$ne": "composed"}})]
        assert all(any(not reason["ok"] for reason in one) for one in reasons), "held, and nobody knows why"
        tasks = {task["message"] async for task in state.db["tasks"].find({"kind": "uncertain", "open": True})}
        uncertain = {doc["_id"] for doc in docs if doc["state"] == "uncertain"}
        assert tasks == uncertain
        assert len(uncertain) <= AT_ONCE * (killed["worker.answers"] + killed["sink"]), "more than were on their way"
        dead = Counter([(doc["stage"], doc["where"], doc["reason"][:200]) async for doc in state.db["dead_letters"].find({})])
        assert not dead, dead
        there = sum(f"<{doc['message_id']}>" in given for doc in docs if doc["state"] == "uncertain")
        tell(
            f"killed: {PERSONS} persons, kills {dict(killed)}; follow-ups {dict(followups)}, messages {dict(messages)},"
            f" {given.total()} at the sink, {there} of the uncertain among them; {took_s:.0f} s, {given.total() / took_s:.1f} a second"
        )
    finally:
        state.close()
    hub.stop()
    assert hub.left() == []
