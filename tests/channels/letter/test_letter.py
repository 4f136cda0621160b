"""Letters laid out as people and offices lay them out: who, to whom, when, about what, and the words between."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Refusal
from schemas.interaction import Interaction, Own, Party, Reading
from streams.channels.letter import parse
from tests.support.letters import write


def pdf(*pages: list[tuple[float, float, str]], size: float = 11) -> bytes:
    """Pages of (x, y, text): millimetres from the top left corner, lines of one text 5 mm apart."""
    document = FPDF(format="A4")
    document.set_creation_date(datetime(2025, 1, 1, tzinfo=UTC))
    document.set_font("Helvetica", size=size)
    for page in pages:
        document.add_page()
        for x, y, text in page:
            for number, line in enumerate(text.split("\n")):
                document.text(x, y + 5 * number, line)
    return bytes(document.output())


def read(data: bytes, reading: Reading | None = None) -> Interaction:
    (one,) = parse(data, reading or Reading())
    assert isinstance(one, Interaction), one
    return one


WINDOW = pdf(
    [
        (20, 20, "Agathe Fournel\n8 rue des Lilas\n24000 Périgueux\nTél. : 06 39 98 11 22\nCourriel : agathe@fournel.example"),
        (115, 55, "Eau du Sud\nService des réseaux\n2 avenue de la Gare\n31000 Toulouse"),
        (115, 85, "Périgueux, le 3 février 2025"),
        (20, 100, "Vos réf. : C-7781\nObjet : fuite devant chez moi"),
        (20, 115, "Monsieur le Directeur,"),
        (
            20,
            123,
            "Une conduite fuit depuis lundi devant mon portail et l'eau gagne maintenant la cave. Vos ser-\nvices m'ont promis un passage.",
        ),
        (20, 136, "Je vous prie d'agréer, Monsieur le Directeur, mes salutations distinguées."),
        (115, 150, "Agathe Fournel"),
        (20, 165, "P.S. : le portail grince."),
    ]
)
LETTERHEAD = pdf(
    [
        (85, 20, "Menuiserie Baudry"),
        (20, 45, "Mme Inès Caron\n14 quai Nord\n59140 Dunkerque"),
        (20, 75, "Objet : votre escalier"),
        (20, 85, "Madame,"),
        (20, 93, "Votre escalier sera posé comme convenu dans la semaine du 12 mai, par deux de nos compagnons."),
        (20, 103, "Cordialement,"),
        (20, 113, "Fait à Bergues, le 28/04/2025"),
        (110, 125, "Menuiserie Baudry"),
        (20, 276, "3 zone des Moulins - 59380 Bergues\nTél. : 03 53 01 77 88 - Courriel : atelier@baudry.example"),
        (20, 286, "SARL au capital de 5 000 euros - RCS Dunkerque 999 999 999"),
    ]
)
BRITISH = pdf(
    [
        (140, 20, "Rosamund Pike-Lowe\n12 Elder Lane\nLudlow\nSY8 1ZZ"),
        (20, 55, "The Manager\nHarbour Kettles Ltd\n40 Quay Street\nBristol\nBS1 4ZZ"),
        (140, 90, "14th March 2025"),
        (20, 105, "Dear Sir or Madam,"),
        (20, 113, "Re: Order 5521"),
        (20, 121, "The kettle I bought from you in January has stopped working, and nobody has answered my\ntwo messages of 3 March 2025."),
        (20, 134, "Yours faithfully,"),
        (20, 155, "Rosamund Pike-Lowe"),
    ]
)
AMERICAN = pdf(
    [
        (20, 20, "Dale Whitcomb\n77 Orchard Road\nDayton, OH 45402"),
        (20, 45, "03/05/2025"),
        (20, 55, "Bluebell Insurance\n1 Center Plaza\nColumbus, OH 43215"),
        (20, 80, "Dear Claims Team,"),
        (20, 88, "Please tell me what has become of my claim. I sent you the photographs five weeks ago."),
        (20, 98, "Sincerely,"),
        (20, 115, "Dale Whitcomb"),
    ]
)


def test_a_french_letter_with_its_recipient_in_the_window() -> None:
    one = read(WINDOW)
    assert one.parties == (
        Party(role="sender", identifier="email:agathe@fournel.example", name="Agathe Fournel", address="8 rue des Lilas, 24000 Périgueux"),
        Party(
            role="recipient",
            identifier="postal:fr/31000/eau-du-sud",
            name="Eau du Sud",
            address="2 avenue de la Gare, 31000 Toulouse",
        ),
    )
    assert (one.subject, one.language, one.direction) == ("fuite devant chez moi", "fr", "in")
    assert one.at == datetime(2025, 2, 2, 23, tzinfo=UTC)
    assert one.text.split("\n") == [
        "Monsieur le Directeur,",
        "Une conduite fuit depuis lundi devant mon portail et l'eau gagne maintenant la cave. Vos services m'ont promis un passage.",
        "Je vous prie d'agréer, Monsieur le Directeur, mes salutations distinguées.",
        "",
        "P.S. : le portail grince.",
    ]
    assert one.signature == "Agathe Fournel\nTél. : 06 39 98 11 22\nCourriel : agathe@fournel.example"
    assert one.measures == {"pages": 1, "confidence": 1.0}


def test_a_house_with_its_name_at_the_top_and_its_address_at_the_foot() -> None:
    one = read(LETTERHEAD)
    sender, recipient = one.parties
    assert (sender.name, sender.address) == ("Menuiserie Baudry", "3 zone des Moulins, 59380 Bergues")
    assert sender.identifier == "email:atelier@baudry.example"
    assert (recipient.name, recipient.identifier) == ("Inès Caron", "postal:fr/59140/ines-caron")
    assert one.at == datetime(2025, 4, 27, 22, tzinfo=UTC)
    assert one.text.startswith("Madame,") and one.text.endswith("Cordialement,")


def test_a_british_letter_with_its_sender_at_the_right() -> None:
    one = read(BRITISH, Reading(region="GB", tz="Europe/London"))
    sender, recipient = one.parties
    assert (sender.name, sender.identifier) == ("Rosamund Pike-Lowe", "postal:gb/sy81zz/rosamund-pike-lowe")
    assert (recipient.name, recipient.identifier) == ("The Manager", "postal:gb/bs14zz/the-manager")
    assert (one.at, one.subject, one.language) == (datetime(2025, 3, 14, tzinfo=UTC), "Order 5521", "en")


def test_an_american_letter_with_both_at_the_left_and_the_month_first() -> None:
    one = read(AMERICAN, Reading(region="US", tz="America/New_York"))
    assert [party.identifier for party in one.parties] == ["postal:us/45402/dale-whitcomb", "postal:us/43215/bluebell-insurance"]
    assert one.at == datetime(2025, 3, 5, 5, tzinfo=UTC)


def test_our_own_letter_goes_out() -> None:
    assert read(LETTERHEAD, Reading(own=Own(names=("baudry.example",)))).direction == "out"


def test_identifiers_and_references_are_found_with_where_they_stand() -> None:
    one = read(WINDOW)
    assert isinstance(one.spots, tuple)
    assert [(spot.kind, spot.value, spot.party, spot.page) for spot in one.spots] == [
        ("tel", "tel:+33639981122", 0, 1),
        ("email", "email:agathe@fournel.example", 0, 1),
        ("reference", "Vos réf. : C-7781", None, 1),
    ]
    left, top, right, bottom = one.spots[0].box
    assert 0.09 < left < 0.1 and 0.1 < top < bottom < 0.13 and 0.25 < right < 0.4  # 20 mm and 35 mm from the corner of an A4 page
    assert one.spots[0].sure == 1.0


def test_a_house_whose_name_begins_like_a_number_is_no_reference() -> None:
    northern = pdf([(20, 20, "Northern Line Gas\n4 Market Street\nYork\nYO1 7ZZ"), (20, 60, "3 March 2025"), (20, 70, "Dear Sirs,")])
    assert read(northern, Reading(region="GB")).parties[0].name == "Northern Line Gas"


@pytest.mark.parametrize("seed", range(40))
def test_letters_of_many_layouts_say_who_when_and_what(seed: int) -> None:
    written = write(seed)
    one = read(written.pdf, Reading(region="FR" if written.language == "fr" else "GB", tz="UTC"))
    sender, recipient = one.parties
    assert sender.name == written.sender
    assert isinstance(sender.address, str) and all(part in sender.address for part in written.sender_at)
    assert written.recipient and written.recipient in str(recipient.name)
    assert isinstance(recipient.address, str) and written.recipient_at[1].lower() in recipient.address.lower()
    assert one.at is not None and one.at.date() == written.day
    assert (one.subject, one.language, one.measures["pages"]) == (written.subject, written.language, written.pages)
    assert isinstance(one.signature, str) and written.signed in one.signature and written.signed not in one.text
    assert written.text in " ".join(one.text.split())
    contacts = {spot.value for spot in one.spots} if isinstance(one.spots, tuple) else set()
    assert written.email is None or f"email:{written.email}" in contacts
    assert written.reference is None or written.reference in contacts


def test_an_article_is_all_text_and_has_no_date() -> None:
    one = read(
        pdf(
            [
                (
                    20,
                    30,
                    "On the keeping of bees\nBees were kept in clay pipes along the river long before 4 May 1901, and\nare kept so today.",
                )
            ]
        )
    )
    assert one.at is None
    assert one.parties == (Party(role="sender"),)
    assert one.text == "On the keeping of bees\nBees were kept in clay pipes along the river long before 4 May 1901, and are kept so today."


def test_two_columns_are_read_one_after_the_other() -> None:
    left = "The first column tells of rain\nand of the wind that brings it\nover the hills in autumn when\nthe leaves are down at last."
    right = "The second column tells of sun\nand of the long still mornings\nin which nobody wants to write\nto anybody about anything."
    one = read(pdf([(20, 40, left), (110, 40, right)]))
    assert " ".join(one.text.split()) == " ".join(f"{left} {right}".split())


def test_a_second_page_goes_on_and_page_numbers_are_no_words() -> None:
    one = read(
        pdf([(20, 30, "Bonjour,"), (20, 40, "Voici la première page de ma lettre."), (100, 285, "1/2")], [(20, 30, "Et voici la seconde.")])
    )
    assert one.measures["pages"] == 2
    assert " ".join(one.text.split()) == "Bonjour, Voici la première page de ma lettre. Et voici la seconde."


def test_the_same_bytes_are_the_same_letter() -> None:
    assert read(WINDOW) == read(bytes(bytearray(WINDOW)))
    assert read(WINDOW).id == read(WINDOW, Reading(region="GB")).id != read(BRITISH).id


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the file is empty"),
        (b"Dear Sir,", "this is neither PDF, PNG, JPEG nor TIFF"),
        (b"%PDF-1.7\nnothing more", "the PDF is damaged beyond reading"),
        (pdf(*[[] for _ in range(51)]), "51 pages are more than 50"),
        (b"%PDF-1.7" + bytes(64 * 1024 * 1024), "67 MB is more than 67 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, what: str) -> None:
    (refusal,) = parse(data, Reading())
    assert isinstance(refusal, Refusal)
    assert refusal.what == what


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([WINDOW, BRITISH]), st.integers(0), st.binary(max_size=6), st.integers(0, 30))
def test_mutated_letters_never_raise_and_give_the_same_again(source: bytes, place: int, put: bytes, drop: int) -> None:
    at = place % len(source)
    data = source[:at] + put + source[at + drop :]
    assert list(parse(data, Reading())) == list(parse(data, Reading()))


@given(st.binary())
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    assert all(isinstance(one, Refusal) for one in parse(data, Reading()))
