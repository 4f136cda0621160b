"""winmail.dat, in which Outlook hides a mail's text and its attachments: [MS-OXTNEF], as far as a reader needs it.

A stream is a signature, a key and attributes (level, id, length, data, checksum); two attributes hold lists of MAPI properties.
What is broken ends the reading; what was read before it counts.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

from streams.channels.email.charset import decode
from streams.channels.email.html import html_to_text
from streams.channels.email.rtf import rtf_to_text, unpack

SIGNATURE = b"\x78\x9f\x3e\x22"
_DEEPEST = 3  # messages within one another
_MOST = 5000  # attributes or properties of one list
_BODY, _CODEPAGE, _PROPERTIES = 0x800C, 0x9007, 0x9003
_NEXT_ATTACHMENT, _TITLE, _DATA, _ATTACHMENT = 0x9002, 0x8010, 0x800F, 0x9005
_TEXT, _RTF, _HTML, _CPID = 0x1000, 0x1009, 0x1013, 0x3FDE
_LONG_NAME, _NAME, _SHOWN_NAME, _MIME, _BYTES, _CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x370E, 0x3701, 0x3712
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102


class File(NamedTuple):
    """`shown`: a picture within the text."""

    name: str | None
    content_type: str | None
    data: bytes
    shown: bool


class Letter(NamedTuple):
    text: str
    files: tuple[File, ...]


class Broken(Exception):
    """Here the stream is no TNEF any more."""


def read(data: bytes, depth: int = 0) -> Letter | None:
    """None: it is none, or nothing in it can be read."""
    if not data.startswith(SIGNATURE):
        return None
    codepage, texts = "cp1252", dict[int, str]()
    files: list[dict[int, Any]] = []
    known = False
    try:
        for id_, value in _attributes(data):
            known = True
            if id_ == _CODEPAGE and len(value) >= 4:
                codepage = _label(struct.unpack_from("<I", value)[0])
            elif id_ == _BODY:
                texts[_BODY] = decode(value.rstrip(b"\0"), codepage)
            elif id_ == _PROPERTIES:
                texts |= _texts(_properties(value), codepage)
            elif id_ == _NEXT_ATTACHMENT:
                files.append({})
            elif files and id_ in (_TITLE, _DATA):
                files[-1][id_] = value
            elif files and id_ == _ATTACHMENT:
                files[-1].update(_properties(value))
    except Broken:
        pass
    if not known:
        return None
    text = next((texts[key] for key in (_TEXT, _HTML, _RTF, _BODY) if texts.get(key, "").strip()), "")
    return Letter(text, tuple(each for one in files for each in _file(one, codepage, depth)))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 6
    for _ in range(_MOST):
        if place + 9 > len(data):
            return
        _, id_, length = struct.unpack_from("<BII", data, place)
        if place + 9 + length > len(data):
            raise Broken
        yield id_ & 0xFFFF, data[place + 9 : place + 9 + length]
        place += 9 + length + 2


def _properties(data: bytes) -> dict[int, Any]:
    """By id: bytes, or a number where the value is one."""
    found: dict[int, Any] = {}
    (count,), place = _unpack("<I", data, 0), 4
    for _ in range(min(count, _MOST)):
        try:
            kind, id_ = _unpack("<HH", data, place)
            place += 4
            if id_ >= 0x8000:  # a name of its own
                place += 16
                named, length = _unpack("<II", data, place)
                place += 8 + (_padded(length) if named else 0)
            many, kind = kind & 0x1000, kind & 0x0FFF
            times = 1
            if many or kind in (_STRING, _UNICODE, _OBJECT, _BINARY):
                (times,) = _unpack("<I", data, place)
                place += 4
            for _ in range(min(times, _MOST)):
                value, place = _value(kind, data, place)
                found.setdefault(id_, value)
        except Broken:
            break
    return found


def _value(kind: int, data: bytes, place: int) -> tuple[Any, int]:
    if kind in (_STRING, _UNICODE, _OBJECT, _BINARY):
        (length,) = _unpack("<I", data, place)
        place += 4
        if place + length > len(data):
            raise Broken
        value = data[place : place + length]
        return (value.decode("utf-16-le", "replace").rstrip("\0") if kind == _UNICODE else value), place + _padded(length)
    if kind not in _FIXED:
        raise Broken
    size = _FIXED[kind]
    return (_unpack("<I", data, place)[0] if size == 4 else data[place : place + size]), place + size


def _texts(found: dict[int, Any], codepage: str) -> dict[int, str]:
    texts = {}
    if _TEXT in found:
        texts[_TEXT] = _string(found[_TEXT], codepage)
    if isinstance(html := found.get(_HTML), str | bytes):
        cpid = found.get(_CPID)
        texts[_HTML] = html_to_text(html if isinstance(html, str) else decode(html, _label(cpid) if isinstance(cpid, int) else None))
    if isinstance(packed := found.get(_RTF), bytes):
        texts[_RTF] = rtf_to_text(unpack(packed))
    return texts


def _file(found: dict[int, Any], codepage: str, depth: int) -> Iterator[File]:
    named = next((found[key] for key in (_LONG_NAME, _NAME, _TITLE, _SHOWN_NAME) if found.get(key)), None)
    name = _string(named, codepage).replace("\\", "/").rpartition("/")[2].strip()[:255] if named else None
    data = found.get(_DATA) or found.get(_BYTES)
    if not isinstance(data, bytes):
        return
    inner = read(data[16:], depth + 1) if depth < _DEEPEST else None  # after the id of its interface: a message within
    if inner is not None:
        yield from inner.files
        data = inner.text.encode()
    mime = _string(found[_MIME], codepage).lower() if found.get(_MIME) else "text/plain" if inner else None
    if data:
        yield File(name, mime, data, bool(found.get(_CONTENT_ID)) and (mime or "").startswith("image/"))


def _string(value: Any, codepage: str) -> str:
    text = value if isinstance(value, str) else decode(value, codepage) if isinstance(value, bytes) else ""
    return text.partition("\0")[0]


def _unpack(form: str, data: bytes, place: int) -> tuple[int, ...]:
    try:
        return struct.unpack_from(form, data, place)
    except struct.error:
        raise Broken from None


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4


def _label(codepage: int) -> str:
    """What Windows calls a charset by number."""
    names = {65001: "utf-8", 1200: "utf-16-le", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u", 10000: "mac_roman", 50220: "iso-2022-jp"}
    return names.get(codepage, f"iso8859-{codepage - 28590}" if 28590 < codepage < 28606 else f"cp{codepage}")
