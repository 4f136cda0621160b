"""A message may wait before it leaves, for a minute or a day: it leaves only where it would still be written, and at an hour of theirs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from driving import NOW, arrive, carry, due, mail
from knowing import give
from silent import ANNE, DAY, PERSON, Clock, Sink, composed, followup_of, know, listening, writes_again
from silent import due as due_moment

from schemas.campaigns import CampaignStep
from schemas.documents import FollowUp, Message, Step, Task
from schemas.errors import Refused
from schemas.events import Command, Leaving, Signal
from streams.desk import Desk
from streams.drafting import draft, occasion_of
from streams.rules.campaign_content import as_json
from streams.rules.course import fold
from streams.rules.persons import person_of
from streams.stages import act, campaigning
from streams.stages.compose import compose
from streams.stages.decide import decide, reconsider
from streams.stages.dispatch import dispatch
from streams.state import State
from streams.state.client import to_doc
from streams.wire import Producer

Run = Callable[..., Awaitable[Any]]
LATER = timedelta(minutes=3)
ASKS = "Bonjour, quand le technicien passe-t-il pour ma chaudière ? Merci."
AND = "J'ai oublié : est-ce que vous venez aussi pour le chauffe-eau ?"
WRITER = "anne@mail.example"


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with listening() as sink:
        yield sink


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def desk(make_desk: Callable[..., Awaitable[Desk]], sink: Sink, clock: Clock) -> Desk:
    made = await make_desk(clock, smtp_url=f"smtp://127.0.0.1:{sink.port}", own="house.example", mail_from="service@house.example")
    await made.state.prepare()
    return made


def order(do: Any, clock: Clock, *, about: str = PERSON, **arguments: str) -> Command:
    return Command(id=f"order {do}", do=do, person=about, by="claire", at=clock.at, arguments=arguments)


async def put_off(desk: Desk, clock: Clock, sink: Sink, run: Run, leaving: Leaving) -> None:
    """The server does not take it now; some minutes later it would."""
    sink.answer = "451 later"
    await run(dispatch, desk, leaving)
    sink.answer = "250 taken"
    sink.taken.clear()
    clock.at += LATER


async def left(desk: Desk, run: Run, *leaving: Leaving) -> list[Message]:
    await run(dispatch, desk, *leaving)
    return [message for message in [await desk.state.messages.get(one.id) for one in leaving] if message]


async def archived(desk: Desk, clock: Clock, signal: Signal) -> None:
    await campaigning.archive(order("campaign_archive", clock, about="campaign:quiet", campaign="quiet"), desk)


async def paused(desk: Desk, clock: Clock, signal: Signal) -> None:
    await campaigning.pause(order("campaign_pause", clock, about="campaign:quiet", campaign="quiet"), desk)


async def calling(desk: Desk, clock: Clock, signal: Signal) -> None:
    await desk.state.tasks.put([Task(id="t", person=PERSON, kind="call", message="m", title="Claire", text="", made_at=clock.at)])


async def ended(desk: Desk, clock: Clock, signal: Signal) -> None:
    await desk.state.signals.put([msgspec.structs.replace(signal, closed_at=clock.at)])


async def gone(desk: Desk, clock: Clock, signal: Signal) -> None:
    await desk.state.signals.withdraw([signal.id])


async def written_by_hand(desk: Desk, clock: Clock, signal: Signal) -> None:
    person = await desk.state.persons.get(PERSON)
    assert person is not None
    ours = Step(at=clock.at, id="ours/x", channel="email", direction="out", theirs=False, identifier=ANNE, language="fr")
    await desk.state.persons.put(msgspec.structs.replace(person, course=fold(person.course, [ours])))


MEANWHILE: dict[Callable[..., Awaitable[None]], str] = {
    archived: "campaign_archived", calling: "writing", ended: "came_back", gone: "signal_gone",
    written_by_hand: "wrote_lately",
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
async def test_what_waited_does_not_leave_where_it_would_not_be_written_any_more(
    desk: Desk, clock: Clock, sink: Sink, run: Run, meanwhile: Callable[..., Awaitable[None]]
) -> None:
    signal = await know(desk)
    leaving, _ = await composed(desk, clock, run, signal)
    await put_off(desk, clock, sink, run, leaving)
    await meanwhile(desk, clock, signal)
    (message,) = await left(desk, run, leaving)
    assert (message.state, message.reason, sink.taken) == ("held", MEANWHILE[meanwhile], [])
    followup = await followup_of(desk)
    assert followup.state == "held" and MEANWHILE[meanwhile] in [reason.code for reason in followup.reasons]


@pytest.mark.parametrize("fresh", [False, True])
async def test_what_waits_while_its_campaign_is_paused_leaves_once_it_goes_on(
    desk: Desk, clock: Clock, sink: Sink, run: Run, fresh: bool
) -> None:
    signal = await know(desk)
    leaving, _ = await composed(desk, clock, run, signal)
    if not fresh:
        await put_off(desk, clock, sink, run, leaving)
    await paused(desk, clock, signal)
    (message,) = await left(desk, run, leaving)
    assert (message.state, message.reason, sink.taken) == ("ready", "campaign_paused", [])
    assert message.hand_on_at is not None and message.hand_on_at > clock.at
    clock.at += timedelta(seconds=20)
    await campaigning.resume(order("campaign_resume", clock, about="campaign:quiet", campaign="quiet"), desk)
    assert [one.id for one in await desk.state.messages.standing(clock.at)] == [leaving.id], "the clock hands it on at once"
    (message,) = await left(desk, run, leaving)
    assert (message.state, message.reason, len(sink.taken)) == ("sent", None, 1)


async def test_what_waited_for_its_campaign_is_asked_once_more(desk: Desk, clock: Clock, sink: Sink, run: Run) -> None:
    signal = await know(desk)
    leaving, _ = await composed(desk, clock, run, signal)
    await paused(desk, clock, signal)
    await left(desk, run, leaving)
    clock.at += LATER
    await writes_again(desk, clock.at)
    await campaigning.resume(order("campaign_resume", clock, about="campaign:quiet", campaign="quiet"), desk)
    (message,) = await left(desk, run, leaving)
    assert (message.state, message.reason, sink.taken) == ("held", "came_back", [])


async def edited(desk: Desk, clock: Clock, **changed: Any) -> None:
    content = msgspec.structs.replace((await desk.campaigns(fresh=True))["quiet"].content, **changed)
    there = (await desk.campaigns(fresh=True))["quiet"]
    said = order("campaign_save", clock, about="campaign:quiet", campaign="quiet", content=as_json(content), seen=str(there.version))
    await campaigning.save(said, desk)


OTHERWISE = (CampaignStep(template="thanks"),)


async def test_what_waits_in_words_that_are_none_any_more_leaves_in_the_new_ones(desk: Desk, clock: Clock, sink: Sink, run: Run) -> None:
    leaving, before = await composed(desk, clock, run, await know(desk))
    await put_off(desk, clock, sink, run, leaving)
    await edited(desk, clock, steps=OTHERWISE)
    (message,) = await left(desk, run, leaving)
    assert (message.state, message.version, message.message_id, len(sink.taken)) == ("sent", 2, before.message_id, 1)
    assert message.text != before.text


async def approve(desk: Desk, clock: Clock) -> None:
    followup = await followup_of(desk)
    await act.approve(Command(
        id=f"yes {clock.at}", do="approve", person=PERSON, by="claire", at=clock.at, arguments={"followup": followup.id}), desk)


async def test_words_that_a_colleague_approved_are_asked_again_once_they_are_others_and_only_the_others_leave(
    desk: Desk, clock: Clock, sink: Sink, run: Run
) -> None:
    await edited(desk, clock, approval="colleague", share_left=0.0)
    await run(decide, desk, await know(desk))
    assert (await followup_of(desk)).state == "asking"
    await approve(desk, clock)
    (emit,) = await run(compose, desk, due_moment(await followup_of(desk)))
    leaving: Leaving = emit.event
    await put_off(desk, clock, sink, run, leaving)
    await edited(desk, clock, steps=OTHERWISE)
    for _ in range(2):  # the second delivery changes nothing
        (first,) = await left(desk, run, leaving)
        assert (first.state, first.reason, sink.taken) == ("held", "said_anew", [])
        assert (await followup_of(desk)).again == 1
    assert await run(compose, desk, due_moment(await followup_of(desk))) == []
    assert (await followup_of(desk)).state == "asking"
    clock.at += LATER
    await approve(desk, clock)
    (emit,) = await run(compose, desk, due_moment(await followup_of(desk)))
    (second,) = await left(desk, run, emit.event)
    assert (second.state, second.reason) == ("sent", None) and second.message_id != first.message_id and len(sink.taken) == 1
    await left(desk, run, leaving)
    assert len(sink.taken) == 1 and (await followup_of(desk)).state == "composed"


async def test_what_is_approved_is_the_words_that_were_seen(desk: Desk, clock: Clock, sink: Sink, run: Run) -> None:
    await edited(desk, clock, approval="colleague", share_left=0.0)
    await run(decide, desk, await know(desk))
    asks = await followup_of(desk)
    campaign = (await desk.campaigns())["quiet"]
    occasion = await occasion_of(asks, desk.state, desk.settings)
    assert occasion is not None
    seen = (await draft(asks, occasion, campaign, desk.state, desk.settings, clock.at)).words
    assert seen

    def yes(number: int) -> Command:
        told = {"followup": asks.id, "words": seen or ""}
        return Command(id=f"yes{number}", do="approve", person=PERSON, by="claire", at=clock.at, arguments=told)

    person = await desk.state.persons.get(PERSON)
    assert person is not None
    renamed = msgspec.structs.replace(person, name="Jeanne Morel")
    (entry, *_) = await desk.state.timeline.of(await desk.state.atoms.of(PERSON), 1)
    other = tuple(msgspec.structs.replace(party, name="Jeanne Morel") for party in entry.interaction.parties)
    said = msgspec.structs.replace(entry.interaction, parties=other)
    await desk.state.db["timeline"].replace_one({"_id": entry.id}, to_doc(msgspec.structs.replace(entry, interaction=said)))
    await desk.state.persons.put(renamed)
    with pytest.raises(Refused, match="something else"):
        await act.approve(yes(1), desk)
    assert (await followup_of(desk)).state == "asking"
    await desk.state.db["timeline"].replace_one({"_id": entry.id}, to_doc(entry))
    await act.approve(yes(2), desk)
    assert (await followup_of(desk)).state == "waiting"
    await desk.state.db["timeline"].replace_one({"_id": entry.id}, to_doc(msgspec.structs.replace(entry, interaction=said)))
    assert await run(compose, desk, due_moment(await followup_of(desk))) == []
    again = await followup_of(desk)
    assert again.state == "asking" and "other_words" in [reason.code for reason in again.reasons]


async def test_what_is_approved_and_differs_in_days_alone_leaves(desk: Desk, clock: Clock, sink: Sink, run: Run) -> None:
    await edited(desk, clock, approval="colleague", share_left=0.0, answer_days=2)
    await run(decide, desk, await know(desk))
    await approve(desk, clock)
    clock.at += DAY
    (emit,) = await run(compose, desk, due_moment(await followup_of(desk)))
    assert [one.state for one in await left(desk, run, emit.event)] == ["sent"]


async def test_of_two_persons_who_are_joined_while_both_are_sent_to_one_is_written_to(
    desk: Desk, clock: Clock, sink: Sink, run: Run, make_desk: Callable[..., Awaitable[Desk]]
) -> None:
    """By two dispatchers at once, and whatever the moment at which they are joined."""
    await edited(desk, clock, share_left=0.0)
    beside = Desk(desk.settings, State.connect(desk.settings.mongo_url), Producer(desk.settings), now=clock)
    try:
        for number in range(6):
            one, other = (f"email:anne{number}@{where}.example" for where in ("un", "deux"))
            emits = []
            for each in (one, other):
                await run(decide, desk, await know(desk, each))
                followup = await followup_of(desk, person_of(each))
                clock.at = max(clock.at, followup.due_at or clock.at)
            for each in (one, other):
                emits += await run(compose, desk, due_moment(await followup_of(desk, person_of(each))))
            sink.taken.clear()

            async def joined(other: str = other, one: str = one, pause: int = number) -> None:
                for _ in range(pause):
                    await asyncio.sleep(0)
                await give(desk.state, [other], person_of(one))

            if number < 2:
                await joined()
                await asyncio.gather(run(dispatch, desk, emits[number].event), run(dispatch, beside, emits[1 - number].event))
            else:  # one of them asks while they are joined
                await asyncio.gather(joined(), run(dispatch, beside, emits[number % 2].event))
                await run(dispatch, desk, emits[1 - number % 2].event)
            for emit in emits:
                await run(dispatch, desk, emit.event)
            states = [message.state for emit in emits if (message := await desk.state.messages.get(emit.event.id))]
            assert sorted(states) == ["held", "sent"] and len(sink.taken) == 1, (number, states)
    finally:
        await beside.close()


async def test_what_waited_and_is_still_right_leaves(desk: Desk, clock: Clock, sink: Sink, run: Run) -> None:
    leaving, before = await composed(desk, clock, run, await know(desk))
    await put_off(desk, clock, sink, run, leaving)
    (message,) = await left(desk, run, leaving)
    assert (message.state, message.text, len(sink.taken)) == ("sent", before.text, 1)
    assert (await followup_of(desk)).state == "composed"


async def test_a_word_of_theirs_that_was_late_counts_though_it_is_older_than_the_message(
    desk: Desk, clock: Clock, sink: Sink, run: Run
) -> None:
    leaving, before = await composed(desk, clock, run, await know(desk))
    await writes_again(desk, before.made_at - LATER)
    (message,) = await left(desk, run, leaving)
    assert (message.state, message.reason, sink.taken) == ("held", "came_back", [])


async def test_of_two_persons_who_prove_to_be_one_only_one_is_written_to(desk: Desk, clock: Clock, sink: Sink, run: Run) -> None:
    other = "email:anne.lefevre@autre.net"
    for signal in (await know(desk), await know(desk, other)):
        await run(decide, desk, signal)
    two = [await followup_of(desk), await followup_of(desk, person_of(other))]
    clock.at = max(one.due_at for one in two if one.due_at)
    emits = await run(compose, desk, *(due_moment(one) for one in two))
    await give(desk.state, [other], PERSON)
    messages = await left(desk, run, *(emit.event for emit in emits))
    assert sorted(message.state for message in messages) == ["held", "sent"] and len(sink.taken) == 1


@pytest.mark.parametrize("first", [0, 1], ids=["the younger is held before", "the older fails before"])
async def test_of_two_persons_who_prove_to_be_one_the_other_message_goes_where_one_fails(
    desk: Desk, clock: Clock, sink: Sink, run: Run, first: int
) -> None:
    other = "email:anne.lefevre@autre.net"
    for signal in (await know(desk), await know(desk, other)):
        await run(decide, desk, signal)
        clock.at += timedelta(minutes=1)
    two = [await followup_of(desk), await followup_of(desk, person_of(other))]
    clock.at = max(one.due_at for one in two if one.due_at)
    older, younger = await run(compose, desk, due_moment(two[0])), await run(compose, desk, due_moment(two[1]))
    await give(desk.state, [other], PERSON)
    for emit in (*younger, *older) if first == 0 else (*older, *younger):
        sink.answer = "554 never" if emit in older else "250 taken"
        await run(dispatch, desk, emit.event)
    sink.answer, sink.taken = "250 taken", [taken for taken in sink.taken if b"autre.net" in taken]
    again = await run(compose, desk, *(event for event in await due(desk) if event.kind == "followup"))
    await left(desk, run, *(emit.event for emit in again))
    assert len(sink.taken) == 1
    found = await desk.state.followups.get_many([one.id for one in two])
    assert [found[one.id].state for one in two] == ["held", "composed"]


async def test_who_dismisses_what_was_about_to_leave_is_heard(desk: Desk, clock: Clock, sink: Sink, run: Run) -> None:
    """A worker ended after the message was written down, before its follow-up said so."""
    leaving, _ = await composed(desk, clock, run, await know(desk))
    followup = await followup_of(desk)
    await desk.state.followups.change(msgspec.structs.replace(followup, state="waiting"), seen="composed")
    assert [message.state for message in await left(desk, run, leaving)] == ["ready"], "compose comes back to it"
    await act.dismiss(order("dismiss", clock, followup=followup.id), desk)
    (message,) = await left(desk, run, leaving)
    assert (message.state, message.reason, sink.taken) == ("held", "dismissed", [])
    assert (await followup_of(desk)).state == "dismissed"


@pytest.mark.parametrize("how", ["held", "failed"])
async def test_what_never_left_is_not_counted_as_written_and_its_end(desk: Desk, clock: Clock, sink: Sink, run: Run, how: str) -> None:
    signal = await know(desk)
    leaving, _ = await composed(desk, clock, run, signal)
    if how == "failed":
        sink.answer = "554 never"
    else:
        await put_off(desk, clock, sink, run, leaving)
        await ended(desk, clock, signal)
    (message,) = await left(desk, run, leaving)
    followup = await followup_of(desk)
    assert (message.state, followup.state) == (how, "held")
    await desk.state.signals.put([signal])
    await reconsider(desk, PERSON, now=clock.at)
    assert await followup_of(desk) == followup


async def test_what_was_delayed_waits_for_the_day_where_their_habits_place_them(desk: Desk, clock: Clock, sink: Sink, run: Run) -> None:
    """An address that tells no country, of somebody who writes in the middle of a day in New Zealand."""
    signal = await know(desk)
    person = await desk.state.persons.get(PERSON)
    assert person is not None
    nightly = tuple(msgspec.structs.replace(step, at=step.at.replace(hour=2)) for step in person.course)
    await desk.state.persons.put(msgspec.structs.replace(person, course=nightly))
    leaving, _ = await composed(desk, clock, run, signal)
    assert "daytime_habit" in [reason.code for reason in (await followup_of(desk)).reasons]
    await put_off(desk, clock, sink, run, leaving)
    clock.at = clock.at.replace(hour=12) + DAY  # midnight there, the middle of our own day
    (message,) = await left(desk, run, leaving)
    assert message.state == "ready" and message.hand_on_at is not None and message.hand_on_at > clock.at and not sink.taken
    clock.at = message.hand_on_at
    assert 8 <= clock.at.astimezone(ZoneInfo("Etc/GMT-12")).hour < 19
    assert [one.state for one in await left(desk, run, leaving)] == ["sent"]


async def test_what_was_delayed_leaves_on_no_holiday_of_theirs(desk: Desk, clock: Clock, sink: Sink, run: Run) -> None:
    leaving, before = await composed(desk, clock, run, await know(desk, "email:anne@exemple.fr"))
    clock.at = datetime(2026, 5, 1, 9, tzinfo=UTC)
    assert clock.at > before.made_at
    (message,) = await left(desk, run, leaving)
    assert message.state == "ready" and message.hand_on_at == datetime(2026, 5, 4, 7, tzinfo=UTC) and not sink.taken


async def receipts(desk: Desk) -> list[FollowUp]:
    """In the order in which they were decided."""
    found = await desk.state.followups.of(person_of(f"email:{WRITER}"))
    return sorted((each for each in found if each.campaign == "receipt"), key=lambda each: each.decided_at)


async def asked(desk: Desk, clock: Clock, text: str = ASKS) -> list[Leaving]:
    """They ask now; what is composed for it."""
    await carry(desk, await arrive(desk, "email", mail(WRITER, clock.at, text=text)))
    return [event for event in await carry(desk, await due(desk), until=dispatch) if isinstance(event, Leaving)]


async def test_who_asks_twice_hears_once(desk: Desk, clock: Clock, sink: Sink) -> None:
    clock.at = NOW
    first = await asked(desk, clock)
    clock.at += timedelta(seconds=20)
    assert await asked(desk, clock, AND) == []
    await carry(desk, first)
    assert len(sink.taken) == 1
    assert [each.state for each in await receipts(desk)] == ["composed", "held"]


async def test_who_asks_twice_before_anything_was_composed_hears_once(desk: Desk, clock: Clock, sink: Sink) -> None:
    clock.at = NOW
    await carry(desk, await arrive(desk, "email", mail(WRITER, NOW, text=ASKS)))
    clock.at += timedelta(seconds=20)
    await carry(desk, await asked(desk, clock, AND))
    assert len(sink.taken) == 1


async def test_a_receipt_that_was_refused_makes_room_for_the_next(desk: Desk, clock: Clock, sink: Sink) -> None:
    clock.at = NOW
    first = await asked(desk, clock)
    clock.at += timedelta(seconds=20)
    assert await asked(desk, clock, AND) == []
    sink.answer = "554 not this one"
    await carry(desk, first)
    sink.answer = "250 taken"
    sink.taken.clear()
    await carry(desk, await due(desk))
    assert len(sink.taken) == 1
    assert [each.state for each in await receipts(desk)] == ["held", "composed"]


async def test_who_says_that_it_is_settled_gets_no_receipt(desk: Desk, clock: Clock, sink: Sink) -> None:
    clock.at = NOW
    first = await asked(desk, clock)
    clock.at += timedelta(seconds=20)
    assert await asked(desk, clock, "C'est bon, j'ai retrouvé votre courrier. Bonne journée.") == []
    await carry(desk, first)
    assert sink.taken == [] and [each.state for each in await receipts(desk)] == ["held"]


async def test_a_receipt_waits_for_no_working_day_and_names_the_time_as_of_now(desk: Desk, clock: Clock, sink: Sink) -> None:
    clock.at = datetime(2026, 11, 20, 19, 30, tzinfo=UTC)  # Friday, half past eight in the evening in Paris
    (leaving,) = await asked(desk, clock)
    before = await desk.state.messages.get(leaving.id)
    clock.at += 2 * DAY + timedelta(hours=15)
    await carry(desk, [leaving])
    after = await desk.state.messages.get(leaving.id)
    assert before and after and after.state == "sent" and len(sink.taken) == 1
    assert (after.made_at, after.message_id) == (clock.at, before.message_id)
    assert before.text != after.text and before.subject == after.subject
