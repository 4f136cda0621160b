"""Dialpad: webhooks, answers of the API and exports are the same calls."""

from __future__ import annotations

import msgspec

from tests.support.calling import DIALPAD, one, parties


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
