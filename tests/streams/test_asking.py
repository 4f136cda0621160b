"""Whether a message asks for what the house knows, in words that nobody listed, and what comes near to it and does not."""

from __future__ import annotations

import pytest

from streams.asking import asks_for, leaves_alone, left_over, marked_up

EVERYTHING = frozenset({
    "matter", "last_channel", "spoke_with", "promised", "reachable", "name", "address", "postal", "phone", "reference", "product", "asked",
    "last_at",
})

ASKS = {
    "fr": (
        "Nous n'avons pas su lire votre nom : recopiez-le, je vous prie.",
        "Qui vous a vendu cet appareil ?",
        "Pourquoi aviez-vous téléphoné ?",
        "Retournez-nous le coupon avec votre adresse complète.",
        "Votre identité reste à confirmer.",
        "Expliquez un peu mieux le souci que vous aviez.",
        "Donnez le nom du modèle, gravé sous l'appareil.",
        "Soufflez-nous votre n° de téléphone, on vous appelle.",
        "De votre côté, il suffirait de recopier le numéro de client figurant en haut.",
        "Votre conseillère, c'était laquelle ?",
        "Qu'attendiez-vous de nous en mars ?",
        "Pour mémoire, l'appareil, c'est lequel ?",
        "Nous peinons à retrouver qui vous êtes.",
        "Un scan de votre courrier nous dépannerait.",
        "Auriez-vous gardé le nom de celui qui vous avait répondu ?",
        "Munie de votre code postal, notre équipe ira plus vite.",
        "À quand remonte votre premier courrier ?",
        "Un petit rappel de votre matricule client, et tout ira plus vite.",
        "Reprenez pour nous les raisons de votre courrier.",
        "Sur quoi notre collègue s'était-il engagé ?",
        "Votre identifiant client nous manque encore.",
        "Écrivez au dos de cette feuille où vous habitez.",
        "Glissez-nous votre numéro de portable en message privé.",
        "Il ne manque que votre nom pour ouvrir le dossier.",
        "Auriez-vous l'amabilité de me lire le numéro qui figure sur votre facture ?",
        "Une photocopie de votre première lettre nous rendrait service.",
        "Joignez à votre réponse une copie du courrier que vous nous aviez adressé.",
        "Quel était déjà l'appareil en question ?",
        "Un mot sur ce qui vous avait fait nous écrire nous aiderait.",
        "Le nom de la personne qui vous a reçu serait bienvenu.",
        "Nous attendons votre numéro d'abonné pour continuer.",
        "Sans votre référence, nous ne pouvons pas avancer.",
        "Le modèle de votre chaudière, s'il vous plaît.",
        "On reprend depuis le début : que vous est-il arrivé ?",
        "Redonnez-nous le jour de votre appel.",
        "Merci de bien vouloir remplir le formulaire avec vos nom, prénom et adresse.",
        "Épelez-moi votre nom de famille, s'il vous plaît.",
        "Si vous pouviez nous redire de quoi vous vous plaigniez, ce serait parfait.",
        "Seul votre code client fait défaut.",
        "Ayez votre numéro de dossier sous la main quand nous appellerons.",
        "Il reste à nous transmettre votre adresse mail.",
        "Pourriez-vous retracer les faits, du premier jour à aujourd'hui ?",
        "Nous serions heureux de savoir qui vous êtes.",
        "Qu'est-ce qui clochait, déjà ?",
        "Vous êtes joignable à quel numéro ?",
        "N'ayant pas retrouvé votre lettre, nous vous saurions gré de nous la renvoyer.",
        "C'est bien vous, mais sous quelle référence ?",
        "Laissez un numéro où vous rappeler.",
        "Vous n'avez rien à payer, mais rappelez-nous votre numéro de client.",
        "Quelqu'un vous avait promis quelque chose : quoi, et pour quand ?",
    ),
    "en": (
        "And your number is?",
        "We could not read your name: please copy it out.",
        "Who sold you this appliance?",
        "What was your call about?",
        "Return the slip with your full address.",
        "Your identity remains to be confirmed.",
        "Explain a little better what trouble you had.",
        "Mind giving your mobile number a second time?",
        "Run me through the trouble from day one.",
        "Which adviser had you got hold of?",
        "What were you hoping we would do about it back then?",
        "And the appliance, which one is it?",
        "We struggle to make out who you are.",
        "Scan your letter and send it over.",
        "Do you still know the name of the man who answered you?",
        "Armed with your postcode, our team will be quicker.",
        "Do you happen to recall which of my colleagues picked up the phone?",
        "Complete the boxes for surname and house address.",
        "Be so kind as to post us a second copy of it.",
        "Did somebody here promise you anything, and if so, what?",
        "Was it the small heater or the large one: which appliance do you own?",
        "DM your phone number to us.",
        "Text me the number you can be reached on.",
        "Fill in your address on the slip below.",
        "Would you mind reading out your policy number?",
        "A copy of your first letter would be welcome.",
        "Please spell your surname for me.",
        "It would be a great help to know what you were writing about.",
        "We are only missing your customer reference.",
        "All that is lacking is your name.",
        "Drop us the model of your boiler.",
        "Might we trouble you for your account number?",
        "The name of whoever you spoke to would be useful.",
        "Jot down your contract number on the back.",
        "Kindly let us have a note of the date on which you rang.",
        "Which of our heaters was it that failed you?",
        "Without your reference we cannot go on.",
        "Your postcode is all we lack.",
        "Take us through everything that happened once more.",
        "Refresh our memory: what had you asked?",
        "Telling us your order number will speed things up.",
        "How may we get hold of you by phone?",
        "We are waiting for your customer number.",
        "Would you be good enough to send your letter once more?",
        "Who was it you dealt with here?",
        "Put your name and address at the bottom of the page.",
        "There is nothing to pay, but do send us your customer number.",
        "What was it you had written to us about?",
        "Just say who you are and we will look.",
        "On what day did you ring us?",
    ),
}

