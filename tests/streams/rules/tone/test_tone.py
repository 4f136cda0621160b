"""What tone promises: the sign, the labels and the words they rest on, by example and for any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.rules.tone import LOOKED_AT, Tone, tone_of
from streams.rules.tone import lexicon as lexicons
from streams.rules.tone.lexicon import LABELS, lexicon_of
from streams.rules.tone.reading import read
from streams.rules.tone.tongue import empty_words


def said(tone: Tone, piece: str) -> bool:
    return any(piece in words for words in tone.words)


CROSS = [
    ("en", "I have been waiting for an answer for three weeks and nobody answers the phone.", "nobody answers"),
    ("en", "Still no reply. This is the third time I am writing.", "third time"),
    ("en", "I was transferred again and then somebody hung up on me.", "hung up on"),
    ("en", "You promised a technician and nobody came.", "nobody came"),
    ("en", "It is impossible to reach your customer service.", "impossible to reach"),
    ("en", "What a disgrace, and so rude.", "disgrace"),
    ("en", "I am deeply disappointed.", "disappointed"),
    ("fr", "Toujours pas de réponse après trois semaines, c'est inadmissible.", "inadmissible"),
    ("fr", "Vous êtes injoignables et personne ne rappelle.", "injoignables"),
    ("fr", "On me balade de service en service.", "balade"),
    ("fr", "Troisième relance, aucune réponse.", "aucune réponse"),
    ("fr", "Vous m'aviez promis un technicien, personne n'est venu.", "personne n'est venu"),
    ("fr", "Je suis très déçue de votre service.", "déçue"),
    ("fr", "Votre conseiller a été odieux.", "odieux"),
]
CALM = [
    ("en", "Please send me the invoice for October."),
    ("en", "When is the technician coming?"),
    ("en", "Sorry to bother you, I forgot the attachment."),
    ("en", "Thanks in advance for your reply. Kind regards, Ann"),
    ("en", "I would appreciate it if you could call me on Monday."),
    ("en", "Could you check order 5521? One cup is missing."),
    ("en", "No problem at all, next week is fine."),
    ("en", "If there is a problem with the delivery, please call my neighbour."),
    ("fr", "Merci de m'envoyer la facture d'octobre."),
    ("fr", "Quand passe le technicien ?"),
    ("fr", "Désolée de vous déranger, j'avais oublié la pièce jointe."),
    ("fr", "Je vous prie d'agréer, Madame, Monsieur, l'expression de mes salutations distinguées."),
    ("fr", "Merci de me rappeler à ce numéro après 17 h."),
    ("fr", "Pourriez-vous vérifier la commande 5521 ? Il manque une tasse."),
    ("fr", "Aucun souci, la semaine prochaine convient très bien."),
    ("fr", "En cas de panne, quel numéro faut-il appeler ?"),
]


@pytest.mark.parametrize(("language", "text", "piece"), CROSS)
def test_discontent_is_below_zero_and_names_the_words_it_rests_on(language: str, text: str, piece: str) -> None:
    tone = tone_of(text, language)
    assert tone.value < 0
    assert {"discontent", "disappointment"} & set(tone.labels)
    assert said(tone, piece), tone.words


@pytest.mark.parametrize(("language", "text"), CALM)
def test_requests_questions_and_forms_of_politeness_are_no_discontent(language: str, text: str) -> None:
    tone = tone_of(text, language)
    assert tone.value >= 0, tone
    assert not {"discontent", "disappointment", "leaving"} & set(tone.labels)


@pytest.mark.parametrize(
    ("language", "good", "denied", "piece"),
    [
        ("en", "I am happy with this.", "I am not happy with this.", "not happy"),
        ("en", "We trust the new meter.", "We don't trust the new meter.", "don't trust"),
        ("en", "I can recommend this shop.", "I would never recommend this shop.", "never recommend"),
        ("en", "We were never disappointed.", "We were disappointed.", "disappointed"),
        ("fr", "Je suis satisfaite de la réparation.", "Je ne suis pas satisfaite de la réparation.", "pas satisfaite"),
        ("fr", "J'aime ce magasin.", "J'aime pas du tout ce magasin.", "aime pas"),
        ("fr", "Je n'ai jamais été déçu.", "Je suis déçu.", "déçu"),
        ("fr", "Je recommande cette maison.", "Je ne recommande à personne cette maison.", "recommande à personne"),
    ],
)
def test_a_denial_turns_the_sign(language: str, good: str, denied: str, piece: str) -> None:
    assert tone_of(good, language).value > 0
    assert tone_of(denied, language).value < 0
    assert said(tone_of(denied, language), piece), tone_of(denied, language).words


@pytest.mark.parametrize(
    ("language", "text", "piece"),
    [
        ("en", "Great, cancelled again.", "cancelled again"),
        ("en", "Bravo, another delay, nobody came.", "nobody came"),
        ("en", "Thanks for nothing.", "Thanks for nothing"),
        ("en", "Thank you for wasting my time.", "wasting my time"),
        ("fr", "Super, encore annulé.", "encore annulé"),
        ("fr", "bravo, encore en retard", "encore en retard"),
        ("fr", "Merci pour rien.", "Merci pour rien"),
        ("fr", "Félicitations, toujours pas de technicien !", "pas de technicien"),
    ],
)
def test_praise_that_a_failure_follows_is_irony(language: str, text: str, piece: str) -> None:
    tone = tone_of(text, language)
    assert tone.value < 0
    assert "thanks" not in tone.labels
    assert said(tone, piece), tone.words


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Great service, thank you!"), ("en", "Brilliant, everything works again."), ("en", "Well done to the whole team."),
        ("fr", "Super service, merci !"), ("fr", "Bravo à toute l'équipe, tout était parfait."), ("fr", "Génial, ça remarche."),
    ],
)  # fmt: skip
def test_honest_praise_stays_praise(language: str, text: str) -> None:
    assert tone_of(text, language).value > 0.2


@pytest.mark.parametrize(
    ("language", "bad_ends", "good_ends"),
    [
        ("en", "The start was great, but now nothing works and nobody answers.", "Nothing worked at first, but now everything is great."),
        ("fr", "Le début était parfait, mais maintenant rien ne marche.", "Le début a été difficile, mais maintenant tout est parfait."),
    ],
)
def test_what_comes_after_but_weighs_more(language: str, bad_ends: str, good_ends: str) -> None:
    assert tone_of(bad_ends, language).value < 0 < tone_of(good_ends, language).value


@pytest.mark.parametrize(
    ("language", "text", "label", "piece"),
    [
        ("en", "You misread my message, that is not what I asked.", "misunderstanding", "misread"),
        ("en", "I don't understand this line. What does it mean?", "misunderstanding", "don't understand"),
        ("fr", "Ce n'est pas ce que j'ai demandé.", "misunderstanding", "pas ce que j'ai demandé"),
        ("fr", "Je ne comprends pas votre réponse.", "misunderstanding", "comprends pas"),
        ("fr", "Je crois qu'il y a un malentendu.", "misunderstanding", "malentendu"),
        ("en", "Thank you so much for your help!", "thanks", "Thank you"),
        ("fr", "Merci beaucoup pour votre aide !", "thanks", "Merci beaucoup"),
        ("en", "I would recommend you to everyone.", "recommendation", "recommend you"),
        ("fr", "Je vous recommande à tous mes amis.", "recommendation", "recommande"),
        ("en", "Please call me back as soon as possible, it is urgent.", "urgency", "urgent"),
        ("fr", "C'est urgent, rappelez-moi au plus vite.", "urgency", "au plus vite"),
        ("en", "I am taking my business elsewhere.", "leaving", "elsewhere"),
        ("en", "Please cancel my contract.", "leaving", "cancel my contract"),
        ("fr", "Je vais voir ailleurs.", "leaving", "voir ailleurs"),
        ("fr", "Je souhaite résilier mon abonnement.", "leaving", "résilier"),
    ],
)
def test_what_is_said_besides(language: str, text: str, label: str, piece: str) -> None:
    tone = tone_of(text, language)
    assert label in tone.labels
    assert said(tone, piece), tone.words


@pytest.mark.parametrize(
    ("language", "careful", "hasty"),
    [
        ("fr", "Toujours pas de réponse, je suis vraiment déçu.", "tjrs pas de reponse, je suis vrmt decu"),
        ("fr", "C'est inadmissible.", "cest innadmissible"),
        ("en", "I am so disappointed.", "im sooo dissapointed"),
        ("en", "They can't fix it and don't care.", "they cant fix it and dont care"),
    ],
)
def test_haste_and_missing_accents_change_nothing_of_the_sign(language: str, careful: str, hasty: str) -> None:
    assert tone_of(careful, language).value < 0
    assert tone_of(hasty, language).value < 0
    assert tone_of(hasty, language).words


def test_intensity_has_a_direction() -> None:
    assert tone_of("C'est vraiment très inadmissible !!!", "fr").value < tone_of("C'est un peu inadmissible.", "fr").value < 0
    assert tone_of("I am absolutely furious!!!", "en").value <= tone_of("I am a bit furious.", "en").value < 0


def test_signs_and_faces_count() -> None:
    assert tone_of("no news 😡", "en").value < 0
    assert tone_of("C'est réparé 😊", "fr").value > 0
    assert "😡" in tone_of("no news 😡", "en").words


def test_the_language_is_judged_from_the_words_when_it_is_not_given() -> None:
    assert tone_of("toujours aucune réponse de votre part, c'est scandaleux", None).value < 0
    assert tone_of("nobody answers the phone, this is unacceptable", None).value < 0
    assert tone_of("scandaleux", None).value < 0
    assert tone_of("I am very angry, nobody answers", "de").value < 0  # what a detector said of a short text
    assert tone_of("Je suis furieux, personne ne répond", "fr_CA").value < 0


def test_another_language_is_neutral() -> None:
    for text in (
        "Ich warte seit drei Wochen auf eine Antwort, das ist eine Frechheit.",
        "No estoy contento con el servicio, llevo semanas esperando.",
    ):
        for language in (None, "de", "es"):
            assert tone_of(text, language) == Tone(value=0.0, labels=(), words=())


def test_quoted_lines_are_not_the_persons_own() -> None:
    assert tone_of("> This is a disgrace, nobody answers!\n> I am furious.\n\nThank you, that is settled now.", "en").value > 0


LETTERS = {
    "en": (
        "Dear Madam, dear Sir,\n\nI am writing about the boiler in flat 14, order number 5521 of the third "
        "of March. My neighbour, who has the same "
        "model, gave me your address. The kitchen is on the second floor and the valve is behind the left "
        "door. {}\n\nThe code of the gate is 4471 "
        "and I can be reached in the afternoon on the number below. A copy of the contract is attached.\n\nKind regards, Ann Bolt",
        "I called four times, each time I was told that somebody would come, and nobody came. I have had no "
        "hot water for three weeks now. This is "
        "unacceptable and I am tired of waiting.",
        "Could you please tell me when the technician is going to come for the yearly check? Tuesday or Thursday would be fine.",
    ),
    "fr": (
        "Madame, Monsieur,\n\nJe vous écris au sujet de la chaudière de l'appartement 14, commande 5521 du "
        "trois mars. Mon voisin, qui a le même "
        "modèle, m'a donné votre adresse. La cuisine est au deuxième étage et la vanne se trouve derrière la "
        "porte de gauche. {}\n\nLe code du portail "
        "est 4471 et on peut me joindre l'après-midi au numéro ci-dessous. Vous trouverez ci-joint une copie "
        "du contrat.\n\nJe vous prie d'agréer, "
        "Madame, Monsieur, mes salutations distinguées. Anne Boulet",
        "J'ai appelé quatre fois, à chaque fois on m'a promis un technicien, et personne n'est venu. Je suis "
        "sans eau chaude depuis trois semaines. "
        "C'est inadmissible et j'en ai assez d'attendre.",
        "Pourriez-vous me dire quand passera le technicien pour l'entretien annuel ? Mardi ou jeudi me conviendrait très bien.",
    ),
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_complaint_need_not_fill_a_letter(language: str) -> None:
    letter, complaint, request = LETTERS[language]
    assert tone_of(letter.format(complaint), language).value < 0 <= tone_of(letter.format(request), language).value


CORPUS = sorted(Path(__file__).parent.glob("corpus*.jsonl"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_most_of_our_own_sentences_are_read_as_they_are_labelled(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines[:: max(1, len(lines) // 300)]]
    truth = [item["label"] in ("discontent", "disappointment") for item in items]
    said = [tone_of(item["text"], item["language"]).value < 0 for item in items]
    for side in (True, False):
        hits = sum(a == b == side for a, b in zip(said, truth, strict=True))
        assert 2 * hits / (said.count(side) + truth.count(side)) > 0.75


CLOSED = [
    ("en", "My parcel still has not been delivered. Thank you."),
    ("en", "Hello, I have been waiting for a reply for two weeks. Many thanks, Paul"),
    ("en", "The repair man never showed up. Thanks for your help."),
    ("en", "The shower is leaking again. Thank you for looking into it."),
    ("en", "You have charged me twice. Thank you for your understanding.\n\nKind regards\nHelen Moore"),
    ("fr", "Bonjour, ma commande n'est toujours pas arrivée. Merci."),
    ("fr", "J'attends une réponse depuis deux semaines. Merci à vous."),
    ("fr", "Le réparateur n'est jamais venu. Merci de votre aide."),
    ("fr", "La douche fuit de nouveau. Je vous remercie."),
    ("fr", "Vous m'avez prélevé deux fois. Merci pour votre retour.\n\nCordialement\nHélène Morel"),
]
ASKED = [
    ("en", "Please send me a copy of my invoice. Thank you."),
    ("en", "Hello, is the shop open on Saturday? Thanks a lot, Ann"),
    ("en", "My new address is 4 Elm Road. Many thanks."),
    ("en", "The tap in the kitchen is dripping. Thank you for your help."),
    ("fr", "Pouvez-vous m'envoyer une copie de ma facture ? Merci beaucoup."),
    ("fr", "Bonjour, le magasin est-il ouvert samedi ? Merci, Anne"),
    ("fr", "Ma nouvelle adresse est 4 rue des Ormes. Merci à vous."),
    ("fr", "Merci de passer jeudi matin."),
    ("fr", "Le robinet de la cuisine goutte. Merci de votre aide."),
]
THANKFUL = [
    ("en", "Thanks!"),
    ("en", "Thanks, that worked."),
    ("en", "Thank you for your help."),
    ("en", "Many thanks for the quick repair. The children are warm again."),
    ("en", "The lift works again. Thank you."),
    ("en", "Dear Mr Abara, thank you for coming on a Sunday."),
    ("fr", "Merci !"),
    ("fr", "Merci à vous."),
    ("fr", "Merci pour votre réponse rapide."),
    ("fr", "Merci d'avoir réparé la chaudière. Les enfants ont de nouveau chaud."),
    ("fr", "L'ascenseur fonctionne de nouveau. Merci."),
    ("fr", "Monsieur Abara, merci d'être venu un dimanche."),
]


@pytest.mark.parametrize(("language", "text"), CLOSED)
def test_thanks_that_close_a_complaint_are_a_form(language: str, text: str) -> None:
    tone = tone_of(text, language)
    assert tone.value < 0, tone
    assert "thanks" not in tone.labels
    assert tone.words and not any(piece.lower().startswith(("thank", "many thank", "merci", "je vous rem")) for piece in tone.words)


@pytest.mark.parametrize(("language", "text"), ASKED)
def test_thanks_that_close_a_request_are_a_form(language: str, text: str) -> None:
    tone = tone_of(text, language)
    assert 0 <= tone.value <= 0.2, tone
    assert tone.labels == ()


@pytest.mark.parametrize(("language", "text"), THANKFUL)
def test_who_has_nothing_else_to_say_or_tells_what_was_done_thanks(language: str, text: str) -> None:
    tone = tone_of(text, language)
    assert tone.value > 0.2, tone
    assert "thanks" in tone.labels


@pytest.mark.parametrize(
    ("language", "reported", "complained"),
    [
        ("en", "The router shows a red light.", "The router shows a red light again, for the third time."),
        ("en", "There is a leak under the sink.", "The leak under the sink has still not been repaired."),
        ("en", "There is no hot water since this morning, could you come by?", "No hot water for three weeks and nobody has come."),
        ("en", "The dishwasher makes a strange noise.", "The dishwasher makes the same noise again, a week after the repair."),
        ("fr", "Ma chaudière fait un drôle de bruit depuis hier.", "Ma chaudière fait encore ce bruit, une semaine après la réparation."),
        (
            "fr",
            "Il n'y a plus d'eau chaude depuis ce matin, pouvez-vous passer ?",
            "Plus d'eau chaude depuis trois semaines et personne ne vient.",
        ),
        ("fr", "Il y a une fuite sous l'évier.", "La fuite sous l'évier n'est toujours pas réparée."),
        ("fr", "Le volet du salon est bloqué.", "Le volet du salon est encore bloqué, c'est la troisième fois."),
    ],
)
def test_a_fault_told_for_the_first_time_is_a_report_and_told_again_a_complaint(language: str, reported: str, complained: str) -> None:
    assert 0 <= tone_of(reported, language).value <= 0.25
    assert not tone_of(reported, language).labels
    assert tone_of(complained, language).value < 0


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "ok"),
        ("en", "OK."),
        ("en", "Noted"),
        ("en", "agreed"),
        ("fr", "ok"),
        ("fr", "D'accord"),
        ("fr", "d'accord."),
        ("fr", "Bien noté"),
    ],
)
def test_who_takes_note_says_nothing_else(language: str, text: str) -> None:
    tone = tone_of(text, language)
    assert 0 <= tone.value <= 0.2
    assert (tone.labels, tone.words) == ((), ())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I thought it was part of my contract."),
        ("en", "Isn't the call-out fee already included in my contract?"),
        ("en", 'What is the line "sundries" on my invoice?'),
        ("fr", "La ligne « déplacement » n'est-elle pas déjà comprise dans mon contrat ?"),
        ("fr", "À quoi correspond la ligne « divers » ?"),
        ("fr", "Je pensais que c'était compris dans mon contrat."),
    ],
)
def test_a_question_about_a_bill_is_no_misunderstanding(language: str, text: str) -> None:
    tone = tone_of(text, language)
    assert 0 <= tone.value <= 0.25
    assert tone.labels == ()


@pytest.mark.parametrize(
    ("language", "text", "piece"),
    [
        ("en", "I'm confused, there are two letters.", "confused"),
        ("en", "Your mail says 3 May, your letter 4 May. Which of the two is right?", "Which of the two is right"),
        ("fr", "Je ne comprends pas, il y a deux courriers.", "comprends pas"),
        ("fr", "Votre mail dit le 3 mai, votre lettre le 4. Laquelle des deux dates est la bonne ?", "Laquelle des deux dates"),
    ],
)
def test_misunderstanding_comes_with_the_words_that_say_so(language: str, text: str, piece: str) -> None:
    tone = tone_of(text, language)
    assert "misunderstanding" in tone.labels
    assert said(tone, piece), tone.words


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_what_is_quoted_is_whole_words_that_say_something(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for item in map(json.loads, lines[:: max(1, len(lines) // 400)]):
        text, tone = item["text"], tone_of(item["text"], item["language"])
        assert "misunderstanding" not in tone.labels or tone.words, text
        place = 0
        for piece in tone.words:
            start = text.index(piece, place)
            place = start + len(piece)
            assert not (text[max(0, start - 1) : start + 1].isalpha() and start), (piece, text)
            assert not text[place - 1 : place + 1].isalpha() or place == len(text), (piece, text)
            words = read(piece, item["language"]).words
            assert any(word.norm not in empty_words(item["language"]) for word in words), (piece, text)


@pytest.mark.parametrize("language", ["fr", "en", None, "de"])
@given(text=st.text(max_size=400))
def test_any_text_has_a_tone_within_bounds(language: str | None, text: str) -> None:
    tone = tone_of(text, language)
    assert -1 <= tone.value <= 1
    assert set(tone.labels) <= set(LABELS) and len(set(tone.labels)) == len(tone.labels)
    place = 0
    for piece in tone.words:
        assert piece and (place := text.find(piece, place)) >= 0  # as written, in order
    assert ({"discontent", "disappointment"} & set(tone.labels) != set()) == (tone.value < 0)
    assert tone_of(text, language) == tone


TELLING = """not never pas plus jamais ne rien but mais great super merci thanks encore again cancelled annulé happy content ! ? . , « »
    " d'
    n' ... if si déçu :( 😡 Je I you vous LATE retard 3 fois"""
