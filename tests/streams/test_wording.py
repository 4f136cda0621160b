"""What a message must not say, whatever is filled in: each in words of its own, and what comes near to it and is good."""

from __future__ import annotations

import pytest

from streams.wording import day_by_hand, forbids_reply, other_language, says_conditions, tu_and_vous

SENTENCE = ("language", "sentence")


@pytest.mark.parametrize(
    SENTENCE,
    [
        ("fr", "Ne répondez pas à ce courriel."),
        ("fr", "N'adressez aucune réponse à l'expéditeur."),
        ("fr", "Cette adresse sert uniquement à l'envoi."),
        ("en", "This address is used for outgoing mail only."),
        ("en", "We are unable to take in anything you send back."),
        ("fr", "Prière de ne pas répondre."),
        ("fr", "Cette adresse n'est pas relevée."),
        ("fr", "Les réponses à ce message ne sont pas lues."),
        ("fr", "Cette boîte ne reçoit pas de réponses."),
        ("fr", "Il n'est pas possible de répondre à ce message."),
        ("fr", "Vous ne pouvez pas y répondre."),
        ("fr", "Personne ne lit cette boîte."),
        ("fr", "Écrit depuis no-reply@exemple.fr."),
        ("fr", "Nous ne lisons pas les réponses à ces messages."),
        ("fr", "Toute réponse sera ignorée."),
        ("fr", "Merci de ne pas nous répondre ici."),
        ("en", "Please do not reply to this e-mail."),
        ("en", "Replies to this message are not read."),
        ("en", "This mailbox is not monitored."),
        ("en", "This address cannot receive replies."),
        ("en", "You cannot reply to this message."),
        ("en", "Nobody reads this inbox."),
        ("en", "Sent from an unattended mailbox."),
        ("en", "Please refrain from replying."),
        ("en", "Any answer will be ignored."),
        ("en", "We ask you not to respond to this message."),
    ],
)
def test_that_no_answer_is_wanted_or_read_is_heard(language: str, sentence: str) -> None:
    assert forbids_reply(sentence, language)


@pytest.mark.parametrize(
    SENTENCE,
    [
        ("fr", "Nous ne pouvons rien changer à la date."),
        ("fr", "L'adresse du magasin n'est pas loin."),
        ("en", "We only send what you asked for."),
        ("en", "Nothing that you wrote is forgotten."),
        ("fr", "Inutile de répondre si tout va bien."),
        ("fr", "Ne répondez pas si vous êtes pressé."),
        ("fr", "Répondez à ce message, tout simplement."),
        ("fr", "Votre réponse nous parviendra directement."),
        ("fr", "Vous n'êtes pas obligé de répondre."),
        ("fr", "Votre message n'est pas resté sans lecteur."),
        ("fr", "Nous ne manquerons pas de vous répondre."),
        ("fr", "Rien ne vous oblige à répondre."),
        ("fr", "Votre adresse n'a pas changé."),
        ("fr", "Ne répondez qu'à la question qui vous plaît."),
        ("fr", "Vous ne répondez pas ? Nous ne reviendrons pas à la charge."),
        ("en", "There is no need to reply."),
        ("en", "If you do not reply, we will leave it there."),
        ("en", "Do reply to this message."),
        ("en", "A reply reaches us at once."),
        ("en", "Your answer will not be forgotten."),
        ("en", "Do not answer if you would rather not."),
        ("en", "We did not reply in time."),
        ("en", "Your number has not changed."),
        ("en", "You need not answer."),
    ],
)
def test_an_answer_that_need_not_be_is_kind(language: str, sentence: str) -> None:
    assert forbids_reply(sentence, language) is None


@pytest.mark.parametrize(
    SENTENCE,
    [
        ("fr", "Votre message du 24 novembre est arrivé."),
        ("fr", "Votre envoi du mardi 24 novembre est arrivé."),
        ("fr", "Votre lettre du 24/11/2026 est là."),
        ("fr", "Vous nous avez écrit mardi."),
        ("fr", "Votre appel d'hier nous a touchés."),
        ("fr", "Merci de votre visite de samedi dernier."),
        ("fr", "Votre courriel reçu le 3 mars attend."),
        ("fr", "Arrivé le 2026-11-24."),
        ("en", "Your letter of 24 November has arrived."),
        ("en", "Your call yesterday was a pleasure."),
        ("en", "You wrote to us on Tuesday."),
        ("en", "Your message of November 24th is here."),
        ("en", "Received on 24.11.2026."),
        ("en", "Your order of last week is here."),
        ("fr", "La version du 1.2.2024 est sortie."),
        ("fr", "Le devis n° 7 du 12/11/24 est prêt."),
    ],
)
def test_a_day_that_the_author_knew_is_another_for_the_next(language: str, sentence: str) -> None:
    assert day_by_hand(sentence, language)


