"""The account that a network delivers to is ours: nobody has to say so, and it is never a person."""

from __future__ import annotations

from typing import Any

import pytest
from socially import said

from schemas.interaction import Own
from streams.rules.persons import others

WORD = {"id": "44", "type": "text", "text": "Hi"}
LINE = {
    "destination": "U0us",
    "events": [{"type": "message", "timestamp": 1_740_000_000_250, "source": {"type": "user", "userId": "U1a"}, "message": WORD}],
}


def meta(kind: str, **entry: Any) -> dict[str, Any]:
    return {"object": kind, "entry": [{"id": "70001", "time": 1_740_000_000, **entry}]}


def talk(kind: str, sender: str, recipient: str, **message: Any) -> dict[str, Any]:
    event = {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": 1_740_000_000_250}
    return meta(kind, messaging=[event | {"message": {"mid": "m", "text": "Bonjour", **message}}])


def whatsapp(**message: Any) -> dict[str, Any]:
    known = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": "33199004777", "phone_number_id": "106"}}
    told = {"id": "wamid.1", "timestamp": "1740000000", "type": "text", "text": {"body": "Bonsoir"}, **message}
    change = {"field": "messages", "value": known | {"messages": [told]}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


def x(event: str, **content: Any) -> dict[str, Any]:
    return {"for_user_id": "70001", event: [content]}


COMMENT = {"item": "comment", "verb": "add", "comment_id": "1_2", "post_id": "1_1", "message": "Non", "created_time": 1_740_000_000}
MESSAGE = {"type": "message_create", "id": "9", "created_timestamp": "1740000000000"}
GIVEN: dict[str, tuple[dict[str, Any], set[str]]] = {
    "line": (LINE, {"line:U1a"}),
    "messenger": (talk("page", "5", "70001"), {"facebook:5"}),
    "messenger, our echo": (talk("page", "70001", "5", is_echo=True), {"facebook:5"}),
    "instagram": (talk("instagram", "5", "70001"), {"instagram:5"}),
    "facebook, a comment": (
        meta("page", changes=[{"field": "feed", "value": COMMENT | {"from": {"id": "5", "name": "Nora"}}}]), {"facebook:5"},
    ),
    "instagram, a comment": (
        meta("instagram", changes=[{"field": "comments", "value": {"id": "17", "text": "Non", "from": {"id": "5", "username": "nora"}}}]),
        {"instagram:5"},
    ),
    "whatsapp": (whatsapp(**{"from": "33612345678"}), {"tel:+33612345678"}),
    "x, a message": (
        x("direct_message_events", **MESSAGE, message_create={
            "sender_id": "5", "target": {"recipient_id": "70001"}, "message_data": {"text": "Hi"},
        }),
        {"x:5"},
    ),
    "x, our message": (
        x("direct_message_events", **MESSAGE, message_create={
            "sender_id": "70001", "target": {"recipient_id": "5"}, "message_data": {"text": "Hi"},
        }),
        {"x:5"},
    ),
    "x, a follow": (
        x("follow_events", type="follow", created_timestamp="1740000000000", source={"id": "5"}, target={"id": "70001"}), {"x:5"},
    ),
    "google": (
        {"reviews": [{
            "name": "accounts/1/locations/22/reviews/AbC", "reviewId": "AbC", "reviewer": {"displayName": "Yann"}, "starRating": "TWO",
            "createTime": "2025-05-06T07:08:09Z", "comment": "Non", "reviewReply": {"comment": "Si", "updateTime": "2025-05-07T07:08:09Z"},
        }]},
        set(),
    ),
    "teams": (
        {
            "type": "message", "id": "1", "timestamp": "2025-05-06T07:08:09Z", "channelId": "msteams", "text": "Hi",
            "from": {"id": "29:5"}, "recipient": {"id": "28:us"}, "conversation": {"id": "a", "conversationType": "personal"},
        },
        {"teams:29:5"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GIVEN)
def test_whoever_it_was_delivered_to_is_one_of_us(name: str) -> None:
    payload, persons = GIVEN[name]
    every = said(payload)
    assert every
    for one in every:
        assert {party.identifier for party in others(one, Own(), "FR")} == persons
    assert "our" not in name or every[0].direction == "out"
