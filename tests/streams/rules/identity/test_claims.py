"""Whose number is it? As people say it, in two languages."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.rules.identity.claims import LONGEST, MOST_NAMED, claims_of
from streams.rules.identity.introductions import introduced
from streams.rules.identity.names import Name, read_name

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
    f"Mon numéro, que ma fille a perdu trois fois, est le {N}.",
    f"{N}, since my husband keeps asking, is my own number.",
    f"Retenez celui que je consulte tous les jours, {N}.",
    f"Keep the one I actually read: {N}.",
    f"J'ai trois lignes, la meilleure est le {N}.",
    f"Vous me connaissez par le {N} depuis l'an dernier.",
    f"They all know me as {N}.",
    f"{N}, where I get all my messages, is fine.",
    f"C'est au {N} que je réponds le soir.",
    f"J'aimerais être rappelée au {N}.",
    f"I'd be glad of a call on {N}.",
    f"Faites le {N}, je décrocherai.",
    f"Écrivez-moi, je vous prie, au {N}.",
    f"Rejoignez-moi sur le {N}.",
    f"On my {N}, please.",
    f"{N} is also me.",
    f"Au {N}, vous tomberez sur moi.",
    f"Voyez avec moi au {N}.",
    f"Appelez-moi au {N}, sinon mon fils répondra ce soir.",
    f"My spare number, just in case: {N}.",
    f"Mon changement de numéro : {N}.",
    f"Ligne directe, sans passer par le standard : {N}.",
    f"I'm moving to another number, it's {N}.",
    f"Quand je vous ai écrit la première fois, c'était depuis le {N}.",
    f"The old one is full, my other one is {N}.",
    f"Le {N} sonne dans ma poche.",
    f"J'écris parfois depuis {N}.",
    f"My mobile's {N}.",
    f"Lancez-moi un message sur le {N}.",
    f"J'ai deux boîtes, celle-ci et le {N}.",
    f"Mon numéro, que j'écris gros car ma fille se plaint, est le {N}.",
    f"Mon numéro, non le vieux mais celui d'aujourd'hui, est le {N}.",
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
    f"Mon mari, qui est souvent absent, est au {N}.",
    f"My wife number is {N}.",
    f"{N}, that's my boss's number.",
    f"The one my son keeps is {N}.",
    f"Paul Garnier dit : mon numéro est le {N}.",
    f"J'ai deux lignes, celle de mon fils et le {N}.",
    f"Appelez le {N}, mon fils décrochera.",
    f"Votre livreur m'appelle du {N}.",
    f"Mon téléphone affiche {N}.",
    f"Missed a call from {N} on my phone.",
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
    f"C'est au {N} que je vous ai appelés.",
    f"Dites-moi qui répond au {N}.",
    f"I got no answer on {N}.",
    f"{N} is not me.",
    f"J'ai deux messages du {N}.",
    f"Le numéro, qui est celui de ma femme, est le {N}.",
    f"Mon téléphone est cassé, appelez ma voisine au {N}.",
    f"{N}, where my wife works.",
]
NOT_SAID_TO_BE_MINE = [
    f"J'ai trouvé ce papier sur mon bureau avec le {N}.",
    f"Your leaflet lies on my desk; the driver is on {N}.",
    f"Je pose le colis sur mon bureau, le gardien de nuit a le {N}.",
    f"Peut-on vous joindre sans passer par l'accueil, au {N} ?",
    f"Without the switchboard, the engineer has {N}.",
    f"Nobody ever answers me on {N}.",
    f"Personne ne me répond au {N}.",
    f"You promised me on {N} that it would come.",
    f"The gentleman who advised me on {N} was kind.",
    f"Someone pesters me via {N}.",
    f"Somebody was to meet me at {N}.",
    f"Vous me parlez toujours du {N}.",
    f"Renseignez-moi sur le {N}.",
    f"Trouvez-moi un dépanneur au {N}.",
    f"Find me an electrician on {N}.",
    f"Laissez-moi vous indiquer un contact, le {N}.",
    f"J'ai deux numéros pour le livreur : le {N} et un fixe.",
    f"I have two numbers for your shop, {N} and another, which is right?",
    f"J'ai deux adresses où vous écrire : {N} et une autre.",
    f"J'ai deux lignes en panne, demandez au {N}.",
    f"The one I use never works, so dial {N}.",
    f"Celui que j'utilise est cassé, essayez le {N}.",
    f"I expect the engineer to reply on {N}.",
    f"I'd like to call on {N}.",
    f"J'attends que le livreur envoie un message au {N}.",
    f"J'utilise le {N} pour appeler le livreur.",
    f"{N}, that's where I was insulted.",
    f"{N}, where I get no reply.",
    f"Donnez le {N} ou je suis contraint de partir.",
    f"C'est au {N} que je suis tombé sur un inconnu.",
    f"My number, or rather the gardener's, is {N}.",
    f"Mon numéro, enfin celui du livreur, est le {N}.",
    f"My number, well, my sister's, is {N}.",
    f"Mon mari répète : mon numéro est le {N}.",
    f"{N} is my phone company.",
    f"{N} is my line supervisor.",
    f"{N} is me paying for nothing.",
    f"mon {N} euros de retard",
    f"My little one is looked after on {N}.",
    f"It's me who dialled {N}.",
    f"C'est moi qui ai composé le {N}.",
    f"I'm moving on Friday with the men from {N}.",
    f"Un démarcheur sonne chez moi, le {N}.",
    f"I got a refusal on {N}.",
    f"J'ai un souci avec le {N}.",
    f"I was on hold at {N} for an hour.",
    f"Call me a cab on {N}.",
    f"I keep the ticket from {N}.",
    f"I use the number on your leaflet, {N}.",
    f"Je change de garagiste, c'est le {N}.",
    f"J'ai changé d'électricien, le {N}.",
    f"Je garde le ticket du {N}.",
    f"J'ai eu votre appel du {N}.",
    f"Le {N} me dérange chaque soir.",
    f"Mes coordonnées ont été transmises au {N}.",
    f"My account was emptied by {N}.",
    f"{N} est mon numéro de contrat.",
    f"Mon numéro n'est pas le {N}.",
    f"The driver believes my number is {N}.",
    f"Vous avez noté que mon numéro est le {N}.",
    f"Is {N} my number?",
    f"Send me the receipt from {N}.",
    f"Text me the address of the garage, {N}.",
    f"Rappelez-moi qui possède le {N}.",
    f"Tell me whether {N} is yours.",
    f"Contactez-moi à propos du {N}.",
    f"I am ringing you about a bill from {N}.",
    f"Je vous écris avec le reçu du {N}.",
    f"J'ai parlé avec le {N}.",
    f"I was texted from {N}.",
    f"J'ai été contactée depuis le {N}.",
    f"You tried to ring me from {N}.",
    f"Il serait mieux que le {N} m'écrive.",
    f"The garage came back to me on {N}.",
    f"A line rings to my desk from {N}.",
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


@pytest.mark.parametrize("text", NOT_SAID_TO_BE_MINE)
@pytest.mark.parametrize("speaker", [SPEAKER, None])
def test_an_address_nobody_says_is_theirs_is_not_taken_for_it(text: str, speaker: Name | None) -> None:
    said = {claim.whose for claim in claims_of(text, "", "", speaker, region="FR") if claim.value == VALUE}
    assert said
    assert "self" not in said


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
        (f"Anne Royer\nSans passer par l'accueil : {N}", "self"),
        (f"Anne Royer\nAppelez-moi plutôt sur mon {N}", "self"),
        (f"Anne Royer\nPermanence du soir {N}", "shared"),
        (f"Anne Royer\nGuichet des retours {N}", "unsure"),
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
    "Mon nom, comme il est écrit sur ma carte, est Anne Royer.": "anne royer",
    "My name, if you can spell it, is Jane Hartley.": "jane hartley",
    "Mes parents m'ont prénommée Anne Royer, on ne choisit pas.": "anne royer",
    "Anne Royer est mon nom, j'ai une question.": "anne royer",
    "La voix que vous entendez est celle d'Anne Royer.": "anne royer",
    "The voice you are hearing belongs to Jane Hartley.": "jane hartley",
    "Hello, this is a message from Jane Hartley about the boiler.": "jane hartley",
    "La cliente de lundi, à savoir Anne Royer, bonjour.": "anne royer",
    "bonjour cest Anne Royer": "anne royer",
    "Votre livreur, autrement dit Paul Garnier, est passé.": None,
    "Bonjour, j'ai un message de Paul Garnier.": None,
    "Paul Garnier is calling me every day.": None,
    "My wife Jane Hartley is calling you tomorrow.": None,
    "Bonjour, on m'a appelé ce matin, Paul Garnier il me semble.": None,
    "My mother called me Paul Garnier for years.": None,
    "Paul Garnier est à l'appareil, je vous le passe tout de suite.": None,
    "Paul Garnier est au bout du fil, que dois-je lui dire ?": None,
    "Jane Hartley is on the line, shall I put her through?": None,
    "It's Jane Hartley, putting her through now.": None,
    "Jane Hartley is speaking to the manager.": None,
    "Hi, this is a message from Jane Hartley, she would like a call.": None,
    "Bonjour, c'est un appel de Paul Garnier que j'ai reçu hier.": None,
    "La voix sur ma boîte vocale appartient à Anne Royer, qui est-ce ?": None,
    "La voix que vous entendez est celle d'Anne Royer, je la connais bien.": None,
    "Je voudrais le livreur, à savoir Paul Garnier.": None,
    "Anne Royer est à l'appareil.": "anne royer",
    "The voice you hear, hoarse today, belongs to Jane Hartley.": "jane hartley",
    "The name, I think, is Jane Hartley, but ask her.": None,
    "Mes parents m'ont appelée Anne Royer.": "anne royer",
    "Mes parents m'ont appelée, Paul Garnier aussi.": None,
    "Hello, this is a call from Jane Hartley, who told me to ring.": None,
    "Ceci est un message de Paul Garnier, transmis par sa voisine.": None,
    "Je vous passe Paul Garnier.": None,
    "I have Jane Hartley on the line.": None,
    "Jane Hartley on the phone for you.": None,
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
