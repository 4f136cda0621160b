"""The collections of what is decided, sent and to be done: what is written comes back, and the clock's questions have an index."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.documents import Consent, FollowUp, Message, Reason, Task
from schemas.events import Number, Outcome
from streams.desk import Desk
from streams.state import dead_letters, followups, messages, outcomes, rulings, tasks

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
Make = Callable[..., Awaitable[Desk]]


def followup(id_: str, state: str, *, days: float = 0) -> FollowUp:
    reasons = (Reason(code="cap_free", numbers=(Number(name="days", value=30, unit="d"),), words={"channel": "email"}, entries=("e1",)),)
    return FollowUp(
        id=id_,
        person="p_1",
        campaign="quiet",
        signal=f"s{id_}",
        state=state,
        channel=None if state == "held" else "email",
        identifier=None if state == "held" else "email:a@b.fr",
        language="fr",
        due_at=None if state == "held" else NOW + days * DAY,
        decided_at=NOW + days * DAY,
        reasons=reasons,
    )


def message(id_: str, *, days: float = 0, **more: Any) -> Message:
    return Message(
        id=id_,
        followup="f",
        person="p_1",
        campaign="quiet",
        purpose="care",
        channel="email",
        language="fr",
        subject="s",
        text="t",
        message_id=f"{id_}@b.fr",
        made_at=NOW + days * DAY,
        hand_on_at=NOW + days * DAY,
        **more,
    )


async def test_follow_ups_come_back_as_they_were_written(make_desk: Make) -> None:
    state = (await make_desk(lambda: NOW)).state
    written = [followup("a", "waiting"), followup("b", "held", days=-1), followup("c", "waiting", days=2)]
    assert await state.followups.put(written) == {"a", "b", "c"} and await state.followups.put(written) == set()
    assert await state.followups.of("p_1") == [written[2], written[0], written[1]]
    assert await state.followups.of("p_2", ["email:a@b.fr"]) == [written[2], written[0]]
    assert await state.followups.due(NOW + DAY) == [written[0]]
    assert await state.followups.recent(2, now=NOW + 2 * DAY) == [written[2], written[0]]
    assert not await state.followups.change(followup("a", "composed"), seen="held")
    assert await state.followups.change(followup("a", "composed"), seen="waiting")


async def test_messages_are_claimed_by_one_and_settled_by_their_claimant(make_desk: Make) -> None:
    state = (await make_desk(lambda: NOW)).state
    assert await state.messages.put(message("m")) and not await state.messages.put(message("m"))
    claimed = await state.messages.claim("m", "one", now=NOW, until=NOW + DAY)
    assert claimed and (claimed.state, claimed.attempts, claimed.claim) == ("sending", 1, "one")
    assert await state.messages.claim("m", "two", now=NOW + 2 * DAY, until=NOW + 3 * DAY) is None
    assert await state.messages.claim("m", "one", now=NOW, until=NOW + DAY) == claimed  # the answer was lost: asked again
    assert await state.messages.give_up("m", now=NOW, reason="x") is None  # the lease holds
    assert await state.messages.renew("m", "one", until=NOW + 2 * DAY) and not await state.messages.renew("m", "two", until=NOW)
    assert await state.messages.settle("m", "sent", token="two") is None
    sent = await state.messages.settle("m", "sent", token="one", reply="250", sent_at=NOW)
    assert sent and (sent.state, sent.reply, sent.sent_at) == ("sent", "250", NOW)
    assert await state.messages.standing(NOW + 9 * DAY) == [sent]
    await state.messages.done(["m"])
    assert await state.messages.standing(NOW + 9 * DAY) == []
    assert await state.messages.counts() == {"sent": 1, "held": 0, "uncertain": 0, "failed": 0}


async def test_a_message_under_way_is_not_called_done(make_desk: Make) -> None:
    state = (await make_desk(lambda: NOW)).state
    await state.messages.put(message("m"))
    await state.messages.done(["m"])
    assert len(await state.messages.standing(NOW + DAY)) == 1


async def test_the_latest_are_found_however_long_ago(make_desk: Make) -> None:
    state = (await make_desk(lambda: NOW)).state
    for days in (0, -3, -40, -900):
        await state.messages.put(message(f"m{-days}", days=days))
        await state.outcomes.put([Outcome(id=f"o{-days}", message="m", person="p_1", state="sent", channel="email", at=NOW + days * DAY)])
    assert [one.id for one in await state.messages.recent(3, now=NOW)] == ["m0", "m3", "m40"]
    assert [one.id for one in await state.messages.of("p_1")] == ["m0", "m3", "m40", "m900"]
    assert [one.id for one in await state.outcomes.recent(10, now=NOW)] == ["o0", "o3", "o40", "o900"]
    assert len(await state.outcomes.of_messages(["m"])) == 4


async def test_a_task_is_done_once_and_a_consent_only_added(make_desk: Make) -> None:
    state = (await make_desk(lambda: NOW)).state
    await state.tasks.put([Task(id="t", person="p_1", kind="call", message="m", title="x", text="y", made_at=NOW)])
    assert [task.id for task in await state.tasks.open()] == ["t"]
    assert await state.tasks.finish("t", by="claire", at=NOW) and not await state.tasks.finish("t", by="marc", at=NOW)
    assert await state.tasks.open() == [] and (await state.tasks.of("p_1"))[0].done_by == "claire"
    said = [Consent(id=f"c{day}", person="p_1", purpose="care", given=bool(day), at=NOW + day * DAY, proof="p") for day in (1, 0)]
    await state.consents.put(said)
    assert await state.consents.of("p_1") == [said[1], said[0]]
    assert len(await state.consents.of_all({"p_1", "p_2"})) == 2 and await state.consents.of("p_2") == []


async def test_the_engine_takes_our_indexes(make_desk: Make) -> None:
    db = (await make_desk(lambda: NOW)).state.db
    for module in (dead_letters, followups, messages, outcomes, rulings, tasks):
        name = module.__name__.rpartition(".")[2]
        await db[name].create_indexes(module.INDEXES)
        assert len(await db[name].index_information()) == len(module.INDEXES) + 1
