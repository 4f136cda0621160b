"""Asterisk's call detail records as CSV: Master.csv, cdr_custom, exports of the database with a header (FreePBX and others).

Columns as documented under "CDR Specification" and "CDR CSV": a record is one leg, `linkedid` (else `uniqueid`) joins them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from mmap import mmap

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Call, Measures, Speaker, is_extension, local_time, steady_time, whole_seconds
from streams.channels.phone.columns import Columns, Talk, handed_on, named, picker, refused, seconds, table, talked_s
from streams.channels.phone.groups import grouped, read_each
from streams.channels.phone.text import Row

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
_DST, _DSTCHANNEL, _UNIQUEID = 1, 3, 4  # of what is kept
_MAILBOX = re.compile(r"vm[ubsi](\d+)")
_CLOCK = re.compile(r"(?:^|[-.])(\d{9,11})\.\d+$")


# What is made of a row, then what is kept as it stands.
_READ = """
    start answer duration billsec disposition lastapp
    src dst clid dstchannel uniqueid linkedid sequence cnum cnam did dst_cnam
""".split()  # noqa: SIM905  # read as words


class _Leg(msgspec.Struct, frozen=True, gc=False):
    """`line`: something was dialled and rung, not a machine of our own spoken to. The texts are those of the row."""

    at: datetime
    answered_at: datetime | None
    duration_s: int | None
    billsec_s: int | None
    answered: bool
    voicemail: bool
    line: bool
    src: str
    dst: str
    clid: str
    dstchannel: str
    uniqueid: str
    linkedid: str
    sequence: str
    cnum: str
    cnam: str
    did: str
    dst_cnam: str


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
    read, plain = _reader(found.columns, reading.tz, reading.month_first), _plain_reader(found.columns, reading.tz)
    for name, rows in grouped(data, found.cut, _of_one_call(found.columns), skip=found.skip):
        if len(rows) == 1 and (call := plain(name, rows[0].cells)) is not None:
            yield call
            continue
        legs, refusals = read_each(rows, read)
        yield from refusals
        if legs:
            yield _joined(f"asterisk\0{name}" if name and "\0" not in name else _key(legs[0]), legs)


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


def _reader(columns: Columns, tz: str, month_first: bool) -> Callable[[Row], _Leg | Refusal]:
    pick, width, says_how = picker(columns, _READ), len(columns), "disposition" in columns

    def leg(row: Row) -> _Leg | Refusal:
        if row.cells is None:
            return refused(row.number, "row", "a quoted field is not closed", "the file may be cut off: export it again")
        if len(row.cells) < width - 4:
            return refused(row.number, "row", f"it has {len(row.cells)} of {width} columns", "the file may be cut off: export it again")
        start, answer, lasted, billed, disposition, app, *kept = pick(row.cells)
        near, at = None, steady_time(start, tz)
        if at is None:
            clock = _CLOCK.search(kept[_UNIQUEID])
            near = float(clock[1]) if clock else None
            at = local_time(start, tz, near=near, month_first=month_first)
        if at is None:
            return refused(row.number, "start", f"{start[:40]!r} is no date and time", "export the column as YYYY-MM-DD HH:MM:SS")
        duration_s, billsec_s = seconds(lasted), seconds(billed)
        if (duration_s is None and lasted.strip()) or (billsec_s is None and billed.strip()):
            name, written = ("billsec", billed) if duration_s is not None or not lasted.strip() else ("duration", lasted)
            return refused(row.number, name, f"{written[:40]!r} is not a number of seconds", f"export the column {name} in seconds")
        answered_at = None
        if answer:
            near = at.timestamp() if near is None else near
            answered_at = steady_time(answer, tz) or local_time(answer, tz, near=near, month_first=month_first)
        app = app.strip().lower()
        voicemail = app in _VOICEMAIL or _mailbox(kept[_DST]) is not None
        picked_up = _is_answered(disposition) if says_how else bool(billsec_s)
        rung = bool(kept[_DSTCHANNEL])
        answered = picked_up and not voicemail and (rung or app not in _MACHINES)
        return _Leg(at, answered_at, duration_s, billsec_s, answered, voicemail and picked_up, rung and app in ("dial", ""), *kept)

    return leg


_ASKED = "start answer duration billsec disposition lastapp dstchannel src cnum cnam clid dst did dst_cnam".split()  # noqa: SIM905


def _plain_reader(columns: Columns, tz: str) -> Callable[[str | None, list[str] | None], Call | None]:
    """Of a call of one row on which a telephone was rung and answered, as most are: there is nothing to choose from, hence a third of
    the time. None: it has to be read as any other. `test_a_plain_row_says_what_it_says_as_any_other` holds the two to each other.
    """
    pick, width = picker(columns, _ASKED), len(columns)

    def plain(name: str | None, cells: list[str] | None) -> Call | None:
        if not name or cells is None or len(cells) != width or "\0" in name:
            return None
        start, answer, lasted, billed, disposition, app, channel, src, cnum, cnam, clid, dst, did, dst_cnam = pick(cells)
        if disposition != "ANSWERED" or not channel or (app != "Dial" and app != "Queue") or "vm" in dst:
            return None
        at, duration_s, billsec_s = steady_time(start, tz), seconds(lasted), seconds(billed)
        answered_at = steady_time(answer, tz) if answer else None
        if at is None or duration_s is None or billsec_s is None or (answer and answered_at is None):
            return None
        wait_s = whole_seconds(answered_at - at) if answered_at is not None else duration_s - billsec_s
        measures: Measures = {"answered": True, "duration_s": billsec_s}
        if wait_s >= 0:
            measures["wait_s"] = wait_s
        inside, caller, callee = _ends(src, cnum, cnam, clid, dst, did, dst_cnam)
        peer = _peer(channel)
        ours = peer is not None and peer.isdigit()
        return Call(
            key=f"asterisk\0{name}",
            at=at,
            caller=caller,
            callee=callee,
            agents=_took(peer, dst, dst_cnam) if ours and not inside else (),
            leaves=inside and peer is not None and not ours and is_extension(callee.number or ""),
            measures=measures,
        )

    return plain


@lru_cache(maxsize=4_096)
def _took(peer: str | None, dst: str, dst_cnam: str) -> tuple[Speaker, ...]:
    return (Speaker(peer, (dst_cnam.strip() if dst.strip() == peer else "") or None),)


@lru_cache(maxsize=64)
def _is_answered(disposition: str) -> bool:
    return disposition.strip().upper() == "ANSWERED"


def _mailbox(dst: str) -> str | None:
    found = _MAILBOX.fullmatch(dst.strip()) if "vm" in dst else None
    return found[1] if found else None


def _key(leg: _Leg) -> str:
    return "\0".join(("asterisk", leg.uniqueid, leg.at.isoformat(), leg.src, leg.dst if not leg.uniqueid else ""))


def _picked_up_at(leg: _Leg) -> datetime | None:
    if leg.answered_at is not None:
        return leg.answered_at
    if leg.duration_s is None or leg.billsec_s is None:
        return None
    return leg.at + timedelta(seconds=leg.duration_s - leg.billsec_s)


def _joined(key: str, group: list[_Leg]) -> Call:
    legs = sorted(group, key=_in_time)
    main = next((leg for leg in legs if leg.linkedid and leg.uniqueid.strip() == leg.linkedid.strip()), legs[0])
    measures, heard = _measured(legs)
    inside, caller, callee = _ends(main.src, main.cnum, main.cnam, main.clid, main.dst, main.did, main.dst_cnam)
    peers = [peer for leg in heard if (peer := _peer(leg.dstchannel))]
    ours = [peer for peer in peers if peer.isdigit()]
    took = dict.fromkeys(ours) if measures["answered"] and not inside else ()
    return Call(
        key=key,
        at=legs[0].at,
        caller=caller,
        callee=callee,
        agents=tuple([Speaker(peer, _name_of(peer, legs)) for peer in took]),
        leaves=inside and bool(peers) and not ours and is_extension(callee.number or ""),
        measures=measures,
    )


@lru_cache(maxsize=32_768)
def _ends(src: str, cnum: str, cnam: str, clid: str, dst: str, did: str, dst_cnam: str) -> tuple[bool, Speaker, Speaker]:
    """Whether the caller is one of us, who called, and what was called."""
    number, reached = src.strip() or cnum.strip(), dst.strip()
    inside = is_extension(number)
    called = reached if inside else did.strip() or reached
    of_theirs = dst_cnam.strip() if called == reached and is_extension(called) else None
    return inside, Speaker(number, cnam.strip() or _name_in(clid)), Speaker(_mailbox(called) or called, of_theirs or None)


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
    return leg.at, leg.uniqueid != leg.linkedid, leg.sequence.strip().zfill(9), leg.dstchannel


def _talks(rung: list[_Leg]) -> list[Talk]:
    return [
        Talk(at, at + timedelta(seconds=leg.billsec_s), _peer(leg.dstchannel) or leg.dst.strip())
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
    return next((name for leg in legs if (name := leg.dst_cnam.strip()) and leg.dst.strip() == peer), None)
