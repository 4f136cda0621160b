"""What a colleague decided, delivered twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec
import pytest

from schemas.documents import DeadLetter, FollowUp, TimelineEntry
from schemas.errors import Refused
from schemas.events import CloudEvent, Command
from schemas.interaction import Interaction, Original, Own, Party, Reading
from streams.channels import parse_all
from streams.desk import Desk
from streams.rules.course import step_of
from streams.rules.persons import others
from streams.runner import Batch, Cargo
from streams.stages.act import act
from streams.wire import Emit, seal

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
Make = Callable[..., Awaitable[Desk]]


def asking() -> FollowUp:
    return FollowUp(
        id="f", person="p_1", campaign="quiet", signal="s", state="asking", channel="email", identifier="email:a@b.fr", language="fr",
        decided_at=NOW, reasons=(),
    )  # fmt: skip


@pytest.mark.parametrize(("do", "ends"), [("approve", "composed"), ("dismiss", "dismissed")])
async def test_a_decision_that_comes_again_after_it_was_carried_out_is_no_dead_letter(
    make_desk: Make, run: Any, do: Literal["approve", "dismiss"], ends: Literal["composed", "dismissed"]
) -> None:
    desk = await make_desk(lambda: NOW)
    command = Command(id="c", do=do, person="p_1", by="claire", at=NOW, arguments={"followup": "f"})
    await desk.state.followups.put([asking()])
    await desk.state.commands.put(command, hand_on_at=NOW)
    await run(act, desk, command)
    decided = await desk.state.followups.get("f")
    assert decided is not None
    gone_on = msgspec.structs.replace(decided, state=ends)
    await desk.state.followups.change(gone_on, seen=decided.state)
    await desk.state.db["commands"].update_one({"_id": "c"}, {"$set": {"hand_on_at": NOW}})  # the worker stopped before it was done
    await run(act, desk, command)  # fails when it is refused
    assert await desk.state.followups.get("f") == gone_on
    assert await desk.state.commands.waiting(["c"]) == set()


async def test_who_approves_signs_by_the_name_of_their_account(make_desk: Make, run: Any) -> None:
    desk = await make_desk(lambda: NOW)
    await desk.state.users.create("cb", "a good password", called="  Claire   Bonnet ")
    for number, by in enumerate(("cb", "nobody")):
        await desk.state.followups.put([msgspec.structs.replace(asking(), id=f"f{number}")])
        command = Command(id=f"c{number}", do="approve", person="p_1", by=by, at=NOW, arguments={"followup": f"f{number}"})
        await desk.state.commands.put(command, hand_on_at=NOW)
        await run(act, desk, command)
        approved = await desk.state.followups.get(f"f{number}")
        assert approved is not None and approved.reasons[-1].words.get("name") == ("Claire Bonnet" if by == "cb" else None)
    assert await desk.state.users.set_name("CB", "") and not await desk.state.users.set_name("nobody", "Paul Roy")
    for wrong in ("claire@exemple.fr", "Claire\x00", "<b>", "C" * 61):
        with pytest.raises(Refused):
            await desk.state.users.set_name("cb", wrong)
    assert (await desk.state.users.get("cb")) is not None


async def test_what_a_colleague_says_is_kept_is_a_note_on_the_timeline_once(make_desk: Make, run: Any) -> None:
    desk = await make_desk(lambda: NOW)
    said = Interaction(
        id="<1@house.example>", channel="email", direction="out", at=NOW, parties=(Party(role="to", identifier="email:a@b.fr"),),
        original=Original(sha256="0" * 64, content_type="message/rfc822", size=1),
    )  # fmt: skip
    entry = TimelineEntry(
        id="<1@house.example>/email:a@b.fr", identifier="email:a@b.fr", role="to", at=NOW, received_at=NOW, interaction=said
    )
    await desk.state.timeline.put([entry])
    command = Command(id="k", do="kept", person="p_1", by="claire", at=NOW + timedelta(hours=2), arguments={"entry": entry.id})
    await desk.state.commands.put(command, hand_on_at=NOW)
    (emit,) = await run(act, desk, command)
    await desk.state.db["commands"].update_one({"_id": "k"}, {"$set": {"hand_on_at": NOW}})
    assert [again.event for again in await run(act, desk, command)] == [emit.event]
    record = (await desk.state.originals.get([emit.event.original]))[emit.event.original]
    (note,) = parse_all(record.channel, record.content_type, record.data or b"", Reading())
    assert isinstance(note, Interaction)
    step = step_of(msgspec.structs.replace(entry, id="n", interaction=note, at=note.at), Reading())
    assert (step.direction, step.theirs, step.keeps) == ("internal", False, said.id)
    assert list(others(note, Own(), "FR")) == [said.parties[0]]


async def test_a_promise_in_an_entry_that_is_not_there_cannot_be_kept(make_desk: Make, run: Any) -> None:
    desk = await make_desk(lambda: NOW)
    command = Command(id="k", do="kept", person="p_1", by="claire", at=NOW, arguments={"entry": "nowhere"})
    await desk.state.commands.put(command, hand_on_at=NOW)
    with pytest.raises(AssertionError, match="DeadLetter"):
        await run(act, desk, command)
    assert await desk.state.commands.refusal("k") == ("entry", "there is no such entry", "look at the page again")


async def test_a_dead_letter_that_failed_again_while_it_was_replayed_stays(make_desk: Make) -> None:
    dead_letters = (await make_desk(lambda: NOW)).state.dead_letters
    letter = DeadLetter(
        id="d", stage="normalise", topic="raw.email", partition=0, offset=0, index=0, subject="s", where="field", reason="r", remedy="m",
        event=b"{}", attempts=1, first_at=NOW, last_at=NOW,
    )  # fmt: skip
    await dead_letters.put([letter])
    read = await dead_letters.get("d")
    assert read is not None
    await dead_letters.put([msgspec.structs.replace(letter, last_at=NOW + timedelta(seconds=1))])
    await dead_letters.replayed(read)
    again = await dead_letters.get("d")
    assert again is not None and again.attempts == 2
    await dead_letters.replayed(again)
    assert await dead_letters.get("d") is None


async def test_a_command_that_cannot_be_done_says_so_to_whoever_asked(make_desk: Make) -> None:
    desk = await make_desk(lambda: NOW)
    command = Command(id="m", do="merge", person="p_1", by="claire", at=NOW, arguments={"with": "p_nobody"})
    await desk.state.commands.put(command, hand_on_at=NOW)
    sealed = msgspec.json.decode(seal(Emit("commands", "p_1", command)), type=CloudEvent)
    batch = Batch("act", [Cargo(command, sealed, "commands", 0, 0, 0)], NOW)
    assert await act(batch, desk) == []
    assert [letter.where for letter in batch.dead] == ["with"]
    refusal = await desk.state.commands.refusal("m")
    assert refusal is not None and refusal[1] == "p_nobody owns no identifier"
    assert await desk.state.commands.waiting(["m"]) == set()


@pytest.mark.parametrize(("purpose", "holds"), [("*", True), ("campaigns", True), ("care", True), ("all", False), ("newsletter", False)])
async def test_a_word_about_what_nobody_does_is_refused_and_not_kept_in_vain(make_desk: Make, run: Any, purpose: str, holds: bool) -> None:
    desk = await make_desk(lambda: NOW)
    said = {"purpose": purpose, "given": "no", "proof": "said so at the counter"}
    command = Command(id="c", do="consent", person="p_anne", by="claire", at=NOW, arguments=said)
    await desk.state.commands.put(command, hand_on_at=NOW)
    if holds:
        await run(act, desk, command)
    else:
        with pytest.raises(AssertionError):  # a dead letter, which says why
            await run(act, desk, command)
        refusal = await desk.state.commands.refusal("c")
        assert refusal is not None and refusal[0] == "purpose" and "campaigns" in refusal[2]
    assert [one.purpose for one in await desk.state.consents.of("p_anne")] == ([purpose] if holds else [])