ASKS_NOTHING = {
    "fr": (
        "Si votre numéro change, dites-le-nous quand vous voulez.",
        "Votre nom restera entre nous.",
        "Quel souvenir gardez-vous de cette visite ?",
        "Venez quand il vous plaira, sans numéro ni papier.",
        "Nous avons lu et relu votre message.",
        "Où en est le chantier ?",
        "Avez-vous pu partir en vacances ?",
        "Votre contrat vous protège jusqu'au bout.",
        "Quelle heure vous dérangerait le moins ?",
        "Prenez soin de vous.",
        "Votre numéro de client ouvre droit à une remise.",
        "Quelle pièce de la maison chauffez-vous le plus ?",
        "Nous avons transmis votre adresse au technicien.",
        "Avez-vous eu froid cet hiver ?",
        "Pas un mot de plus sur votre référence, elle est connue.",
        "Ce que vous nous aviez écrit nous a fait réfléchir.",
        "Racontez-nous vos projets pour l'an prochain.",
        "Qui souhaitez-vous parrainer ?",
        "Le nom de notre nouvel atelier vous plaît-il ?",
        "À quel étage faut-il livrer ?",
        "Le technicien a votre adresse, il passera.",
        "Que feriez-vous à notre place ?",
        "Qu'avez-vous pensé de la visite ?",
        "Combien de radiateurs avez-vous ?",
        "Merci de nous avoir donné votre numéro de client.",
        "Vous nous aviez indiqué votre adresse, nous l'avons gardée.",
        "Quel créneau vous arrangerait ?",
        "Préférez-vous être appelé ou recevoir un courrier ?",
        "Dites-nous ce qui vous ferait plaisir.",
        "Comment s'est passée l'installation ?",
        "Que pensez-vous de votre nouvelle chaudière ?",
        "Votre numéro de dossier figure en haut de cette lettre.",
        "Nous avons retrouvé votre lettre et la joignons à votre dossier.",
        "Une photo de la fuite, si vous en avez une, nous aiderait.",
        "Gardez votre référence : elle reste valable.",
        "Êtes-vous satisfait de la réponse que nous vous avons donnée ?",
        "Quelle couleur vous plairait ?",
        "Il ne nous manque rien, votre nom et votre numéro sont au dossier.",
        "Avez-vous encore des questions sur votre facture ?",
        "Votre adresse n'a pas besoin d'être redonnée.",
        "Souhaitez-vous que nous passions à votre domicile ?",
        "Quel modèle vous tenterait pour la suite ?",
        "Qui pourrait nous ouvrir la porte ce jour-là ?",
        "Nous vous enverrons une copie de votre contrat.",
        "Votre message nous a appris ce qui n'allait pas.",
        "Votre conseiller connaît votre nom et votre dossier.",
        "Faut-il que le technicien apporte une échelle ?",
        "Pour changer d'adresse, répondez simplement à ce message.",
        "Vous pouvez nous dire ce que vous attendez de nous.",
        "Qu'aimeriez-vous que nous changions ?",
        "Nous n'avons besoin de rien, ni de votre numéro ni de votre contrat.",
        "Inutile de joindre une copie de votre lettre.",
        "Combien de personnes vivent chez vous ?",
        "Écrivez-nous quand vous voulez, à votre rythme.",
        "Tout est noté, y compris votre numéro de client : reposez-vous sur nous.",
        "Voulez-vous que nous relisions ensemble votre contrat ?",
        "Appelez le numéro indiqué sur votre facture.",
        "Dites-nous si votre appareil fonctionne de nouveau.",
        "Nous vous rappellerons au numéro que vous nous avez donné.",
    ),
    "en": (
        "If your number changes, tell us whenever you like.",
        "Your name stays between us.",
        "What memory do you keep of that visit?",
        "Come whenever you please, without number or papers.",
        "We read your message twice.",
        "How far has the work got?",
        "Did you manage to get away on holiday?",
        "Your contract protects you to the end.",
        "Which hour would disturb you least?",
        "Take care of yourself.",
        "Your customer number entitles you to a discount.",
        "Which room do you heat the most?",
        "We passed your address on to the engineer.",
        "Were you cold this winter?",
        "Not a word more about your reference: it is known.",
        "What you wrote to us made us think.",
        "Tell us about your plans for next year.",
        "Whom would you like to bring along?",
        "Do you like the name of our new workshop?",
        "To which floor should we deliver?",
        "Your case number got lost between two desks; it is found again.",
        "What did you think of the visit?",
        "How did you hear of us?",
        "What would you do in our place?",
        "Is the small heater or the large one too loud?",
        "Thank you for sending us your contract number.",
        "Thank you for telling us what had gone wrong.",
        "Which time of day would suit you?",
        "Would you rather be called or written to?",
        "Tell us what would please you most.",
        "How did the installation go?",
        "Which colour would you like?",
        "Your case number stands at the top of this letter.",
        "We have found your letter and put it into your file.",
        "A photograph of the leak would help us.",
        "Keep your reference: it stays valid.",
        "Are you happy with the answer that we gave you?",
        "Nothing is missing: your name and number are in the file.",
        "Your address need not be given again.",
        "Shall we come to your address?",
        "Which model would tempt you next?",
        "Who could open the door for us that day?",
        "We will send you a copy of your contract.",
        "Your adviser knows your name and your file.",
        "Should the technician bring a ladder?",
        "You may tell us what you expect of us.",
        "What would you want us to change?",
        "We need nothing from you, neither your number nor your contract.",
        "Do not bother to enclose a copy of your letter.",
        "How many people live with you?",
        "Write to us whenever you like.",
        "Shall we go through your contract together?",
        "Ring the number on your bill.",
        "Tell us whether your appliance works again.",
        "We will ring you on the number you gave us.",
        "What do you think of our answer?",
        "Is the boiler warm again?",
        "Who would not be annoyed to be asked for a number again?",
        "If you have moved, tell us whenever you like.",
        "What could we have done better when you called?",
    ),
}


