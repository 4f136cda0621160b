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

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Call, Speaker, is_extension, local_time, steady_time
from streams.channels.phone.columns import Columns, Talk, handed_on, named, picker, refused, seconds, table, talked_s
from streams.channels.phone.groups import grouped
from streams.rules.calls import Measures, whole_seconds

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
_READ = "start answer duration billsec disposition lastapp dstchannel uniqueid linkedid sequence src cnum cnam clid dst did dst_cnam"


class _Ends(NamedTuple):
    """Who called and what was called, `inside`: from one of our telephones. `src` and `dst` as written, `named`: of the one at `dst`."""

    inside: bool
    caller: Speaker
    callee: Speaker
    src: str
    dst: str
    named: str | None
    to_mailbox: bool


class _Leg(msgspec.Struct, frozen=True, gc=False):
    """`line`: something was dialled and rung, not a machine of our own spoken to. `opens`: the call has the id of this leg."""

    at: datetime
    answered_at: datetime | None
    duration_s: int | None
    billsec_s: int | None
    answered: bool
    voicemail: bool
    line: bool
    opens: bool
    sequence: str
    channel: str
    peer: str | None
    ends: _Ends


def recognises(head: bytes) -> bool:
    """By the header, or by where a date and a disposition stand in a row without one."""
    return table(head, _columns) is not None


def _columns(first: list[str]) -> tuple[Columns, bool] | None:
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
    found = table(bytes(data[:65_536]), _columns)
    if found is None:
        return
    for key, told in grouped(data, found.cut, _of_one_call(found.columns), _reader(found.columns, reading), skip=found.skip):
        if isinstance(told, Refusal):
            yield told
        elif told:
            yield _joined(key or "", told)


def _of_one_call(columns: Columns) -> Callable[[list[str]], str | None]:
    """linkedid, else uniqueid; an id that carries no clock of its own, or none, is told apart by when and who (see `_key`)."""
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


def _reader(columns: Columns, reading: Reading) -> Callable[[int, list[str] | None], _Leg | Refusal]:
    pick, width, says_how, tz = picker(columns, _READ.split()), len(columns), "disposition" in columns, reading.tz
    says_whom = "dstchannel" in columns

    def leg(number: int, cells: list[str] | None) -> _Leg | Refusal:
        if cells is None:
            return refused(number, "row", "a quoted field is not closed", "the file may be cut off: export it again")
        if len(cells) < width - 4:
            return refused(number, "row", f"it has {len(cells)} of {width} columns", "the file may be cut off: export it again")
        start, answer, lasted, billed, disposition, app, channel, unique, linked, sequence, *ends = pick(cells)
        near, at = None, steady_time(start, tz)
        if at is None:
            clock = _CLOCK.search(unique)
            near = float(clock[1]) if clock else None
            at = local_time(start, tz, near=near, month_first=reading.month_first)
        if at is None:
            return refused(number, "start", f"{start[:40]!r} is no date and time", "export the column as YYYY-MM-DD HH:MM:SS")
        duration_s, billsec_s = seconds(lasted), seconds(billed)
        if (duration_s is None and lasted.strip()) or (billsec_s is None and billed.strip()):
            name, written = ("billsec", billed) if duration_s is not None or not lasted.strip() else ("duration", lasted)
            return refused(number, name, f"{written[:40]!r} is not a number of seconds", f"export the column {name} in seconds")
        answered_at = steady_time(answer, tz) if answer else None
        if answer and answered_at is None:
            answered_at = local_time(answer, tz, near=at.timestamp() if near is None else near, month_first=reading.month_first)
        said = _ends(*ends)
        picked_up, to_mailbox, to_machine, dialled = _went(disposition, app, says_whom)
        if not says_how:
            picked_up = bool(billsec_s)
        voicemail = to_mailbox or said.to_mailbox
        return _Leg(
            at, answered_at, duration_s, billsec_s,
            picked_up and not voicemail and (not to_machine or channel != ""), voicemail and picked_up, dialled and channel != "",
            linked != "" and unique.strip() == linked.strip(), sequence, channel, _peer(channel), said,
        )  # fmt: skip

    return leg


@lru_cache(maxsize=1_024)
def _went(disposition: str, app: str, says_whom: bool) -> tuple[bool, bool, bool, bool]:
    """Whether it was picked up, went to a mailbox, to a machine of ours, and to what was dialled.

    A queue picks up itself and plays music: somebody answered where the record says who (`says_whom`: it has a column for them).
    """
    name = app.strip().lower()
    to_machine = name in _MACHINES or (says_whom and name == "queue")
    return disposition.strip().upper() == "ANSWERED", name in _VOICEMAIL, to_machine, name in ("dial", "")


def _mailbox(dst: str) -> str | None:
    found = _MAILBOX.fullmatch(dst.strip()) if "vm" in dst else None
    return found[1] if found else None


