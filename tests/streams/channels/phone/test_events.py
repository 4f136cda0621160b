"""Events of one call that come one by one: each an original of its own, united by the id of the call, in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import reduce
from itertools import permutations
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.interaction import Interaction, Own, Reading
from streams.channels.phone import parse
from streams.rules.uniting import unite

READING = Reading(own=Own(names=("+33199004100",)))
THEM, US = "+33199001401", "+33199004100"
AT = 1714982400  # 2024-05-06 08:00:00 UTC


def clock(after: int) -> str:
    return f"{datetime.fromtimestamp(AT + after, UTC):%Y-%m-%dT%H:%M:%SZ}"


def twilio(status: str, after: int, **more: str) -> bytes:
    told = {"CallSid": "CA1", "From": THEM, "To": US, "Direction": "inbound", "CallStatus": status}
    return urlencode(told | {"Timestamp": f"{datetime.fromtimestamp(AT + after, UTC):%a, %d %b %Y %H:%M:%S} +0000"} | more).encode()


def vonage(status: str, after: int, **more: str) -> dict[str, Any]:
    told = {"uuid": "u1", "conversation_uuid": "CON-1", "from": THEM[1:], "to": US[1:], "direction": "inbound", "status": status}
    return told | {"timestamp": clock(after)} | more


def plivo(event: str, status: str, **more: str) -> bytes:
    told = {"CallUUID": "p1", "From": THEM[1:], "To": US[1:], "Direction": "inbound", "Event": event, "CallStatus": status}
    return urlencode(told | {"StartTime": "2024-05-06 08:00:00"} | more).encode()


def telnyx(event: str, after: int, **more: str) -> dict[str, Any]:
    payload = {"call_session_id": "s1", "call_leg_id": "l1", "from": THEM, "to": US, "direction": "incoming"} | more
    return {"data": {"record_type": "event", "event_type": event, "id": event, "occurred_at": clock(after), "payload": payload}}


def aircall(event: str, **more: Any) -> dict[str, Any]:
    call = {"id": 71, "direction": "inbound", "started_at": AT, "answered_at": None, "ended_at": None, "raw_digits": THEM}
    return {"resource": "call", "event": event, "token": "t", "data": call | {"number": {"digits": US}, "user": None} | more}


def ringover(event: str, **more: Any) -> dict[str, Any]:
    call = {"call_id": "r1", "channel_id": "c1", "direction": "inbound", "from_number": THEM[1:], "to_number": US[1:], "start_time": AT}
    return {"resource": "call", "event": event, "timestamp": AT + 30, "data": call | more}


def ringcentral(code: str, after: int, **more: Any) -> dict[str, Any]:
    party = {"id": "p-1", "direction": "Inbound", "from": {"phoneNumber": THEM}, "to": {"phoneNumber": US, "name": "Rémi Sol"}}
    body = {"telephonySessionId": "s-9", "eventTime": clock(after), "parties": [party | {"status": {"code": code}} | more]}
    return {"uuid": str(after), "event": "/restapi/v1.0/account/1/telephony/sessions", "timestamp": clock(after), "body": body}


def dialpad(state: str, **more: Any) -> dict[str, Any]:
    told = {"call_id": 501, "state": state, "direction": "inbound", "external_number": THEM, "internal_number": US}
    return told | {"date_started": AT * 1000, "date_connected": None, "date_ended": None, "contact": {}, "target": {}} | more


def sipgate(event: str, **more: str) -> bytes:
    return urlencode({"event": event, "direction": "in", "from": THEM[1:], "to": US[1:], "callId": "g1", "user[]": "Anne"} | more).encode()


ANSWERED: dict[str, list[Any]] = {
    "twilio": [twilio("ringing", 0), twilio("in-progress", 7), twilio("completed", 67, CallDuration="60")],
    "vonage": [
        *(vonage("started", 0), vonage("ringing", 0), vonage("answered", 7)),
        vonage("completed", 67, start_time=clock(7), end_time=clock(67), duration="60"),
    ],
    "plivo": [
        plivo("StartApp", "ringing"),
        plivo("Hangup", "completed", AnswerTime="2024-05-06 08:00:07", EndTime="2024-05-06 08:01:07", Duration="60"),
    ],
    "telnyx": [
        *(telnyx("call.initiated", 0), telnyx("call.answered", 7), telnyx("call.bridged", 7)),
        telnyx("call.hangup", 67, hangup_cause="normal_clearing", start_time=clock(0), end_time=clock(67)),
    ],
    "aircall": [
        aircall("call.created"),
        aircall("call.ringing_on_agent"),
        aircall("call.answered", answered_at=AT + 7, user={"name": "Rémi Sol"}),
        aircall("call.ended", answered_at=AT + 7, ended_at=AT + 67, user={"name": "Rémi Sol"}),
    ],
    "ringover": [
        ringover("ringing"),
        ringover("answered", answered_time=AT + 7, user={"firstname": "Rémi", "lastname": "Sol"}),
        ringover("hangup", answered_time=AT + 7, hangup_time=AT + 67, duration_in_seconds=60),
    ],
    "ringcentral": [ringcentral("Setup", 0), ringcentral("Proceeding", 1), ringcentral("Answered", 7), ringcentral("Disconnected", 67)],
    "dialpad": [
        *(dialpad("calling"), dialpad("ringing"), dialpad("connected", date_connected=(AT + 7) * 1000)),
        dialpad("hangup", date_connected=(AT + 7) * 1000, date_ended=(AT + 67) * 1000),
    ],
    "sipgate": [sipgate("newCall"), sipgate("answer"), sipgate("hangup", cause="normalClearing")],
}
MISSED: dict[str, list[Any]] = {
    "twilio": [twilio("ringing", 0), twilio("no-answer", 25)],
    "vonage": [vonage("ringing", 0), vonage("timeout", 25)],
    "plivo": [plivo("StartApp", "ringing"), plivo("Hangup", "no-answer", EndTime="2024-05-06 08:00:25", Duration="0")],
    "telnyx": [telnyx("call.initiated", 0), telnyx("call.hangup", 25, hangup_cause="originator_cancel")],
    "aircall": [aircall("call.created"), aircall("call.ringing_on_agent"), aircall("call.ended", ended_at=AT + 25)],
    "ringover": [ringover("ringing"), ringover("missed", hangup_time=AT + 25)],
    "ringcentral": [ringcentral("Setup", 0), ringcentral("Disconnected", 25, missedCall=True)],
    "dialpad": [dialpad("ringing"), dialpad("missed", date_ended=(AT + 25) * 1000)],
    "sipgate": [sipgate("newCall"), sipgate("hangup", cause="cancel")],
}
VOICEMAIL: dict[str, list[Any]] = {
    "aircall": [
        aircall("call.created"),
        *(aircall("call.ended", ended_at=AT + 55), aircall("call.voicemail_left", ended_at=AT + 55, voicemail="https://v.example/1")),
    ],
    "ringover": [ringover("ringing"), ringover("missed", hangup_time=AT + 25), ringover("voicemail", hangup_time=AT + 55)],
    "ringcentral": [ringcentral("Setup", 0), ringcentral("VoiceMail", 25), ringcentral("Disconnected", 55)],
    "dialpad": [dialpad("ringing"), dialpad("voicemail", date_ended=(AT + 55) * 1000)],
    "sipgate": [sipgate("newCall"), sipgate("hangup", cause="normalClearing", answeringNumber="voicemail")],
}


def raw(event: Any) -> bytes:
    return event if isinstance(event, bytes) else msgspec.json.encode(event)


def one(data: bytes) -> Interaction:
    (call,) = parse(data, READING)
    assert isinstance(call, Interaction)
    return call


def facts(call: Interaction) -> Any:
    return call.at, call.direction, call.measures, set(call.parties)


CALLS = [(f"{provider} {how}", events) for how, calls in (("answered", ANSWERED), ("missed", MISSED), ("voicemail", VOICEMAIL))
         for provider, events in calls.items()]  # fmt: skip


@pytest.mark.parametrize("events", [events for _, events in CALLS], ids=[name for name, _ in CALLS])
def test_events_united_in_any_order_and_twice_are_the_call_of_the_whole_file(events: list[Any]) -> None:
    whole, singles = one(b"\n".join(map(raw, events))), [one(raw(event)) for event in events]
    assert {call.id for call in singles} == {whole.id}
    united = reduce(unite, singles)
    for order in permutations([*singles, singles[0]] if len(singles) < 4 else singles):
        assert facts(reduce(unite, order)) == facts(united)
    assert facts(united) == facts(whole)


def lived(provider: str, wait: int, talk: int, end: str) -> list[Any]:
    """The events of a call that rang for `wait` seconds and then was answered, given up, or taken by a machine, for `talk` seconds."""
    over, taken = wait + talk, end == "answered"
    match provider:
        case "twilio":
            legs = [twilio("ringing", 0), twilio("in-progress", 1), twilio("completed", over, CallDuration=str(over - 1))]
            dialled = {"CallSid": "CA2", "ParentCallSid": "CA1", "Direction": "outbound-dial", "To": "+33199004131"}
            how = twilio("completed", over, CallDuration=str(talk), **dialled) if taken else twilio("no-answer", wait, **dialled)
            return [*legs, twilio("ringing", 2, **dialled), how]
        case "vonage":
            taken_by = [vonage("answered", wait)] if end != "missed" else []
            taken_by += [vonage("machine", wait)] if end == "machine" else []
            how = vonage("completed", over, duration=str(talk)) if taken_by else vonage("timeout", wait)
            return [vonage("started", 0), vonage("ringing", 0), *taken_by, how]
        case "telnyx":
            taken_by = [telnyx("call.answered", wait)] if end != "missed" else []
            heard = [telnyx("call.machine.detection.ended", wait, result="machine")] if end == "machine" else []
            cause = "originator_cancel" if end == "missed" else "normal_clearing"
            return [telnyx("call.initiated", 0), *taken_by, *heard, telnyx("call.hangup", over, hangup_cause=cause)]
        case "plivo":
            at = {name: f"{datetime.fromtimestamp(AT + after, UTC):%Y-%m-%d %H:%M:%S}" for name, after in (("answer", wait), ("end", over))}
            more = {"AnswerTime": at["answer"], "Duration": str(talk)} if taken else {"Duration": "0"}
            return [plivo("StartApp", "ringing"), plivo("Hangup", "completed" if taken else "no-answer", EndTime=at["end"], **more)]
        case "aircall":
            ended = {"ended_at": AT + over} | ({"answered_at": AT + wait} if taken else {})
            left = [aircall("call.voicemail_left", **ended, voicemail="https://v.example/1")] if end == "machine" else []
            passed = [aircall("call.transferred", **ended, transferred_by={"name": "Rémi"})] if taken else []
            return [aircall("call.created"), aircall("call.ringing_on_agent"), *passed, aircall("call.ended", **ended), *left]
        case "ringover":
            answer = {"answered_time": AT + wait} if taken else {}
            over_at = ringover("hangup" if taken else "missed", hangup_time=AT + over, **answer)
            return [ringover("ringing"), *([ringover("answered", **answer), ringover("transferred", **answer)] if taken else []), over_at,
                    *([ringover("voicemail", hangup_time=AT + over + 9)] if end == "machine" else [])]  # fmt: skip
        case "ringcentral":
            middle = {"answered": "Answered", "machine": "VoiceMail", "missed": "Proceeding"}[end]
            return [ringcentral("Setup", 0), ringcentral(middle, wait), ringcentral("Disconnected", over, missedCall=end == "missed")]
        case _:
            connected = {"date_connected": (AT + wait) * 1000} if taken else {}
            state = {"answered": "hangup", "machine": "voicemail", "missed": "missed"}[end]
            legs = [dialpad("ringing", call_id=502, entry_point_call_id=501), dialpad("missed", call_id=502, entry_point_call_id=501),
                    dialpad("hangup" if taken else "missed", call_id=503, entry_point_call_id=501, **connected)]  # fmt: skip
            return [dialpad("calling"), *legs, dialpad(state, date_ended=(AT + over) * 1000, **connected)]


@settings(max_examples=200, deadline=None)
@given(
    provider=st.sampled_from(sorted(set(ANSWERED) - {"sipgate"})), wait=st.integers(3, 90), talk=st.integers(1, 600),
    end=st.sampled_from(["answered", "missed", "machine"]), random=st.randoms(use_true_random=False),
)  # fmt: skip
def test_one_by_one_in_any_order_and_doubled_is_all_in_one_batch(provider: str, wait: int, talk: int, end: str, random: Any) -> None:
    events = lived(provider, wait, talk, end)
    whole = one(b"\n".join(map(raw, events)))
    told = [one(raw(event)) for event in [*events, *random.choices(events, k=2)]]
    random.shuffle(told)
    cut = random.randrange(1, len(told))
    halves = [reduce(unite, half) for half in (told[:cut], told[cut:])]
    united = reduce(unite, halves)
    assert (united.at, united.measures) == (whole.at, whole.measures)
    assert whole.measures["answered"] is (end == "answered")


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_who_was_put_through_in_vain_was_not_answered(order: tuple[int, ...]) -> None:
    legs = [each for each in lived("twilio", 20, 40, "missed") if b"in-progress" not in each]
    united = reduce(unite, [one(legs[place]) for place in order])
    assert united.measures["answered"] is False and "duration_s" not in united.measures
    again = twilio("completed", 60, CallDuration="9", CallSid="CA3", ParentCallSid="CA1", Direction="outbound-dial", To="+33199004132")
    assert unite(united, one(again)).measures.items() >= {"answered": True, "duration_s": 9}.items()


@pytest.mark.parametrize(
    "events",
    [
        [twilio("ringing", 0), twilio("in-progress", 7, AnsweredBy="machine_start"), twilio("completed", 27, CallDuration="20")],
        [vonage("started", 0), vonage("answered", 7), vonage("machine", 9), vonage("completed", 27, duration="20")],
        [telnyx("call.initiated", 0), telnyx("call.answered", 7), telnyx("call.machine.detection.ended", 9, result="machine"),
         telnyx("call.hangup", 27, hangup_cause="normal_clearing")],
    ],
    ids=["twilio", "vonage", "telnyx"],
)  # fmt: skip
def test_what_is_found_out_to_be_a_machine_has_not_answered_whenever_it_is_told(events: list[Any]) -> None:
    for order in permutations(map(one, map(raw, events))):
        united = reduce(unite, order).measures
        assert (united["answered"], united["voicemail"], "duration_s" in united) == (False, True, False)


@pytest.mark.parametrize("events", [events for _, events in CALLS], ids=[name for name, _ in CALLS])
def test_no_event_says_more_than_it_knows(events: list[Any]) -> None:
    whole = one(b"\n".join(map(raw, events)))
    assert "answered" not in one(raw(events[0])).measures, "what rings is neither answered nor missed"
    for event in events:
        assert one(raw(event)).measures.get("answered") in (None, whole.measures["answered"])


@pytest.mark.parametrize(
    ("event", "again"),
    [
        (ANSWERED["twilio"][0], {"calls": [{"sid": "CA1", "account_sid": "AC1", "from": THEM, "to": US, "direction": "inbound",
                                             "status": "completed", "duration": "60", "start_time": "Mon, 06 May 2024 08:00:00 +0000"}]}),
        (ANSWERED["vonage"][0], {"_embedded": {"calls": [vonage("completed", 67, duration="60")]}}),
        (ANSWERED["plivo"][0], {"objects": [{"call_uuid": "p1", "from_number": THEM, "to_number": US, "call_direction": "inbound",
                                              "call_duration": 60, "end_time": "2024-05-06 08:01:07+00:00"}]}),
        (ANSWERED["telnyx"][0], {"data": [{"record_type": "call", "call_session_id": "s1", "cli": THEM, "cld": US, "call_sec": 60}]}),
        (ANSWERED["aircall"][0], {"calls": [aircall("")["data"] | {"answered_at": AT + 7, "ended_at": AT + 67}]}),
        (ANSWERED["ringover"][0], {"call_list": [ringover("")["data"] | {"is_answered": True, "incall_duration": 60}]}),
        (ANSWERED["ringcentral"][0], {"records": [{"id": "x", "sessionId": "9", "telephonySessionId": "s-9", "startTime": clock(0),
                                                    "direction": "Inbound", "type": "Voice", "result": "Accepted", "duration": 67,
                                                    "from": {"phoneNumber": THEM}, "to": {"phoneNumber": US}}]}),
        (ANSWERED["dialpad"][0], {"items": [dialpad("hangup", date_connected=(AT + 7) * 1000, date_ended=(AT + 67) * 1000)]}),
    ],
    ids=["twilio", "vonage", "plivo", "telnyx", "aircall", "ringover", "ringcentral", "dialpad"],
)  # fmt: skip
def test_a_webhook_and_the_api_tell_of_one_call(event: Any, again: Any) -> None:
    rung, listed = one(raw(event)), one(raw(again))
    assert rung.id == listed.id
    united = unite(rung, listed)
    assert united.measures["answered"] is True and {party.identifier for party in united.parties} == {f"tel:{THEM}", f"tel:{US}"}
