"""One line on standard error and an exit status: what a command ends in."""

from __future__ import annotations

import json
from typing import Any

import click
import pytest
from pymongo.errors import ServerSelectionTimeoutError

from schemas.errors import Refused, Unavailable
from services import cli


def failing(error: BaseException) -> Any:
    @click.command("tone")
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (
            Unavailable("database", "it does not answer", "see `egard ops status`"),
            1,
            "egard: database: it does not answer; see `egard ops status`",
        ),
        (Refused("EGARD_REGION", "no such country", "write FR"), 2, "egard: EGARD_REGION: no such country; write FR"),
        (KeyboardInterrupt(), 130, ""),
        (ServerSelectionTimeoutError("no server;"), 1, "egard: pymongo: no server; see `egard ops doctor`"),
        (click.ClickException("what?"), 1, "Error: what?"),
    ],
)
def test_what_was_foreseen_ends_in_one_line(
    error: BaseException, status: int, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli.egard, "get_command", lambda context, name: failing(error))
    assert cli.run(["tone"]) == status
    assert capsys.readouterr().err.strip() == line


def test_a_fault_of_ours_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.egard, "get_command", lambda context, name: failing(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        cli.run(["tone"])


def test_every_command_of_the_table_loads_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    context = click.Context(cli.egard)
    there = [name for name, file in cli.COMMANDS.items() if (cli.ROOM / f"{file}.py").is_file()]
    for name in there:
        command = cli.egard.get_command(context, name)
        if command is not None:
            assert command.get_short_help_str(), name
    assert cli.run(["--help"]) == 0
    assert "cannot be loaded" not in capsys.readouterr().out


def test_an_unknown_command_is_an_error_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["nothing"]) == 2
    assert "No such command 'nothing'" in capsys.readouterr().err


def test_status_of_no_hub_has_the_form_of_one(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    with pytest.raises(SystemExit, match="1"):
        cli.run(["ops", "status", "--json", "--data", str(tmp_path)])
    said = json.loads(capsys.readouterr().out)
    assert said.pop("reasons") == [f"no hub runs on {tmp_path}"]
    assert (said.pop("ready"), said.pop("pids")) == (False, {})
    assert said == dict.fromkeys(("page", "mail", "kafka", "mongo", "backlog", "counts"))


def test_settings_are_listed_and_secrets_are_not(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EGARD_SMTP_URL", "smtp://me:hidden@host")
    assert cli.run(["settings"]) == 0
    said = capsys.readouterr().out
    assert "EGARD_REGION" in said
    assert "hidden" not in said
