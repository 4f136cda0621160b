"""Vonage (Nexmo): event webhooks of the Voice API, its Call resource, records of the Reports API as JSON or CSV; text messages.

"Voice API: webhook reference", "Reports API: VOICE-CALL", "SMS API: inbound SMS" and "Messages API" of Vonage's documentation.
Numbers are E.164 without the plus, times without a zone are UTC, `duration` is seconds. A conversation holds the legs of a call;
`uuid` is one leg.
"""

from __future__ import annotations

from mmap import mmap
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Direction, Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.messages import Message, at_network, network_of, words
from streams.channels.phone.records import Fields, Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, flat, inside, instant, international, moment, refused, seconds, text

_NO_ANSWER = frozenset(["busy", "cancelled", "canceled", "failed", "rejected", "timeout", "unanswered", "no-answer"])
_BEGINS = frozenset(["started", "ringing"])
_OTHER = frozenset(["completed", "answered", "human", "machine", "disconnected", "transfer"])

_WITHIN = frozenset(["recordinguuid", "recordingurl", "dtmf", "speech", "reason"])


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    if kind != "table" and ({"msisdn", "messageid"} <= names or {"messageuuid", "timestamp", "from", "to"} <= names):
        return True
    conversation = bool({"conversationuuid", "conversationid", "conversationuuidfrom"} & names)
    if kind == "table":
        return {"from", "to"} <= names and (conversation or {"accountid", "callid"} <= names)
    if kind != "json":
        return kind == "form" and "conversationuuid" in names
    return (conversation and bool({"uuid", "callid", "status"} & names)) or ({"records", "callid"} <= names and b"VOICE-CALL" in head)


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("vonage", records(data, "_embedded.calls", "records", "calls"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Message | Refusal | None:
    fields = flat(record.fields)
    if {"messageuuid", "msisdn"} & set(fields):
        return _message(record, fields)
    call = text(fields, "conversationuuid", "conversationid", "conversationuuidfrom", "uuid", "calluuid", "callid", "id")
    status = text(fields, "status").lower()
    if not call:
        return refused(record, "conversation_uuid", "it is missing")
    if status == "transfer" or (not status and (_WITHIN & set(fields) or "from" not in fields)):
        return None  # a recording, an input, an error: about a call, which its own events tell of
    if status and status not in _NO_ANSWER | _BEGINS | _OTHER:
        return refused(record, "status", f"{status[:40]!r} is no status of a call")
    told_at = instant(fields.get("timestamp"))
    start = moment(fields, "starttime", "start", "startdate", "datestart")
    end = moment(fields, "endtime", "end", "enddate", "dateend")
    talk_s = seconds(fields, "duration")
    answered = None if status in _BEGINS or not status else False if status in _NO_ANSWER or status == "machine" else talk_s != 0
    over = status in _NO_ANSWER or status in ("completed", "disconnected")
    return Told(
        call=call,
        began_at=start or (told_at if status in _BEGINS else None),
        answered_at=told_at if status in ("answered", "human") else None,
        ended_at=end or (told_at if over else None),
        told_at=told_at,
        caller=_speaker(fields.get("from"), text(fields, "fromuser")),
        callee=_speaker(fields.get("to"), text(fields, "touser")),
        direction=_direction(text(fields, "direction").lower()),
        answered=answered,
        machine=status == "machine" or text(fields, "substate") == "beep_start",
        talk_s=talk_s,
    )


def _message(record: Record, fields: Fields) -> Message | Refusal | None:
    """By the Messages API or, with `msisdn` for who wrote, by the SMS API. What has a status tells what became of one that we sent."""
    if text(fields, "status"):
        return None
    if not (key := text(fields, "messageuuid", "messageid")):
        return refused(record, "message_uuid", "it is missing")
    network = network_of(text(fields, "channel") or text(fields.get("from"), "type"))
    author, recipient = (_speaker(fields.get(name), "") for name in ("msisdn" if "msisdn" in fields else "from", "to"))
    if network == "facebook":
        author, recipient = (at_network(network, text(fields.get(name), "id") or text(fields, name)) for name in ("from", "to"))
    name = text(fields.get("profile"), "name")
    return Message(
        key=f"vonage/{key}", at=moment(fields, "messagetimestamp", "timestamp"),
        author=author._replace(name=name) if name else author, recipient=recipient,
        text=words(fields, "text") or words(inside(fields, "message", "content"), "text"), direction="in", network=network,
    )  # fmt: skip


def _speaker(given: Any, name: str) -> Speaker:
    """`33199001216`, {"type": "phone", "number": "33199001216"}, or a list of one."""
    if isinstance(given, list):
        given = given[0] if given else None
    if isinstance(given, dict):
        name = name or text(given, "user", "name")
        given = text(given, "number", "uri", "extension")
    number = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    return Speaker(international(number) or None, name or None)


def _direction(given: str) -> Direction | None:
    return "in" if given.startswith("in") else "out" if given.startswith("out") else None
