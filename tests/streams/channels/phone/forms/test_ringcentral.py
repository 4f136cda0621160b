"""RingCentral: webhooks, answers of the API and exports are the same calls."""

from __future__ import annotations

import pytest

from schemas.interaction import Reading
from tests.support.calling import RINGCENTRAL, one, parties, read, utc


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
