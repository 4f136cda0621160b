"""Invented events and mails, as many as are asked for and each time the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import islice

import msgspec

from schemas.events import Said
from schemas.interaction import Interaction, Original, Party
from schemas.topics import INTERACTIONS, PARTITIONS
from streams.wire import MOST_EVENTS, Emit, envelopes, partition_of

BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
TEXT = (
    "Bonjour, voici comme convenu le relevé du compteur et les photos de la chaufferie. La plaque porte le numéro quarante-huit, à gauche. "
    "Nous sommes là toute la matinée, et jeudi après quatorze heures. Pourriez-vous nous dire quand quelqu'un peut passer ? "
    "Le contrat d'entretien est au nom de mon mari, vous étiez venus en novembre pour le brûleur. Merci d'avance de votre réponse. "
)
ANSWERED = "Le lundi 5 janvier 2026 à 08:00, Accueil <accueil@chaleur.example> a écrit :\n> Bonjour,\n> nous passons jeudi.\n> L'accueil\n"


def person(number: int) -> str:
    return f"personne{number}@courrier{number % 17}.example"


def people(*, each: int = 25) -> list[list[str]]:
    """For every partition `each` people who live there."""
    found: list[list[str]] = [[] for _ in range(PARTITIONS)]
    number = 0
    while any(len(group) < each for group in found):
        group = found[partition_of(f"email:{person(number)}")]
        if len(group) < each:
            group.append(person(number))
        number += 1
    return found


def said(number: int, address: str, *, at: datetime | None = None) -> Said:
    """About a kilobyte: a mail that was read, on its way to its person. `at`: when it is sent, to find out how long it was under way."""
    sha256 = f"{number:064x}"
    interaction = Interaction(
        id=f"email:bench-{number}@courrier.example",
        channel="email",
        direction="in",
        at=BEGIN + timedelta(seconds=number % 30_000_000),
        parties=(
            Party(role="from", identifier=f"email:{address}", name="Une personne"),
            Party(role="to", identifier="email:accueil@chaleur.example", name=None),
        ),
        thread=f"email:bench-{number // 3}@courrier.example",
        subject="Plus d'eau chaude",
        text=TEXT,
        language="fr",
        original=Original(sha256=sha256, content_type="message/rfc822", size=2345),
    )
    return Said(interaction=interaction, original=f"email:{sha256}", received_at=at or BEGIN)


def key_of(event: Said) -> str:
    return str(event.interaction.parties[0].identifier)


def sealed(start: int, count: int) -> Iterator[tuple[int, bytes, int]]:
    """(partition, envelope, events in it): full envelopes, one partition after the other."""
    groups = people()
    while count > 0:
        size = min(MOST_EVENTS, count)
        place = start // MOST_EVENTS % PARTITIONS
        group = groups[place]
        emits = [Emit(INTERACTIONS, f"email:{group[n % len(group)]}", said(n, group[n % len(group)])) for n in range(start, start + size)]
        [(_, partition, value)] = envelopes(emits)
        yield partition, value, size
        start, count = start + size, count - size


def single(start: int, count: int) -> Iterator[tuple[int, bytes, int]]:
    """The same events, one a message, as somebody would send them who knows nothing of envelopes."""
    groups = people()
    for number in range(start, start + count):
        place = number // MOST_EVENTS % PARTITIONS
        yield place, msgspec.json.encode(said(number, groups[place][number % len(groups[place])])), 1


def mails(count: int, *, run: str, until: datetime = BEGIN, senders: int = 400) -> Iterator[bytes]:
    """Whole mails: an answer above a quotation, a signature, some with HTML beside it. Another `run` gives other mails.

    Everybody writes every thirty hours, for the last time shortly before `until`: nobody has fallen silent.
    """
    begin = until - timedelta(hours=30 * (count // senders + 1))
    for number in islice(range(10**9), count):
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = f"Une personne <{person(number % senders)}>", "accueil@chaleur.example"
        message["Date"] = format_datetime(begin + timedelta(hours=number // senders * 30, minutes=number % senders))
        message["Subject"], message["Message-ID"] = f"Re: Plus d'eau chaude ({number})", f"<{run}-{number}@courrier.example>"
        text = f"{TEXT}\n\n-- \nUne personne\n05 61 00 00 00\n\n{ANSWERED if number % 2 else ''}"
        message.set_content(text, cte="quoted-printable")
        if number % 3 == 0:
            message.add_alternative(f"<html><body><p>{TEXT}</p></body></html>", subtype="html", cte="base64")
            message.set_boundary(f"=_{run}-{number}")
        yield message.as_bytes()
