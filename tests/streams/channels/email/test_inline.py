"""Answers that no program marked, in a mail quoted whole: they are told by a name in brackets; announced and not told, all is kept."""

from __future__ import annotations

import pytest

from streams.channels.email.cut import cut

SENDER = "Ada Quill"
HEADERS = [
    "-----Original Message-----\nFrom: The Workshop <post@workshop.example>\nSent: Monday, 4 March 2024 09:15\nTo: Ada\nSubject: Chairs",
    "De : L'atelier <post@workshop.example>\nEnvoyé : lundi 4 mars 2024 09:15\nÀ : Ada Quill\nObjet : Chaises",
    "On Mon, 4 Mar 2024 at 09:15, The Workshop <post@workshop.example> wrote:",
]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("label", ["[Ada]", "[Ada Quill]", "[AQ]", "(Quill, Ada)"])
def test_a_paragraph_behind_the_senders_name_is_theirs(header: str, label: str) -> None:
    said = cut(f"Dear all,\n\n{header}\n\nDoes Thursday suit you?\n\n{label} Yes, before ten.\nNot later.\n\nThe Workshop", sender=SENDER)
    assert said.text == f"Dear all,\n{label} Yes, before ten.\nNot later."


@pytest.mark.parametrize("label", ["[Bob]", "[1]", "[The Workshop]", "[image]"])
def test_another_name_in_brackets_is_not_theirs(label: str) -> None:
    assert cut(f"Dear all,\n\n{HEADERS[0]}\n\nDoes Thursday suit you?\n\n{label} Yes.", sender=SENDER).text == "Dear all,"


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize(
    "above",
    [
        "My answers below.", "See my comments below", "Answers inline.", "I have answered in your text below.",
        "Mes réponses en dessous.", "Voir mes réponses ci-dessous", "Je vous réponds ci-dessous.", "Meine Antworten siehe unten.",
    ],
)  # fmt: skip
def test_where_answers_are_announced_and_nothing_shows_which_they_are_all_is_kept(header: str, above: str) -> None:
    said = cut(f"{above}\n\n{header}\n\nDoes Thursday suit you?\n\nYes, before ten.", sender=SENDER)
    assert said.text == f"{above}\n\nDoes Thursday suit you?\n\nYes, before ten."


@pytest.mark.parametrize(
    "above",
    [
        "Thank you for your answer below.", "In reply to your mail below: yes.", "En réponse à votre message ci-dessous, je confirme.",
        "Suite à votre réponse ci-dessous, je confirme.", "Thursday suits me.", "The answer you gave below is wrong.",
    ],
)  # fmt: skip
def test_what_they_say_of_anothers_answer_announces_none(above: str) -> None:
    assert cut(f"{above}\n\n{HEADERS[0]}\n\nDoes Thursday suit you?\n\nThe Workshop", sender=SENDER).text == above


def test_marked_lines_stay_what_they_are() -> None:
    said = cut(f"My answers below.\n\n{HEADERS[2]}\n> Does Thursday suit you?\nYes, before ten.\n> And where?\nHere.", sender=SENDER)
    assert said.text == "My answers below.\nYes, before ten.\nHere."
