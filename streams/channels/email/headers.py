"""Header fields as found in the wild: encoded words, raw bytes, addresses, dates."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as BrokenBase64
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.message import Message
from email.utils import parsedate_tz
from typing import NamedTuple, TypeAlias
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from streams.channels.email.charset import decode

Mail: TypeAlias = "Message[str, str]"

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?(.{0,5000}?)\?=", re.DOTALL)
_WORDS_APART = re.compile(r"(\?=)\s+(=\?[^?\s]{1,60}\?[bBqQ]\?)")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\ufeff]")
_LONGEST = 60_000  # characters of one header that are looked at
_LONGEST_MAILBOX = 3000
_LONGEST_ADDRESS = 340  # RFC 5321 allows 64 + 1 + 255 letters
_FOLDS = re.compile(r"[\r\n]+")
_READ: WeakKeyDictionary[Mail, dict[str, list[str]]] = WeakKeyDictionary()

# Names of zones beyond those of RFC 5322, which Python knows; only those that mean one thing.
_ZONES = {
    "CET": 1,
    "CEST": 2,
    "MET": 1,
    "MEST": 2,
    "MEZ": 1,
    "MESZ": 2,
    "WET": 0,
    "WEST": 1,
    "EET": 2,
    "EEST": 3,
    "BST": 1,
    "MSK": 3,
    "JST": 9,
    "KST": 9,
}
_ZONES |= {"AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "HKT": 8, "SGT": 8}
_OFFSET = re.compile(r"\s(?:[+-]\d{2}:?\d{2}|[A-Z]{1,5})\b\s*(?:\(.*)?$")


class Address(NamedTuple):
    name: str | None
    address: str


def raw(message: Mail, name: str) -> list[str]:
    """Every value of a field, unfolded, bytes still escaped, encoded words still encoded."""
    fields = _READ.get(message)
    if fields is None:
        fields = _READ[message] = {}
        for field, value in message.raw_items():
            fields.setdefault(field.lower().strip(), []).append(_FOLDS.sub("", str(value))[:_LONGEST])
    return fields.get(name.lower(), [])


def first(message: Mail, name: str) -> str:
    """The first value of a field, decoded; empty when there is none."""
    values = raw(message, name)
    return text_of(values[0]) if values else ""


def text_of(value: str) -> str:
    """A header's value as a person reads it: one line, words decoded."""
    return " ".join(_CONTROLS.sub("", decode_words(unescape(value))).split())


def unescape(value: str) -> str:
    """Raw bytes in a header (surrogates to the email package) as what they most likely mean."""
    if value.isascii():
        return value
    try:
        return decode(value.encode("ascii", "surrogateescape"))
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode()


def decode_words(value: str) -> str:
    """RFC 2047; words of one charset are joined before decoding, since mailers split them inside a character."""
    if "=?" not in value:
        return value
    value = _WORDS_APART.sub(r"\1\2", value)
    pieces: list[tuple[str | None, bytes | str]] = []
    position = 0
    for found in _WORD.finditer(value):
        if found.start() > position:
            pieces.append((None, value[position : found.start()]))
        label = found[1].split("*")[0].lower()
        data = _from_base64(found[3]) if found[2] in "bB" else _from_q(found[3])
        before = pieces[-1] if pieces else None
        if before is not None and before[0] == label and isinstance(before[1], bytes):
            pieces[-1] = (label, before[1] + data)
        else:
            pieces.append((label, data))
        position = found.end()
    pieces.append((None, value[position:]))
    return "".join(piece if isinstance(piece, str) else decode(piece, label) for label, piece in pieces)


def _from_base64(text: str) -> bytes:
    clean = re.sub(r"[^A-Za-z0-9+/]", "", text)
    clean = clean[:-1] if len(clean) % 4 == 1 else clean
    try:
        return b64decode(clean + "=" * (-len(clean) % 4))
    except (BrokenBase64, ValueError):
        return b""


def _from_q(text: str) -> bytes:
    data = text.replace("_", " ").encode("utf-8", "surrogateescape")
    return _HEX.sub(lambda found: bytes([int(found[1], 16)]), data)


def addresses(values: list[str]) -> list[Address]:
    """The mailboxes of address fields, groups opened, names decoded; what has no @ is left out unless it has a name."""
    found: list[Address] = []
    for value in values:
        for piece in _join(_split(unescape(value))):
            one = _mailbox(piece)
            if one is None and "=?" in piece:  # the whole mailbox in an encoded word
                one = next((m for p in _join(_split(decode_words(piece))) if (m := _mailbox(p))), None)
            if one is not None:
                found.append(one)
            elif (name := _name(_without_comments(piece)[0])) and "undisclosed" not in name.lower():
                found.append(Address(name, ""))
    return found


def _split(value: str) -> list[str]:
    """At commas and semicolons outside quotes, comments and angle brackets; a group's name is dropped."""
    pieces: list[str] = []
    begin, depth, word_end = 0, 0, 0
    quoted = angle = escaped = False
    for position, char in enumerate(value):
        if position < word_end:
            continue
        if escaped:
            escaped = False
        elif char == "\\" and (quoted or depth):
            escaped = True
        elif char == "=" and (word := _WORD.match(value, position)):
            word_end = word.end()  # a comma in an encoded word parts nothing
        elif char == '"' and not depth:
            quoted = not quoted and value.find('"', position + 1) >= 0  # one that nothing closes is a character like others
        elif quoted:
            continue
        elif char == "(" and not angle:
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif depth:
            continue
        elif char == "<":
            angle = True
        elif char == ">":
            angle = False
            if value.find("@", begin, position) >= 0 and re.match(
                r"\s*[^\s,;(<>]", value[position + 1 : position + 80]
            ):  # a comma was forgotten
                pieces.append(value[begin : position + 1])
                begin = position + 1
        elif char in ",;" and not angle:
            pieces.append(value[begin:position])
            begin = position + 1
        elif (
            char == ":"
            and not angle
            and value.find("@", begin, position) < 0
            and value[begin:position].strip().lower() not in ("mailto", "smtp")
        ):
            begin = position + 1
    return [piece for piece in (one.strip() for one in [*pieces, value[begin:]]) if piece]


