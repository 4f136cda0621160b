"""WhatsApp: the Cloud API, its echoes and history, and the chat that somebody exported."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from socially import found, refused, said

from schemas.errors import Refusal
from schemas.interaction import Interaction, Party

LINA, US = "33639980142", "33199004777"
WHO = [{"profile": {"name": "Lina"}, "wa_id": LINA}]


def call(value: dict[str, Any], field: str = "messages") -> dict[str, Any]:
    value = {"messaging_product": "whatsapp", "metadata": {"display_phone_number": "+33 1 99 00 47 77", "phone_number_id": "55"}, **value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "9", "changes": [{"field": field, "value": value}]}]}


def message(kind: str, **content: Any) -> dict[str, Any]:
    return {"from": LINA, "id": f"wamid.{kind}", "timestamp": "1740000000", "type": kind, **content}


def one_of(kind: str, **content: Any) -> Interaction:
    (one,) = said(call({"contacts": WHO, "messages": [message(kind, **content)]}))
    return one


def test_a_wa_id_is_a_telephone_number_and_carries_its_name() -> None:
    one = one_of("text", text={"body": "Bonsoir"}, context={"from": US, "id": "wamid.ours"})
    assert one.parties == (
        Party(role="author", identifier=f"tel:+{LINA}", name="Lina"),
        Party(role="recipient", identifier=f"tel:+{US}", ours=True),
    )
    assert (one.direction, one.act, one.in_reply_to) == ("in", "direct", "whatsapp:wamid.ours")
    assert one.at == datetime(2025, 2, 19, 21, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        ("button", {"button": {"text": "C'est bon", "payload": "OK"}}, "C'est bon"),
        (
            "interactive",
            {"interactive": {"type": "list_reply", "list_reply": {"id": "3", "title": "Mardi", "description": "de 8 à 12"}}},
            "Mardi",
        ),
        (
            "interactive",
            {"interactive": {"type": "nfm_reply", "nfm_reply": {"response_json": '{"flow_token": "t", "ville": "Vannes"}'}}},
            "ville: Vannes",
        ),
        ("location", {"location": {"latitude": 47.5, "longitude": -2.5}}, "47.5,-2.5"),
        (
            "order",
            {"order": {"text": "pour lundi", "product_items": [{"product_retailer_id": "pot-3", "quantity": 2}]}},
            "pour lundi\n2 × pot-3",
        ),
        ("image", {"image": {"caption": "voilà", "mime_type": "image/webp"}}, "voilà"),
        ("unsupported", {"errors": [{"code": 131051}]}, ""),
    ],
)
def test_what_a_person_says_without_typing_it(kind: str, content: dict[str, Any], text: str) -> None:
    assert one_of(kind, **content).text == text


def test_a_card_of_somebody_else_is_an_attachment_and_no_party() -> None:
    one = one_of("contacts", contacts=[{"name": {"formatted_name": "Guy Le Goff"}, "phones": [{"wa_id": "33639980199"}]}])
    assert [(file.name, file.content_type) for file in one.attachments] == [("Guy Le Goff.vcf", "text/vcard")]
    assert [party.name for party in one.parties] == ["Lina", None]


def test_receipts_changes_of_number_and_taken_back_reactions_are_nothing() -> None:
    status = {"id": "wamid.ours", "status": "read", "timestamp": "1740000000", "recipient_id": LINA}
    assert said(call({"statuses": [status]})) == []
    assert said(call({"messages": [message("system", system={"body": "changed", "type": "user_changed_number"})]})) == []
    assert said(call({"messages": [message("reaction", reaction={"message_id": "wamid.ours", "emoji": ""})]})) == []
    assert said(call({"event": "APPROVED"}, "message_template_status_update")) == []


def test_what_we_write_in_the_app_goes_out() -> None:
    echo = {"from": US, "to": LINA, "id": "wamid.e", "timestamp": "1740000300", "type": "text", "text": {"body": "On arrive"}}
    (one,) = said(call({"contacts": WHO, "message_echoes": [echo]}, "smb_message_echoes"))
    assert one.direction == "out"
    assert one.parties == (Party(role="author", identifier=f"tel:+{US}"), Party(role="recipient", identifier=f"tel:+{LINA}", name="Lina"))
    assert one.thread == one_of("text", text={"body": "Quand ?"}).thread


def test_history_is_both_sides_with_the_ids_they_always_had() -> None:
    ours = {"from": US, "to": LINA, "id": "wamid.h", "timestamp": "1739000000", "type": "text", "text": {"body": "Bonjour"}}
    threads = [{"id": LINA, "messages": [message("text", text={"body": "Bonsoir"}), ours]}]
    theirs, told = said(call({"history": [{"metadata": {"phase": 0}, "threads": threads}]}, "history"))
    assert (theirs.id, theirs.direction, told.direction) == (one_of("text", text={"body": "Bonsoir"}).id, "in", "out")


def test_an_edit_keeps_the_id_of_its_message() -> None:
    (edit,) = said(
        call(
            {
                "messages": [
                    message("edit", edit={"original_message_id": "wamid.text", "message": {"type": "text", "text": {"body": "Non"}}})
                ]
            }
        )
    )
    assert (edit.id, edit.text) == ("whatsapp:wamid.text", "Non")
    assert edit.edited_at == edit.at


def test_no_more_marketing_is_a_word_of_the_person() -> None:
    wish = {"wa_id": LINA, "category": "marketing_messages", "value": "stop", "detail": "User requested", "timestamp": 1740000000}
    (one,) = said(call({"contacts": WHO, "user_preferences": [wish]}, "user_preferences"))
    assert (one.text, one.direction, one.parties[0].identifier) == ("stop", "in", f"tel:+{LINA}")


def test_a_call_is_told_once_when_it_is_over() -> None:
    rings = {"id": "wacid.1", "event": "connect", "from": LINA, "to": US, "timestamp": "1740000000", "direction": "USER_INITIATED"}
    over = rings | {"event": "terminate", "timestamp": "1740000095", "start_time": "1740000005", "duration": 90, "status": "COMPLETED"}
    (one,) = said(call({"contacts": WHO, "calls": [rings, over]}, "calls"))
    assert (one.id, one.direction, one.text, one.measures) == ("whatsapp:wacid.1", "in", "", {"duration_s": 90})
    assert (one.parties[0].name, one.parties[1].identifier) == ("Lina", f"tel:+{US}")


def test_who_hides_their_number_is_known_by_the_business_alone() -> None:
    hidden = {"from_user_id": "FR.77", "id": "wamid.u", "timestamp": "1740000000", "type": "text", "text": {"body": "Bonsoir"}}
    (one,) = said(call({"contacts": [{"profile": {"name": "Lina"}, "user_id": "FR.77"}], "messages": [hidden]}))
    assert one.parties[0] == Party(role="author", identifier="whatsapp:FR.77", name="Lina")


def test_the_on_premises_api_says_the_same_without_an_envelope() -> None:
    (bare,) = said({"contacts": WHO, "messages": [message("text", text={"body": "Bonsoir"})]})
    assert [one.id for one in said({"messages": [message("text", text={"body": "Bonsoir"})], "field": []})] == [bare.id]
    assert (bare.id, bare.parties[0]) == ("whatsapp:wamid.text", Party(role="author", identifier=f"tel:+{LINA}", name="Lina"))


def test_an_unknown_kind_is_refused_and_the_others_come_out() -> None:
    every = found(call({"messages": [message("hologram"), {"id": "x"}, message("text", text={"body": "un"})]}))
    assert [type(one) for one in every] == [Refusal, Refusal, Interaction]
    assert refused(call({"messages": [message("hologram")]})).where == "payload.entry[0].changes[0].value.messages[0].type"


ANDROID = """20/02/2025 à 18:05 - Les messages et les appels sont chiffrés de bout en bout.
20/02/2025 à 18:05 - Lina Kerjean: Bonsoir,
le four
ne chauffe plus
20/02/2025 à 18:07 - Atelier: Nous regardons
20/02/2025 à 18:08 - Lina Kerjean: <Médias omis>
21/02/2025 à 09:00 - Lina Kerjean: Ce message a été supprimé
21/02/2025 à 09:01 - Lina Kerjean: Merci <Ce message a été modifié>
"""
IPHONE = """[2/13/25, 6:05:09\u202fPM] Lina Kerjean: Good evening
\u200e[2/13/25, 6:06:10\u202fPM] +33 6 39 98 01 42: \u200e<attached: 00000012-PHOTO.jpg>
"""


def test_an_exported_chat_is_its_messages() -> None:
    first, ours, picture, last = said(ANDROID.encode(), "Atelier")
    assert first.text == "Bonsoir,\nle four\nne chauffe plus"
    assert first.at == datetime(2025, 2, 20, 17, 5, tzinfo=UTC)
    assert (first.direction, ours.direction) == ("in", "out")
    assert first.parties == (Party(role="author", name="Lina Kerjean"), Party(role="recipient", name="Atelier"))
    assert (picture.text, len(picture.attachments), last.text) == ("", 1, "Merci")
    assert first.original.content_type == "text/plain"


def test_an_iphone_in_america_is_read_by_its_own_dates() -> None:
    first, second = said(IPHONE.encode())
    assert first.at == datetime(2025, 2, 13, 17, 5, 9, tzinfo=UTC)
    assert second.parties[0] == Party(role="author", identifier=f"tel:+{LINA}")
    assert [file.name for file in second.attachments] == ["00000012-PHOTO.jpg"]


def test_lines_of_the_program_are_nobodys() -> None:
    lines = [
        "[13/02/2025, 18:05:09] Potiers: \u200eMessages and calls are end-to-end encrypted.",
        "\u200e[13/02/2025, 18:05:10] Lina: \u200eLina created this group",
        "\u200e[13/02/2025, 18:05:11] Lina: \u200ePOLL:\u200eQuand ?",
        '[13/02/2025, 18:05:12] Guy changed the subject to "Fours: neufs"',
        "[13/02/2025, 18:05:13] Guy: Mardi",
    ]
    assert [one.text for one in said("\n".join(lines).encode())] == ["POLL:Quand ?", "Mardi"]


def test_a_longer_export_gives_the_same_ids_and_the_same_words_twice_are_two() -> None:
    again = ANDROID + "21/02/2025 à 09:02 - Lina Kerjean: Merci\n21/02/2025 à 09:02 - Lina Kerjean: Merci\n"
    ids = [one.id for one in said(again.encode(), "Atelier")]
    assert ids[:4] == [one.id for one in said(ANDROID.encode(), "Atelier")]
    assert len(set(ids)) == 6


def test_a_date_that_does_not_exist_is_refused_alone() -> None:
    every = found(b"31/02/2025, 10:00 - A: un\n28/02/2025, 10:00 - A: deux\n")
    assert [type(one) for one in every] == [Refusal, Interaction]
