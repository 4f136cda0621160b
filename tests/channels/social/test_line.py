"""LINE's Messaging API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from socially import found, refused, said

from schemas.errors import Refusal
from schemas.interaction import Interaction, Party

WHO = {"type": "user", "userId": "U1a"}


def event(kind: str, **content: Any) -> dict[str, Any]:
    return {"type": kind, "timestamp": 1_740_000_000_250, "source": WHO, "webhookEventId": f"E{kind}", "mode": "active", **content}


def call(*events: dict[str, Any]) -> dict[str, Any]:
    return {"destination": "U0us", "events": list(events)}


def test_a_message_is_said_to_us() -> None:
    (one,) = said(call(event("message", message={"id": "44", "type": "text", "text": "荷物が届きません", "quotedMessageId": "43"})))
    assert (one.id, one.direction, one.act, one.language) == ("line:44", "in", "direct", "ja")
    assert one.parties == (Party(role="author", identifier="line:U1a"), Party(role="recipient", identifier="line:U0us", ours=True))
    assert (one.at, one.in_reply_to) == (datetime(2025, 2, 19, 21, 20, 0, 250000, tzinfo=UTC), "line:43")


def test_in_a_group_it_is_a_post_and_names_whom_it_names() -> None:
    told = {
        "id": "45",
        "type": "text",
        "text": "@Jun 見て",
        "mention": {"mentionees": [{"type": "user", "userId": "U2", "index": 0, "length": 4}]},
    }
    (one,) = said(call(event("message", message=told, source={"type": "group", "groupId": "C9", "userId": "U1a"})))
    assert (one.act, one.thread, one.parties[1]) == ("post", "line:C9", Party(role="mention", identifier="line:U2"))


def test_a_follow_and_a_picked_date_are_signs_and_media_are_files() -> None:
    follow, picked, sticker = said(
        call(
            event("follow"),
            event("postback", postback={"data": "action=book", "params": {"datetime": "2025-03-01T10:00"}}),
            event("message", message={"id": "46", "type": "sticker", "keywords": ["angry"]}),
        )
    )
    assert (follow.act, picked.text, sticker.text, len(sticker.attachments)) == ("follow", "2025-03-01T10:00", "", 1)


@pytest.mark.parametrize("silent", ["videoPlayComplete", "memberJoined", "accountLink"])
def test_what_is_no_word_gives_nothing(silent: str) -> None:
    assert said(call(event(silent))) == []
    assert said(call()) == []  # LINE's test of the address


def test_an_unknown_event_is_refused_alone() -> None:
    every = found(call(event("warp"), event("message", message={"id": "47", "type": "text", "text": "はい"})))
    assert [type(one) for one in every] == [Refusal, Interaction]
    assert refused(call(event("message", message={"id": "1", "type": "smell"}))).where == "payload.events[0].message.type"
    assert refused(call(event("follow") | {"type": []})).where == "payload.events[0].type"
