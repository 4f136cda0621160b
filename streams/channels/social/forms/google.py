"""Google reviews: the Business Profile API, the Places API, and the push notifications about new ones.

Source: developers.google.com/my-business/reference/rest/v4/accounts.locations.reviews (also what Takeout gives) and
content/notification-setup (Pub/Sub); developers.google.com/maps/documentation/places (Review, new and legacy). The Business Profile API
does not say which account wrote: a name is all there is. Places gives the address of the contributor's page.
"""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

import msgspec

from schemas.errors import Refusal
from schemas.interaction import Original, Party, Reading
from streams.channels.social.fields import entity, epoch, instant, listed
from streams.channels.social.found import Found
from streams.channels.social.html import tidy
from streams.channels.social.media import medium
from streams.channels.social.reviews import Review, interactions
from streams.channels.social.sides import is_ours

NETWORK = "google"
_MARKS = "createTime publishTime author_name location review message result reviews locationReviews"
MARKS = frozenset(_MARKS.split())
NOTICED = frozenset({"notificationType", "type", "message"})
STARS = {"ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5}
CONTRIBUTOR = re.compile(r"/maps/contrib/(\d{5,40})")
TRANSLATED, ORIGINAL = "(Translated by Google)", "(Original)"


class Reviewer(msgspec.Struct, frozen=True, rename="camel"):
    display_name: str | None = None
    is_anonymous: bool | None = None


class Reply(msgspec.Struct, frozen=True, rename="camel"):
    comment: str = ""
    update_time: str | None = None


class Owned(msgspec.Struct, frozen=True, rename="camel"):
    """A review of one of our own locations."""

    create_time: str
    name: str | None = None
    review_id: str | None = None
    reviewer: Reviewer | None = None
    star_rating: str | int | None = None
    comment: str | None = None
    update_time: str | None = None
    review_reply: Reply | None = None
    review_media_items: tuple[dict[str, Any], ...] | None = None


class Words(msgspec.Struct, frozen=True, rename="camel"):
    text: str = ""
    language_code: str | None = None


class Author(msgspec.Struct, frozen=True, rename="camel"):
    display_name: str | None = None
    uri: str | None = None


class Placed(msgspec.Struct, frozen=True, rename="camel"):
    """A review of the Places API (new)."""

    name: str
    publish_time: str
    rating: float | None = None
    text: Words | None = None
    original_text: Words | None = None
    author_attribution: Author | None = None


class Legacy(msgspec.Struct, frozen=True):
    """A review of the Places API (legacy): no id of its own. `time`: seconds."""

    author_name: str
    time: int
    author_url: str | None = None
    rating: float | None = None
    text: str | None = None
    language: str | None = None
    original_language: str | None = None


def recognises(value: dict[str, Any]) -> bool:
    if _kind(value) or _notice(value) is not None:
        return True
    if isinstance(value.get("result"), dict) and isinstance(value["result"].get("reviews"), list):
        value = value["result"]
    for name in ("reviews", "locationReviews"):
        first = next(iter(value[name]), None) if isinstance(value.get(name), list) else None
        if isinstance(first, dict):
            return bool(_kind(first)) or (name == "locationReviews" and isinstance(first.get("review"), dict))
    return isinstance(value.get("reviews"), list) and bool({"averageRating", "totalReviewCount"} & value.keys())


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    notice = _notice(value)
    if notice is not None:
        if not isinstance(notice.get("review"), str):
            return  # about the profile, not from a person
        yield Refusal(
            where=where, what="a review by its name alone", remedy="ask the Business Profile API for it (accounts.locations.reviews.get)"
        )
        return
    if _kind(value):
        yield from _review(value, where, reading, original)
        return
    inner = value["result"] if isinstance(value.get("result"), dict) else value
    for name in ("reviews", "locationReviews"):
        items = listed(inner, name, where)
        for place, item in [] if isinstance(items, Refusal) else items:
            held = item.get("review") if name == "locationReviews" and isinstance(item, dict) else item
            if name == "locationReviews" and isinstance(held, dict) and isinstance(item.get("name"), str):
                held = {"name": item["name"], **held}
            yield from _review(held, place, reading, original)


def _review(value: Any, where: str, reading: Reading, original: Original) -> Found:
    kind = _kind(value) if isinstance(value, dict) else None
    if kind is None:
        yield Refusal(where=where, what="this is no review of Google", remedy="send the answer as the API gave it")
        return
    review = {"owned": _owned, "placed": _placed, "legacy": _legacy}[kind](value, where, reading)
    if isinstance(review, Refusal):
        yield review
    else:
        yield from interactions(review, original)


def _owned(value: Any, where: str, reading: Reading) -> Review | Refusal:
    given = entity(value, Owned, where)
    if isinstance(given, Refusal):
        return given
    at = instant(given.create_time)
    if at is None:
        return _untimed(f"{where}.createTime", given.create_time)
    number = given.review_id or (given.name or "").rpartition("/")[2]
    if not number:
        return Refusal(where=f"{where}.reviewId", what="this is missing", remedy="send the review with its reviewId or name")
    who = given.reviewer or Reviewer()
    reply = given.review_reply or Reply()
    location = re.search(r"locations/([^/]+)", given.name or "")
    stars = given.star_rating
    return Review(
        network=NETWORK,
        name=number,
        at=at,
        author=Party(role="author", name=None if who.is_anonymous else tidy(who.display_name or "") or None),
        firm=Party(role="recipient", identifier=f"{NETWORK}:{location[1]}") if location else None,
        text=_first(given.comment or ""),
        rating=STARS.get(stars) if isinstance(stars, str) else stars,
        edited_at=instant(given.update_time),
        files=tuple(
            medium(
                next((item[key] for key in ("googleUrl", "thumbnailUrl") if isinstance(item.get(key), str)), None),
                "video" if item.get("mediaFormat") == "VIDEO" else "image",
            )
            for item in given.review_media_items or ()
        ),
        reply=_first(reply.comment),
        replied_at=instant(reply.update_time),
    )


def _placed(value: Any, where: str, reading: Reading) -> Review | Refusal:
    given = entity(value, Placed, where)
    if isinstance(given, Refusal):
        return given
    at = instant(given.publish_time)
    if at is None:
        return _untimed(f"{where}.publishTime", given.publish_time)
    who, words = given.author_attribution or Author(), given.original_text or given.text or Words()
    author = _contributor(who.uri, who.display_name)
    place = given.name.split("/")[1] if given.name.startswith("places/") and given.name.count("/") >= 3 else None
    return Review(
        network=NETWORK,
        name=given.name.rpartition("/")[2],
        at=at,
        author=author,
        firm=Party(role="recipient", identifier=f"{NETWORK}:{place}") if place else None,
        text=words.text,
        language=(words.language_code or "")[:2].lower() or None,
        rating=given.rating,
        by_us=is_ours(author.identifier, reading),
    )


def _legacy(value: Any, where: str, reading: Reading) -> Review | Refusal:
    given = entity(value, Legacy, where)
    if isinstance(given, Refusal):
        return given
    at = epoch(given.time)
    if at is None:
        return _untimed(f"{where}.time", str(given.time))
    author = _contributor(given.author_url, given.author_name)
    who = (author.identifier or given.author_name).removeprefix(f"{NETWORK}:")
    return Review(
        network=NETWORK,
        name=f"{who}:{given.time}",
        at=at,
        author=author,
        text=given.text or "",
        language=(given.language or "")[:2].lower() or None,
        rating=given.rating,
        by_us=is_ours(author.identifier, reading),
    )


def _kind(value: dict[str, Any]) -> str | None:
    if "createTime" in value and ("starRating" in value or "reviewer" in value):
        return "owned"
    if "publishTime" in value and "authorAttribution" in value:
        return "placed"
    return "legacy" if {"author_name", "rating", "time"} <= value.keys() else None


def _notice(value: dict[str, Any]) -> dict[str, Any] | None:
    """What a notification says, bare or in the envelope of a Pub/Sub push, where it is base64."""
    if NOTICED.isdisjoint(value):
        return None
    kind = value.get("notificationType", value.get("type"))
    review, location = (next((named for end in ("", "Name", "_name") if isinstance(named := value.get(what + end), str)), None)
                        for what in ("review", "location"))  # fmt: skip
    if isinstance(kind, str) and (review or (location and kind.isupper())):
        return {"review": review}
    message = value.get("message")
    if not isinstance(message, dict) or "subscription" not in value or not isinstance(message.get("data"), str):
        return None
    try:
        inner = msgspec.json.decode(b64decode(message["data"], validate=True))
    except (ValueError, RecursionError):
        return None
    return _notice(inner) if isinstance(inner, dict) and "subscription" not in inner else None


def _contributor(url: str | None, name: str | None) -> Party:
    found = CONTRIBUTOR.search(url or "")
    return Party(role="author", identifier=f"{NETWORK}:{found[1]}" if found else None, name=tidy(name or "") or None)


def _first(comment: str) -> str:
    """What was written, without Google's translation before or after it."""
    before, mark, after = comment.partition(TRANSLATED)
    if not mark or (before.strip() and not before.endswith("\n")):
        return comment
    first = before if before.strip() else after.partition(ORIGINAL)[2]
    return first if first.strip() else comment


def _untimed(where: str, given: str) -> Refusal:
    return Refusal(where=where, what=f"{given[:40]!r} is no time", remedy="RFC 3339, for example 2026-03-02T08:15:00Z")