WORDS = st.sampled_from(TELLING.split())


@pytest.mark.parametrize("language", ["fr", "en"])
@given(words=st.lists(WORDS, max_size=40))
@settings(max_examples=150)
def test_any_heap_of_telling_words_has_a_tone_within_bounds(language: str, words: list[str]) -> None:
    text = " ".join(words)
    tone = tone_of(text, language)
    assert -1 <= tone.value <= 1
    assert all(piece in text for piece in tone.words)


@pytest.mark.parametrize(
    "piece",
    [
        "pas ",
        "not ",
        "never ever ",
        "a'",
        ":(",
        ":DDD",
        "!?",
        "> ",
        "« », ",
        "merci ",
        "still not ",
        "je ne ",
        "x",
        "\n ",
        "😡",
        "no one ",
        "1,",
        "-_-",
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_work_grows_with_the_text_and_ends_at_the_bound(monkeypatch: pytest.MonkeyPatch, language: str, piece: str) -> None:
    looks = 0
    plain = lexicons._is

    def counted(alternatives: tuple[tuple[str, bool], ...], norm: str) -> bool:
        nonlocal looks
        looks += 1
        return plain(alternatives, norm)

    monkeypatch.setattr(lexicons, "_is", counted)

    def work(times: int) -> int:
        nonlocal looks
        looks = 0
        words = read(piece * times, language).words
        lexicon_of(language).matches(words)
        return looks + len(words)

    assert work(400) <= 2.2 * work(200) + 50
    assert work(4 * LOOKED_AT) == work(2 * LOOKED_AT)


def test_the_lexicons_are_rich_and_well_formed() -> None:
    for language in ("fr", "en"):
        known = lexicon_of(language)
        assert known.size > 3000
        assert {name for entries in (*known.words.values(), *known.stems.values()) for entry in entries for name in entry.labels} == set(
            LABELS
        )
