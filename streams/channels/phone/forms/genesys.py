"""Genesys Cloud: conversations as its analytics hold them (details queries, the detail events of Event Bridge), one or a page of them.

"AnalyticsConversation", "AnalyticsParticipant", "AnalyticsSession" and "AnalyticsConversationSegment" of the platform's API. A
conversation is the call; who takes part has a purpose (customer, ivr, acd, agent ...), and a session says in segments what it lived
through: ringing is `alert`, talking `interact` and `hold`, what an agent writes afterwards `wrapup`.
"""

from __future__ import annotations

from mmap import mmap
from typing import Any, NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.columns import Talk, talked_s
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, instant, refused, text

_THEIRS, _OURS = frozenset(["customer", "external"]), frozenset(["agent", "user"])
_TALKING = frozenset(["interact", "hold", "parked", "coaching", "barging"])


class _Session(NamedTuple):
    """A session by voice of somebody. `talks`: their segments of talk."""

    purpose: str
    name: str
    fields: dict[str, Any]
    talks: list[Talk]
    passed_on: bool


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    return kind == "json" and {"conversationid", "conversationstart", "participants"} <= names


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("genesys", records(data, "conversations"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Refusal | None:
    fields = record.fields
    key, began = text(fields, "conversationId"), instant(fields.get("conversationStart"))
    if not key or began is None:
        return refused(record, "conversationStart" if key else "conversationId", "it is missing or no date and time")
    sessions = [session for participant in _objects(fields.get("participants")) for session in _sessions(participant)]
    theirs = next((session for session in sessions if session.purpose in _THEIRS), None)
    if theirs is None:
        return None  # a chat, a mail, or people of the house among themselves without a line
    taken = [session for session in sessions if session.purpose in _OURS and session.talks]
    ended, outward = instant(fields.get("conversationEnd")), text(fields, "originatingDirection").lower() == "outbound"
    talks = theirs.talks if outward else [talk for session in taken for talk in session.talks]
    answer = min((talk.start for talk in talks), default=None)
    box = not taken and any(session.purpose == "voicemail" and session.talks for session in sessions)
    customer = Speaker(_number(text(theirs.fields, "dnis" if outward else "ani")), theirs.name or None)
    line = Speaker(_number(text(theirs.fields, "ani" if outward else "dnis")))
    return Told(
        call=key,
        began_at=began,
        answered_at=answer,
        ended_at=ended,
        caller=line if outward else customer,
        callee=customer if outward else line,
        agents=tuple(Speaker(None, session.name) for session in taken if session.name),
        direction="out" if outward else "in",
        answered=True if answer else False if ended else None,
        machine=box,
        talk_s=round(talked_s(talks)) if talks else None,
        transferred=len({session.name for session in taken}) > 1 or any(session.passed_on for session in taken),
    )


def _sessions(participant: dict[str, Any]) -> list[_Session]:
    found = []
    for session in _objects(participant.get("sessions")):
        if text(session, "mediaType").lower() not in ("voice", ""):
            continue
        segments = _objects(session.get("segments"))
        spoken = [
            (instant(segment.get("segmentStart")), instant(segment.get("segmentEnd")))
            for segment in segments
            if text(segment, "segmentType").lower() in _TALKING
        ]
        name = text(participant, "participantName")
        talks = [Talk(start, end, name) for start, end in spoken if start and end]
        passed_on = any(text(segment, "disconnectType").lower().endswith("transfer") for segment in segments)
        found.append(_Session(text(participant, "purpose").lower(), name, session, talks, passed_on))
    return found


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _number(address: str) -> str | None:
    """`tel:+33199001401`, `sip:+33199001401@host`, or a number."""
    scheme, _, rest = address.partition(":")
    return rest.partition("@")[0].partition(";")[0] if scheme.lower() in ("tel", "sip") else address or None
