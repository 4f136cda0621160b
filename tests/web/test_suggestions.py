"""Who is probably one: seen side by side with the reasons, answered one by one or together, and taken back."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from schemas.documents import Suggestion
from schemas.errors import Refused
from services.commands.suggestions import command
from streams.settings import Settings
from streams.state import State
from tests.web.conftest import Client
from tests.web.test_pages import read, token
from tests.web.told import NOW, interaction, keep

DAY = timedelta(days=1)
LIKE = {"equal": 1.0, "customer_equal": 1.0, "born_other": 1.0}


async def two(state: State, name: str, probability: float, *, stakes: int = 0) -> Suggestion:
    """Somebody with a mailbox and somebody with a telephone, who may be one."""
    number = f"tel:+3363998{sum(map(ord, name)) % 10_000:04d}"
    wrote = interaction(f"<{name}>", NOW - 2 * DAY, identifier=f"email:{name}@exemple.fr", who=name.title(), text=f"Le devis de {name}")
    who = f"{name[0]}. Durand".title()
    called = interaction(f"call {name}", NOW - DAY, channel="phone", identifier=number, who=who, text="")
    one, other = await keep(state, wrote), await keep(state, called)
    return await suggest(state, one, other, probability, stakes=stakes, features=LIKE, names=(name.title(), "Durand"))


async def suggest(
    state: State, one: str, other: str, probability: float, *, stakes: int = 0, features: dict[str, float], names: tuple[str, str]
) -> Suggestion:
    """As the sweep would."""
    one, other = sorted((one, other))
    said = Suggestion(
        id=f"{one} {other}", persons=(one, other), atoms=(f"a {one}", f"a {other}"), names=names, probability=probability,
        features=features, stakes=stakes, at=NOW,
    )
    await state.suggestions.put([said])
    return said


async def send(page: Client, where: str = "/suggestions", **said: str | list[str]) -> str:
    """What a form of the page sends."""
    several = {name: [value] if isinstance(value, str) else value for name, value in said.items()}
    answer = await page.post(where, data=[("token", token(page)), *((name, each) for name, values in several.items() for each in values)])
    assert answer.status == 200, await answer.text()
    return await answer.text()


async def test_both_are_seen_side_by_side_with_what_speaks_for_it_and_against(page: Client, state: State) -> None:
    await two(state, "anne", 0.92)
    text = re.sub(r"\s+", " ", await read(page, "/suggestions"))
    assert "about 9 in 10 <small>92%</small>" in text
    assert "Both are called Anne and both give the same customer number." in text and "Their dates of birth differ." in text
    for seen in ("anne@exemple.fr", "A. Durand", "Le devis de anne", ">French<"):
        assert seen in text
    assert 'href="/people/p_' in text


async def test_the_likeliest_stands_first_and_of_equals_that_on_which_most_hangs(page: Client, state: State) -> None:
    for name, probability, stakes in (("bea", 0.5, 0), ("carl", 0.91, 0), ("dora", 0.9, 12), ("emil", 0.999, 0)):
        await two(state, name, probability, stakes=stakes)
    text = await read(page, "/suggestions")
    assert re.findall(r"called (\w+)", text) == ["Emil", "Dora", "Carl", "Bea"]


async def test_a_yes_is_a_command_that_says_who_when_and_why(page: Client, state: State) -> None:
    said = await two(state, "anne", 0.92)
    text = await send(page, say="same", pair=said.id)
    assert "One person: both are on one timeline now." in text and "Nobody looks like anybody else" in text
    [command] = await state.commands.standing(NOW + DAY)
    assert (command.do, command.person, command.by) == ("same", said.persons[0], "claire")
    assert command.arguments == {
        "with": said.persons[1], "atom": said.atoms[0], "other": said.atoms[1],
        "why": "0.92: Both are called Anne and both give the same customer number; but their dates of birth differ.",
    }


async def test_a_no_is_not_asked_again_however_likely_it_becomes(page: Client, state: State) -> None:
    said = await two(state, "anne", 0.92)
    await send(page, say="different", pair=said.id)
    await two(state, "anne", 0.999)
    assert await state.suggestions.open(10) == []
    assert [command.do for command in await state.commands.standing(NOW + DAY)] == ["different"]


async def test_several_are_answered_at_once_each_by_a_command_of_its_own_and_taken_back_together(page: Client, state: State) -> None:
    made = [await two(state, name, 0.995) for name in ("anne", "bea", "carl", "dora")]
    left = await two(state, "emil", 0.4)
    assert (await read(page, "/suggestions?tick=sure")).count(" checked") == 4
    text = await send(page, say="same", pair=[each.id for each in made])
    assert [each.id for each in await state.suggestions.open(10)] == [left.id]
    assert "and 1 other" in re.sub(r"\s+", " ", text)
    commands = await state.commands.standing(NOW + DAY)
    assert sorted(command.person for command in commands) == sorted(each.persons[0] for each in made)
    [batch] = {each.batch for each in await state.suggestions.answered(10)}
    text = await send(page, undo=batch or "")
    assert "Taken back: all is as it was." in text
    assert {each.id for each in await state.suggestions.open(10)} == {each.id for each in [*made, left]}
    unsaid = [command for command in await state.commands.standing(NOW + DAY) if command.do == "unsay"]
    assert {command.arguments["command"] for command in unsaid} == {command.id for command in commands}


async def test_what_a_colleague_has_answered_is_not_answered_again(page: Client, state: State) -> None:
    said = await two(state, "anne", 0.92)
    await state.suggestions.answer(said.id, "different", by="marc", at=NOW, batch="b", command="c")
    assert "Somebody else has answered meanwhile." in await send(page, say="same", pair=said.id)
    assert await state.commands.standing(NOW + DAY) == []


async def test_an_answer_is_that_of_a_colleague_by_their_name(page: Client, state: State) -> None:
    for name, by in (("anne", "claire"), ("bea", "marc")):
        said = await two(state, name, 0.92)
        await state.suggestions.answer(said.id, "different", by=by, at=NOW, batch=name, command=name)
    await state.users.set_name("claire", "Claire Bonnet")
    text = await read(page, "/suggestions")
    assert "· Claire Bonnet ·" in text and "· claire ·" not in text and "· marc ·" in text
    assert text.count("data-undo") == 1, "it is still known which are the reader's own"


async def test_who_owns_nothing_any_more_is_not_asked_about(page: Client, state: State) -> None:
    said = await two(state, "anne", 0.92)
    await suggest(state, said.persons[0], "p_gone", 0.9, features=LIKE, names=("Anne", "Gone"))
    assert (await read(page, "/suggestions")).count("<article class=\"double") == 1


async def test_of_one_person_only_theirs_are_shown(page: Client, state: State) -> None:
    said = await two(state, "anne", 0.92)
    await two(state, "bea", 0.99)
    text = await read(page, f"/suggestions?of={said.persons[0]}")
    assert "Who may be the same as" in text and "called Anne" in text and "called Bea" not in text


async def test_an_answer_without_a_choice_and_a_form_of_nobody_are_refused(page: Client, outside: Client, state: State) -> None:
    said = await two(state, "anne", 0.92)
    for wrong in ({"say": "same"}, {"say": "maybe", "pair": said.id}, {"pair": said.id}):
        assert (await page.post("/suggestions", data={"token": token(page), **wrong})).status == 400
    assert (await page.post("/suggestions", data={"token": "x", "say": "same", "pair": said.id})).status == 403
    assert [each.id for each in await state.suggestions.open(10)] == [said.id]


async def test_a_list_that_is_asked_for_by_itself_comes_by_itself_and_says_what_was_done(page: Client, state: State) -> None:
    said = await two(state, "anne", 0.92)
    text = await send(page, "/suggestions?part=list", say="different", pair=said.id)
    assert "<html" not in text and "Two persons: this is not asked again." in text


async def test_names_are_text_and_never_markup(page: Client, state: State) -> None:
    said = await two(state, "anne", 0.92)
    nasty = "<script>alert(1)</script>"
    await suggest(state, *said.persons, 0.9, features={"part": 1.0}, names=(nasty, nasty))
    text = await read(page, "/suggestions")
    assert "<script>alert" not in text and "&lt;script&gt;" in text


async def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """`egard suggestions` on the engines of this test."""
    monkeypatch.setenv("EGARD_MONGO_URL", settings.mongo_url)
    monkeypatch.setenv("EGARD_KAFKA_URL", settings.kafka_url)
    monkeypatch.setattr("getpass.getuser", lambda: "claire")
    runner = CliRunner(catch_exceptions=False)
    return await asyncio.to_thread(runner.invoke, command, [*arguments, "--data", settings.data], standalone_mode=False)


async def test_at_the_command_line_the_same_is_listed_answered_and_taken_back(
    settings: Settings, state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    anne, bea, carl = await two(state, "anne", 0.92), await two(state, "bea", 0.995), await two(state, "carl", 0.999)
    listed = [json.loads(line) for line in (await run(settings, monkeypatch, "list", "--json")).stdout.splitlines()]
    assert [line["probability"] for line in listed] == [0.999, 0.995, 0.92]
    assert listed[2]["suggest"] == list(anne.persons) and listed[2]["why"].startswith("Both are called Anne")
    assert "Les deux s’appellent" in (await run(settings, monkeypatch, "list", "--language", "fr")).stdout
    await run(settings, monkeypatch, "no", "email:anne@exemple.fr", anne.persons[1])
    await run(settings, monkeypatch, "yes", "--at-least", "0.99")
    assert await state.suggestions.open(10) == []
    told = {each.id: (each.answer, each.by) for each in await state.suggestions.answered(10)}
    assert told == {anne.id: ("different", "claire"), bea.id: ("same", "claire"), carl.id: ("same", "claire")}
    await run(settings, monkeypatch, "undo")
    assert {each.id for each in await state.suggestions.open(10)} == {bea.id, carl.id}
    for wrong in (["yes", anne.persons[0]], ["yes"], ["no", *anne.persons], ["yes", *bea.persons, "--at-least", "0.9"]):
        with pytest.raises(Refused):
            result = await run(settings, monkeypatch, *wrong)
            raise result.exception or AssertionError(wrong)
