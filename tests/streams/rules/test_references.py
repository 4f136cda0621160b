"""The number under which somebody is known here, as they write it."""

from __future__ import annotations

import time

import pytest

from streams.rules.references import reference_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Mon numéro de client est le 4471902.", "4471902"),
        ("Contrat n° CT-2024-118833, chaudière", "CT-2024-118833"),
        ("Réf. : AB/4471-X", "AB/4471-X"),
        ("dossier 20261134", "20261134"),
        ("N° de dossier : 8841-22", "8841-22"),
        ("my customer number is 77-1029-A", "77-1029-A"),
        ("Account no. 5512983", "5512983"),
        ("Re: case #00412877", "00412877"),
        ("Order: 1188-33", "1188-33"),
        ("reference number GH77120", "GH77120"),
        ("Client 44719 : rien reçu", "44719"),
    ],
)
def test_a_reference_is_found(text: str, number: str) -> None:
    assert reference_in(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "Mon contrat de 2024 court encore.",
        "Le dossier du 12/10/2026 est complet.",
        "Je vous appelle au 06 39 98 12 40.",
        "My order of 12 October has not come.",
        "Il y a 2 factures.",
        "contract law is hard",
        "La demande 24h/24 ne répond pas.",
        "You said case 24/7.",
        "I ordered a file 10x15 and an order 10kg.",
        "Je suis client 75008 Paris.",
        "My order 12/05 has not come.",
        "",
    ],
)
def test_what_is_none_is_none(text: str) -> None:
    assert reference_in(text) is None


@pytest.mark.parametrize(
    "hostile", ["contrat" + " " * 50_000, "contrat " + ": " * 20_000, "contrat n° " + "a" * 50_000, "réf " * 20_000, "n°" * 30_000]
)
def test_nothing_takes_long_whatever_somebody_writes(hostile: str) -> None:
    began = time.process_time()
    assert reference_in(hostile) is None
    assert time.process_time() - began < 60  # a bound on what would never end, whatever the machine
