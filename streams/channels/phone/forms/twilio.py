"""Twilio: status callbacks (form bodies), the Call and Message resources (one, a page of them), the console's exports as CSV.

"Programmable Voice: Call resource", "Track outbound calls with StatusCallback", "TwiML: Dial" (its action says how the dialling
went) "Messaging: webhook request parameters" and "Messages resource" of Twilio's documentation. `duration` and `CallDuration` are
seconds, a callback's `Duration` is billed minutes; `ParentCallSid` names the call that a leg belongs to. Other providers (Telnyx
TeXML, SignalWire, Jambonz) call back in the same form.
"""

from __future__ import annotations

import re
from datetime import timedelta
from mmap import mmap

from schemas.errors import Refusal
from schemas.interaction import Direction, Original, Reading
from streams.channels.phone.call import Speaker, is_withheld
from streams.channels.phone.messages import Message, at_network, network_of, words
from streams.channels.phone.records import Fields, Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, flat, instant, moment, refused, seconds, text

_NO_ANSWER = frozenset(["busy", "failed", "no-answer", "canceled"])
_STATUSES = _NO_ANSWER | frozenset(["queued", "initiated", "ringing", "in-progress", "answered", "completed"])
_BEGINS = frozenset(["queued", "initiated", "ringing"])
_NEVER_ARRIVED = frozenset(["failed", "undelivered", "canceled", "scheduled"])


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    if kind == "form":
        return "callsid" in names or {"messagesid", "accountsid"} <= names
    if kind == "table":
        return bool({"callsid", "sid"} & names) and {"from", "to"} <= names and bool({"status", "direction"} & names)
    return kind == "json" and (
        {"accountsid", "sid", "direction", "from"} <= names
        or ({"pagesize", "uri"} <= names and bool({"calls", "messages"} & names))
        or {"callsid", "accountsid"} <= names
    )


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("twilio", records(data, "calls", "messages"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Message | Refusal | None:
    fields = flat(record.fields)
    if {"messagesid", "numsegments"} & set(fields):
        return _message(fields)
    sid, status = text(fields, "callsid", "sid"), text(fields, "callstatus", "status").lower().replace(" ", "-")
    if not sid:
        return refused(record, "CallSid", "it is missing")
    if not status and {"recordingsid", "transcriptionsid"} & set(fields):
        return None
    if status not in _STATUSES:
        return refused(record, "CallStatus", f"{status[:40]!r} is no status of a call" if status else "it is missing")
    start, end, told_at = (instant(fields.get(name), reading.tz) for name in ("starttime", "endtime", "timestamp"))
    for name, at in (("starttime", start), ("endtime", end)):
        if at is None and text(fields, name):
            return refused(record, name, "it is no date and time")
    called_back = "CallSid" in record.fields
    talk_s = seconds(fields, "callduration") if called_back else seconds(fields, "duration", "callduration", "durationseconds")
    parent = text(fields, "parentcallsid")
    answered = False if status in _NO_ANSWER else None if status in _BEGINS else talk_s != 0
    over = end or (told_at if status == "completed" or status in _NO_ANSWER else None)
    picked_up = told_at if status in ("in-progress", "answered") else None
    if answered and over and talk_s:
        if parent and not picked_up:
            picked_up = over - timedelta(seconds=talk_s)
        start = start or over - timedelta(seconds=talk_s)
    if (dialled := text(fields, "dialcallstatus").lower()) in _STATUSES - _BEGINS:
        talk_s = seconds(fields, "dialcallduration")
        answered, over, start, picked_up = dialled not in _NO_ANSWER, None, None, None
    from_, to = _Address(text(fields, "from", "caller")), _Address(text(fields, "to", "called"))
    heard = text(fields, "answeredby").lower()
    by_machine = heard.startswith("machine") or heard == "fax"
    agent = from_ if from_.ours and not parent else to if parent and answered else None
    return Told(
        call=parent or sid,
        began_at=start or (told_at if status in _BEGINS else None),
        answered_at=picked_up,
        ended_at=over,
        told_at=told_at,
        caller=Speaker(from_.number, text(fields, "callername") or None),
        callee=Speaker(to.number),
        agents=(Speaker(agent.number, agent.name),) if agent else (),
        direction="out" if from_.ours and not parent else _direction(text(fields, "direction").lower(), parent),
        answered=None if answered is None else answered and not by_machine,
        machine=by_machine and answered is not False,
        talk_s=talk_s,
        inner=bool(parent or dialled),
    )


def _message(fields: Fields) -> Message | None:
    """Of an incoming message Twilio gives the words; a callback of one that we sent has none. No time is sent, but the resource has one."""
    status, way = text(fields, "smsstatus", "messagestatus", "status").lower(), text(fields, "direction").lower()
    if status in _NEVER_ARRIVED or not (way or status == "received"):
        return None
    kind, colon, _ = text(fields, "from").partition(":")
    network = network_of(kind if colon else "")
    ends = [text(fields, name).removeprefix("messenger:") for name in ("from", "to")]
    return Message(
        key=f"twilio/{text(fields, 'messagesid', 'sid')}", at=moment(fields, "datesent", "sentdate", "datecreated"),
        author=at_network(network, ends[0], text(fields, "profilename")), recipient=at_network(network, ends[1]),
        text=words(fields, "body"), direction="out" if way.startswith("out") else "in", network=network,
    )  # fmt: skip


class _Address:
    """A number, `client:anne` (a browser or an app of ours), `sip:4021@ours.sip.twilio.com`."""

    def __init__(self, given: str) -> None:
        kind, colon, rest = given.partition(":")
        self.ours = bool(colon) and kind.lower() in ("client", "sip", "sips") and not is_withheld(given)
        user = rest.partition("@")[0] if self.ours else ""
        digits = re.fullmatch(r"\+?\d{2,15}", user)
        self.number = given if not self.ours else user if digits else None
        self.name = user[:80] if user and not digits else None


def _direction(given: str, parent: str) -> Direction | None:
    """A leg's own direction is not the call's."""
    if parent:
        return None
    if given.startswith(("in", "trunking-originating")):
        return "in"
    return "out" if given.startswith(("out", "trunking-terminating")) else None
