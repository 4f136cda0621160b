from __future__ import annotations

import pytest

from schemas.interaction import Automatic, Interaction, Own, Reading
from streams.channels.email import parse


@pytest.mark.parametrize(
    ("fields", "body", "expected"),
    [
        ("Auto-Submitted: auto-replied (vacation)\nPrecedence: bulk", "Back on Monday.", "auto_reply"),
        ("X-Autoreply: yes", "Back on Monday.", "auto_reply"),
        ("Precedence: auto_reply", "Back on Monday.", "auto_reply"),
        ("Subject: Réponse automatique : votre devis", "De retour lundi.", "auto_reply"),
        ("Subject: Automatic reply: your quote", "Back on Monday.", "auto_reply"),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=x", "--x\n\nRead.\n--x--", "auto_reply"),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=x", "--x\n\nNot delivered.\n--x--", "bounce"),
        ("X-Failed-Recipients: a@b.example", "Not delivered.", "bounce"),
        ("Return-Path: <>\nSubject: Undelivered Mail Returned to Sender", "Not delivered.", "bounce"),
        ("List-Unsubscribe: <mailto:off@b.example>", "New in our shop.", "bulk"),
        ("Precedence: list", "Has anyone tried it?", "bulk"),
        ("Auto-Submitted: no", "I am here and I write.", None),
        ("Subject: Re: out of stock", "When will it be back?", None),
        ("Subject: Lu par mon mari", "Il est d'accord.", None),
    ],
)
def test_machines_are_known_by_their_headers_before_their_words(fields: str, body: str, expected: Automatic | None) -> None:
    (said,) = parse(f"From: ada@quill.example\n{fields}\n\n{body}".encode(), Reading())
    assert isinstance(said, Interaction)
    assert said.automatic == expected


BOX = "Delivered-To: accueil@maison.example\n"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("X-Loop: accueil@maison.example\n", "auto_reply"),
        ("X-Loop: maison.example\n", "auto_reply"),
        ("X-Loop: owner@list.example\n", None),
        (BOX * 3, "auto_reply"),
        (BOX * 2, None),
        (BOX.replace("maison", "client") * 3, None),
    ],
)
def test_what_goes_round_is_nobodys_word(fields: str, expected: Automatic | None) -> None:
    (said,) = parse(f"From: ada@quill.example\n{fields}\nHello".encode(), Reading(own=Own(names=("maison.example",))))
    assert isinstance(said, Interaction)
    assert said.automatic == expected
