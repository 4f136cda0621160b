"""X: API v2, webhooks and the archive tell the same posts and messages; edits, reposts, likes."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from payloads import READING, payloads, said

from schemas.interaction import Interaction, Own, Party, Reading
from streams.channels.social import parse

SENT = payloads("x")
ATELIER = Party(role="mention", identifier="x:100", name="Atelier")


def test_a_post_is_what_its_author_said_with_links_in_full() -> None:
    one, _ = said(SENT["v2"])
    assert one.text == "@atelier the kiln is <cold> https://example.org/long"
    assert one.parties == (Party(role="author", identifier="x:77", name="Omar", about="Potter"), ATELIER)
    assert (one.direction, one.act, one.thread, one.in_reply_to) == ("in", "reply", "x:1919999999999999999", "x:1919999999999999999")
    assert one.measures == {"likes": 0, "reposts": 2, "replies": 1, "followers": 9}
    assert [file.name for file in one.attachments] == ["kiln.jpg"]


def test_a_repost_has_no_words_of_others() -> None:
    _, boost = said(SENT["v2"])
    assert (boost.act, boost.text, boost.parties[0].name) == ("boost", "", "Omar")
    assert boost.in_reply_to == said(SENT["archived"])[0].id


def test_a_list_of_accounts_says_nothing() -> None:
    assert said({"data": [{"id": "77", "name": "Omar", "username": "omar"}], "meta": {"result_count": 1}}) == []


def test_the_webhook_tells_the_same_post_in_its_full_length() -> None:
    (hook,), (one, _) = said(SENT["webhook"]), said(SENT["v2"])
    assert (hook.id, hook.at, hook.text, hook.thread) == (one.id, one.at, one.text, one.thread)


def test_an_edit_keeps_id_and_time_of_its_first_version() -> None:
    (edit,), (one, _) = said(SENT["edited"]), said(SENT["v2"])
    assert (edit.id, edit.at) == (one.id, one.at)
    assert edit.edited_at == datetime(2025, 5, 7, 7, 10, tzinfo=UTC)


def test_a_post_without_its_time_has_that_within_its_number() -> None:
    (bare,) = said({"data": {"id": "1920000000000000001", "text": "ok", "author_id": "77"}})
    assert bare.at == said(SENT["v2"])[0].at
    assert bare.parties == (Party(role="author", identifier="x:77"),)


def test_likes_and_follows_are_signs_of_who_made_them() -> None:
    like, follow = said(SENT["signs"])
    assert (like.act, like.text, follow.act) == ("like", "", "follow")
    assert {one.parties[0].identifier for one in (like, follow)} == {"x:77"}


def test_a_direct_message_is_the_same_by_webhook_api_and_archive() -> None:
    ways = [said(SENT[way])[0] for way in ("message", "message v2", "archived messages")]
    for field in ("id", "at", "text", "thread", "act", "direction"):
        assert len({getattr(one, field) for one in ways}) == 1, field
    assert ways[0].text == "See https://example.org/long & call me"


def test_the_archive_is_ours_whether_or_not_its_first_line_is_script() -> None:
    script = b"window.YTD.tweets.part0 = " + msgspec.json.encode(SENT["archived"])
    (one,) = parse(script, READING)
    assert isinstance(one, Interaction)
    assert (one.direction, one.parties[0].identifier, one.measures) == ("out", "x:100", {"likes": 3, "reposts": 1})
    assert one.id == said(SENT["archived"])[0].id


@pytest.mark.parametrize(("names", "owner"), [
    (("55", "elsewhere", "x:100"), "x:100"), (("facebook:7", "X:100", "55"), "x:100"), (("55", "telegram:8"), "x:55"),
])  # fmt: skip
def test_the_archive_is_of_the_name_that_is_said_to_be_of_x(names: tuple[str, ...], owner: str) -> None:
    (one,) = parse(msgspec.json.encode(SENT["archived"]), Reading(own=Own(names=names)))
    assert isinstance(one, Interaction) and (one.direction, one.parties[0].identifier) == ("out", owner)


@pytest.mark.parametrize("name", ["unsaid", "read", "nothing"])
def test_deletions_receipts_and_empty_answers_give_no_line(name: str) -> None:
    assert said(SENT[name]) == []
