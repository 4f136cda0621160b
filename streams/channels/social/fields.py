"""How the objects of all networks are read: texts, numbers, lists, instants and languages in them.

A network's object is a dict, of the very types that the decoder of JSON gives: what is no text, number or list where one should be counts
as absent, so that a strange field costs that field and not the record. A form that is stricter makes a Struct of it (`entity`).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from schemas.errors import Refusal

Entity = TypeVar("Entity", bound=msgspec.Struct)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_YEAR, MILLISECONDS_FROM, MICROSECONDS_FROM, NOTHING_FROM = 31_536_000, 1e11, 1e14, 1e17
"""As seconds the second is the year 5138, as milliseconds 1973."""
PLAIN = re.compile(r"https?://([A-Za-z0-9.-]+)(?:[/?#]|\Z)")
"""An address as nearly all are, read without the detours that the others need."""
CODE = re.compile(r"([A-Za-z]{2})(?![A-Za-z0-9])")


def text_in(value: Any, name: str, *others: str) -> str:
    """The first of the fields that is a text or a whole number; empty when none is."""
    if type(value) is not dict:
        return ""
    found = value.get(name)
    if type(found) is str:
        if found or not others:
            return found
    elif type(found) is int:
        return str(found)
    return text_in(value, *others) if others else ""


def dict_in(value: Any, name: str) -> dict[str, Any]:
    found = value.get(name) if type(value) is dict else None
    return found if type(found) is dict else {}


def dicts_in(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects of the list of that name; one object is a list of one."""
    found = value.get(name) if type(value) is dict else None
    if type(found) is list:
        return [one for one in found if type(one) is dict]
    return [found] if type(found) is dict else []


def texts_in(value: Any, name: str) -> list[str]:
    """The texts of the list of that name."""
    found = value.get(name) if type(value) is dict else None
    return [one for one in found if type(one) is str] if type(found) is list else []


def listed(value: dict[str, Any], name: str, where: str) -> list[tuple[str, Any]] | Refusal:
    """The items of a list in `value`, each with its place; none where the list is absent."""
    items = value.get(name)
    if items is None:
        return []
    if type(items) is not list:
        return Refusal(where=f"{where}.{name}", what="this is no list", remedy="send it as the network gave it")
    return [(f"{where}.{name}[{place}]", item) for place, item in enumerate(items)]


def entity(value: Any, kind: type[Entity], where: str) -> Entity | Refusal:
    """`value` as a Struct; a refusal names the field that does not fit."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        return Refusal(where=where + path.rstrip("`"), what=problem, remedy="send it as the network gave it")


def count_in(value: Any, name: str) -> int | None:
    found = value.get(name) if type(value) is dict else None
    if type(found) is int:
        return found
    return int(found) if type(found) is str and len(found) <= 15 and found.isascii() and found.isdigit() else None


def counts(**given: float | None) -> dict[str, bool | int | float]:
    """Those that the source gives; a hidden one is -1, and what no database keeps as a number is none."""
    return {name: count for name, count in given.items() if count is not None and 0 <= count < 2**53}


def instant(text: str | None) -> datetime | None:
    """RFC 3339 or ISO 8601, to UTC and whole milliseconds; a time without a zone is UTC, which is what the networks' APIs write."""
    if not text or len(text) > 60:
        return None
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is not UTC:
            at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at.replace(microsecond=at.microsecond // 1000 * 1000) if at.microsecond % 1000 else at


def epoch(given: Any) -> datetime | None:
    """Seconds, milliseconds or microseconds since 1970, as a number or its digits, as UTC and whole milliseconds; None before 1971.

    Networks mix them, sometimes in one payload; by its size a number tells which it is.
    """
    if type(given) is str:
        try:
            given = int(given) if given.isdigit() and len(given) < 20 else float(given)
        except ValueError:
            return None
    if (type(given) is not int and type(given) is not float) or not A_YEAR <= given < NOTHING_FROM:
        return None
    if given < MILLISECONDS_FROM and given % 1 == 0:
        return datetime.fromtimestamp(given, UTC)
    scaled = given * 1000 if given < MILLISECONDS_FROM else given if given < MICROSECONDS_FROM else given // 1000
    seconds, rest = divmod(scaled if type(scaled) is int else int(scaled + 1e-3), 1000)
    return EPOCH + timedelta(0, seconds, rest * 1000)


def language_of(tag: Any) -> str | None:
    """ISO 639-1 of a BCP 47 tag; `und` and the likes of it are none."""
    found = CODE.match(tag) if type(tag) is str else None
    return found[1].lower() if found else None


def host_of(url: str | None) -> str:
    """The server in an address; empty when there is none."""
    plain = PLAIN.match(url) if url else None
    if plain:
        return plain[1].lower()
    try:
        return urlsplit(url).hostname or "" if url else ""
    except ValueError:
        return ""
