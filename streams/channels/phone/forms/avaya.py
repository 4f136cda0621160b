"""Avaya IP Office (and B5800): SMDR records, as the system sends them or with a header of their names.

Built from the IP Office documentation, "SMDR Fields": one record for each part of a call, the parts have one Call ID; Connected Time leaves
out ringing, holding and parking; Party1Device is E with an extension, T with a line (T9001), V with a voicemail channel (V9501).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from mmap import mmap
from typing import NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Direction, Original, Reading
from streams.channels.phone.call import Call, Speaker, is_extension, local_time
from streams.channels.phone.columns import Columns, cells_of, first_of, named, refused, seconds, table
from streams.channels.phone.groups import grouped
from streams.channels.phone.text import Row
from streams.rules.calls import Measures, whole_seconds

_ORDER = (
    "start connected ring caller direction called dialled account internal callid continuation device1 name1 device2 name2 hold park"
    " authvalid authcode charged charge currency amount units lastunits unitcost markup cause targeter targeted"
)
_COLUMNS = tuple(_ORDER.split())
_NAMES = {
    "call start": "start",
    "call start time": "start",
    "connected time": "connected",
    "call duration": "connected",
    "duration": "connected",
    "ring time": "ring",
    "ring duration": "ring",
    "caller": "caller",
    "direction": "direction",
    "called number": "called",
    "dialled number": "dialled",
    "dialed number": "dialled",
    "account": "account",
    "is internal": "internal",
    "call id": "callid",
    "continuation": "continuation",
    "party1device": "device1",
    "party1name": "name1",
    "party2device": "device2",
    "party2name": "name2",
    "hold time": "hold",
    "park time": "park",
}
_NAMES |= {name.replace(" ", sign): column for name, column in _NAMES.items() for sign in ("_", "")}
_PART_OF_ONE_CALL = timedelta(hours=12)  # call ids begin anew when the system is started


class _Part(NamedTuple):
    at: datetime
    ring_s: int
    talk_s: int
    caller: str
    direction: str
    called: str
    dialled: str
    internal: bool
    devices: tuple[str, str]
    names: tuple[str, str]
    held_s: int
    more: bool


def recognises(head: bytes) -> bool:
    return table(head, _columns) is not None


def _columns(first: list[str]) -> tuple[Columns, bool] | None:
    columns = named(first, _NAMES)
    if {"start", "direction", "callid", "device1"} <= set(columns):
        return columns, True
    is_record = (
        len(first) >= 15
        and re.match(r"\d{4}[/-]\d\d[/-]\d\d \d\d:\d\d", first[0])
        and re.fullmatch(r"\d{1,4}:\d\d:\d\d", first[1])
        and first[4] in ("I", "O")
        and first[8] in ("0", "1")
        and first[9].isdigit()
    )
    return (_COLUMNS, False) if is_record else None


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Iterator[Call | Refusal]:
    found = table(bytes(data[:65_536]), _columns)
    if found is None:
        return
    columns = found.columns
    of_one_call = first_of(columns, "callid")
    for key, told in grouped(data, found.cut, of_one_call, lambda *row: _part(Row(*row), columns, reading), skip=found.skip):
        if isinstance(told, Refusal):
            yield told
            continue
        for together in _apart(sorted(set(told), key=lambda part: (part.at, not part.more, part))):
            yield _joined(key or "", together)


def _apart(parts: list[_Part]) -> Iterator[list[_Part]]:
    """Calls of one id that are half a day apart are two calls."""
    together: list[_Part] = []
    for part in parts:
        if together and part.at - together[-1].at > _PART_OF_ONE_CALL:
            yield together
            together = []
        together.append(part)
    if together:
        yield together


def _part(row: Row, columns: tuple[str, ...], reading: Reading) -> _Part | Refusal:
    if row.cells is None or len(row.cells) < 15:
        return refused(row.number, "row", f"it has {len(row.cells or ())} of 15 fields", "the file may be cut off: export it again")
    cells = cells_of(row.cells, columns)
    at = local_time(cells.get("start", ""), reading.tz, month_first=reading.month_first)
    if at is None:
        return refused(row.number, "Call Start", f"{cells.get('start', '')[:40]!r} is no time", "export it as YYYY/MM/DD HH:MM:SS")
    talk = seconds(cells.get("connected", ""))
    if talk is None:
        what = f"{cells.get('connected', '')[:40]!r} is no duration"
        return refused(row.number, "Connected Time", what, "export it as HH:MM:SS")
    return _Part(
        at=at,
        ring_s=seconds(cells.get("ring", "")) or 0,
        talk_s=talk,
        caller=cells.get("caller", ""),
        direction=cells.get("direction", "").upper(),
        called=cells.get("called", ""),
        dialled=cells.get("dialled", ""),
        internal=cells.get("internal", "") in ("1", "true", "True", "yes"),
        devices=(cells.get("device1", "").upper(), cells.get("device2", "").upper()),
        names=(cells.get("name1", ""), cells.get("name2", "")),
        held_s=(seconds(cells.get("hold", "")) or 0) + (seconds(cells.get("park", "")) or 0),
        more=cells.get("continuation", "") == "1",
    )


def _joined(callid: str, parts: list[_Part]) -> Call:
    first, begin = parts[0], parts[0].at
    spoken = [part for part in parts if part.talk_s > 0 and not _is_voicemail(part)]
    voicemail = next((part for part in parts if part.talk_s > 0 and _is_voicemail(part)), None)
    inward = first.direction == "I" and not first.internal
    agents = [agent for part in spoken if (agent := _extension(part)) is not None]
    measures: Measures = {"answered": bool(spoken)}
    if spoken:
        measures["duration_s"] = sum(part.talk_s for part in spoken)
        if len({agent.number for agent in agents}) > 1 and inward:
            measures["transferred"] = True
    elif voicemail is None:
        measures["duration_s"] = 0
    until = spoken[0] if spoken else voicemail or max(parts, key=lambda part: part.at + timedelta(seconds=part.ring_s))
    before = [part for part in parts[: parts.index(until)] if part.at == until.at]  # parts of one start follow one another
    measures["wait_s"] = whole_seconds(until.at - begin) + until.ring_s + sum(part.ring_s + part.talk_s + part.held_s for part in before)
    if voicemail is not None and not spoken:
        measures["voicemail"] = True
    direction: Direction = "internal" if first.internal else "in" if inward else "out"
    number = first.dialled or first.called if inward or first.direction == "O" else first.called
    return Call(
        key=f"avaya\0{callid}\0{begin:%Y-%m-%d}\0{first.caller}",  # ids begin anew with the system; any part tells day and caller
        at=begin,
        caller=Speaker(first.caller or None, _name_of(first.caller, parts)),
        callee=Speaker(number or None, _name_of(number, parts)),
        agents=tuple(agents) if inward else (),
        direction=direction,
        leaves=direction == "out",
        measures=measures,
    )


def _is_voicemail(part: _Part) -> bool:
    return any(re.fullmatch(r"V9[5-9]\d\d", device) for device in part.devices)


def _extension(part: _Part) -> Speaker | None:
    """Whichever side of the part is one of ours."""
    for device, name in zip(part.devices, part.names, strict=True):
        if re.fullmatch(r"E\d{2,15}", device):
            return Speaker(device[1:], name)
    return None


def _name_of(number: str, parts: list[_Part]) -> str | None:
    """Of a device that is this number."""
    if not is_extension(number):
        return None
    named_so = (name for part in parts for device, name in zip(part.devices, part.names, strict=True) if device == f"E{number}")
    return next(named_so, None)
