"""Asterisk's channel event log (CEL): what cel_custom writes, and the table `cel` of the database backends.

Built from the Asterisk documentation, "CEL Specification" (names and order of the events) and the sample cel_custom.conf (order of
the columns). A line is one event of one channel; `linkedid` joins the channels of a call, as in the call detail records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from mmap import mmap
from typing import NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Call, Speaker, is_extension
from streams.channels.phone.columns import Columns, Talk, first_of, handed_on, logged_time, named, picker, refused, table, talked_s
from streams.channels.phone.groups import grouped
from streams.rules.calls import Measures, whole_seconds

_ORDER = (
    "eventtype eventtime cid_name cid_num cid_ani cid_rdnis cid_dnid exten context channame appname appdata"
    " amaflags accountcode uniqueid linkedid peer userfield userdeftype extra"
)
_COLUMNS = tuple(_ORDER.split())
_NAMES = {name: name for name in _COLUMNS} | {
    "cidname": "cid_name",
    "cidnum": "cid_num",
    "cidani": "cid_ani",
    "cidrdnis": "cid_rdnis",
    "ciddnid": "cid_dnid",
    "event": "eventtype",
    "eventname": "eventtype",
    "time": "eventtime",
    "channel": "channame",
    "linked_id": "linkedid",
    "unique_id": "uniqueid",
    "bridgepeer": "peer",
    "eventextra": "extra",
}
# As numbers they are those of `enum ast_cel_event_type`, from 1; BRIDGE_START and BRIDGE_END are of Asterisk 1.8 and 11.
_EVENTS = (
    "CHAN_START CHAN_END HANGUP ANSWER APP_START APP_END PARK_START PARK_END USER_DEFINED BRIDGE_ENTER BRIDGE_EXIT"
    " BLINDTRANSFER ATTENDEDTRANSFER PICKUP FORWARD LINKEDID_END LOCAL_OPTIMIZE LOCAL_OPTIMIZE_BEGIN STREAM_BEGIN STREAM_END DTMF"
)
_TYPES = _EVENTS.split()
_KNOWN = frozenset([*_TYPES, "BRIDGE_START", "BRIDGE_END", "BRIDGE_UPDATE", "CONF_ENTER", "CONF_EXIT", "HOLD", "UNHOLD", "TRANSFER"])
_JOINS, _LEAVES = frozenset(["BRIDGE_ENTER", "BRIDGE_START"]), frozenset(["BRIDGE_EXIT", "BRIDGE_END", "HANGUP", "CHAN_END"])
_VOICEMAIL = frozenset(["voicemail", "minivmrecord", "voicemailmain"])
_DIALLED = re.compile(r"[+*#0-9][*#0-9]+")


_KEPT = "cid_name cid_num cid_ani cid_dnid exten channame appname extra"
_CHANNAME = _KEPT.split().index("channame")


class _Event(NamedTuple):
    """`written`: the time as written, since microseconds order the events of one millisecond. `place`: that of its type in the life of
    a channel. `channel`: its uniqueid."""

    at: datetime
    written: str
    place: int
    kind: str
    channel: str
    cid_name: str
    cid_num: str
    cid_ani: str
    cid_dnid: str
    exten: str
    channame: str
    appname: str
    extra: str


def recognises(head: bytes) -> bool:
    return table(head, _columns) is not None


def _columns(first: list[str]) -> tuple[Columns, bool] | None:
    columns = named(first, _NAMES)
    if {"eventtype", "eventtime"} <= set(columns) and {"uniqueid", "linkedid"} & set(columns):
        return columns, True
    if len(first) >= 16 and first[0].upper() in _KNOWN and re.match(r"\d{9}|\d{4}-\d\d-", first[1]):
        return _COLUMNS, False
    return None


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Iterator[Call | Refusal | None]:
    """Calls in the order in which their first event stands."""
    found = table(bytes(data[:65_536]), _columns)
    if found is None:
        return
    columns = found.columns
    for key, told in grouped(data, found.cut, first_of(columns, "linkedid", "uniqueid"), _reader(columns, reading.tz), skip=found.skip):
        if isinstance(told, Refusal):
            yield told
        else:
            yield _joined(key, sorted(set(told))) if key and told else None


def _reader(columns: Columns, tz: str) -> Callable[[int, list[str] | None], _Event | Refusal]:
    pick, width = picker(columns, ["eventtype", "eventtime", "uniqueid", "linkedid", *_KEPT.split()]), len(columns)

    def event(number: int, cells: list[str] | None) -> _Event | Refusal:
        if cells is None or len(cells) < width - 4:
            return refused(number, "row", "it is no whole record", "the file may be cut off: export it again")
        kind, written, unique, linked, *kept = map(str.strip, pick(cells))
        at = logged_time(written, unique, tz)
        if at is None:
            return refused(number, "eventtime", f"{written[:40]!r} is no time", "export it as epoch seconds or YYYY-MM-DD HH:MM:SS")
        return _Event(at, written, *_kind(kind), unique or kept[_CHANNAME] or linked, *kept)

    return event


@lru_cache(maxsize=256)
def _kind(written: str) -> tuple[int, str]:
    """The place of a type in the life of a channel, and its name."""
    kind = written.upper()
    if kind.isascii() and kind.isdigit() and len(kind) < 4 and 1 <= int(kind) <= len(_TYPES):
        kind = _TYPES[int(kind) - 1]
    return _TYPES.index(kind) if kind in _TYPES else 8, kind


def _joined(key: str, events: list[_Event]) -> Call:
    begins = [event for event in events if event.kind == "CHAN_START"]
    main = key if any(event.channel == key for event in events) else (begins or events)[0].channel
    own = [event for event in events if event.channel == main]
    others = {event.channel: event for event in reversed(events) if event.channel != main and not _is_local(event)}
    talks = _talks(events, main, frozenset(others))
    begin, answered = own[0].at, bool(talks)
    voicemail = next((event for event in own if event.appname.lower() in _VOICEMAIL), None)
    measures: Measures = {"answered": answered}
    if talks:
        measures["duration_s"] = whole_seconds_of(talked_s(talks))
        until = min(talk.start for talk in talks)
    elif voicemail is not None:
        until = voicemail.at
    else:
        until = max(event.at for event in own)
        measures["duration_s"] = 0
    if len(own) > 1:
        measures["wait_s"] = whole_seconds(until - begin)
    if voicemail is not None and not answered and any(event.kind == "ANSWER" for event in own):
        measures["voicemail"] = True
    if answered and (handed_on(talks) or any(event.kind in ("BLINDTRANSFER", "ATTENDEDTRANSFER") for event in events)):
        measures["transferred"] = True
    caller = _caller(own)
    inside = is_extension(caller.number or "")
    spoken = [others[talk.with_whom] for talk in talks if talk.with_whom in others]
    return Call(
        key=f"asterisk\0{key}",
        at=begin,
        caller=caller,
        callee=_callee(own, others, events, caller),
        agents=tuple(_named(event, events) for event in spoken) if not inside else (),
        measures=measures,
    )


def whole_seconds_of(seconds: float) -> int | float:
    return int(seconds) if seconds == int(seconds) else seconds


def _is_local(event: _Event) -> bool:
    return event.channame.lower().startswith("local/")


def _talks(events: list[_Event], main: str, others: frozenset[str]) -> list[Talk]:
    """Who was connected with the caller, from when to when.

    A bridge is entered by each of its channels; those of Asterisk 1.8 name the channel at the other end, or nothing. Where the log keeps
    no bridges, a talk is from the answer of a called channel to its end. Channels that are both ends of our own plumbing do not count.
    """
    answered = {event.channel: event.at for event in reversed(events) if event.kind == "ANSWER" and event.channel in others}
    bridged = [event for event in events if event.kind in _JOINS and '"holding_bridge"' not in event.extra]
    ends = {event.channel: event.at for event in events if event.kind in ("HANGUP", "CHAN_END")}
    last = ends.get(main, events[-1].at)
    if not bridged:
        return sorted(Talk(at, max(at, min(last, ends.get(channel, last))), channel) for channel, at in answered.items())
    mine = _stays(events, main, last)
    talks: list[Talk] = []
    for channel in others:
        theirs = _stays(events, channel, ends.get(channel, last))
        if not theirs and channel in answered and not any(event.kind == "BRIDGE_ENTER" for event in bridged):
            theirs = [(answered[channel], ends.get(channel, last))]
        for start, end in theirs:
            shared = [(max(start, since), min(end, until)) for since, until in mine if since < end and start < until]
            talks += [Talk(since, until, channel) for since, until in shared if until > since]
    return sorted(talks)


def _stays(events: list[_Event], channel: str, last: datetime) -> list[tuple[datetime, datetime]]:
    """When the channel was in a bridge; moved from one bridge to another within a second it has stayed."""
    stays: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for event in events:
        if event.channel != channel:
            continue
        if event.kind in _JOINS and since is None and '"holding_bridge"' not in event.extra:
            since = event.at
        elif event.kind in _LEAVES and since is not None:
            stays.append((since, event.at))
            since = None
    if since is not None and last >= since:
        stays.append((since, last))
    return stays


def _caller(own: list[_Event]) -> Speaker:
    number = next((event.cid_num for event in own if event.cid_num), "") or next(
        (event.cid_ani for event in own if event.cid_ani), ""
    )
    return Speaker(number or None, next((event.cid_name for event in own if event.cid_num == number), None))


def _callee(own: list[_Event], others: dict[str, _Event], events: list[_Event], caller: Speaker) -> Speaker:
    """What was dialled; where nothing was (a call that a program began), whoever was rung."""
    dialled = [number for number in (own[0].cid_dnid, own[0].exten) if _DIALLED.fullmatch(number)]
    rung = [event for event in events if event.channel in others and event.cid_num not in ("", caller.number)]
    later = [event.exten for event in own if _DIALLED.fullmatch(event.exten)]
    number = next(iter([*dialled, *(event.cid_num for event in rung), *later]), None)
    return Speaker(number, next((event.cid_name for event in rung if event.cid_num == number), None))


def _named(first: _Event, events: list[_Event]) -> Speaker:
    """Who sits at a called channel: its caller id is the number that rang, else what the channel is called."""
    seen = next((event for event in events if event.channel == first.channel and is_extension(event.cid_num)), first)
    if is_extension(seen.cid_num):
        return Speaker(seen.cid_num, seen.cid_name)
    device = re.match(r"[A-Za-z0-9]+/(\d{2,6})-", first.channame)
    return Speaker(device[1] if device else None)