def _picked_up_at(leg: _Leg) -> datetime | None:
    if leg.answered_at is not None:
        return leg.answered_at
    if leg.duration_s is None or leg.billsec_s is None:
        return None
    return leg.at + timedelta(seconds=leg.duration_s - leg.billsec_s)


def _alone(name: str, leg: _Leg) -> Call:
    """What `_joined` says of a call of one leg, as most are: there is nothing to choose from, hence half of the time."""
    ends, peer = leg.ends, leg.peer
    measures: Measures = {"answered": leg.answered}
    ours = peer is not None and peer.isdigit()
    if leg.billsec_s is not None and not leg.voicemail:
        measures["duration_s"] = leg.billsec_s if leg.answered else 0
    until = _picked_up_at(leg) if leg.answered or leg.voicemail else None
    if until is None:
        if not leg.answered and leg.duration_s is not None:
            measures["wait_s"] = leg.duration_s
    elif until >= leg.at or not leg.answered:
        measures["wait_s"] = whole_seconds(until - leg.at)
    if leg.voicemail:
        measures["voicemail"] = True
    return Call(
        key=_key(name, leg),
        at=leg.at,
        caller=ends.caller,
        callee=ends.callee,
        agents=(_took(peer, ends.named if ends.dst.strip() == peer else None),) if ours and leg.answered and not ends.inside else (),
        leaves=ends.inside and peer is not None and not ours and is_extension(ends.callee.number or ""),
        measures=measures,
    )


def _joined(name: str, group: list[_Leg]) -> Call:
    if len(group) == 1:
        return _alone(name, group[0])
    legs = sorted(group, key=_in_time)
    main = next((leg for leg in legs if leg.opens), legs[0])
    measures, heard = _measured(legs)
    inside, caller, callee, *_ = main.ends
    peers = [leg.peer for leg in heard if leg.peer]
    ours = [peer for peer in peers if peer.isdigit()]
    took = dict.fromkeys(ours) if measures["answered"] and not inside else ()
    return Call(
        key=_key(name, legs[0]),
        at=legs[0].at,
        caller=caller,
        callee=callee,
        agents=tuple([_took(peer, _name_of(peer, legs)) for peer in took]),
        leaves=inside and bool(peers) and not ours and is_extension(callee.number or ""),
        measures=measures,
    )


@lru_cache(maxsize=4_096)
def _took(peer: str, name: str | None) -> Speaker:
    return Speaker(peer, name)


def _key(name: str, first: _Leg) -> str:
    if name and "\0" not in name:
        return "asterisk\0" + name
    unique = name.partition("\0")[0]
    return "\0".join(("asterisk", unique, first.at.isoformat(), first.ends.src, "" if unique else first.ends.dst))


@lru_cache(maxsize=32_768)
def _ends(src: str, cnum: str, cnam: str, clid: str, dst: str, did: str, dst_cnam: str) -> _Ends:
    number, reached, mailbox = src.strip() or cnum.strip(), dst.strip(), _mailbox(dst)
    inside = is_extension(number)
    called = reached if inside else did.strip() or reached
    named = dst_cnam.strip() or None
    callee = Speaker(_mailbox(called) or called, named if called == reached and is_extension(called) else None)
    caller = Speaker(number, cnam.strip() or _name_in(clid))
    return _Ends(inside, caller, callee, src, dst, named, mailbox is not None)


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


def _in_time(leg: _Leg) -> tuple[datetime, bool, str, str]:
    return leg.at, not leg.opens, leg.sequence.strip().zfill(9), leg.channel


def _talks(rung: list[_Leg]) -> list[Talk]:
    return [
        Talk(at, at + timedelta(seconds=leg.billsec_s), leg.peer or leg.ends.dst.strip())
        for leg in rung
        if leg.billsec_s and (at := _picked_up_at(leg)) is not None
    ]


def _peer(channel: str) -> str | None:
    """`PJSIP/4021-00000002` -> 4021, `Local/4021@from-queue-01;2` -> 4021, `PJSIP/trunk-4` -> trunk."""
    stem, _, number = channel.rpartition("-")
    return _device(channel if number.strip("0123456789abcdef") else stem)


@lru_cache(maxsize=4_096)
def _device(channel: str) -> str | None:
    technology, _, rest = channel.strip().partition("/")
    name = rest.partition("@")[0].partition(";")[0]
    return name if name and technology.isalnum() and "/" not in name else None


def _name_in(clid: str) -> str | None:
    """Of `"Anne Dupont" <0199001201>`; the quotes within may be doubled once more."""
    name = re.sub(r"\s*<{1,2}[^<>]*>{1,2}\s*$", "", clid).strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    return name.replace('\\"', '"').replace('""', '"') or None


def _name_of(peer: str, legs: list[_Leg]) -> str | None:
    return next((leg.ends.named for leg in legs if leg.ends.named and leg.ends.dst.strip() == peer), None)
