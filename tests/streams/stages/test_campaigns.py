"""Campaigns on a real database: what starts, what follows, who is left alone, and that what is shown beforehand is what is then sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from clocks import Clock
from driving import batch_of
from knowing import give, keep_entries

from schemas.campaigns import Assignment, Campaign, CampaignStep, Content, Excluded, Occasion
from schemas.documents import Consent, FollowUp, Message, Person, Step, TimelineEntry
from schemas.events import Command, Due, Leaving, Signal
from schemas.interaction import Interaction, Original, Party
from streams.desk import Desk
from streams.rules import signals
from streams.rules.campaign_content import as_json
from streams.rules.campaigns import QUIET
from streams.rules.course import fold
from streams.rules.persons import person_of
from streams.rules.uplift import arm_of
from streams.stages.act import act
from streams.stages.compose import compose
from streams.stages.decide import call_off_answered, decide
from streams.stages.dispatch import dispatch
from streams.trying import dry_run, preview

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(START + 100 * DAY)


@pytest.fixture
async def desk(make_desk: Callable[..., Awaitable[Desk]], clock: Clock) -> Desk:
    return await make_desk(clock, smtp_url="smtp://127.0.0.1:9", hours="0-24", public_url="https://bonjour.exemple.fr")


def called(arm: str, campaign: str, *, share: float = 0.1, beside: int = 0) -> str:
    """An address that falls on this side."""
    names = (f"email:anne{n}@exemple.net" for n in range(10_000))
    return [name for name in names if arm_of(name, campaign, share) == arm][beside]


WRITTEN, LEFT = called("written", "quiet"), called("left", "quiet")


async def know(desk: Desk, identifier: str = WRITTEN, *, consent: bool = True) -> Signal:
    """Somebody who wrote every week for ten weeks, and fell silent."""
    person, entries = person_of(identifier), []
    for number in range(10):
        at, id_ = START + 7 * number * DAY, f"email:{number}.{identifier}"
        party = Party(role="from", identifier=identifier, name="Anne Lefèvre")
        said = Interaction(
            id=id_, channel="email", direction="in", at=at, parties=(party,), subject="Ma chaudière", language="fr",
            original=Original(sha256="0" * 64, content_type="message/rfc822", size=1),
        )
        entries.append(
            TimelineEntry(id=f"{id_}/{identifier}", identifier=identifier, role="from", at=at, received_at=at, interaction=said)
        )
    await keep_entries(desk.state, entries)
    course = tuple(
        Step(at=entry.at, id=entry.id, channel="email", direction="in", theirs=True, identifier=identifier, language="fr")
        for entry in entries
    )
    (signal,) = (each for each in signals.notice(person, course, now=desk.now()).signals if each.kind == "quiet")
    await desk.state.persons.put(Person(id=person, name="Anne Lefèvre", language="fr", course=course, signals=(signal,)))
    await desk.state.signals.put([signal], hand_on=[signal.id], hand_on_at=desk.now())
    if consent:
        await desk.state.consents.put([Consent(id=f"c-{person}", person=person, purpose="care", given=True, at=START, proof="formulaire")])
    return signal


async def says(desk: Desk, identifier: str, at: datetime) -> None:
    person = await desk.state.persons.get(person_of(identifier))
    assert person is not None
    step = Step(at=at, id=f"back/{identifier}", channel="email", direction="in", theirs=True, identifier=identifier, language="fr")
    await desk.state.persons.put(msgspec.structs.replace(person, course=fold(person.course, [step])))


async def runs(desk: Desk, campaign: Campaign) -> Campaign:
    """As it is, whatever it was."""
    await desk.state.db["campaigns"].delete_one({"_id": campaign.id})
    await desk.state.campaigns.put([campaign])
    await desk.campaigns(fresh=True)
    return campaign


def quiet(**changed: Any) -> Campaign:
    return msgspec.structs.replace(QUIET, content=msgspec.structs.replace(QUIET.content, **changed))


TWICE = quiet(steps=(CampaignStep(template="quiet"), CampaignStep(template="thanks", after_days=14)), cap=2, share_left=0.0)


async def followups_of(desk: Desk, identifier: str = WRITTEN) -> list[FollowUp]:
    """By campaign and step."""
    return sorted(await desk.state.followups.of(person_of(identifier)), key=lambda each: (each.campaign, each.step))


async def releases(desk: Desk, clock: Clock, run: Callable[..., Any], followup: FollowUp) -> list[Message]:
    assert followup.due_at is not None, followup
    clock.at = max(clock.at, followup.due_at)
    emits = await run(compose, desk, Due(kind="followup", id=followup.id, person=followup.person, at=followup.due_at))
    return [message for emit in emits if (message := await desk.state.messages.get(emit.event.id))]


_orders = iter(range(1000))


async def orders(desk: Desk, run: Callable[..., Any], do: str, campaign: str = "quiet", **arguments: str) -> str | None:
    """Carried out; why it was refused, else None."""
    command = Command(
        id=f"o{next(_orders)}", do=f"campaign_{do}", person=f"campaign:{campaign}", by="claire", at=desk.now(),  # type: ignore[arg-type]
        arguments={"campaign": campaign, **arguments},
    )
    await desk.state.commands.put(command, hand_on_at=desk.now())
    for _ in range(2):  # the second delivery changes nothing
        await act(batch_of([command], desk.now()), desk)
    refusal = await desk.state.commands.refusal(command.id)
    return ": ".join(refusal[:2]) if refusal else None


def bare(message: Message | None) -> Message:
    """What the receiver gets, without what only names it."""
    assert message is not None
    return msgspec.structs.replace(message, id="", followup="", message_id="", hand_on_at=None, made_at=START, leave=None)


def words(message: Message | None) -> tuple[str, str, str | None]:
    assert message is not None
    leave = message.leave or "-"
    return message.subject, message.text.replace(leave, ""), message.html and message.html.replace(leave, "")


async def test_what_is_tried_and_previewed_is_what_is_then_sent(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    signal = await know(desk)
    campaign = await runs(desk, quiet(share_left=0.0))
    (tried,) = await dry_run(campaign, desk.state, desk.settings, desk.now())
    shown = await preview(campaign, 0, signal.person, desk.state, desk.settings, desk.now())
    assert await followups_of(desk) == [], "nothing was written"
    await run(decide, desk, signal)
    (followup,) = await followups_of(desk)
    (sent,) = await releases(desk, clock, run, followup)
    assert bare(tried.message) == bare(shown.message) == bare(sent)
    assert words(tried.message) == words(shown.message) == words(sent)
    assert "".join(each.text for each in tried.known) == sent.text
    assert (tried.followup.channel, tried.followup.reasons) == (followup.channel, followup.reasons)


async def test_a_draft_that_is_tried_says_what_it_would_say_and_who_is_held_and_why(desk: Desk) -> None:
    await know(desk)
    await know(desk, called("written", "quiet", beside=1), consent=False)
    await know(desk, LEFT)
    drafted = msgspec.structs.replace(quiet(), state="draft")
    found = {each.followup.person: each for each in await dry_run(drafted, desk.state, desk.settings, desk.now())}
    assert len(found) == 3
    assert {each.followup.state: each.message is not None for each in found.values()} == {"waiting": True, "held": False}
    assert any(reason.code == "left_alone" for reason in found[person_of(LEFT)].followup.reasons)
    assert await desk.state.assignments.of("quiet", [LEFT]) is None, "nothing was written"


async def test_who_is_left_alone_is_written_down_and_not_written_to(desk: Desk, run: Callable[..., Any]) -> None:
    for identifier in (WRITTEN, LEFT):
        await run(decide, desk, await know(desk, identifier))
    (left,), (written,) = await followups_of(desk, LEFT), await followups_of(desk, WRITTEN)
    assert (left.state, written.state) == ("held", "waiting")
    assert [reason.code for reason in left.reasons if not reason.ok] == ["left_alone"]
    arms = {arm: await desk.state.assignments.of("quiet", [each]) for arm, each in (("left", LEFT), ("written", WRITTEN))}
    assert {arm: each.arm for arm, each in arms.items() if each} == {"left": "left", "written": "written"}
    assert all(each and each.channel == "email" and each.template == "quiet" for each in arms.values())


async def test_the_first_word_stands_whatever_identifiers_are_joined(desk: Desk, run: Callable[..., Any]) -> None:
    older = Assignment(
        id=f"quiet/{WRITTEN}", campaign="quiet", identifier=WRITTEN, person="p_before", arm="left", version=1, share_left=0.1,
        signal="another", at=START, until=START + 30 * DAY,
    )
    await desk.state.assignments.put(older)
    await run(decide, desk, await know(desk))
    (followup,) = await followups_of(desk)
    assert followup.state == "held" and "left_alone" in [reason.code for reason in followup.reasons]
    assert await desk.state.assignments.of("quiet", [WRITTEN, LEFT]) == older


async def test_who_could_not_be_written_to_anyway_counts_for_nothing(desk: Desk, run: Callable[..., Any]) -> None:
    await run(decide, desk, await know(desk, consent=False))
    (followup,) = await followups_of(desk)
    assert followup.state == "held" and await desk.state.assignments.of("quiet", [WRITTEN]) is None


async def test_whom_a_campaign_excludes_is_held_with_the_reason(desk: Desk, run: Callable[..., Any]) -> None:
    await runs(desk, quiet(excluded=Excluded(domains=("exemple.net",))))
    await run(decide, desk, await know(desk))
    (followup,) = await followups_of(desk)
    assert followup.state == "held" and "excluded_domain" in [reason.code for reason in followup.reasons]


async def test_of_two_campaigns_for_one_occasion_one_writes(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, quiet(share_left=0.0))
    await runs(desk, msgspec.structs.replace(quiet(share_left=0.0), id="still-there"))
    await run(decide, desk, await know(desk))
    found = await followups_of(desk)
    assert [each.campaign for each in found] == ["quiet", "still-there"]
    for each in found:
        if each.due_at:
            await releases(desk, clock, run, each)
    after = await followups_of(desk)
    assert sorted(each.state for each in after) == ["composed", "held"]
    (held,) = (each for each in after if each.state == "held")
    assert "cap_reached" in [reason.code for reason in held.reasons]
    assert len(await desk.state.messages.of(person_of(WRITTEN))) == 1


async def test_with_approval_nothing_leaves_before_a_colleague_said_yes(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, quiet(share_left=0.0, approval="colleague"))
    await run(decide, desk, await know(desk))
    (followup,) = await followups_of(desk)
    assert (followup.state, followup.due_at) == ("asking", None)
    command = Command(id="yes", do="approve", person=followup.person, by="claire", at=clock.at, arguments={"followup": followup.id})
    await desk.state.commands.put(command, hand_on_at=clock.at)
    await run(act, desk, command)
    (approved,) = await followups_of(desk)
    assert approved.state == "waiting"
    assert len(await releases(desk, clock, run, approved)) == 1


async def approves(desk: Desk, run: Callable[..., Any], followup: FollowUp, **more: str) -> str | None:
    command = Command(
        id=f"yes{next(_orders)}", do="approve", person=followup.person, by="claire", at=desk.now(),
        arguments={"followup": followup.id, **more},
    )
    await desk.state.commands.put(command, hand_on_at=desk.now())
    await act(batch_of([command], desk.now()), desk)
    refusal = await desk.state.commands.refusal(command.id)
    return ": ".join(refusal[:2]) if refusal else None


@pytest.mark.parametrize("seen", [{}, {"version": "1"}], ids=["as it was decided", "as it was shown"])
async def test_a_yes_is_to_the_words_that_were_seen(desk: Desk, clock: Clock, run: Callable[..., Any], seen: dict[str, str]) -> None:
    await runs(desk, quiet(share_left=0.0, approval="colleague"))
    await run(decide, desk, await know(desk))
    edited = quiet(share_left=0.0, approval="colleague", steps=(CampaignStep(template="late"),)).content
    assert await orders(desk, run, "save", content=as_json(edited), seen="1") is None
    (asks,) = await followups_of(desk)
    assert (await approves(desk, run, asks, **seen) or "").startswith("version: quiet was changed")
    (again,) = await followups_of(desk)
    assert (again.state, again.version) == ("asking", 2)
    assert await approves(desk, run, again, version="2") is None
    assert (await followups_of(desk))[0].state == "waiting"


async def test_a_yes_is_not_to_what_the_campaign_says_later(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, quiet(share_left=0.0, approval="colleague"))
    await run(decide, desk, await know(desk))
    (asks,) = await followups_of(desk)
    assert await approves(desk, run, asks, version="1") is None
    edited = quiet(share_left=0.0, approval="colleague", steps=(CampaignStep(template="late"),)).content
    assert await orders(desk, run, "save", content=as_json(edited), seen="1") is None
    (approved,) = await followups_of(desk)
    assert await releases(desk, clock, run, approved) == []
    assert [each.state for each in await followups_of(desk)] == ["asking"]


async def test_a_yes_holds_for_some_days(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, quiet(share_left=0.0, approval="colleague"))
    await run(decide, desk, await know(desk))
    (asks,) = await followups_of(desk)
    assert await approves(desk, run, asks) is None
    assert await orders(desk, run, "pause") is None
    clock.at += 4 * DAY
    assert await orders(desk, run, "resume") is None
    (approved,) = await followups_of(desk)
    assert await releases(desk, clock, run, approved) == []
    assert [each.state for each in await followups_of(desk)] == ["asking"]


async def test_a_call_to_a_number_that_nobody_knows_is_made_once_a_colleague_says_yes(
    desk: Desk, clock: Clock, run: Callable[..., Any]
) -> None:
    await runs(desk, quiet(share_left=0.0, steps=(CampaignStep(does="ask", template="quiet"),)))
    await run(decide, desk, await know(desk))
    (asks,) = await followups_of(desk)
    assert asks.state == "asking" and "no_number" in [reason.code for reason in asks.reasons]
    assert await approves(desk, run, asks) is None
    (approved,) = await followups_of(desk)
    (script,) = await releases(desk, clock, run, approved)
    assert (script.channel, script.identifier) == ("phone", None)
    await run(dispatch, desk, Leaving(id=script.id, person=script.person))
    assert [task.kind for task in await desk.state.tasks.of(script.person)] == ["call"]


async def test_a_step_follows_when_it_is_time_and_they_are_still_silent(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, TWICE)
    await run(decide, desk, await know(desk))
    (first,) = await followups_of(desk)
    (sent,) = await releases(desk, clock, run, first)
    first, second = await followups_of(desk)
    assert (first.state, second.state, second.step) == ("composed", "waiting", 1)
    assert second.due_at == clock.at + 14 * DAY
    early = Due(kind="followup", id=second.id, person=second.person, at=clock.at)
    assert await run(compose, desk, early) == []
    (then,) = await releases(desk, clock, run, second)
    assert (then.step, then.text) != (sent.step, sent.text)
    assert [each.state for each in await followups_of(desk)] == ["composed", "composed"]


async def test_a_step_that_asks_is_a_colleagues_call(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    number = "tel:+33639981240"
    calls = CampaignStep(does="ask", template="quiet", after_days=14)
    await runs(desk, quiet(steps=(CampaignStep(template="thanks"), calls), cap=2, share_left=0.0))
    signal = await know(desk)
    person = await desk.state.persons.get(signal.person)
    assert person is not None
    called_once = Step(at=START + DAY, id=f"phone:1/{number}", channel="phone", direction="in", theirs=True, identifier=number)
    await desk.state.persons.put(msgspec.structs.replace(person, course=fold(person.course, [called_once])))
    call = Interaction(
        id="phone:1", channel="phone", direction="in", at=START + DAY, parties=(Party(role="caller", identifier=number),),
        original=Original(sha256="1" * 64, content_type="text/csv", size=1),
    )
    kept = TimelineEntry(id=f"phone:1/{number}", identifier=number, role="caller", at=call.at, received_at=call.at, interaction=call)
    await keep_entries(desk.state, [kept])
    await give(desk.state, [number], signal.person)
    await run(decide, desk, signal)
    (first,) = await followups_of(desk)
    assert first.channel == "email"
    await releases(desk, clock, run, first)
    _, second = await followups_of(desk)
    (script,) = await releases(desk, clock, run, second)
    assert (script.channel, script.identifier) == ("phone", number)
    await run(dispatch, desk, Leaving(id=script.id, person=script.person))
    (task,) = await desk.state.tasks.of(script.person)
    assert (task.kind, task.text) == ("call", script.text)


async def test_a_worker_that_stops_after_the_message_forgets_no_step(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, TWICE)
    await run(decide, desk, await know(desk))
    (first,) = await followups_of(desk)
    (sent,) = await releases(desk, clock, run, first)
    _, second = await followups_of(desk)
    await desk.state.followups.forget(second)
    await desk.state.db["followups"].update_one({"_id": first.id}, {"$set": {"state": "waiting"}})
    (again,) = await releases(desk, clock, run, first)
    assert again == sent
    assert [(each.state, each.due_at) for each in await followups_of(desk)][1] == ("waiting", second.due_at)


async def test_whoever_says_anything_hears_no_further_step(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    """Also where what started it still holds: the signal here stays open."""
    await runs(desk, TWICE)
    await run(decide, desk, await know(desk))
    (first,) = await followups_of(desk)
    await releases(desk, clock, run, first)
    clock.at += DAY
    await says(desk, WRITTEN, clock.at)
    await call_off_answered([person_of(WRITTEN)], desk, now=clock.at)
    _, second = await followups_of(desk)
    assert second.state == "withdrawn" and "came_back" in [reason.code for reason in second.reasons]


async def test_a_later_step_is_not_held_because_the_one_before_it_went_out(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, quiet(steps=TWICE.content.steps, cap=1, cap_days=10, share_left=0.0))
    await run(decide, desk, await know(desk))
    (first,) = await followups_of(desk)
    await releases(desk, clock, run, first)
    await call_off_answered([person_of(WRITTEN)], desk, now=clock.at + DAY)
    _, second = await followups_of(desk)
    assert second.state == "waiting"
    assert len(await releases(desk, clock, run, second)) == 1


async def test_what_is_paused_waits_and_goes_on(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, quiet(share_left=0.0))
    await run(decide, desk, await know(desk))
    (followup,) = await followups_of(desk)
    assert await orders(desk, run, "pause") is None
    assert await releases(desk, clock, run, followup) == []
    (waits,) = await followups_of(desk)
    assert (waits.state, waits.due_at) == ("waiting", None) and await desk.state.followups.due(clock.at + DAY) == []
    await run(decide, desk, await know(desk, called("written", "quiet", beside=1)))
    assert await followups_of(desk, called("written", "quiet", beside=1)) == [], "nothing new is begun"
    assert await orders(desk, run, "resume") is None
    (again,) = await followups_of(desk)
    assert len(await releases(desk, clock, run, again)) == 1
    assert len(await desk.state.signals.standing(clock.at + DAY)) == 2, "what began meanwhile is decided now"


async def test_what_is_archived_is_called_off(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, quiet(share_left=0.0))
    await run(decide, desk, await know(desk))
    assert await orders(desk, run, "archive") is None
    (over,) = await followups_of(desk)
    assert over.state == "withdrawn" and over.reasons[-1].code == "campaign_archived"
    assert "archived" in (await orders(desk, run, "start") or "")


async def test_what_waits_goes_out_by_the_version_of_its_day(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    await runs(desk, quiet(share_left=0.0))
    await run(decide, desk, await know(desk))
    (followup,) = await followups_of(desk)
    edited = quiet(share_left=0.0, steps=(CampaignStep(template="thanks"),)).content
    assert await orders(desk, run, "save", content=as_json(edited), note="plus court", seen="1") is None
    (sent,) = await releases(desk, clock, run, followup)
    assert (sent.version, (await followups_of(desk))[0].version) == (2, 2)
    assert "new_version" in [reason.code for reason in (await followups_of(desk))[0].reasons]
    assert [each.note for each in await desk.state.campaign_versions.of("quiet")] == ["plus court"]


SORRY = Content(
    title={"fr": "Excuses", "en": "Sorry"}, occasions=(Occasion(kind="quiet"),), steps=(CampaignStep(template="quiet"),), share_left=0.0,
)


async def test_a_campaign_is_made_started_and_begins_with_what_is_open(desk: Desk, clock: Clock, run: Callable[..., Any]) -> None:
    signal = await know(desk)
    await desk.state.signals.done([signal.id])
    assert await orders(desk, run, "save", "sorry", content=as_json(SORRY), seen="0") is None
    await run(decide, desk, signal)
    assert "sorry" not in [each.campaign for each in await followups_of(desk)], "a draft starts nothing"
    await desk.state.signals.done([signal.id])
    assert await orders(desk, run, "start", "sorry") is None
    made = await desk.state.campaigns.get("sorry")
    assert made is not None and (made.state, made.version, made.started_at) == ("running", 1, clock.at)
    (standing,) = await desk.state.signals.standing(clock.at + DAY)
    await run(decide, desk, standing)
    assert "sorry" in [each.campaign for each in await followups_of(desk)]
    async for doc in desk.state.db["audit"].find({"did": "campaign_start"}):
        assert doc["by"] == "claire"


async def test_what_cannot_be_done_is_refused_with_the_field(desk: Desk, run: Callable[..., Any]) -> None:
    lame = msgspec.structs.replace(SORRY, title={"fr": "Excuses"})
    assert await orders(desk, run, "save", "sorry", content=as_json(lame), seen="0") is None, "a draft may have faults"
    assert (await orders(desk, run, "start", "sorry") or "").startswith("title.en")
    assert (await orders(desk, run, "save", "sorry", content=as_json(SORRY), seen="0") or "").startswith("seen"), "somebody was quicker"
    assert (await orders(desk, run, "pause", "sorry") or "").startswith("campaign")
    assert (await orders(desk, run, "start", "nowhere") or "").startswith("campaign")
    what_runs = await orders(desk, run, "save", "quiet", content=as_json(lame), seen="1")
    assert (what_runs or "").startswith("title.en"), "what runs may have none"
    assert (await orders(desk, run, "save", "Not A Name", content=as_json(SORRY), seen="0") or "").startswith("campaign")
    assert (await orders(desk, run, "save", "other", content='{"titel": {}}', seen="0") or "").startswith("content")


async def test_whom_nobody_knows_is_left_out_by_no_campaign_that_runs(desk: Desk, run: Callable[..., Any]) -> None:
    await know(desk)
    await give(desk.state, [WRITTEN], "p_now")  # who was made for this address was joined to somebody else

    def without(*persons: str) -> str:
        return as_json(msgspec.structs.replace(SORRY, excluded=Excluded(persons=persons)))

    assert await orders(desk, run, "save", "sorry", content=without("p_now", person_of(WRITTEN), "p_nobody"), seen="0") is None
    refused = await orders(desk, run, "start", "sorry") or ""
    assert refused.startswith("excluded.persons.2") and "p_nobody" in refused
    assert await orders(desk, run, "save", "sorry", content=without("p_now", person_of(WRITTEN)), seen="1") is None
    assert await orders(desk, run, "start", "sorry") is None
    assert "excluded.persons.1" in (await orders(desk, run, "save", "sorry", content=without("p_now", "p_x"), seen="2") or "")


@pytest.mark.parametrize("step", [0, 1])
async def test_a_preview_shows_the_words_also_where_nothing_would_be_sent(desk: Desk, step: int) -> None:
    await know(desk, consent=False)
    shown = await preview(TWICE, step, person_of(WRITTEN), desk.state, desk.settings, desk.now(), language="en")
    assert shown.followup.state == "held" and shown.message is not None
    assert (shown.message.language, shown.message.step) == ("en", step)
