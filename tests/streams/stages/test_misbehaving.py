"""Messages leave over networks that misbehave, on a real database and real sockets: never twice, never silently lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import msgspec
import pytest
from aiohttp import web
from clocks import Clock
from knowing import keep_entries
from networks import LIMIT_S, THEIR_POST, World, addresses

from schemas.documents import Consent, FollowUp, Message, Person, Step, TimelineEntry
from schemas.events import Leaving, Signal
from schemas.interaction import Interaction, Original, Party
from streams.channels.social.send import send
from streams.channels.social.sending import asking
from streams.composing import message_key
from streams.desk import Desk
from streams.rules.campaigns import QUIET
from streams.rules.persons import person_of
from streams.sending import LEASE, outside
from streams.stages.dispatch import dispatch

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WHO = {
    "mastodon": "mastodon:anne@piaille.fr", "bluesky": "bluesky:did:plc:anne", "facebook": "facebook:7001", "instagram": "instagram:ig7002",
    "whatsapp": "tel:+33612345678", "telegram": "telegram:7003",
}
DIRECT = "bluesky, direct"
WHO[DIRECT] = WHO["bluesky"]
ANSWERS = {
    "mastodon": "1142", "bluesky": THEIR_POST, "whatsapp": "wamid.theirs", "telegram": "7003:12", DIRECT: "message:did:plc:anne:3laaa",
}
TEXT = "@anne Bonjour, tout va bien depuis la dernière fois ?"
ROUNDS = 40


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
async def world(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[World, str]]:
    world = World(clock)
    ask = aiohttp.ClientSession._request

    async def patient(self: aiohttp.ClientSession, *given: Any, **more: Any) -> aiohttp.ClientResponse:
        """Whoever asks has waited for as long as they may when the network is silent, and not sooner, however slow the machine is."""
        assert more.pop("timeout") is asking.TIMEOUT
        asked = asyncio.ensure_future(ask(self, *given, **more, timeout=aiohttp.ClientTimeout(total=600)))
        silent = asyncio.ensure_future(world.silence.wait())
        await asyncio.wait((asked, silent), return_when=asyncio.FIRST_COMPLETED)
        silent.cancel()
        if world.silence.is_set():
            world.silence.clear()
            asked.cancel()
            raise TimeoutError
        return await asked

    monkeypatch.setattr(aiohttp.ClientSession, "_request", patient)
    runner = web.AppRunner(world.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield world, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def desk(make_desk: Callable[..., Awaitable[Desk]], world: tuple[World, str], clock: Clock) -> Desk:
    return await make_desk(clock, hours="0-24", **addresses(world[1]))


async def ready(desk: Desk, network: str, *, number: int = 1, spoke_at: datetime = START - timedelta(hours=1), text: str = TEXT) -> Message:
    """A message to somebody who wrote an hour ago and agreed to be written to."""
    identifier, in_reply_to, network = WHO[network], ANSWERS.get(network), network.partition(",")[0]
    person = person_of(identifier)
    step = Step(
        at=spoke_at, id=f"in/{identifier}", channel="social", direction="in", theirs=True, identifier=identifier, network=network,
        act="direct",
    )
    await desk.state.persons.put(Person(id=person, course=(step,)))
    await desk.state.consents.put([Consent(id=f"c/{person}", person=person, purpose="care", given=True, at=START, proof="x")])
    said = Interaction(
        id=f"in {identifier}", channel="social", direction="in", at=spoke_at, parties=(Party(role="sender", identifier=identifier),),
        original=Original(sha256="0" * 64, content_type="application/json", size=1),
    )
    entry = TimelineEntry(id=step.id, identifier=identifier, role="sender", at=spoke_at, received_at=spoke_at, interaction=said)
    await keep_entries(desk.state, [entry])
    often = msgspec.structs.replace(QUIET, content=msgspec.structs.replace(QUIET.content, cap=12, share_left=0.0))
    await desk.state.campaigns.put([often])
    signal = Signal(id=f"s_{number}", person=person, kind="quiet", at=START, since=spoke_at, numbers=(), evidence=())
    await desk.state.signals.put([signal])
    followup = FollowUp(
        id=f"f_{number}", person=person, campaign="quiet", signal=signal.id, state="composed", channel="social", identifier=identifier,
        network=network, language="fr", due_at=START, decided_at=START, reasons=(),
    )
    await desk.state.followups.put([followup])
    key = message_key(followup.id)
    message = Message(
        id=f"m_{key}", followup=f"f_{number}", person=person, campaign="quiet", purpose="care", channel="social", network=network,
        identifier=identifier, language="fr", subject="", text=text, message_id=f"{key}@exemple.fr",
        in_reply_to=in_reply_to, made_at=START, hand_on_at=START,
    )
    await desk.state.messages.put(message)
    return message


async def carry(desk: Desk, clock: Clock, run: Callable[..., Any], *messages: Message) -> list[Message]:
    """As the clock hands them on, until all have ended."""
    for _ in range(ROUNDS):
        under_way = await desk.state.messages.standing(clock.at)
        if under_way:
            await run(dispatch, desk, *(Leaving(id=one.id, person=one.person) for one in under_way))
        found = [await desk.state.messages.get(one.id) for one in messages]
        waiting = [one.hand_on_at for one in found if one and one.hand_on_at]
        if not waiting:
            return [one for one in found if one]
        clock.at = max(clock.at, min(waiting))
    raise AssertionError(f"still under way: {found}")


ASKED = {"mastodon", "bluesky"}
"""There one can ask, and do it so that twice is once."""
READ = {"facebook", "instagram", DIRECT}
"""There one can read afterwards what arrived."""


def wanted(network: str, how: str) -> tuple[str, int]:
    """The state in which a message ends after one such misbehaviour, and how often it arrived."""
    if how in ("", "limited", "shut", "stranger", "torn after"):
        return "sent", 1
    if network in ASKED:
        return "sent", 1
    if how.endswith("after"):
        return ("sent" if network in READ else "uncertain"), 1
    return "uncertain", 0


HOW = ("", "limited", "shut", "stranger", "silent", "cut", "broken", "silent after", "cut after", "broken after", "torn after")


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("network", WHO)
async def test_whatever_a_network_does_a_message_arrives_once_or_a_colleague_knows(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Callable[..., Any], network: str, how: str
) -> None:
    there, _ = world
    there.next = [how]
    (ended,) = await carry(desk, clock, run, await ready(desk, network))
    assert (ended.state, len(there.deeds)) == wanted(network, how), ended.reason
    assert not there.faults
    tasks = [task.message for task in await desk.state.tasks.open()]
    assert tasks == ([ended.id] if ended.state == "uncertain" else [])
    outcomes = [one.state for one in await desk.state.outcomes.of_messages([ended.id])]
    assert outcomes == [ended.state]
    if ended.state == "sent":
        assert there.deeds[0][0] == network.partition(",")[0] and there.deeds[0][2] == ended.text


@pytest.mark.parametrize("network", WHO)
async def test_in_a_storm_of_limits_nobody_is_asked_before_a_limit_is_over(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Callable[..., Any], network: str
) -> None:
    there, _ = world
    there.next = ["limited"] * 6
    messages = [await ready(desk, network, number=number) for number in range(1, 6)]
    for message in messages:
        await run(dispatch, desk, Leaving(id=message.id, person=message.person))
    assert there.calls == 1, "the limit holds for whatever goes that way"
    waiting = await desk.state.messages.get(messages[-1].id)
    assert waiting is not None and waiting.reason and network.partition(",")[0] in waiting.reason and waiting.attempts == 0
    ended = await carry(desk, clock, run, *messages)
    assert [one.state for one in ended] == ["sent"] * 5 and len(there.deeds) == 5


@pytest.mark.parametrize("network", WHO)
async def test_a_network_that_is_away_is_left_in_peace_and_then_one_message_goes_to_see(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Callable[..., Any], network: str
) -> None:
    there, _ = world
    there.next = ["shut"] * 7
    messages = [await ready(desk, network, number=number) for number in range(1, 10)]
    for message in messages:
        await run(dispatch, desk, Leaving(id=message.id, person=message.person))
    assert there.calls == 5, "after five failures in a row nothing goes any more"
    for times in (6, 7):  # the rest is over: one goes, and it fails as well
        rests = desk.providers.resting(clock.at)[network.partition(",")[0]][0]
        clock.at = rests
        for message in messages:
            await run(dispatch, desk, Leaving(id=message.id, person=message.person))
        assert there.calls == times
    ended = await carry(desk, clock, run, *messages)
    assert [one.state for one in ended] == ["sent"] * 9 and len(there.deeds) == 9


@pytest.mark.parametrize("network", ["facebook", "instagram", "whatsapp", "telegram"])
async def test_whom_nothing_reaches_any_more_is_not_written_to_again(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Callable[..., Any], network: str
) -> None:
    there, _ = world
    there.gone = {WHO[network].partition(":")[2]}
    (ended,) = await carry(desk, clock, run, await ready(desk, network))
    assert ended.state == "failed"
    assert {one.state for one in await desk.state.outcomes.of_messages([ended.id])} == {"failed", "bounced"}
    calls = there.calls
    (held,) = await carry(desk, clock, run, await ready(desk, network, number=2))
    assert (held.state, held.reason, there.calls) == ("held", "suppressed_bounced", calls)


@pytest.mark.parametrize("network", ["facebook", "instagram", "whatsapp"])
async def test_a_message_that_waited_until_the_window_shut_does_not_go(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Callable[..., Any], network: str
) -> None:
    there, _ = world
    message = await ready(desk, network, spoke_at=START - timedelta(hours=24) + timedelta(seconds=30))
    there.next = ["limited"]
    (ended,) = await carry(desk, clock, run, message)
    assert ended.state == "held" and ended.reason in ("window_shut", "window_template") and not there.deeds
    assert clock.at >= START + timedelta(seconds=LIMIT_S)


async def test_after_a_day_whatsapp_gets_its_approved_template_with_our_words(
    make_desk: Callable[..., Awaitable[Desk]], clock: Clock, world: tuple[World, str], run: Callable[..., Any]
) -> None:
    there, base = world
    desk = await make_desk(clock, hours="0-24", whatsapp_template="bonjour", **addresses(base))
    message = await ready(desk, "whatsapp", spoke_at=START - timedelta(days=30))
    (ended,) = await carry(desk, clock, run, message)
    assert ended.state == "sent" and there.deeds == [("whatsapp", "+33612345678", TEXT)]


async def test_a_session_is_begun_once_and_again_when_the_server_has_forgotten_it(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Callable[..., Any]
) -> None:
    there, _ = world
    await carry(desk, clock, run, *[await ready(desk, "bluesky", number=number) for number in range(1, 5)])
    assert there.sessions == 1
    there.forget_session()
    (ended,) = await carry(desk, clock, run, await ready(desk, "bluesky", number=5))
    assert (ended.state, there.sessions, len(there.deeds)) == ("sent", 2, 5)


@pytest.mark.parametrize("network", WHO)
@pytest.mark.parametrize("arrived", [True, False])
async def test_a_sender_that_was_killed_in_the_middle_leaves_a_question_that_the_network_may_answer(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Callable[..., Any], network: str, arrived: bool
) -> None:
    there, _ = world
    message = await ready(desk, network)
    there.next = ["cut after" if arrived else "cut"]
    claimed = await desk.state.messages.claim(message.id, "somebody", now=clock.at, until=clock.at + LEASE)
    assert claimed is not None
    await send(claimed, outside(desk))  # and then nothing more was heard of them
    assert (await desk.state.messages.standing(clock.at)) == []
    clock.at += LEASE
    (ended,) = await carry(desk, clock, run, message)
    assert (ended.state, len(there.deeds)) == wanted(network, "cut after" if arrived else "cut")


async def test_consent_taken_back_while_it_is_not_known_whether_it_arrived_is_a_colleagues(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Callable[..., Any]
) -> None:
    there, _ = world
    message = await ready(desk, "mastodon")
    there.next = ["cut after"]
    await run(dispatch, desk, Leaving(id=message.id, person=message.person))
    no = Consent(id="no", person=message.person, purpose="care", given=False, at=clock.at + timedelta(seconds=1), proof="x")
    await desk.state.consents.put([no])
    clock.at += timedelta(minutes=1)
    (ended,) = await carry(desk, clock, run, message)
    assert (ended.state, ended.reason, len(there.deeds)) == ("uncertain", "consent_refused", 1)


async def test_what_is_too_long_for_its_network_is_not_tried(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Callable[..., Any]
) -> None:
    (ended,) = await carry(desk, clock, run, await ready(desk, "mastodon", text="a" * 501))
    assert ended.state == "failed" and "500" in (ended.reason or "")
