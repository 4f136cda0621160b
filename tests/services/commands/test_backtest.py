from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from click.testing import CliRunner, Result

from services.commands.backtest import backtest

START = datetime(2025, 1, 6, 9, tzinfo=UTC)
AT = "2026-01-01T00:00:00Z"


def line(person: str, days: float, direction: str = "in", channel: str = "email") -> dict[str, Any]:
    return {
        "person": person,
        "at": (START + timedelta(days=days)).isoformat(),
        "direction": direction,
        "channel": channel,
        "text": "Bonjour",
    }


def log(persons: int = 60, days: int = 500) -> list[dict[str, Any]]:
    chance, lines = random.Random(4), []
    for person in range(persons):
        at, mean, stay = chance.random() * 120, chance.gammavariate(2, 8), chance.expovariate(1 / 250)
        end = at + stay
        while at < min(days, end) or not any(one["person"] == f"p{person}" for one in lines[-1:]):
            lines.append(line(f"p{person}", at, channel=chance.choice(("email", "phone"))))
            at += chance.expovariate(1 / mean)
    return lines


def run(lines: list[Any], *arguments: str) -> Result:
    given = b"".join(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in lines)
    return CliRunner(catch_exceptions=False).invoke(backtest, [*arguments], input=given)


def told(done: Result) -> dict[tuple[str, str], dict[str, Any]]:
    found = [json.loads(text) for text in done.stdout.splitlines()]
    assert len({(one["person"], one["at"]) for one in found}) == len(found)
    return {(one["person"], one["at"]): one for one in found}


def test_everybody_seen_before_a_time_gets_one_line_for_it() -> None:
    lines = [*log(), line("ours only", 3, "out"), line("later", 499)]
    done = run(lines, "--at", AT, "--at", "2025-03-01T00:00:00+01:00")
    found = told(done)
    for at in (AT, "2025-03-01T00:00:00+01:00"):
        seen = {one["person"] for one in lines if datetime.fromisoformat(one["at"]) < datetime.fromisoformat(at)}
        assert {person for person, time in found if time == at} == seen
    assert ("later", AT) not in found
    assert all(set(one) == {"person", "at", "risk", "deadline", "why"} and 0 <= one["risk"] <= 1 and one["why"] for one in found.values())
    deadlines = [datetime.fromisoformat(one["deadline"]) for one in found.values() if one["deadline"]]
    assert deadlines and all(at > START for at in deadlines)
    assert found["ours only", AT]["deadline"] is None
    assert (done.exit_code, done.stderr) == (0, "")


def test_neither_order_nor_later_events_nor_other_times_nor_names_of_others_matter() -> None:
    lines = log()
    whole = told(run(lines, "--at", AT, "--at", "2025-06-01T00:00:00Z"))
    past = [one for one in lines if one["at"] < AT]
    ghosts = [line(f"p{number}", 470 + number % 20) for number in range(90)]
    mixed = [*past, *ghosts]
    random.Random(1).shuffle(mixed)
    alone = {key: one for key, one in told(run(mixed, "--at", AT)).items() if one["at"] == AT}
    assert alone == {key: one for key, one in whole.items() if key[1] == AT}


def test_who_went_silent_is_surer_lost_than_who_just_came() -> None:
    lines = [*log(), *(line("steady", n * 7) for n in range(51)), *(line("gone", n * 7) for n in range(20))]
    found = told(run(lines, "--at", AT))
    assert found["gone", AT]["risk"] > 0.8 > 0.4 > found["steady", AT]["risk"]
    assert found["gone", AT]["deadline"] < AT < found["steady", AT]["deadline"]
    assert found["gone", AT]["why"].startswith("They came on 20 days, usually 7 days apart; the last was on 2025-05-19, 226 days before")


def test_a_bad_line_is_one_line_on_standard_error_and_the_rest_is_done() -> None:
    done = run(
        [
            b"{nonsense\n",
            line("a", 1),
            {"person": "b"},
            b"\xff\xfe\n",
            {**line("c", 1), "direction": "up"},
            {**line("d", 1), "at": "2025-01-01"},
            {**line("e", 1), "at": "2025-01-01T00:00:00"},
            b"[1]\n",
            b"\n",
            {**line("f", 2), "channel": 3},
            {**line("g", 1), "person": 4},
            line("z", 2),
        ],
        "--at",
        AT,
    )
    assert {person for person, _ in told(done)} == {"a", "z"}
    wrong = done.stderr.splitlines()
    assert [text.split(": ")[0] for text in wrong] == [f"<stdin>:{number}" for number in (1, 3, 4, 5, 6, 7, 8, 10, 11)]
    assert [text.split(": ")[1] for text in wrong] == ["line", "at", "line", "direction", "at", "at", "line", "channel", "person"]
    assert all(text.count(": ") >= 2 and ";" in text for text in wrong)
    assert done.exit_code == 1


def test_a_time_that_is_none_is_refused_and_no_events_are_no_error() -> None:
    refused = run([], "--at", "yesterday")
    assert refused.exit_code == 2 and "2026-05-01T00:00:00Z" in refused.output
    assert run([]).exit_code == 2
    done = run([], "--at", AT)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_the_ends_of_the_calendar_are_told_or_counted_and_stop_nothing() -> None:
    beyond = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00")
    late = [{**line("late", 0), "at": f"{year}-{month:02}-03T00:00:00Z"} for year in (9997, 9998, 9999) for month in range(1, 13)]
    early = [{**line("early", 0), "at": f"0001-{month:02}-03T00:00:00Z"} for month in range(1, 13)]
    done = run([*({**line("a", 0), "at": at} for at in beyond), *late, *early], "--at", "9999-12-31T23:59:59Z", "--at", AT)
    assert done.exit_code == 1
    assert [text.split(": ")[:2] for text in done.stderr.splitlines()] == [["<stdin>:1", "at"], ["<stdin>:2", "at"]]
    found = told(done)
    assert {person for person, _ in found} == {"late", "early"}
    assert found["late", "9999-12-31T23:59:59Z"]["deadline"] is None, "no such year can be written"
    assert found["early", AT]["deadline"].startswith("000")


def test_an_option_that_is_no_number_or_no_instant_of_the_calendar_is_refused() -> None:
    for arguments in (["--at", AT, "--false-alarms", "nan"], ["--at", "0001-01-01T00:00:00+14:00"], ["--at", "9999-12-31T23:59:59-14:00"]):
        refused = run([line("a", 1)], *arguments)
        assert (refused.exit_code, refused.stdout) == (2, ""), arguments
    assert "\\n" in run([], "--at", "yester\nday").output
