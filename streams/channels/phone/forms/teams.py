"""Microsoft Teams: the callRecord of Microsoft Graph, its PSTN and direct routing logs, and the admin centre's CSV of both.

Microsoft Graph v1.0, "callRecord", "session", "pstnCallLogRow", "directRoutingLogRow"; "PSTN usage report" of the Teams documentation.
Fractions of a second have seven digits. Somebody answered when two people had media; one alone had a voice menu or a mailbox (`role`
of a service); with `failureInfo` nobody did; of others the record does not say. A user has an address (user principal name), hence
`email:`; a telephone has its number.
"""

from __future__ import annotations

import re
from datetime import datetime
from mmap import mmap
from typing import Any, NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Direction, Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, flat, inside, instant, moment, refused, seconds, text
from streams.rules.identifiers import email


class _Person(NamedTuple):
    """`tenant` None: a telephone, or nobody's user."""

    speaker: Speaker
    phone: bool
    tenant: str | None


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    if kind == "table":
        return bool({"upn", "sipaddress", "userprincipalname"} & names) and bool({"calltype", "callid", "correlationid"} & names)
    return kind == "json" and (
        {"modalities", "startdatetime"} <= names
        or {"calltype", "callernumber", "calleenumber"} <= names
        or b"communications/callRecords" in head
        or {"lifecycleevent", "subscriptionid"} <= names
    )


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("teams", records(data, "value"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Refusal | None:
    fields = record.fields
    if {"modalities", "sessions", "organizer_v2", "participants_v2", "organizer"} & set(fields):
        return _record(record)
    row = flat(fields)
    if "calltype" in row:
        return _row(record, row, reading)
    if text(fields, "resource", "changeType", "lifecycleEvent"):
        return None  # a notification that there is a record, or that a subscription ends; not the record
    return refused(record, "", "it is neither a callRecord nor a row of a call log")


def _record(record: Record) -> Told | Refusal | None:
    fields = record.fields
    key, began, ended = text(fields, "id"), instant(fields.get("startDateTime")), instant(fields.get("endDateTime"))
    if not key or began is None:
        return refused(record, "startDateTime" if key else "id", "it is missing or no date and time")
    sessions = [session for session in _dicts(fields.get("sessions")) if not session.get("isTest")]
    pairs = sorted(
        ((instant(one.get("startDateTime")) or began, _person(one.get("caller")), _person(one.get("callee"))) for one in sessions),
        key=lambda pair: pair[0],
    )
    people = [person for _, *ends in pairs for person in ends if person is not None]
    others = [one for name in ("participants_v2", "participants") for one in _dicts(fields.get(name))]
    people += [person for one in others if (person := _person(one)) is not None]
    organizer = _person(fields.get("organizer_v2")) or _person(fields.get("organizer"))
    if not people and organizer is None:
        return refused(record, "sessions", "it names nobody")
    caller, callee = _two(pairs, people, organizer)
    caller = caller or _Person(Speaker(None), False, None)
    callee = callee or _Person(Speaker(None), False, None)
    failed = bool(sessions) and all(session.get("failureInfo") for session in sessions)
    spoken = _spoken(sessions)
    alone = spoken is not None and spoken.met_at is None
    mailbox = alone and any(_role(session.get(end)) == "voicemail" for session in sessions for end in ("caller", "callee"))
    agents = [person.speaker for person in dict.fromkeys(people) if not person.phone and person not in (caller, callee)]
    return Told(
        call=key,
        began_at=began,
        answered_at=spoken.met_at if spoken else None,
        ended_at=spoken.ended_at if spoken else ended,
        caller=caller.speaker,
        callee=callee.speaker,
        agents=tuple(agents),
        direction=_direction(caller, callee),
        answered=not alone if spoken else False if failed else None,
        machine=mailbox,
    )


class _Spoken(NamedTuple):
    """`met_at`: when a second person had media; None: there was one alone."""

    met_at: datetime | None
    ended_at: datetime


def _spoken(sessions: list[dict[str, Any]]) -> _Spoken | None:
    heard = []
    for session in sessions:
        times = [times for part in _dicts(session.get("segments")) if part.get("media") and (times := _times(part))]
        if times:
            people = {person for end in ("caller", "callee") if (person := _person(session.get(end)))}
            heard.append((min(begin for begin, _ in times), max(end for _, end in times), people))
    heard.sort(key=lambda one: (one[0], one[1]))
    met_at, together = None, set[_Person]()
    for begin, _, people in heard:
        together |= people
        if len(together) > 1 and met_at is None:
            met_at = begin
    return _Spoken(met_at, max(end for _, end, _ in heard)) if heard else None


def _role(end: Any) -> str:
    return text(inside(end, "userAgent"), "role").lower()


def _two(
    pairs: list[tuple[datetime, _Person | None, _Person | None]], people: list[_Person], organizer: _Person | None
) -> tuple[_Person | None, _Person | None]:
    """Who called whom: a telephone is one end where there is one; a queue or a voice menu in between is nobody."""
    for _, caller, callee in pairs:
        if caller and caller.phone:
            return caller, callee or next((person for person in people if not person.phone), None)
        if callee and callee.phone:
            return caller or organizer, callee
    first = next((caller for _, caller, _ in pairs if caller), None) or organizer
    rest = [person for person in people if person != first]
    return first, next((callee for _, _, callee in pairs if callee and callee != first), rest[0] if rest else None)


def _direction(caller: _Person, callee: _Person) -> Direction | None:
    if caller.phone != callee.phone:
        return "in" if caller.phone else "out"
    return "internal" if caller.tenant and caller.tenant == callee.tenant else None


def _person(end: Any) -> _Person | None:
    """The human or telephone at one end: `associatedIdentity`, or the older `identity` with `user`, `phone`, `guest` ..."""
    if not isinstance(end, dict) or "service" in text(end, "@odata.type").lower():
        return None
    linked = end.get("associatedIdentity")
    given = inside(end, "identity")
    held = given if isinstance(given, dict) else end
    for kind, identity in [("", linked), *((kind, held.get(kind)) for kind in ("phone", "user", "guest", "acsUser", "encrypted"))]:
        if not isinstance(identity, dict) or not identity:
            continue
        number = text(identity, "id")
        phone = kind == "phone" or re.fullmatch(r"\+\d{6,15}", number) is not None
        name = text(identity, "displayName") or None
        if phone:
            return _Person(Speaker(number, name), True, None)
        mail = email(text(identity, "userPrincipalName"))
        if mail or name or number:
            return _Person(Speaker(None, name, mail), False, text(identity, "tenantId") or None)
    return None


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _times(part: dict[str, Any]) -> tuple[datetime, datetime] | None:
    begin, end = instant(part.get("startDateTime")), instant(part.get("endDateTime"))
    return (begin, end) if begin and end else None


def _row(record: Record, row: dict[str, Any], reading: Reading) -> Told | Refusal | None:
    key, kind = text(row, "id", "usageid", "correlationid", "callid"), text(row, "calltype").lower()
    start = moment(row, "startdatetime", "starttime", "starttimeutc")
    began = moment(row, "invitedatetime", "invitetime", "invitetimeutc") or start
    if not key or began is None:
        return refused(record, "startDateTime" if key else "id", "it is missing or no date and time")
    talk_s = seconds(row, "duration", "durationseconds", "durationsec")
    success = str(row.get("successfulcall", row.get("success", ""))).lower()
    answered = talk_s != 0 if talk_s is not None else success in ("true", "yes", "1")
    address = email(text(row, "userprincipalname", "upn", "sipaddress"))
    user = Speaker(None, text(row, "userdisplayname", "displayname", "username") or None, address)
    caller = Speaker(text(row, "callernumber", "callerid") or None)
    callee = Speaker(text(row, "calleenumber", "destinationnumber", "destinationdialed", "phonenumber") or None)
    outward = re.search(r"out", kind) is not None
    return Told(
        call=key,
        began_at=began,
        answered_at=start if answered and start and start > began else None,
        ended_at=moment(row, "enddatetime", "endtime", "endtimeutc", "failuredatetime", "failuretime", "failuretimeutc"),
        caller=caller,
        callee=callee,
        agents=(user,) if user.name or user.identifier else (),
        direction="out" if outward else "in" if re.search(r"in", kind) else None,
        answered=answered,
        talk_s=talk_s,
    )
