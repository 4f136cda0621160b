"""Asterisk's call detail records as CSV: Master.csv, cdr_custom, exports of the database with a header (FreePBX and others).

Columns as documented under "CDR Specification" and "CDR CSV": a record is one leg, `linkedid` (else `uniqueid`) joins them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from mmap import mmap
from typing import NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Call, Measures, Speaker, is_extension, local_time, steady_time, whole_seconds
from streams.channels.phone.columns import Talk, handed_on, named, refused, seconds, talked_s
from streams.channels.phone.groups import Split, grouped, read_each
from streams.channels.phone.text import Row, first_line, splitter

_COLUMNS = """
    start answer end clid src dst dcontext channel dstchannel lastapp lastdata duration billsec disposition
    uniqueid linkedid sequence userfield accountcode amaflags did cnum cnam dst_cnam outbound_cnum outbound_cnam
"""
# Headers as exports write them -> the name of the column in Asterisk's own documentation.
_NAMES = {name: name for name in _COLUMNS.split()} | {
    "calldate": "start",
    "call date": "start",
    "date": "start",
    "starttime": "start",
    "start time": "start",
    "answertime": "answer",
    "endtime": "end",
    "callerid": "clid",
    "caller id": "clid",
    "source": "src",
    "destination": "dst",
    "dst. context": "dcontext",
    "src. channel": "channel",
    "dst. channel": "dstchannel",
    "status": "disposition",
}
_HOW = "channel dstchannel lastapp lastdata"
_RESULT = "duration billsec disposition amaflags"
_LAYOUTS = tuple(
    tuple(columns.split())
    for columns in (
        f"accountcode src dst dcontext clid {_HOW} start answer end {_RESULT} uniqueid userfield",
        f"clid src dst dcontext {_HOW} start answer end {_RESULT} accountcode uniqueid userfield sequence linkedid",
        f"start clid src dst dcontext {_HOW} {_RESULT} accountcode uniqueid userfield",
    )
)
_DISPOSITIONS = frozenset(["ANSWERED", "NO ANSWER", "NOANSWER", "BUSY", "FAILED", "CONGESTION", "CANCEL", "UNKNOWN"])
_VOICEMAIL = frozenset(["voicemail", "vm", "minivmrecord", "voicemailmain"])
_MACHINES = frozenset(
    [
        "playback",
        "background",
        "waitexten",
        "hangup",
        "congestion",
        "busy",
        "record",
        "read",
        "playtones",
        "ivr",
        "agi",
        "wait",
        "answer",
        "musiconhold",
        "saydigits",
    ]
)
_MAILBOX = re.compile(r"vm[ubsi](\d+)")
_CLOCK = re.compile(r"(?:^|[-.])(\d{9,11})\.\d+$")


class _Leg(NamedTuple):
    """`line`: something was dialled and rung, not a machine of our own spoken to."""

    cells: dict[str, str]
    at: datetime
    answered_at: datetime | None
    duration_s: int | None
    billsec_s: int | None
    answered: bool
    voicemail: bool
    line: bool

    def get(self, name: str) -> str:
        return self.cells.get(name, "")


def recognises(head: bytes) -> bool:
    """By the header, or by where a date and a disposition stand in a row without one."""
    return _table(head) is not None


def _table(head: bytes) -> tuple[tuple[str, ...], Split, int] | None:
    """The columns, how a line is cut, and the lines before the first record."""
    number, line = first_line(head)
    split = splitter(line)
    found = _columns(split(line) or [])
    return (found[0], split, number if found[1] else number - 1) if found else None


def _columns(first: list[str]) -> tuple[tuple[str, ...], bool] | None:
    """The columns, and whether the first row is a header."""
    header = named(first, _NAMES)
    if {"start", "src", "dst"} <= set(header) and {"disposition", "duration", "billsec"} & set(header):
        return header, True
    for layout in _LAYOUTS:
        if len(first) < len(layout) - 4:
            continue
        cells = dict(zip(layout, first, strict=False))
        if cells.get("disposition", "").upper() in _DISPOSITIONS and re.match(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d", cells.get("start", "")):
            return layout, False
    return None


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Iterator[Call | Refusal]:
    """Calls in the order in which their first leg stands."""
    table = _table(bytes(data[:65_536]))
    if table is None:
        return
    columns, split, skip = table
    for group in grouped(data, split, _of_one_call(columns), skip=skip):
        legs, refusals = read_each(group, lambda row: _leg(row, columns, reading.tz))
        yield from refusals
        if legs:
            yield _joined(_key(legs[0]), legs)


def _of_one_call(columns: tuple[str, ...]) -> Callable[[list[str]], str | None]:
    """What legs of one call have alike: see `_key`."""
    linked, unique, *rest = (columns.index(name) if name in columns else 10_000 for name in ("linkedid", "uniqueid", "start", "src", "dst"))

    def of_one_call(cells: list[str]) -> str | None:
        width = len(cells)
        if linked < width and (given := cells[linked].strip()):
            return given
        given = cells[unique].strip() if unique < width else ""
        if given and _CLOCK.search(given):
            return given
        return "\0".join([given, *(cells[place] for place in (rest[:2] if given else rest) if place < width)])

    return of_one_call


def _leg(row: Row, columns: tuple[str, ...], tz: str) -> _Leg | Refusal:
    if row.cells is None:
        return refused(row.number, "row", "a quoted field is not closed", "the file may be cut off: export it again")
    cells = dict(zip(columns, map(str.strip, row.cells), strict=False))
    if len(row.cells) < len(columns) - 4:
        return refused(row.number, "row", f"it has {len(row.cells)} of {len(columns)} columns", "the file may be cut off: export it again")
    near, written = None, cells.get("start", "")
    at = steady_time(written, tz)
    if at is None:
        clock = _CLOCK.search(cells.get("uniqueid", ""))
        near = float(clock[1]) if clock else None
        at = local_time(written, tz, near=near)
    if at is None:
        return refused(
            row.number, "start", f"{cells.get('start', '')[:40]!r} is no date and time", "export the column as YYYY-MM-DD HH:MM:SS"
        )
    duration, billsec = seconds(cells.get("duration", "")), seconds(cells.get("billsec", ""))
    if duration is None or billsec is None:
        bad = next((name for name, value in (("duration", duration), ("billsec", billsec)) if value is None and cells.get(name)), None)
        if bad:
            return refused(row.number, bad, f"{cells[bad][:40]!r} is not a number of seconds", f"export the column {bad} in seconds")
    app, dst = cells.get("lastapp", "").lower(), cells.get("dst", "")
    voicemail = app in _VOICEMAIL or (dst.startswith("vm") and _MAILBOX.fullmatch(dst) is not None)
    picked_up = cells["disposition"].upper() == "ANSWERED" if "disposition" in cells else bool(billsec)
    ringing = bool(cells.get("dstchannel"))
    machine = app in _MACHINES and not ringing
    written = cells.get("answer", "")
    answered_at = (steady_time(written, tz) or local_time(written, tz, near=near or at.timestamp())) if written else None
    answered = picked_up and not voicemail and not machine
    return _Leg(cells, at, answered_at, duration, billsec, answered, voicemail and picked_up, ringing and app in ("dial", ""))


def _key(leg: _Leg) -> str:
    """linkedid, else uniqueid; an id that carries no clock of its own, or none, is told apart by when and who."""
    given = leg.get("linkedid") or leg.get("uniqueid")
    if given and (_CLOCK.search(given) or leg.get("linkedid")):
        return f"asterisk\0{given}"
    return "\0".join(("asterisk", given, leg.at.isoformat(), leg.get("src"), leg.get("dst") if not given else ""))


def _picked_up_at(leg: _Leg) -> datetime | None:
    if leg.answered_at is not None:
        return leg.answered_at
    if leg.duration_s is None or leg.billsec_s is None:
        return None
    return leg.at + timedelta(seconds=leg.duration_s - leg.billsec_s)


def _joined(key: str, group: list[_Leg]) -> Call:
    legs = sorted(group, key=_in_time) if len(group) > 1 else group
    main = legs[0]
    if len(legs) == 1:
        measures, heard = _measured_alone(main), legs
    else:
        main = next((leg for leg in legs if leg.get("linkedid") and leg.get("uniqueid") == leg.get("linkedid")), main)
        measures, heard = _measured(legs)
    cells = main.cells
    src = cells.get("src") or cells.get("cnum") or ""
    inside = is_extension(src)
    dst = cells.get("dst", "") if inside else cells.get("did") or cells.get("dst", "")
    mailbox = _MAILBOX.fullmatch(dst) if dst.startswith("vm") else None
    peers = [peer for leg in heard if (peer := _peer(leg.cells.get("dstchannel", "")))]
    ours = [peer for peer in peers if peer.isdigit()]
    agents = [Speaker(peer, _name_of(peer, legs)) for peer in dict.fromkeys(ours)] if ours and measures["answered"] and not inside else ()
    name = cells.get("dst_cnam")
    return Call(
        key=key,
        at=legs[0].at,
        caller=Speaker(src, cells.get("cnam") or _name_in(cells.get("clid", ""))),
        callee=Speaker(mailbox[1] if mailbox else dst, name if name and cells.get("dst") == dst and is_extension(dst) else None),
        agents=tuple(agents),
        leaves=inside and bool(peers) and not ours and is_extension(dst),
        measures=measures,
    )


def _measured(legs: list[_Leg]) -> tuple[Measures, list[_Leg]]:
    """The call as its caller lived it, and the legs on which somebody was rung who matters: those that answered, else all."""
    talked = [leg for leg in legs if leg.answered]
    rung = [leg for leg in talked if leg.line] or talked
    begin = legs[0].at
    measures: Measures = {"answered": bool(talked)}
    if talked:
        answers = [at for leg in rung if (at := _picked_up_at(leg)) is not None]
        spoken = [leg.billsec_s for leg in rung if leg.billsec_s is not None]
        talks = _talks(rung) if len(rung) > 1 else []
        if handed_on(talks):
            measures["duration_s"] = round(talked_s(talks))
            measures["transferred"] = True
        elif spoken:
            measures["duration_s"] = max(spoken)
        if answers and min(answers) >= begin:
            measures["wait_s"] = whole_seconds(min(answers) - begin)
        return measures, rung
    recorded = next((leg for leg in legs if leg.voicemail), None)
    until = _picked_up_at(recorded) if recorded else None
    waited = whole_seconds(until - begin) if until else max((leg.duration_s for leg in legs if leg.duration_s is not None), default=None)
    if recorded is None and any(leg.billsec_s is not None for leg in legs):
        measures["duration_s"] = 0
    if waited is not None:
        measures["wait_s"] = waited
    if recorded is not None:
        measures["voicemail"] = True
    return measures, legs


def _measured_alone(leg: _Leg) -> Measures:
    """The same of a call that is one row, as most are: nothing to choose from, hence in a third of the time."""
    if not leg.answered:
        return _measured([leg])[0]
    measures: Measures = {"answered": True}
    if leg.billsec_s is not None:
        measures["duration_s"] = leg.billsec_s
    answered_at = leg.answered_at or _picked_up_at(leg)
    if answered_at is not None and answered_at >= leg.at:
        measures["wait_s"] = whole_seconds(answered_at - leg.at)
    return measures


def _in_time(leg: _Leg) -> tuple[datetime, bool, str, str]:
    return leg.at, leg.get("uniqueid") != leg.get("linkedid"), leg.get("sequence").zfill(9), leg.get("dstchannel")


def _talks(rung: list[_Leg]) -> list[Talk]:
    return [
        Talk(at, at + timedelta(seconds=leg.billsec_s), _peer(leg.get("dstchannel")) or leg.get("dst"))
        for leg in rung
        if leg.billsec_s and (at := _picked_up_at(leg)) is not None
    ]


def _peer(channel: str) -> str | None:
    """`PJSIP/4021-00000002` -> 4021, `Local/4021@from-queue-01;2` -> 4021, `PJSIP/trunk-4` -> trunk."""
    technology, _, rest = channel.partition("/")
    name = rest.partition("@")[0].partition(";")[0]
    stem, _, number = name.rpartition("-")
    if stem and number and not number.strip("0123456789abcdef"):
        name = stem
    return name if name and technology.isalnum() and "/" not in name else None


@lru_cache(maxsize=8_192)
def _name_in(clid: str) -> str | None:
    """Of `"Anne Dupont" <0199001201>`; the quotes within may be doubled once more."""
    name = re.sub(r"\s*<[^<>]*>\s*$", "", clid).strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    return name.replace('\\"', '"').replace('""', '"') or None


def _name_of(peer: str, legs: list[_Leg]) -> str | None:
    return next((name for leg in legs if (name := leg.get("dst_cnam")) and leg.get("dst") == peer), None)
