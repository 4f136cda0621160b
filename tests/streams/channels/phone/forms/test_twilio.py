"""Twilio: webhooks, answers of the API and exports are the same calls."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.support.calling import TWILIO, one, parties, utc


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


def test_twilio_what_came_of_dialling_counts_more_than_that_the_line_was_picked_up() -> None:
    dialled = {"CallSid": "CA01", "From": "+33199001401", "To": "+33199004100", "Direction": "inbound", "CallStatus": "in-progress"}
    failed = urlencode(dialled | {"DialCallStatus": "no-answer"}).encode()
    assert one(b"\n".join([*TWILIO, failed])).measures["answered"] is False
    spoken = urlencode(dialled | {"DialCallStatus": "completed", "DialCallDuration": "42"}).encode()
    assert one(b"\n".join([*TWILIO, spoken])).measures["duration_s"] == 42
    assert one(spoken).parties[0].identifier == "tel:+33199001401"