@pytest.mark.parametrize(
    SENTENCE,
    [
        ("fr", "Votre marché du samedi revient."),
        ("fr", "Appelez-nous au 01.44.55.66.77."),
        ("fr", "Nous sommes là 24 h/24, 7 j/7."),
        ("fr", "Ouvert du lundi au vendredi, de 9 h à 18 h."),
        ("fr", "Notre maison existe depuis le 3 mars 1921."),
        ("fr", "Fermé le 25 décembre."),
        ("fr", "Le 01-44-55-66-77 est ouvert."),
        ("fr", "La version 2.1.10 est sortie."),
        ("en", "Call us on 020-7946-0958."),
        ("en", "Open from Monday to Friday."),
        ("en", "Closed on 25 December."),
        ("en", "We have been here since 3 March 1921."),
        ("en", "Your message is in good hands."),
        ("en", "Half of 1/2 is 1/4."),
        ("fr", "Le devis n° 12-11-24 est prêt."),
        ("fr", "La version 1.2.2024 est sortie."),
        ("en", "Ref. 12-11-24 is ready."),
    ],
)
def test_a_day_that_is_the_same_for_everybody_stands(language: str, sentence: str) -> None:
    assert day_by_hand(sentence, language) is None


@pytest.mark.parametrize(
    SENTENCE,
    [
        ("fr", "Kind regards,"),
        ("fr", "If anything changes, reply to this message."),
        ("fr", "Your last message"),
        ("fr", "Si quelque chose change, please reply to this message and we will see."),
        ("fr", "We have your letter."),
        ("fr", "Thank you for your message."),
        ("en", "Votre dernier message et la suite"),
        ("en", "Bien cordialement,"),
        ("en", "Nous avons votre lettre."),
        ("en", "Merci de votre message."),
        ("en", "If anything changes, répondez à ce message et nous vous dirons tout."),
        ("en", "À très bientôt"),
        ("en", "À bientôt, Claire"),
        ("en", "Thanks, et à bientôt chez nous."),
        ("fr", "Merci, and have a good day."),
        ("fr", "Kind regards, Claire"),
    ],
)
def test_a_sentence_in_the_other_language_is_found(language: str, sentence: str) -> None:
    assert other_language(sentence, language)


@pytest.mark.parametrize(
    SENTENCE,
    [
        ("fr", "Bon week-end !"),
        ("fr", "Le best-seller de la saison est arrivé."),
        ("fr", "Notre newsletter part le lundi."),
        ("fr", "Re: Order"),
        ("fr", "OK, c'est noté."),
        ("fr", "Merci !"),
        ("fr", "L'offre « The best of the year » vous attend."),
        ("fr", "Un e-mail suffit."),
        ("fr", "Service client"),
        ("en", "Thank you for the rendez-vous."),
        ("en", "Voilà, that is all."),
        ("en", "Bon voyage!"),
        ("en", "The café is open, RSVP not needed."),
        ("en", "Bonjour!"),
        ("en", "We ate “le pain de la maison” with pleasure."),
        ("en", "C'est la vie, as they say."),
        ("en", "Dear customer"),
        ("en", "À la bonne heure et à bientôt, as my aunt says."),
        ("fr", "Week-end : the time of the year !"),
        ("fr", "Notre devise : the best of all."),
    ],
)
def test_a_word_or_two_of_the_other_language_is_none(language: str, sentence: str) -> None:
    assert other_language(sentence, language) is None


TIME = "vendredi à 17 h"


