"""3CX: call data records (file or socket), and the call log that its reports export as CSV.

Built from the 3CX documentation, "CDR - Call Data Records" (fields in their default order, times in UTC, `historyid` numbers the calls,
the part of `callid` before the underscore the runs of the service), and from the columns of "Call Logs" of versions 16, 18 and 20.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from mmap import mmap
from typing import NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Direction, Original, Reading
from streams.channels.phone.call import Call, Speaker, bracketed, is_extension, local_time
from streams.channels.phone.columns import Cells, Columns, Talk, cells_of, handed_on, named, refused, seconds, table, talked_s
from streams.channels.phone.groups import grouped
from streams.channels.phone.text import Row
from streams.rules.calls import Measures, whole_seconds

_ORDER = (
    "historyid callid duration time-start time-answered time-end reason-terminated from-no to-no from-dn to-dn dial-no reason-changed"
    " final-number final-dn bill-code bill-rate bill-cost bill-name chain from-type to-type final-type from-dispname to-dispname"
    " final-dispname missed-queue-calls"
)
_COLUMNS = tuple(_ORDER.split())
_NAMES = {name: name for name in _COLUMNS} | {name.replace("-", "_"): name for name in _COLUMNS}
_LOG_NAMES = {
    "call time": "time",
    "call id": "id",
    "caller id": "from",
    "from": "from",
    "destination": "to",
    "to": "to",
    "direction": "direction",
    "status": "status",
    "ringing": "ringing",
    "talking": "talking",
    "call activity details": "details",
    "reason": "details",
}
_MACHINES = frozenset(["vmail", "voicemail", "ivr", "digitalreceptionist", "fax", "parking", "park", "script", "callflow"])
_VOICEMAIL = frozenset(["vmail", "voicemail"])
_LINES = frozenset(["line", "externalline", "lineset", "outsideline", "external", "bridge", "provider"])


class _Leg(NamedTuple):
    """`by`, `to`, `last`: who called, what was called, who had the call in the end. `kind` of `last` in small letters."""

    at: datetime
    answered_at: datetime | None
    wait_s: int | float | None
    talk_s: int | float | None
    by: Speaker
    to: Speaker
    last: Speaker
    kind: str
    direction: Direction | None
    changed: bool


def recognises(head: bytes) -> bool:
    return table(head, _columns) is not None


def _columns(first: list[str]) -> tuple[Columns, bool] | None:
    columns = named(first, _NAMES)
    if {"callid", "time-start", "from-no"} <= set(columns):
        return columns, True
    columns = named(first, _LOG_NAMES)
    if {"time", "from", "to", "status", "talking"} <= set(columns):
        return columns, True
    if (
        len(first) >= 10
        and re.fullmatch(r"(?:Call )?\d{1,12}", first[0])
        and re.fullmatch(r"[0-9A-F]{4,32}_\d{1,9}", first[1], re.IGNORECASE)
    ):
        return _COLUMNS, False
    return None


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Iterator[Call | Refusal]:
    found = table(bytes(data[:65_536]), _columns)
    if found is None:
        return
    columns = found.columns
    is_log = "talking" in columns

    def of_one_call(row: list[str]) -> str | None:
        cells = cells_of(row, columns)
        if is_log:
            return cells.get("id") or "\0".join((cells.get("time", ""), cells.get("from", "")))
        return f"{cells.get('historyid', '').removeprefix('Call ')}\0{cells.get('callid', '').partition('_')[0].upper()}"

    def leg(number: int, cells: list[str] | None) -> _Leg | Refusal:
        row = Row(number, cells)
        return _leg_of_log(row, columns, reading) if is_log else _leg(row, columns)

    for key, told in grouped(data, found.cut, of_one_call, leg, skip=found.skip):
        if isinstance(told, Refusal):
            yield told
        elif told:
            yield _joined(f"3cx\0{'log' if is_log else 'cdr'}\0{key}", sorted(set(told), key=repr))


def _leg(row: Row, columns: tuple[str, ...]) -> _Leg | Refusal:
    if row.cells is None or len(row.cells) < min(10, len(columns)):
        return refused(row.number, "row", "it is no whole record", "the file may be cut off: export it again")
    cells = cells_of(row.cells, columns)
    at, answered, end = (local_time(cells.get(name, ""), "UTC") for name in ("time-start", "time-answered", "time-end"))
    if at is None:
        return refused(row.number, "time-start", f"{cells.get('time-start', '')[:40]!r} is no time", "log times as yyyy/MM/dd HH:mm:ss")
    talk = seconds(cells.get("duration", ""))
    until = answered or end
    return _Leg(
        at=at,
        answered_at=answered,
        wait_s=whole_seconds(until - at) if until is not None and until >= at else None,
        talk_s=talk if talk is not None or answered is None or end is None or end < answered else whole_seconds(end - answered),
        by=_speaker(cells, "from"),
        to=_speaker(cells, "to"),
        last=_speaker(cells, "final"),
        kind=(cells.get("final-type") or cells.get("to-type", "")).lower(),
        direction=_direction(cells.get("from-type", "").lower(), cells.get("to-type", "").lower()),
        changed="replaced" in cells.get("reason-changed", "").lower(),
    )


def _direction(by: str, to: str) -> Direction | None:
    return "in" if by in _LINES else "out" if to in _LINES else None


def _speaker(cells: Cells, who: str) -> Speaker:
    """`Ext.4021` is 4021; the number of a line is that of the person at its other end, never the line's own."""
    number = cells.get(f"{who}-number" if who == "final" else f"{who}-no", "")
    return Speaker(re.sub(r"(?i)^ext\.\s?", "", number) or None, cells.get(f"{who}-dispname"))


