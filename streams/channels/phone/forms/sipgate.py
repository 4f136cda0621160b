"""sipgate.io: the push API, form bodies of the events newCall, answer and hangup.

"Push API: API reference" of sipgate. Numbers are E.164 without the plus or `anonymous`; no time is sent, so `at` stays open. A call
that is passed on is a new call there, `origCallId` names the first; `user[]` are those whom it rings at, of an answer who took it.
"""

from __future__ import annotations

from mmap import mmap

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, international, refused, text

_NO_ANSWER = frozenset(["busy", "cancel", "noanswer", "congestion", "notfound"])
_EVENTS = frozenset(["newcall", "answer", "hangup"])


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    return kind in ("form", "json") and {"event", "callid"} <= names and bool({"cause", "origcallid", "user", "xcid", "dtmf"} & names)


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    events = list(records(data))
    told = [event.fields for event in events if isinstance(event, Record)]
    first = {text(fields, "callId"): origin for fields in told if (origin := text(fields, "origCallId"))}

    def read(record: Record, reading: Reading) -> Told | Refusal | None:
        return _read(record, first)

    yield from calls_told("sipgate", events, read, reading)


def _read(record: Record, first: dict[str, str]) -> Told | Refusal | None:
    fields = record.fields
    call, event, way = text(fields, "callId"), text(fields, "event").lower(), text(fields, "direction").lower()
    if not call:
        return refused(record, "callId", "it is missing")
    if event == "dtmf":
        return None
    if event not in _EVENTS:
        return refused(record, "event", f"{event[:40]!r} is no event of a call" if event else "it is missing")
    cause, answering = text(fields, "cause").lower(), text(fields, "answeringNumber")
    machine = answering.lower() == "voicemail"
    answered = True if event == "answer" else None
    if event == "hangup":
        answered = False if cause in _NO_ANSWER else True if cause == "normalclearing" else None
    origin = text(fields, "origCallId") or first.get(call, call)
    users = fields.get("user") if isinstance(fields.get("user"), list) else [text(fields, "user")]
    names = [name for user in users or [] if (name := text({"user": user}, "user"))]
    return Told(
        call=origin,
        caller=Speaker(international(text(fields, "from")) or None),
        callee=Speaker(international(text(fields, "diversion") if origin != call and text(fields, "diversion") else text(fields, "to"))),
        agents=tuple(Speaker(None, name) for name in names) if event == "answer" and not machine else (),
        direction="in" if way == "in" else "out" if way == "out" else None,
        answered=answered and not machine if answered is not None else None,
        machine=machine,
        transferred=cause == "forwarded" or origin != call,
    )
