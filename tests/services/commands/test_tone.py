from __future__ import annotations

import json

from click.testing import CliRunner, Result

from services.commands.tone import tone


def run(*lines: object) -> Result:
    given = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
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
