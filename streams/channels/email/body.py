"""The parts of a mail: what is read as its text, and what is attached."""

from __future__ import annotations

import re
from binascii import Error as BrokenBase64
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from schemas.interaction import Attachment
from streams.channels.email import calendar, tnef
from streams.channels.email.charset import decode
from streams.channels.email.colours import announces
from streams.channels.email.envelopes import unarmoured, unsigned
from streams.channels.email.headers import Mail, first, raw, text_of, unescape
from streams.channels.email.html import html_to_text

_DEEPEST = 40  # multiparts within one another
_MOST_PARTS = 2000
_SIGNED = frozenset(["application/pkcs7-mime", "application/x-pkcs7-mime"])
_TNEF = frozenset(["application/ms-tnef", "application/vnd.ms-tnef"])
_TAGS = re.compile(r"</?(?:html|body|div|p|br)\b", re.IGNORECASE)
_NOTHING_TO_SEE = re.compile(
    r"(?:not|n[’']|nicht|no) .{0,60}\bhtml\b|\bhtml\b.{0,60}(?:not|pas|view|reader|messag)", re.IGNORECASE | re.DOTALL
)


class Body(NamedTuple):
    """`types`: the content types of all parts, for those who recognise machines by them."""

    text: str
    attachments: tuple[Attachment, ...]
    types: tuple[str, ...]


def read_body(message: Mail) -> Body:
    """The text parts that are shown, in order; of alternatives the plain one where it says something."""
    found = _Found([], [], [], [])
    _read(message, found, 0)
    texts = [text.strip("\n") for text in found.texts if text.strip()] or found.spare
    return Body("\n\n".join(texts), tuple(found.attachments), tuple(found.types))


class _Found(NamedTuple):
    """`spare`: texts that count only where nothing else is said."""

    texts: list[str]
    attachments: list[Attachment]
    types: list[str]
    spare: list[str]


def _read(part: Mail, found: _Found, depth: int) -> None:
    kind = content_type(part)
    found.types.append(kind)
    if len(found.types) > _MOST_PARTS:
        return
    children = part.get_payload() if part.is_multipart() and not kind.startswith("message/") else None
    if isinstance(children, list) and kind.startswith("multipart/"):
        if depth > _DEEPEST:
            return
        below = [child for child in children if isinstance(child, Message)]
        if kind == "multipart/alternative":
            _read_alternatives(below, found, depth)
        elif kind == "multipart/related":
            _read_related(below, found, depth)
        else:
            for child in below:
                _read(child, found, depth + 1)
        return
    name = file_name(part)
    disposition = first(part, "Content-Disposition").partition(";")[0].strip().lower()
    shown = kind in ("text/plain", "text/html") and disposition != "attachment" and name is None
    if shown:
        text, sealed = unarmoured(text_of_part(part, kind))
        found.texts.append(text)
        found.attachments.extend(_attached(one.name, one.content_type, one.data) for one in sealed)
    elif kind not in ("message/delivery-status", "message/disposition-notification", "multipart/mixed") or name:
        data = data_of(part)
        if not _opened(kind, name, data, found, depth) and (data or name):
            found.attachments.append(_attached(name or _subject(part), kind, data))


def _opened(kind: str, name: str | None, data: bytes, found: _Found, depth: int) -> bool:
    """Whether what is in it stands for it. An invitation stands for itself, and its words for a mail that has none."""
    named = (name or "").lower()
    if (kind in _SIGNED or named.endswith(".p7m")) and depth < _DEEPEST and (inner := unsigned(data)):
        _read(message_from_bytes(inner), found, depth + 1)
        return True
    if (kind in _TNEF or named.endswith(".dat")) and (letter := tnef.read(data)):
        if letter.text.strip():
            found.spare.append(letter.text.strip())
        found.attachments.extend(_attached(one.name, one.content_type or "application/octet-stream", one.data) for one in letter.files)
        return True
    if kind in ("text/calendar", "application/ics") and (told := calendar.told(decode(data))):
        found.spare.append(told)
    return False


def _attached(name: str | None, kind: str, data: bytes) -> Attachment:
    return Attachment(name=name, content_type=kind, size=len(data), sha256=sha256(data).hexdigest())


def _subject(part: Mail) -> str | None:
    """What a message within is called, where it has no name."""
    inner = part.get_payload() if part.is_multipart() else None
    return (first(inner[0], "Subject")[:255] or None) if isinstance(inner, list) and inner and isinstance(inner[0], Message) else None


def _read_alternatives(parts: list[Mail], found: _Found, depth: int) -> None:
    """Every version is read; of those that give text, the first plain one that is not just a notice, else the last."""
    versions: list[tuple[str, list[str]]] = []
    for part in parts:
        said: list[str] = []
        _read(part, found._replace(texts=said), depth + 1)
        if any(text.strip() for text in said):
            versions.append((content_type(part), said))
    if not versions:
        return
    plain = next((said for kind, said in versions if kind == "text/plain"), None)
    other = next((said for kind, said in reversed(versions) if kind != "text/plain"), None)
    if plain is not None and other is not None:
        written = " ".join(plain)
        is_notice = len(written) < 300 and _NOTHING_TO_SEE.search(written) is not None and len(" ".join(other)) > len(written)
        if is_notice or len(_TAGS.findall(written)) > 3 or announces(written):  # plain text has no colours
            plain = None
    found.texts.extend(plain or other or versions[-1][1])


def _read_related(parts: list[Mail], found: _Found, depth: int) -> None:
    """The first part is the text; what it shows by `cid:` without a name is part of its look, not an attachment."""
    for number, part in enumerate(parts):
        _read(part, found if number == 0 or not found.texts else found._replace(texts=[]), depth + 1)


