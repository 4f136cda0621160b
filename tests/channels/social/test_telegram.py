"""Telegram: updates of the Bot API, and the export that people make themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from socially import found, refused, said

from schemas.errors import Refusal
from schemas.interaction import Interaction, Party

ZOE = {"id": 5550, "is_bot": False, "first_name": "Zoé", "last_name": "Le Bihan", "username": "zoe_lb"}
BOT = {"id": 77, "is_bot": True, "first_name": "Atelier", "username": "atelier_bot"}
CHAT = {"id": 5550, "type": "private", "first_name": "Zoé"}
GROUP = {"id": -1009, "type": "supergroup", "title": "Potiers"}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 12, "date": 1_740_000_000, "from": ZOE, "chat": CHAT, **content}


def update(kind: str = "message", **content: Any) -> dict[str, Any]:
    return {"update_id": 1, kind: message(**content)}


def test_a_message_is_said_directly() -> None:
    (one,) = said(update(text="Le tour grince  encore"))
    assert (one.id, one.act, one.direction, one.text) == ("telegram:5550:12", "direct", "in", "Le tour grince encore")
    assert one.parties == (Party(role="author", identifier="telegram:5550", name="Zoé Le Bihan"),)
    assert one.at == datetime(2025, 2, 19, 21, 20, tzinfo=UTC)


def test_an_edit_keeps_id_and_time() -> None:
    (first,), (edit,) = said(update(text="a")), said(update("edited_message", text="b", edit_date=1_740_000_060))
    assert (edit.id, edit.at) == (first.id, first.at)
    assert edit.edited_at == datetime(2025, 2, 19, 21, 21, tzinfo=UTC)


def test_in_a_group_handles_are_names_and_accounts_identify() -> None:
    text = "🏺 @atelier_bot et Guy, quand ?"
    marks = [
        {"type": "mention", "offset": 3, "length": 12},
        {"type": "text_mention", "offset": 19, "length": 3, "user": {"id": 8, "first_name": "Guy"}},
    ]
    (one,) = said(update(chat=GROUP, text=text, entities=marks, message_thread_id=4))
    assert one.parties[1:] == (Party(role="mention", name="atelier_bot"), Party(role="mention", identifier="telegram:8", name="Guy"))
    assert (one.act, one.thread) == ("post", "telegram:-1009/4")


def test_a_pressed_button_says_its_label_and_not_our_data() -> None:
    asked = message(**{"from": BOT}, text="Content ?", reply_markup={"inline_keyboard": [[{"text": "Pas du tout", "callback_data": "n"}]]})
    (one,) = said({"update_id": 2, "callback_query": {"id": "99", "from": ZOE, "message": asked, "data": "n"}})
    assert (one.text, one.parties[0].identifier, one.in_reply_to, one.at) == ("Pas du tout", "telegram:5550", "telegram:5550:12", None)


def test_what_a_business_writes_from_its_own_account_goes_out() -> None:
    theirs, ours = said(
        {
            "ok": True,
            "result": [
                update("business_message", text="Ouvert ?", business_connection_id="b1"),
                update(
                    "business_message", message_id=13, text="Oui", business_connection_id="b1", **{"from": {"id": 42, "first_name": "Ana"}}
                ),
            ],
        }
    )
    assert (theirs.direction, ours.direction, ours.parties[1].identifier) == ("in", "out", "telegram:5550")
    assert theirs.id == "telegram:b1:5550:12"


def test_our_bot_and_our_channel_go_out_and_other_bots_are_no_persons() -> None:
    (ours,) = said(update(text="Bonjour", **{"from": BOT}), "@atelier_bot")
    (theirs,) = said(update(text="Spam", **{"from": BOT}))
    channel = {"id": -1004, "type": "channel", "title": "Atelier", "username": "atelier"}
    (post,) = said({"update_id": 3, "channel_post": {"message_id": 1, "date": 1_740_000_000, "chat": channel, "text": "Soldes"}}, "atelier")
    assert (ours.direction, theirs.automatic, post.direction) == ("out", "bulk", "out")
    assert post.parties[0] == Party(role="author", identifier="telegram:-1004", name="Atelier")


def test_a_reaction_shows_what_is_felt_and_none_when_taken_back() -> None:
    reacted = {
        "chat": CHAT,
        "message_id": 12,
        "user": ZOE,
        "date": 1_740_000_000,
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👎"}],
    }
    (one,) = said({"update_id": 4, "message_reaction": reacted})
    assert (one.act, one.text, one.in_reply_to) == ("reaction", "👎", "telegram:5550:12")
    assert said({"update_id": 5, "message_reaction": reacted | {"new_reaction": []}}) == []


def test_files_are_one_each_and_the_largest_size_counts() -> None:
    sizes = [{"file_id": "s", "file_size": 10}, {"file_id": "l", "file_size": 9000}]
    (photo,) = said(update(photo=sizes, caption="la fissure"))
    (paper,) = said(update(document={"file_id": "d", "file_name": "devis.pdf", "mime_type": "application/pdf", "file_size": 5}))
    assert (photo.text, [file.size for file in photo.attachments]) == ("la fissure", [9000])
    assert [(file.name, file.content_type) for file in paper.attachments] == [("devis.pdf", "application/pdf")]


def test_ones_own_number_is_told_of_oneself_and_that_of_others_is_not() -> None:
    (own,) = said(update(contact={"first_name": "Zoé", "phone_number": "+33639980142", "user_id": 5550}))
    (bare,) = said(update(contact={"first_name": "Zoé", "phone_number": "33639980142", "user_id": 5550}))
    assert bare.parties[0].about == "+33639980142"
    (other,) = said(update(contact={"first_name": "Guy", "phone_number": "+33639980143", "user_id": 8}))
    assert (own.parties[0].about, own.attachments[0].name) == ("+33639980142", "Zoé.vcf")
    assert "39980143" not in str(other.parties)


@pytest.mark.parametrize(
    "silent",
    [
        update(new_chat_members=[ZOE]),
        update(pinned_message=message(text="x")),
        update(text="copie", is_automatic_forward=True, chat=GROUP),
        {"update_id": 1, "my_chat_member": {}},
        {"ok": True, "result": []},
    ],
)
def test_what_nobody_said_gives_nothing(silent: dict[str, Any]) -> None:
    assert said(silent) == []


def test_what_is_unknown_is_refused_and_the_others_come_out() -> None:
    assert refused({"update_id": 1, "telepathy": {}}).where == "payload"
    assert "Unauthorized" in refused({"ok": False, "error_code": 401, "description": "Unauthorized"}).what
    every = found({"ok": True, "result": [update(text="un"), {"update_id": 2, "message": {"chat": 1}}, {"update_id": 3, "telepathy": 1}]})
    assert [type(one) for one in every] == [Interaction, Refusal, Refusal]


def exported(**content: Any) -> dict[str, Any]:
    base = {
        "id": 31,
        "type": "message",
        "date": "2025-02-19T22:20:00",
        "date_unixtime": "1740000000",
        "from": "Zoé Le Bihan",
        "from_id": "user5550",
    }
    return {**base, "text": "Bonjour", **content}


def test_an_export_of_a_group_has_the_ids_of_the_bot_api() -> None:
    (kept,) = said(
        {
            "name": "Potiers",
            "type": "private_supergroup",
            "id": 9,
            "messages": [exported(id=12, text=["Le ", {"type": "bold", "text": "tour"}])],
        }
    )
    (told,) = said(update(chat=GROUP, text="Le tour"))
    assert (kept.id, kept.at, kept.text, kept.thread, kept.parties) == (told.id, told.at, told.text, told.thread, told.parties)


def test_an_export_of_an_account_knows_whose_it_is() -> None:
    chat = {
        "name": "Zoé Le Bihan",
        "type": "personal_chat",
        "id": 5550,
        "messages": [exported(), exported(id=32, from_id="user42", **{"from": "Ana"}), {"id": 33, "type": "service"}],
    }
    theirs, ours = said({"personal_information": {"user_id": 42}, "chats": {"list": [chat]}})
    assert (theirs.direction, ours.direction, ours.parties[1].identifier) == ("in", "out", "telegram:5550")


def test_an_older_export_is_in_the_zone_of_its_computer() -> None:
    old = exported()
    del old["date_unixtime"]
    (one,) = said({"name": "Zoé", "type": "personal_chat", "id": 5550, "messages": [old]})
    assert one.at == datetime(2025, 2, 19, 21, 20, tzinfo=UTC)
