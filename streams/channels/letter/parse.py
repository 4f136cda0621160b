"""A letter: one file, one interaction, or several where a scan holds several for certain. Its id is the hash of the bytes, with the page
on which it begins for all but the first: the same scan again is the same letters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from hashlib import sha256
from zoneinfo import ZoneInfo

from msgspec import UNSET

from schemas.errors import Refusal
from schemas.interaction import Direction, Interaction, Original, Party, Reading
from streams.channels.letter.layout import Letter
from streams.channels.letter.sheets import Sheet, content_type_of, sheets
from streams.channels.letter.split import letters
from streams.channels.letter.spots import spots
from streams.channels.letter.who import Correspondent
from streams.rules import identifiers
from streams.rules.language import identify


def parse(data: bytes, reading: Reading) -> Iterator[Interaction | Refusal]:
    """The letter, or why it cannot be read. Takes seconds a page where it must recognise: call it in a process of its own."""
    content_type = content_type_of(data)
    if content_type is None:
        what = "the file is empty" if not data else "this is neither PDF, PNG, JPEG nor TIFF"
        yield Refusal(where="file", what=what, remedy="scan or export the letter in one of these forms")
        return
    pages: list[Sheet] = []
    for sheet in sheets(data, content_type):
        if isinstance(sheet, Refusal):
            yield sheet
            return
        pages.append(sheet)
    digest = sha256(data).hexdigest()
    original = Original(sha256=digest, content_type=content_type, size=len(data))
    found = letters(pages, reading.region)
    for (start, letter), end in zip(found, [*(start for start, _ in found[1:]), len(pages)], strict=True):
        yield _interaction(letter, pages[start:end], start, original, reading)


def _interaction(letter: Letter, pages: list[Sheet], start: int, original: Original, reading: Reading) -> Interaction:
    """`start`: its first page in the scan, from 0."""
    from_ids = _identifiers(letter.sender, reading)
    to_ids = _identifiers(letter.recipient, reading) if letter.recipient else []
    parties = [_party("sender", letter.sender, from_ids)]
    if letter.recipient:
        parties.append(_party("recipient", letter.recipient, to_ids))
    measures: dict[str, bool | int | float] = {"pages": len(pages)}
    if start:
        measures["first_page"] = start + 1
    weights = [(line.sure, len(line.text)) for page in pages for line in page.lines]
    if weights:
        measures["confidence"] = round(sum(sure * weight for sure, weight in weights) / sum(weight for _, weight in weights), 3)
    found = spots(letter, pages, start, reading.region)
    return Interaction(
        id=f"letter:{original.sha256}:{start + 1}" if start else f"letter:{original.sha256}",
        channel="letter",
        direction=_direction(from_ids, to_ids, reading),
        at=_midnight(letter.day, reading.tz) if letter.day else None,
        parties=tuple(parties),
        subject=letter.subject,
        text=letter.text,
        language=identify(letter.text) or identify(letter.subject or ""),
        measures=measures,
        original=original,
        spots=found or UNSET,
        signature=letter.signature if letter.signature is not None else UNSET,
    )


def _identifiers(who: Correspondent, reading: Reading) -> list[str]:
    """Every identifier on the page, the best first: an address of one's own, a number, else name and postcode."""
    found = [identifiers.email(email) for email in who.emails]
    found += [identifiers.tel(phone, reading.region) for phone in who.phones]
    if who.postal and who.name:
        found.append(identifiers.postal(who.postal.country, who.postal.postcode, who.name))
    return [identifier for identifier in found if identifier]


def _party(role: str, who: Correspondent, found: list[str]) -> Party:
    return Party(
        role="sender" if role == "sender" else "recipient",
        identifier=found[0] if found else None,
        name=who.name,
        address=who.address if who.address is not None else UNSET,
    )


def _direction(from_ids: list[str], to_ids: list[str], reading: Reading) -> Direction:
    ours = [any(identifiers.is_own(one, reading.own, reading.region) for one in several) for several in (from_ids, to_ids)]
    return "internal" if all(ours) else "out" if ours[0] else "in"


def _midnight(day: date, tz: str) -> datetime | None:
    try:
        return datetime.combine(day, time(), ZoneInfo(tz)).astimezone(UTC)
    except (OverflowError, ValueError, KeyError):
        return None