def _join(pieces: list[str]) -> list[str]:
    """`Dupont, Anne <a@b.fr>` without its quotes is one mailbox."""
    joined: list[str] = []
    waiting = ""
    for piece in pieces:
        if "@" not in piece and "=?" not in piece and "<" not in piece and len(waiting) < 200:
            waiting += piece + ", "
        elif waiting and "<" in piece and not piece.startswith("<"):
            joined.append(waiting + piece)
            waiting = ""
        else:
            joined += [waiting.rstrip(", ")] if waiting else []
            joined.append(piece)
            waiting = ""
    return [*joined, waiting.rstrip(", ")] if waiting else joined


def _mailbox(piece: str) -> Address | None:
    if len(piece) > _LONGEST_MAILBOX:  # a name without end: the address stands last
        piece = f"{piece[: _LONGEST_MAILBOX - _LONGEST_ADDRESS]} {piece[-_LONGEST_ADDRESS:]}"
    piece, comments = _without_comments(piece)
    angle = re.search(r"<([^<>]*@[^<>]*)>?[^<>]*$", piece)
    if angle:
        address = re.sub(r"\s+", "", angle[1]) if '"' not in angle[1] else angle[1].strip()
        address = address.rpartition(":")[2] if address.startswith("@") else address  # an old source route
        name = _name(piece[: angle.start()]) or _name(" ".join(comments))
    else:
        bare = piece.strip().strip("<>").strip()
        closed = re.sub(r"\s*([.@])\s*", r"\1", bare)
        bare = closed if '"' not in bare and re.fullmatch(r"[^\s@]+@[^\s@]+", closed) else bare
        if "@" not in bare:
            return None
        name, address = _name(" ".join(comments)), bare
        if re.search(r"\s", bare) and not bare.startswith('"'):
            spoken = re.match(r"(.*?)\s*\[?(\S+@[^\s\]]+)\]?$", bare, re.DOTALL)
            if not spoken:
                return None
            name, address = name or _name(spoken[1]), spoken[2]
    address = re.sub(r"^(?:mailto|smtp):", "", decode_words(address), flags=re.IGNORECASE).strip("'\" ") if '"' not in address else address
    return Address(None if name and name.lower() == address.lower() else name, address)


def _without_comments(piece: str) -> tuple[str, list[str]]:
    """The text outside parentheses, and what stands in them; both may hold escaped ones, and quotes hide them."""
    if "(" not in piece:
        return piece, []
    outside: list[str] = []
    comments: list[str] = []
    depth, begin = 0, 0
    quoted = escaped = False
    for position, char in enumerate(piece):
        literal = escaped or char == "\\"
        escaped = not escaped and char == "\\" and (depth > 0 or quoted)
        if literal:
            outside += [] if depth else [char]
        elif char == "(" and not quoted:
            depth, begin = depth + 1, begin if depth else position + 1
        elif char == ")" and depth:
            depth -= 1
            comments += [] if depth else [piece[begin:position]]
        elif not depth:
            quoted ^= char == '"'
            outside.append(char)
    return "".join(outside), [*comments, piece[begin:]] if depth else comments


def _name(raw_name: str) -> str | None:
    """A display name, decoded, without the quotes and backslashes that carry it."""
    name = raw_name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    name = re.sub(r"\\(.)", r"\1", name.replace('" "', " ").replace('"', "") if '\\"' not in name else name)
    name = text_of(name)
    while len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    return name.strip(" ,;<>") or None


def date_of(value: str, tz: str) -> datetime | None:
    """The instant of a Date field; `tz` where it names no zone. None when it cannot be one."""
    text = " ".join(unescape(value).split())[:200]
    if not text:
        return None
    parsed = parsedate_tz(_dated(text))
    if parsed is None:
        return _iso(text, tz)
    year, month, day, hour, minute, second = parsed[:6]
    zone = _zone(text, parsed[9], tz)
    try:
        naive = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        at = naive.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if 1900 <= at.year <= 2200 else None


def _dated(text: str) -> str:
    """Small slips that Python's reader stumbles over: `12:30.15`, a day's name in another language, a missing blank."""
    text = re.sub(r"(\d{1,2})\.(\d{2})\.(\d{2})(?=\s|$)", r"\1:\2:\3", text)
    return re.sub(r"^[^\d,]{2,12},\s*(?=\d)", "", text)


def _zone(text: str, offset: int | None, tz: str) -> tzinfo:
    word = re.search(r"\b([A-Z]{2,5})\s*(?:\(.*)?$", text)
    if word and word[1] in _ZONES:
        return timezone(timedelta(hours=_ZONES[word[1]]))
    if offset is not None and abs(offset) < 86400 and (offset or _OFFSET.search(text)):
        return timezone(timedelta(seconds=offset))
    return ZoneInfo(tz)


def _iso(text: str, tz: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(tz))).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None
