"""Dialpad: call events (JSON, or signed as a JWT), the call list of its API, call logs exported as CSV.

"Call events" and "Call list" of Dialpad's developer documentation. Times are epoch milliseconds, durations milliseconds. A call to a
department rings at several users; each ringing is a call of its own there, `entry_point_call_id` (else `master_call_id`) names the one.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from mmap import mmap
from typing import Any
from zoneinfo import ZoneInfo

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Speaker
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, flat, inside, instant, refused, seconds, text

_OVER = frozenset(["hangup", "missed", "voicemail", "voicemail_uploaded"])
_SIDE = frozenset(
    ["recording", "recap_summary", "call_transcription", "transcription", "csat", "dispositions", "admin", "admin_recording", "monitor"]
)


def recognises(head: bytes) -> bool:
    kind, names = look(head)
    return kind in ("json", "table") and "callid" in names and bool({"externalnumber", "internalnumber"} & names)


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    yield from calls_told("dialpad", records(data, "items", "calls"), _read, reading)


def _read(record: Record, reading: Reading) -> Told | Refusal | None:
    fields = flat(record.fields)
    leg, state, way = text(fields, "callid"), text(fields, "state").lower(), text(fields, "direction").lower()
    if not leg:
        return refused(record, "call_id", "it is missing")
    if state in _SIDE and not text(fields, "dateended"):
        return None
    tz = _zone(text(fields, "timezone"), reading.tz)
    times = {name: instant(fields.get(name), tz) for name in ("datestarted", "daterang", "dateconnected", "dateended", "eventtimestamp")}
    if times["datestarted"] is None and text(fields, "datestarted"):
        return refused(record, "date_started", "it is no time in epoch milliseconds")
    whole = text(fields, "entrypointcallid", "mastercallid")
    inner = bool(whole) and whole != leg
    connected, ended = times["dateconnected"], times["dateended"]
    category = text(fields, "category", "categories").lower()
    machine = connected is None and (state.startswith("voicemail") or "voicemail" in category or _true(fields.get("voicemail")))
    machine = machine or (bool(text(fields, "voicemaillink")) and connected is None)
    talk_s = seconds(fields, "talktime", per_second=1000)
    contact = _name(fields.get("contact")) or text(fields, "contactname", "callername")
    other = Speaker(text(fields, "externalnumber") or None, contact or None)
    ours = Speaker(text(fields, "internalnumber") or None)
    who = Speaker(None, _name(fields.get("target")) or text(fields, "targetname", "name") or None)
    user = text(inside(fields, "target"), "type").lower() in ("", "user")
    outward = way.startswith("out")
    return Told(
        call=whole or leg,
        began_at=times["datestarted"] or times["daterang"],
        answered_at=connected,
        ended_at=ended,
        told_at=times["eventtimestamp"],
        caller=ours if outward else other,
        callee=other if outward else ours,
        agents=(who,) if connected and who.name and user else (),
        direction="internal" if _true(fields.get("isinternal")) else "out" if outward else "in" if way.startswith("in") else None,
        answered=True if connected else False if _over(state, ended) or machine else None,
        machine=machine,
        talk_s=talk_s if connected and talk_s else None,
        transferred=_true(fields.get("istransferred")) or bool(text(fields, "transferredto")),
        inner=inner,
    )


@lru_cache(maxsize=256)
def _zone(given: str, otherwise: str) -> str:
    """The name of a zone, if it is one. Only names: a path would be looked for, and all zones take a tenth of a second to list."""
    if not re.fullmatch(r"[A-Z][A-Za-z]+(?:/[A-Za-z0-9_+-]{1,20}){0,2}", given):
        return otherwise
    try:
        return ZoneInfo(given).key
    except (KeyError, ValueError, OSError):
        return otherwise


def _over(state: str, ended: datetime | None) -> bool:
    return state in _OVER or (not state and ended is not None)


def _true(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "1", "yes")


def _name(of: Any) -> str:
    return text(of, "name")
