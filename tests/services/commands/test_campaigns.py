"""`egard campaigns` on a hub that runs: written, started, tried, paused, and refused in words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def hub(hubs: Callable[..., Any]) -> Any:
    return hubs()


MINE = {
    "title": {"fr": "Toujours là", "en": "Still there"},
    "occasions": [{"kind": "quiet"}],
    "steps": [{"template": "quiet", "channels": ["email"]}],
}


def written(folder: Path, **changed: Any) -> str:
    file = folder / "still-there.json"
    file.write_text(json.dumps({**MINE, **changed}))
    return str(file)


def test_what_is_built_in_runs_from_the_start(hub: Any) -> None:
    said = [json.loads(line) for line in hub.egard("campaigns", "list", "--json").splitlines()]
    assert {each["campaign"]: (each["state"], each["version"]) for each in said} == {"quiet": ("running", 1), "receipt": ("running", 1)}


NOT_YET = "not done yet: it is kept, and will be; the hub must run\n"


def ordered(hub: Any, *arguments: str) -> str:
    """What the command says, once it is done: the command itself waits for a while alone."""
    said = str(hub.egard("campaigns", *arguments, status=None))
    if said == NOT_YET:
        hub.drained()
    return said


def after(hub: Any, *arguments: str) -> dict[str, Any]:
    said = ordered(hub, *arguments)
    [found] = [each for each in map(json.loads, hub.egard("campaigns", "list", "--json").splitlines()) if each["campaign"] == "still-there"]
    assert said == NOT_YET or found["state"] in said
    return dict(found)


def test_a_campaign_is_written_started_tried_paused_and_archived(hub: Any, tmp_path: Path) -> None:
    draft = after(hub, "save", written(tmp_path), "--note", "first")
    assert (draft["version"], draft["state"]) == (1, "draft")
    assert "no faults" in hub.egard("campaigns", "check", written(tmp_path))
    assert after(hub, "start", "still-there")["state"] == "running"
    assert "0 persons" in hub.egard("campaigns", "dry-run", "still-there")
    rarer = after(hub, "save", written(tmp_path, cap_days=40), "--note", "rarer")
    assert (rarer["version"], rarer["state"]) == (2, "running")
    assert json.loads(hub.egard("campaigns", "show", "still-there", "--json"))["cap_days"] == 40
    history = hub.egard("campaigns", "show", "still-there", "--history")
    assert "rarer" in history and "cap_days: 30 -> 40" in history
    assert json.loads(hub.egard("campaigns", "show", "still-there", "--json", "--version", "1"))["cap_days"] == 30
    assert after(hub, "pause", "still-there")["state"] == "paused"
    assert after(hub, "resume", "still-there")["state"] == "running"
    assert after(hub, "archive", "still-there")["state"] == "archived"


def test_what_cannot_be_is_refused_with_the_field_and_what_to_do(hub: Any, tmp_path: Path) -> None:
    assert "steps.0.tempalte: there is no such field; did you mean template?" in hub.egard(
        "campaigns", "save", written(tmp_path, steps=[{"template": "quiet", "tempalte": "quiet"}]), "--note", "-", status=2
    )
    wrong = hub.egard("campaigns", "check", written(tmp_path, steps=[]), status=1)
    assert "1 fault" in wrong
    assert "was running" not in hub.egard("campaigns", "start", "nowhere", status=2)
    assert "seen: quiet is at version 1 by egard" in hub.egard(
        "campaigns", "save", written(tmp_path), "--name", "quiet", "--note", "-", "--seen", "7", status=2
    )
    assert "nobody is known as" in hub.egard("campaigns", "preview", "quiet", "nobody@exemple.fr", status=2)


def test_what_an_owner_wrote_commands_no_terminal(hub: Any, tmp_path: Path) -> None:
    evil = "Still\x1b[2J \u202ethere\x9b"
    file = written(tmp_path, title={"fr": evil, "en": evil})
    ordered(hub, "save", file, "--name", "evil", "--note", f"first {evil}")
    ordered(hub, "save", written(tmp_path, title={"fr": evil, "en": f"{evil}!"}), "--name", "evil", "--note", "second")
    shown = hub.egard("campaigns", "show", "evil", "--json")
    assert json.loads(shown)["title"]["fr"] == evil
    said = [
        hub.egard("campaigns", "list"), hub.egard("campaigns", "list", "--json"), hub.egard("campaigns", "show", "evil"),
        hub.egard("campaigns", "show", "evil", "--history"), shown,
    ]
    assert all(line.isprintable() for each in said for line in each.split("\n"))
    assert r"Still\x1b[2J \u202ethere\x9b" in said[0] and r"first Still\x1b[2J" in said[3]
