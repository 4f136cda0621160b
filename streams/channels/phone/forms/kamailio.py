"""Kamailio and OpenSIPS: tables `acc` and `missed_calls` of the module acc, and the table `cdrs` that is made of them.

Built from the documentation of the module acc (both projects): one row for a transaction when its final reply is known - the INVITE that
is answered or refused, the BYE - joined by the SIP Call-ID. The time of an INVITE's row is that of the reply, so there is no waiting to
be read, unless the row has OpenSIPS's `setuptime` and `created`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from mmap import mmap
from typing import NamedTuple

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Call, Speaker, is_extension, local_time
from streams.channels.phone.columns import Columns, cells_of, first_of, named, refused, seconds, table
from streams.channels.phone.groups import grouped
from streams.channels.phone.text import Row
from streams.rules.calls import Measures, whole_seconds

_NAMES = {
    "method": "method",
    "callid": "callid",
    "call_id": "callid",
    "sip_call_id": "callid",
    "sip_callid": "callid",
    "sip_code": "code",
    "sip_reason": "reason",
    "time": "time",
    "call_start_time": "start",
    "start_time": "start",
    "end_time": "end",
    "created": "created",
    "setuptime": "setup",
    "duration": "duration",
    "src_user": "from",
    "src_username": "from",
    "from_user": "from",
    "caller": "from",
    "caller_id": "from",
    "src_name": "name",
    "from_name": "name",
    "dst_ouser": "dialled",
    "dst_ousername": "dialled",
    "dst_user": "to",
    "dst_username": "to",
    "callee": "to",
    "callee_id": "to",
}


class _Row(NamedTuple):
    """`code`: the SIP status. `talk_s`: only in tables that have whole calls."""

    at: datetime
    method: str
    code: int
    began_at: datetime | None
    setup_s: int | None
    talk_s: int | None
    caller: str
    name: str
    dialled: str
    reached: str


def recognises(head: bytes) -> bool:
    return table(head, _columns) is not None


def _columns(first: list[str]) -> tuple[Columns, bool] | None:
    written = {cell.strip('"').lower() for cell in first}
    columns = named(first, _NAMES)
    of_acc = {"method", "callid", "code", "time"} <= set(columns)
    of_cdrs = {"callid", "start", "duration", "from", "to"} <= set(columns) and bool(
        {"sip_call_id", "sip_callid", "src_username"} & written
    )
    return (columns, True) if of_acc or of_cdrs else None


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Iterator[Call | Refusal | None]:
    found = table(bytes(data[:65_536]), _columns)
    if found is None:
        return
    columns = found.columns
    of_one_call = first_of(columns, "callid")
    for key, told in grouped(data, found.cut, of_one_call, lambda *row: _row(Row(*row), columns, reading), skip=found.skip):
        if isinstance(told, Refusal):
            yield told
            continue
        begun = [row for row in told if row.method == "INVITE"]
        if begun:
            yield _joined(key or "", sorted(set(begun), key=repr), told)
        elif any(row.method == "BYE" for row in told):
            what = "it is the end of a call whose beginning is not here"
            yield Refusal(where=f"callid {(key or '')[:60]}", what=what, remedy="export a period that has both")
        else:
            yield None  # REGISTER, MESSAGE, ACK ...


def _row(row: Row, columns: tuple[str, ...], reading: Reading) -> _Row | Refusal:
    if row.cells is None or len(row.cells) < len(columns) - 2:
        return refused(row.number, "row", "it is no whole record", "the file may be cut off: export it again")
    cells = cells_of(row.cells, columns)
    written = cells.get("start") or cells.get("time") or ""
    at = local_time(written, reading.tz, month_first=reading.month_first)
    if at is None:
        return refused(row.number, "time", f"{written[:40]!r} is no time", "export the column as YYYY-MM-DD HH:MM:SS")
    callid = cells.get("callid", "")
    if not callid:
        return refused(row.number, "callid", "it is missing", "export the table with its column callid")
    whole = "method" not in columns
    created = local_time(cells.get("created", ""), reading.tz) if not whole else None
    return _Row(
        at=at,
        method="INVITE" if whole else cells.get("method", "").upper(),
        code=int(cells.get("code", "")) if re.fullmatch(r"[1-6]\d\d", cells.get("code", "")) else 200 if whole else 0,
        began_at=at if whole else created,
        setup_s=seconds(cells.get("setup", "")) if created else None,
        talk_s=seconds(cells.get("duration", "")) if whole or created else None,
        caller=_user(cells.get("from", "")),
        name=cells.get("name", ""),
        dialled=_user(cells.get("dialled", "")),
        reached=_user(cells.get("to", "")),
    )


def _user(written: str) -> str:
    """Of a user, or of an address `sip:user@host`."""
    return re.sub(r"(?i)^sips?:", "", written.strip("<>")).partition("@")[0]


def _joined(callid: str, begun: list[_Row], rows: list[_Row]) -> Call:
    begun = sorted(begun, key=lambda row: (row.at, row.code))
    answers = [row for row in begun if 200 <= row.code < 300]
    main = answers[0] if answers else begun[-1]
    over = min((row.at for row in rows if row.method == "BYE" and row.at >= main.at), default=None)
    measures: Measures = {"answered": bool(answers)}
    if answers and main.talk_s is not None:
        measures["duration_s"] = main.talk_s
    elif answers and over is not None:
        measures["duration_s"] = whole_seconds(timedelta(seconds=(over - main.at).total_seconds()))
    if main.setup_s is not None:
        measures["wait_s"] = main.setup_s
    inside = is_extension(main.caller)
    return Call(
        key=f"sip\0{callid}",
        at=main.began_at or begun[0].at,
        caller=Speaker(main.caller or None, main.name),
        callee=Speaker(main.dialled or main.reached or None),
        agents=(Speaker(main.reached),) if answers and not inside and is_extension(main.reached) else (),
        measures=measures,
    )
