"""The call log of an Android telephone, as backup programs write it: XML, CSV, JSON.

"Fields in XML backup files" of SMS Backup & Restore, `<call .../>`; Super Backup writes `<log .../>` with `dur` and `name`; Termux gives
JSON. `type` is that of android.provider.CallLog.Calls (1 incoming, 2 outgoing, 3 missed, 4 voicemail, 5 rejected, 6 blocked, 7 answered
on another device), `date` is epoch milliseconds, `duration` seconds, `presentation` other than 1 a number that was not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from mmap import mmap

from schemas.errors import Refusal
from schemas.interaction import Direction, Original, Reading
from streams.channels.entities import unescape
from streams.channels.phone.call import Speaker
from streams.channels.phone.records import Record, look, records
from streams.channels.phone.told import Calls, Told, calls_told, flat, instant, refused, seconds, text

_ENTRY = re.compile(rb"<(?:call|log)\s((?:[^\"'<>]|\"[^\"<]*\"|'[^'<]*')*)>")
_ATTRIBUTE = re.compile(rb"(?<![A-Za-z_])([A-Za-z_]{1,60}+)\s{0,8}=\s{0,8}(?:\"([^\"<]*)\"|'([^'<]*)')")
_HALVES = re.compile(r"&#(5[5-6]\d{3});&#(5[6-7]\d{3});")
_NUMBERS = ("number", "phonenumber", "phone", "callnumber", "numero", "numerodetelephone", "telephone")
_TYPES = ("type", "calltype", "typedappel")
_WORDS: tuple[tuple[str, str], ...] = (
    ("1", r"incoming|received|answered|entrants?|re[çc]u"),
    ("2", r"outgoing|dial+ed|sortants?|[ée]mis|pass[ée]"),
    ("3", r"missed|manqu[ée]|en absence"),
    ("4", r"voice ?mail|messagerie|bo[iî]te vocale"),
    ("5", r"rejected|declined|refus[ée]|rejet[ée]"),
    ("6", r"blocked|bloqu[ée]"),
    ("7", r"answered[ _]externally"),
)


def recognises(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"<":
        return re.search(rb"<calls[\s>]|<alllogs?[\s>]", start[:4096]) is not None
    kind, names = look(head)
    return (
        kind in ("table", "json")
        and bool(set(_NUMBERS) & names)
        and bool(set(_TYPES) & names)
        and bool({"duration", "dur", "durationseconds", "durationins", "callduration", "duree"} & names)
        and bool({"date", "datetime", "dateandtime", "time", "timestamp", "callday"} & names)
    )


def calls(data: bytes | mmap, original: Original, reading: Reading) -> Calls:
    start = bytes(data[:64]).removeprefix(b"\xef\xbb\xbf").lstrip()
    yield from calls_told("android", _entries(data) if start[:1] == b"<" else records(data, "calls"), _read, reading)


def _entries(data: bytes | mmap) -> Iterator[Record | Refusal]:
    """Every entry that is whole. Not by an XML parser: these programs write half characters, which no parser takes."""
    number, end = 0, 0
    for number, found in enumerate(_ENTRY.finditer(data), 1):
        end = found.end()
        attributes = {name.decode("ascii"): _plain(double or single) for name, double, single in _ATTRIBUTE.findall(found[1])}
        yield Record(f"call {number}", dict(attributes))
    if re.search(rb"</(?:calls|alllogs?)\s{0,8}>|<calls[^<>]{0,500}/>", data[end:]) is None:
        yield Refusal(where=f"call {number + 1}", what="the file is cut off here", remedy="copy the backup again, whole")


def _plain(value: bytes) -> str:
    text = _HALVES.sub(_whole, value.decode("utf-8", "replace"))
    return unescape(text)


def _whole(halves: re.Match[str]) -> str:
    high, low = int(halves[1]), int(halves[2])
    if 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    return "\ufffd"


def _read(record: Record, reading: Reading) -> Told | Refusal | None:
    fields = flat(record.fields)
    kind = _kind(text(fields, *_TYPES))
    if kind is None:
        return refused(record, "type", f"{text(fields, *_TYPES)[:40]!r} is no kind of call that is known here")
    date = text(fields, "date", "datetime", "dateandtime", "timestamp", "callday")
    clock = text(fields, "time", "calltime")
    at = next((at for written in (date, f"{date} {clock}", clock) if (at := instant(written, reading.tz, reading.month_first))), None)
    if at is None:
        return refused(record, "date", "it is no date and time")
    number = text(fields, *_NUMBERS)
    shown = text(fields, "presentation") in ("", "1")
    name = text(fields, "contactname", "name", "cachedname", "contact", "nom")
    other = Speaker(number if shown and number else None, None if re.fullmatch(r"\(.*\)|<.*>", name) else name or None)
    talk_s = seconds(fields, "duration", "dur", "durationseconds", "durationins", "callduration", "duree")
    direction: Direction = "out" if kind == "2" else "in"
    answered = talk_s != 0 if kind == "2" else kind in ("1", "7")
    return Told(
        call="\0".join((at.isoformat(), re.sub(r"[^\d+]", "", number), direction)),
        began_at=at,
        caller=Speaker(None) if direction == "out" else other,
        callee=other if direction == "out" else Speaker(None),
        direction=direction,
        answered=answered,
        machine=kind == "4",
        talk_s=talk_s,
    )


def _kind(given: str) -> str | None:
    if re.fullmatch(r"[1-7]", given):
        return given
    word = given.lower().removesuffix(" call").removeprefix("appel ").removesuffix("_type")
    return next((kind for kind, words in _WORDS if re.fullmatch(words, word)), None)
