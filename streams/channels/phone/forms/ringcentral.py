"""RingCentral: telephony session notifications, the call log of its API, the call log exported as CSV; text messages.

"Telephony session notifications", "Call log records" and "Message store" of RingCentral's developer guide. One session
(`telephonySessionId`) is one call, each party of it a leg; the log's `duration` runs from `startTime`. The export writes dates as
the account's country does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from mmap import mmap
from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Direction, Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.messages import Message, words
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, flat, inside, instant, refused, seconds, text
from streams.rules.identifiers import ext

_TAKEN = frozenset(["accepted", "call connected", "connected", "answered", "answered not accepted", "received"])
_NOT_TAKEN = re.compile(
    r"missed|voicemail|rejected|busy|no answer|hang ?up|stopped|declined|blocked|abandoned|not found|failed|unknown|wrong number"
)
_BOXES = frozenset(["voicemail", "voicemailscreening"])


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    if kind == "table":
        return {"direction", "type", "phonenumber", "action", "actionresult"} <= names
    return kind == "json" and (
        "telephonysessionid" in names
        or {"sessionid", "starttime", "direction", "result"} <= names
        or ({"event", "subscriptionid", "body"} <= names and (b"/subscription/" in head or b"/message-store" in head))
        or {"creationtime", "direction", "messagestatus", "readstatus"} <= names
    )


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    legs = (leg for record in records(data, "records") for leg in _legs(record))
    yield from calls_told("ringcentral", legs, _read, reading)


def _legs(record: Record | Refusal) -> Iterator[Record | Refusal]:
    """A notification has a party or several, each of them told of by itself."""
    body = record.fields.get("body") if isinstance(record, Record) else None
    if isinstance(record, Refusal) or not isinstance(body, dict):
        yield record
        return
    parties = body.get("parties")
    if "/subscription/" in text(record.fields, "event") or "/message-store" in text(record.fields, "event"):
        yield record
    for party in parties if isinstance(parties, list) else []:
        if isinstance(party, dict):
            yield Record(record.where, {"body": body, "party": party, "timestamp": record.fields.get("timestamp")})


def _read(record: Record, reading: Reading) -> Told | Message | Refusal | None:
    if "party" in record.fields:
        return _party(record)
    if "actionresult" in record.fields:
        return _exported(record, reading)
    if "/subscription/" in text(record.fields, "event"):
        return None  # a reminder that the subscription ends
    if "/message-store" in text(record.fields, "event"):
        return _message(record, record.fields.get("body"))
    if "creationTime" in record.fields:
        return _message(record, record.fields)
    return _logged(record)


def _party(record: Record) -> Told | Refusal | None:
    body, party = record.fields["body"], record.fields["party"]
    key = text(body, "telephonySessionId", "sessionId")
    if not key:
        return refused(record, "telephonySessionId", "it is missing")
    at = instant(body.get("eventTime")) or instant(record.fields.get("timestamp"))
    code, reason = text(inside(party, "status"), "code").lower(), text(inside(party, "status"), "reason").lower()
    missed = party.get("missedCall") is True
    direction = _direction(party)
    ours = party.get("to") if direction == "in" else party.get("from")
    taken = True if code in ("answered", "hold", "parked") else False if missed or code in _BOXES else None
    return Told(
        call=key,
        began_at=at if code in ("setup", "proceeding", "ringing") else None,
        answered_at=at if code == "answered" else None,
        ended_at=at if code in ("disconnected", "gone") and not reason else None,
        told_at=at,
        caller=_speaker(party.get("from")),
        callee=_speaker(party.get("to")),
        agents=(_extension(ours),) if code == "answered" and text(ours, "name", "extensionNumber") else (),
        direction=direction,
        answered=taken,
        machine=code in _BOXES,
        transferred=reason in ("blindtransfer", "attendedtransfer"),
    )


def _logged(record: Record) -> Told | Refusal | None:
    fields = record.fields
    key, began = text(fields, "telephonySessionId", "sessionId", "id"), instant(fields.get("startTime"))
    if not key or began is None:
        return refused(record, "startTime" if key else "id", "it is missing or no date and time")
    if text(fields, "type").lower() not in ("", "voice"):
        return None  # a fax
    result, legs = text(fields, "result").lower(), fields.get("legs")
    answered = _answered(result)
    actions = {text(leg, "action").lower() for leg in legs} if isinstance(legs, list) else set()
    direction = _direction(fields)
    ours = fields.get("to") if direction == "in" else fields.get("from")
    return Told(
        call=key,
        began_at=began,
        caller=_speaker(fields.get("from")),
        callee=_speaker(fields.get("to")),
        agents=(_extension(ours),) if answered and text(ours, "name", "extensionNumber") else (),
        direction=direction,
        answered=answered,
        machine=result == "voicemail",
        talk_s=seconds(fields, "duration") if answered else None,
        transferred=bool(actions & {"transfer", "park location"}) or text(fields, "action").lower() == "transfer",
    )


def _message(record: Record, fields: Any) -> Message | Refusal | None:
    """`subject` holds the words. Faxes, voicemails and what colleagues write to each other are none, nor is a count of what is new."""
    if not isinstance(fields, dict) or text(fields, "type").upper() != "SMS" or text(fields, "messageStatus").lower().endswith("failed"):
        return None
    if not (key := text(fields, "id")):
        return refused(record, "id", "it is missing")
    to = fields.get("to")
    return Message(
        key=f"ringcentral/{key}", at=instant(fields.get("creationTime")), author=_speaker(fields.get("from")),
        recipient=_speaker(to[0] if isinstance(to, list) and to else to), text=words(fields, "subject"),
        direction="out" if text(fields, "direction").lower().startswith("out") else "in",
    )  # fmt: skip


def _answered(result: str) -> bool | None:
    return True if result in _TAKEN else False if _NOT_TAKEN.search(result) else None


def _direction(fields: dict[str, Any]) -> Direction | None:
    """An extension without a number is one of us, whichever end it is."""
    given = text(fields, "direction").lower()
    far = inside(fields, "from" if given.startswith("in") else "to")
    if text(far, "extensionNumber", "extensionId") and not text(far, "phoneNumber"):
        return "internal"
    return "in" if given.startswith("in") else "out" if given.startswith("out") else None


def _speaker(end: Any) -> Speaker:
    number = text(end, "phoneNumber")
    return Speaker(number, text(end, "name") or None) if number else _extension(end)


def _extension(end: Any) -> Speaker:
    return Speaker(None, text(end, "name") or None, ext(text(end, "extensionNumber")))


def _exported(record: Record, reading: Reading) -> Told | Refusal | None:
    row = flat(record.fields)
    if text(row, "type").lower() not in ("voice", ""):
        return None
    began = _clock(text(row, "date"), text(row, "time"), reading)
    if began is None:
        return refused(record, "Date", "it is no date and time")
    way, result = text(row, "direction").lower(), text(row, "actionresult", "result").lower()
    other = Speaker(text(row, "phonenumber") or None, text(row, "name") or None)
    ours = Speaker(text(row, "extension", "forwardedto") or None)
    outward, answered = way.startswith("out"), _answered(result)
    return Told(
        call=text(row, "sessionid", "callid") or "\0".join((began.isoformat(), re.sub(r"[^\d+]", "", other.number or ""), way)),
        began_at=began,
        caller=ours if outward else other,
        callee=other if outward else ours,
        direction="out" if outward else "in",
        answered=answered,
        machine=result == "voicemail",
        talk_s=seconds(row, "duration") if answered else None,
    )


def _clock(date: str, time: str, reading: Reading) -> datetime | None:
    """`Mon 03/04/2024` and `1:05 PM`: the day of the week says which of the two is the month, else the country does."""
    day = re.fullmatch(r"(?:([A-Za-z]{3})[a-z]*,? )?(\d{1,2})[/.](\d{1,2})[/.](\d{4})", date)
    hour = re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AaPp])\.?[Mm]\.?)?", time)
    if day is None or hour is None:
        return instant(f"{date} {time}".strip(), reading.tz)
    first, second, year = int(day[2]), int(day[3]), int(day[4])
    hours = int(hour[1]) % 12 + (12 if hour[4].lower() == "p" else 0) if hour[4] else int(hour[1])
    ways = [(first, second), (second, first)] if reading.region in ("US", "CA") else [(second, first), (first, second)]
    days: list[datetime] = []
    for month, of_month in ways:
        try:
            days.append(datetime(year, month, of_month))  # noqa: DTZ001  # a day of a calendar, no instant
        except ValueError:
            continue
    if not days:
        return None
    at = next((one for one in days if day[1] and one.strftime("%a").lower() == day[1].lower()), days[0])
    return instant(f"{at:%Y-%m-%d} {hours:02}:{hour[2]}:{hour[3] or '00'}", reading.tz)
