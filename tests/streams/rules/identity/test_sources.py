"""From the bytes of four channels to one person: what a mail, a call, a letter and a profile say of who sent them is enough."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from fpdf import FPDF

from schemas.interaction import Interaction, Own, Reading
from streams.channels.email import parse as read_mail
from streams.channels.letter import parse as read_letter
from streams.channels.phone import parse as read_calls
from streams.channels.social import parse as read_post
from streams.rules.identity.resolving import Resolved, resolve

READING = Reading(own=Own(names=("maison.example", "+33261910000", "mastodon:maison@social.example")), region="FR")


def mail(sender: str, body: str) -> bytes:
    head = f"From: {sender}\nTo: <contact@maison.example>\nDate: Tue, 3 Mar 2026 09:00:00 +0100\n"
    head += f"Message-ID: <{len(body)}{sender[-20:-1]}>\nSubject: Livraison\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode()


def letter(name: str, *where: str) -> bytes:
    document = FPDF(format="A4")
    document.set_creation_date(datetime(2025, 1, 1, tzinfo=UTC))
    document.set_font("Helvetica", size=11)
    document.add_page()
    body = [
        "Monsieur,", "", "Le colis annoncé pour mardi n'est pas arrivé et personne ne répond à mes appels.",
        "Pouvez-vous me dire où il se trouve ?", "", "Je vous prie d'agréer, Monsieur, mes salutations distinguées.", "", name,
    ]  # fmt: skip
    for x, y, lines in ((20, 20, [name, *where]), (115, 55, ["La Maison", "2 avenue de la Gare", "31000 Toulouse"]), (20, 100, body)):
        for number, line in enumerate(lines):
            document.text(x, y + 5 * number, line)
    return bytes(document.output())


def call(caller: str) -> bytes:
    ends = f'"","{caller}","0261910000","from-trunk","""{caller}"" <{caller}>","PJSIP/trunk-1","PJSIP/4021-2","Dial","PJSIP/4021,30"'
    times = '"2026-03-04 10:00:00","2026-03-04 10:00:05","2026-03-04 10:02:05",125,120,"ANSWERED","DOCUMENTATION"'
    return f"{ends},{times}\n".encode()


def toot(user: str, name: str, note: str) -> bytes:
    host = "https://piaille.example"
    account = {"id": "1", "acct": f"{user}@piaille.example", "username": user, "url": f"{host}/@{user}", "display_name": name}
    status = {
        "id": "9", "uri": f"{host}/users/{user}/statuses/9", "created_at": "2026-03-05T10:00:00Z", "visibility": "public",
        "content": "<p>Et mon colis ?</p>", "account": account | {"note": f"<p>{note}</p>"},
    }  # fmt: skip
    return json.dumps(status).encode()


def persons(*read: Interaction) -> tuple[Resolved, list[int]]:
    found = resolve(read, own=READING.own, region="FR")
    return found, [found.groups.root(found.place_of[one.id, 0]) for one in read]


def one(read: object) -> Interaction:
    (found,) = read  # type: ignore[misc]
    assert isinstance(found, Interaction), found
    return found


SIGNED = "Bonjour,\n\nMon colis n'est pas là.\n\n-- \nOdile Vercaselle\n12 rue des Lilas\n44000 Nantes\nPort. 06 39 98 21 43\n"
ODILE = one(read_mail(mail("Odile Vercaselle <odile.v@boite.example>", SIGNED), READING))


def test_a_mail_a_call_a_letter_and_a_profile_of_one_woman_are_one_person() -> None:
    called = one(read_calls(call("0639982143"), READING))
    wrote = one(read_letter(letter("Odile Vercaselle", "12, rue des Lilas", "44000 Nantes"), READING))
    posted = one(read_post(toot("lilas44", "odile", "Jardin. Contact : odile.v@boite.example"), READING))
    _, (first, *others) = persons(ODILE, called, wrote, posted)
    assert others == [first, first, first]


def test_what_each_channel_tells_of_its_sender_is_in_the_fields_made_for_it() -> None:
    wrote = one(read_letter(letter("Odile Vercaselle", "12, rue des Lilas", "44000 Nantes"), READING))
    assert ODILE.signature == "Odile Vercaselle\n12 rue des Lilas\n44000 Nantes\nPort. 06 39 98 21 43"
    assert "Lilas" not in ODILE.text
    assert wrote.parties[0].address == "12, rue des Lilas, 44000 Nantes"


def test_a_letter_of_a_namesake_from_another_street_and_a_call_from_another_number_are_other_peoples() -> None:
    called = one(read_calls(call("0639982144"), READING))
    wrote = one(read_letter(letter("Odile Vercaselle", "3, place du Bouffay", "44000 Nantes"), READING))
    assert len(set(persons(ODILE, called, wrote)[1])) == 3


def test_what_a_machine_says_of_a_mailbox_in_a_mail_that_came_back_makes_nobody_one() -> None:
    said = "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\nThe mail system\n\n"
    said += "<odile.v@boite.example>: host mx.boite.example said: 550 5.1.1 User unknown; my number is 06 39 98 21 43\n"
    bounce = one(read_mail(mail("Mail Delivery System <MAILER-DAEMON@boite.example>", said), READING))
    _, (machine, odile) = persons(bounce, ODILE)
    assert bounce.automatic == "bounce" and machine != odile
