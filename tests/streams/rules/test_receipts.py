"""Who asks, or complains, hears from us at once; who does neither does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.events import Entry
from schemas.interaction import Interaction, Original, Own, Party, Reading
from streams.rules.course import step_of
from streams.rules.receipts import event_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
READING = Reading(own=Own(names=("exemple.fr",)), region="FR", tz="Europe/Paris")


def heard(text: str, *, at: datetime = NOW, language: str = "fr", channel: str = "email", **given: Any) -> str | None:
    party = Party(role="from", identifier="email:anne@mail.example", name="Anne")
    us = Party(role="to", identifier="email:service@exemple.fr")
    said = Interaction(
        **{
            "id": "email:1", "channel": channel, "direction": "in", "at": at, "parties": (party, us), "text": text, "language": language,
            "original": Original(sha256="0" * 64, content_type="text/plain", size=1), **given,
        }
    )
    entry = Entry(id="email:1/x", person="p", identifier=party.identifier, role="from", at=at, interaction=said)
    return event_of(step_of(entry, READING), said, READING, now=NOW)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Bonjour, quand le technicien passe-t-il ?"),
        ("fr", "Pouvez-vous m'envoyer la facture d'octobre. Merci."),
        ("fr", "Merci de me rappeler le nom du technicien."),
        ("fr", "Je souhaiterais connaître le prix d'un entretien."),
        ("fr", "Je vous écris au sujet de ma chaudière. Je voudrais un rendez-vous la semaine prochaine."),
        ("fr", "Veuillez m'adresser un duplicata de mon contrat."),
        ("fr", "Dans l'attente de votre réponse, bien cordialement."),
        ("en", "When does the engineer come?"),
        ("en", "Please send me the invoice for October."),
        ("en", "Could you tell me when somebody comes. Thanks"),
        ("en", "I would like to change my appointment to Friday."),
        ("en", "I need a copy of my contract for the bank."),
    ],
)
def test_a_question_or_a_request_is_answered_at_once(language: str, text: str) -> None:
    assert heard(text, language=language) == "asked"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Je suis très déçu, le technicien n'est pas venu et personne ne m'a prévenu."),
        ("en", "This is unacceptable, I have been waiting for three weeks and nobody called me back."),
    ],
)
def test_a_complaint_is_answered_at_once(language: str, text: str) -> None:
    assert heard(text, language=language) == "complained"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Bonjour, voici le relevé du compteur de cette semaine."),
        ("fr", "Merci beaucoup, tout fonctionne de nouveau. Bonne journée !"),
        ("fr", "Veuillez trouver ci-joint mon relevé. Veuillez agréer mes salutations."),
        ("fr", "C'est noté, à jeudi."),
        ("en", "Thank you, all is well now."),
        ("en", "Please find attached the meter reading."),
        ("en", "Noted, see you on Thursday."),
    ],
)
def test_what_asks_nothing_gets_no_receipt(language: str, text: str) -> None:
    assert heard(text, language=language) is None


def test_an_archive_is_read_without_a_word_to_anybody() -> None:
    asks = "Quand venez-vous ?"
    assert heard(asks, at=NOW - timedelta(minutes=110)) == "asked"
    assert heard(asks, at=NOW - timedelta(minutes=130)) is None
    assert heard(asks, at=NOW + timedelta(hours=1)) is None
    assert heard(asks, at=NOW - timedelta(days=9), channel="letter") == "asked"
    assert heard(asks, at=NOW - timedelta(days=11), channel="letter") is None


@pytest.mark.parametrize("automatic", ["auto_reply", "bounce", "bulk"])
def test_a_machine_gets_none(automatic: str) -> None:
    assert heard("Quand venez-vous ?", automatic=automatic) is None


def test_what_we_said_and_a_call_get_none() -> None:
    assert heard("Quand venez-vous ?", direction="out") is None
    assert heard("Quand venez-vous ?", channel="phone") is None
    assert heard("Quand venez-vous ?", channel="social", network="mastodon", act="like") is None


THEM = [Party(role="to", identifier=f"email:p{number}@list.example") for number in range(5)]
ANNE = Party(role="from", identifier="email:anne@mail.example", name="Anne")
US = Party(role="to", identifier="email:service@exemple.fr")


@pytest.mark.parametrize(
    ("what", "parties", "answered"),
    [
        ("to us", (ANNE, US), "asked"),
        ("to us among many", (ANNE, US, *THEM), "asked"),
        ("to a box of ours that we did not name", (ANNE, THEM[0]), "asked"),
        ("to many, and to us in copy", (ANNE, *THEM, Party(role="cc", identifier="email:service@exemple.fr")), None),
        ("a blind copy", (ANNE,), None),
        ("in the name of two", (ANNE, Party(role="from", identifier="email:victim@other.example"), US), None),
    ],
)
def test_a_question_that_was_not_put_to_us_by_one_person_is_not_answered_at_once(
    what: str, parties: tuple[Party, ...], answered: str | None
) -> None:
    assert heard("Quand venez-vous ?", parties=parties) == answered, what
