"""A signature is known by its shape and by the sender's name; a last sentence, a postscript and what they ask to be noted stay theirs."""

from __future__ import annotations

import pytest

from streams.channels.email.cut import cut
from streams.channels.email.html import html_to_text

SENDER = "Ada Quill"
SAID = "Good morning,\n\nThursday suits me. Please ring twice."


@pytest.mark.parametrize(
    "signature",
    [
        "Ada Quill",
        "Ada QUILL\nHead of Buying\nQuill & Sons",
        "QUILL Ada\n07700 900461",
        "Ada M. Quill\nQuill & Sons Ltd\n12 Mill Street\nwww.quill.example",
        "Ada Quill | Head of Buying\nT 020 7946 0188\nada@quill.example",
        "Mrs Ada Quill\n\nQuill & Sons\n020 7946 0188",
    ],
)
def test_below_the_last_sentence_the_senders_whole_name_begins_a_signature(signature: str) -> None:
    said = cut(f"{SAID}\n\n{signature}", sender=SENDER)
    assert (said.text, said.signature) == (SAID, signature)
    assert [(one.kind, one.after) for one in said.cuts] == [("signature", 3)]


@pytest.mark.parametrize(
    "signature",
    [
        "Marc Delorme\nResponsable achats\n02 61 91 14 07",
        "Marc Delorme\n\nMenuiserie Petit SARL\n12 rue des Lilas, 44000 Nantes\nwww.petit.example",
        "Dr. Ute Brandt\nGeschäftsführerin\nBrandt GmbH\nTel. +49 30 901820",
        "M. DELORME Marc\nSuperviseur de travaux",
        "Giulia Rossi\nResponsabile acquisti\ngiulia@rossi.example",
    ],
)
def test_somebodys_name_with_two_things_that_cards_tell_is_a_signature_without_a_name_to_compare(signature: str) -> None:
    said = cut(f"{SAID}\n\n{signature}")
    assert (said.text, said.signature) == (SAID, signature)


@pytest.mark.parametrize(
    "text",
    [
        "Thursday suits me.\n\nAda",
        "See you on Thursday\n\nBring the oak",
        "It concerns two orders\n\nOrder 4711\nOrder 4712",
        "Please write down our new address:\n\nAda Quill\n12 Mill Street\n75001 Paris\n020 7946 0188",
        "My number has changed.\n\n020 7946 0188",
        "Which of the two?\n\nMarc Delorme\nUte Brandt",
        "The guests are\n\nAda Quill, Marc Delorme and Ute Brandt.",
        "Ada Quill\n020 7946 0188",
        "When will you come? My husband is at home\nfrom ten o'clock on",
    ],
)
def test_what_only_looks_like_a_signature_is_theirs(text: str) -> None:
    said = cut(text, sender=SENDER)
    assert (said.text, said.signature, said.cuts) == (text, None, ())


def test_a_postscript_below_the_signature_is_theirs() -> None:
    said = cut(f"{SAID}\n\nKind regards,\nAda Quill\n\nPS: bring the key", sender=SENDER)
    assert (said.text, said.signature) == (f"{SAID}\n\nKind regards,\n\nPS: bring the key", "Ada Quill")


@pytest.mark.parametrize(
    "below",
    [
        "Peter Stone, 12 Mill Street 75001 Paris, is the new owner\nThe contract must be put in that name",
        "Pierre Durand, 12 rue des Lilas 75011 Paris, est le nouveau propriétaire\nIl faut changer le contrat à son nom",
        "Peter Stone\nwill ring you, please have the contract ready: 020 7946 0188",
    ],
)
def test_sentences_below_a_formula_are_said_also_where_one_of_them_looks_like_a_card(below: str) -> None:
    said = cut(f"{SAID}\n\nKind regards\n\n{below}", sender=SENDER)
    assert (said.text, said.signature) == (f"{SAID}\n\nKind regards\n\n{below}", None)


@pytest.mark.parametrize("after", ["By the way, could you ring me before six?", "Au fait, je serai absente lundi prochain."])
def test_what_they_say_below_their_signature_is_said(after: str) -> None:
    said = cut(f"{SAID}\n\nKind regards,\nAda Quill\n020 7946 0188\n\n{after}", sender=SENDER)
    assert (said.text, said.signature) == (f"{SAID}\n\nKind regards,\n\n{after}", "Ada Quill\n020 7946 0188")


def test_of_two_rules_the_first_begins_the_signature_where_a_signature_stands_below_it() -> None:
    said = cut(f"{SAID}\n-- \nAda Quill\n020 7946 0188\n-- \nQuill & Sons, www.quill.example", sender=SENDER)
    assert said.text == SAID and said.signature is not None and said.signature.startswith("Ada Quill")


def test_thanks_that_go_on_are_no_formula() -> None:
    assert cut("Thursday suits me.\nThanks\nsee you on Thursday").text == "Thursday suits me.\nThanks\nsee you on Thursday"


@pytest.mark.parametrize(
    "element",
    [
        '<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">{}</div>',
        '<div id="Signature">{}</div>',
        '<div class="moz-signature">{}</div>',
        '<div id="ms-outlook-mobile-signature">{}</div>',
        '<div name="messageSignatureSection">{}</div>',
        '<span class="gmail_signature_prefix">-- </span><br><div class="gmail_signature">{}</div>',
    ],
)
def test_what_a_program_marks_as_a_signature_is_one_whatever_it_says(element: str) -> None:
    signed = element.format("<div>ada the joiner, at your service.</div>")
    html = f"<div>Thursday suits me.</div>{signed}<blockquote type=cite>Which day?</blockquote>"
    said = cut(html_to_text(html))
    assert (said.text, said.signature) == ("Thursday suits me.", "ada the joiner, at your service.")
