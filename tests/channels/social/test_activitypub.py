"""ActivityPub: activities, objects and collections, and the same ids as Mastodon's API gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec import UNSET
from payloads import READING, payloads, said

from schemas.errors import Refusal
from schemas.interaction import Party
from streams.channels.social import parse

SENT = payloads("activitypub")
OMAR = "mastodon:omar@toot.example.net"
ATELIER = "mastodon:atelier@hub.example.com"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def note(**fields: Any) -> dict[str, Any]:
    return {
        "id": "https://a.example/n/1",
        "type": "Note",
        "attributedTo": "https://a.example/users/omar",
        "to": [PUBLIC],
        "published": "2025-05-06T07:08:09Z",
        "content": "<p>hello</p>",
        **fields,
    }


def test_a_note_is_what_its_author_said_without_what_they_quote() -> None:
    (one,) = said(SENT["create"])
    assert one.text == "The kiln is still cold & I have waited two weeks."
    assert one.parties == (Party(role="author", identifier=OMAR), Party(role="mention", identifier=ATELIER))
    assert (one.direction, one.act, one.language) == ("in", "reply", "en")
    assert one.at == datetime(2025, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert one.in_reply_to == "mastodon:https://hub.example.com/users/atelier/statuses/1"
    assert one.measures == {"likes": 4, "reposts": 1}
    assert [(file.name, file.content_type) for file in one.attachments] == [("kiln.jpg", "image/jpeg")]


def test_a_profile_tells_its_summary_and_its_fields_a_line_each() -> None:
    mailbox = '<a href="mailto:o@mail.example">o@mail.example</a>'
    links = [{"type": "PropertyValue", "name": "Courriel", "value": mailbox}, {"type": "Image"}]
    actor = {"id": "https://a.example/users/omar", "type": "Person", "preferredUsername": "omar", "summary": "<p>Potter</p>"}
    (one,) = said({"@context": "https://www.w3.org/ns/activitystreams"} | note(attributedTo=actor | {"attachment": links}))
    assert one.parties[0].about == "Potter\nCourriel: o@mail.example"


def test_a_status_has_one_id_by_the_api_and_between_servers() -> None:
    account = {"acct": "omar@toot.example.net", "url": "https://toot.example.net/@omar"}
    status = {"id": "9", "uri": SENT["create"]["object"]["id"], "created_at": "2025-05-06T07:08:09Z", "account": account, "content": "x"}
    assert said(status)[0].id == said(SENT["create"])[0].id == said(SENT["create"]["object"])[0].id


def test_an_edit_keeps_id_and_time_and_says_when_it_was_made() -> None:
    (first,), (edit,) = said(SENT["create"]), said(SENT["update"])
    assert (edit.id, edit.at, edit.text) == (first.id, first.at, "It works now, thank you.")
    assert edit.edited_at == datetime(2025, 5, 6, 9, tzinfo=UTC)
    assert first.edited_at is UNSET


def test_what_goes_to_persons_alone_is_direct_and_its_warning_the_subject() -> None:
    (one,) = said(SENT["direct"])
    assert (one.act, one.subject, one.language) == ("direct", "remboursement", "fr")
    assert one.parties == (
        Party(role="author", identifier="mastodon:lea@pods.example", name="Léa", about="Potière"),
        Party(role="recipient", identifier=ATELIER),
    )


@pytest.mark.parametrize("audience", [[PUBLIC], ["as:Public"], ["https://a.example/users/omar/followers"], []])
def test_what_goes_to_the_public_or_to_followers_is_no_direct_message(audience: list[str]) -> None:
    assert said(note(to=audience))[0].act == "post"


@pytest.mark.parametrize(("name", "act"), [("boost", "boost"), ("like", "like"), ("follow", "follow")])
def test_signs_of_life_have_no_words_of_others(name: str, act: str) -> None:
    (one,) = said(SENT[name])
    assert (one.act, one.text, one.direction) == (act, "", "in")
    assert one.parties == (Party(role="author", identifier=OMAR), Party(role="recipient", identifier=ATELIER))
    assert (one.at is None) == (name != "boost")


@pytest.mark.parametrize("name", ["delete", "undo", "move"])
def test_deletions_and_the_affairs_of_servers_give_no_line(name: str) -> None:
    assert said(SENT[name]) == []


def test_a_group_passes_on_what_its_member_said() -> None:
    (one,) = said(SENT["group"])
    assert one.parties[0].identifier == "mastodon:ines@forum.example"
    assert (one.subject, one.text, one.act) == ("Which clay?", "I am looking for a clay that stays white.", "post")


def test_a_poll_is_told_with_its_answers() -> None:
    assert said(SENT["question"])[0].text == "When do you open?\n- Saturday\n- Sunday"


def test_our_own_outbox_goes_out() -> None:
    (one,) = said(SENT["outbox"])
    assert (one.direction, one.text) == ("out", "Open on Saturday")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://a.example/users/Omar", "mastodon:omar@a.example"),
        ("https://a.example/@omar", "mastodon:omar@a.example"),
        ("https://a.example/u/omar", "mastodon:omar@a.example"),
        ("https://a.example/accounts/omar", "mastodon:omar@a.example"),
        ("https://a.example/profile/omar", "mastodon:omar@a.example"),
        ("https://a.example/ap/users/115", None),
        ("https://a.example/?author=1", None),
    ],
)
def test_an_actor_is_named_by_its_address_or_not_at_all(address: str, expected: str | None) -> None:
    assert said(note(attributedTo=address))[0].parties[0].identifier == expected


def test_a_mention_without_a_handle_is_a_name_and_an_unknown_author_nobody() -> None:
    tag = {"type": "Mention", "href": "https://alice.example/", "name": "Alice"}
    (one,) = said(note(attributedTo=None, tag=[tag]))
    assert one.parties == (Party(role="author"), Party(role="mention", name="Alice"))


def test_the_line_that_stands_for_a_quoted_post_is_left_out() -> None:
    quoting = note(
        quoteUrl="https://b.example/n/7", content='<p>I agree</p><p>RE: <a href="https://b.example/n/7">https://b.example/n/7</a></p>'
    )
    inline = note(content='<p class="quote-inline">RE: <a href="https://b.example/n/7">https://b.example/n/7</a></p><p>I agree</p>')
    assert [said(one)[0].text for one in (quoting, inline)] == ["I agree", "I agree"]


def test_an_unknown_activity_is_refused_and_the_rest_comes_out() -> None:
    batch = [{"@context": "https://www.w3.org/ns/activitystreams", "type": "Juggle", "actor": "https://a.example/users/omar"}, note()]
    refused, one = parse(msgspec.json.encode(batch), READING)
    assert isinstance(refused, Refusal)
    assert (refused.where, "Juggle" in refused.what) == ("payload[0].type", True)
    assert not isinstance(one, Refusal)


def test_a_server_cannot_speak_for_the_people_of_another() -> None:
    forged = payloads("activitypub")["create"] | {"actor": "https://elsewhere.example/users/eve"}
    (refusal,) = parse(msgspec.json.encode(forged), READING)
    assert isinstance(refusal, Refusal)
