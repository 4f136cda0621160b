from __future__ import annotations

import json

from click.testing import CliRunner, Result

from services.commands.tone import tone


def run(*lines: object) -> Result:
    given = b"".join(line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
    return CliRunner(catch_exceptions=False).invoke(tone, input=given)


def test_a_line_out_for_a_line_in_in_the_same_order() -> None:
    done = run(
        {"id": "b", "language": "fr", "text": "Toujours aucune réponse, c'est inadmissible."},
        {"id": "a", "language": "en", "text": "Thank you, it works."},
        {"id": "c", "language": None, "text": ""},
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == ["b", "a", "c"]
    assert all(set(one) == {"id", "tone", "labels", "words"} for one in found)
    assert found[0]["tone"] < 0 and "discontent" in found[0]["labels"] and "inadmissible" in found[0]["words"]
    assert found[1]["tone"] > 0 and found[1]["labels"] == ["thanks"]
    assert found[2] == {"id": "c", "tone": 0.0, "labels": [], "words": []}
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_line_without_a_language_is_judged_from_its_words() -> None:
    done = run({"id": 7, "text": "personne ne répond, je suis furieux"})
    assert json.loads(done.stdout)["tone"] < 0 and json.loads(done.stdout)["id"] == 7


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
