"""Plivo: answer, ring and hangup callbacks (form bodies), the Call resource of its API, call logs as CSV; text messages.

"Voice: Request parameters", "Hangup URL", "Call detail records" and "Messaging: handling incoming messages" of Plivo's
documentation. `Duration` and `call_duration` are seconds of talk; times without a zone are UTC. `ALegUUID` and `parent_call_uuid`
name the call that a leg belongs to.
"""

from __future__ import annotations

from mmap import mmap

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.messages import Message, network_of, words
from streams.channels.phone.records import Fields, Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, flat, international, moment, refused, seconds, text

_NO_ANSWER = frozenset(["busy", "failed", "timeout", "no-answer", "noanswer", "cancel", "canceled", "cancelled", "rejected"])
_BEGINS = frozenset(["ringing", "early", "queued"])


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    if kind != "table" and "messageuuid" in names and {"type", "messagetype"} & names:
        return True
    return bool(kind) and "calluuid" in names and bool({"callstatus", "fromnumber", "calldirection"} & names)


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("plivo", records(data, "objects"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Message | Refusal | None:
    fields = flat(record.fields)
    if "messageuuid" in fields:
        return _message(fields)
    call = text(fields, "calluuid")
    if not call:
        return refused(record, "CallUUID", "it is missing")
    parent = text(fields, "parentcalluuid", "alegcalluuid", "aleguuid")
    status = text(fields, "callstatus", "callstate").lower()
    start, answer, end = moment(fields, "starttime", "initiationtime"), moment(fields, "answertime"), moment(fields, "endtime")
    talk_s = seconds(fields, "duration", "callduration")
    over = end is not None or status in _NO_ANSWER or text(fields, "event").lower() == "hangup" or status in ("completed", "answer")
    answered = None if status in _BEGINS else False if status in _NO_ANSWER else bool(answer or talk_s) if over else True
    machine = text(fields, "machine").lower() == "true"
    way = text(fields, "direction", "calldirection").lower()
    inner = bool(parent) and parent != call
    to = Speaker(international(text(fields, "to", "tonumber")) or None)
    return Told(
        call=parent or call,
        began_at=start,
        answered_at=answer,
        ended_at=end,
        caller=Speaker(international(text(fields, "from", "fromnumber")) or None, text(fields, "callername") or None),
        callee=to,
        agents=(to,) if inner and answered else (),
        direction=None if inner else "in" if way.startswith("in") else "out" if way.startswith("out") else None,
        answered=None if answered is None else answered and not machine,
        machine=machine,
        talk_s=talk_s,
        inner=inner,
    )


def _message(fields: Fields) -> Message | None:
    """What came in. What has a status tells what became of one that we sent; the API's records of messages have no words."""
    if text(fields, "status", "messagestate") or not (key := text(fields, "messageuuid")):
        return None
    author, recipient = (Speaker(international(text(fields, name)) or None) for name in ("from", "to"))
    return Message(
        key=f"plivo/{key}", at=None, author=author, recipient=recipient, text=words(fields, "text", "body"), direction="in",
        network=network_of(text(fields, "type")),
    )  # fmt: skip