def content_type(part: Mail) -> str:
    """`type/subtype` in lower case; text/plain where the field is missing or broken."""
    values = raw(part, "Content-Type")
    found = re.match(r"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)", values[0]) if values else None
    if found:
        kind = found[1].lower()
        return (
            "multipart/mixed"
            if kind.startswith("multipart/") and not part.is_multipart() and not isinstance(part.get_payload(), str)
            else kind
        )
    if part.is_multipart():
        return "multipart/mixed"
    word = values[0].partition(";")[0].strip().lower() if values else ""
    return (
        "text/html"
        if word in ("html", "text/htm")
        else "text/plain"
        if word in ("", "text", "text/", "plain")
        else "application/octet-stream"
    )


def text_of_part(part: Mail, kind: str) -> str:
    text = decode(data_of(part), _parameter(part, "charset"))
    if kind == "text/html" or (kind == "text/plain" and re.match(r"\s*(?:<!doctype html|<html)", text[:300], re.IGNORECASE)):
        return html_to_text(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (_parameter(part, "format") or "").lower() == "flowed":
        return _unflow(text, delete_space=(_parameter(part, "delsp") or "").lower() == "yes")
    return text


def data_of(part: Mail) -> bytes:
    """The bytes of a leaf, transfer encoding undone as far as it goes; of a message within, as it is written."""
    if part.is_multipart():
        inner = part.get_payload()
        return b"".join(_written(one) for one in inner if isinstance(one, Message)) if isinstance(inner, list) else b""
    try:
        data = part.get_payload(decode=True)
    except (UnicodeError, LookupError, ValueError, BrokenBase64):
        data = None
    if isinstance(data, bytes):
        return data
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _written(message: Mail) -> bytes:
    """As it was; where a field cannot be written again, its fields and its own text."""
    try:
        return bytes(message)
    except (UnicodeError, LookupError, ValueError, AttributeError, TypeError, RecursionError, MessageError):
        head = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
        text = message.get_payload()
        return f"{head}\n{text if isinstance(text, str) else ''}".encode("utf-8", "surrogateescape")


def file_name(part: Mail) -> str | None:
    """The name under which it was attached: RFC 2231, encoded words or bare bytes."""
    for field, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        if value := _parameter(part, parameter, field):
            name = text_of(value).strip("\"' ").replace("\\", "/").rpartition("/")[2]
            if name:
                return name[:255]
    return None


def _parameter(part: Mail, name: str, field: str = "Content-Type") -> str | None:
    """A parameter of a structured field, continued, encoded, unquoted or broken."""
    values = raw(part, field)
    if not values:
        return None
    found: dict[str, tuple[str, bool]] = {}
    for match in re.finditer(
        r"([\w!#$&^.+-]{1,60}+(?:\*\d{1,6})?\*?)\s*+=\s*+(\"(?:[^\"\\]|\\.){0,4000}+\"|=\?.{0,1000}?\?=(?:\s*=\?.{0,1000}?\?=)*+|[^;]*+)",
        values[0][:10_000],
    ):
        key, value = match[1].lower(), match[2].strip()
        base, star, rest = key.partition("*")
        if base == name:
            quoted = value.startswith('"')
            value = re.sub(r"\\(.)", r"\1", value[1:-1]) if quoted and len(value) > 1 else value.strip('"')
            found.setdefault(star + rest, (value, key.endswith("*")))
    if "*" in found:
        return _extended(found["*"][0])
    if any(re.match(r"\*\d", key) for key in found):
        return _continued(found)
    return unescape(found[""][0]) if "" in found else None


def _continued(found: dict[str, tuple[str, bool]]) -> str:
    label, data, plain = None, b"", ""
    for key in sorted((k for k in found if re.match(r"\*\d", k)), key=lambda k: int(re.sub(r"\D", "", k))):
        value, encoded = found[key]
        if encoded:
            if label is None and value.count("'") >= 2:
                label, _, value = value.split("'", 2)
            data += unquote_to_bytes(value.encode("utf-8", "surrogateescape"))
        else:
            data += value.encode("utf-8", "surrogateescape")
            plain += value
    return decode(data, label) if label is not None or plain == "" else decode(data)


def _extended(value: str) -> str:
    if value.count("'") >= 2:
        label, _, rest = value.split("'", 2)
        return decode(unquote_to_bytes(rest.encode("utf-8", "surrogateescape")), label or "utf-8")
    return unescape(value)


def _is_cut_within(words: str) -> bool:
    """Some programs set DelSp without meaning it; then only a very long word, or one without blanks at all, goes on."""
    last = words.split()[-1] if words.split() else ""
    return words.endswith("  ") or not words.isascii() or len(last) > 60


def _unflow(text: str, *, delete_space: bool) -> str:
    """RFC 3676: a line that ends in a blank goes on in the next, if that is quoted as deep."""
    lines: list[list[str]] = []
    flowing, depth = False, 0
    for line in text.split("\n"):
        quotes = len(line) - len(line.lstrip(">"))
        words = line[quotes:]
        words = words[1:] if words.startswith(" ") else words
        is_rule = words == "-- "
        goes_on = words.endswith(" ") and not is_rule
        kept = words[:-1] if goes_on and delete_space and _is_cut_within(words) else words
        if flowing and quotes == depth and not is_rule:
            lines[-1].append(kept)
        else:
            lines.append([">" * quotes + (" " if quotes else ""), kept])
        flowing, depth = goes_on, quotes
    return "\n".join(map("".join, lines))
