"""How an entry is shown: what was left out of it is marked, what was edited or taken back is said, the original is one click away."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import msgspec

from schemas.interaction import Cut, Interaction
from services.web.tokens import form_token
from streams.channels import parse_all
from streams.rules.uniting import taken_back, unite_entries
from streams.state import State
from tests.web.conftest import Client
from tests.web.told import NOW, READING, interaction, keep

MAIL = b"""From: Anne <anne@exemple.fr>
To: sav@maison.example
Subject: =?utf-8?q?Ma_chaudi=C3=A8re?=
Message-ID: <1@exemple.fr>
Date: Mon, 2 Mar 2026 08:15:00 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

RWxsZSBmdWl0IGVuY29yZSwgw6AgbGEgY2F2ZS4KCj4gTm91cyBwYXNzb25zIG1hcmRpLgo=
--x
Content-Type: text/html; name="../plan <b>.html"
Content-Disposition: attachment; filename="../plan <b>.html"

<script>alert(1)</script>
--x--
"""


def box(*mails: bytes) -> bytes:
    return b"".join(b"From anne@exemple.fr Mon Mar  2 08:15:00 2026\n" + mail + b"\n" for mail in mails)


async def stored(state: State, *mails: bytes) -> list[Interaction]:
    """Mails as they are on the timeline after a mailbox of them, or one alone, came in."""
    data = box(*mails) if len(mails) > 1 else mails[0]
    await state.originals.put([("email", "message/rfc822", "test", data)], now=NOW)
    return [each for each in parse_all("email", "message/rfc822", data, READING) if isinstance(each, Interaction)]


async def test_a_mail_is_read_as_text_and_what_is_attached_is_a_file_by_its_name(page: Client, state: State) -> None:
    [said] = await stored(state, MAIL)
    person = await keep(state, said)
    text = await (await page.get(f"/people/{person}")).text()
    links = re.findall(r'href="(/originals/[^"]+)"', text)
    read = next(link for link in links if "/text?of=" in link)
    shown = await page.get(html.unescape(read))
    assert shown.content_type == "text/plain" and shown.headers["X-Content-Type-Options"] == "nosniff"
    body = await shown.text()
    assert "Subject: Ma chaudière" in body and "Elle fuit encore, à la cave.\n\n> Nous passons mardi." in body and "alert" not in body
    file = await page.get(html.unescape(next(link for link in links if "/attached/" in link)))
    assert await file.text() == "<script>alert(1)</script>" and file.content_type == "application/octet-stream"
    assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''plan%20b.html"
    assert file.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in file.headers["Content-Security-Policy"]
    assert (await page.get(f"/originals/email:{said.original.sha256}/attached/{'0' * 64}")).status == 404


async def test_of_a_mailbox_the_mail_is_shown_and_not_the_box(page: Client, state: State) -> None:
    other = MAIL.replace(b"<1@", b"<2@").replace(b"=?utf-8?q?Ma_chaudi=C3=A8re?=", b"La facture")
    said = await stored(state, MAIL, other, MAIL.replace(b"Message-ID: <1@exemple.fr>\n", b"").replace(b"Ma_chaudi", b"Notre_chaudi"))
    for each, subject in zip(said, ("Ma chaudière", "La facture", "Notre chaudière"), strict=True):
        shown = await (await page.get(f"/originals/email:{each.original.sha256}/text", params={"of": each.id})).text()
        assert f"Subject: {subject}\n" in shown and shown.count("Subject:") == 1


async def test_what_was_left_out_of_a_mail_is_marked_where_it_stood(page: Client, state: State) -> None:
    cuts = (
        Cut(kind="banner", lines=1, after=0), Cut(kind="quoted", lines=12, after=2), Cut(kind="signature", lines=4, after=3),
        Cut(kind="forwarded", lines=1, after=3),
    )  # fmt: skip
    said = msgspec.structs.replace(interaction("cut", NOW, text="Un <i>\nDeux\nTrois"), cuts=cuts)
    person = await keep(state, said)
    text = await (await page.get(f"/people/{person}")).text()
    article = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.split("<article")[1].split("</article>")[0]))
    assert "notice, 1 line Un &lt;i&gt; Deux 12 quoted lines Trois signature, 4 lines forwarded, 1 line" in article
    assert len(re.findall(r'<a class="cut" href="/originals/email(?:%3A|:)\w+/text\?of=cut">', text)) == 4
    [cookie] = list(page.session.cookie_jar)
    await page.post("/language", data={"language": "fr", "after": "/people", "token": form_token(cookie.value)})
    assert "12 lignes citées" in await (await page.get(f"/people/{person}")).text()


async def test_an_edited_post_shows_what_it_said_before_and_one_taken_back_shows_nothing_of_it(page: Client, state: State) -> None:
    first = interaction("post", NOW - timedelta(hours=3), channel="social", identifier="mastodon:anne@exemple.fr", text="Quelle honte")
    edits = [
        msgspec.structs.replace(first, text=words, edited_at=NOW - timedelta(hours=hours))
        for words, hours in (("Dommage", 2), ("Merci", 1))
    ]
    person = await keep(state, first)
    whole = (await state.timeline.get([f"post/{first.parties[0].identifier}"]))[0]
    for edit in edits:
        whole = unite_entries(whole, msgspec.structs.replace(whole, interaction=edit))
    assert await state.timeline.change(whole)
    text = await (await page.get(f"/people/{person}")).text()
    before = text.split('<details class="past">')[1].split("</details>")[0]
    assert "the 2 versions before" in before and before.index("Dommage") < before.index("at first:") < before.index("Quelle honte")
    assert "Merci" not in before and "Merci" in text
    [changed] = await state.timeline.get([whole.id])
    assert await state.timeline.change(taken_back(changed, NOW))
    text = await (await page.get(f"/people/{person}")).text()
    article = text.split("<article")[1].split("</article>")[0]
    assert "taken back by its author on" in article and "/originals/" not in article
    assert not any(words in article for words in ("Merci", "Dommage", "honte", "edited"))


async def test_a_call_of_several_events_leads_to_each_of_their_originals(page: Client, state: State) -> None:
    rung = interaction("call", NOW, channel="phone", identifier="tel:+33144556677", text="", measures={"answered": True})
    person = await keep(state, rung)
    whole = (await state.timeline.get([f"call/{rung.parties[0].identifier}"]))[0]
    other = msgspec.structs.replace(rung, measures={"duration_s": 125}, original=msgspec.structs.replace(rung.original, sha256="1" * 64))
    assert await state.timeline.change(unite_entries(whole, msgspec.structs.replace(whole, interaction=other)))
    text = await (await page.get(f"/people/{person}")).text()
    assert "spoke for 2" in text and ">original 1</a>" in text and ">original 2</a>" in text