def each(said: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, sentence) for language, several in said.items() for sentence in several]


@pytest.mark.parametrize(("language", "sentence"), each(ASKS))
def test_what_we_know_is_asked_for_in_many_ways(language: str, sentence: str) -> None:
    hello = "Bonjour." if language == "fr" else "Hello."
    assert asks_for(f"{hello}\n{sentence}\n", EVERYTHING, language)


@pytest.mark.parametrize(("language", "sentence"), each(ASKS_NOTHING))
def test_what_comes_near_to_asking_for_it_does_not(language: str, sentence: str) -> None:
    hello = "Bonjour." if language == "fr" else "Hello."
    assert asks_for(f"{hello}\n{sentence}\n", EVERYTHING, language) is None


def test_what_is_not_known_may_be_asked_for() -> None:
    for language in ("fr", "en"):
        for sentence in ASKS[language]:
            assert asks_for(sentence, frozenset(), language) is None


def test_only_what_follows_a_but_is_asked_for() -> None:
    assert asks_for("Inutile de renvoyer votre lettre, mais votre numéro de client nous manque.", EVERYTHING, "fr")
    assert asks_for("Ce n'est pas urgent, mais inutile de renvoyer votre numéro de client.", EVERYTHING, "fr") is None
    assert asks_for("There is no need to send your letter; your customer number would help.", EVERYTHING, "en")
    assert asks_for("It is a pity, but there is no need to send your customer number.", EVERYTHING, "en") is None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Stop ? Un mot suffit."),
        ("fr", "Un mot de vous, et nous en restons là."),
        ("fr", "Si vous préférez que nous ne vous écrivions pas, dites-le."),
        ("fr", "Un mot et nous vous laissons en paix."),
        ("fr", "Plus aucun courrier ? Un mot suffit."),
        ("en", "A word, and we stop asking."),
        ("en", "If you would rather that we did not ring, tell me."),
        ("en", "Tell us and we will leave it there."),
        ("en", "If you prefer not to be contacted, a word will do."),
        ("en", "Answer “stop” and we will."),
        ("fr", "Un mot de votre part et nous arrêtons."),
        ("fr", "Dites-le-nous et nous vous retirons de cette liste."),
        ("fr", "Nous n'insisterons pas. Un mot suffit."),
        ("fr", "Vous ne souhaitez plus être contacté ? Écrivez-nous."),
        ("fr", "Pour vous désinscrire, cliquez ici."),
        ("en", "Say so and this is the last you hear from us."),
        ("en", "No more letters? A word is enough."),
        ("en", "Want these letters to stop? Just reply."),
        ("en", "Should you wish us to stop writing, a line will do."),
        ("en", "One word from you and we will no longer call."),
        ("en", "You can unsubscribe at any time."),
        ("fr", "Vous pouvez\nà tout moment nous demander de ne\nplus vous écrire."),
        ("fr", "Si nos messages vous pèsent, dites-le-nous."),
        ("fr", "Un mot de vous et ce sera notre dernier message."),
        ("en", "If these messages are a nuisance, say so."),
        ("en", "Reply to stop hearing from us."),
        ("en", "Would you rather have none of our letters? One line is enough."),
        ("en", "If you don’t want to hear from us any more, a short reply is enough."),
    ],
)
def test_how_to_be_left_alone_is_said_in_few_words_too(language: str, sentence: str) -> None:
    assert leaves_alone(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Merci, à très bientôt."),
        ("fr", "Un mot suffit si la chaudière s'arrête."),
        ("fr", "Nous vous réécrirons."),
        ("fr", "Dites-le-nous, et nous réparons."),
        ("en", "Speak soon."),
        ("en", "Tell us if the boiler stops."),
        ("en", "One word is enough if it leaks again."),
        ("en", "We would like not to lose your boiler."),
        ("fr", "Nous restons là, un mot suffit."),
        ("fr", "Nous ne vous écrirons plus."),
        ("fr", "On arrête la chaudière : dites-nous quand."),
        ("fr", "Un mot, et nous retirons l'ancien appareil."),
        ("fr", "Nous n'avons plus reçu de lettre de vous. Un mot suffit."),
        ("fr", "Nous préférons ne pas vous appeler trop tôt : dites-nous quand."),
        ("fr", "Pour ne plus recevoir de factures en papier, un mot suffit."),
        ("fr", "Plus de messages vous attendent : https://exemple.fr"),
        ("fr", "Il n'est pas possible de se désinscrire."),
        ("en", "Tell us, and we stop by on the way."),
        ("en", "We will stop at nothing: a word is enough."),
        ("en", "We would rather not call too early: tell us when."),
        ("en", "Just ask: this is the last time you hear of a new price."),
        ("en", "We have no more letters from you; a word is enough."),
        ("en", "A word, and we will not call the plumber again."),
        ("en", "We will not write again."),
        ("en", "You cannot unsubscribe from this."),
        ("fr", "Le bruit ne vous dérangera plus, dites-nous ce que vous en pensez."),
        ("fr", "Si vous aimez nos lettres, dites-le-nous."),
        ("en", "You will not hear the noise again; let us know."),
        ("fr", "Plus de questions ? Écrivez-nous."),
        ("en", "If you have not received our letter, let us know."),
        ("en", "If you want us to call, write a line."),
        ("en", "If you would rather write, a line is enough."),
        ("en", "No more calls to make: just reply and we come."),
    ],
)
def test_what_says_nothing_of_being_left_alone(language: str, sentence: str) -> None:
    assert not leaves_alone(sentence, language)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour (prénom),", "Bonjour [Prénom], merci.", "Votre commande n° ______ est là.", "Bonjour ${prenom},", "Cher #NOM#,",
        "Rendez-vous le xx/xx/xxxx.", "Cher NOM DU CLIENT,", "Votre appareil (nom du produit) est réparé.",
        "Le prix est de ........ euros.",
        "(à compléter)", "Notre offre : (insérer l'offre)", "Bonjour XX,", "Nom XX", "Louis XX, le XX", "Remise XX %",
    ],
)
def test_what_was_to_be_filled_in_by_hand_is_a_hole(text: str) -> None:
    assert left_over(text, ["Dupont & Fils"])


