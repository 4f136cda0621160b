"""Reviews on Google and Trustpilot: the person's words, the stars, and what we answered."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from socially import found, refused, said

from schemas.errors import Refusal
from schemas.interaction import Interaction, Party

AT = datetime(2025, 2, 19, 21, 20, tzinfo=UTC)
OWNED: dict[str, Any] = {
    "name": "accounts/1/locations/22/reviews/AbC",
    "reviewId": "AbC",
    "reviewer": {"displayName": "Yann Corre", "isAnonymous": False},
    "starRating": "TWO",
    "comment": "Trop d'attente au comptoir.",
    "createTime": "2025-02-19T21:20:00.123456789Z",
    "updateTime": "2025-02-20T21:20:00Z",
    "reviewReply": {"comment": "Nous en sommes navrés.", "updateTime": "2025-02-21T08:00:00Z"},
}


def test_a_review_of_our_place_and_our_answer() -> None:
    review, answer = said({"reviews": [OWNED], "averageRating": 2, "totalReviewCount": 1})
    assert (review.id, review.act, review.direction, review.measures) == ("google:AbC", "review", "in", {"rating": 2})
    assert review.parties == (Party(role="author", name="Yann Corre"), Party(role="recipient", identifier="google:22", ours=True))
    assert review.at == AT.replace(microsecond=123000)
    assert review.edited_at == datetime(2025, 2, 20, 21, 20, tzinfo=UTC)
    assert (answer.id, answer.direction, answer.in_reply_to, answer.text) == (
        "google:AbC/reply",
        "out",
        review.id,
        "Nous en sommes navrés.",
    )
    assert answer.parties[0] == Party(role="author", identifier="google:22", ours=True)


def test_alone_in_a_list_or_by_location_it_is_one_review() -> None:
    ways = [OWNED, {"reviews": [OWNED]}, {"locationReviews": [{"name": "accounts/1/locations/22", "review": OWNED}]}]
    assert {one.id for way in ways for one in said(way)} == {"google:AbC", "google:AbC/reply"}


def test_who_is_anonymous_has_no_name_and_googles_translation_is_not_theirs() -> None:
    told = "(Translated by Google) Too long.\n\n(Original)\nTrop long."
    (one, _) = said(OWNED | {"reviewer": {"displayName": "A Google User", "isAnonymous": True}, "comment": told})
    assert (one.parties[0], one.text) == (Party(role="author"), "Trop long.")
    (other, _) = said(OWNED | {"comment": "Trop long.\n\n(Translated by Google)\nToo long."})
    assert other.text == "Trop long."


def test_the_places_api_knows_the_contributor() -> None:
    new = {
        "name": "places/P1/reviews/R1",
        "rating": 4,
        "publishTime": "2025-02-19T21:20:00Z",
        "originalText": {"text": "Bien", "languageCode": "fr"},
    }
    new |= {
        "text": {"text": "Good", "languageCode": "en"},
        "authorAttribution": {"displayName": "Yann", "uri": "https://www.google.com/maps/contrib/1122334455/reviews"},
    }
    old = {
        "author_name": "Yann",
        "author_url": "https://www.google.com/maps/contrib/1122334455/reviews",
        "rating": 4,
        "text": "Bien",
        "time": 1_740_000_000,
    }
    for payload in ({"reviews": [new], "id": "P1"}, {"result": {"reviews": [old]}, "status": "OK"}):
        (one,) = said(payload)
        assert (one.parties[0], one.text, one.at) == (Party(role="author", identifier="google:1122334455", name="Yann"), "Bien", AT)


@pytest.mark.parametrize("end", ["", "Name", "_name"])
def test_a_notification_has_the_name_alone_and_says_what_to_do(end: str) -> None:
    names = f'"review{end}": "accounts/1/locations/22/reviews/AbC", "location{end}": "accounts/1/locations/22"'
    notice = f'{{"type": "NEW_REVIEW", {names}}}'.encode()
    assert "ask the Business Profile API" in refused({"message": {"data": b64encode(notice).decode()}, "subscription": "s"}).remedy
    profile = f'{{"type": "GOOGLE_UPDATE", "location{end}": "accounts/1/locations/22"}}'.encode()
    assert said({"message": {"data": b64encode(profile).decode()}, "subscription": "s"}) == []


API: dict[str, Any] = {
    "id": "r77",
    "consumer": {"id": "c5", "displayName": "Maëlle B."},
    "businessUnit": {"id": "u1", "identifyingName": "atelier.example", "displayName": "Atelier"},
    "stars": 1,
    "title": "Jamais livré",
    "text": "Trois semaines,\nrien.",
    "language": "fr",
    "createdAt": "2025-02-19T21:20:00.000Z",
    "companyReply": {"text": "Nous vous appelons.", "createdAt": "2025-02-20T08:00:00Z"},
    "numberOfLikes": 0,
}
TABLE = (
    "Domain Url,Business Unit Id,Review Id,Review Created (UTC),Review Consumer User Id,Review Username,Review Title,Review Content,"
    "Review Stars,Company Response,Company Reply Date (UTC),Review Language\r\n"
    'atelier.example,u1,r77,2025-02-19 21:20:00,c5,Maëlle B.,Jamais livré,"Trois semaines,\nrien.",1,'
    "Nous vous appelons.,2025-02-20 08:00:00,fr\r\n"
)


def test_api_webhook_and_table_are_one_review() -> None:
    hook = {name: value for name, value in API.items() if name not in ("businessUnit", "companyReply", "numberOfLikes")}
    hook["consumer"] = {"id": "c5", "name": "Maëlle B."}
    (told,) = said({"events": [{"eventName": "service-review-created", "version": "1", "eventData": hook}]})
    review, answer = said({"links": [], "reviews": [API]})
    row, row_answer = said(TABLE.encode("utf-8-sig"))
    for one in (told, review, row):
        assert (one.id, one.at, one.subject, one.text, one.language) == (
            "trustpilot:r77",
            AT,
            "Jamais livré",
            "Trois semaines,\nrien.",
            "fr",
        )
        assert one.parties[0] == Party(role="author", identifier="trustpilot:c5", name="Maëlle B.")
        assert one.measures["rating"] == 1
    assert (answer.id, answer.at, answer.direction) == (row_answer.id, row_answer.at, "out")
    assert row.original.content_type == "text/csv"


def test_an_edited_review_keeps_its_id_a_deleted_one_gives_nothing() -> None:
    changed = {"eventName": "service-review-updated", "eventData": API | {"updatedAt": "2025-03-01T00:00:00Z", "stars": 4}}
    (one, _) = said({"events": [changed]})
    assert (one.id, one.measures["rating"], one.edited_at) == ("trustpilot:r77", 4, datetime(2025, 3, 1, tzinfo=UTC))
    assert said({"events": [{"eventName": "service-review-deleted", "eventData": {"id": "r77"}}]}) == []


def test_a_review_of_a_product_has_its_words_as_content() -> None:
    product = {
        "id": "p1",
        "createdAt": "2025-02-19T21:20:00",
        "stars": 5,
        "content": "Solide",
        "consumer": {"id": "c5"},
        "product": {"id": "x"},
    }
    (one,) = said({"productReviews": [product], "links": []})
    assert (one.text, one.at) == ("Solide", AT)


def test_a_bad_row_or_event_takes_no_other_with_it() -> None:
    rows = TABLE + "atelier.example,u1,r78,soon,c6,Léo,Bof,Bof,3,,,fr\r\n"
    assert [type(one) for one in found(rows.encode())] == [Interaction, Interaction, Refusal]
    events = [
        {"eventName": "service-review-eaten", "eventData": {}},
        {"eventName": "service-review-created", "eventData": API | {"companyReply": None}},
    ]
    assert [type(one) for one in found({"events": events})] == [Refusal, Interaction]


def test_a_long_comment_costs_no_more_than_its_length() -> None:
    long = "(Translated by Google)" + "\n" * 1_000_000 + "(Original"
    (one, _) = said(OWNED | {"comment": long})
    assert one.text.startswith("(Translated by Google)")


def test_a_table_whose_head_never_ends_is_one_refusal() -> None:
    assert refused((TABLE.partition("\r\n")[0] + ',"Notes\r\n' + "x" * 200_000).encode()).where == "row 1"
