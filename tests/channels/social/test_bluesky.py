"""Bluesky: one post by view, stream, repository and thread; facets that count bytes; signs of life; direct messages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec import UNSET
from payloads import payloads, said

from schemas.interaction import Party

SENT = payloads("bluesky")
OMAR = "bluesky:did:plc:omar22222222222222222222"
ATELIER = "bluesky:did:plc:atelier222222222222222222"


def test_a_post_is_what_its_author_said_with_links_in_full() -> None:
    (one,) = said(SENT["jetstream"])
    assert one.text == "@atelier.example é… see https://example.org/a/b/c?d=1 please, the kiln is cold"
    assert one.parties == (Party(role="author", identifier=OMAR), Party(role="mention", identifier=ATELIER))
    assert (one.direction, one.act, one.language, one.measures) == ("in", "post", "en", {})
    assert one.at == datetime(2025, 5, 6, 7, 8, 9, 123000, tzinfo=UTC)
    assert [(file.content_type, file.size) for file in one.attachments] == [("image/jpeg", 12345)]


def test_one_post_has_one_id_by_whatever_way_it_comes() -> None:
    ways = [said(SENT[way])[0] for way in ("jetstream", "firehose", "tap", "update")]
    assert len({one.id for one in ways}) == 1
    assert {one.at for one in ways} == {ways[0].at}


def test_an_edit_says_when_it_was_made() -> None:
    (edit,) = said(SENT["update"])
    assert edit.edited_at == datetime(2025, 5, 6, 8, 8, 10, 123000, tzinfo=UTC)
    assert said(SENT["jetstream"])[0].edited_at is UNSET


def test_a_deletion_gives_no_line() -> None:
    assert said(SENT["delete"]) == []


def test_likes_and_follows_are_signs_of_who_made_them() -> None:
    like, follow = said(SENT["notifications"])
    assert (like.act, like.text, follow.act) == ("like", "", "follow")
    assert like.parties == (Party(role="author", identifier=OMAR, name="Omar", about="Potter"), Party(role="recipient", identifier=ATELIER))
    assert like.in_reply_to == said(SENT["thread"])[0].id


def test_a_thread_holds_our_post_and_the_answer_to_it() -> None:
    ours, answer = said(SENT["thread"])
    assert (ours.direction, ours.measures) == ("out", {"likes": 3, "reposts": 0, "replies": 1})
    assert (answer.direction, answer.act, answer.in_reply_to, answer.thread) == ("in", "reply", ours.id, ours.thread)
    assert answer.parties[1] == Party(role="recipient", identifier=ATELIER)


def test_a_repost_in_a_feed_has_no_words_of_others() -> None:
    (one,) = said(SENT["feed"])
    assert (one.act, one.text, one.parties[0].identifier) == ("boost", "", OMAR)


def test_a_direct_message_that_was_deleted_says_nothing() -> None:
    (one,) = said(SENT["messages"])
    assert (one.act, one.text, one.at) == ("direct", "Please call me back this week", datetime(2025, 5, 6, 8, tzinfo=UTC))


@pytest.mark.parametrize("kind", ["identity", "account"])
def test_a_change_of_name_is_no_interaction(kind: str) -> None:
    assert said({"did": "did:plc:omar", "time_us": 1746515290123456, "kind": kind, kind: {"did": "did:plc:omar"}}) == []


def test_a_bare_record_tells_what_was_said_and_not_by_whom() -> None:
    record = SENT["jetstream"]["commit"]["record"]
    (one,), (again,) = said(record), said(dict(reversed(record.items())))
    assert (one.text, one.parties[0]) == (said(SENT["jetstream"])[0].text, Party(role="author"))
    assert one.id == again.id
