"""`egard hooks`: what is open, and what to set up, without telling a secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.commands.hooks import command
from streams.channels.hooks import HOOKS
from streams.channels.social.verify import word

SECRET = "correct horse"


@pytest.fixture
def egard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    for name, value in {"META": f"{SECRET}, the old one", "PHONE": SECRET}.items():
        monkeypatch.setenv(f"EGARD_HOOK_{name}", value)
    monkeypatch.setenv("EGARD_PUBLIC_URL", "https://hub.example/egard/")
    monkeypatch.setenv("EGARD_DATA", str(tmp_path))
    return CliRunner()


def test_every_source_is_listed_with_its_address_and_whether_it_is_open(egard: CliRunner) -> None:
    rows = [json.loads(line) for line in egard.invoke(command, ["--json"]).output.splitlines()]
    assert [row["name"] for row in rows] == list(HOOKS)
    assert {row["name"] for row in rows if row["open"]} == {"meta", "phone"}
    assert rows[0]["address"] == "https://hub.example/egard/hook/twilio"
    table = egard.invoke(command, []).output.splitlines()
    assert len(table) == 1 + len(HOOKS)
    assert SECRET not in "".join(table)


@pytest.mark.parametrize("name", HOOKS)
def test_of_one_it_says_all_that_is_to_be_done(egard: CliRunner, name: str) -> None:
    said = egard.invoke(command, [name]).output
    assert f"EGARD_HOOK_{name.upper()}" in said
    assert f"https://hub.example/egard/hook/{name}" in said
    assert "{" not in said
    assert SECRET not in said


def test_the_word_for_a_hub_is_told(egard: CliRunner) -> None:
    assert f"verify token {word(SECRET)}" in egard.invoke(command, ["meta"]).output
    assert "told here when the secret is set" in egard.invoke(command, ["youtube"]).output
