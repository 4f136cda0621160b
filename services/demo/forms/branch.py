"""Happenings as the branch's exchange tells them: FreeSWITCH, a JSON record a line, calls that are handed on said to be so."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.demo import NUMBERS
from services.demo.chance import mark
from services.demo.forms.calls import NAMES
from services.demo.hours import ZONE
from services.demo.telling import Happening

BRANCH = NUMBERS[2].replace("+33", "0")
VOICEMAIL_S = 25


def branch_log(happenings: Iterable[Happening]) -> bytes:
    """The records of these calls, in order of time."""
    ordered = sorted(happenings, key=lambda one: (one.at, one.key))
    return "".join(json.dumps(_record(one), ensure_ascii=False, separators=(",", ":")) + "\n" for one in ordered).encode()


def _record(happening: Happening) -> dict[str, Any]:
    call, person = happening.call, happening.person
    if call is None:
        raise ValueError(f"{happening.key} is not a call")
    ours, spoke = happening.direction == "out", call.end == "answered" and call.talk_s > 0
    number = "00" + person.tel[1:] if person.tel.startswith("+") else person.tel
    picked_up = spoke or call.end == "voicemail"
    billsec = (call.talk_s if spoke else VOICEMAIL_S) if picked_up else 0
    answered_at = happening.at + timedelta(seconds=call.wait_s)
    name, caller, dialled = (NAMES[call.extension], call.extension, number) if ours else (person.name, person.tel, BRANCH)
    uuid = _uuid(happening, "a")
    variables: dict[str, Any] = {
        "uuid": uuid,
        "call_uuid": uuid,
        "direction": "inbound",
        "start_stamp": _stamp(happening.at),
        "answer_stamp": _stamp(answered_at) if picked_up else "",
        "end_stamp": _stamp(answered_at + timedelta(seconds=billsec)),
        "start_epoch": _epoch(happening.at),
        "answer_epoch": _epoch(answered_at) if picked_up else "0",
        "end_epoch": _epoch(answered_at + timedelta(seconds=billsec)),
        "duration": str(call.wait_s + billsec),
        "billsec": str(billsec),
        "hangup_cause": "NORMAL_CLEARING" if picked_up else "ORIGINATOR_CANCEL",
        "last_app": "voicemail" if call.end == "voicemail" else "bridge",
        "dialed_user": dialled if ours else call.extension,
    }
    if spoke:
        variables["last_bridge_to"] = _uuid(happening, "b")
    if spoke and call.passed_on:
        handed_on_at = answered_at + timedelta(seconds=billsec // 3)
        variables["transfer_history"] = f"{_epoch(handed_on_at)}:{_uuid(happening, 'c')}:bl_xfer:{call.passed_on}/default/XML"
    profile = {"caller_id_name": name, "caller_id_number": caller, "destination_number": dialled}
    return {"core-uuid": str(UUID(int=1)), "variables": variables, "callflow": [{"dialplan": "XML", "caller_profile": profile}]}


def _uuid(happening: Happening, leg: str) -> str:
    return str(UUID(hex=mark(happening.key, happening.at.isoformat(), leg) * 2))


def _epoch(at: datetime) -> str:
    return str(int(at.timestamp()))


def _stamp(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
