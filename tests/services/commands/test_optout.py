from __future__ import annotations

import json

from click.testing import CliRunner, Result

from services.commands.optout import optout


def run(*lines: object) -> Result:
    given = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
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
