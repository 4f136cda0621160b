"""YouTube, Reddit, Discourse and LinkedIn: what somebody wrote under something."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from msgspec import UNSET
from payloads import payloads, said

from schemas.interaction import Party

SENT = payloads("others")


def test_a_youtube_thread_holds_the_comment_and_our_answer() -> None:
    comment, answer = said(SENT["youtube"])
    assert comment.text == "I love it <3\nbut where is my parcel?"
    assert comment.parties[0] == Party(role="author", identifier="youtube:UComar", name="@omar")
    assert comment.measures == {"likes": 0, "replies": 1}
    assert comment.edited_at == datetime(2025, 5, 6, 8, tzinfo=UTC)
    assert (answer.direction, answer.in_reply_to, answer.edited_at) == ("out", comment.id, UNSET)
    assert said(SENT["youtube comments"])[0].id == answer.id


def test_a_message_in_a_live_chat_is_a_comment() -> None:
    (one,) = said(SENT["youtube live"])
    assert (one.text, one.act, one.parties[0].name) == ("When does the workshop start?", "comment", "Omar")


def test_a_reddit_thread_is_read_to_its_depth_without_what_is_quoted_or_gone() -> None:
    post, ours, thanks = said(SENT["reddit"])
    assert (post.subject, post.text, post.act) == ("Kiln & clay", "Who can repair a kiln near Vannes?", "post")
    assert post.parties == (Party(role="author", identifier="reddit:omar_p", name="Omar_P"),)
    assert post.edited_at == datetime(2025, 5, 6, 8, 8, 9, tzinfo=UTC)
    assert (ours.direction, ours.text) == ("out", "We can, u/Omar_P. Call us <3")
    assert (thanks.in_reply_to, thanks.thread) == (ours.id, post.id)


def test_a_private_message_of_reddit_is_direct() -> None:
    (one,) = said(SENT["reddit message"])
    assert (one.act, one.subject, one.direction) == ("direct", "kiln", "in")
    assert one.parties[1] == Party(role="recipient", identifier="reddit:atelier", name="atelier")


def test_what_reddit_calls_a_comment_in_an_inbox_is_no_subject() -> None:
    inner = {"id": "c2", "name": "t1_c2", "author": "Omar_P", "body": "Thank you", "created_utc": 1746517289, "was_comment": True}
    inbox = {"kind": "t1", "data": inner | {"subject": "comment reply", "link_title": "Kiln", "context": "/r/pottery/comments/p1/kiln/c2/"}}
    (one,) = said(inbox)
    assert (one.id, one.subject, one.thread) == ("reddit:t1_c2", "Kiln", "reddit:t3_p1")


def test_a_forum_post_is_without_its_quotes_however_deep() -> None:
    (one,) = said(SENT["discourse"])
    assert one.text == "It is @atelier still cold :sob:"
    assert one.parties == (Party(role="author", identifier="discourse:31", name="Omar P."), Party(role="mention", name="atelier"))
    assert (one.subject, one.measures["likes"], one.act) == ("Kiln", 4, "reply")
    assert one.edited_at == datetime(2025, 5, 6, 8, tzinfo=UTC)


def test_a_topic_and_a_webhook_name_a_post_alike_and_answers_find_it() -> None:
    first, answer = said(SENT["discourse topic"])
    (hook,) = said(SENT["discourse"])
    assert (answer.id, answer.in_reply_to, first.direction) == (hook.id, first.id, "out")
    assert said(SENT["discourse like"])[0].in_reply_to == first.id


def test_what_a_member_of_a_forum_says_of_themselves_is_told_where_it_is_sent() -> None:
    like = SENT["discourse like"]
    profile = '"website": "https://omar.example", "bio_cooked": "<p>Potier</p>", "username"'
    event = json.loads(json.dumps(like).replace('"username"', profile))
    assert said(event)[0].parties[0].about == "Potier\nhttps://omar.example"


@pytest.mark.parametrize("name", ["discourse gone", "discourse ping"])
def test_what_was_taken_back_gives_no_line(name: str) -> None:
    assert said(SENT[name]) == []


def test_a_comment_on_linkedin_is_the_same_by_api_and_notification() -> None:
    (one,) = said(SENT["linkedin"])
    told, like, edit = said(SENT["linkedin notified"])
    assert {(each.id, each.thread, each.at) for each in (one, told, edit)} == {(one.id, one.thread, one.at)}
    assert (one.parties[0].identifier, one.measures, one.act) == ("linkedin:Om4r", {"likes": 2}, "comment")
    assert edit.edited_at == one.edited_at == datetime(2025, 5, 6, 8, 8, 9, tzinfo=UTC)
    assert (like.act, like.text, like.parties[0].identifier) == ("like", "", "linkedin:Om4r")
    assert told.parties[1] == Party(role="recipient", identifier="linkedin:100")


def test_comments_of_linkedin_that_were_asked_for_by_name_are_read_alike() -> None:
    (one,) = said(SENT["linkedin"])
    (batch,) = said({"results": {"urn:li:comment:(a,1)": SENT["linkedin"]["elements"][0]}, "statuses": {}, "errors": {}})
    assert (batch.id, batch.text) == (one.id, one.text)
