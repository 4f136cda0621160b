from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Reading
from streams.channels.email import parse
from streams.channels.email.ids import message_id_to_interaction_id

READING = Reading(own=Own(names=("maison.example",)))

REPLY = """\
Return-Path: <odile@client.example>
Received: from mx.client.example by mx.maison.example; Tue, 5 Mar 2024 10:20:03 +0100
From: =?utf-8?Q?Odile_Garn=C3=A9?= <Odile@Client.example>
To: "L'accueil" <accueil@maison.example>, undisclosed-recipients:;
Cc: Prunier, Jean <jean@ailleurs.example>
Subject: =?utf-8?B?UsOpOiBsYSBsYQ==?= =?utf-8?B?bXBl?=
Date: Tue, 5 Mar 2024 10:20:00 +0100
Message-ID: <reponse-7@client.example>
In-Reply-To: <lampe-2@maison.example>
References: <lampe-1@maison.example> <lampe-2@maison.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Bonjour,

La lampe clignote toujours, je vous la renvoie demain.

Cordialement,
Odile Garné
06 39 98 55 10

Le lundi 4 mars 2024 à 17:02, L'accueil <accueil@maison.example>
a écrit :

> La lampe est-elle réparée ?
--b1
Content-Type: image/png; name*=utf-8''d%C3%A9faut.png
Content-Disposition: attachment
Content-Transfer-Encoding: base64

aW1hZ2U=
--b1--
""".encode()


def one(data: bytes, reading: Reading = READING) -> Interaction:
    found = list(parse(data, reading))
    assert len(found) == 1
    assert isinstance(found[0], Interaction), found[0]
    return found[0]


def mail(body: str = "Bonjour, où en est ma commande ?", **fields: str) -> bytes:
    head = {"From": "odile@client.example", "To": "accueil@maison.example", "Date": "Tue, 5 Mar 2024 10:20:00 +0100"}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    return ("".join(f"{name}: {value}\n" for name, value in head.items() if value) + "\n" + body).encode()


def test_a_reply_says_who_when_to_whom_and_only_what_is_new_in_it() -> None:
    said = one(REPLY)
    assert said.at == datetime(2024, 3, 5, 9, 20, tzinfo=UTC)
    assert [(p.role, p.identifier, p.name) for p in said.parties] == [
        ("from", "email:odile@client.example", "Odile Garné"),
        ("to", "email:accueil@maison.example", "L'accueil"),
        ("cc", "email:jean@ailleurs.example", "Prunier, Jean"),
    ]
    assert said.subject == "Ré: la lampe"
    assert said.text == "Bonjour,\n\nLa lampe clignote toujours, je vous la renvoie demain.\n\nCordialement,"
    assert said.signature == "Odile Garné\n06 39 98 55 10"
    assert (said.thread, said.in_reply_to) == ("lampe-1@maison.example", "lampe-2@maison.example")
    assert (said.direction, said.language, said.automatic) == ("in", "fr", None)
    assert [(a.name, a.content_type, a.size, a.sha256) for a in said.attachments] == [
        ("défaut.png", "image/png", 5, sha256(b"image").hexdigest())
    ]
    assert (said.original.sha256, said.original.size) == (sha256(REPLY).hexdigest(), len(REPLY))


def test_the_id_is_that_of_the_message_id_so_our_own_copy_coming_back_is_the_same() -> None:
    sent = mail(Message_ID="<m-1@maison.example>")
    back = mail(
        "other words\n-- \nlist footer", Message_ID="<m-1@maison.example>", Received="by list.example; Tue, 5 Mar 2024 10:30:00 +0100"
    )
    assert (
        one(sent).id
        == one(back).id
        == message_id_to_interaction_id("m-1@maison.example")
        == message_id_to_interaction_id(" <m-1@maison.example> ")
    )


def test_without_a_message_id_the_id_is_that_of_the_bytes_whatever_the_line_ends() -> None:
    assert one(mail()).id == one(mail().replace(b"\n", b"\r\n")).id
    assert one(mail()).id != one(mail("autre chose")).id


def test_without_a_date_the_first_server_says_when_and_without_that_nobody_does() -> None:
    received = "from a by b; Mon, 4 Mar 2024 08:00:00 +0000"
    assert one(mail(Date="", Received=received)).at == datetime(2024, 3, 4, 8, tzinfo=UTC)
    assert one(mail(Date="gestern")).at is None


def test_a_date_without_a_zone_is_read_in_ours() -> None:
    assert one(mail(Date="Tue, 5 Mar 2024 10:20:00")).at == datetime(2024, 3, 5, 9, 20, tzinfo=UTC)
    assert one(mail(Date="Tue, 5 Mar 2024 10:20:00 CEST")).at == datetime(2024, 3, 5, 8, 20, tzinfo=UTC)


