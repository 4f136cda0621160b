"""Records out of what a provider sends or exports: JSON, JSON lines, form bodies, signed JSON (JWT), tables with a header.

Only the reading of bytes: what a field means is said by the form. A record that cannot be read is a Refusal, the others come out.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from mmap import mmap
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import msgspec

from schemas.errors import Refusal
from streams.channels.phone.text import lines, rows

Fields = dict[str, Any]

_KEY = re.compile(rb'"([A-Za-z@_][A-Za-z0-9@_.#-]{0,60})"\s{0,8}:')
_FORM = re.compile(rb"(?!sep=.\r?\n)[A-Za-z][A-Za-z0-9_.%\[\]-]{0,60}=[^\s<>\"{}]*(?:\r?\n|\Z)")
_JWT = re.compile(rb"\s*\"?(eyJ[A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*\"?\s*\Z")
_MOST_FIELDS = 2_000
_RESEND = "send it as the provider's webhook or API gave it"


class Record(NamedTuple):
    """`where`: its place in the file. A form body gives its fields as texts, `name[]` as a list of texts."""

    where: str
    fields: Fields


class Seen(NamedTuple):
    """What the beginning of a file shows: `kind` is json, form, table or empty; `names` are squeezed (`squeezed`)."""

    kind: str
    names: frozenset[str]


@lru_cache(maxsize=1024)
def squeezed(name: str) -> str:
    """`Call Sid`, `CallSid` and `call_sid` are one name; `Durée` is `duree`."""
    return re.sub(r"[^a-z0-9@]", "", unicodedata.normalize("NFKD", name.lower()))


@lru_cache(maxsize=2)
def look(head: bytes) -> Seen:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if signed := _JWT.match(start):
        start = _unwrapped(signed[2])
    if start[:1] in (b"{", b"["):
        return Seen("json", frozenset(squeezed(found.decode("ascii")) for found in _KEY.findall(start)))
    if _FORM.match(start):
        return Seen("form", frozenset(squeezed(name) for name in _form(start.splitlines()[0].decode("utf-8", "replace"))))
    if start[:1] == b"<" or not start:
        return Seen("", frozenset())
    first = next(rows(head), None)
    return Seen("table", frozenset(map(squeezed, first.cells))) if first and first.cells else Seen("", frozenset())


def records(data: bytes | mmap, *lists: str) -> Iterator[Record | Refusal]:
    """`lists`: where the records stand in an answer of the API, dotted (`_embedded.calls`); a body without them is one record."""
    head = bytes(data[:65_536])
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        yield from _json(bytes(data[:]).removeprefix(b"\xef\xbb\xbf"), lists)
    elif signed := _JWT.match(bytes(data[:])):
        yield from _json(_unwrapped(signed[2]), lists)
    elif _FORM.match(start):
        for number, line in lines(data):
            if not line.strip():
                continue
            fields = _form(line.strip())
            yield Record(f"line {number}", fields) if fields else Refusal(where=f"line {number}", what="it is no form body", remedy=_RESEND)
    else:
        yield from _table(data)


def _table(data: bytes | mmap) -> Iterator[Record | Refusal]:
    header: list[str] = []
    for row in rows(data):
        where = f"row {row.number}"
        if row.cells is None:
            yield Refusal(where=where, what="a quote in it is never closed", remedy="export the table again")
        elif not header:
            header = [squeezed(cell) for cell in row.cells]
        elif len(row.cells) < len(header) // 2:
            yield Refusal(where=where, what=f"it has {len(row.cells)} of {len(header)} columns", remedy="export the table again")
        else:
            yield Record(where, dict(zip(header, (cell.strip() for cell in row.cells), strict=False)))


def _form(line: str) -> Fields:
    fields: Fields = {}
    try:
        pairs = parse_qsl(line, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace")
    except ValueError:
        return fields
    for name, value in pairs:
        if not name.endswith("[]"):
            fields.setdefault(name, value)
        elif isinstance(many := fields.setdefault(name[:-2], []), list):
            many.append(value)
    return fields


def _json(data: bytes, lists: tuple[str, ...]) -> Iterator[Record | Refusal]:
    try:
        yield from _listed(msgspec.json.decode(data), "record", lists)
        return
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        problem = " ".join(str(error).split())[:120] or "it is nested too deeply"
    text = data.decode("utf-8", "replace")
    by_line = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(by_line) > 1 and _is_object(by_line[0][1]):
        for number, line in by_line:
            try:
                yield from _listed(msgspec.json.decode(line), f"line {number}", lists)
            except (msgspec.DecodeError, RecursionError, UnicodeError):
                yield Refusal(where=f"line {number}", what="it is no JSON", remedy=_RESEND)
        return
    yield from _rescued(text, lists)
    yield Refusal(where="file", what=f"it is no whole JSON ({problem})", remedy="it may be cut off: fetch it again")


def _is_object(line: str) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return False


def _rescued(text: str, lists: tuple[str, ...]) -> Iterator[Record | Refusal]:
    """The whole records of an answer that is cut off."""
    names = "|".join(re.escape(name.rpartition(".")[2]) for name in lists)
    begin = re.match(r"\s*\[", text) or (re.search(rf'"(?:{names})"\s{{0,8}}:\s{{0,8}}\[', text) if names else None)
    if begin is None:
        return
    decoder, position, number = json.JSONDecoder(), begin.end(), 0
    while following := re.compile(r"[\s,]*(?=\{)").match(text, position):
        try:
            value, position = decoder.raw_decode(text, following.end())
        except (ValueError, RecursionError):
            return
        number += 1
        yield Record(f"record {number}", value)


def _listed(value: Any, where: str, lists: tuple[str, ...]) -> Iterator[Record | Refusal]:
    if isinstance(value, dict):
        for path in lists:
            inner: Any = value
            for name in path.split("."):
                inner = inner.get(name) if isinstance(inner, dict) else None
            if isinstance(inner, list):
                value = inner
                break
    if isinstance(value, dict):
        yield Record(where, value)
        return
    for number, item in enumerate(value if isinstance(value, list) else [value], 1):
        place = f"{where} {number}" if where == "record" else f"{where}, record {number}"
        if isinstance(item, dict):
            yield Record(place, item)
        else:
            yield Refusal(where=place, what="it is no object", remedy=_RESEND)


def _unwrapped(payload: bytes) -> bytes:
    """The claims of a JWT. Whether its signature is right has been asked at the door."""
    try:
        return base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))
    except (binascii.Error, ValueError):
        return b""
