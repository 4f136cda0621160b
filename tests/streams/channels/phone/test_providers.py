"""Calls as the providers of telephone lines tell of them: webhooks, answers of their APIs, exports."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from itertools import permutations
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize("provider", EVENTS)
def test_the_events_of_a_call_are_one_call_in_whatever_order_they_come(provider: str) -> None:
    events = [raw(event) for event in EVENTS[provider]]
    call = one(b"\n".join(events))
    assert call.at == utc(2024, 5, 6, 8)
    assert (call.direction, call.measures) == ("in", {"answered": True, "duration_s": 60, "wait_s": 7})
    assert [party[:2] for party in parties(call)[:2]] == [("caller", "tel:+33199001401"), ("callee", "tel:+33199004100")]
    for order in permutations(events):
        again = one(b"\n".join(order))
        assert msgspec.structs.replace(again, original=call.original) == call


@pytest.mark.parametrize("provider", EVENTS)
def test_an_event_by_itself_has_the_id_of_its_call(provider: str) -> None:
    events = [raw(event) for event in EVENTS[provider]]
    whole = one(b"\n".join(events))
    assert {one(event).id for event in events} == {whole.id}
    assert one(events[0]).measures.get("answered") is None, "what only rings has not been answered, nor missed"


@pytest.mark.parametrize("provider", [name for name in EVENTS if name != "twilio" and name != "plivo"])
def test_a_signed_body_is_read_as_the_plain_one(provider: str) -> None:
    body = raw(EVENTS[provider][-1])
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (b'{"alg":"HS256"}', body, b"signature"))
    assert one(signed).id == one(body).id


def test_twilio_by_its_api_and_by_export_is_the_call_of_the_webhook() -> None:
    resource = {
        "sid": "CA01",
        "account_sid": "AC1",
        "parent_call_sid": None,
        "from": "+33199001401",
        "to": "+33199004100",
        "direction": "inbound",
        "status": "completed",
        "start_time": "Mon, 06 May 2024 08:00:00 +0000",
        "end_time": "Mon, 06 May 2024 08:01:07 +0000",
        "duration": "67",
        "caller_name": None,
        "answered_by": None,
    }
    export = "Call Sid,From,To,Direction,Status,Start Time,End Time,Duration\nCA01,+33199001401,+33199004100,Incoming,Completed,"
    export += "2024-05-06 01:00:00 PDT,2024-05-06 01:01:07 PDT,67\n"
    called_back, by_api, exported = one(TWILIO[-1]), one(resource), one(export)
    assert called_back.id == by_api.id == exported.id
    assert by_api.at == exported.at == utc(2024, 5, 6, 8)
    assert by_api.measures == exported.measures == {"answered": True, "duration_s": 67}


def test_twilio_a_dialled_leg_says_who_answered_and_an_unanswered_one_that_nobody_did() -> None:
    parent = {
        "sid": "CA02",
        "account_sid": "AC1",
        "from": "+33199001401",
        "to": "+33199004100",
        "direction": "inbound",
        "status": "completed",
        "start_time": "Mon, 06 May 2024 08:00:00 +0000",
        "end_time": "Mon, 06 May 2024 08:01:30 +0000",
        "duration": "90",
    }
    leg = {
        "sid": "CA03",
        "account_sid": "AC1",
        "parent_call_sid": "CA02",
        "from": "+33199001401",
        "to": "+33639985577",
        "direction": "outbound-dial",
        "status": "completed",
        "start_time": "Mon, 06 May 2024 08:00:10 +0000",
        "end_time": "Mon, 06 May 2024 08:01:30 +0000",
        "duration": "70",
    }
    taken = one({"calls": [parent, leg], "page_size": 50, "uri": "/"})
    assert parties(taken)[2:] == [("agent", "tel:+33639985577", None)]
    assert taken.measures == {"answered": True, "duration_s": 70, "wait_s": 20}
    rung = one({"calls": [leg | {"status": "no-answer", "duration": "0"}, parent], "page_size": 50, "uri": "/"})
    assert (rung.measures["answered"], len(rung.parties)) == (False, 2)


def test_twilio_who_calls_from_our_app_is_one_of_us() -> None:
    agent = {
        "sid": "CA04",
        "account_sid": "AC1",
        "from": "client:remi",
        "to": "",
        "direction": "inbound",
        "status": "completed",
        "start_time": "Mon, 06 May 2024 08:00:00 +0000",
        "end_time": "Mon, 06 May 2024 08:01:00 +0000",
        "duration": "60",
    }
    leg = agent | {"sid": "CA05", "parent_call_sid": "CA04", "from": "+33199004100", "to": "+33639985577", "direction": "outbound-dial"}
    call = one([agent, leg])
    assert (call.direction, parties(call)) == (
        "out",
        [("caller", "tel:+33199004100", None), ("callee", "tel:+33639985577", None), ("agent", None, "remi")],
    )


@pytest.mark.parametrize("heard", ["machine_start", "machine_end_beep", "fax"])
def test_a_machine_that_picks_up_has_not_answered(heard: str) -> None:
    body = TWILIO[-1].replace(b"inbound", b"outbound-api") + b"&AnsweredBy=" + heard.encode()
    assert one(body).measures == {"answered": False, "voicemail": True}


@pytest.mark.parametrize(
    ("body", "way"),
    [
        (VONAGE[0] | {"status": "machine", "direction": "outbound"}, "out"),
        (RINGOVER[0] | {"event": "voicemail"}, "in"),
        (
            AIRCALL[0] | {"event": "call.voicemail_left", "data": AIRCALL_CALL | {"answered_at": None, "voicemail": "https://x.example/v"}},
            "in",
        ),
        (DIALPAD[0] | {"state": "voicemail"}, "in"),
        (msgspec.json.decode(msgspec.json.encode(RINGCENTRAL[0]).replace(b'"Setup"', b'"VoiceMail"')), "in"),
        (b"event=hangup&direction=in&from=33199001401&to=33199004100&callId=1&cause=normalClearing&answeringNumber=voicemail", "in"),
    ],
)
def test_a_message_left_is_voicemail_and_no_answer(body: Any, way: str) -> None:
    call = one(body)
    assert (call.direction, call.measures["answered"], call.measures["voicemail"]) == (way, False, True)


@pytest.mark.parametrize("shown", ["anonymous", "+266696687", "+86282452253", "+7378742833", "86282452253", "Restricted", "blocked", ""])
def test_a_withheld_number_is_nobodys(shown: str) -> None:
    bodies = [
        urlencode({"CallSid": "CA9", "From": shown, "To": "+33199004100", "CallStatus": "no-answer", "Direction": "inbound"}).encode(),
        VONAGE[2] | {"from": shown},
        AIRCALL[2] | {"data": AIRCALL_CALL | {"raw_digits": shown, "contact": None}},
        DIALPAD[2] | {"external_number": shown, "contact": {}},
        urlencode({"event": "newCall", "direction": "in", "from": shown, "to": "33199004100", "callId": "3", "user[]": "A"}).encode(),
    ]
    for body in bodies:
        call = one(body)
        assert (call.direction, parties(call)[0]) == ("in", ("caller", None, None))


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


def test_plivo_by_its_api_is_the_call_of_the_webhook() -> None:
    resource = {
        "call_uuid": "p1",
        "from_number": "33199001401",
        "to_number": "33199004100",
        "call_direction": "inbound",
        "call_state": "ANSWER",
        "initiation_time": "2024-05-06 13:30:00+05:30",
        "answer_time": "2024-05-06 13:30:07+05:30",
        "end_time": "2024-05-06 13:31:07+05:30",
        "call_duration": 60,
        "parent_call_uuid": None,
    }
    call = one({"api_id": "x", "meta": {}, "objects": [resource]})
    assert msgspec.structs.replace(call, original=one(PLIVO[1]).original) == one(PLIVO[1])


@pytest.mark.parametrize(("cause", "answered"), [("user_busy", False), ("originator_cancel", False), ("normal_clearing", True)])
def test_telnyx_says_by_the_cause_of_the_hangup_whether_somebody_spoke(cause: str, answered: bool) -> None:
    hangup = msgspec.json.decode(msgspec.json.encode(TELNYX[2]).replace(b"normal_clearing", cause.encode()))
    measures = one(hangup).measures
    assert measures["answered"] is answered
    assert "duration_s" not in measures, "a hangup does not say when it was answered"


def test_aircall_what_is_missed_waited_until_it_gave_up() -> None:
    call = one({"calls": [AIRCALL_CALL | {"answered_at": None}], "meta": {}})
    assert call.measures == {"answered": False, "wait_s": 67}
    assert len(call.parties) == 2, "nobody took it"


def test_aircall_export() -> None:
    table = (
        "line,datetime (UTC),direction,from,to,answered,user,duration (total),duration (in call),voicemail\n"
        'Accueil,2024-05-06 08:00:00,inbound,+33 1 99 00 14 01,+33 1 99 00 41 00,Yes,"Rémi Sol",67,60,\n'
        "Accueil,2024-05-06 09:00:00,outbound,+33 1 99 00 41 00,+33 6 39 98 55 77,No,,20,0,\n"
    )
    taken, unanswered = read(table)
    assert (taken.at, taken.direction, taken.measures) == (utc(2024, 5, 6, 8), "in", {"answered": True, "duration_s": 60})
    assert parties(taken)[2] == ("agent", None, "Rémi Sol")
    assert (unanswered.direction, unanswered.measures) == ("out", {"answered": False, "duration_s": 0})


def test_ringover_by_its_api_is_the_call_of_the_webhook() -> None:
    listed = {
        "cdr_id": 5,
        "call_id": "r1",
        "channel_id": "c",
        "type": "PHONE",
        "direction": "in",
        "is_answered": True,
        "last_state": "ANSWERED",
        "start_time": "2024-05-06T08:00:00Z",
        "answered_time": "2024-05-06T08:00:07Z",
        "end_time": "2024-05-06T08:01:07Z",
        "incall_duration": 60,
        "total_duration": 67,
        "from_number": "33199001401",
        "to_number": "33199004100",
        "voicemail": None,
        "contact": {"concat_name": "Odile Garné"},
        "user": {"firstname": "Rémi", "lastname": "Sol"},
    }
    taken, missed = read(
        {"call_list": [listed, listed | {"call_id": "r2", "is_answered": False, "answered_time": None, "incall_duration": 0}]}
    )
    assert (taken.id, taken.measures) == (one(RINGOVER).id, {"answered": True, "duration_s": 60, "wait_s": 7})
    assert parties(taken)[0] == ("caller", "tel:+33199001401", "Odile Garné")
    assert missed.measures == {"answered": False, "duration_s": 0, "wait_s": 67}


def test_ringcentral_log_is_the_call_of_the_notification() -> None:
    record = {
        "id": "x",
        "sessionId": "9",
        "telephonySessionId": "s-9",
        "startTime": "2024-05-06T08:00:00.000Z",
        "duration": 67,
        "type": "Voice",
        "direction": "Inbound",
        "action": "Phone Call",
        "result": "Accepted",
        "from": {"phoneNumber": "+33199001401"},
        "to": {"phoneNumber": "+33199004100", "extensionNumber": "101", "name": "Rémi Sol"},
    }
    taken, missed, left = read(
        {
            "records": [
                record,
                record | {"telephonySessionId": "s-10", "result": "Missed"},
                record | {"telephonySessionId": "s-11", "result": "Voicemail"},
                record | {"telephonySessionId": "s-12", "type": "Fax"},
            ]
        }
    )
    assert taken.id == one(RINGCENTRAL).id
    assert parties(taken)[2] == ("agent", "ext:101", "Rémi Sol")
    assert (taken.measures, missed.measures) == ({"answered": True, "duration_s": 67}, {"answered": False})
    assert left.measures == {"answered": False, "voicemail": True}


@pytest.mark.parametrize(
    ("date", "region"), [("Mon 05/06/2024", "FR"), ("Mon 06/05/2024", "US"), ("06/05/2024", "FR"), ("05/06/2024", "US")]
)
def test_ringcentral_export_has_its_dates_as_the_account_writes_them(date: str, region: str) -> None:
    table = f"Direction,Type,Phone Number,Name,Date,Time,Action,Action Result,Duration\nIncoming,Voice,+33199001401,Odile,{date},10:00 AM,"
    call = one(table + "Phone Call,Accepted,0:01:07\n", Reading(region=region))
    assert (call.at, call.measures) == (utc(2024, 5, 6, 8), {"answered": True, "duration_s": 67})


def test_dialpad_a_ringing_at_a_user_is_part_of_the_call_to_the_department() -> None:
    office = DIALPAD[2] | {"call_id": 600, "target": {"name": "Accueil", "type": "office"}, "date_connected": None, "state": "hangup"}
    leg = DIALPAD[2] | {"call_id": 601, "entry_point_call_id": 600}
    call = one([leg, office])
    assert (call.id, call.measures) == (one(office).id, {"answered": True, "duration_s": 60, "wait_s": 7})
    assert parties(call)[2:] == [("agent", None, "Rémi Sol")]


def test_dialpad_export() -> None:
    table = (
        "call_id,category,direction,external_number,internal_number,date_started,date_connected,date_ended,name,timezone\n"
        "501,incoming,inbound,+33199001401,+33199004100,"
        "2024-05-06 01:00:00,2024-05-06 01:00:07,2024-05-06 01:01:07,Rémi Sol,America/Los_Angeles\n"
    )
    whole = one(DIALPAD)
    assert msgspec.structs.replace(one(table), original=whole.original, parties=whole.parties, legs=whole.legs) == whole


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


GRAPH_USERS = [
    {
        "@odata.type": "#microsoft.graph.callRecords.participantEndpoint",
        "associatedIdentity": {"id": name, "displayName": name.title(), "tenantId": "t", "userPrincipalName": f"{name}@hub.example"},
    }
    for name in ("remi", "lise")
]
GRAPH_PHONE = {"@odata.type": "#microsoft.graph.callRecords.participantEndpoint", "identity": {"phone": {"id": "+33199001401"}}}
GRAPH_QUEUE = {"@odata.type": "#microsoft.graph.callRecords.serviceEndpoint", "name": "queue"}


def graph(*ends: tuple[Any, Any], media: bool = True, failed: bool = False) -> dict[str, Any]:
    times = {"startDateTime": "2024-05-06T08:00:07.0000000Z", "endDateTime": "2024-05-06T08:01:07.0000000Z"}
    sessions = [
        times
        | {"id": str(number), "caller": caller, "callee": callee, "segments": [times | {"media": [{"label": "audio"}] if media else []}]}
        | ({"failureInfo": {"stage": "callSetup", "reason": "no answer"}} if failed else {})
        for number, (caller, callee) in enumerate(ends)
    ]
    return {
        "id": "g1",
        "type": "groupCall",
        "modalities": ["audio"],
        "startDateTime": "2024-05-06T08:00:00.0000001Z",
        "endDateTime": "2024-05-06T08:01:07Z",
        "sessions": sessions,
    }


def test_teams_a_telephone_that_calls_a_queue_is_answered_by_who_took_it() -> None:
    call = one(graph((GRAPH_PHONE, GRAPH_QUEUE), (GRAPH_QUEUE, GRAPH_USERS[0])))
    assert (call.direction, call.at) == ("in", utc(2024, 5, 6, 8))
    assert parties(call)[:2] == [("caller", "tel:+33199001401", None), ("callee", "email:remi@hub.example", "Remi")]
    assert call.measures == {"answered": True, "duration_s": 60, "wait_s": 7}


def test_teams_among_us_is_internal_and_what_is_not_known_is_not_said() -> None:
    within = one(graph((GRAPH_USERS[0], GRAPH_USERS[1]), media=False), Reading())
    assert (within.direction, within.measures) == ("internal", {})
    assert one(graph((GRAPH_USERS[0], GRAPH_PHONE), failed=True, media=False)).direction == "out"
    assert one(graph((GRAPH_USERS[0], GRAPH_PHONE), failed=True, media=False)).measures["answered"] is False


def test_teams_logs_of_lines_as_json_and_as_table() -> None:
    row = {
        "id": "r9",
        "callId": "c",
        "userPrincipalName": "remi@hub.example",
        "userDisplayName": "Rémi Sol",
        "callType": "user_in",
        "startDateTime": "2024-05-06T08:00:00.0000000Z",
        "endDateTime": "2024-05-06T08:01:00.0000000Z",
        "duration": 60,
        "callerNumber": "+33199001401",
        "calleeNumber": "+33199004100",
    }
    table = "UsageId,Call ID,UPN,User Display Name,Caller ID,Call Type,Destination Number,Start Time,End Time,Duration Seconds\n"
    table += "r9,c,remi@hub.example,Rémi Sol,+33199001401,user_in,+33199004100,2024-05-06T08:00:00Z,2024-05-06T08:01:00Z,60\n"
    by_api, exported = one({"value": [row]}), one(table)
    assert (
        parties(by_api)
        == parties(exported)
        == [
            ("caller", "tel:+33199001401", None),
            ("callee", "tel:+33199004100", None),
            ("agent", "email:remi@hub.example", "Rémi Sol"),
        ]
    )
    assert (by_api.id, by_api.direction, by_api.measures) == (exported.id, "in", {"answered": True, "duration_s": 60})
    routed = row | {"id": "d1", "callType": "ByotOut", "duration": 0, "successfulCall": False, "inviteDateTime": "2024-05-06T07:59:50Z"}
    assert (one({"value": [routed]}).direction, one({"value": [routed]}).measures["answered"]) == ("out", False)


ANDROID = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<calls count="3">
  <call number="0199001401" duration="60" date="1714982400000" type="1" presentation="1"
    contact_name="Odile &quot;O&quot; &#55357;&#56832;" />
  <call number="0639985577" duration="9" date="1714982500000" type="2" presentation="1" contact_name="(Inconnu)" />
  <call number="-1" duration="0" date="1714982600000" type="3" presentation="2" contact_name="null" />
"""


