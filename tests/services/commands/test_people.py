"""`egard show`, `explain`, `merge` and `split`: whom they understand, whose time they tell, and that they say what became of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from click.testing import Result

from schemas.errors import Refused
from schemas.events import Signal
from services.commands.people import known, spellings
from streams.desk import Desk, utc_now
from streams.rules.sensing import sense_person
from streams.rules.uniting import taken_back, unite_entries
from streams.stages.act import act
from streams.wire import Producer
from tests.support.driving import batch_of
from tests.web.told import ANNE, NOW, interaction, keep, weekly

Run = Callable[..., Any]


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`await run("show", "anne@exemple.fr")`: egard on the database of `desk`, as a program of its own would run it."""
    from click.testing import CliRunner

    from services.cli import egard

    monkeypatch.setenv("EGARD_MONGO_URL", desk.settings.mongo_url)
    monkeypatch.setenv("EGARD_KAFKA_URL", "127.0.0.1:1")

    async def invoke(*arguments: str, **env: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, egard, list(arguments), env=env)

    return invoke


def test_an_address_or_number_without_its_scheme_may_be_meant() -> None:
    assert spellings(" Paul@X.fr", "FR")[1:] == ("email:paul@x.fr", "mastodon:paul@x.fr")
    assert spellings("+33 5 61 00 00 01", "GB")[1:] == spellings("05 61 00 00 01", "FR")[1:] == ("tel:+33561000001",)
    assert "mastodon:paul@x.social" in spellings("@paul@x.social", "FR")
    assert spellings("email:Paul@x.fr", "FR") == ("email:Paul@x.fr",)
    assert spellings("Paul Martin", "FR") == ("Paul Martin",)


async def test_a_person_is_known_by_any_of_their_addresses_and_by_none_of_two_people(desk: Desk) -> None:
    anne = await keep(desk.state, interaction("<1@exemple.fr>", NOW), interaction("c", NOW, channel="phone", identifier="tel:+33561000001"))
    for name in (anne, ANNE, "anne@exemple.fr", "Anne@Exemple.FR", "tel:+33561000001", "+33561000001", "05 61 00 00 01"):
        assert (await known(desk.state, name))[0] == anne, name
    with pytest.raises(Refused, match=r"nobody is known as paul@x\.fr; see"):
        await known(desk.state, "paul@x.fr")
    with pytest.raises(Refused, match=r"known as a\\nb"):
        await known(desk.state, "a\nb")
    await keep(desk.state, interaction("s", NOW, channel="social", identifier="mastodon:anne@exemple.fr"))
    with pytest.raises(Refused, match=r"may be email:anne@exemple\.fr or mastodon:anne@exemple\.fr; write which"):
        await known(desk.state, "anne@exemple.fr")


async def test_who_gave_a_number_in_a_signature_is_known_by_it_though_it_never_rang(desk: Desk, run: Run) -> None:
    mail = msgspec.structs.replace(interaction("<1@exemple.fr>", NOW), signature="Anne Lefèvre\nmobile 06 39 98 12 40")
    anne = await keep(desk.state, mail)
    assert (await known(desk.state, "06 39 98 12 40"))[0] == anne
    shown = await run("show", "tel:+33639981240")
    assert shown.exit_code == 0 and "tel:+33639981240 (said to be theirs, never used)" in shown.output
    await keep(desk.state, interaction("c", NOW, channel="phone", identifier="tel:+33639981240"))
    assert "never used" not in (await run("show", ANNE)).output


async def test_what_was_promised_is_shown_at_the_hour_of_the_house_and_to_somebody_with_a_name(desk: Desk, run: Run) -> None:
    person = await keep(desk.state, interaction("<1@exemple.fr>", NOW))
    due = NOW.replace(hour=21, minute=59)
    words = {"promise": "ce soir", "made": (due - timedelta(days=1)).isoformat(), "due": due.isoformat()}
    await desk.state.signals.put(
        [Signal(id="s", person=person, kind="promise_due", at=NOW, since=NOW, numbers=(), evidence=("e",), words=words)]
    )
    told = (await run("show", "anne@exemple.fr", EGARD_TZ="Asia/Kolkata")).output
    assert "03:29" in told and "21:59" not in told and "Anne Lefèvre: “ce soir”" in told


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999-14:00", "soon\n"])
async def test_a_time_beyond_the_calendar_is_refused_in_one_line(run: Run, at: str) -> None:
    refused = await run("explain", ANNE, "--at", at)
    assert isinstance(refused.exception, Refused) and str(refused.exception).startswith("--at: ")
    assert str(refused.exception).isprintable()


