"""Messenger, Instagram and Facebook pages: by webhook, in standby, and as the Graph API keeps them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from socially import found, refused, said

from schemas.errors import Refusal
from schemas.interaction import Interaction, Party

PAGE, NORA = "70001", "880011"


def call(*entries: dict[str, Any], of: str = "page") -> dict[str, Any]:
    return {"object": of, "entry": list(entries)}


def talk(event: dict[str, Any], sender: str = NORA, recipient: str = PAGE, at: int = 1_740_000_000_250) -> dict[str, Any]:
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at, **event}


def messaging(*events: dict[str, Any], under: str = "messaging", of: str = "page") -> dict[str, Any]:
    return call({"id": PAGE, "time": 1_740_000_001_000, under: list(events)}, of=of)


def change(field: str, value: dict[str, Any], of: str = "page") -> dict[str, Any]:
    return call({"id": PAGE, "time": 1_740_000_900, "changes": [{"field": field, "value": value}]}, of=of)


HELLO = talk({"message": {"mid": "m_one", "text": "Le devis  n'est pas arrivé."}})
OURS = talk({"message": {"mid": "m_two", "text": "Il part ce soir.", "is_echo": True, "app_id": 5}}, PAGE, NORA)


def test_a_message_is_said_to_our_page() -> None:
    (one,) = said(messaging(HELLO))
    assert (one.id, one.network, one.direction, one.act) == ("facebook:m_one", "facebook", "in", "direct")
    assert one.text == "Le devis n'est pas arrivé."
    assert one.at == datetime(2025, 2, 19, 21, 20, 0, 250000, tzinfo=UTC)
    page = Party(role="recipient", identifier=f"facebook:{PAGE}", ours=True)
    assert one.parties == (Party(role="author", identifier=f"facebook:{NORA}"), page)


def test_our_echo_goes_out_in_the_same_thread() -> None:
    theirs, ours = said(messaging(HELLO, OURS))
    assert (theirs.direction, ours.direction) == ("in", "out")
    assert theirs.thread == ours.thread == f"facebook:{PAGE}/{NORA}"


@pytest.mark.parametrize("under", ["messaging", "standby"])
def test_a_message_has_one_id_however_it_is_delivered(under: str) -> None:
    again = messaging(HELLO, under=under)
    again["entry"][0]["time"] += 60_000
    (one,), (other,) = said(messaging(HELLO)), said(again)
    assert msgspec.structs.replace(other, original=one.original) == one


def test_webhook_and_conversation_of_the_graph_api_are_one() -> None:
    kept = {
        "id": "m_one",
        "created_time": "2025-02-19T21:20:00+0000",
        "from": {"id": NORA, "name": "Nora", "email": f"{NORA}@facebook.com"},
    }
    kept |= {"to": {"data": [{"id": PAGE, "name": "Atelier"}]}, "message": "Le devis n'est pas arrivé."}
    (stored,) = said({"id": "t_1", "messages": {"data": [kept]}}, PAGE)
    (told,) = said(messaging(HELLO))
    assert (stored.id, stored.thread, stored.direction, stored.text) == (told.id, told.thread, told.direction, told.text)
    assert stored.parties[0] == Party(role="author", identifier=f"facebook:{NORA}", name="Nora")


def test_what_is_no_word_of_a_person_gives_nothing() -> None:
    silent = [
        {"read": {"watermark": 1}},
        {"delivery": {"mids": ["m_two"]}},
        {"message": {"mid": "m_one", "is_deleted": True}},
        {"reaction": {"mid": "m_two", "action": "unreact"}},
        {"take_thread_control": {"previous_owner_app_id": "1"}},
        {"optin": {"ref": "x"}},
    ]
    assert said(messaging(*map(talk, silent))) == []
    assert said(change("feed", {"item": "comment", "verb": "remove", "comment_id": "1_2", "post_id": "70001_1"})) == []
    assert said(change("picture", {"item": "photo"})) == []


def test_a_button_says_what_stands_on_it_and_a_reaction_what_it_shows() -> None:
    pressed, felt = said(
        messaging(
            talk({"postback": {"mid": "m_b", "title": "Être rappelé", "payload": "CALL_ME"}}),
            talk({"reaction": {"mid": "m_two", "action": "react", "reaction": "angry", "emoji": "😠"}}),
        )
    )
    assert pressed.text == "Être rappelé"
    assert (felt.act, felt.text, felt.in_reply_to) == ("reaction", "😠", "facebook:m_two")


def test_an_edit_keeps_the_id_and_says_when_it_was_made() -> None:
    (first,) = said(messaging(HELLO))
    (edit,) = said(messaging(talk({"message_edit": {"mid": "m_one", "text": "Il est là, merci", "num_edit": 1}}, at=1_740_000_100_000)))
    assert (edit.id, edit.text) == (first.id, "Il est là, merci")
    assert edit.edited_at == datetime(2025, 2, 19, 21, 21, 40, tzinfo=UTC)


def test_files_and_answers_come_with_the_message() -> None:
    pieces = [
        {"type": "image", "payload": {"url": "https://cdn.example/a/fuite.png?sig=1"}},
        {"type": "location", "title": "Chez moi", "payload": {"coordinates": {"lat": 47.5, "long": -2.75}}},
    ]
    (one,) = said(messaging(talk({"message": {"mid": "m_f", "reply_to": {"mid": "m_two"}, "attachments": pieces}})))
    assert [(file.name, file.content_type) for file in one.attachments] == [("fuite.png", "image/png")]
    assert (one.text, one.in_reply_to) == ("Chez moi\n47.5,-2.75", "facebook:m_two")


def test_a_mark_given_in_a_chat_is_a_review() -> None:
    screens = [{"questions": {"q": {"type": "csat", "payload": "2", "follow_up": {"type": "free_form", "payload": "Trop long"}}}}]
    (one,) = said(messaging(talk({"messaging_feedback": {"feedback_screens": screens}})))
    assert (one.act, one.text, one.measures) == ("review", "Trop long", {"rating": 2})


COMMENT = {"item": "comment", "verb": "add", "from": {"id": "66", "name": "Pia Roux"}, "comment_id": "70001_5_6", "post_id": "70001_5"}
COMMENT |= {"parent_id": "70001_5", "created_time": 1_740_000_500, "message": "Et le samedi ?"}


def test_a_comment_is_one_by_webhook_and_graph_api() -> None:
    (told,) = said(change("feed", COMMENT))
    kept = {"id": "5_6", "created_time": "2025-02-19T21:28:20+0000", "from": {"id": "66", "name": "Pia Roux"}, "message": "Et le samedi ?"}
    (stored,) = said({"id": "70001_5", "comments": {"data": [kept | {"like_count": 0}]}})
    assert told.id == stored.id == "facebook:5_6"
    assert (told.act, told.in_reply_to, told.thread) == (stored.act, stored.in_reply_to, stored.thread)
    assert (told.at, told.direction, stored.measures) == (stored.at, "in", {"likes": 0})


def test_our_own_comment_goes_out_and_an_edited_one_stays_the_same() -> None:
    (ours,) = said(change("feed", COMMENT | {"from": {"id": PAGE, "name": "Atelier"}}))
    (edit,) = said(change("feed", COMMENT | {"verb": "edited", "message": "Et dimanche ?"}))
    assert (ours.direction, edit.id) == ("out", ours.id)
    assert edit.edited_at == datetime(2025, 2, 19, 21, 35, tzinfo=UTC)


def test_a_like_is_silent_and_a_hidden_commenter_is_nobody() -> None:
    (like,) = said(
        change(
            "feed",
            {
                "item": "reaction",
                "verb": "add",
                "reaction_type": "like",
                "post_id": "70001_5",
                "from": {"id": "66"},
                "created_time": 1_740_000_000,
            },
        )
    )
    (hidden,) = said(change("feed", {name: value for name, value in COMMENT.items() if name != "from"}))
    assert (like.act, like.text, like.in_reply_to) == ("like", "", "facebook:70001_5")
    assert hidden.parties[0] == Party(role="author")


def test_a_recommendation_is_a_review() -> None:
    value = {
        "item": "rating",
        "verb": "add",
        "reviewer_id": "66",
        "reviewer_name": "Pia Roux",
        "review_text": "Parfait",
        "open_graph_story_id": "9",
        "created_time": 1_740_000_000,
    }
    (one,) = said(change("ratings", value))
    assert (one.act, one.text, one.parties[0].name) == ("review", "Parfait", "Pia Roux")


def test_an_instagram_comment_has_the_time_of_its_call_and_its_authors_handle_as_name() -> None:
    value = {"id": "171", "from": {"id": "31", "username": "pia.r"}, "media": {"id": "40"}, "text": "Joli"}
    (one,) = said(change("comments", value, of="instagram"))
    assert one.at == datetime(2025, 2, 19, 21, 35, tzinfo=UTC)
    assert one.parties[0] == Party(role="author", identifier="instagram:31", name="pia.r")
    assert (one.thread, one.in_reply_to) == ("instagram:40", "instagram:40")


def test_a_handle_alone_is_no_identifier_unless_it_is_ours() -> None:
    nodes = [
        {"id": str(n), "username": name, "text": "Oui", "timestamp": "2025-02-19T21:20:00+0000"}
        for n, name in ((1, "pia.r"), (2, "atelier"))
    ]
    theirs, ours = said({"data": nodes}, "@atelier")
    assert theirs.parties[0] == Party(role="author", name="pia.r")
    assert (theirs.direction, ours.direction) == ("in", "out")


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        (change("leadgen", {"leadgen_id": "1"}), "payload.entry[0].changes[0].value"),
        (change("warp", {}), "payload.entry[0].changes[0].field"),
        (call({"id": PAGE, "time": 1}), "payload.entry[0]"),
        (call({"id": PAGE}, of="toaster"), "payload.object"),
        (messaging(talk({"levitation": {}})), "payload.entry[0].messaging[0]"),
        (messaging(talk({"message": {"text": "sans numéro"}})), "payload.entry[0].messaging[0].message"),
        (change("feed", COMMENT | {"verb": "juggle"}), "payload.entry[0].changes[0].value.verb"),
        (change("mentions", {"media_id": "1", "comment_id": "2"}, of="instagram"), "payload.entry[0].changes[0].value"),
    ],
)
def test_what_is_not_understood_is_refused_by_its_place(payload: Any, place: str) -> None:
    assert refused(payload).where == place


def test_one_unknown_event_takes_no_other_with_it() -> None:
    every = found(call(messaging(HELLO)["entry"][0], {"id": PAGE}, messaging(talk({"levitation": {}}), OURS)["entry"][0]))
    assert [type(one) for one in every] == [Interaction, Refusal, Refusal, Interaction]


EVENTS = [HELLO, OURS, talk({"read": {}}), talk({"reaction": {"mid": "m_two", "emoji": "❤"}}), talk({"postback": {"title": "Oui"}})]


@settings(deadline=None)  # the first question of a language loads a model
@given(st.permutations(EVENTS), st.integers(0, 5))
def test_ids_know_nothing_of_order_and_batch(order: list[dict[str, Any]], cut: int) -> None:
    together = {one.id: msgspec.structs.replace(one, original=said(messaging(HELLO))[0].original) for one in said(messaging(*EVENTS))}
    parts = [one for part in (order[:cut], order[cut:]) for one in said(messaging(*part))]
    assert {one.id: msgspec.structs.replace(one, original=together[one.id].original) for one in parts} == together
