"""What is theirs in a mail, over the ways in which programs quote, sign and add."""

from __future__ import annotations

import pytest

from schemas.interaction import Cut
from streams.channels.email.cut import cut

ANSWER = "Yes, Thursday suits me.\nPlease ring twice."
QUOTED = "Would Thursday suit you?\nThe fitter needs an hour."


def marked(text: str) -> str:
    return "\n".join("> " + line for line in text.split("\n"))


INTRODUCTIONS = [
    "On Mon, 4 Mar 2024 at 09:15, The Workshop <post@workshop.example> wrote:",
    "On Mon, 4 Mar 2024 at 09:15, The Workshop\n<post@workshop.example> wrote:",
    "Le lun. 4 mars 2024 à 09:15, L'atelier <post@workshop.example> a écrit :",
    "Le 04/03/2024 à 09:15, L'atelier a écrit :",
    "Am 04.03.2024 um 09:15 schrieb Die Werkstatt <post@workshop.example>:",
    "Die Werkstatt <post@workshop.example> schrieb am Mo., 4. März 2024,\n09:15:",
    "Op ma 4 mrt 2024 om 09:15 schreef De Werkplaats <post@workshop.example>:",
    "El lun, 4 mar 2024 a las 9:15, El Taller (<post@workshop.example>) escribió:",
    "Il giorno lun 4 mar 2024 alle ore 09:15 La Bottega <post@workshop.example> ha scritto:",
    "пн, 4 мар. 2024 г. в 09:15, Мастерская <post@workshop.example>:",
    "2024-03-04 09:15 GMT+01:00 The Workshop <post@workshop.example>:",
]
BLOCKS = [
    "From: The Workshop <post@workshop.example>\nSent: Monday, 4 March 2024 09:15\nTo: Ada Quill\nSubject: The fitting",
    "De : L'atelier <post@workshop.example>\nEnvoyé : lundi 4 mars 2024 09:15\nÀ : Ada Quill\nObjet : La pose",
    "________________________________\nVon: Die Werkstatt <post@workshop.example>"
    "\nGesendet: Montag, 4. März 2024 09:15\nAn: Ada Quill\nBetreff: Montage",
    "*De:* L'atelier <post@workshop.example>\n*Date:* 4 mars 2024 09:15\n*Objet:* La pose",
    "-----Original Message-----",
    "-------- Message transféré --------",
    "---------- Forwarded message ---------",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_an_answer_above_is_kept_without_what_it_quotes(introduction: str, depth: int) -> None:
    quoted = QUOTED if depth == 0 else marked(QUOTED if depth == 1 else f"{introduction}\n{marked(QUOTED)}")
    assert cut(f"{ANSWER}\n\n{introduction}\n\n{quoted}").text == ANSWER


@pytest.mark.parametrize("block", BLOCKS)
def test_a_header_block_or_separator_ends_what_they_say(block: str) -> None:
    assert cut(f"{ANSWER}\n\n{block}\n\n{QUOTED}").text == ANSWER


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_an_answer_below_or_between_is_kept(introduction: str) -> None:
    assert cut(f"{introduction}\n{marked(QUOTED)}\n\n{ANSWER}").text == ANSWER
    said = cut(f"{introduction}\n> Which day?\nThursday.\n> What time?\nTen.")
    above = len(introduction.split("\n")) + 1
    assert (said.text, said.cuts) == ("Thursday.\nTen.", (Cut(kind="quoted", lines=above, after=0), Cut(kind="quoted", lines=1, after=1)))


@pytest.mark.parametrize(
    "text",
    [
        "Le 4 mars à 10:12, votre collègue m'a écrit : « tout est prêt ».\n\nRien n'est prêt.",
        "On Monday at 10 I wrote to you. Nothing came.",
        "Here is the plan:\n\nFrom: your workshop\nTo: our shop\nSubject: nine chairs\n\nTell me if that suits you.",
        "The table:\n\n| day | hour |\n| Mon | ten  |\n\nThat is all.",
        "```\n> not a quotation\n# nor a heading\n```\n\nIt fails at the first line.",
        "I was sent from desk to desk.\nSent from one to the other all week, that is what I was.\nPlease ring me.",
        "Dans votre mail du 12/03/2024 vous avez écrit :\n\nLa pose est comprise.\n\nOr elle ne l'est pas.",
        "In your mail of 12 March 2024 at 10:15 you wrote:\n\nFitting is included.\n\nIt was not.",
        "Le 12/03/2024, il m'avait écrit :\nje passe demain.\n\nJ'attends encore.",
        "On Monday 9 March 2026 your technician John Smith wrote:\n\nIt will be here.\n\nIt never came.",
        "On 9 March 2026 at 10:15, your technician wrote:\n\nIt will be here.\n\nIt never came.",
        "Le 9 mars 2026 à 10h15 votre technicien Jean Petit a écrit :\n\nLa pièce arrive.\n\nJ'attends encore.",
        "Le 9 mars 2026, Jean Petit a écrit :\n\nLa pièce arrive.\n\nJ'attends encore.",
        "Am 9. März 2026 um 10:15 schrieb Ihr Techniker Hans Meier:\n\nDas Teil kommt.\n\nEs kam nie.",
        "El 9 de marzo de 2026 a las 10:15 su técnico Juan Ruiz escribió:\n\nLa pieza llega.\n\nNo llegó.",
        "Three things\n--\nfirst, the pump is broken\n--\nsecond, nobody calls back. I will leave you.",
        "Three things\n-- \nfirst, the pump is broken\n-- \nsecond, nobody calls back. I will leave you.",
        "Good.\n--\nbut the pump is broken again and nobody calls back",
        "In Ihrer Mail vom 12.03.2024 schrieben Sie:\n\nDie Montage ist enthalten.\n\nWar sie nicht.",
        "Where is the parcel?\n\nSent by post on Monday.",
        "Le colis est parti.\nEnvoyé du bureau de Lyon.",
        "5 > 3, and a -- b is a dash -- as you know.",
    ],
)
def test_what_only_looks_like_a_quotation_is_theirs(text: str) -> None:
    said = cut(text)
    assert (said.text, said.signature, said.cuts) == (text, None, ())


@pytest.mark.parametrize(
    ("below", "signature"),
    [
        ("-- \nAda Quill\nQuill & Sons", "Ada Quill\nQuill & Sons"),
        ("--\nAda Quill", "Ada Quill"),
        ("Kind regards,\n\nAda Quill\nHead of Buying\n07700 900461", "Ada Quill\nHead of Buying\n07700 900461"),
        ("Bien cordialement,\nAda Quill", "Ada Quill"),
        ("Sent from my iPhone", None),
        ("Envoyé de mon iPhone", None),
        ("Von meinem iPad gesendet", None),
        ("Envoyé avec la messagerie sécurisée Proton Mail.", None),
        ("Envoyé depuis l'application Mail Orange", None),
        ("Télécharger Outlook pour Android<https://aka.ms/AAb9ysg>", None),
        ("Holen Sie sich Outlook für iOS", None),
        ("Scarica Outlook per iOS", None),
        ("Sent from Yahoo Mail on Android", None),
        ("Enviado desde mi iPhone", None),
    ],
)
def test_a_signature_is_its_own_field_and_a_device_is_nobodys_words(below: str, signature: str | None) -> None:
    said = cut(f"{ANSWER}\n\n{below}\n\n{INTRODUCTIONS[0]}\n{marked(QUOTED)}")
    assert said.signature == signature
    assert said.text.startswith(ANSWER)
    assert "Quill" not in said.text
    assert "iP" not in said.text


@pytest.mark.parametrize(
    "footer",
    [
        "This email and any attachments are confidential and intended solely for the addressee.",
        "Ce message et ses pièces jointes sont confidentiels et établis à l'attention exclusive de leurs destinataires.",
        "_______________________________________________\njoiners mailing list\njoiners@lists.example",
    ],
)
def test_footers_that_nobody_wrote_are_left_out(footer: str) -> None:
    assert cut(f"{ANSWER}\n\n{footer}").text == ANSWER


def test_a_gateways_warning_is_left_out() -> None:
    assert cut(f"CAUTION: This email originated from outside of the organization. Do not click links.\n\n{ANSWER}").text == ANSWER
