"""What the objects of all networks have in common: times, counts, languages, media, and whether somebody in them is one of us.

A network's object is read as a dict, of the very types that the decoder of JSON gives: what is no text, number or list where one
should be counts as absent, so that a strange field costs that field and not the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from mimetypes import guess_type
from typing import Any
from urllib.parse import urlsplit

from schemas.interaction import Attachment, Direction, Reading
from streams.rules import identifiers

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KINDS = {"image": "image/*", "photo": "image/*", "gifv": "video/mp4", "animated_gif": "video/mp4", "video": "video/*", "audio": "audio/*"}


def text_in(value: Any, *names: str) -> str:
    """The first of the fields that is a text or a whole number; empty when none is."""
    if type(value) is dict:
        for name in names:
            found = value.get(name)
            if type(found) is str:
                if found:
                    return found
            elif type(found) is int:
                return str(found)
    return ""


def dict_in(value: Any, name: str) -> dict[str, Any]:
    found = value.get(name) if type(value) is dict else None
    return found if type(found) is dict else {}


def dicts_in(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects of the list of that name; one object is a list of one."""
    found = value.get(name) if type(value) is dict else None
    if type(found) is list:
        return [one for one in found if type(one) is dict]
    return [found] if type(found) is dict else []


def count_in(value: Any, name: str) -> int | None:
    found = value.get(name) if isinstance(value, dict) else None
    if isinstance(found, str) and re.fullmatch(r"\d{1,15}", found):
        return int(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def instant(text: str | None) -> datetime | None:
    """RFC 3339, to UTC and whole milliseconds; a time without a zone is UTC."""
    if not text or len(text) > 60:
        return None
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not UTC:
            at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at.replace(microsecond=at.microsecond // 1000 * 1000) if at.microsecond % 1000 else at


def since_epoch(number: Any, unit: float = 1.0) -> datetime | None:
    """So many units (in seconds: 1, 0.001, 0.000001) since 1970, as a number or its digits."""
    try:
        ticks = float(number) if not isinstance(number, bool) else float("nan")
        at = EPOCH + timedelta(milliseconds=int(ticks * unit * 1000 + 1e-6))
    except (TypeError, ValueError, OverflowError):
        return None
    return at if at.year > 1970 else None


def language_of(tag: Any) -> str | None:
    """ISO 639-1 of a BCP 47 tag; `und` and the likes of it are none."""
    code = re.split(r"[-_]", tag, maxsplit=1)[0].lower() if isinstance(tag, str) else ""
    return code if re.fullmatch(r"[a-z]{2}", code) else None


def counts(**given: int | None) -> dict[str, bool | int | float]:
    """Those that the source gives; a hidden one is -1, and what no database keeps as a number is none."""
    return {name: count for name, count in given.items() if count is not None and 0 <= count < 2**53}


def host_of(url: str | None) -> str:
    """The server in an address; empty when there is none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def medium(url: str, kind: str = "", *, name: str = "", size: int | None = None) -> Attachment:
    """A medium stays on its server: its address and kind are known, its bytes are not (no hash; size 0 where it is not told).

    `kind`: a MIME type, or the network's word for one.
    """
    if not name:
        try:
            name = urlsplit(url).path.rsplit("/", 1)[-1]
        except ValueError:
            name = ""
    known = kind if "/" in kind else guess_type(name)[0] or KINDS.get(kind, "application/octet-stream")
    return Attachment(name=name or None, content_type=known, size=size if size and 0 < size < 2**53 else 0, sha256="")


def is_ours(identifier: str | None, handle: str | None, reading: Reading) -> bool:
    """Whether an account is one of us: by its identifier, or by the name that the network shows for it."""
    if identifiers.is_own(identifier, reading.own, reading.region):
        return True
    shown = (handle or "").lstrip("@").lower()
    if not shown:
        return False
    for name in reading.own.names:
        ours = name.strip().rpartition(":")[2].lstrip("@").lower()
        if shown == ours or ("." in ours and shown.endswith("." + ours)):
            return True
    return False


def direction_of(ours: bool, others: Iterable[bool]) -> Direction:
    """`ours`: of the author; `others`: whether each of those spoken to is one of us."""
    if not ours:
        return "in"
    spoken_to = list(others)
    return "internal" if spoken_to and all(spoken_to) else "out"
