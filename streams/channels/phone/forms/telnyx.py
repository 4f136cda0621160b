"""Telnyx: webhooks of Call Control and Messaging (`data.event_type` = `call.*`, `message.*`), and its detail records.

"Voice API: receiving webhooks", "Messaging: receiving webhooks" and "Detail records" of Telnyx's documentation. A session
(`call_session_id`) holds the legs of a call. A hangup says when the call began and ended, not when it was answered: its own event says
so. TeXML callbacks are Twilio's form.
"""

from __future__ import annotations

from datetime import datetime
from mmap import mmap
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.messages import Message, words
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, inside, instant, refused, seconds, text

_NO_ANSWER = frozenset(
    ["originator_cancel", "user_busy", "busy", "timeout", "no_answer", "call_rejected", "not_found", "unallocated_number", "failed"]
)
_TELLING = frozenset(["call.initiated", "call.answered", "call.bridged", "call.hangup", "call.machine.detection.ended"]) | {
    "call.machine.premium.detection.ended",
    "call.machine.greeting.ended",
    "call.machine.premium.greeting.ended",
}


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    if kind == "table":
        return {"cli", "cld"} <= names and bool({"callsec", "startedat", "startedtime"} & names)
    return kind == "json" and (
        ({"eventtype", "payload"} <= names and bool({"callsessionid", "calllegid", "callcontrolid"} & names))
        or ({"recordtype", "cli", "cld"} <= names)
        or ({"eventtype", "payload", "messagingprofileid"} <= names)
    )


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("telnyx", records(data, "data"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Message | Refusal | None:
    body: dict[str, Any] = record.fields["data"] if isinstance(record.fields.get("data"), dict) else record.fields
    told = inside(body, "payload")
    if not isinstance(told, dict):
        return _detail(record, body)
    event, at = text(body, "event_type"), instant(body.get("occurred_at"))
    if event.startswith("message."):
        return _message(record, told, event, at)
    call = text(told, "call_session_id", "call_leg_id", "call_control_id")
    if not call:
        return refused(record, "call_session_id", "it is missing")
    if event not in _TELLING:
        return None  # playing, speaking, recording, keys: within a call that its own events tell of
    result, cause, way = text(told, "result").lower(), text(told, "hangup_cause").lower(), text(told, "direction").lower()
    machine = result.startswith(("machine", "fax")) or (event.endswith("greeting.ended") and result in ("ended", "beep_detected"))
    answered = True if event in ("call.answered", "call.bridged") else None
    if event == "call.hangup":
        answered = False if cause in _NO_ANSWER else True if cause in ("normal_clearing", "time_limit") else None
    return Told(
        call=call,
        began_at=instant(told.get("start_time")) or (at if event == "call.initiated" else None),
        answered_at=at if event == "call.answered" else None,
        ended_at=(instant(told.get("end_time")) or at) if event == "call.hangup" else None,
        told_at=at,
        caller=Speaker(text(told, "from") or None, text(told, "caller_id_name", "from_display_name") or None),
        callee=Speaker(text(told, "to") or None),
        direction="in" if way.startswith("in") else "out" if way.startswith("out") else None,
        answered=answered,
        machine=machine,
    )


def _message(record: Record, told: dict[str, Any], event: str, at: datetime | None) -> Message | Refusal | None:
    """`message.received`, `message.sent`; `message.finalized` tells what became of one."""
    if event not in ("message.received", "message.sent"):
        return None
    if not (key := text(told, "id")):
        return refused(record, "id", "it is missing")
    others = told.get("to")
    return Message(
        key=f"telnyx/{key}",
        at=instant(told.get("received_at")) or instant(told.get("sent_at")) or at,
        author=Speaker(text(told.get("from"), "phone_number") or None),
        recipient=Speaker(text(others[0] if isinstance(others, list) and others else others, "phone_number") or None),
        text=words(told, "text"),
        direction="out" if event == "message.sent" else "in",
    )


def _detail(record: Record, row: dict[str, Any]) -> Told | Refusal | None:
    call = text(row, "call_session_id", "callsessionid", "session_id", "call_leg_id", "calllegid", "call_uuid", "calluuid", "id", "uuid")
    if not call:
        return refused(record, "id", "it is missing")
    if not text(row, "cli", "cld"):
        return None
    talk_s, way = seconds(row, "call_sec", "callsec", "duration"), text(row, "direction").lower()
    return Told(
        call=call,
        began_at=instant(row.get("started_at") or row.get("startedat")),
        answered_at=instant(row.get("answered_at") or row.get("answeredat")),
        ended_at=instant(row.get("finished_at") or row.get("finishedat")),
        caller=Speaker(text(row, "cli")),
        callee=Speaker(text(row, "cld")),
        direction="in" if way.startswith("in") else "out" if way.startswith("out") else None,
        answered=talk_s != 0 if talk_s is not None else None,
        talk_s=talk_s,
    )