def test_android_backups_of_several_programs_are_the_same_calls() -> None:
    taken, out, missed = read(ANDROID + "</calls>", Reading())
    assert (taken.at, taken.direction, taken.measures) == (utc(2024, 5, 6, 8), "in", {"answered": True, "duration_s": 60})
    assert parties(taken) == [("caller", "tel:+33199001401", 'Odile "O" \U0001f600'), ("callee", None, None)]
    assert (out.direction, parties(out)[1]) == ("out", ("callee", "tel:+33639985577", None))
    assert (missed.measures, parties(missed)[0]) == ({"answered": False, "duration_s": 0}, ("caller", None, None))
    others = [
        "<alllogs><log number='0199001401' time='x' date='1714982400000' type='1' name='' new='1' dur='60'/></alllogs>",
        "Name,Number,Call Type,Date,Duration\nOdile,0199001401,Incoming,2024-05-06 10:00:00,00:01:00\n",
        '[{"name": "Odile", "phone_number": "0199001401", "type": "INCOMING", "date": "2024-05-06 10:00:00", "duration": "01:00"}]',
    ]
    for other in others:
        assert (one(other, Reading()).id, one(other, Reading()).measures) == (taken.id, taken.measures)


def test_android_what_is_whole_comes_out_of_a_file_that_is_cut_off() -> None:
    found = list(parse((ANDROID + "  <call number='06399").encode(), Reading()))
    assert [type(item) for item in found].count(Interaction) == 3
    assert "cut off" in str([item for item in found if isinstance(item, Refusal)])


