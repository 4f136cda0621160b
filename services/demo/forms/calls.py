"""Happenings as rows of Asterisk's Master.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from io import StringIO

from services.demo.chance import mark
from services.demo.hours import ZONE
from services.demo.people import AGENTS
from services.demo.ringing import Call
from services.demo.telling import Happening

SWITCHBOARD = "0536490100"
NAMES = dict(AGENTS)


def call_log(happenings: Iterable[Happening]) -> bytes:
    """The log of these calls, in order of time; local times without a zone, as the exchange writes them."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    for happening in sorted(happenings, key=lambda one: (one.at, one.key)):
        writer.writerows(_rows(happening))
    return out.getvalue().encode()


def _rows(happening: Happening) -> Iterator[list[str | int]]:
    call = happening.call
    if call is None:
        raise ValueError(f"{happening.key} is not a call")
    if call.passed_on and call.talk_s:
        first = call.talk_s // 3  # the call is handed on: two legs, one call
        yield _row(happening, call, call.extension, happening.at, call.wait_s, first)
        yield _row(happening, call, call.passed_on, happening.at + timedelta(seconds=call.wait_s + first), 4, call.talk_s - first - 4)
    else:
        yield _row(happening, call, call.extension, happening.at, call.wait_s, call.talk_s)


def _row(happening: Happening, call: Call, extension: str, start: datetime, wait_s: int, talk_s: int) -> list[str | int]:
    person, ours = happening.person, happening.direction == "out"
    place = int(mark(happening.key, happening.at.isoformat())[:6], 16)
    outside, inside = f"PJSIP/trunk-{place:08x}", f"PJSIP/{extension}-{place + 1:08x}"
    app, said = ("VoiceMail", f"{extension}@default,u") if call.end == "voicemail" else ("Dial", f"PJSIP/{extension},30,tT")
    spoke_s = 25 if call.end == "voicemail" else talk_s
    answered = call.end in ("answered", "voicemail") and spoke_s > 0
    number = "00" + person.tel[1:] if person.tel.startswith("+") else person.tel
    end = start + timedelta(seconds=wait_s + spoke_s)
    disposition = "ANSWERED" if answered else "BUSY" if call.end == "busy" else "NO ANSWER"
    if ours:
        ways = [
            extension,
            extension,
            number,
            "from-internal",
            f'"{NAMES[extension]}" <{extension}>',
            inside,
            outside,
            "Dial",
            f"PJSIP/{number}@trunk",
        ]
    else:
        far = "" if call.end == "voicemail" else inside
        ways = ["", person.tel, SWITCHBOARD, "from-trunk", f'"{person.name}" <{person.tel}>', outside, far, app, said]
    when = [_local(start), _local(start + timedelta(seconds=wait_s)) if answered else "", _local(end)]
    return [*ways, *when, wait_s + spoke_s, spoke_s, disposition, "DOCUMENTATION", f"{int(happening.at.timestamp())}.{place}", ""]


def _local(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")
