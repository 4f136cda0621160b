"""`egard export` gives everything that we hold about somebody, and `egard erase` leaves nothing of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from driving import mail
from living import ANNE, NAME, NEEDLES, PERSON, WORDS, found, lived

from services.cli import egard
from streams.desk import Desk, utc_now
from streams.state import State
from streams.state.belongings import HELD


async def test_an_export_gives_every_document_that_an_erasure_takes(desk: Desk, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await lived(desk, clock)
    monkeypatch.setenv("EGARD_MONGO_URL", desk.settings.mongo_url)
    monkeypatch.setenv("EGARD_KAFKA_URL", "127.0.0.1:1")
    done = await asyncio.to_thread(CliRunner().invoke, egard, ["export", ANNE])
    lines = [json.loads(line) for line in done.output.splitlines()]
    kinds = {next(iter(line)) for line in lines if "interaction" not in line}
    there = {HELD[name].kind for name in {place.split()[0] for place in await found(desk.state, *NEEDLES)} & HELD.keys()}
    assert kinds >= (there - {"entry"}) | {"suppression", "identifier", "assignment", "outcome", "evidence"}
    ids = {str(thing["id"]) for line in lines for thing in line.values() if isinstance(thing, dict)}
    for name, held in HELD.items():
        if held.kind != "entry":
            theirs = {str(doc["_id"]) async for doc in desk.state.db[name].find({"$or": [{"person": PERSON}, {"persons": PERSON}]})}
            assert theirs <= ids, name
    assert sum("interaction" in line for line in lines) == 8 + 1


@pytest.fixture(scope="module")
def hub(hubs: Callable[..., Any]) -> Any:
    return hubs()


def test_somebody_is_erased_on_a_hub_that_runs(hub: Any, tmp_path: Path) -> None:
    sent, again = utc_now() - timedelta(days=3), utc_now()
    files = [tmp_path / f"{number}.eml" for number in range(3)]
    files[0].write_bytes(mail(ANNE, sent, name=NAME, text=WORDS))
    files[1].write_bytes(mail("bert@people.example", sent, name="Bert Holm"))
    hub.egard("ingest", "email", *map(str, files[:2]))
    hub.drained()
    hub.egard("consent", ANNE, "no", "--purpose", "all", "--proof", f"{NAME} said so at the counter")
    bert = hub.egard("export", "bert@people.example")
    assert "--why" in hub.egard("erase", ANNE, "--yes", status=2)
    told = hub.egard("erase", ANNE, "--yes", "--why", "a letter of Monday")
    assert "timeline" in told and "7 unless" in told
    assert "nobody is known as" in hub.egard("export", ANNE, status=2)
    hub.egard("ingest", "email", *map(str, files[:2]))
    hub.drained()

    async def left() -> list[str]:
        state = State.connect(hub.wait(bool)["mongo"])
        try:
            return await found(state, *NEEDLES)
        finally:
            state.close()

    assert asyncio.run(left()) == []
    assert hub.egard("export", "bert@people.example") == bert
    files[2].write_bytes(mail(ANNE, again + timedelta(seconds=1), name=NAME, text="C'est encore moi."))
    hub.egard("ingest", "email", str(files[2]))
    hub.drained()
    lines = [json.loads(line) for line in hub.egard("export", ANNE).splitlines()]
    assert [line["interaction"]["text"].strip() for line in lines if "interaction" in line] == ["C'est encore moi."]
    assert [line["suppression"]["reason"] for line in lines if "suppression" in line] == ["wish"]
    assert not [line for line in lines if "consent" in line]
