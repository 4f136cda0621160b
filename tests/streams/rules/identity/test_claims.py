"""Whose number is it? As people say it, in two languages."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.identity.claims import LONGEST, MOST_NAMED, claims_of
from streams.rules.identity.introductions import introduced
from streams.rules.identity.names import read_name

N = "06 39 98 10 01"
VALUE = "tel:+33639981001"
SPEAKER = read_name("Anne Royer")

MINE = [
    f"Mon numéro est le {N}.",
    f"Rappelez-moi plutôt au {N}.",
    f"Je suis joignable le matin sur le {N}.",
    f"J'ai changé de portable : {N}.",
    f"My new mobile is {N}.",
    f"You may ring me on {N} after six.",
    f"Tél. perso : {N}",
    f"Ici Anne Royer, {N}, je vous écoute.",
    f"My customer file is old, my mobile is {N} now.",
    f"Le {N} est mon nouveau numéro.",
    f"Envoyez-moi le devis au {N}.",
    f"Je reste joignable par téléphone ({N}).",
    f"Tel. {N}",
    f"C'est le {N} pour me joindre.",
    f"Si vous voulez me joindre, appelez le {N}.",
    f"J'ai changé de téléphone, c'est désormais le {N}.",
    f"Mon numéro a changé, notez le {N}.",
    f"Je vous ai appelés hier du {N}.",
    f"Je suis à votre disposition au {N}.",
    f"I rang you from {N} yesterday.",
    f"I no longer use {N}.",
    f"I can always be reached on {N}.",
    f"The best way to get me is {N}.",
    f"Le {N} est à moi.",
    f"Tél : {N} (moi).",
    f"Un message au {N} me convient très bien.",
    f"Give me a shout on {N}.",
    f"Merci de me confirmer tout cela au {N}.",
    f"Ancien numéro : {N}.",
]
HERS = [
    f"Le portable de ma femme est le {N}.",
    f"Son numéro : {N}.",
    f"Her number is {N}.",
    f"Appelez plutôt mon voisin, {N}.",
    f"You can reach him on {N}.",
    f"Paul Garnier répond au {N}.",
    f"Please ask for Jane Hartley, {N}.",
    f"Je vous transmets un message du {N}, de la part de mon fils.",
    f"My missus has {N}.",
    f"Ma compta vous appellera du {N}.",
    f"I got a text from {N}.",
    f"On m'a appelée du {N}.",
    f"Votre lettre m'est parvenue par le {N}.",
    f"Your message reached me through {N}.",
    f"Je réponds à la place du {N}.",
    f"I am calling in place of {N}.",
    f"The plumber's number is {N}.",
    f"Le numéro de la nounou, c'est le {N}, j'y tiens.",
]
NOBODY_KNOWS_WHOSE = [
    f"J'ai appelé le {N}, personne ne répond.",
    f"I have been calling {N} all week.",
    f"Mes appels au {N} restent sans suite.",
    f"Je vous renvoie vers le {N}.",
    f"Passez-moi le {N}.",
    f"Please connect me with {N}.",
    f"Je souhaite que la facture parte au {N}.",
    f"I'd like you to write to {N}.",
    f"I am away until Monday; contact {N} instead.",
    f"Je pars en retraite, le {N} prend le relais.",
    f"Pour la suite, voyez le {N}, ce n'est plus moi qui m'en occupe.",
    f"Je vous ai donné le {N} par erreur.",
    f"Le {N} n'est pas mon numéro.",
    f"I found {N} on your website.",
    f"Je vous écris au sujet du {N}.",
    f"I work for {N}.",
    f"Je croyais que le {N} vous avait répondu pour moi.",
    f"I thought {N} had replied for me.",
    f"Anne Royer, {N}, est au courant de tout.",
]
THE_HOUSES = [f"Notre standard : {N}", f"The switchboard is {N}.", f"Accueil {N}", f"Main line: {N}"]


@pytest.mark.parametrize("text", MINE)
def test_what_one_says_of_oneself_is_ones_own(text: str) -> None:
    assert {claim.whose for claim in claims_of(text, "", "", SPEAKER, region="FR") if claim.value == VALUE} == {"self"}


@pytest.mark.parametrize("text", HERS)
def test_what_one_says_of_another_is_not(text: str) -> None:
    assert {claim.whose for claim in claims_of(text, "", "", SPEAKER, region="FR") if claim.value == VALUE} == {"other"}


@pytest.mark.parametrize("text", NOBODY_KNOWS_WHOSE)
def test_that_one_speaks_of_oneself_beside_it_makes_nothing_ones_own(text: str) -> None:
    assert {claim.whose for claim in claims_of(text, "", "", SPEAKER, region="FR") if claim.value == VALUE} <= {"unsure", "other"}


@pytest.mark.parametrize("text", THE_HOUSES)
def test_what_a_house_shares_is_nobodys(text: str) -> None:
    assert {claim.whose for claim in claims_of(text, "", "", SPEAKER, region="FR") if claim.value == VALUE} == {"shared"}


@pytest.mark.parametrize(
    ("card", "whose"),
    [
        (f"Anne Royer\nPort. {N}", "self"),
        (f"Anne Royer\nStandard {N}", "shared"),
        (f"Anne Royer\nDirect line {N}", "self"),
        (f"Marc Delorme\nPort. {N}", "other"),
        (f"P/o Marc Delorme\nAnne Royer, assistante\n{N}", "self"),
    ],
)
def test_a_card_is_its_bearers_but_for_what_a_label_gives_away(card: str, whose: str) -> None:
    assert {claim.whose for claim in claims_of("", card, "", SPEAKER, region="FR")} == {whose}


OPENINGS = {
    "Bonjour, ici Anne Royer.": "anne royer",
    "Anne Royer à l'appareil, bonjour.": "anne royer",
    "Bonjour, c'est encore A. Royer.": "a royer",
    "Oui bonjour, A. Royer, j'ai une question.": "a royer",
    "Bonjour, vous êtes en ligne avec Anne Royer.": "anne royer",
    "Bonjour, c'est de la part d'Anne Royer.": "anne royer",
    "Je vous appelle de la part d'Anne Royer.": None,
    "Hello, you're speaking with Jane Hartley.": "jane hartley",
    "Hello Mary, Jane Hartley here.": "jane hartley",
    "Can I speak to Paul Garnier? It's Jane Hartley.": "jane hartley",
    "Bonjour, je voudrais parler à Paul Garnier.": None,
    "Bonjour Madame Royer, je vous appelle pour ma facture.": None,
    "Could you put me through to Anne Martin?": None,
    "Bonjour, j'appelle de Nantes.": None,
    "Bonjour, A. Perrier pour un renseignement.": "a perrier",
    "Hello, A. Perrier about my order.": "a perrier",
    "Name's Anne Royer, hi.": "anne royer",
    "Good day to you, J. Hartley once more.": "j hartley",
    "Coucou, ici Anne Royer !": "anne royer",
    "Hi there, I'm called J. Hartley.": "j hartley",
    "Bonjour Anne Royer, c'est pour un renseignement.": None,
    "Votre collègue Jean Dupont m'a dit d'appeler.": None,
    "Bonjour, Paul Garnier n'a pas reçu sa commande.": None,
    "Is Paul Garnier there?": None,
}


@pytest.mark.parametrize(("text", "name"), OPENINGS.items())
def test_a_caller_is_who_they_say_they_are_and_not_whom_they_ask_for(text: str, name: str | None) -> None:
    said = introduced(text)
    assert (" ".join(said.words) if said else None) == name


@pytest.mark.parametrize(
    "text",
    ["a", "x@a.", "@a@a.", "1", "0 ", f"{N} ", "client n° ", "né le 1/1/", "(", "A ", "a-"],
)
def test_a_huge_text_is_read_to_a_limit_whatever_is_in_it(text: str) -> None:
    huge = text * (4 * LONGEST // len(text))
    began = process_time()
    claims_of(huge, huge, huge, SPEAKER, region="FR")
    introduced(huge)
    assert process_time() - began < 5, "a reading that tries again from every letter takes minutes"


@pytest.mark.parametrize("word", ["only", "mostly", "kindly", "également", "vraiment", "toujours"])
def test_however_often_a_word_is_said_again_the_reading_ends(word: str) -> None:
    for me in ("I", "I am", "Je suis", "J'ai"):
        claims_of(f"{me} {f'{word} ' * 40}at {N}", "", "", SPEAKER, region="FR")


def test_what_stands_beyond_a_list_of_addresses_is_nobodys_word() -> None:
    listed = " ".join(f"a{n}@mail.example" for n in range(500))
    assert len(claims_of(f"{listed} {N}", "", "", SPEAKER, region="FR")) <= MOST_NAMED


@given(st.text(max_size=300))
def test_whatever_is_said_can_be_read(text: str) -> None:
    claims_of(text, text, text, SPEAKER, region="FR")
    introduced(text)
