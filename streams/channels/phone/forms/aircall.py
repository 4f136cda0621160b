"""Aircall: webhooks of calls and text messages, the Call object of its public API, the dashboard's export of calls as CSV.

"Call object" and "Webhooks: call events, message events" of Aircall's API reference. `raw_digits` is the other
side, `number.digits` ours; times are epoch seconds; `duration` runs from `started_at`, so the ringing is in it.
"""

from __future__ import annotations

from mmap import mmap
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Direction, Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.messages import Message, words
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, inside, instant, refused, seconds, text

_SILENT = frozenset(["user", "contact", "integration", "conversation_intelligence"])
"""What happens in our own house. A number of ours that changes is told: what is known of who we are may no longer hold."""


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    if kind == "table":
        return {"line", "direction", "from", "to", "durationincall"} <= names
    return kind == "json" and ("rawdigits" in names or {"resource", "event", "token", "data"} <= names)


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("aircall", records(data, "calls"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Message | Refusal | None:
    if "durationincall" in record.fields:
        return _exported(record, reading)
    resource, event = text(record.fields, "resource"), text(record.fields, "event")
    if resource == "message":
        return _message(record)
    if resource in _SILENT:
        return None
    if resource and resource != "call":
        return refused(record, "resource", f"{resource[:40]!r} is no call")
    call: dict[str, Any] = next((value for name in ("data", "call") if isinstance(value := record.fields.get(name), dict)), record.fields)
    key, way = text(call, "id", "call_id"), text(call, "direction").lower()
    if not key or way not in ("inbound", "outbound"):
        return refused(record, "direction" if key else "id", "it is missing")
    began, answer, ended = (instant(call.get(name)) for name in ("started_at", "answered_at", "ended_at"))
    if began is None and call.get("started_at") is not None:
        return refused(record, "started_at", "it is no time in epoch seconds")
    over = ended is not None or text(call, "status") == "done"
    machine = answer is None and (bool(text(call, "voicemail")) or event == "call.voicemail_left")
    other, ours = Speaker(text(call, "raw_digits"), _contact(call.get("contact"))), Speaker(text(inside(call, "number"), "digits"))
    people = [call.get("user"), call.get("transferred_by"), call.get("transferred_to")]
    return Told(
        call=key,
        began_at=began,
        answered_at=answer,
        ended_at=ended,
        told_at=instant(record.fields.get("timestamp")),
        caller=other if way == "inbound" else ours,
        callee=ours if way == "inbound" else other,
        agents=tuple(Speaker(None, name) for person in people if (name := text(person, "name"))),
        direction="in" if way == "inbound" else "out",
        answered=True if answer else False if over or machine else None,
        machine=machine,
        transferred=any(isinstance(call.get(name), dict) for name in ("transferred_by", "transferred_to", "external_transferred_to"))
        or bool(text(call, "external_transferred_to"))
        or event in ("call.transferred", "call.external_transferred"),
    )


def _message(record: Record) -> Message | Refusal | None:
    """`message.sent` and `message.received`; what becomes of one (`message.status_updated`) says nothing."""
    told, event = inside(record.fields, "data"), text(record.fields, "event")
    if event not in ("message.sent", "message.received"):
        return None
    key, out = text(told, "id"), text(told, "direction").lower() == "outbound" or event == "message.sent"
    if not key:
        return refused(record, "id", "it is missing")
    at = next((at for name in ("sent_at", "created_at", "updated_at") if (at := instant(told.get(name)))), None)
    other = Speaker(text(told, "raw_digits", "external_number") or None, _contact(told.get("contact")))
    ours = Speaker(text(inside(told, "number"), "digits"))
    return Message(
        key=f"aircall/{key}",
        at=at or instant(record.fields.get("timestamp")),
        author=ours if out else other,
        recipient=other if out else ours,
        text=words(told, "body"),
        direction="out" if out else "in",
    )


def _contact(contact: Any) -> str | None:
    whole = f"{text(contact, 'first_name')} {text(contact, 'last_name')}".strip()
    return whole or text(contact, "company_name") or None


def _exported(record: Record, reading: Reading) -> Told | Refusal | None:
    row = record.fields
    way, utc = text(row, "direction").lower(), text(row, "datetimeutc")
    clock = f"{text(row, 'datetzoffsetincl', 'date')} {text(row, 'timetzoffsetincl', 'time')}".strip()
    at = instant(utc) if utc else instant(clock, reading.tz, reading.month_first)
    if at is None:
        return refused(record, "datetime (UTC)", "it is no date and time")
    direction: Direction = "out" if way.startswith("out") else "in"
    said = text(row, "answered").lower()
    answered = said in ("yes", "true", "1", "answered") if said else bool(seconds(row, "durationincall"))
    voicemail = text(row, "voicemail").lower() not in ("", "no", "false", "0") and not answered
    return Told(
        call=text(row, "callid", "id") or "\0".join((at.isoformat(), text(row, "from"), text(row, "to"))),
        began_at=at,
        caller=Speaker(text(row, "from")),
        callee=Speaker(text(row, "to")),
        agents=(Speaker(None, text(row, "user")),) if answered and text(row, "user") else (),
        direction=direction,
        answered=answered,
        machine=voicemail,
        talk_s=seconds(row, "durationincall"),
        wait_s=seconds(row, "waitingtime", "timetoanswer"),
    )