BAD = [
    (b"CallSid=CA1&CallStatus=dancing&From=%2B33199001401", "CallStatus"),
    (b"CallStatus=completed&CallSid=", "CallSid"),
    ({"resource": "number", "event": "number.created", "token": "t", "data": {"id": 1}}, "resource"),
    (VONAGE[0] | {"status": "dancing"}, "status"),
    ({"modalities": ["audio"], "startDateTime": "soon", "sessions": [], "id": "1"}, "startDateTime"),
    (DIALPAD[0] | {"date_started": "soon"}, "date_started"),
    (b"<calls><call number='1' type='9' date='1714982400000' duration='1'/></calls>", "type"),
    (b"event=dance&callId=1&direction=in&xcid=1", "event"),
]


@pytest.mark.parametrize(("body", "field"), BAD)
def test_what_cannot_be_understood_is_one_line_that_names_the_field(body: Any, field: str) -> None:
    assert len(refusals(body)) == 1
    assert field in refusals(body)[0]


def test_one_bad_record_leaves_the_others() -> None:
    calls = [VONAGE[2] | {"conversation_uuid": f"CON-{number}"} for number in range(3)]
    found = list(parse(raw([calls[0], calls[1] | {"status": "dancing"}, calls[2]]), READING))
    assert [type(item) for item in found].count(Interaction) == 2
    cut = msgspec.json.encode({"_embedded": {"calls": calls}})[:-150]
    assert sorted(type(item).__name__ for item in parse(cut, READING)) == ["Interaction", "Interaction", "Refusal"]


