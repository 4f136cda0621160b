"""Trustpilot: webhooks, the API's reviews of services and products, and the table that its business pages export.

Source: developers.trustpilot.com (Service Reviews API, Product Reviews API, Business Units API), support.trustpilot.com, "Webhook
notifications" and "Export your reviews". The id of a review is the same by all three.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Original, Party, Reading
from streams.channels.social.fields import entity, instant, listed, text_in
from streams.channels.social.found import Found, taken_back, unknown
from streams.channels.social.html import tidy
from streams.channels.social.reviews import Review, interactions
from streams.channels.social.sides import is_ours

NETWORK = "trustpilot"
EVENT = re.compile(r"\A(?:service|product)-review-(created|updated|deleted|revised|restored)\Z")
LISTS = ("reviews", "productReviews")


class Consumer(msgspec.Struct, frozen=True, rename="camel"):
    """The API says `displayName`, the webhook `name`."""

    id: str | None = None
    display_name: str | None = None
    name: str | None = None


class Unit(msgspec.Struct, frozen=True, rename="camel"):
    id: str | None = None
    identifying_name: str | None = None
    display_name: str | None = None


class Reply(msgspec.Struct, frozen=True, rename="camel"):
    text: str = ""
    created_at: str | None = None


class Given(msgspec.Struct, frozen=True, rename="camel"):
    """`content`: of a product's review, which has no title."""

    id: str
    created_at: str
    stars: int | None = None
    title: str | None = None
    text: str | None = None
    content: str | None = None
    language: str | None = None
    consumer: Consumer | None = None
    business_unit: Unit | None = None
    updated_at: str | None = None
    company_reply: Reply | None = None
    number_of_likes: int | None = None


def recognises(value: dict[str, Any]) -> bool:
    events = value.get("events")
    if isinstance(events, list):
        first = next(iter(events), None)
        return isinstance(first, dict) and "eventName" in first
    if "eventName" in value and "eventData" in value:
        return True
    for name in LISTS:
        if isinstance(value.get(name), list):
            return (not value[name] and "links" in value) or any(isinstance(item, dict) and _is_review(item) for item in value[name][:1])
    return _is_review(value)


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    if "eventName" in value:
        yield from _event(value, where, reading, original)
        return
    if _is_review(value):
        yield from _review(value, where, reading, original)
        return
    for name in ("events", *LISTS):
        items = listed(value, name, where)
        if isinstance(items, Refusal):
            yield items
            continue
        for place, item in items:
            if name == "events":
                yield from _event(item, place, reading, original)
            else:
                yield from _review(item, place, reading, original)


def _event(value: Any, where: str, reading: Reading, original: Original) -> Found:
    name = value.get("eventName") if isinstance(value, dict) else None
    known = EVENT.match(name) if isinstance(name, str) else None
    if known is None:
        yield unknown(f"{where}.eventName", str(name), "Trustpilot")
    elif known[1] == "deleted":
        number = text_in(value.get("eventData"), "id")
        if number:
            yield taken_back(NETWORK, number, None)
    else:
        yield from _review(value.get("eventData"), f"{where}.eventData", reading, original)


def _review(value: Any, where: str, reading: Reading, original: Original) -> Found:
    given = entity(value, Given, where)
    if isinstance(given, Refusal):
        yield given
        return
    at = instant(given.created_at)
    if at is None:
        yield Refusal(where=f"{where}.createdAt", what=f"{given.created_at[:40]!r} is no time", remedy="for example 2026-03-02T08:15:00Z")
        return
    who, unit, reply = given.consumer or Consumer(), given.business_unit, given.company_reply or Reply()
    author = _party(who.id, who.display_name or who.name)
    yield from interactions(
        Review(
            network=NETWORK,
            name=given.id,
            at=at,
            author=author,
            firm=_party(unit.id, unit.display_name or unit.identifying_name) if unit else None,
            title=given.title or "",
            text=given.text or given.content or "",
            language=_language(given.language),
            rating=given.stars,
            likes=given.number_of_likes,
            edited_at=instant(given.updated_at),
            reply=reply.text,
            replied_at=instant(reply.created_at),
            by_us=is_ours(author.identifier, reading),
        ),
        original,
    )


