"""What the readers of several networks have in common: instants, accounts of ours, files that stay with the network."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from mimetypes import guess_type
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Attachment, Direction, Own, Reading
from streams.rules import identifiers

Entity = TypeVar("Entity", bound=msgspec.Struct)

KINDS = {
    "image": "image/*",
    "photo": "image/*",
    "sticker": "image/*",
    "video": "video/*",
    "reel": "video/*",
    "ig_reel": "video/*",
    "audio": "audio/*",
    "voice": "audio/*",
}
"""Where neither a name nor the network tells more."""

_MILLISECONDS_FROM = 100_000_000_000  # as seconds this is the year 5138, as milliseconds 1973
_LONGEST_NAME = 200


def epoch(given: float | str | None) -> datetime | None:
    """Seconds or milliseconds since 1970 as UTC, whole milliseconds; networks mix the two, sometimes in one payload."""
    try:
        number = float(given) if given is not None else 0.0
        if not 0 < number < 1e15:
            return None
        whole = int(given) if isinstance(given, int) or (isinstance(given, str) and given.isdigit()) else number
        milliseconds = int(whole) if whole >= _MILLISECONDS_FROM else int(whole * 1000)
        return datetime.fromtimestamp(milliseconds // 1000, UTC).replace(microsecond=milliseconds % 1000 * 1000)
    except (ValueError, OverflowError, OSError):
        return None


def instant(text: str | None) -> datetime | None:
    """ISO 8601 as UTC, whole milliseconds; without an offset it is UTC already, which is what the networks' APIs write."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text.strip())
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def ours(reading: Reading, identifier: str | None, *handles: str | None) -> bool:
    """Whether an account is ours: its identifier, or its id or one of its handles standing alone in the setting, with or without an @."""
    if identifiers.is_own(identifier, reading.own, reading.region):
        return True
    named = _bare(reading.own)
    if identifier is not None and identifier.partition(":")[2].lower() in named:
        return True
    return any(name.lower().lstrip("@") in named for name in handles if name)


@lru_cache(maxsize=64)
def _bare(own: Own) -> frozenset[str]:
    return frozenset(name for given in own.names if (name := given.strip().lstrip("@").lower()))


def direction(by_us: bool, to_us: list[bool]) -> Direction:
    """Seen from us; what we say to nobody but ourselves is internal."""
    if not by_us:
        return "in"
    return "internal" if to_us and all(to_us) else "out"


def file(name: str | None, kind: str | None, url: str | None = None, size: int | None = None, mime: str | None = None) -> Attachment:
    """A medium that stays with the network: its name and kind are known, its bytes are not (size 0 where not told, no hash)."""
    if not name and url:
        try:
            name = urlsplit(url).path.rsplit("/", 1)[-1]
        except ValueError:
            name = None
    name = (name or "").replace("\x00", "").strip()[:_LONGEST_NAME] or None
    content_type = (mime or "").split(";")[0].strip().lower() or (guess_type(name)[0] if name else None)
    return Attachment(
        name=name,
        content_type=content_type or KINDS.get(kind or "", "application/octet-stream"),
        size=size if size is not None and 0 <= size < 2**53 else 0,
        sha256="",
    )


def counts(**given: float | None) -> dict[str, bool | int | float]:
    """The measures that the source gives, and that a database can keep."""
    return {name: count for name, count in given.items() if count is not None and 0 <= count < 2**53}


def entity(value: Any, kind: type[Entity], where: str) -> Entity | Refusal:
    """`value` as a Struct; a refusal names the field that does not fit."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        return Refusal(where=where + path.rstrip("`"), what=problem, remedy="send it as the network gave it")


def listed(value: dict[str, Any], name: str, where: str) -> list[tuple[str, Any]] | Refusal:
    """The items of a list in `value`, each with its place; none where the list is absent."""
    items = value.get(name)
    if items is None:
        return []
    if not isinstance(items, list):
        return Refusal(where=f"{where}.{name}", what="this is no list", remedy="send it as the network gave it")
    return [(f"{where}.{name}[{place}]", item) for place, item in enumerate(items)]


def unknown(where: str, kind: str, network: str) -> Refusal:
    """An event that the network may know and we do not."""
    return Refusal(
        where=where, what=f"{kind[:80]!r} is nothing of {network} that is known here", remedy="tell us what it means, and hand it in again"
    )