def test_an_event_about_no_call_is_no_fault() -> None:
    assert list(parse(b'{"value": [{"changeType": "created", "resource": "communications/callRecords/9"}]}', READING)) == []
    assert list(parse(raw(VONAGE[0] | {"status": None, "recording_uuid": "1", "recording_url": "https://x.example"}), READING)) == []
    assert list(parse(raw({"value": [{"lifecycleEvent": "reauthorizationRequired", "subscriptionId": "s"}]}), READING)) == []
    renewal = {"event": "/restapi/v1.0/subscription/~?threshold=60&interval=15", "subscriptionId": "s", "body": {"id": "s"}}
    assert list(parse(raw(renewal), READING)) == []
    assert list(parse(raw({"data": {"event_type": "call.dtmf.received", "payload": {"call_session_id": "s1"}}}), READING)) == []


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(EVENTS)), st.data())
def test_no_field_of_the_wrong_kind_breaks_a_parser(provider: str, data: st.DataObject) -> None:
    event = EVENTS[provider][-1]
    if isinstance(event, bytes):
        cut = data.draw(st.integers(0, len(event)))
        list(parse(event[:cut] + data.draw(st.binary(max_size=8)) + event[cut:], READING))
        return
    changed = msgspec.json.decode(msgspec.json.encode(event))
    inner = data.draw(st.sampled_from([changed, *(value for value in changed.values() if isinstance(value, dict) and value)]))
    inner[data.draw(st.sampled_from(sorted(inner)))] = data.draw(LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(st.text(), LEAVES))
    for item in parse(json.dumps(changed).encode(), READING):
        msgspec.json.encode(item)


