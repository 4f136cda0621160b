"""Answers that name no mail which they answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.interaction import Interaction, Reading
from streams.channels.email import parse
from streams.channels.email.threading import subject_thread

US, THEM = "accueil@maison.example", "odile@client.example"


def mail(subject: str, sender: str = THEM, to: str = US, more: str = "") -> Interaction:
    (said,) = parse(f"From: {sender}\nTo: {to}\nMessage-ID: <{len(subject)}@x>\nSubject: {subject}\n{more}\nBonjour".encode(), Reading())
    assert isinstance(said, Interaction)
    return said


@pytest.mark.parametrize(
    "subject",
    [
        "RE: Devis 12",
        "Re : devis 12",
        "Rép: Devis  12",
        "AW: RE: Devis 12",
        "Re[2]: Devis 12",
        "[clients] Re: Devis 12",
        "Re: TR: Devis 12",
    ],
)
def test_answers_of_one_subject_among_the_same_people_are_one_conversation(subject: str) -> None:
    first = mail("Re: Devis 12")
    assert mail(subject).thread == first.thread
    assert mail(subject, sender=US, to=THEM).thread == first.thread
    assert mail(subject).in_reply_to is None


def test_other_people_another_subject_or_no_answer_is_another() -> None:
    threads = [
        mail("Re: Devis 12").thread,
        mail("Re: Devis 13").thread,
        mail("Re: Devis 12", to="autre@maison.example").thread,
        mail("Devis 12").thread,
    ]
    assert len(set(threads)) == 4
    assert mail("Devis 12").thread == "8@x"
    assert mail("TR: Devis 12").thread == "12@x"
    assert mail("Re: ").thread == "4@x"


def test_what_is_named_counts_before_the_subject() -> None:
    assert mail("Re: Devis 12", more="In-Reply-To: <a@b>\n").thread == "a@b"


@given(st.text(max_size=40), st.lists(st.sampled_from(["email:a@x", "email:b@x", "email:c@x"])))
def test_neither_the_order_nor_the_number_of_mentions_counts(subject: str, people: list[str]) -> None:
    thread = subject_thread(f"Re: {subject}", people)
    assert thread == subject_thread(f"RE: AW: {subject}", [*reversed(people), *people])
