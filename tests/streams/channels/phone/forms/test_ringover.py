"""Ringover: webhooks, answers of the API and exports are the same calls."""

from __future__ import annotations

from tests.support.calling import RINGOVER, one, parties, read


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
