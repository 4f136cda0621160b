"""Reviews of apps: Apple's App Store Connect API and the Google Play Developer API.

Source: developer.apple.com/documentation/appstoreconnectapi/customerreview and customerreviewresponsev1 (JSON:API: answers stand among
`included`); developers.google.com/android-publisher/api-ref/rest/v3/reviews. Neither says which account wrote: a name is all there is.
"""

from __future__ import annotations

from typing import Any

from schemas.errors import Refusal
from schemas.interaction import Original, Party, Reading
from streams.channels.social.fields import count_in, dict_in, dicts_in, epoch, instant, language_of, text_in
from streams.channels.social.found import Found, no_time
from streams.channels.social.html import tidy
from streams.channels.social.reviews import Review, interactions

APPLE, GOOGLE = "appstore", "googleplay"
MARKS = frozenset({"data", "reviews", "reviewId", "type"})


def recognises(value: dict[str, Any]) -> bool:
    """Is this a review, an answer of the API, or a list of them?"""
    first = next(iter(dicts_in(value, "data") or dicts_in(value, "reviews")), value)
    return text_in(first, "type") == "customerReviews" or ("reviewId" in first and "comments" in first)


def read(value: dict[str, Any], where: str, reading: Reading, original: Original) -> Found:
    answers = {
        text_in(dict_in(dict_in(dict_in(one, "relationships"), "review"), "data"), "id"): one
        for one in dicts_in(value, "included") if text_in(one, "type") == "customerReviewResponses"
    }  # fmt: skip
    by_id = {text_in(one, "id"): one for one in answers.values()}
    field = next((name for name in ("data", "reviews") if name in value), "")
    for place, one in enumerate(dicts_in(value, field)) if field else [(0, value)]:
        at = f"{where}.{field}[{place}]" if field else where
        if "comments" in one:
            review = _of_google(one, at)
        else:
            linked = text_in(dict_in(dict_in(dict_in(one, "relationships"), "response"), "data"), "id")
            review = _of_apple(one, answers.get(text_in(one, "id")) or by_id.get(linked) or {}, at)
        if isinstance(review, Refusal):
            yield review
        else:
            yield from interactions(review, original)


def _of_apple(one: dict[str, Any], answer: dict[str, Any], where: str) -> Review | Refusal:
    given, said = dict_in(one, "attributes"), dict_in(answer, "attributes")
    at = instant(text_in(given, "createdDate"))
    if at is None or not text_in(one, "id"):
        return no_time(f"{where}.attributes.createdDate", text_in(given, "createdDate"))
    return Review(
        network=APPLE, name=text_in(one, "id"), at=at, author=Party(role="author", name=tidy(text_in(given, "reviewerNickname")) or None),
        title=text_in(given, "title"), text=text_in(given, "body"), rating=count_in(given, "rating"),
        reply=text_in(said, "responseBody"), replied_at=instant(text_in(said, "lastModifiedDate")),
    )  # fmt: skip


def _of_google(one: dict[str, Any], where: str) -> Review | Refusal:
    """The latest words of both sides: an edit comes under the same id with a later `lastModified`, and the first time is not told."""
    said, answer = (
        next((dict_in(each, name) for each in dicts_in(one, "comments") if name in each), {})
        for name in ("userComment", "developerComment")
    )  # fmt: skip
    at = epoch(dict_in(said, "lastModified").get("seconds"))
    if at is None or not text_in(one, "reviewId"):
        return no_time(f"{where}.comments.userComment.lastModified", dict_in(said, "lastModified").get("seconds"), "seconds since 1970")
    title, tab, body = (text_in(said, "originalText") or text_in(said, "text")).partition("\t")
    return Review(
        network=GOOGLE, name=text_in(one, "reviewId"), at=at, author=Party(role="author", name=tidy(text_in(one, "authorName")) or None),
        title=title if tab else "", text=body if tab else title, language=language_of(text_in(said, "reviewerLanguage")),
        rating=count_in(said, "starRating"), likes=count_in(said, "thumbsUpCount"), reply=text_in(answer, "text"),
        replied_at=epoch(dict_in(answer, "lastModified").get("seconds")),
    )  # fmt: skip
