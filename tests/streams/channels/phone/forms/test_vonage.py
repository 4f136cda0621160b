"""Vonage: webhooks, answers of the API and exports are the same calls."""

from __future__ import annotations

from tests.support.calling import VONAGE, one, parties


def test_vonage_a_leg_that_goes_out_within_a_call_that_came_in_is_the_agents() -> None:
    leg = {"uuid": "u2", "conversation_uuid": "CON-1", "from": "33199004100", "to": "33639985577", "direction": "outbound"}
    call = one([*VONAGE, leg | {"status": "answered", "timestamp": "2024-05-06T08:00:20.000Z"}])
    assert (call.direction, parties(call)[2]) == ("in", ("agent", "tel:+33639985577", None))
    assert call.measures["wait_s"] == 20


def test_vonage_reports_and_resources_are_the_calls_of_the_webhook() -> None:
    record = {
        "account_id": "a",
        "product": "VOICE-CALL",
        "call_id": "u1",
        "conversation_id": "CON-1",
        "from": "33199001401",
        "to": "33199004100",
        "direction": "inbound",
        "status": "completed",
        "date_start": "2024-05-06T08:00:07+0000",
        "date_end": "2024-05-06T08:01:07+0000",
        "duration": "60",
    }
    table = ",".join(record) + "\n" + ",".join(record.values())
    resource = VONAGE[2] | {"from": {"type": "phone", "number": "33199001401"}, "to": {"type": "phone", "number": "33199004100"}}
    expected = one(VONAGE[2])
    for body in ({"records": [record]}, table, {"count": 1, "_embedded": {"calls": [resource]}}):
        call = one(body)
        assert (call.id, call.at, call.parties, call.measures) == (expected.id, expected.at, expected.parties, expected.measures)


def test_vonage_asking_what_to_do_is_a_call_that_begins() -> None:
    asked = {name: VONAGE[0][name] for name in ("from", "to", "uuid", "conversation_uuid")}
    assert (one(asked).id, one(asked).measures) == (one(VONAGE).id, {})
