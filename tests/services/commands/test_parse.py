from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schemas.interaction import Removal
from services.commands.parse import parse
from streams import channels


def run(*arguments: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(parse, list(arguments))


def mail(path: Path, subject: str) -> str:
    path.write_bytes(f"From: odile@client.example\nTo: post@maison.example\nSubject: {subject}\n\nBonjour, où en est-on ?".encode())
    return str(path)


def test_interactions_come_as_json_lines_in_the_order_of_the_files(tmp_path: Path) -> None:
    files = [mail(tmp_path / f"{name}.eml", name) for name in ("deux", "un")]
    done = run("email", "--own", "client.example", *files)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(record["subject"], record["direction"]) for record in records] == [("deux", "out"), ("un", "out")]
    assert {"id", "channel", "direction", "at", "parties", "text", "attachments", "automatic", "original"} <= set(records[0])
    assert (done.exit_code, done.stderr) == (0, "")


def test_what_cannot_be_understood_is_one_line_and_the_others_still_come_out(tmp_path: Path) -> None:
    (tmp_path / "broken.eml").write_bytes(b"\x00\x01\x02")
    done = run("email", str(tmp_path / "absent.eml"), str(tmp_path / "broken.eml"), mail(tmp_path / "good.eml", "bon"))
    assert [json.loads(line)["subject"] for line in done.stdout.splitlines()] == ["bon"]
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [str(tmp_path / "absent.eml"), str(tmp_path / "broken.eml")]
    assert all(line.count(": ") >= 2 and ";" in line for line in done.stderr.splitlines())
    assert done.exit_code == 1


def test_times_and_numbers_are_read_where_the_options_say(tmp_path: Path) -> None:
    log = tmp_path / "calls.csv"
    log.write_text("calldate,src,dst,disposition\n2024-07-09 08:00:00,4155550142,4155550190,ANSWERED\n", "utf-8")
    (line,) = run("phone", "--own", "4155550190", "--region", "us", "--tz", "America/Los_Angeles", str(log)).stdout.splitlines()
    record = json.loads(line)
    assert (record["at"], record["direction"]) == ("2024-07-09T15:00:00Z", "in")
    assert [party["identifier"] for party in record["parties"]] == ["tel:+14155550142", "tel:+14155550190"]


@pytest.mark.parametrize(("line", "reached"), [("9", "tel:+33144556677"), ("8", None)])
def test_the_prefix_for_a_line_is_an_option_or_a_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, reached: str | None
) -> None:
    log = tmp_path / "calls.csv"
    log.write_text("calldate,src,dst,disposition\n2024-07-09 08:00:00,4021,90144556677,ANSWERED\n", "utf-8")
    monkeypatch.setenv("EGARD_OUTSIDE_LINE", line)
    (by_setting,) = run("phone", str(log)).stdout.splitlines()
    monkeypatch.delenv("EGARD_OUTSIDE_LINE")
    (by_option,) = run("phone", "--outside-line", line, str(log)).stdout.splitlines()
    assert by_setting == by_option
    assert json.loads(by_option)["parties"][1]["identifier"] == reached
    assert "is no prefix" in run("phone", "--outside-line", "nine", str(log)).stderr


def test_wrong_options_are_explained(tmp_path: Path) -> None:
    log = str(tmp_path / "calls.csv")
    assert "write two capitals" in run("phone", "--region", "France", log).stderr
    assert "is not a time zone" in run("phone", "--tz", "Paris", log).stderr


def test_what_was_taken_back_is_no_line_and_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    removal = Removal(id="post-1", channel="social", network="bluesky")
    monkeypatch.setitem(channels.CHANNELS, "social", lambda data, reading: iter([removal]))
    file = tmp_path / "deleted.json"
    file.write_text("{}")
    done = run("social", str(file))
    assert (done.exit_code, done.output) == (0, "")