def test_twilio_what_came_of_dialling_counts_more_than_that_the_line_was_picked_up() -> None:
    dialled = {"CallSid": "CA01", "From": "+33199001401", "To": "+33199004100", "Direction": "inbound", "CallStatus": "in-progress"}
    failed = urlencode(dialled | {"DialCallStatus": "no-answer"}).encode()
    assert one(b"\n".join([*TWILIO, failed])).measures["answered"] is False
    spoken = urlencode(dialled | {"DialCallStatus": "completed", "DialCallDuration": "42"}).encode()
    assert one(b"\n".join([*TWILIO, spoken])).measures["duration_s"] == 42
    assert one(spoken).parties[0].identifier == "tel:+33199001401"


def test_a_short_code_that_calls_us_is_no_extension_of_ours() -> None:
    call = one(TWILIO[2].replace(b"%2B33199001401", b"3900"))
    assert (call.direction, parties(call)[0]) == ("in", ("caller", None, None))


def test_ringcentral_between_extensions_is_internal() -> None:
    record = {
        "sessionId": "1",
        "telephonySessionId": "s-1",
        "startTime": "2024-05-06T08:00:00.000Z",
        "duration": 9,
        "direction": "Inbound",
        "result": "Accepted",
        "from": {"extensionNumber": "101", "name": "Rémi Sol"},
        "to": {"extensionNumber": "102"},
    }
    assert (one({"records": [record]}).direction, parties(one({"records": [record]}))[0][1]) == ("internal", "ext:101")