async def test_the_last_times_that_are_left_are_answered(desk: Desk, run: Run) -> None:
    await keep(desk.state, *weekly(NOW - timedelta(days=3)))
    for at in ("9999-12-31T23:59:59Z", "9997-01-01T00:00:00Z"):
        done = await run("explain", "anne@exemple.fr", "--at", at)
        assert (done.exit_code, done.exception) == (0, None) and f"as of {at[:4]}" in done.output


async def test_a_time_without_an_offset_is_read_in_the_zone_of_the_house(desk: Desk, run: Run) -> None:
    await keep(desk.state, *weekly(NOW))
    told = await run("explain", ANNE, "--json", "--at", f"{NOW:%Y-%m-%d}T12:00:00", EGARD_TZ="Asia/Kolkata")
    assert json.loads(told.output)["at"] == f"{NOW:%Y-%m-%d}T06:30:00Z"


async def test_what_was_told_stands_and_what_was_told_later_is_not_known_yet(desk: Desk, run: Run) -> None:
    person = await keep(desk.state, *weekly(NOW - timedelta(days=3)))
    summary = await desk.state.persons.get(person)
    assert summary
    sensed = sense_person(summary, (), await desk.state.atoms.of(person), now=NOW + timedelta(days=200), due=True).person
    [quiet] = [signal for signal in sensed.signals if signal.kind == "quiet"]
    earlier = msgspec.structs.replace(quiet, at=quiet.at - timedelta(days=2), model="another")
    await desk.state.persons.put(msgspec.structs.replace(sensed, signals=(earlier,)))
    told = await run("explain", ANNE, "--json", "--at", (NOW + timedelta(days=200)).isoformat())
    [same] = [signal for signal in json.loads(told.output)["signals"] if signal["kind"] == "quiet"]
    assert (same["id"], same["model"], same["at"]) == (quiet.id, "another", f"{earlier.at:%Y-%m-%dT%H:%M:%S.%fZ}".replace(".000000", ""))
    before = await run("explain", ANNE, "--json", "--at", (earlier.at - timedelta(days=1)).isoformat())
    assert not [signal for signal in json.loads(before.output)["signals"] if signal["kind"] == "quiet"]


async def test_an_export_has_what_was_said_before_an_edit_and_nothing_of_what_was_taken_back(desk: Desk, run: Run) -> None:
    first = interaction("post", NOW, channel="social", identifier="mastodon:anne@exemple.fr", text="Quelle honte")
    person = await keep(desk.state, first, interaction("other", NOW, channel="social", identifier="mastodon:anne@exemple.fr", text="Non"))
    for entry in await desk.state.timeline.get([f"{name}/mastodon:anne@exemple.fr" for name in ("post", "other")]):
        edited = msgspec.structs.replace(first, text="Merci", edited_at=NOW + timedelta(hours=1))
        other = msgspec.structs.replace(entry, interaction=edited)
        assert await desk.state.timeline.change(unite_entries(entry, other) if first.id in entry.id else taken_back(entry, NOW))
    lines = [json.loads(line) for line in (await run("export", "--all")).output.splitlines()]
    told = {line["interaction"]["id"]: line for line in lines if "interaction" in line}
    assert told["post"]["interaction"]["text"] == "Merci" and [each["text"] for each in told["post"]["earlier"]] == ["Quelle honte"]
    assert told["other"]["interaction"]["text"] == "" and "removed_at" in told["other"] and "earlier" not in told["other"]
    assert {line["person"] for line in told.values()} == {person}


async def test_what_cannot_be_joined_or_separated_is_refused_and_not_said_to_be_done(
    desk: Desk, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nowhere(*_: object, **__: object) -> None:
        """No broker: the order is carried out from where it is kept."""

    monkeypatch.setattr(Producer, "send", nowhere)
    anne = await keep(desk.state, interaction("<1@exemple.fr>", NOW))
    paul = await keep(desk.state, interaction("c", NOW, channel="phone", identifier="tel:+33561000001"))

    async def asked(*arguments: str) -> Result:
        running = asyncio.create_task(run(*arguments))
        while not running.done():
            for command in await desk.state.commands.standing(utc_now() + timedelta(hours=1)):
                await act(batch_of([command], NOW), desk)
                if not await desk.state.commands.refusal(command.id):
                    await desk.state.commands.done([command.id])
            await asyncio.sleep(0.02)
        return await running

    refused = await asked("split", anne, ANNE)
    assert isinstance(refused.exception, Refused) and "is all that this person has" in str(refused.exception) and not refused.output
    assert (await asked("merge", anne, paul)).output == f"{paul} is joined to {anne}\n"
    assert (await asked("split", anne, "tel:+33561000001")).output == f"tel:+33561000001 is separated from {anne}\n"
    assert (await known(desk.state, paul))[0] == paul
    red = await asked("split", anne, "tel:\x1b[31m")
    assert isinstance(red.exception, Refused) and str(red.exception).isprintable()
