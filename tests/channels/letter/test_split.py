"""Several letters in one scan: parted where that is certain, and never one letter from its own pages."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from schemas.interaction import Interaction, Reading
from streams.channels.letter import parse
from tests.channels.letter.test_letter import pdf
from tests.support.letters import write

SEVERAL_PAGES = [seed for seed in range(120) if write(seed).pages > 1]


def read(data: bytes) -> list[Interaction]:
    found = list(parse(data, Reading()))
    assert all(isinstance(one, Interaction) for one in found), found
    return [one for one in found if isinstance(one, Interaction)]


def one_scan(*letters: bytes, blank: bool = False) -> bytes:
    scan = pypdfium2.PdfDocument.new()
    for place, letter in enumerate(letters):
        if place and blank:
            scan.new_page(595, 842)
        scan.import_pages(pypdfium2.PdfDocument(letter))
    file = io.BytesIO()
    scan.save(file)
    return file.getvalue()


def from_(name: str, *, to: str = "Eau du Sud", day: str = "3 février 2025", tail: str = "") -> bytes:
    postcode = {"Agathe Fournel": "24000 Périgueux", "Hugues Teyssier": "13090 Aix-en-Provence"}.get(name, "59140 Dunkerque")
    return pdf(
        [
            (20, 20, f"{name}\n8 rue des Lilas\n{postcode}"),
            (115, 55, f"{to}\n2 avenue de la Gare\n31000 Toulouse"),
            (115, 85, f"Le {day}"),
            (20, 105, "Madame, Monsieur,"),
            (20, 113, "La pompe fait du bruit."),
            (20, 123, "Cordialement,"),
            (20, 140, name),
            (20, 160, tail),
        ]
    )


AGATHE, HUGUES = from_("Agathe Fournel"), from_("Hugues Teyssier")


@pytest.mark.parametrize("blank", [False, True])
def test_letters_of_two_people_in_one_scan_are_two(blank: bool) -> None:
    data = one_scan(AGATHE, HUGUES, blank=blank)
    first, second = read(data)
    assert [one.parties[0].name for one in (first, second)] == ["Agathe Fournel", "Hugues Teyssier"]
    assert first.original == second.original
    assert second.id == f"{first.id}:{3 if blank else 2}"
    assert second.measures == {"pages": 1, "first_page": 3 if blank else 2, "confidence": 1.0}
    assert "Hugues" not in first.text and "Agathe" not in second.text
    assert read(data) == [first, second]


def test_the_first_of_several_has_the_id_that_it_would_have_alone() -> None:
    (alone,) = read(AGATHE)
    assert alone.id == f"letter:{alone.original.sha256}"
    assert "first_page" not in alone.measures


@pytest.mark.parametrize("seed", SEVERAL_PAGES)
def test_a_letter_of_several_pages_is_one(seed: int) -> None:
    written = write(seed)
    (one,) = read(written.pdf)
    assert one.measures["pages"] == written.pages > 1


@pytest.mark.parametrize(
    "annex",
    [
        from_("Agathe Fournel", day="9 janvier 2025"),  # what she wrote before
        from_("Eau du Sud", to="Agathe Fournel"),  # what she was answered
        pdf([(20, 30, "FACTURE n° 118\n3 février 2025\n1 pompe   480,00")]),
        pdf([(20, 30, "Bonjour,\nvoici le plan de la cave.")]),
    ],
)
def test_an_annex_stays_with_its_letter(annex: bytes) -> None:
    (one,) = read(one_scan(AGATHE, annex))
    assert one.measures["pages"] == 2


def test_another_person_s_letter_that_is_announced_is_an_annex() -> None:
    (one,) = read(one_scan(from_("Agathe Fournel", tail="P.J. : lettre de mon voisin"), HUGUES))
    assert one.parties[0].name == "Agathe Fournel"
    assert len(read(one_scan(from_("Agathe Fournel", tail="P.J. : une facture"), HUGUES, blank=True))) == 2


def test_one_person_s_letters_of_two_days_are_parted_by_a_blank_sheet() -> None:
    later = from_("Agathe Fournel", day="9 mars 2025")
    assert len(read(one_scan(AGATHE, later))) == 1
    assert len(read(one_scan(AGATHE, later, blank=True))) == 2


def test_a_page_that_says_it_is_the_second_begins_nothing() -> None:
    page = [
        (20, 30, "24000 Perigueux"),
        (115, 60, "Le 3 mars 2025"),
        (20, 80, "Madame,"),
        (20, 90, "La pompe fuit."),
        (20, 100, "Cordialement,"),
    ]
    first = [(20, 20, "Agathe Fournel"), *page, (20, 110, "Agathe Fournel"), (180, 290, "1/2")]
    second = [(20, 20, "Hugues Teyssier"), *page, (20, 110, "Hugues Teyssier"), (180, 290, "2/2")]
    (one,) = read(pdf(first, second))
    assert one.measures["pages"] == 2
    assert len(read(pdf(first[:-1], second[:-1]))) == 2