def _leg_of_log(row: Row, columns: tuple[str, ...], reading: Reading) -> _Leg | Refusal:
    """Of the reports: numbers in brackets behind the names, times of the exchange's own zone."""
    if row.cells is None or len(row.cells) < len(columns) - 4:
        return refused(row.number, "row", "it is no whole record", "the file may be cut off: export it again")
    cells = cells_of(row.cells, columns)
    at = local_time(cells.get("time", ""), reading.tz, month_first=reading.month_first)
    if at is None:
        return refused(row.number, "Call Time", f"{cells.get('time', '')[:40]!r} is no time", "export the call log once more")
    status, talk, ringing = cells.get("status", "").lower(), seconds(cells.get("talking", "")), seconds(cells.get("ringing", ""))
    answered = status.startswith("answered") or (not status and bool(talk))
    direction = cells.get("direction", "").lower()
    to, details = bracketed(cells.get("to", "")), cells.get("details", "").lower()
    voicemail = "voicemail" in status or "voice mail" in status or "voicemail" in cells.get("to", "").lower()
    return _Leg(
        at=at,
        answered_at=at + timedelta(seconds=ringing or 0) if answered else None,
        wait_s=ringing,
        talk_s=talk if answered else None,
        by=bracketed(cells.get("from", "")),
        to=to,
        last=to if is_extension(to.number or "") else Speaker(None),
        kind="voicemail" if voicemail else "",
        direction="in" if direction.startswith("inbound") else "out" if direction.startswith("outbound") else None,
        changed="transferred" in details or "replaced by" in details,
    )


def _joined(key: str, legs: list[_Leg]) -> Call:
    legs = sorted(legs, key=lambda leg: (leg.at, leg.answered_at or leg.at))
    first, begin = legs[0], legs[0].at
    spoken = [leg for leg in legs if leg.answered_at is not None and leg.kind not in _MACHINES]
    measures: Measures = {"answered": bool(spoken)}
    if spoken:
        talks = [
            Talk(leg.answered_at, leg.answered_at + timedelta(seconds=leg.talk_s), leg.last.number or leg.to.number or "")
            for leg in spoken
            if leg.answered_at is not None and leg.talk_s is not None
        ]
        if talks:
            measures["duration_s"] = whole_seconds(timedelta(seconds=talked_s(talks)))
        answered_at = min(leg.answered_at for leg in spoken if leg.answered_at is not None)
        if spoken[0].wait_s is not None:
            measures["wait_s"] = whole_seconds(answered_at - begin)
        if handed_on(talks) or any(leg.changed for leg in spoken):
            measures["transferred"] = True
    elif any(leg.answered_at is not None and leg.kind in _VOICEMAIL for leg in legs):
        measures["voicemail"] = True
    waits = [whole_seconds(leg.at - begin) + leg.wait_s for leg in legs if leg.wait_s is not None]
    if not spoken and waits:
        measures["wait_s"] = max(waits) if "voicemail" not in measures else min(waits)
    inside = is_extension(first.by.number or "")
    agents = [next((one for one in (leg.last, leg.to) if is_extension(one.number or "")), None) for leg in spoken]
    return Call(
        key=key,
        at=begin,
        caller=first.by,
        callee=first.to,
        agents=() if inside else tuple(agent for agent in agents if agent is not None),
        direction=first.direction,
        leaves=first.direction == "out",
        measures=measures,
    )
