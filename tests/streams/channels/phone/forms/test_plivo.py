"""Plivo: webhooks, answers of the API and exports are the same calls."""

from __future__ import annotations

import msgspec

from tests.support.calling import PLIVO, one


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
