# ruff: noqa: E501  # fields as programs write them, each on its line
"""A customer's mail that colleagues hand on among themselves reaches the customer's timeline, with the customer's words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.interaction import Interaction, Own, Reading
from streams.channels import parse_all
from streams.channels.email import parse
from streams.channels.email.cut import cut
from streams.channels.email.forwarded import forwarded
from streams.channels.email.html import html_to_text
from streams.channels.email.ids import message_id_to_interaction_id

READING = Reading(own=Own(names=("house.example",)))
WORDS = "Good evening,\n\nThe table has a scratch. I want another one."
AT = datetime(2024, 3, 4, 20, 33, tzinfo=UTC)

BLOCKS = {
    "gmail": "---------- Forwarded message ---------\nFrom: Ada Quill <ada@client.example>\nDate: Mon, Mar 4, 2024 at 9:33 PM\n"
    "Subject: A scratch\nTo: <kim@house.example>\n",
    "gmail, French": "---------- Forwarded message ---------\nDe : Ada Quill <ada@client.example>\nDate: lun. 4 mars 2024 à 21:33\n"
    "Subject: A scratch\nTo: <kim@house.example>\n",
    "outlook": "From: Ada Quill <ada@client.example>\nSent: Monday, March 4, 2024 9:33 PM\nTo: Kim <kim@house.example>\nSubject: A scratch",
    "outlook, French": "________________________________\nDe : Ada Quill <ada@client.example>\nEnvoyé : lundi 4 mars 2024 21:33\nÀ : Kim\nObjet : A scratch",
    "outlook, plain": "-----Message d'origine-----\nDe : Ada Quill [mailto:ada@client.example] \nEnvoyé : lundi 4 mars 2024 21:33\nÀ : Kim\nObjet : A scratch",
    "thunderbird": "-------- Message transféré --------\nSujet : \tA scratch\nDate : \tMon, 4 Mar 2024 21:33:00 +0100\n"
    "De : \tAda Quill <ada@client.example>\nPour : \tkim@house.example\n\n",
    "zimbra": '----- Mail transféré -----\nDe: "Ada Quill" <ada@client.example>\nÀ: kim@house.example\nEnvoyé: Lundi 4 Mars 2024 21:33:00\nObjet: A scratch',
    "german": "-------- Weitergeleitete Nachricht --------\nBetreff: \tA scratch\nDatum: \tMon, 4 Mar 2024 21:33:00 +0100\n"
    "Von: \tAda Quill <ada@client.example>\nAn: \tkim@house.example\n",
    "italian": "---------- Messaggio inoltrato ---------\nDa: Ada Quill <ada@client.example>\nDate: lun 4 mar 2024 alle ore 21:33\n"
    "Subject: A scratch\nTo: <kim@house.example>\n",
    "spanish": "---------- Mensaje reenviado ---------\nDe: Ada Quill <ada@client.example>\nFecha: lunes, 4 de marzo de 2024 21:33\n"
    "Asunto: A scratch\nPara: <kim@house.example>",
    "bold": "*From:* Ada Quill <ada@client.example>\n*Sent:* Monday, March 4, 2024 9:33 PM\n*To:* Kim\n*Subject:* A scratch",
}  # fmt: skip


def mail(body: str, sender: str = "kim@house.example", to: str = "sam@house.example", **fields: str) -> bytes:
    head = {"From": f"Kim <{sender}>", "To": to, "Date": "Tue, 5 Mar 2024 08:00:00 +0100", "Subject": "Fwd: A scratch", "Message-ID": "<f@house.example>"}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    head = {"Content-Type": "text/plain; charset=utf-8"} | head
    return ("".join(f"{name}: {value}\n" for name, value in head.items()) + "\n" + body).encode()


def read(data: bytes) -> list[Interaction]:
    return [one for one in parse_all("email", "message/rfc822", data, READING) if isinstance(one, Interaction)]


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
def test_who_wrote_what_is_handed_on_is_read_from_its_fields(block: str) -> None:
    found = forwarded(f"Sam, can you see to this?\n\n{block}\n\n{WORDS}", "Europe/Paris")
    assert found is not None
    assert (found.name, found.address, found.at, found.subject) == ("Ada Quill", "ada@client.example", AT, "A scratch")
    assert found.text == WORDS


def test_where_all_of_it_is_marked_the_marks_are_taken_away() -> None:
    marked = "\n".join(f"> {line}".rstrip() for line in f"{BLOCKS['outlook']}\n\n{WORDS}\n> asked before".split("\n"))
    found = forwarded(f"For you.\n\nBegin forwarded message:\n\n{marked}", "Europe/Paris")
    assert found is not None
    assert (found.address, found.text) == ("ada@client.example", f"{WORDS}\n> asked before")


@pytest.mark.parametrize(
    "body",
    ["", "Hello.", "From: me\nTo: you\nSubject: a list of my own", "From: Ada Quill\nSent: 4 March 2024 21:33\nSubject: x\n\nno address", "> quoted\n> lines"],
)
def test_where_nobody_with_an_address_is_named_there_is_none(body: str) -> None:
    assert forwarded(body, "Europe/Paris") is None


def test_the_customer_is_a_party_of_the_colleagues_mail_and_their_words_are_an_entry_of_their_own() -> None:
    note, words = read(mail(f"Sam, can you see to this?\n\n{BLOCKS['outlook']}\n\n{WORDS}\n\nKind regards,\nAda Quill\n07700 900461"))
    assert (note.direction, note.text) == ("internal", "Sam, can you see to this?")
    assert [(p.role, p.identifier) for p in note.parties] == [
        ("from", "email:kim@house.example"),
        ("to", "email:sam@house.example"),
        ("from", "email:ada@client.example"),
    ]
    assert (words.direction, words.at, words.subject, words.text) == ("in", AT, "A scratch", f"{WORDS}\n\nKind regards,")
    assert [(p.role, p.identifier, p.name) for p in words.parties] == [
        ("from", "email:ada@client.example", "Ada Quill"),
        ("to", "email:kim@house.example", "Kim"),
    ]
    assert (words.signature, words.original) == ("Ada Quill\n07700 900461", note.original)


def test_as_a_file_it_is_one_mail() -> None:
    assert len(list(parse(mail(f"{BLOCKS['gmail']}\n{WORDS}"), READING))) == 1


def test_two_colleagues_who_hand_on_the_same_mail_mean_the_same_entry() -> None:
    one = read(mail(f"Sam?\n\n{BLOCKS['gmail']}\n\n{WORDS}"))[1]
    other = read(mail(f"Lou?\n\n{BLOCKS['zimbra']}\n\n{WORDS}", sender="ben@house.example", Message_ID="<g@house.example>"))[1]
    assert one.id == other.id
    assert one.id != read(mail(f"Sam?\n\n{BLOCKS['gmail']}\n\nOther words."))[1].id


@pytest.mark.parametrize("field", ["X-Forwarded-Message-Id", "In-Reply-To"])
def test_where_a_field_names_the_original_it_is_the_entry_of_the_original(field: str) -> None:
    data = mail(f"Sam?\n\n{BLOCKS['gmail']}\n\n{WORDS}", **{field: "<a-1@client.example>"})
    assert read(data)[1].id == message_id_to_interaction_id("a-1@client.example")


def test_a_mail_that_is_attached_is_read_as_it_is() -> None:
    inner = mail(WORDS, sender="ada@client.example", to="kim@house.example", Message_ID="<a-1@client.example>").decode()
    data = mail(
        f"--b\nContent-Type: text/plain\n\nSee this.\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n",
        Content_Type="multipart/mixed; boundary=b",
    )
    note, words = read(data)
    assert note.parties[-1].identifier == "email:ada@client.example"
    assert (words.id, words.text, words.direction) == (message_id_to_interaction_id("a-1@client.example"), WORDS, "in")


@pytest.mark.parametrize(
    "data",
    [
        mail(f"Hello,\n\n{BLOCKS['gmail']}\n\n{WORDS}", sender="ada@client.example"),  # a customer hands something on
        mail(f"Hello,\n\n{BLOCKS['gmail']}\n\n{WORDS}", to="lou@client.example"),  # we hand something on to others
        mail(f"Lou?\n\n{BLOCKS['gmail'].replace('ada@client', 'ben@house')}\n\n{WORDS}"),  # a colleague's mail
        mail("I forward nothing."),
    ],
)
def test_nothing_else_makes_an_entry(data: bytes) -> None:
    (said,) = read(data)
    assert len([party for party in said.parties if party.role == "from"]) == 1


def test_in_html_marks_of_any_depth_are_those_of_the_mail_that_hands_it_on() -> None:
    fields = "<br>".join(BLOCKS["outlook"].replace("<", "&lt;").split("\n"))
    html = f'<p>Sam?</p><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">{fields}</div><div data-marker="__QUOTED_TEXT__"><p>A scratch.</p></div>'
    found = forwarded(html_to_text(html), "Europe/Paris")
    assert found is not None
    assert (found.address, found.text) == ("ada@client.example", "A scratch.")


def test_in_html_it_is_read_as_well() -> None:
    html = (
        '<p>Sam?</p><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong>Ada Quill</strong> '
        "&lt;<a href='mailto:ada@client.example'>ada@client.example</a>&gt;<br>Date: Mon, Mar 4, 2024 at 9:33 PM<br>Subject: A scratch<br>To: Kim &lt;kim@house.example&gt;"
        "<br></div><br><p>The table has a scratch.</p><blockquote><p>asked before</p></blockquote></div>"
    )
    found = forwarded(html_to_text(html), "Europe/Paris")
    assert found is not None
    assert (found.name, found.address, found.at) == ("Ada Quill", "ada@client.example", AT)
    assert cut(found.text).text == "The table has a scratch."
    assert cut(html_to_text(html)).text == "Sam?"
