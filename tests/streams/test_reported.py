"""What WhatsApp says later of a message that it took: it never arrived, it arrived after all, or somebody pretends so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from driving import carry
from hypothesis import given
from hypothesis import strategies as st

from schemas.documents import FollowUp, Message
from schemas.interaction import Own, Reading
from streams.channels.social.parse import parse
from streams.channels.social.statuses import statuses
from streams.composing import message_key
from streams.desk import Desk
from streams.rules.suppression import suppressed
from streams.sending import outcome_of

SENT_AT = datetime(2026, 11, 20, 11, tzinfo=UTC)
ANNE = "tel:+33612345678"
MINE = f"m_{message_key('f_1')}"
OURS = Message(
    id=MINE, followup="f_1", person="p_1", campaign="quiet", purpose="care", channel="social", network="whatsapp", identifier=ANNE,
    language="fr", subject="", text="Bonjour", message_id="1@house.example", state="sent", reply="wamid.1", made_at=SENT_AT,
    sent_at=SENT_AT,
)
FOLLOWUP = FollowUp(
    id="f_1", person="p_1", campaign="quiet", signal="s_1", state="composed", channel="social", identifier=ANNE, network="whatsapp",
    language="fr", decided_at=SENT_AT, reasons=(),
)


def status(state: str, code: int = 0, *, message: str = MINE, name: str = "wamid.1", **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": name, "status": state, "timestamp": str(int(SENT_AT.timestamp()) + 60), "recipient_id": "33612345678",
        "biz_opaque_callback_data": message, **more,
    }
    error = {"code": code, "title": "Message undeliverable", "error_data": {"details": "Message Undeliverable."}}
    return {**told, "errors": [error]} if code else told


def call(*told: dict[str, Any], **more: Any) -> bytes:
    line = {"display_phone_number": "33199004000", "phone_number_id": "9"}
    value = {"messaging_product": "whatsapp", "metadata": line, "statuses": list(told), **more}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return msgspec.json.encode({"object": "whatsapp_business_account", "entry": [entry]})


@pytest.fixture
async def there(desk: Desk, clock: Any) -> Desk:
    """Anne was written to, and that is written down."""
    clock.at = SENT_AT + timedelta(hours=1)
    await desk.state.followups.put([FOLLOWUP])
    await desk.state.messages.put(OURS)
    await desk.state.outcomes.put([outcome_of(OURS, "sent", SENT_AT, None)])
    return desk


async def comes(desk: Desk, data: bytes, source: str = "hook:whatsapp") -> Message:
    raws = [raw for raw, _ in await desk.state.originals.put([("social", "application/json", source, data)], now=desk.now())]
    await carry(desk, raws)
    message = await desk.state.messages.get(MINE)
    assert message is not None
    return message


async def against(desk: Desk) -> list[str]:
    return [one.reason for one in (await desk.state.suppressions.of([ANNE])).get(ANNE, [])]


async def test_a_message_that_never_arrived_has_failed_and_whom_nothing_reaches_is_not_written_to_again(there: Desk) -> None:
    message = await comes(there, call(status("failed", 131026)))
    assert (message.state, message.reason, message.hand_on_at) == ("failed", "131026: Message Undeliverable.", None)
    assert {one.state for one in await there.state.outcomes.of_messages([MINE])} == {"sent", "failed", "bounced"}
    standing = (await there.state.suppressions.of([ANNE]))[ANNE]
    against = suppressed(standing, "social", "receipt")
    assert against is not None and against.code == "suppressed_bounced" and suppressed(standing, "phone", "care") is None
    followup = await there.state.followups.get("f_1")
    assert followup is not None and (followup.state, followup.reasons[-1].code) == ("held", "not_sent"), "it counts nowhere as written"


@pytest.mark.parametrize(("code", "left"), [(131047, []), (131049, []), (130472, []), (131050, ["unsubscribed"])])
async def test_what_did_not_arrive_for_now_or_by_their_wish_is_told_apart(there: Desk, code: int, left: list[str]) -> None:
    message = await comes(there, call(status("failed", code)))
    assert message.state == "failed" and str(code) in (message.reason or "") and await against(there) == left
    assert {one.state for one in await there.state.outcomes.of_messages([MINE])} == {"sent", "failed"}


@pytest.mark.parametrize("state", ["sent", "delivered", "read"])
async def test_what_arrived_is_no_word_of_theirs_and_ends_a_doubt(there: Desk, state: str) -> None:
    assert await comes(there, call(status(state))) == OURS
    assert not list(parse(call(status(state)), Reading(own=Own(names=("+33199004000",)))))
    await there.state.messages.settle(MINE, "uncertain", seen=("sent",), reply=None, sent_at=None)
    message = await comes(there, call(status(state, pricing={"billable": False})))
    assert (message.state, message.reply) == ("sent", "wamid.1") and message.sent_at == SENT_AT + timedelta(minutes=1)


async def test_a_doubt_ends_as_well_when_it_never_arrived(there: Desk) -> None:
    await there.state.messages.settle(MINE, "uncertain", seen=("sent",), reply=None, sent_at=None)
    assert (await comes(there, call(status("failed", 131000)))).state == "failed"


@pytest.mark.parametrize(
    ("data", "source"),
    [
        pytest.param(call(status("failed", 131026)), "hook:telegram", id="who may speak for another network only"),
        pytest.param(call(status("failed", 131026)), "ingest:social", id="a file"),
        pytest.param(call(status("failed", 131026, name="wamid.2")), "hook:whatsapp", id="another message of theirs"),
        pytest.param(call(status("failed", 131026, message="m_2")), "hook:whatsapp", id="none of ours"),
    ],
)
async def test_a_report_that_is_not_the_network_s_or_not_of_ours_changes_nothing(there: Desk, data: bytes, source: str) -> None:
    assert await comes(there, data, source) == OURS and await against(there) == []


async def test_the_same_again_changes_nothing_and_what_is_said_beside_it_is_heard(there: Desk) -> None:
    said = {"from": "33612345678", "id": "wamid.theirs", "timestamp": "1795000000", "type": "text", "text": {"body": "Bonjour ?"}}
    first = await comes(there, call(status("failed", 131026), messages=[said]))
    assert await comes(there, call(status("failed", 131026), status("delivered"))) == first
    assert len(await there.state.outcomes.of_messages([MINE])) == 3
    assert await there.state.timeline.get([f"whatsapp:wamid.theirs/{ANNE}"])


async def test_a_report_of_a_message_that_is_on_its_way_is_heard_when_it_has_left(there: Desk, clock: Any) -> None:
    await there.state.messages.settle(MINE, "sending", seen=("sent",), reply=None, hand_on_at=clock.at)
    assert (await comes(there, call(status("failed", 131026)))).state == "sending"
    await there.state.messages.settle(MINE, "sent", reply="wamid.1")
    clock.at += timedelta(seconds=10)
    await carry(there, [raw for raw, _ in await there.state.originals.standing(clock.at)])
    message = await there.state.messages.get(MINE)
    assert message is not None and message.state == "failed"


@pytest.mark.parametrize("words", [1, 2])
async def test_what_is_said_beside_a_report_that_is_too_early_is_heard_at_once_and_the_report_later(
    there: Desk, clock: Any, words: int
) -> None:
    await there.state.messages.settle(MINE, "sending", seen=("sent",), reply=None, hand_on_at=clock.at)
    said = [
        {"from": "33612345678", "id": f"wamid.{number}", "timestamp": f"179500000{number}", "type": "text", "text": {"body": "Allô ?"}}
        for number in range(words)
    ]
    assert (await comes(there, call(status("failed", 131026), messages=said))).state == "sending"
    entries = [f"whatsapp:wamid.{number}/{ANNE}" for number in range(words)]
    assert len(await there.state.timeline.get(entries)) == words
    for number in range(4):
        if number == 2:
            await there.state.messages.settle(MINE, "sent", reply="wamid.1")
        clock.at += timedelta(minutes=2)
        await carry(there, [raw for raw, _ in await there.state.originals.standing(clock.at)])
    message = await there.state.messages.get(MINE)
    assert message is not None and message.state == "failed"
    assert len(await there.state.timeline.get(entries)) == words
    assert await there.state.originals.standing(clock.at + timedelta(days=1)) == []


FIELDS = ["id", "status", "errors", "code", "timestamp", "error_data", "details", "biz_opaque_callback_data"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), part, max_size=4),
)


@given(JSON)
def test_whatever_a_status_holds_is_read_without_complaint(told: Any) -> None:
    statuses(call(told))  # type: ignore[arg-type]  # that is the point
    statuses(call({**status("failed", 1), "errors": told, "timestamp": told}))
