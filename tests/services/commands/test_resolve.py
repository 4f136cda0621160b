"""`egard resolve`: what it makes of lines as they come, whole or not, in whatever order."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from services.commands.resolve import resolve


def run(*lines: object) -> Result:
    given = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    return CliRunner(catch_exceptions=False).invoke(resolve, ["--own", "house.example"], input=given)


def told(done: Result) -> tuple[dict[tuple[str, int], str | None], list[dict[str, Any]]]:
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {(one["interaction"], one["party"]): one["person"] for one in lines if "interaction" in one}, [
        one for one in lines if "suggest" in one
    ]


def mail(id_: str, address: str, name: str | None = None, **more: object) -> dict[str, Any]:
    parties = [{"role": "from", "identifier": f"email:{address}", "name": name}, {"role": "to", "identifier": "email:us@house.example"}]
    original = {"sha256": "0" * 64, "content_type": "message/rfc822", "size": 1}
    return {"id": id_, "channel": "email", "direction": "in", "at": "2026-03-01T09:00:00Z", "parties": parties, "original": original} | more


def call(id_: str, number: str, **more: object) -> dict[str, Any]:
    return mail(id_, "") | {"channel": "phone", "parties": [{"role": "caller", "identifier": f"tel:{number}", "name": None}]} | more


ANNE = mail("a", "anne.royer@mail.example", "Anne Royer", signature="Anne Royer\nPort. 06 39 98 10 01")
MOBILE = call("b", "+33639981001")
STRANGER = mail("c", "marc@mail.example", "Marc Delorme")


def decision(id_: str, say: str, *of: tuple[str, int], at: str = "2026-04-01T09:00:00Z") -> dict[str, Any]:
    return {"decision": id_, "say": say, "of": of, "at": at, "by": "a colleague"}


def test_every_party_that_is_not_one_of_us_has_its_person() -> None:
    persons, _ = told(run(ANNE, MOBILE, STRANGER))
    assert persons["a", 0] == persons["b", 0] != persons["c", 0]
    assert persons["a", 1] is None, "one of us"


def test_a_line_that_cannot_be_read_is_one_line_of_complaint_and_the_rest_is_done() -> None:
    done = run(ANNE, b"{no json}\n", {"id": "x"}, decision("d", "perhaps", ("a", 0)), b"\xff\n", MOBILE)
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 4
    persons, _ = told(done)
    assert persons["a", 0] == persons["b", 0]


def test_fields_that_nobody_knows_change_nothing() -> None:
    assert run(ANNE | {"mood": {"of": ["x"]}}, MOBILE).stdout == run(ANNE, MOBILE).stdout


def test_one_id_with_two_contents_is_one_interaction_whichever_comes_first() -> None:
    other = ANNE | {"text": "Bonjour."}
    assert run(ANNE, other, MOBILE).stdout == run(other, ANNE, MOBILE).stdout
    assert run(ANNE, ANNE, MOBILE).stdout == run(ANNE, MOBILE).stdout


def test_a_decision_about_what_is_not_there_or_about_one_alone_changes_nothing() -> None:
    plain = run(ANNE, MOBILE, STRANGER).stdout
    assert (
        run(ANNE, MOBILE, STRANGER, decision("d", "same", ("a", 0), ("nowhere", 0)), decision("e", "same", ("a", 7), ("c", 0))).stdout
        == plain
    )
    assert run(ANNE, MOBILE, STRANGER, decision("d", "different", ("a", 0))).stdout == plain


def test_a_decision_about_three_is_about_each_two_of_them() -> None:
    persons, _ = told(run(ANNE, MOBILE, STRANGER, decision("d", "same", ("a", 0), ("b", 0), ("c", 0))))
    assert persons["a", 0] == persons["b", 0] == persons["c", 0]
    persons, _ = told(run(ANNE, MOBILE, STRANGER, decision("d", "different", ("a", 0), ("b", 0), ("c", 0))))
    assert len({persons["a", 0], persons["b", 0], persons["c", 0]}) == 3


@pytest.mark.parametrize("name", ["x" * 10_000, "\u202eenna", "...---!!!", " ", "\x00", "آن روايه", "A " * 5_000])
def test_whatever_somebody_calls_themselves_they_are_one_person(name: str) -> None:
    done = run(mail("a", "n@mail.example", name, text=name), mail("b", "n@mail.example", name))
    assert (done.exit_code, done.stderr) == (0, "")
    persons, _ = told(done)
    assert persons["a", 0] == persons["b", 0] is not None


def test_an_interaction_without_parties_and_without_a_time_is_no_obstacle() -> None:
    done = run(ANNE | {"at": None}, MOBILE | {"at": None}, ANNE | {"id": "z", "parties": []})
    persons, _ = told(done)
    assert done.exit_code == 0 and persons["a", 0] == persons["b", 0] and not any(id_ == "z" for id_, _ in persons)


def test_who_has_neither_identifier_nor_name_is_nobody() -> None:
    persons, _ = told(run(call("a", "") | {"parties": [{"role": "caller", "identifier": None, "name": None}]}))
    assert persons == {("a", 0): None}


def test_the_order_of_lines_changes_nothing_that_is_said() -> None:
    names = ["Anne Royer", "Royer A.", "Paul Royer", None, "Anne Royer"]
    lines = [
        mail(f"m{n}", f"box{n}@mail.example", names[n % 5], signature=f"{names[n % 5]}\n06 39 98 10 0{n % 7}" if n % 3 else None)
        for n in range(20)
    ]
    lines = [{key: value for key, value in line.items() if value is not None} for line in lines]
    lines += [call(f"c{n}", f"+3363998100{n}") for n in range(7)]
    lines += [decision("d", "same", ("m0", 0), ("m6", 0)), decision("e", "different", ("m1", 0), ("c1", 0)), decision("d", "withdrawn")]
    first = run(*lines).stdout
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        assert run(*lines).stdout == first


def test_two_who_are_probably_one_are_suggested_with_a_reason_and_not_joined() -> None:
    home = {"signature": "Anne Vercaselle\n75011 Paris"}
    persons, suggested = told(
        run(mail("a", "anne@mail.example", "Anne Vercaselle", **home), mail("b", "lune@mail.example", "Anne Vercaselle", **home))
    )
    assert persons["a", 0] != persons["b", 0]
    assert len(suggested) == 1 and {persons["a", 0], persons["b", 0]} == set(suggested[0]["suggest"])
    assert 0 < suggested[0]["probability"] < 1 and "Anne Vercaselle" in suggested[0]["why"]


def test_namesakes_of_one_postcode_are_told_by_different_names_and_not_suggested_to_themselves() -> None:
    def letter(id_: str, address: str) -> dict[str, Any]:
        sender = {"role": "sender", "identifier": "postal:fr/44000/odile-marquet", "name": "Odile Marquet", "address": address}
        return mail(id_, "") | {"channel": "letter", "parties": [sender]}

    persons, suggested = told(run(letter("a", "12 rue des Lilas, 44000 Nantes"), letter("b", "3 place du Bouffay, 44000 Nantes")))
    assert persons["a", 0] != persons["b", 0]
    assert all(one != other for one, other in (pair["suggest"] for pair in suggested))
