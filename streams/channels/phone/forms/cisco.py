"""Cisco Unified Communications Manager: call detail records (CDR) and call management records (CMR) as flat files.

Built from the "Call Detail Records Administration Guide": a header, a line of types, then records; dateTime fields are epoch seconds in
UTC, 0 where nothing happened; records of one globalCallID (and cluster) are one call; cause 393216 is "call split", what a transfer or
a conference ends a leg with; on-behalf-of code 10 is a transfer. CMR rows (type 2) are about the quality of the line and no calls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from mmap import mmap
from typing import NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Call, Speaker, is_extension
from streams.channels.phone.columns import Cells, Columns, Talk, cells_of, handed_on, refused, table, talked_s
from streams.channels.phone.groups import grouped
from streams.channels.phone.text import Row
from streams.rules.calls import Measures, whole_seconds

_TYPES = re.compile(r"(?:INTEGER|UNIQUEIDENTIFIER|VARCHAR\(\d+\)|BIGINT|DATETIME)", re.IGNORECASE)
_CALL_SPLIT, _TRANSFER = "393216", "10"
_VOICE_PORT = re.compile(r"CiscoUM|.*-VI\d+$|Unity|VoiceMail", re.IGNORECASE)
_CMR = ("cdrrecordtype", "globalcallid_callid", "numberpacketssent")


class _Leg(NamedTuple):
    """`split`: it ended in a transfer or a conference; `handed`: it was begun or joined by a transfer."""

    at: datetime
    connected_at: datetime | None
    ended_at: datetime | None
    duration_s: int
    caller: str
    called: str
    reached: str
    device: str
    leg: str
    split: bool
    handed: bool


def recognises(head: bytes) -> bool:
    return table(head, _columns) is not None


def _columns(first: list[str]) -> tuple[Columns, bool] | None:
    columns = tuple(cell.strip('"').lower() for cell in first)
    is_cdr = {"globalcallid_callid", "datetimeorigination", "callingpartynumber"} <= set(columns)
    return (columns, True) if is_cdr or set(_CMR) <= set(columns) else None


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Iterator[Call | Refusal | None]:
    found = table(bytes(data[:65_536]), _columns)
    if found is None:
        return
    columns = found.columns
    places = [
        columns.index(name) for name in ("globalcallid_clusterid", "globalcallid_callmanagerid", "globalcallid_callid") if name in columns
    ]
    kind = columns.index("cdrrecordtype") if "cdrrecordtype" in columns else None

    def of_one_call(row: list[str]) -> str | None:
        if kind is not None and row[kind : kind + 1] != ["1"]:
            return None
        return "\0".join(row[place].strip() if place < len(row) else "" for place in places)

    for key, told in grouped(data, found.cut, of_one_call, lambda *row: _leg(Row(*row), columns, kind), skip=found.skip):
        if isinstance(told, Refusal):
            yield told
        else:
            yield _joined(f"cisco\0{key}", sorted(set(told), key=_in_time)) if told else None


def _leg(row: Row, columns: tuple[str, ...], kind: int | None) -> _Leg | Refusal | None:
    if row.cells is None or len(row.cells) < len(columns) - 4:
        return refused(
            row.number, "row", f"it has {len(row.cells or ())} of {len(columns)} columns", "the file may be cut off: fetch it again"
        )
    if kind is not None and (_TYPES.fullmatch(row.cells[kind].strip()) or row.cells[kind].strip() == "2"):
        return None
    cells = cells_of(row.cells, columns)
    at = _instant(cells, "datetimeorigination")
    if at is None:
        what = f"{cells.get('datetimeorigination', '')[:40]!r} is not in epoch seconds"
        return refused(row.number, "dateTimeOrigination", what, "fetch the file as CUCM writes it")
    duration = cells.get("duration", "")
    causes = (cells.get("origcause_value"), cells.get("destcause_value"))
    reasons = (cells.get("joinonbehalfof"), cells.get("lastredirectredirectonbehalfof"))
    return _Leg(
        at=at,
        connected_at=_instant(cells, "datetimeconnect"),
        ended_at=_instant(cells, "datetimedisconnect"),
        duration_s=int(duration) if re.fullmatch(r"\d{1,9}", duration) else 0,
        caller=cells.get("callingpartynumber", ""),
        called=cells.get("originalcalledpartynumber") or cells.get("finalcalledpartynumber", ""),
        reached=cells.get("finalcalledpartynumber") or cells.get("originalcalledpartynumber", ""),
        device=cells.get("destdevicename", ""),
        leg=cells.get("pkid") or cells.get("origlegcallidentifier", ""),
        split=_CALL_SPLIT in causes,
        handed=_TRANSFER in reasons,
    )


def _instant(cells: Cells, name: str) -> datetime | None:
    written = cells.get(name, "")
    return datetime.fromtimestamp(int(written), UTC) if re.fullmatch(r"[1-9]\d{8,9}", written) else None


def _in_time(leg: _Leg) -> tuple[datetime, datetime, str]:
    return leg.at, leg.connected_at or leg.ended_at or leg.at, leg.leg


def _joined(key: str, legs: list[_Leg]) -> Call:
    first, begin = legs[0], legs[0].at
    picked_up = [leg for leg in legs if leg.connected_at is not None]
    spoken = [leg for leg in picked_up if not _VOICE_PORT.match(leg.device)]
    measures: Measures = {"answered": bool(spoken)}
    if spoken:
        talks = [
            Talk(leg.connected_at, max(leg.ended_at or leg.connected_at, leg.connected_at), leg.reached)
            for leg in spoken
            if leg.connected_at is not None
        ]
        measures["duration_s"] = spoken[0].duration_s if len(spoken) == 1 else round(talked_s(talks))
        measures["wait_s"] = whole_seconds(max(min(talk.start for talk in talks), begin) - begin)
        outside = not is_extension(first.caller)
        if handed_on(talks) or (outside and any(leg.split and leg.handed for leg in spoken)):
            measures["transferred"] = True
    else:
        until = picked_up[0].connected_at if picked_up else max((leg.ended_at for leg in legs if leg.ended_at), default=None)
        if until is not None and until >= begin:
            measures["wait_s"] = whole_seconds(until - begin)
        measures |= {"voicemail": True} if picked_up else {"duration_s": 0}
    inside = is_extension(first.caller)
    return Call(
        key=key,
        at=begin,
        caller=Speaker(first.caller or None),
        callee=Speaker(first.called or None),
        agents=() if inside else tuple(Speaker(leg.reached) for leg in spoken if is_extension(leg.reached)),
        measures=measures,
    )