def _is_review(value: dict[str, Any]) -> bool:
    return {"id", "stars", "createdAt"} <= value.keys() and "consumer" in value


def _party(number: str | None, name: str | None) -> Party:
    return Party(role="author", identifier=f"{NETWORK}:{number}" if number else None, name=tidy(name or "") or None)


def _language(tag: str | None) -> str | None:
    code = (tag or "").split("-")[0].lower()
    return code if len(code) == 2 and code.isalpha() else None


NAMES = {
    "id": ("reviewid",),
    "at": ("reviewcreatedutc", "reviewcreated", "reviewdate", "createdatutc", "createdat", "datecreated"),
    "stars": ("reviewstars", "stars", "rating"),
    "title": ("reviewtitle", "title"),
    "text": ("reviewcontent", "reviewtext", "content"),
    "author": ("reviewconsumeruserid", "consumeruserid", "consumerid", "userid"),
    "name": ("reviewusername", "consumername", "username", "reviewername", "consumerdisplayname"),
    "language": ("reviewlanguage", "language"),
    "reply": ("companyresponse", "companyreply", "replycontent", "companyreplytext"),
    "replied": ("companyreplydateutc", "companyresponsedateutc", "companyreplydate", "replydate"),
    "unit": ("businessunitid",),
    "firm": ("webshopname", "domainurl", "businessunit", "domain"),
}
"""Columns of the exported table, as they are written over the years, without blanks and signs."""


def is_table(data: bytes) -> bool:
    """Whether the first line is the head of an exported table: a review, its stars, and when it was written."""
    head_bytes = data[:4096].split(b"\n", 1)[0].lstrip()
    if head_bytes[:1] in (b"{", b"[", b"<"):
        return False
    head = head_bytes.decode("utf-8", "replace")
    try:
        columns = _columns(next(csv.reader([head.rstrip("\r")], delimiter=_delimiter(head)), []))
    except csv.Error:
        return False
    return {"id", "at", "stars"} <= columns.keys() and bool({"title", "text"} & columns.keys())


def read_table(data: bytes, reading: Reading, original: Original) -> Found:
    """One review a row. A row that cannot be read is refused by its number; the head is row 1."""
    text = data.decode("utf-8-sig", "replace").replace("\x00", "")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.split("\n", 1)[0]))
    try:
        columns, number = _columns(next(rows, [])), 1
    except csv.Error as error:
        yield Refusal(where="row 1", what=str(error), remedy="export the table again as CSV")
        return
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refusal(where=f"row {number}", what=str(error), remedy="export the table again as CSV")
            continue
        if any(row):
            cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
            yield from _row(cells, f"row {number}", original)


def _row(cells: dict[str, str], where: str, original: Original) -> Found:
    at = instant(cells["at"].replace(" UTC", "+00:00").replace(" ", "T", 1))
    if at is None:
        yield Refusal(where=f"{where}: created", what=f"{cells['at'][:40]!r} is no time", remedy="export the table as Trustpilot gives it")
        return
    if not cells["id"]:
        yield Refusal(where=f"{where}: review id", what="this is missing", remedy="export the table with the review's id")
        return
    firm = _party(cells.get("unit"), cells.get("firm"))
    yield from interactions(
        Review(
            network=NETWORK,
            name=cells["id"],
            at=at,
            author=_party(cells.get("author"), cells.get("name")),
            firm=firm if firm.identifier or firm.name else None,
            title=cells.get("title", ""),
            text=cells.get("text", ""),
            language=_language(cells.get("language")),
            rating=int(cells["stars"]) if cells["stars"].isascii() and cells["stars"].isdigit() and len(cells["stars"]) < 3 else None,
            reply=cells.get("reply", ""),
            replied_at=instant(cells.get("replied", "").replace(" UTC", "+00:00").replace(" ", "T", 1)),
        ),
        original,
    )


def _columns(head: list[str]) -> dict[str, int]:
    """The place of each column that we know by one of its names."""
    written = {re.sub(r"[^a-z]", "", name.lower()): place for place, name in reversed(list(enumerate(head)))}
    return {
        name: place for name, spellings in NAMES.items() if (place := next((written[one] for one in spellings if one in written), -1)) >= 0
    }


def _delimiter(head: str) -> str:
    return max(",;\t", key=head.count)
