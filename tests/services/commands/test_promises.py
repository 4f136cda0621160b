"""`egard promises`: lines in, lines out; what cannot be read is told and left out."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from services.cli import egard

GOOD = {
    "id": "a",
    "language": "fr",
    "text": "Je vous rappelle sous 2 jours ouvrés.",
    "at": "2026-04-30T09:20:00+02:00",
    "tz": "Europe/Paris",
    "region": "FR",
}


def promises(*lines: str, env: dict[str, str] | None = None) -> tuple[int, list[dict[str, object]], str]:
    done = CliRunner().invoke(egard, ["promises"], input="".join(f"{line}\n" for line in lines), env=env)
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_each_line_is_answered_in_its_order() -> None:
    none = GOOD | {"id": 2, "text": "Merci de votre patience."}
    status, answers, complaints = promises(json.dumps(GOOD), "", json.dumps(none))
    assert (status, complaints) == (0, "")
    assert answers == [
        {
            "id": "a",
            "promises": [
                {
                    "what": "Je vous rappelle sous 2 jours ouvrés",
                    "due": "2026-05-05T23:59:59+02:00",
                    "words": "sous 2 jours ouvrés",
                }
            ],
        },
        {"id": 2, "promises": []},
    ]


def test_the_region_of_a_line_wins_over_the_setting() -> None:
    without = {key: value for key, value in GOOD.items() if key != "region"}
    assert promises(json.dumps(without), env={"EGARD_REGION": "GB"})[1][0]["promises"][0]["due"].startswith("2026-05-05")  # type: ignore[index]
    assert promises(json.dumps(without), env={"EGARD_REGION": "US"})[1][0]["promises"][0]["due"].startswith("2026-05-04")  # type: ignore[index]
    assert promises(json.dumps(GOOD), env={"EGARD_REGION": "US"})[1][0]["promises"][0]["due"].startswith("2026-05-05")  # type: ignore[index]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("nope", "<stdin>:1: line: JSON is malformed"),
        (json.dumps(GOOD | {"tz": "Mars/Olympus"}), '<stdin>:1: tz: "Mars/Olympus" is not a time zone; write a name such as Europe/Paris'),
        (json.dumps(GOOD | {"tz": "../etc/passwd"}), '<stdin>:1: tz: "../etc/passwd" is not a time zone'),
        (json.dumps(GOOD | {"at": "yesterday"}), '<stdin>:1: at: "yesterday" is not an instant; write RFC 3339 with an offset'),
        (json.dumps(GOOD | {"at": "2026-04-30T09:20:00"}), '<stdin>:1: at: "2026-04-30T09:20:00" is not an instant'),
        (json.dumps({key: value for key, value in GOOD.items() if key != "text"}), "<stdin>:1: text: Object missing required field"),
        (json.dumps(GOOD | {"text": 3}), "<stdin>:1: text: Expected `str`, got `int`"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_rest_is_done(line: str, complaint: str) -> None:
    status, answers, complaints = promises(line, json.dumps(GOOD))
    assert status == 1
    assert [answer["id"] for answer in answers] == ["a"]
    assert complaints.startswith(complaint)
    assert complaints.count("\n") == 1
