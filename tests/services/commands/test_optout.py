from __future__ import annotations

import json

from click.testing import CliRunner, Result

from services.commands.optout import optout


def run(*lines: object) -> Result:
    given = b"".join(line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
    return CliRunner(catch_exceptions=False).invoke(optout, input=given)


def test_a_line_out_for_a_line_in_in_the_same_order() -> None:
    done = run(
        {"id": "b", "language": "fr", "text": "Merci d'avance, mais cessez de m'appeler."},
        {"id": "a", "language": "en", "text": "Thank you, it works."},
        {"id": "c", "language": None, "text": ""},
    )
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": "b", "scope": "channel", "words": "cessez de m'appeler"},
        {"id": "a", "scope": None, "words": None},
        {"id": "c", "scope": None, "words": None},
    ]
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_line_without_a_language_is_judged_from_its_words() -> None:
    done = run({"id": 7, "text": "ne me contactez plus, merci"})
    assert json.loads(done.stdout)["scope"] == "all" and json.loads(done.stdout)["id"] == 7


def test_a_bad_line_is_one_line_on_standard_error_and_the_rest_is_done() -> None:
    done = run(
        b"{nonsense\n",
        {"id": "a", "text": "ok"},
        {"id": "b"},
        b"\xff\xfe\n",
        {"id": "c", "text": 3},
        b"[1]\n",
        b"\n",
        {"id": "z", "text": "Merci !"},
    )
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "z"]
    wrong = done.stderr.splitlines()
    assert [line.split(": ")[0] for line in wrong] == ["<stdin>:1", "<stdin>:3", "<stdin>:4", "<stdin>:5", "<stdin>:6"]
    assert [line.split(": ")[1] for line in wrong] == ["line", "text", "line", "text", "line"]
    assert all(line.count(": ") >= 2 and ";" in line for line in wrong)
    assert done.exit_code == 1
