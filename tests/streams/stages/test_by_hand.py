"""What a colleague approved and a network lets no machine write becomes their task, with the words ready; nothing is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from clocks import Clock
from driving import approved, goes_on
from knowing import give, keep_entries

from schemas.documents import Consent, FollowUp, Message, Person, Step, TimelineEntry
from schemas.events import Signal
from schemas.interaction import Interaction, Original, Party
from streams.desk import Desk
from streams.rules.campaigns import QUIET
from streams.stages.decide import decide

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ANNE = "facebook:7001"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
async def desk(make_desk: Callable[..., Awaitable[Desk]], clock: Clock) -> Desk:
    """Messenger is set up, at an address where nobody listens."""
    desk = await make_desk(clock, hours="0-24", graph_url="http://127.0.0.1:9", messenger_token="x")
    content = msgspec.structs.replace(QUIET.content, share_left=0.0, approval="colleague")
    await desk.state.campaigns.put([msgspec.structs.replace(QUIET, content=content)])
    return desk


async def asks(desk: Desk, run: Any, wrote_at: datetime) -> FollowUp:
    """Anne uses Messenger alone and wrote last at that moment; a colleague is asked whether to write to her."""
    steps, entries = [], []
    for number, at in enumerate((wrote_at - timedelta(days=30), wrote_at)):
        said = Interaction(
            id=f"i{number}", channel="social", network="facebook", act="direct", direction="in", at=at, text="Bonjour", language="fr",
            parties=(Party(role="author", identifier=ANNE, name="Anne"),),
            original=Original(sha256="0" * 64, content_type="text/plain", size=1),
        )
        entries.append(TimelineEntry(id=f"i{number}/{ANNE}", identifier=ANNE, role="author", at=at, received_at=at, interaction=said))
        steps.append(Step(
            at=at, id=entries[-1].id, channel="social", network="facebook", act="direct", direction="in", theirs=True, identifier=ANNE,
            language="fr",
        ))
    await keep_entries(desk.state, entries)
    await give(desk.state, [ANNE], "p_anne")
    await desk.state.persons.put(Person(id="p_anne", language="fr", course=tuple(steps)))
    await desk.state.consents.put([Consent(id="c", person="p_anne", purpose="care", given=True, at=NOW - timedelta(days=99), proof="x")])
    signal = Signal(id="s", person="p_anne", kind="quiet", at=NOW, since=wrote_at, numbers=(), evidence=())
    await desk.state.signals.put([signal])
    await run(decide, desk, signal)
    (followup,) = await desk.state.followups.of("p_anne")
    assert followup.state == "asking", followup.reasons
    return followup


async def is_given_to_a_colleague(desk: Desk, message: Message) -> None:
    assert (message.state, message.by_hand, message.channel, message.identifier) == ("sent", True, "social", ANNE)
    (task,) = await desk.state.tasks.open()
    assert (task.kind, task.identifier, task.message, task.text) == ("write", ANNE, message.id, message.text)
    assert "Bonjour" in task.text
    (followup,) = await desk.state.followups.of("p_anne")
    assert followup.state == "composed" and "by_hand" in [reason.code for reason in followup.reasons]
    said = await desk.state.timeline.of(await desk.state.atoms.of("p_anne"), 20)
    assert {entry.interaction.direction for entry in said} == {"in"}, "what was written is told by the network once it was"
    assert await desk.state.originals.standing(desk.now() + timedelta(days=1)) == []


async def test_a_yes_that_finds_the_window_shut_is_a_colleagues_task(desk: Desk, clock: Clock, run: Any) -> None:
    followup = await asks(desk, run, NOW - timedelta(hours=23))
    clock.at = NOW + timedelta(hours=2)
    await approved(desk, followup)
    (message,) = await goes_on(desk, run)
    await is_given_to_a_colleague(desk, message)


async def test_a_yes_to_what_no_machine_could_write_from_the_first_is_a_colleagues_task(desk: Desk, clock: Clock, run: Any) -> None:
    await approved(desk, await asks(desk, run, NOW - timedelta(days=20)))
    (message,) = await goes_on(desk, run)
    await is_given_to_a_colleague(desk, message)
    (call,) = await desk.state.tasks.calls(["p_anne"])
    assert call.kind == "write", "nothing else is written to her meanwhile"


async def test_what_was_approved_in_time_and_waited_until_the_window_shut_is_a_colleagues_task(
    desk: Desk, clock: Clock, run: Any
) -> None:
    await approved(desk, await asks(desk, run, NOW - timedelta(hours=23)))
    (message,) = await goes_on(desk, run)
    assert (message.state, message.by_hand) == ("ready", False), "Messenger cannot be reached just now"
    clock.at = NOW + timedelta(hours=2)
    (message,) = await goes_on(desk, run)
    assert (message.state, message.reason) == ("held", "said_anew")
    (message,) = await goes_on(desk, run)
    await is_given_to_a_colleague(desk, message)


async def test_without_a_yes_nothing_is_given_to_anybody(desk: Desk, clock: Clock, run: Any) -> None:
    await asks(desk, run, NOW - timedelta(days=20))
    assert await goes_on(desk, run) == [] and await desk.state.tasks.open() == []
