"""Mails that come back, as programs write them: whom they did not reach, and whether for good."""

from __future__ import annotations

import pytest

from schemas.interaction import Interaction, Own, Reading
from streams.channels.email import parse
from streams.rules.persons import others

READING = Reading(own=Own(names=("maison.example",)))
GONE = "ada.quill@client.example"


def bounce(body: str, subject: str = "Undelivered Mail Returned to Sender", fields: str = "") -> Interaction:
    head = f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.client.example\nTo: accueil@maison.example\nSubject: {subject}\n{fields}"
    (said,) = parse(f"{head}\n{body}".encode(), READING)
    assert isinstance(said, Interaction)
    assert said.automatic == "bounce"
    return said


def report(*recipients: str) -> Interaction:
    fields = 'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\n'
    return bounce(
        "--r\nContent-Type: text/plain\n\nNot delivered.\n--r\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.client.example\n\n"
        + "\n\n".join(recipients)
        + f"\n\n--r\nContent-Type: message/rfc822\n\nFrom: accueil@maison.example\nTo: {GONE}\nSubject: Votre devis\n\nBonjour\n--r--\n",
        fields=fields,
    )


def not_reached(said: Interaction) -> list[str | None]:
    return [party.identifier for party in said.parties if party.role == "recipient"]


@pytest.mark.parametrize(
    ("recipient", "measures"),
    [
        (f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.1.1", {"hard": True, "smtp_status": 511}),
        (
            f"Original-Recipient: rfc822;{GONE}\nFinal-Recipient: rfc822;q77@store.example\nAction: failed\nStatus: 5.2.2",
            {"hard": False, "smtp_status": 522},
        ),
        (f"Final-Recipient: RFC822; <{GONE}>\nAction: delayed\nStatus: 4.4.1", {"hard": False, "smtp_status": 441}),
        (
            f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 Unknown user",
            {"hard": True, "smtp_status": 500},
        ),
        (
            f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 554 spam refused",
            {"hard": False, "smtp_status": 571},
        ),
    ],
)
def test_a_report_says_whom_and_whether_for_good(recipient: str, measures: dict[str, bool | int]) -> None:
    said = report(recipient)
    assert not_reached(said) == [f"email:{GONE}"]
    assert said.measures == measures


def test_of_several_all_are_named_and_it_is_for_good_only_if_it_is_for_all() -> None:
    first = f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.1.1"
    other = "Final-Recipient: rfc822; bob@autre.example\nAction: failed\nStatus: 4.2.2"
    fine = "Final-Recipient: rfc822; eve@autre.example\nAction: relayed\nStatus: 2.1.5"
    said = report(first, other, fine)
    assert not_reached(said) == [f"email:{GONE}", "email:bob@autre.example"]
    assert said.measures == {"hard": False}


def test_a_report_that_everything_arrived_is_a_receipt() -> None:
    text = "--r\nContent-Type: text/plain\n\nDelivered.\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
    text += f"Final-Recipient: rfc822; {GONE}\nAction: delivered\nStatus: 2.0.0\n--r--\n"
    head = (
        'From: postmaster@mx.example\nSubject: Delivery report\nContent-Type: multipart/report; report-type=delivery-status; boundary="r"\n'
    )
    (said,) = parse(f"{head}\n{text}".encode(), READING)
    assert isinstance(said, Interaction)
    assert (said.automatic, not_reached(said), said.measures) == ("auto_reply", [], {})


COPY = f"From: accueil@maison.example\nTo: {GONE}, famille@client.example\nSubject: Votre devis\n\nBonjour, écrivez à compta@maison.example"


@pytest.mark.parametrize(
    ("program", "subject", "body", "hard"),
    [
        (
            "qmail",
            "failure notice",
            f"Hi. This is the qmail-send program at mx.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
            f"<{GONE}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
            f"Return-Path: <a@b.example>\n{COPY}",
            True,
        ),
        (
            "Exim",
            "Mail delivery failed: returning message to sender",
            "A message that you sent could not be delivered to one or more of its\n"
            "recipients. This is a permanent error. The following address(es) failed:\n\n"
            f"  {GONE}\n    SMTP error from remote mail server after RCPT TO:<{GONE}>:\n"
            f"    host mx.client.example [192.0.2.7]: 552 mailbox is full\n\n"
            f"------ This is a copy of the message, including all the headers. ------\n\n{COPY}",
            False,
        ),
        (
            "Postfix without a report",
            "Undelivered Mail Returned to Sender",
            f"This is the mail system at host mx.\n\nI'm sorry to have to inform you that your message could not be delivered.\n\n"
            f"<{GONE}>: host mx.client.example[192.0.2.7] said: 550 5.1.1\n"
            f"    <{GONE}>: Recipient address rejected: User unknown (in reply to RCPT TO command)\n",
            True,
        ),
        (
            "Gmail",
            "Delivery Status Notification (Delay)",
            f"This is an automatically generated Delivery Status Notification\n\nTHIS IS A WARNING MESSAGE ONLY.\n\n"
            f"Delivery to the following recipient has been delayed:\n\n"
            f"     {GONE}\n\nMessage will be retried for 2 more day(s)\n",
            False,
        ),
        (
            "Yahoo",
            "Failure Notice",
            f"Sorry, we were unable to deliver your message to the following address.\n\n<{GONE}>:\n"
            f"Remote host said: 554 delivery error: dd This user doesn't have a client.example account\n\n"
            f"--- Below this line is a copy of the message.\n\n{COPY}",
            True,
        ),
        (
            "Exchange",
            "Non remis : Votre devis",
            f"Échec de la remise à ces destinataires ou groupes :\n\nAda Quill ({GONE})<mailto:{GONE}>\n"
            f"L'adresse de messagerie que vous avez entrée est introuvable.\n\n"
            "Informations de diagnostic pour les administrateurs :\n\nServeur de génération : srv.client.example\n",
            True,
        ),
        (
            "Lotus Notes",
            "DELIVERY FAILURE: User ada (ada.quill@client.example) not listed in Domino Directory",
            f"Your message\n\n  Subject: Votre devis\n\nwas not delivered to:\n\n  {GONE}\n\nbecause:\n\n"
            f"  User ada ({GONE}) not listed in Domino Directory\n",
            True,
        ),
        (
            "MailEnable",
            "Message Delivery Failure",
            f"MailEnable: Message Delivery Failure.\n\nThe following recipient(s) could not be reached:\n\n"
            f"\tRecipient: [SMTP:{GONE}]\n\tReason: 550 5.1.1 unknown recipient\n\n"
            f"Message headers follow:\n\n{COPY}",
            True,
        ),
        (
            "Orange",
            "Undelivered Mail Returned to Sender",
            f"<{GONE}>: host smtp-in.client.example said: 552 5.2.2 La boite du destinataire est pleine. Recipient overquota. "
            f"OFR_417 [417]\n",
            False,
        ),
        (
            "Free",
            "Undelivered Mail Returned to Sender",
            f"<{GONE}>: host mx1.client.example said: 550 5.2.1 This mailbox has been blocked due to inactivity (UserSearch) (in "
            f"reply to RCPT TO)\n",
            True,
        ),
        (
            "La Poste",
            "Avis de non remise",
            f"Votre message n'a pas pu être remis au destinataire suivant :\n\n{GONE}\n\n"
            f"Motif : 550 5.1.1 Adresse d'au moins un destinataire invalide. LPN004_102\n\n"
            f"Message d'origine :\n{COPY}",
            True,
        ),
        ("in words alone", "Undeliverable", f"Your message to {GONE} could not be delivered. Ask somebody@else.example about it.", None),
    ],
)
def test_programs_that_write_no_report_are_understood_by_their_words(program: str, subject: str, body: str, hard: bool | None) -> None:
    said = bounce(body, subject)
    assert not_reached(said) == [f"email:{GONE}"], program
    assert said.measures.get("hard") is hard, program


def test_a_header_names_them_and_the_mail_that_is_shown_is_the_last_resort() -> None:
    assert not_reached(bounce("Permanent failure.", fields=f"X-Failed-Recipients: {GONE}\n")) == [f"email:{GONE}"]
    shown = f"--r\n\nNot delivered.\n--r\nContent-Type: message/rfc822\n\nFrom: accueil@maison.example\nTo: {GONE}\n\nBonjour\n--r--\n"
    assert not_reached(bounce(shown, fields='Content-Type: multipart/mixed; boundary="r"\n')) == [f"email:{GONE}"]


def test_the_bounce_stands_on_the_timeline_of_whom_it_is_about() -> None:
    said = report(f"Final-Recipient: rfc822; {GONE}\nAction: failed\nStatus: 5.1.1")
    assert f"email:{GONE}" in [party.identifier for party in others(said, READING.own, READING.region)]
