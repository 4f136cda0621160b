"""What cannot be is refused in a line, whatever was typed: no command ends in a traceback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from living import ANNE, lived

from schemas.errors import Refused
from services.cli import egard
from streams.desk import Desk
from streams.rules.campaign_content import content_of

NO_TEXT = "\udcff\udcfe"
LONG = "a" * 100_000


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("EGARD_MONGO_URL", desk.settings.mongo_url)
    monkeypatch.setenv("EGARD_KAFKA_URL", "127.0.0.1:1")

    async def invoke(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, egard, list(arguments))

    return invoke


def refused(done: Result) -> bool:
    return done.exit_code == 2 or (isinstance(done.exception, Refused) and str(done.exception).isprintable())


@pytest.mark.parametrize("arguments", [
    ("campaigns", "dry-run", "quiet", "--limit", "-5"),
    ("campaigns", "dry-run", "quiet", "--limit", "9" * 30),
    ("campaigns", "dry-run", NO_TEXT),
    ("campaigns", "preview", "quiet", ANNE, "--step", "0"),
    ("campaigns", "preview", "quiet", ANNE, "--step", "9" * 30),
    ("campaigns", "preview", "quiet", NO_TEXT),
    ("campaigns", "preview", "quiet", LONG),
    ("campaigns", "preview", NO_TEXT, ANNE),
    ("campaigns", "show", "quiet", "--version", "9" * 30),
    ("campaigns", "show", "a\nb"),
    ("people", "--limit", "-1"),
    ("people", "--limit", "9" * 30),
    ("consent", ANNE, "no", "--proof", " "),
    ("consent", ANNE, "no", "--proof", LONG),
    ("consent", ANNE, "no", "--proof", NO_TEXT),
    ("consent", ANNE, "no", "--proof", "x", "--purpose", NO_TEXT),
    ("consent", NO_TEXT, "no", "--proof", "x"),
    ("consent", "", "no", "--proof", "x"),
    ("erase", ANNE, "--yes", "--why", " "),
    ("erase", ANNE, "--yes", "--why", LONG),
    ("erase", NO_TEXT, "--yes", "--why", "x"),
    ("erase", "nobody@mail.example", "--yes", "--why", "x"),
    ("export", LONG),
    ("users", "add", "clai\nre"),
    ("users", "add", "clai\x1b[31mre"),
    ("users", "add", NO_TEXT),
    ("users", "name", NO_TEXT, "Claire"),
    ("users", "password", "clai\nre"),
])  # fmt: skip
async def test_it_is_refused_in_a_line(desk: Desk, clock: Any, run: Callable[..., Any], arguments: tuple[str, ...]) -> None:
    done = await run(*arguments)
    assert refused(done), (done.exit_code, done.exception, done.output)
    assert len(str(done.exception or "") + done.output) < 1000


async def test_nobody_is_erased_by_who_says_no(desk: Desk, clock: Any, run: Callable[..., Any]) -> None:
    await lived(desk, clock)
    done = await run("erase", ANNE, "--why", "asked")  # nothing on standard input
    assert done.exit_code == 1
    assert await desk.state.commands.unfinished("erase") == []


@pytest.mark.parametrize(("field", "changed"), [
    ("excluded.persons", {"excluded": {"persons": ["p_1"] * 900_000}}),
    ("excluded.domains", {"excluded": {"domains": ["x.example"] * 5000}}),
    ("excluded.domains.0", {"excluded": {"domains": ["x" * 300]}}),
    ("steps", {"steps": [{"template": "quiet"}] * 50}),
    ("occasions", {"occasions": [{"kind": "quiet"}] * 50}),
])  # fmt: skip
def test_of_a_campaign_that_is_too_large_the_field_is_named(field: str, changed: dict[str, Any]) -> None:
    whole = {"title": {"fr": "a", "en": "b"}, "occasions": [{"kind": "quiet"}], "steps": [{"template": "quiet", "channels": ["email"]}]}
    with pytest.raises(Refused, match="of length <= ") as caught:
        content_of(json.dumps({**whole, **changed}))
    assert caught.value.where == field
