"""What encloses a text: signatures of S/MIME and PGP are taken off it, what is encrypted is named. Nothing is verified here."""

from __future__ import annotations

import re
from typing import NamedTuple

_SIGNED_DATA, _DATA = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010701")
_DEEPEST = 12  # BER within BER
_MOST = 50_000  # pieces of one content
_ARMOUR = re.compile(r"-----(BEGIN|END) PGP ([A-Z ,/0-9]{1,40})-----\s*")
_HEADER = re.compile(r"(?:Hash|Version|Comment|Charset|MessageID|NotDashEscaped): ?")
_NAMED = {"MESSAGE": ("message.asc", "application/pgp-encrypted"), "PUBLIC KEY BLOCK": ("key.asc", "application/pgp-keys")}
"""The content types of RFC 3156: what of PGP cannot be read is shown as an attachment of that kind."""


class Sealed(NamedTuple):
    """A block of PGP that stood in the text."""

    name: str
    content_type: str
    data: bytes


def unsigned(data: bytes) -> bytes | None:
    """The message that an application/pkcs7-mime of signed data holds (RFC 8551, RFC 5652); None where it is encrypted or broken."""
    try:
        outer = _inside(data, 0, len(data))
        kind, content = _items(data, *outer)[:2]
        if data[kind[1] : kind[2]] != _SIGNED_DATA:
            return None
        signed = _items(data, *_inside(data, content[1], content[2]))
        enclosed = next(one for one in signed if one[0] == 0x30)
        kind, content = _items(data, enclosed[1], enclosed[2])[:2]
        if data[kind[1] : kind[2]] != _DATA:
            return None
        return b"".join(_octets(data, content[1], content[2], 0)) or None
    except (IndexError, ValueError, StopIteration):
        return None


def _inside(data: bytes, begin: int, end: int) -> tuple[int, int]:
    _, first, last, _ = _element(data, begin, end, 0)
    return first, last


def _items(data: bytes, begin: int, end: int) -> list[tuple[int, int, int]]:
    """Tag, begin and end of what stands one after the other; the first few are enough."""
    found: list[tuple[int, int, int]] = []
    while begin < end and len(found) < 8:
        tag, first, last, begin = _element(data, begin, end, 0)
        found.append((tag, first, last))
    return found


def _octets(data: bytes, begin: int, end: int, depth: int) -> list[bytes]:
    """The pieces of an OCTET STRING, which may be one or many within one."""
    pieces: list[bytes] = []
    while begin < end and len(pieces) <= _MOST:
        tag, first, last, begin = _element(data, begin, end, depth)
        if tag == 0x04:
            pieces.append(data[first:last])
        elif tag in (0x24, 0xA0) and depth < _DEEPEST:
            pieces += _octets(data, first, last, depth + 1)
    return pieces


def _element(data: bytes, begin: int, end: int, depth: int) -> tuple[int, int, int, int]:
    """Tag, where its content begins and ends, where the next begins. A length of 0x80 means: until two zero bytes."""
    tag, length = data[begin], data[begin + 1]
    first = begin + 2
    if length == 0x80:
        if depth > _DEEPEST:
            raise ValueError
        place = first
        for _ in range(_MOST):
            if data[place : place + 2] == b"\0\0":
                return tag, first, place, place + 2
            place = _element(data, place, end, depth + 1)[3]
        raise ValueError
    if length > 0x80:
        size = length & 0x7F
        length = int.from_bytes(data[first : first + size], "big")
        first += size
    if first + length > end:
        raise ValueError
    return tag, first, first + length, first + length


def unarmoured(text: str) -> tuple[str, tuple[Sealed, ...]]:
    """The text without the armour of PGP (RFC 9580), and what was in it."""
    if "-----BEGIN PGP " not in text:
        return text, ()
    kept: list[str] = []
    sealed: list[Sealed] = []
    block: list[str] | None = None
    signed = header = False
    for line in text.split("\n"):
        mark = _ARMOUR.fullmatch(line) if line.startswith("-----") else None
        if block is not None:
            block.append(line)
            if mark and mark[1] == "END":
                sealed += _sealed(mark[2], block)
                block = None
        elif mark and mark[1] == "BEGIN" and mark[2] == "SIGNED MESSAGE":
            signed = header = True
        elif mark and mark[1] == "BEGIN":
            signed, block = False, [line]
        elif header and (_HEADER.match(line) or not line.strip()):
            header = bool(line.strip())
        elif not mark:
            header = False
            kept.append(line[2:] if signed and line.startswith("- ") else line)
    if block:  # without an end
        sealed += _sealed("MESSAGE" if "MESSAGE" in block[0] else "", block)
    return "\n".join(kept), tuple(sealed)


def _sealed(kind: str, block: list[str]) -> list[Sealed]:
    return [Sealed(*_NAMED[kind], "\n".join(block).encode("utf-8", "replace"))] if kind in _NAMED else []
