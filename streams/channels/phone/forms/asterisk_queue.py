"""Asterisk's queue_log: the file, and the table `queue_log` of the realtime backend (columns data1 to data5, or `data`).

Built from the Asterisk documentation, "Queue Logs": time|callid|queue|agent|event|parameters. `callid` is the uniqueid of the
caller's channel, so the call has the same id as in the call detail records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from mmap import mmap
from typing import NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Leg, Original, Reading
from streams.channels.phone.call import Call, Speaker, is_extension
from streams.channels.phone.columns import Columns, Table, logged_time, named, picker, refused, seconds, table
from streams.channels.phone.groups import grouped
from streams.channels.phone.text import Cut, first_line
from streams.rules.calls import Measures, whole_seconds

_LINE = re.compile(r"\d{9,11}(?:\.\d{1,6})?\|[^|\n]*\|[^|\n]*\|[^|\n]*\|[A-Z_]{3,}(?:\||$)")
_COLUMNS = ("time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5")
_NAMES = {name: name for name in _COLUMNS} | {"queue": "queuename", "data": "data"}
_NOBODY = ("", "NONE", "REALTIME", "MANAGER")
# Where each event has how long the caller waited and spoke; COMPLETE.. and ..TRANSFER end a talk, the others end the waiting.
_WAITED = {"ABANDON": 3, "EXITWITHTIMEOUT": 3, "EXITEMPTY": 3, "EXITWITHKEY": 4, "CONNECT": 1}
_TALKED = {"COMPLETEAGENT": 2, "COMPLETECALLER": 2, "TRANSFER": 4, "BLINDTRANSFER": 4, "ATTENDEDTRANSFER": 4}
_TURNED_AWAY = frozenset(["JOINEMPTY", "FULL", "CLOSED", "JOINUNAVAIL"])
_OF_A_CALLER = frozenset(["ENTERQUEUE", "DID", "AGENTDUMP", "SYSCOMPAT", *_WAITED, *_TALKED, *_TURNED_AWAY])


class _Event(NamedTuple):
    at: datetime
    name: str
    queue: str
    agent: str
    data: tuple[str, ...]

    def seconds(self, place: int) -> int | None:
        return seconds(self.data[place - 1]) if len(self.data) >= place else None


def recognises(head: bytes) -> bool:
    return _table(head) is not None


def _table(head: bytes) -> Table | None:
    """A name may hold a quote: the file knows no quoting."""
    number, line = first_line(head)
    return Table(_COLUMNS, Cut("|", quoted=False), number - 1) if _LINE.match(line) else table(head, _columns)


def _columns(first: list[str]) -> tuple[Columns, bool] | None:
    columns = named(first, _NAMES)
    named_so = {"time", "callid", "event"} <= set(columns) and {"queuename", "agent"} & set(columns)
    return (columns, True) if named_so else None


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Iterator[Call | Refusal | None]:
    """Calls in the order in which their callers came; what members of a queue do by themselves is no call."""
    found = _table(bytes(data[:65_536]))
    if found is None:
        return
    columns = found.columns
    place = columns.index("callid")

    def caller(cells: list[str]) -> str | None:
        return cells[place].strip() if len(cells) > place and cells[place].strip() not in _NOBODY else None

    for key, told in grouped(data, found.cut, caller, _reader(columns, reading.tz), skip=found.skip):
        if isinstance(told, Refusal):
            yield told
        else:
            yield _joined(key, sorted(set(told))) if key and told else None


def _reader(columns: Columns, tz: str) -> Callable[[int, list[str] | None], _Event | Refusal | None]:
    pick = picker(columns, [*_COLUMNS[:5], "data", *_COLUMNS[5:]])

    def event(number: int, cells: list[str] | None) -> _Event | Refusal | None:
        if cells is None or len(cells) < 5:
            return refused(number, "row", f"it has {len(cells or ())} of 5 fields", "the file may be cut off: copy it again")
        time, call, queue, agent, name, together, *data = map(str.strip, pick(cells))
        name = name.upper()
        if name not in _OF_A_CALLER:
            return None
        at = logged_time(time, call, tz)
        if at is None:
            return refused(number, "time", f"{time[:40]!r} is no time", "export it as epoch seconds or YYYY-MM-DD HH:MM:SS")
        return _Event(at, name, queue, agent, tuple(together.split("|") if together else data))

    return event


def _joined(key: str, events: list[_Event]) -> Call:
    """The queue knows best how long its talk was, since in the detail records the music counts too; unless the caller was handed on."""
    entered = [event for event in events if event.name == "ENTERQUEUE"]
    connected = [event for event in events if event.name == "CONNECT"]
    ended = [event for event in events if event.name in _TALKED]
    first, answer = events[0], connected[0] if connected else ended[0] if ended else None
    begin = entered[0].at if entered else _before(first)
    measures: Measures = {"answered": answer is not None}
    waited = _waited(begin, entered, events, answer)
    if answer is not None:
        talks = [spoken for event in ended if (spoken := event.seconds(_TALKED[event.name])) is not None]
        if talks:
            measures["duration_s"] = sum(talks)
    if waited is not None:
        measures["wait_s"] = waited
    if any(event.name.endswith("TRANSFER") for event in ended) or len({event.agent for event in connected}) > 1:
        measures["transferred"] = True
    leg = Leg(inner=True, answered=True, talk_s=measures.get("duration_s"), wait_s=waited)
    number = next((event.data[1] for event in entered if len(event.data) > 1 and event.data[1]), None)
    agents = tuple(_agent(event.agent) for event in connected or ended)
    dialled = next((event.data[0] for event in events if event.name == "DID" and event.data and event.data[0]), None)
    inside = is_extension(number or "")
    queue = (entered[0] if entered else answer or first).queue
    return Call(
        key=f"asterisk\0{key}",
        at=begin,
        caller=Speaker(number),
        callee=Speaker(dialled or (queue if is_extension(queue) else None), None if queue in _NOBODY else queue),
        agents=agents,
        direction="internal" if inside else "in",
        measures=measures,
        legs=(leg,) if leg.talk_s is not None and "transferred" not in measures else (),
    )


def _waited(begin: datetime, entered: list[_Event], events: list[_Event], answer: _Event | None) -> int | float | None:
    """From the first queue to the answer or to giving up. The queue's own count is taken where the caller was in one queue only."""
    last = answer or next((event for event in reversed(events) if event.name in _WAITED), None)
    if last is None:
        return 0 if any(event.name in _TURNED_AWAY for event in events) and not entered else None
    given = last.seconds(_WAITED[last.name] if last.name in _WAITED else _TALKED[last.name] - 1)
    queues = [event for event in entered if event.at <= last.at]
    if given is not None and len(queues) <= 1:
        return given
    return whole_seconds(timedelta(seconds=round((last.at - begin).total_seconds())))


def _before(event: _Event) -> datetime:
    """When the caller came, where the log begins in the middle of a call."""
    waited = event.seconds(_WAITED[event.name]) if event.name in _WAITED else None
    if event.name in _TALKED:
        place = _TALKED[event.name]
        waited = (event.seconds(place) or 0) + (event.seconds(place - 1) or 0)
    return event.at - timedelta(seconds=waited or 0)


def _agent(written: str) -> Speaker:
    """`PJSIP/4021`, `Local/4021@from-queue/n` and `Agent/4021` are 4021; whatever has no slash is a name."""
    channel = re.match(r"[A-Za-z0-9]+/([^@/;-]+)", written)
    if channel:
        return Speaker(channel[1]) if channel[1].isdigit() else Speaker(None, channel[1])
    return Speaker(None) if written in _NOBODY else Speaker(written) if written.isdigit() else Speaker(None, written)
