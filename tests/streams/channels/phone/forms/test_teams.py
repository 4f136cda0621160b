"""Microsoft Teams: what they tell of calls."""

from __future__ import annotations

from typing import Any

from schemas.interaction import Reading
from tests.support.calling import one, parties, utc

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


def test_teams_one_alone_with_a_voice_menu_or_a_mailbox_was_not_answered() -> None:
    mailbox = GRAPH_QUEUE | {"userAgent": {"role": "voicemail"}}
    assert one(graph((GRAPH_PHONE, GRAPH_QUEUE))).measures == {"answered": False, "wait_s": 67}
    assert one(graph((GRAPH_PHONE, GRAPH_QUEUE), (GRAPH_PHONE, mailbox))).measures == {"answered": False, "voicemail": True}
