"""FreeSWITCH: mod_json_cdr (one object, a list, or one a line), mod_xml_cdr, and mod_cdr_csv's template `example`.

A record is one leg; `originating_leg_uuid`, `originator` or `call_uuid` name the leg that began the call.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from mmap import mmap
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Original, Reading
from streams.channels.phone.call import Call, Speaker, is_extension, local_time
from streams.channels.phone.text import Row, lines, rows
from streams.rules.calls import Measures, whole_seconds

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_LAST = datetime.max.replace(tzinfo=UTC)
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_MACHINES = frozenset(["voicemail", "ivr", "playback", "play_and_get_digits", "echo", "sleep", "hangup", "park", "record", "say", "phrase"])


class _Leg(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """`began`: uuid of the leg that the call began with. `bridged` None: the record does not say."""

    uuid: str
    began: str
    at: datetime | None
    answered_at: datetime | None
    duration_s: int | None
    billsec_s: int | None
    number: str
    name: str
    dialled: str
    rang: str = ""
    last_app: str = ""
    bridged: bool | None
    transferred: bool = False


def recognises(head: bytes) -> bool:
    start = head[:65_536].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return b'"variables"' in head and (b'"callflow"' in head or b'"core-uuid"' in head or b'"channel_data"' in head)
    if start[:1] == b"<":
        return re.search(rb"<cdr[\s>]", start[:2000]) is not None
    first = next(rows(head), None)
    return first is not None and _is_csv(first)


def _is_csv(row: Row) -> bool:
    cells = row.cells
    return (
        cells is not None
        and len(cells) >= 11
        and _UUID.fullmatch(cells[10].strip()) is not None
        and _STAMP.match(cells[4].strip()) is not None
    )


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Iterator[Call | Refusal]:
    legs: dict[str, list[_Leg]] = {}
    for leg in _legs(data, reading):
        if isinstance(leg, Refusal):
            yield leg
        else:
            legs.setdefault(leg.began, []).append(leg)
    for began, group in _under_one(legs).items():
        yield _joined(began, group)


def _under_one(legs: dict[str, list[_Leg]]) -> dict[str, list[_Leg]]:
    """A leg that began with a leg which itself began with another belongs to that one."""
    known = {leg.uuid: began for began, group in legs.items() for leg in group}
    joined: dict[str, list[_Leg]] = {}
    for began, group in legs.items():
        root, seen = began, {began}
        while (above := known.get(root, root)) not in seen:
            seen.add(above)
            root = above
        joined.setdefault(root, []).extend(group)
    return joined


def _legs(data: bytes | mmap, reading: Reading) -> Iterator[_Leg | Refusal]:
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        yield from _xml_legs(bytes(data[:]), reading)
    elif start in (b"{", b"["):
        yield from _json_legs(data, reading)
    else:
        for row in rows(data):
            yield _csv_leg(row, reading.tz)


def _csv_leg(row: Row, tz: str) -> _Leg | Refusal:
    remedy = "use the template `example`, or mod_json_cdr"
    if row.cells is None or len(row.cells) < 11:
        return Refusal(where=f"row {row.number}", what="it is no record of mod_cdr_csv", remedy=remedy)
    name, number, dialled, _, start, answer, _, lasted, billed, _, uuid, *others = map(str.strip, row.cells)
    at = local_time(start, tz)
    if at is None or not _UUID.fullmatch(uuid):
        what = "it is no date and time" if at is None else "it is no uuid"
        return Refusal(where=f"row {row.number}: {'start' if at is None else 'uuid'}", what=what, remedy=remedy)
    return _Leg(
        uuid=uuid, began=uuid, at=at, answered_at=local_time(answer, tz), duration_s=_seconds(lasted), billsec_s=_seconds(billed),
        number=number, name=name, dialled=dialled, bridged=others[0] != "" if others else None,
    )  # fmt: skip


def _json_legs(data: bytes | mmap, reading: Reading) -> Iterator[_Leg | Refusal]:
    remedy = "send each record as one JSON object, as mod_json_cdr writes it"
    try:
        whole = json.loads(bytes(data[:]))
    except (ValueError, RecursionError):
        for number, line in lines(data):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                yield Refusal(where=f"line {number}", what="it is no JSON", remedy=remedy)
                continue
            yield _from_json(record, f"line {number}", reading)
        return
    for number, record in enumerate(whole if isinstance(whole, list) else [whole], 1):
        yield _from_json(record, f"record {number}", reading)


def _from_json(record: Any, where: str, reading: Reading) -> _Leg | Refusal:
    variables = record.get("variables") if isinstance(record, dict) else None
    if not isinstance(variables, dict):
        return Refusal(where=where, what="it has no `variables`", remedy="send the record whole, as mod_json_cdr writes it")
    flow = record.get("callflow")
    profiles = [
        p
        for step in (flow if isinstance(flow, list) else [flow])
        if isinstance(step, dict) and isinstance(p := step.get("caller_profile"), dict)
    ]
    return _read(_texts(variables), _texts(profiles[-1]) if profiles else {}, where, reading)


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {key: _plain(str(value)) for key, value in values.items() if isinstance(value, str | int | float)}


def _plain(value: str) -> str:
    text = unquote(value) if "%" in value else value
    return text.encode("utf-8", "replace").decode().strip()  # JSON can spell half a character


def _xml_legs(data: bytes, reading: Reading) -> Iterator[_Leg | Refusal]:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # nothing that mod_xml_cdr writes; entities can be bombs
        yield Refusal(where="file", what="it declares a document type", remedy="send the record as mod_xml_cdr writes it")
        return
    body = re.sub(rb"^\s*(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>", b"", data)
    try:
        root = ElementTree.fromstring(b"<all>" + body + b"</all>")  # noqa: S314  # no document type, hence no entities
    except (ElementTree.ParseError, ValueError) as error:
        yield Refusal(where="file", what=f"it is no whole XML ({error})", remedy="the file may be cut off: send it again")
        return
    for number, cdr in enumerate(root.iter("cdr"), 1):
        variables = {node.tag: _plain(node.text or "") for node in cdr.find("variables") or ()}
        profiles = list(cdr.iter("caller_profile"))
        profile = {node.tag: _plain(node.text or "") for node in profiles[-1]} if profiles else {}
        yield _read(variables, profile, f"record {number}", reading)


def _read(values: dict[str, str], profile: dict[str, str], where: str, reading: Reading) -> _Leg | Refusal:
    uuid = values.get("uuid") or profile.get("uuid") or values.get("call_uuid") or ""
    if not uuid:
        return Refusal(where=f"{where}: uuid", what="it is missing", remedy="send the record whole")
    at = _instant(values, "start", reading.tz)
    if at is None and (values.get("start_stamp") or values.get("start_epoch")):
        return Refusal(where=f"{where}: start", what="it is no date and time", remedy="send start_epoch or start_stamp")
    bridge = values.get("bleg_uuid", values.get("last_bridge_to", values.get("bridge_uuid", values.get("signal_bond"))))
    began = values.get("originating_leg_uuid") or values.get("originator") or values.get("call_uuid") or uuid
    rang = values.get("dialed_user") or profile.get("callee_id_number") or ""
    if not rang and (channel := re.match(r"[^/]+/[^/]+/(?:sip:)?([^@/]+)@", values.get("bridge_channel", ""))):
        rang = channel[1]
    return _Leg(
        uuid=uuid,
        began=began,
        at=at,
        answered_at=_instant(values, "answer", reading.tz),
        duration_s=_seconds(values.get("duration")),
        billsec_s=_seconds(values.get("billsec")),
        number=profile.get("caller_id_number") or values.get("caller_id_number") or "",
        name=profile.get("caller_id_name") or values.get("caller_id_name") or "",
        dialled=profile.get("destination_number") or values.get("destination_number") or "",
        rang=rang,
        last_app=(values.get("last_app") or values.get("current_application") or "").lower(),
        bridged=bool(bridge) if bridge is not None else None,
        transferred=bool(values.get("transfer_history") or values.get("blind_transfer_uuid") or values.get("att_xfer_result")),
    )


def _instant(values: dict[str, str], name: str, tz: str) -> datetime | None:
    for field, scale in ((f"{name}_uepoch", 1_000_000), (f"{name}_epoch", 1)):
        if (given := values.get(field)) and re.fullmatch(r"\d{9,16}", given) and int(given) > 0:
            seconds = int(given) / scale
            if 0 < seconds < 7e9:
                return datetime.fromtimestamp(round(seconds, 3), UTC)
    return local_time(values.get(f"{name}_stamp", ""), tz)


def _seconds(text: str | None) -> int | None:
    return int(text) if text and len(text) < 10 and text.isascii() and text.isdigit() else None


def _joined(began: str, group: list[_Leg]) -> Call:
    legs = sorted(group, key=lambda leg: (leg.uuid != began, leg.at or _LAST, leg.uuid)) if len(group) > 1 else group
    main, others = legs[0], [leg for leg in legs if leg.uuid != legs[0].uuid]
    spoken = [leg for leg in others if leg.answered_at is not None and leg.billsec_s]
    picked_up = bool(main.billsec_s) or main.answered_at is not None
    bridged = main.bridged is True or bool(spoken)
    answered = picked_up and (
        bridged or (main.bridged is None and main.last_app not in _MACHINES) or (main.bridged is False and main.last_app == "")
    )
    measures: Measures = {"answered": answered}
    if answered:
        talk = max((leg.billsec_s for leg in spoken if leg.billsec_s is not None), default=main.billsec_s)
        at = min((leg.answered_at for leg in spoken if leg.answered_at is not None), default=main.answered_at)
        if talk is not None:
            measures["duration_s"] = talk
        if at is not None and main.at is not None and at >= main.at:
            measures["wait_s"] = whole_seconds(at - main.at)
    else:
        if main.last_app != "voicemail" and main.billsec_s is not None and not picked_up:
            measures["duration_s"] = 0
        if main.duration_s is not None and not picked_up:
            measures["wait_s"] = main.duration_s
    if picked_up and not answered and main.last_app == "voicemail":
        measures["voicemail"] = True
    if any(leg.transferred for leg in legs):
        measures["transferred"] = True
    rang = [leg.dialled for leg in (spoken or others) if is_extension(leg.dialled)] or [main.rang]
    inward = not is_extension(main.number)
    return Call(
        key=f"freeswitch\0{began.lower()}",
        at=main.at,
        caller=Speaker(main.number, main.name),
        callee=Speaker(main.dialled),
        agents=tuple([Speaker(number) for number in dict.fromkeys(rang) if number]) if answered and inward else (),
        measures=measures,
    )
