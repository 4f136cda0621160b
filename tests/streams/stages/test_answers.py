"""From a silence to a sent message, on a real database, a real SMTP server and a real clock that the test holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from knowing import give
from silent import ANNE, DAY, PERSON, Clock, Sink, composed, due, followup_of, know, listening, writes_again

from schemas.documents import Consent
from schemas.events import Outcome, Raw
from schemas.interaction import Interaction
from streams import sending as dispatching
from streams.channels.email.ids import message_id_to_interaction_id
from streams.desk import Desk
from streams.stages.compose import compose
from streams.stages.decide import call_off_unfounded, decide, reconsider
from streams.stages.dispatch import dispatch
from streams.wire import Emit


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with listening() as sink:
        yield sink


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def desk(make_desk: Callable[..., Awaitable[Desk]], sink: Sink, clock: Clock) -> Desk:
    return await make_desk(clock, smtp_url=f"smtp://127.0.0.1:{sink.port}")


def told(emits: list[Emit]) -> tuple[list[Outcome], list[Raw]]:
    return [one.event for one in emits if isinstance(one.event, Outcome)], [one.event for one in emits if isinstance(one.event, Raw)]


async def test_a_silence_is_answered_by_mail_once(desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]) -> None:
    leaving, message = await composed(desk, clock, run, await know(desk))
    assert (message.subject, message.name, message.state) == ("Re: Ma chaudière", "Anne Lefèvre", "ready")
    outcomes, raws = told(await run(dispatch, desk, leaving))
    assert [outcome.state for outcome in outcomes] == ["sent"]
    assert sink.message_ids == [f"<{message.message_id}>"]
    original = (await desk.state.originals.get([raws[0].original]))[raws[0].original]
    said = msgspec.json.decode(original.data or b"", type=Interaction)
    assert (said.id, said.direction) == (message_id_to_interaction_id(message.message_id), "out")
    sent = await desk.state.messages.get(message.id)
    assert sent and (sent.state, sent.sent_at, sent.hand_on_at, sent.reply) == ("sent", clock.at, None, "250 taken")
    assert (await followup_of(desk)).state == "composed"
    assert not await desk.state.signals.standing(clock.at + DAY) and not await desk.state.messages.standing(clock.at + DAY)


async def test_everything_delivered_twice_is_done_once(desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]) -> None:
    signal = await know(desk)
    await run(decide, desk, signal, signal)
    followup = await followup_of(desk)
    assert followup.due_at is not None
    clock.at = followup.due_at
    emits = await run(compose, desk, due(followup), due(followup))
    await run(dispatch, desk, emits[0].event, emits[0].event)
    await run(dispatch, desk, emits[0].event)
    assert await run(compose, desk, due(followup)) == []
    assert len(sink.taken) == 1
    assert len(await desk.state.messages.of(PERSON)) == len(await desk.state.outcomes.of(PERSON)) == 1


async def test_two_workers_at_once_send_one_mail(desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]) -> None:
    leaving, _ = await composed(desk, clock, run, await know(desk))
    await asyncio.gather(*(run(dispatch, desk, leaving) for _ in range(8)))
    assert len(sink.taken) == 1


async def test_without_consent_nothing_is_composed_and_with_it_what_was_held_goes(
    desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]
) -> None:
    signal = await know(desk, consent=False)
    await run(decide, desk, signal)
    held = await followup_of(desk)
    assert held.state == "held" and "consent_missing" in [reason.code for reason in held.reasons]
    assert not await desk.state.followups.due(clock.at + 10 * DAY)
    await desk.state.consents.put(
        [Consent(id="c1", person=PERSON, channel="email", purpose="care", given=True, at=clock.at, proof="au téléphone")]
    )
    await reconsider(desk, PERSON, now=clock.at)
    assert (await followup_of(desk)).state == "waiting"


async def test_who_writes_before_the_follow_up_is_due_gets_none(desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]) -> None:
    signal = await know(desk)
    await run(decide, desk, signal)
    followup = await followup_of(desk)
    assert followup.due_at is not None
    clock.at = followup.due_at
    await writes_again(desk, clock.at - timedelta(seconds=1))
    assert await run(compose, desk, due(followup)) == []
    assert (await followup_of(desk)).state == "withdrawn"
    assert await desk.state.messages.of(PERSON) == []


async def test_a_closed_signal_calls_its_follow_up_off(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    signal = await know(desk)
    await run(decide, desk, signal)
    closed = msgspec.structs.replace(signal, closed_at=clock.at + DAY)
    await desk.state.signals.put([closed])
    await run(decide, desk, closed)
    assert (await followup_of(desk)).state == "withdrawn"


async def test_a_follow_up_to_somebody_who_was_back_already_was_never_so(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    signal = await know(desk)
    await run(decide, desk, signal)
    closed = msgspec.structs.replace(signal, closed_at=clock.at - DAY)  # their mail was late
    await desk.state.signals.put([closed])
    await run(decide, desk, closed)
    assert await desk.state.followups.of(PERSON) == []


async def test_a_signal_that_is_gone_withdraws_its_follow_up(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    signal = await know(desk)
    await run(decide, desk, signal)
    followup = await followup_of(desk)
    assert followup.due_at is not None
    clock.at = followup.due_at
    await desk.state.signals.withdraw([signal.id])
    assert await run(compose, desk, due(followup)) == []
    assert (await followup_of(desk)).state == "withdrawn"


async def test_what_was_decided_for_a_signal_that_never_was_does_not_stand_in_the_way_of_the_one_that_is(
    desk: Desk, clock: Clock, run: Callable[..., Any]
) -> None:
    part = await know(desk)
    await run(decide, desk, part)  # while half of their mails were still on the way
    whole = msgspec.structs.replace(part, id="s_whole", since=part.since + DAY)
    await desk.state.signals.put([whole])
    await desk.state.signals.withdraw([part.id])
    await run(decide, desk, whole)
    states = {followup.signal: followup.state for followup in await desk.state.followups.of(PERSON)}
    assert states == {part.id: "withdrawn", whole.id: "waiting"}


async def test_a_signal_that_is_there_again_is_decided_again(desk: Desk, run: Callable[..., Any]) -> None:
    signal = await know(desk)
    await run(decide, desk, signal)
    await desk.state.signals.withdraw([signal.id])
    await call_off_unfounded(await desk.state.followups.of(PERSON), desk)
    assert (await followup_of(desk)).state == "withdrawn"
    await run(decide, desk, signal)
    assert (await followup_of(desk)).state == "withdrawn", "what the event says is over"
    await desk.state.signals.put([signal])
    await run(decide, desk, signal)
    assert (await followup_of(desk)).state == "waiting"


async def test_a_follow_up_that_comes_due_at_night_waits_for_the_morning(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    signal = await know(desk)
    await run(decide, desk, signal)
    followup = await followup_of(desk)
    assert followup.due_at is not None
    clock.at = followup.due_at.replace(hour=23)
    assert await run(compose, desk, due(followup)) == []
    later = await followup_of(desk)
    assert later.state == "waiting" and later.due_at is not None and later.due_at > clock.at


async def test_a_message_whose_follow_up_does_not_know_of_it_yet_goes_all_the_same(
    desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]
) -> None:
    leaving, _ = await composed(desk, clock, run, await know(desk))
    followup = await followup_of(desk)
    await desk.state.followups.change(msgspec.structs.replace(followup, state="waiting"), seen="composed")  # as a crash between leaves it
    (emit,) = await run(compose, desk, due(followup))
    assert emit.event == leaving and (await followup_of(desk)).state == "composed"


async def test_consent_taken_back_in_the_last_moment_holds_the_message(
    desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]
) -> None:
    leaving, _message = await composed(desk, clock, run, await know(desk))
    await desk.state.consents.put([Consent(id="no", person=PERSON, purpose="care", given=False, at=clock.at, proof="e-mail")])
    outcomes, _ = told(await run(dispatch, desk, leaving))
    assert [(one.state, one.reason) for one in outcomes] == [("held", "consent_refused")] and not sink.taken


async def test_who_wrote_after_the_message_was_made_does_not_get_it(desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]) -> None:
    leaving, _message = await composed(desk, clock, run, await know(desk))
    await writes_again(desk, clock.at + timedelta(seconds=1))
    outcomes, _ = told(await run(dispatch, desk, leaving))
    assert [(one.state, one.reason) for one in outcomes] == [("held", "came_back")] and not sink.taken


async def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_not(
    desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]
) -> None:
    leaving, message = await composed(desk, clock, run, await know(desk))
    sink.answer = "451 later"
    assert await run(dispatch, desk, leaving) == []
    waiting = await desk.state.messages.get(message.id)
    assert waiting and (waiting.state, waiting.attempts) == ("ready", 1) and waiting.hand_on_at and waiting.hand_on_at > clock.at
    assert await run(dispatch, desk, leaving) == []  # not yet
    assert len(sink.taken) == 1
    clock.at = waiting.hand_on_at
    sink.answer = "554 never"
    outcomes, _ = told(await run(dispatch, desk, leaving))
    assert [one.state for one in outcomes] == ["failed"]


async def test_a_sender_that_stopped_in_the_middle_leaves_an_uncertain_message_and_a_task(
    desk: Desk,
    clock: Clock,
    sink: Sink,
    run: Callable[..., Any],
) -> None:
    leaving, message = await composed(desk, clock, run, await know(desk))
    reached, never = asyncio.Event(), asyncio.Event()

    async def hang() -> None:
        reached.set()
        await never.wait()

    sink.before = hang
    sending = asyncio.create_task(run(dispatch, desk, leaving))
    await reached.wait()
    assert await run(dispatch, desk, leaving) == []  # its lease holds: left alone
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    sink.before = None
    assert await run(dispatch, desk, leaving) == []
    clock.at += dispatching.LEASE
    outcomes, raws = told(await run(dispatch, desk, leaving))
    assert [one.state for one in outcomes] == ["uncertain"] and raws == []
    (task,) = await desk.state.tasks.open()
    assert (task.kind, task.message) == ("uncertain", message.id)
    clock.at += DAY
    await run(dispatch, desk, leaving)
    assert len(sink.taken) <= 1 and len(await desk.state.tasks.open()) == 1


async def test_a_slow_sender_says_in_the_end_that_it_was_sent(desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]) -> None:
    leaving, _message = await composed(desk, clock, run, await know(desk))

    async def lose_the_lease() -> None:
        clock.at += 2 * dispatching.LEASE
        outcomes, _ = told(await run(dispatch, desk, leaving))
        assert [one.state for one in outcomes] == ["uncertain"]

    sink.before = lose_the_lease
    outcomes, _ = told(await run(dispatch, desk, leaving))
    assert [one.state for one in outcomes] == ["sent"] and len(sink.taken) == 1
    assert await desk.state.tasks.open() == []


@pytest.mark.parametrize("stopped_after", ["settle", "outcome", "original"])
async def test_a_crash_after_sending_is_written_down_to_its_end_and_nothing_sent_again(
    desk: Desk,
    clock: Clock,
    sink: Sink,
    run: Callable[..., Any],
    stopped_after: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leaving, _message = await composed(desk, clock, run, await know(desk))
    place = {
        "settle": (desk.state.outcomes, "put"),
        "outcome": (desk.state.originals, "put_interaction"),
        "original": (desk.state.messages, "done"),
    }

    async def crash(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed here")

    with monkeypatch.context() as patch:
        patch.setattr(*place[stopped_after], crash)
        with pytest.raises(RuntimeError):
            await run(dispatch, desk, leaving)
    (standing,) = await desk.state.messages.standing(clock.at + DAY)
    assert standing.state == "sent"
    outcomes, raws = told(await run(dispatch, desk, leaving))
    assert [one.state for one in outcomes] == ["sent"] and len(raws) == 1
    assert len(sink.taken) == 1 and not await desk.state.messages.standing(clock.at + DAY)


async def test_a_letter_is_printed_with_the_address_that_they_wrote_from(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    signal = await know(desk, "postal:fr/31000/anne-lefevre", channel="letter", address="8 rue des Tilleuls, 31000 Toulouse")
    leaving, message = await composed(desk, clock, run, signal)
    assert message.address == "8 rue des Tilleuls, 31000 Toulouse"
    await run(dispatch, desk, leaving)
    assert (Path(desk.settings.data) / "print" / f"{message.id}.pdf").read_bytes().startswith(b"%PDF")


async def test_a_printer_that_stopped_in_the_middle_prints_the_same_letter_again(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    signal = await know(desk, "postal:fr/31000/anne-lefevre", channel="letter", address="8 rue des Tilleuls, 31000 Toulouse")
    leaving, message = await composed(desk, clock, run, signal)
    await desk.state.messages.claim(message.id, "somebody who died", now=clock.at, until=clock.at + dispatching.LEASE)
    assert await run(dispatch, desk, leaving) == []
    clock.at += dispatching.LEASE
    outcomes, _ = told(await run(dispatch, desk, leaving))
    assert [one.state for one in outcomes] == ["sent"]


async def test_without_an_address_a_letter_is_held_with_the_reason(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    signal = await know(desk, "postal:fr/31000/anne-lefevre", channel="letter")
    await run(decide, desk, signal)
    held = await followup_of(desk, signal.person)
    assert held.state == "held" and "no_address" in [reason.code for reason in held.reasons]


async def test_a_call_is_a_colleagues_task_and_not_yet_on_the_timeline(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    leaving, message = await composed(desk, clock, run, await know(desk, "tel:+33639981240", channel="phone"))
    outcomes, raws = told(await run(dispatch, desk, leaving))
    assert [one.state for one in outcomes] == ["sent"] and raws == []
    (task,) = await desk.state.tasks.open()
    assert (task.kind, task.identifier, task.title) == ("call", "tel:+33639981240", message.subject)


async def test_persons_joined_meanwhile_share_the_cap(desk: Desk, clock: Clock, sink: Sink, run: Callable[..., Any]) -> None:
    leaving, _ = await composed(desk, clock, run, await know(desk))
    await run(dispatch, desk, leaving)
    other = await know(desk, "email:anne.pro@exemple.net")
    await give(desk.state, [ANNE], other.person)  # joined: what went to one address was theirs too
    await run(decide, desk, other)
    second = next(one for one in await desk.state.followups.of(other.person) if one.signal == other.id)
    assert second.state == "held" and "cap_reached" in [reason.code for reason in second.reasons]


async def test_what_somebody_said_before_they_were_joined_counts_afterwards(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await know(desk)
    other = await know(desk, "email:anne.pro@exemple.net", consent=False)
    await give(desk.state, [ANNE], other.person)
    await run(decide, desk, other)
    assert (await followup_of(desk, other.person)).state == "waiting"
