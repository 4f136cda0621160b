"""Genesys Cloud: a conversation is one call, however many sessions it has."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.support.calling import one, parties, read, utc

BEGAN = utc(2024, 5, 6, 8)


def segment(kind: str, start: int, end: int, **more: str) -> dict[str, str]:
    return {"segmentType": kind, "segmentStart": at(start), "segmentEnd": at(end)} | more


def at(after: int) -> str:
    moment: datetime = BEGAN + timedelta(seconds=after)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"


def somebody(purpose: str, name: str, *segments: dict[str, str], **session: str) -> dict[str, Any]:
    return {"purpose": purpose, "participantName": name, "sessions": [{"mediaType": "voice", "segments": list(segments)} | session]}


def conversation(*participants: dict[str, Any], direction: str = "inbound") -> dict[str, Any]:
    return {"conversationId": "c-1", "conversationStart": at(0), "conversationEnd": at(130), "originatingDirection": direction,
            "participants": list(participants)}  # fmt: skip


LINES = {"ani": "tel:+33199001401", "dnis": "tel:+33199004100"}
CUSTOMER = somebody("customer", "Odile Garné", segment("ivr", 0, 10), segment("interact", 10, 120), **LINES)
QUEUE = somebody("acd", "Accueil", segment("interact", 10, 40))
ANNE = somebody("agent", "Anne", segment("alert", 30, 40), segment("interact", 40, 100), segment("wrapup", 100, 130))


def test_a_call_waits_in_the_queue_and_is_taken_by_an_agent() -> None:
    call = one({"conversations": [conversation(CUSTOMER, QUEUE, ANNE)], "totalHits": 1})
    assert (call.at, call.direction, call.measures) == (BEGAN, "in", {"answered": True, "duration_s": 60, "wait_s": 40})
    assert parties(call) == [
        ("caller", "tel:+33199001401", "Odile Garné"), ("callee", "tel:+33199004100", None), ("agent", None, "Anne"),
    ]  # fmt: skip
    assert one(conversation(CUSTOMER, QUEUE, ANNE)).id == call.id


def test_who_is_handed_on_speaks_with_both() -> None:
    first = somebody("agent", "Anne", segment("interact", 40, 60, disconnectType="transfer"))
    second = somebody("agent", "Rémi", segment("alert", 60, 65), segment("interact", 65, 100))
    assert one(conversation(CUSTOMER, first, second)).measures == {
        "answered": True, "duration_s": 55, "wait_s": 40, "transferred": True,
    }  # fmt: skip


def test_who_gives_up_in_the_queue_and_who_speaks_to_a_mailbox_was_not_answered() -> None:
    rung = somebody("agent", "Anne", segment("alert", 30, 40))
    assert one(conversation(CUSTOMER, QUEUE, rung)).measures == {"answered": False, "wait_s": 130}
    left = one(conversation(CUSTOMER, somebody("voicemail", "Accueil", segment("interact", 60, 130)))).measures
    assert (left["answered"], left["voicemail"]) == (False, True)


def test_a_call_of_ours_is_answered_by_the_customer() -> None:
    theirs = somebody("customer", "Odile", segment("dialing", 0, 12), segment("interact", 12, 72), ani=LINES["dnis"], dnis=LINES["ani"])
    call = one(conversation(theirs, somebody("agent", "Anne", segment("interact", 0, 72)), direction="outbound"))
    assert (call.direction, call.measures) == ("out", {"answered": True, "duration_s": 60, "wait_s": 12})


def test_a_chat_is_no_call() -> None:
    assert read(conversation(somebody("customer", "Odile", segment("interact", 0, 9), mediaType="chat"))) == []
