"""What is the same of all providers of telephone lines: the order of events, machines, withheld numbers, faults."""

from __future__ import annotations

import base64
import json
from itertools import permutations
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.interaction import Interaction
from streams.channels.phone import parse
from tests.support.calling import (
    AIRCALL,
    AIRCALL_CALL,
    DIALPAD,
    EVENTS,
    READING,
    RINGCENTRAL,
    RINGOVER,
    TWILIO,
    VONAGE,
    one,
    parties,
    raw,
    refusals,
    utc,
)


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


def test_a_short_code_that_calls_us_is_no_extension_of_ours() -> None:
    call = one(TWILIO[2].replace(b"%2B33199001401", b"3900"))
    assert (call.direction, parties(call)[0]) == ("in", ("caller", None, None))


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "99999999999999999", "Mon, 06 May 2024 08:00 +9999"])
def test_a_time_that_no_telephone_lived_through_is_none(when: str) -> None:
    assert one(VONAGE[2] | {"start_time": when, "end_time": when, "timestamp": when}).at is None
    ended = {"CallSid": "CA7", "CallStatus": "completed", "Direction": "inbound", "Timestamp": when, "CallDuration": "99999999999"}
    assert one(urlencode(ended).encode()).at is None


def test_a_field_that_is_one_and_many_is_read_as_it_comes_first() -> None:
    assert one(b"event=newCall&direction=in&from=33199001401&to=33199004100&callId=a&user=L&user%5B%5D=M").direction == "in"
