"""What four commands promise of any line: it is answered or told in one line, and the lines after it are done."""

from __future__ import annotations

import ast
import json
import unicodedata
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from services.cli import egard
from services.commands.lines import LONGEST, json_line, one_line, say

ARGUMENTS = {"tone": ["tone"], "optout": ["optout"], "promises": ["promises"], "backtest": ["backtest", "--at", "2026-05-01T00:00:00Z"]}
GOOD: dict[str, dict[str, Any]] = {
    "tone": {"id": "z", "text": "Merci !", "language": "fr"},
    "optout": {"id": "z", "text": "Merci !", "language": "fr"},
    "promises": {"id": "z", "text": "Nous vous rappelons demain.", "at": "2026-04-30T09:20:00+02:00", "tz": "Europe/Paris"},
    "backtest": {"person": "z", "at": "2026-03-01T09:00:00Z", "direction": "in", "channel": "email"},
}
TEXTS = (b'{"id":"a","text":"ok"}', b'{"id": "b"}', b"\xff\xfe", b'{"id": "c", "text": 3}', b"[1]", b"", b'{"id": "z", "text": "Merci !"}')
DEEP = '{"more":' + "[" * 5000 + "]" * 5000 + ","


@pytest.mark.parametrize("command", ["tone", "optout"])
def test_a_bad_line_is_one_line_on_standard_error_and_the_rest_is_done(command: str) -> None:
    given = b"\n".join((b"{nonsense", *TEXTS, b""))
    done = CliRunner(catch_exceptions=False).invoke(egard, ARGUMENTS[command], input=given)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "z"]
    wrong = [line.split(": ") for line in done.stderr.splitlines()]
    assert [line[0] for line in wrong] == ["<stdin>:1", "<stdin>:3", "<stdin>:4", "<stdin>:5", "<stdin>:6"]
    assert [line[1] for line in wrong] == ["line", "text", "line", "text", "line"]
    assert all(len(line) >= 3 and any(";" in part for part in line) for line in wrong)
    assert done.exit_code == 1


@pytest.mark.parametrize("command", ARGUMENTS)
def test_a_line_nested_without_end_is_a_bad_line_and_the_rest_is_done(command: str) -> None:
    good = json.dumps(GOOD[command])
    done = CliRunner(catch_exceptions=False).invoke(egard, ARGUMENTS[command], input=f"{DEEP}{good[1:]}\n{good}\n")
    assert done.exit_code == 1
    assert done.stderr.startswith("<stdin>:1: line: it is nested too deeply to be read; give ") and done.stderr.count("\n") == 1
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "field", "value"),
    [
        ("promises", "tz", "Europe/Pa\x00ris"),
        ("promises", "tz", "Europe\nParis"),
        ("promises", "at", "2026\r\n\x1b[31m"),
        ("promises", "at", "\u2028\u202e2026"),
        ("backtest", "direction", "in\nout\x00"),
        ("backtest", "at", "\x85"),
        ("tone", "text", None),
    ],
)
def test_whatever_the_input_holds_its_complaint_is_one_line_that_prints(command: str, field: str, value: object) -> None:
    lines = [GOOD[command] | {field: value}, GOOD[command]]
    done = CliRunner(catch_exceptions=False).invoke(egard, ARGUMENTS[command], input="".join(f"{json.dumps(line)}\n" for line in lines))
    assert done.exit_code == 1 and len(done.stdout.splitlines()) == 1
    assert done.stderr.startswith(f"<stdin>:1: {field}: ") and done.stderr.removesuffix("\n").isprintable()


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_promise_made_at_the_ends_of_the_calendar_is_answered_or_told(at: str) -> None:
    lines = [GOOD["promises"] | {"at": at, "id": "a"}, GOOD["promises"]]
    done = CliRunner(catch_exceptions=False).invoke(egard, ["promises"], input="".join(f"{json.dumps(line)}\n" for line in lines))
    assert json.loads(done.stdout.splitlines()[-1])["id"] == "z"
    assert done.exit_code == 0 or done.stderr.startswith("<stdin>:1: at: ")


@given(st.text(st.characters(), max_size=2 * LONGEST))
def test_what_prints_stays_as_it_is_and_all_else_is_escaped(text: str) -> None:
    shown = one_line(text)
    assert shown.isprintable()
    if text.isprintable() and len(text) <= LONGEST:
        assert shown == text


def printed(given: str | bytes) -> str:
    """What a terminal gets."""
    return CliRunner(catch_exceptions=False).invoke(click.command()(lambda: say(given))).stdout.removesuffix("\n")


HARMLESS = {"\n", "\u200c", "\u200d"}


def is_harmless(text: str) -> bool:
    return all(each.isprintable() or each in HARMLESS or unicodedata.category(each) == "Zs" for each in text)


@given(st.text(st.characters(), max_size=60))
def test_no_text_that_is_printed_commands_a_terminal_or_turns_the_writing(text: str) -> None:
    shown = printed(f"Anne: {text}")
    assert is_harmless(shown)
    if is_harmless(text):
        assert shown == f"Anne: {text}"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_json_that_is_printed_is_harmless_and_means_the_same(text: str) -> None:
    shown = printed(msgspec.json.encode({"text": text}))
    assert is_harmless(shown) and json.loads(shown) == {"text": text}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07\x9b31m", r"\x1b]0;owned\x07\x9b31m"), ("a\u202eb\u2066c", r"a\u202eb\u2066c"), ("1\r2\t3", r"1\r2\t3"),
        ("Bonjour\u00a0!\nDeux lignes", "Bonjour\u00a0!\nDeux lignes"), ("👩\u200d👧", "👩\u200d👧"), ("\udcff", r"\udcff"),
    ],
)
def test_what_is_shown_escaped_can_be_read(text: str, shown: str) -> None:
    assert printed(text) == shown


def test_every_command_prints_by_way_of_this() -> None:
    """But for a bar that moves, and the numbers of `egard bench`."""
    commands = Path(__file__).parents[3] / "services" / "commands"
    others = {
        path.name
        for path in (*commands.glob("*.py"), commands.parent / "cli.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and (node.value.id, node.attr) == ("click", "echo")
    }
    assert others == {"lines.py", "bench.py", "ingest.py"}


def test_a_line_for_programs_commands_no_terminal_and_means_the_same() -> None:
    said = {"id": "a\u009b31m\u202e\U000e0041", "text": "Où\u00a0? \u2028 \x7f"}
    line = json_line(said)
    assert line.endswith(b"\n") and line.count(b"\n") == 1 and json.loads(line) == said
    assert all(each.isprintable() or each == "\u00a0" for each in line.decode().rstrip("\n"))


def test_every_line_for_programs_is_made_by_this() -> None:
    """But for the numbers of `egard bench`."""
    commands = Path(__file__).parents[3] / "services" / "commands"
    written = [
        (path.name, ast.unparse(node))
        for path in commands.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("out.write", "sys.stdout.buffer.write", "sys.stdout.write")
    ]
    assert len(written) >= 7
    assert [each for each in written if "json_line" not in each[1]] == []
