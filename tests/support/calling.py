"""Calls as the providers of telephone lines tell of them event by event, and how tests read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse

READING = Reading(own=Own(names=("+33199004100", "hub.example")))
Parts = list[tuple[str, str | None, str | None]]


def read(body: Any, reading: Reading = READING) -> list[Interaction]:
    """Every call; a dict is sent as JSON, a list of dicts as a line each."""
    found = list(parse(raw(body), reading))
    assert all(isinstance(item, Interaction) for item in found), found
    return [item for item in found if isinstance(item, Interaction)]


def raw(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    if isinstance(body, list):
        return b"\n".join(msgspec.json.encode(one) for one in body)
    return body.encode() if isinstance(body, str) else msgspec.json.encode(body)


def one(body: Any, reading: Reading = READING) -> Interaction:
    calls = read(body, reading)
    assert len(calls) == 1, calls
    return calls[0]


def refusals(body: Any) -> list[str]:
    return [str(item) for item in parse(raw(body), READING) if isinstance(item, Refusal)]


def parties(call: Interaction) -> Parts:
    return [(party.role, party.identifier, party.name) for party in call.parties]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, hour ... as datetime takes them


# Each: the events of one call in the order in which they are sent, and what it was. Events alone, together, shuffled: one id.

TWILIO = [
    urlencode(
        {"CallSid": "CA01", "AccountSid": "AC1", "From": "+33199001401", "To": "+33199004100", "Direction": "inbound"} | more
    ).encode()
    for more in (
        {"CallStatus": "ringing", "Timestamp": "Mon, 06 May 2024 08:00:00 +0000"},
        {"CallStatus": "in-progress", "Timestamp": "Mon, 06 May 2024 08:00:07 +0000", "CallerName": "GARNE ODILE"},
        {"CallStatus": "completed", "Timestamp": "Mon, 06 May 2024 08:01:07 +0000", "CallDuration": "60", "Duration": "1"},
    )
]
VONAGE = [
    {"uuid": "u1", "conversation_uuid": "CON-1", "from": "33199001401", "to": "33199004100", "direction": "inbound"} | more
    for more in (
        {"status": "ringing", "timestamp": "2024-05-06T08:00:00.000Z"},
        {"status": "answered", "timestamp": "2024-05-06T08:00:07.000Z", "start_time": None},
        {
            "status": "completed",
            "timestamp": "2024-05-06T08:01:07.400Z",
            "start_time": "2024-05-06T08:00:07.000Z",
            "end_time": "2024-05-06T08:01:07.000Z",
            "duration": "60",
        },
    )
]
PLIVO = [
    urlencode({"CallUUID": "p1", "From": "33199001401", "To": "33199004100", "Direction": "inbound"} | more).encode()
    for more in (
        {"CallStatus": "ringing", "Event": "StartApp", "StartTime": "2024-05-06 08:00:00"},
        {
            "CallStatus": "completed",
            "Event": "Hangup",
            "StartTime": "2024-05-06 08:00:00",
            "AnswerTime": "2024-05-06 08:00:07",
            "EndTime": "2024-05-06 08:01:07",
            "Duration": "60",
            "BillDuration": "120",
            "HangupCause": "NORMAL_CLEARING",
        },
    )
]
TELNYX = [
    {
        "data": {
            "record_type": "event",
            "event_type": event,
            "id": event,
            "occurred_at": at,
            "payload": {"call_session_id": "s1", "call_leg_id": "l1", "from": "+33199001401", "to": "+33199004100", "direction": "incoming"}
            | more,
        }
    }
    for event, at, more in (
        ("call.initiated", "2024-05-06T08:00:00.000000Z", {"state": "parked"}),
        ("call.answered", "2024-05-06T08:00:07.000000Z", {}),
        (
            "call.hangup",
            "2024-05-06T08:01:07.100000Z",
            {"hangup_cause": "normal_clearing", "start_time": "2024-05-06T08:00:00Z", "end_time": "2024-05-06T08:01:07Z"},
        ),
    )
]
AIRCALL_CALL = {
    "id": 71,
    "direction": "inbound",
    "status": "done",
    "started_at": 1714982400,
    "answered_at": 1714982407,
    "ended_at": 1714982467,
    "duration": 67,
    "voicemail": None,
    "raw_digits": "+33 1 99 00 14 01",
    "number": {"digits": "+33 1 99 00 41 00"},
    "user": {"name": "Rémi Sol"},
    "contact": {"first_name": "Odile", "last_name": "Garné"},
}
AIRCALL = [
    {
        "resource": "call",
        "event": "call.created",
        "timestamp": 1714982400,
        "token": "t",
        "data": AIRCALL_CALL | {"status": "initial"} | {"answered_at": None, "ended_at": None, "user": None},
    },
    {"resource": "call", "event": "call.answered", "timestamp": 1714982407, "token": "t", "data": AIRCALL_CALL | {"ended_at": None}},
    {"resource": "call", "event": "call.ended", "timestamp": 1714982467, "token": "t", "data": AIRCALL_CALL},
]
RINGOVER = [
    {
        "resource": "call",
        "event": event,
        "timestamp": 1714982400 + after,
        "attempt": 1,
        "data": {
            "call_id": "r1",
            "channel_id": f"c{after}",
            "direction": "inbound",
            "from_number": "33199001401",
            "to_number": "33199004100",
            "start_time": 1714982400.0,
        }
        | more,
    }
    for event, after, more in (
        ("ringing", 0, {}),
        ("answered", 7, {"answered_time": 1714982407, "user": {"firstname": "Rémi", "lastname": "Sol"}}),
        ("hangup", 67, {"answered_time": 1714982407, "hangup_time": 1714982467, "duration_in_seconds": 60}),
    )
]
RINGCENTRAL = [
    {
        "uuid": str(number),
        "event": "/restapi/v1.0/account/1/telephony/sessions",
        "timestamp": at,
        "body": {
            "sequence": number,
            "sessionId": "9",
            "telephonySessionId": "s-9",
            "eventTime": at,
            "parties": [
                {
                    "id": "p-1",
                    "direction": "Inbound",
                    "from": {"phoneNumber": "+33199001401", "name": "Odile Garné"},
                    "to": {"phoneNumber": "+33199004100", "name": "Rémi Sol", "extensionId": "77"},
                    "status": {"code": code},
                    "missedCall": False,
                }
            ],
        },
    }
    for number, (at, code) in enumerate(
        (
            ("2024-05-06T08:00:00.000Z", "Setup"),
            ("2024-05-06T08:00:01.000Z", "Proceeding"),
            ("2024-05-06T08:00:07.000Z", "Answered"),
            ("2024-05-06T08:01:07.000Z", "Disconnected"),
        )
    )
]
DIALPAD = [
    {
        "call_id": 501,
        "state": state,
        "direction": "inbound",
        "external_number": "+33199001401",
        "internal_number": "+33199004100",
        "date_started": 1714982400000,
        "date_connected": connected,
        "date_ended": ended,
        "contact": {"name": "Odile Garné", "phone": "+33199001401"},
        "target": {"name": "Rémi Sol", "type": "user"},
        "event_timestamp": told,
    }
    for state, connected, ended, told in (
        ("ringing", None, None, 1714982401000),
        ("connected", 1714982407000, None, 1714982407000),
        ("hangup", 1714982407000, 1714982467000, 1714982467000),
    )
]
EVENTS: dict[str, list[Any]] = {
    "twilio": TWILIO,
    "vonage": VONAGE,
    "plivo": PLIVO,
    "telnyx": TELNYX,
    "aircall": AIRCALL,
    "ringover": RINGOVER,
    "ringcentral": RINGCENTRAL,
    "dialpad": DIALPAD,
}
