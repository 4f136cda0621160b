"""Mastodon, by every way it comes: what a person said, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Party, Reading, Removal
from streams.channels.social import parse

FIXTURES = Path(__file__).parent / "fixtures"
READING = Reading(own=Own(names=("atelier@hub.example.com",)))
LEA = "mastodon:lea@hub.example.com"
ATELIER = "mastodon:atelier@hub.example.com"
OMAR = "mastodon:omar@toot.example.net"


def said(name: str) -> list[Interaction]:
    found = list(parse((FIXTURES / name).read_bytes(), READING))
    assert not any(isinstance(one, Refusal) for one in found), found
    return [one for one in found if isinstance(one, Interaction)]


def test_a_status_is_what_its_author_said() -> None:
    (one,) = said("status.json")
    assert one.text == "@atelier Le four est-il réparé'?\nMerci & à bientôt\n\nLéa"
    assert one.parties == (
        Party(role="author", identifier=LEA, name="Léa Morin", about="Potière à Vannes\nSite: morin.example"),
        Party(role="mention", identifier=ATELIER),
    )
    assert (one.direction, one.act, one.language, one.network) == ("in", "reply", "fr", "mastodon")
    assert one.at == datetime(2025, 5, 6, 7, 8, 9, 123000, tzinfo=UTC)
    assert one.measures == {"likes": 3, "reposts": 2, "replies": 1, "followers": 40}


def test_an_answer_to_a_local_status_names_that_status() -> None:
    (ours,), (answer,) = said("ours.json"), said("status.json")
    assert answer.in_reply_to == ours.id


@pytest.mark.parametrize("way", ["mention.json", "websocket.json", "stream.txt", "webhook.json"])
def test_one_status_has_one_id_by_whatever_way_it_comes(way: str) -> None:
    (known,), (one,) = said("status.json"), said(way)
    assert msgspec.structs.replace(one, original=known.original) == known


def test_an_edit_keeps_id_and_time_and_says_when_it_was_made() -> None:
    (first,), (edit,) = said("status.json"), said("edit.json")
    assert (edit.id, edit.at, edit.text) == (first.id, first.at, "C'est bon, merci !")
    assert edit.edited_at == datetime(2025, 5, 6, 9, tzinfo=UTC)


def test_a_direct_message_has_recipients_instead_of_mentions() -> None:
    (one,) = said("direct.json")
    assert (one.act, [party.role for party in one.parties]) == ("direct", ["author", "recipient"])


def test_signs_of_life_have_no_text_and_moderation_is_none() -> None:
    signs = said("signs.json")
    assert [sign.act for sign in signs] == ["like", "boost", "follow"]
    assert {sign.text for sign in signs} == {""}
    assert {sign.parties[0].identifier for sign in signs} == {OMAR}
    assert signs[0].parties[1] == Party(role="recipient", identifier=ATELIER)


def test_a_boost_is_the_same_as_status_and_as_notification() -> None:
    (boost,) = said("boost.json")
    assert boost.id == said("signs.json")[1].id
    assert boost.text == ""


def test_grouped_notifications_are_one_sign_a_person() -> None:
    signs = said("grouped.json")
    assert [sign.parties[0].identifier for sign in signs] == [OMAR, LEA]
    assert signs[0].id == said("signs.json")[0].id


def test_what_we_wrote_goes_out_with_its_warning_as_subject() -> None:
    (one,) = said("ours.json")
    assert (one.direction, one.subject) == ("out", "Samedi")
    assert one.text == "Portes ouvertes samedi\u00a0!\n- le matin\n- le soir"
    assert [(file.name, file.content_type) for file in one.attachments] == [("affiche.png", "image/png")]


def test_links_are_whole_and_the_quote_of_others_is_left_out() -> None:
    (one,) = said("link.json")
    assert one.text == "Lu ici : https://www.example.org/a/b?c=1&d=2\n\nun\n\ndeux"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "payload"),
        (b"[]", "payload"),
        (b"<html>Bad Gateway</html>", "payload"),
        (b'{"hello": 1}', "payload"),
        (b'{"event": "merged", "payload": "{}"}', "payload.event"),
        (b'{"event": "update", "payload": "{"}', "payload.payload"),
        (b'{"account": {"acct": "a@b.example"}, "created_at": "yesterday", "content": ""}', "payload.created_at"),
        (b'[{"account": {"acct": 4}, "created_at": "2025-01-01T00:00:00Z", "content": ""}]', "payload[0].account.acct"),
        (b'{"type": "cheer", "created_at": "2025-01-01T00:00:00Z", "account": {"acct": "a@b.example"}}', "payload.type"),
        (b"[" * 5000, "payload"),
    ],
)
def test_what_is_not_understood_is_refused_by_its_place(data: bytes, place: str) -> None:
    (refusal,) = parse(data, READING)
    assert isinstance(refusal, Refusal)
    assert refusal.where == place


def test_the_good_of_a_batch_comes_out_beside_the_bad() -> None:
    good = (FIXTURES / "status.json").read_bytes()
    found = list(parse(b"[" + good + b', {"strange": true}, ' + good + b"]", READING))
    assert [type(one) for one in found] == [Interaction, Refusal]


SOURCES = [path.read_bytes() for path in sorted(FIXTURES.iterdir())]


@settings(deadline=None)  # the first question of a language loads a model
@given(st.sampled_from(SOURCES), st.integers(0), st.binary(max_size=8), st.integers(0, 40))
def test_mutated_sources_never_raise_and_give_the_same_again(source: bytes, place: int, put: bytes, drop: int) -> None:
    at = place % len(source)
    data = source[:at] + put + source[at + drop :]
    assert list(parse(data, READING)) == list(parse(data, READING))


@settings(deadline=None)  # the first question of a language loads a model
@given(st.binary())
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    assert all(isinstance(one, Refusal) for one in parse(data, READING))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["account", "acct", "content", "created_at", "event", "payload", "object", "type", "status", "reblog", "uri", "accounts"]
            )
            | st.sampled_from(["last_status", "notification_groups", "ancestors", "descendants", "mentions", "url", "poll", "options"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None)  # the first question of a language loads a model
@given(JSON)
def test_any_json_is_read_or_refused(value: object) -> None:
    for one in parse(msgspec.json.encode(value), READING):
        assert isinstance(one, Interaction | Refusal)


def test_a_type_that_is_no_text_is_refused() -> None:
    account = {"acct": "lea@hub.example.com"}
    (refusal,) = parse(msgspec.json.encode({"type": [], "created_at": "2025-05-06T07:08:09Z", "account": account}), READING)
    assert isinstance(refusal, Refusal)


def test_a_deletion_is_told_by_the_number_that_the_status_and_the_boost_came_with() -> None:
    removed = [one.id for one in parse((FIXTURES / "stream.txt").read_bytes(), READING) if isinstance(one, Removal)]
    (told,), (boosted,) = said("stream.txt"), said("boost.json")
    assert removed == ["mastodon:501"] == list(told.also or ())
    number = msgspec.json.decode((FIXTURES / "boost.json").read_bytes())["id"]
    assert boosted.act == "boost" and boosted.also == (f"mastodon:{number}",)