@pytest.mark.parametrize(
    SENTENCE,
    [
        ("fr", f"Réponse {TIME} ; il ne vous en coûtera rien."),
        ("fr", f"Réponse {TIME}, sans rien payer."),
        ("fr", f"Réponse {TIME}. Cela ne vous coûte rien."),
        ("fr", f"C'est gratuit. Réponse {TIME}."),
        ("fr", f"Réponse {TIME}, sans que cela vous engage."),
        ("en", f"We answer by {TIME}, at no cost."),
        ("en", f"We answer by {TIME}. It commits you to nothing."),
        ("en", f"An answer by {TIME}, with no obligation."),
        ("en", f"An answer by {TIME}; you will not be charged."),
        ("fr", f"Réponse {TIME}, sans engagement de votre part."),
        ("fr", f"Réponse {TIME}, sans obligation d'achat."),
        ("fr", f"Ce n'est pas compliqué et c'est gratuit : réponse {TIME}."),
        ("fr", f"L'appel n'est pas seulement gratuit, il est bref. Réponse {TIME}."),
        ("fr", f"Réponse {TIME}. Rien ne vous sera facturé."),
        ("en", f"We answer by {TIME}. There is nothing to pay."),
        ("fr", f"Réponse {TIME}. Elle ne vous sera pas facturée."),
        ("fr", f"Réponse {TIME}. Vous n'êtes tenu à rien."),
        ("en", f"We answer by {TIME}. You are not committed to anything."),
        ("en", f"Do not worry, it is free: we answer by {TIME}."),
        ("en", f"We answer by {TIME}, without obligation to buy."),
    ],
)
def test_conditions_may_be_said_in_ones_own_words(language: str, sentence: str) -> None:
    assert says_conditions(sentence, [TIME], language)


@pytest.mark.parametrize(
    SENTENCE,
    [
        ("fr", f"Nous répondons {TIME}, aux conditions habituelles."),
        ("fr", f"Réponse {TIME}, selon nos tarifs."),
        ("fr", f"Sans faute, réponse {TIME}."),
        ("fr", f"La pièce est gratuite. Elle est bleue. Merci encore. Réponse {TIME}."),
        ("en", f"We answer by {TIME}, on our usual terms."),
        ("en", f"Feel free to write. We answer by {TIME}."),
        ("fr", f"Réponse {TIME}. Le déplacement n'est pas gratuit."),
        ("fr", f"Réponse {TIME}, sans engagement sur la date."),
        ("fr", f"Réponse {TIME}, sans engagement de notre part."),
        ("fr", f"Réponse {TIME}. Cela ne nous engage pas."),
        ("fr", f"Réponse {TIME}. Cela ne vous coûte pas votre place."),
        ("fr", f"Réponse {TIME}. Rien n'est gratuit."),
        ("fr", f"Réponse {TIME}. Est-ce gratuit ?"),
        ("fr", f"Réponse {TIME}. Aucun frais n'est remboursé."),
        ("en", f"We answer by {TIME}. Visits are not free."),
        ("en", f"We answer by {TIME}. It will not cost you your place."),
        ("en", f"We answer by {TIME}, without commitment to a day."),
        ("en", f"We answer by {TIME}. It does not bind us."),
        ("en", f"We answer by {TIME}. Not without charge."),
        ("en", f"We answer by {TIME}. No fee is refunded."),
        ("en", f"We answer by {TIME}. We do not commit to an hour."),
        ("en", f"We answer by {TIME}. Visits are no longer without charge."),
    ],
)
def test_conditions_that_are_not_said_are_none(language: str, sentence: str) -> None:
    assert not says_conditions(sentence, [TIME], language)


@pytest.mark.parametrize(
    "said",
    [
        "Confirme-nous tout cela.", "Clique ici pour la suite.", "Écoute-moi bien.", "Dis-nous tout.", "On pense à toi.",
        "Merci de ton message.", "Réponds ici quand bon te semble.",
    ],
)
def test_tu_is_heard_where_it_is_only_in_a_verb(said: str) -> None:
    assert tu_and_vous(f"Votre message est là. {said}")
    assert tu_and_vous(said) is None, "to whom tu is said throughout"


@pytest.mark.parametrize(
    "said",
    [
        "Peut-être nous verrons-nous.", "Entre-nous, c'est simple.", "Le ton était juste.", "Puisse-t-il revenir.",
        "Est-ce le bon moment ?",
        "Note : tout est prêt.", "Reste à choisir un jour.", "Il faut que la réponse vienne, et vite.", "Un changement de ton serait bien.",
    ],
)
def test_what_looks_like_tu_is_none(said: str) -> None:
    assert tu_and_vous(f"Votre message est là. {said}") is None


def test_vous_is_heard_in_a_verb_alone() -> None:
    assert tu_and_vous("Ton message est là. Tu auras une réponse. Répondez ici.") == "Répondez ici."
    assert tu_and_vous("Ton message est là, chez nous, et c'est assez.") is None
