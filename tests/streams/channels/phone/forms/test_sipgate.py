"""sipgate.io: what they tell of calls."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.support.calling import one, parties


def test_sipgate_has_no_time_and_a_call_passed_on_is_one() -> None:
    events = [
        {
            "event": "newCall",
            "from": "33199001401",
            "to": "33199004100",
            "direction": "in",
            "callId": "a",
            "origCallId": "a",
            "user[]": "Léo",
        },
        {"event": "answer", "from": "33199001401", "to": "33199004100", "direction": "in", "callId": "a", "user": "Léo"},
        {
            "event": "newCall",
            "from": "33199001401",
            "to": "33199004101",
            "direction": "in",
            "callId": "b",
            "origCallId": "a",
            "diversion": "33199004100",
            "user[]": "Zoé",
        },
        {"event": "answer", "from": "33199001401", "to": "33199004101", "direction": "in", "callId": "b", "user": "Zoé"},
        {"event": "hangup", "from": "33199001401", "to": "33199004101", "direction": "in", "callId": "b", "cause": "normalClearing"},
    ]
    bodies = [urlencode(event).encode() for event in events]
    call = one(b"\n".join(bodies))
    assert call.at is None
    assert (call.measures, call.original.content_type) == ({"answered": True, "transferred": True}, "application/x-www-form-urlencoded")
    assert {party[2] for party in parties(call)[2:]} == {"Léo", "Zoé"}
    assert one(b"\n".join(reversed(bodies))).id == call.id == one(bodies[0]).id
    assert one(bodies[0]).measures == {}