def test_direction_is_seen_from_us() -> None:
    assert one(mail()).direction == "in"
    assert one(mail(From="accueil@maison.example", To="odile@client.example")).direction == "out"
    assert one(mail(From="accueil@maison.example", To="atelier@sub.maison.example")).direction == "internal"


def test_words_are_read_in_spite_of_a_wrong_label() -> None:
    utf8_as_latin = b"From: a@b.example\nContent-Type: text/plain; charset=iso-8859-1\n\nR\xc3\xa9clamation"
    latin_as_utf8 = b"From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\nR\xe9clamation"
    nothing_said = "From: Héloïse <a@b.example>\n\nRéclamation".encode("cp1252")
    assert {one(data).text for data in (utf8_as_latin, latin_as_utf8, nothing_said)} == {"Réclamation"}
    assert one(nothing_said).parties[0].name == "Héloïse"


def test_of_html_only_what_is_seen_is_read_and_quotations_are_not_theirs() -> None:
    html = (
        "<html><head><style>p{color:red}</style></head><body><p>Voil&agrave;&nbsp;:</p><ul><li>un</li><li>deux</li></ul>"
        "<p style='display:none'>caché</p><script>alert(1)</script>"
        "<div class='gmail_quote'>Le 4 mars 2024 à 10:00, Bob &lt;bob@maison.example&gt; a écrit :"
        "<blockquote>La question</blockquote></div></body></html>"
    )
    said = one(mail(html, Content_Type="text/html; charset=utf-8"))
    assert said.text == "Voilà :\n\n- un\n- deux"


def test_a_mailbox_is_its_messages_in_order_and_a_line_that_begins_with_from_is_text() -> None:
    box = b"From odile@client.example Tue Mar  5 10:20:00 2024\n" + mail("From here on it works.\n>From the start.\n", Message_ID="<1@x>")
    box += b"\nFrom - Tue Mar 05 11:00:00 2024\n" + mail("Encore moi.", Message_ID="<2@x>")
    found = [item for item in parse(box, READING) if isinstance(item, Interaction)]
    assert [item.text for item in found] == ["From here on it works.\nFrom the start.", "Encore moi."]
    assert [item.id for item in found] == [one(mail(Message_ID=f"<{n}@x>")).id for n in (1, 2)]
    assert {item.original.sha256 for item in found} == {sha256(box).hexdigest()}


def test_what_is_no_mail_is_refused_in_words() -> None:
    for data in (b"", b" \r\n", b"\x89PNG\r\n\x1a\n\x00\x00", b"just some words\n\nand more"):
        (refusal,) = parse(data, READING)
        assert isinstance(refusal, Refusal)
        assert refusal.what and refusal.remedy


def test_parts_within_parts_without_end_are_read_as_a_header() -> None:
    deep = b"From: a@b.example\nMessage-ID: <deep@x>\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)
    )
    said = one(deep)
    assert said.parties[0].identifier == "email:a@b.example"
    assert said.id == message_id_to_interaction_id("deep@x")


PIECES = st.sampled_from(
    [
        b"\n",
        b"\r\n",
        b"\n\n",
        b'"',
        b"<",
        b">",
        b"(",
        b")",
        b"\\",
        b"=?utf-8?B?4p",
        b"?=",
        b"=?x?Q?=ED=A0=80?=",
        b"\x00",
        b"\xff",
        b"\x1b$B",
        b";",
        b"@",
        b"--b1",
        b"From x Tue Mar  5 10:20:00 2024\nA: b\n\n",
        b"Content-Type: multipart/report; boundary=b1\n\n",
        b"Content-Type: text/plain; charset=utf-7\n\n+2AA-",
        b"> ",
        b"wrote:",
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(REPLY)
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, len(data)))
        if draw(st.booleans()):
            data[at : at + draw(st.integers(0, 40))] = draw(PIECES | st.binary(max_size=8))
        else:
            del data[at : at + draw(st.integers(1, 200))]
    return bytes(data)


def told(data: bytes) -> list[bytes]:
    return [msgspec.json.encode(item) for item in parse(data, READING)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged() | st.binary(max_size=400))
def test_any_bytes_give_interactions_or_refusals_and_the_same_each_time(data: bytes) -> None:
    assert told(data) == told(data)


@settings(max_examples=25, deadline=None)
@given(st.permutations([1, 2, 3, 4]))
def test_ids_do_not_depend_on_the_order_or_the_company_of_a_message(order: list[int]) -> None:
    fields = {1: "<1@x>", 2: "<2@x>", 3: "", 4: ""}
    box = b"\n".join(b"From x Tue Mar  5 10:20:00 2024\n" + mail(f"Message {n}", Message_ID=fields[n]) for n in order)
    ids = {item.text: item.id for item in parse(box, READING) if isinstance(item, Interaction)}
    assert ids == {f"Message {n}": one(mail(f"Message {n}", Message_ID=fields[n])).id for n in order}
