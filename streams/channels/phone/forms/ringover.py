"""Ringover: webhooks of calls, and the call list of its public API.

"Webhooks: call events" and "GET /calls" of Ringover's developer documentation. Numbers are E.164 without the plus; webhooks give
epoch seconds, the API ISO 8601; `call_id` is the same in both, `channel_id` is one leg.
"""

from __future__ import annotations

from mmap import mmap
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.messages import Message, words
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, inside, instant, international, moment, refused, seconds, text

_OF_CALLS = frozenset(["ringing", "answered", "missed", "hangup", "transferred", "transfer", "voicemail", "voicemail_available"])


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    of_calls = {"callid", "fromnumber", "tonumber"} <= names and bool({"resource", "cdrid", "channelid", "isanswered", "laststate"} & names)
    return (kind in ("json", "table") and of_calls) or (kind == "json" and {"resource", "event", "messageid", "fromnumber"} <= names)


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("ringover", records(data, "call_list", "list"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Message | Refusal | None:
    resource, event = text(record.fields, "resource").lower(), text(record.fields, "event").lower()
    if resource in ("message", "sms") or event.startswith("sms"):
        return _message(record, event)
    if resource in ("contact", "user", "team", "tag"):
        return None
    if resource and resource != "call":
        return refused(record, "resource", f"{resource[:40]!r} is no call")
    if event and event not in _OF_CALLS:
        return None
    call: dict[str, Any] = record.fields["data"] if isinstance(record.fields.get("data"), dict) else record.fields
    call = {name.replace("_", "").lower(): value for name, value in call.items()}
    key, way, state = text(call, "callid", "cdrid"), text(call, "direction").lower(), text(call, "laststate").upper()
    if not key:
        return refused(record, "call_id", "it is missing")
    began, answer = moment(call, "starttime", "ringingtime", tz=reading.tz), moment(call, "answeredtime", tz=reading.tz)
    ended = moment(call, "hanguptime", "endtime", tz=reading.tz)
    machine = (
        "voicemail" in event
        or state.startswith("VOICEMAIL")
        or bool(text(call, "voicemail", "voicemaillink"))
        or text(call, "answeringmachinedetection").upper() in ("MACHINE", "VOICEMAIL")
    )
    talk_s = seconds(call, "incallduration", "durationinseconds")
    taken = str(call.get("isanswered", "")).lower()
    answered = event in ("answered", "hangup", "transferred", "transfer") or answer is not None or taken in ("true", "1")
    if taken in ("false", "0") or state.startswith("MISSED") or event == "missed":
        answered = False
    if event == "hangup" and answer is None and talk_s == 0:
        answered = False
    inward, other = not way.startswith("out"), _contact(call)
    from_, to = text(call, "fromnumber"), text(call, "tonumber")
    return Told(
        call=key,
        began_at=began,
        answered_at=answer,
        ended_at=ended,
        told_at=instant(record.fields.get("timestamp")),
        caller=Speaker(international(from_) or None, other if inward else None),
        callee=Speaker(international(to) or None, None if inward else other),
        agents=tuple(Speaker(None, name) for name in [_user(call)] if name),
        direction="internal" if str(call.get("isinternal", "")).lower() == "true" else "in" if inward else "out",
        answered=None if event == "ringing" else answered and not machine,
        machine=machine,
        talk_s=talk_s,
        wait_s=seconds(call, "queueduration") or None,
        transferred=event.startswith("transfer"),
    )


def _message(record: Record, event: str) -> Message | Refusal | None:
    told = record.fields["data"] if isinstance(record.fields.get("data"), dict) else record.fields
    key, way = text(told, "message_id", "id"), text(told, "direction").lower()
    if not key:
        return refused(record, "message_id", "it is missing")
    out = way.startswith("out") or "sent" in event
    if not out and not (way.startswith("in") or "received" in event):
        return None  # what became of one
    at = moment(told, "time", "creation_date", "sent_time", "timestamp") or instant(record.fields.get("timestamp"))
    from_, to = (international(text(told, name)) or None for name in ("from_number", "to_number"))
    name = _contact(told)
    return Message(
        key=f"ringover/{key}",
        at=at,
        author=Speaker(from_, None if out else name),
        recipient=Speaker(to, name if out else None),
        text=words(told, "body", "content", "text"),
        direction="out" if out else "in",
    )


def _user(call: dict[str, Any]) -> str:
    user = inside(call, "user")
    return f"{text(user, 'firstname')} {text(user, 'lastname')}".strip() or text(user, "concat_name", "name")


def _contact(call: dict[str, Any]) -> str | None:
    contact = inside(call, "contact")
    whole = text(contact, "concat_name") or f"{text(contact, 'firstname')} {text(contact, 'lastname')}".strip()
    return whole or text(contact, "company") or None