@pytest.mark.parametrize(
    "text",
    [
        "[Dupont & Fils] Votre message est arrivé", "[Service client] Votre message", "Nous sommes là (du lundi au vendredi).",
        "Merci… et à bientôt.", "Attendez... c'est prêt.", "Votre message (votre lettre, en fait) est là.", "Taille XXL en stock.",
        "Cela coûte 30 $ aux États-Unis.", "Le NOM de la rose", "Le produit (produit en France) est là.",
        "Vous aviez écrit [Dupont & Fils].", "Le fauteuil Louis XX est arrivé", "Louis XX", "Lisez le tome XX.",
    ],
)
def test_brackets_and_dots_are_not_always_a_hole(text: str) -> None:
    assert left_over(text, ["Dupont & Fils"]) is None


def test_marks_that_are_read_as_they_stand_are_told_from_signs() -> None:
    marks = ("<b>Très</b> bien", "Merci<br/>à vous", "R&eacute;ponse", "**Important**", "voir [ici](https://a.fr)", "# Bonjour", "a&nbsp;b")
    signs = ("Retard & silence", "R&D", "5 < 6 et 7 > 2", "* un\n* deux", "n° 5", "<3", "Ma chaudière <s'arrête>", "2 ** 3",
        "#merci à tous")
    assert [each for each in marks if not marked_up(each)] == []
    assert [each for each in signs if marked_up(each)] == []