def test_vonage_asking_what_to_do_is_a_call_that_begins() -> None:
    asked = {name: VONAGE[0][name] for name in ("from", "to", "uuid", "conversation_uuid")}
    assert (one(asked).id, one(asked).measures) == (one(VONAGE).id, {})


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "99999999999999999", "Mon, 06 May 2024 08:00 +9999"])
def test_a_time_that_no_telephone_lived_through_is_none(when: str) -> None:
    assert one(VONAGE[2] | {"start_time": when, "end_time": when, "timestamp": when}).at is None
    ended = {"CallSid": "CA7", "CallStatus": "completed", "Direction": "inbound", "Timestamp": when, "CallDuration": "99999999999"}
    assert one(urlencode(ended).encode()).at is None


def test_a_field_that_is_one_and_many_is_read_as_it_comes_first() -> None:
    assert one(b"event=newCall&direction=in&from=33199001401&to=33199004100&callId=a&user=L&user%5B%5D=M").direction == "in"


def test_teams_one_alone_with_a_voice_menu_or_a_mailbox_was_not_answered() -> None:
    mailbox = GRAPH_QUEUE | {"userAgent": {"role": "voicemail"}}
    assert one(graph((GRAPH_PHONE, GRAPH_QUEUE))).measures == {"answered": False, "wait_s": 67}
    assert one(graph((GRAPH_PHONE, GRAPH_QUEUE), (GRAPH_PHONE, mailbox))).measures == {"answered": False, "voicemail": True}
