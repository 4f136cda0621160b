"""Invented mails of every kind that a house gets: answers, HTML, attachments, newsletters, absences, mails that come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from random import Random

from services.bench.made import ANSWERED, BEGIN, TEXT, person

OURS = "accueil@chaleur.example"
CARD = "Une Personne\nDirectrice | Les Tilleuls SARL\n12 rue des Tilleuls, 81000 Albi\n05 61 00 00 00\nwww.tilleuls.example"
FOOTER = "Ce message et ses pièces jointes sont confidentiels. Si vous n'en êtes pas le destinataire, merci de le détruire."
OUTLOOK = (
    "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>De :</b> Accueil &lt;{ours}&gt;<br><b>Envoyé :</b> lundi 5 janvier 2026"
    " 08:00<br><b>À :</b> {sender}<br><b>Objet :</b> Votre visite</p></div><p>Bonjour,</p><p>nous passons jeudi.</p>"
)


def mixed(count: int, *, run: str, seed: int = 1) -> Iterator[bytes]:
    """Each kind in turn, of lengths that differ; another `run` gives other Message-IDs."""
    for number in range(count):
        rng = Random(f"{seed}/{number}")  # noqa: S311  # it keeps no secret
        yield KINDS[number % len(KINDS)](rng, number, f"{run}-{number}")


def _head(message: EmailMessage, number: int, name: str, subject: str = "Re: Votre visite") -> EmailMessage:
    message["Received"] = f"from mx.courrier.example (mx.courrier.example [192.0.2.7]) by mx.chaleur.example; {_date(number)}"
    message["From"], message["To"], message["Date"] = f"Une Personne <{person(number % 997)}>", OURS, _date(number)
    message["Subject"], message["Message-ID"] = subject, f"<{name}@courrier.example>"
    message["In-Reply-To"] = message["References"] = f"<v{number}@chaleur.example>"
    return message


def _date(number: int) -> str:
    return format_datetime(BEGIN + timedelta(minutes=number % 500_000))


def _words(rng: Random) -> str:
    sentences = TEXT.split(". ")
    return ". ".join(rng.choices(sentences, k=rng.choice((1, 3, 6, 20)))) + "."


def _html(text: str, after: str = "") -> str:
    style = "<style>p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt; font-family:Calibri,sans-serif;}</style>"
    lines = "".join(f"<p class=MsoNormal>{line}</p>" for line in text.split("\n"))
    return f"<html><head><meta charset=utf-8>{style}</head><body lang=FR><div>{lines}</div>{after}</body></html>"


def _answer(rng: Random, number: int, name: str) -> bytes:
    message = _head(EmailMessage(policy=SMTP), number, name)
    message.set_content(f"{_words(rng)}\n\nCordialement,\n\n-- \n{CARD}\n\n{ANSWERED}", cte="quoted-printable")
    return message.as_bytes()


def _both(rng: Random, number: int, name: str) -> bytes:
    message, text = _head(EmailMessage(policy=SMTP), number, name), _words(rng)
    message.set_content(f"{text}\n\n{ANSWERED}", charset="iso-8859-15", cte="quoted-printable")
    message.add_alternative(_html(text, "<div class=gmail_quote><blockquote><p>nous passons jeudi</p></blockquote></div>"), subtype="html")
    message.set_boundary(f"=_{name}")
    return message.as_bytes()


def _outlook(rng: Random, number: int, name: str) -> bytes:
    message = _head(EmailMessage(policy=SMTP), number, name)
    card = CARD.replace("\n", "<br>")
    quoted = OUTLOOK.format(ours=OURS, sender=person(number))
    message.set_content(_html(_words(rng), f"<p>Cordialement,</p><p>{card}</p><p>{FOOTER}</p>{quoted}"), subtype="html", cte="base64")
    return message.as_bytes()


def _attached(rng: Random, number: int, name: str) -> bytes:
    message = _head(EmailMessage(policy=SMTP), number, name, "Les plans de la chaufferie")
    message.set_content(_words(rng))
    message.add_attachment(rng.randbytes(rng.choice((2_000, 20_000, 60_000))), maintype="application", subtype="pdf", filename="été.pdf")
    message.set_boundary(f"=_{name}")
    return message.as_bytes()


def _newsletter(rng: Random, number: int, name: str) -> bytes:
    message = _head(EmailMessage(policy=SMTP), number, name, "Nos offres de la semaine")
    message["List-Unsubscribe"] = "<https://courrier.example/adieu>"
    rows = "".join(f"<tr><td><img src=https://courrier.example/{n}.png></td><td><a href=#>{_words(rng)}</a></td></tr>" for n in range(12))
    message.set_content(_html("Bonjour", f"<table>{rows}</table>"), subtype="html")
    return message.as_bytes()


def _phone(rng: Random, number: int, name: str) -> bytes:
    message = _head(EmailMessage(policy=SMTP), number, name)
    said = rng.choice(("Oui", "Merci !", "Jeudi convient."))
    message.set_content(f"{said}\n\nEnvoyé de mon iPhone\n\n> Le 5 janv. 2026 à 08:00, Accueil a écrit :\n>\n> Jeudi ?")
    return message.as_bytes()


def _away(_rng: Random, number: int, name: str) -> bytes:
    message = _head(EmailMessage(policy=SMTP), number, name, "Réponse automatique : Votre visite")
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("Bonjour,\nje suis absente jusqu'au 12 janvier.")
    return message.as_bytes()


def _returned(rng: Random, number: int, name: str) -> bytes:
    head = f"From: MAILER-DAEMON@mx.courrier.example\nTo: {OURS}\nSubject: Undelivered Mail Returned to Sender\nDate: {_date(number)}\n"
    head += (
        f'Message-ID: <{name}@mx.example>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="r"\n'
    )
    said = f"--r\nContent-Type: text/plain\n\n<{person(number)}>: host mx said: 550 5.1.1 User unknown\n"
    report = "--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.courrier.example\n\n"
    report += f"Final-Recipient: rfc822; {person(number)}\nAction: failed\nStatus: 5.1.1\n"
    returned = f"--r\nContent-Type: message/rfc822\n\nTo: {person(number)}\nSubject: Votre visite\n\n{_words(rng)}\n--r--\n"
    return f"{head}\n{said}\n{report}\n{returned}".encode().replace(b"\n", b"\r\n")


KINDS: tuple[Callable[[Random, int, str], bytes], ...] = (
    *(_answer, _both, _outlook, _phone, _answer, _attached, _both, _newsletter, _outlook, _away, _phone, _returned),
)
