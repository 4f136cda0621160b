"""A second worker joins, shares the partitions, and takes over those of the first, which is killed in the middle of a batch."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from crashing import Told
from driving import HOUSE, NOW, mail
from pytest import fixture

from schemas import topics
from schemas.events import Said
from schemas.interaction import Reading
from streams.channels import parse_all
from streams.desk import Desk
from streams.rules.identifiers import is_own
from streams.rules.persons import main_identifier
from streams.settings import Settings
from streams.state import State
from streams.wire import Emit, Producer, partition_of


@fixture
async def desk(settings: Settings) -> Any:
    made = Desk(settings, State.connect(settings.mongo_url), Producer(settings))
    yield made
    await made.state.db.client.drop_database(made.state.db.name)
    await made.close()


def said(number: int, settings: Settings) -> Said:
    """Something of a person of their own, so that all partitions have some."""
    [interaction] = parse_all("email", "message/rfc822", mail(f"client{number}@people.example", NOW), settings.reading)
    return Said(interaction=interaction, original=f"email:{number}", received_at=NOW)


async def test_a_second_worker_takes_over_the_partitions_of_one_killed_in_mid_batch(
    desk: Desk, workers: Callable[[Told], BaseProcess], tmp_path: Path, eventually: Any, tell: Callable[[str], None]
) -> None:
    settings, trigger = desk.settings, tmp_path / "trigger"
    events = [said(number, settings) for number in range(120)]
    places = {event.interaction.id: partition_of(main_identifier(event.interaction)) for event in events}
    seen = {name: tmp_path / f"{name}.seen" for name in ("first", "second")}
    logs = {name: tmp_path / f"{name}.log" for name in seen}

    def start(name: str) -> BaseProcess:
        mark = tmp_path / f"{name}.mark"
        return workers(
            Told(
                settings=settings,
                stage="resolve",
                now=NOW,
                log=logs[name],
                trigger=trigger if name == "first" else None,
                mark=mark,
                seen=seen[name],
            )
        )

    def handled(name: str) -> set[int]:
        return {places[id_] for id_ in seen[name].read_text().split()} if seen[name].exists() else set()

    async def say(some: list[Said]) -> None:
        await desk.producer.send([Emit(topics.INTERACTIONS, main_identifier(event.interaction), event) for event in some])

    async def entries() -> int:
        return await desk.state.db["timeline"].count_documents({})

    def well() -> str:
        return "".join(f"\n{name}: {log.read_text()[-2000:]}" for name, log in logs.items() if log.exists())

    assert not is_own("email:client1@people.example", Reading().own) and HOUSE in settings.own
    first = start("first")
    await say(events[:40])
    await eventually(lambda: handled("first") == {*range(topics.PARTITIONS)} & {*places.values()} or not first.is_alive())
    assert first.is_alive(), well()
    second = start("second")

    async def shared() -> bool:
        """Both are handed some of what is said now."""
        await say(events[40:80])
        return bool(handled("second")) or not second.is_alive()

    await eventually(shared, every_s=0.5)
    assert second.is_alive(), well()
    theirs = {*range(topics.PARTITIONS)} - handled("second")
    trigger.touch()
    await say(events[80:])
    await eventually((tmp_path / "first.mark").exists)
    in_hand = (tmp_path / "first.mark").read_text()
    second_before = handled("second")
    first.kill()
    first.join()
    killed_at = time.monotonic()
    await eventually(lambda: theirs <= handled("second") or not second.is_alive())
    assert second.is_alive(), well()
    took_s = time.monotonic() - killed_at

    async def whole() -> bool:
        return await entries() == len(events) and {*seen["second"].read_text().split()} >= {event.interaction.id for event in events[80:]}

    await eventually(whole)
    assert await entries() == len(events), "none lost, none twice"
    tell(
        f"takeover: the first worker was killed with {in_hand} events in hand; the second had partitions {sorted(second_before)}, and "
        f"{took_s:.1f} s later had handled those of the first as well: {sorted(theirs)}; {len(events)} of {len(events)} entries, each once"
    )
