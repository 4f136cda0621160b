"""When WhatsApp lets only approved templates through, ours carries what is said: to those who agreed, in the words that were shown."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from aiohttp import web
from clocks import Clock
from driving import approved, goes_on
from knowing import give, keep_entries
from networks import LIMIT_S, World, addresses

from schemas.documents import Consent, FollowUp, Person, Step, TimelineEntry
from schemas.events import Signal
from schemas.interaction import Interaction, Original, Party
from streams.desk import Desk
from streams.rules.campaigns import QUIET
from streams.stages.decide import decide
from streams.trying import dry_run

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ANNE, NUMBER = "tel:+33612345678", "+33612345678"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
async def world(clock: Clock) -> AsyncIterator[tuple[World, str]]:
    world = World(clock)
    runner = web.AppRunner(world.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield world, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def desk(make_desk: Callable[..., Awaitable[Desk]], world: tuple[World, str], clock: Clock) -> Desk:
    return await make_desk(clock, hours="0-24", whatsapp_template="bonjour", **addresses(world[1]))


async def decided(
    desk: Desk, run: Any, wrote_at: datetime, *, approval: str = "automatic", text: str = "Bonjour", called_at: datetime | None = None
) -> FollowUp:
    """Anne writes by WhatsApp alone, agreed to be written to, and wrote last at that moment; she may have called from the same number."""
    content = msgspec.structs.replace(QUIET.content, share_left=0.0, approval=approval)
    await desk.state.campaigns.put([msgspec.structs.replace(QUIET, content=content)])
    steps, entries = [], []
    for number, at in enumerate((wrote_at - timedelta(days=30), wrote_at)):
        said = Interaction(
            id=f"i{number}", channel="social", network="whatsapp", act="direct", direction="in", at=at, text=text, language="fr",
            parties=(Party(role="author", identifier=ANNE, name="Anne"),),
            original=Original(sha256="0" * 64, content_type="text/plain", size=1),
        )
        entries.append(TimelineEntry(id=f"i{number}/{ANNE}", identifier=ANNE, role="author", at=at, received_at=at, interaction=said))
        steps.append(Step(
            at=at, id=entries[-1].id, channel="social", network="whatsapp", act="direct", direction="in", theirs=True, identifier=ANNE,
            language="fr",
        ))
    if called_at:
        steps.append(Step(at=called_at, id="call", channel="phone", direction="in", theirs=True, identifier=ANNE, duration_s=60.0))
    await keep_entries(desk.state, entries)
    await give(desk.state, [ANNE], "p_anne")
    await desk.state.persons.put(Person(id="p_anne", language="fr", course=tuple(steps)))
    await desk.state.consents.put([Consent(id="c", person="p_anne", purpose="care", given=True, at=NOW - timedelta(days=99), proof="x")])
    signal = Signal(id="s", person="p_anne", kind="quiet", at=NOW, since=called_at or wrote_at, numbers=(), evidence=())
    await desk.state.signals.put([signal])
    await run(decide, desk, signal)
    (followup,) = await desk.state.followups.of("p_anne")
    return followup


async def test_after_a_month_the_words_that_were_shown_go_by_the_template_byte_for_byte(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Any
) -> None:
    world[0].only_templates = True
    followup = await decided(desk, run, NOW - timedelta(days=30))
    (tried,) = await dry_run((await desk.campaigns(fresh=True))["quiet"], desk.state, desk.settings, clock.at)
    assert (followup.state, followup.network) == ("waiting", "whatsapp")
    clock.at = max(clock.at, followup.due_at or NOW)
    (message,) = await goes_on(desk, run)
    assert message.state == "sent" and tried.message is not None
    assert world[0].deeds == [("whatsapp", NUMBER, tried.message.text)] and tried.message.text == message.text
    assert await desk.state.tasks.open() == []


async def test_what_a_colleague_approved_within_the_day_goes_by_the_template_after_it_without_another_yes(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Any
) -> None:
    followup = await decided(desk, run, NOW - timedelta(hours=23), approval="colleague")
    assert followup.state == "asking" and "window_open" in [reason.code for reason in followup.reasons]
    await approved(desk, followup)
    world[0].next = ["limited"]
    (message,) = await goes_on(desk, run)
    assert message.state == "ready"
    world[0].only_templates, clock.at = True, NOW + timedelta(hours=2, seconds=LIMIT_S)
    (message,) = await goes_on(desk, run)
    assert message.state == "sent" and world[0].deeds == [("whatsapp", NUMBER, message.text)]


async def test_a_call_from_the_same_number_opens_no_window(desk: Desk, clock: Clock, world: tuple[World, str], run: Any) -> None:
    world[0].only_templates = True
    followup = await decided(desk, run, NOW - timedelta(days=30), called_at=NOW - timedelta(hours=2))
    assert "window_by_template" in [reason.code for reason in followup.reasons]
    clock.at = max(clock.at, followup.due_at or NOW)
    (message,) = await goes_on(desk, run)
    assert message.state == "sent" and world[0].deeds == [("whatsapp", NUMBER, message.text)]


async def test_without_a_template_it_is_a_colleagues(
    make_desk: Callable[..., Awaitable[Desk]], clock: Clock, world: tuple[World, str], run: Any
) -> None:
    desk = await make_desk(clock, hours="0-24", **addresses(world[1]))
    followup = await decided(desk, run, NOW - timedelta(days=30))
    assert followup.state == "asking" and "window_template" in [reason.code for reason in followup.reasons]
    assert await goes_on(desk, run) == [] and world[0].calls == 0


async def test_what_does_not_fit_into_the_template_is_said_anew_in_fewer_words(
    desk: Desk, clock: Clock, world: tuple[World, str], run: Any
) -> None:
    followup = await decided(desk, run, NOW - timedelta(hours=23))
    clock.at = max(clock.at, followup.due_at or NOW)
    world[0].next = ["limited"]
    (message,) = await goes_on(desk, run)
    await desk.state.messages.settle(message.id, "ready", seen=("ready",), text=message.text + "\n\nTrop de mots." * 80)
    world[0].only_templates, clock.at = True, NOW + timedelta(hours=2, seconds=LIMIT_S)
    (message,) = await goes_on(desk, run)
    assert (message.state, message.reason, world[0].deeds) == ("held", "said_anew", [])
    (message,) = await goes_on(desk, run)
    assert message.state == "sent" and [text for _, _, text in world[0].deeds] == [message.text] and "Trop" not in message.text
