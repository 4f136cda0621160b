"""Faults that were planted in templates, each found before anybody is written to; and none found where there is none."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.commands.templates import command
from streams.asking import asks_for
from streams.checking import check, check_template
from streams.rendering import Renderer, renderer
from streams.wording import no_answer, tu_and_vous

QUIET = Path(__file__).parents[2] / "templates" / "messages" / "quiet"
EVERYTHING = frozenset(
    {"matter", "last_channel", "spoke_with", "promised", "reachable", "name", "address", "postal", "phone", "reference", "product", "asked"}
    | {"last_at"}
)

# The template, what stood there, what stands there now (None: there is no file), and what is said of it. The line that is named is the one
# where it was planted, or the one given.
PLANTED: dict[str, tuple[str, str, str | None, str, int | None]] = {
    "1 a field that a message does not have": ("email.fr", "{{ answer_within }}", "{{ delay }}", "delay is not known to a message", None),
    "2 a block that is missing": ("email.fr", "block closing", "block ending", "the block closing is missing", 1),
    "3 a condition that is never closed": ("email.fr", "{% endif %},\n", ",\n", "Encountered unknown tag 'endblock'", 10),
    "4 a call": ("email.fr", "{{ house }}{% if", "{{ house.upper() }}{% if", "it has a call", None),
    "5 a way into the program": (
        "letter.en", "{{ house }}\n", "{{ house.__class__ }}\n", "it has something inside a field", None),
    "6 a loop": ("letter.en", "{{ house }}\n", "{% for a in house %}{{ a }}{% endfor %}\n", "it has a loop", None),
    "7 another file": ("letter.fr", "{{ house }}\n", "{% include '/etc/passwd' %}\n", "it has another file", None),
    "8 a question for what we know": (
        "email.fr", "vous n'avez rien à répéter.", "merci de rappeler votre numéro de contrat.", "it asks for what we know", None),
    "9 no time": ("email.en", "within {{ answer_within }}", "soon", "it does not say until when", 11),
    "10 no conditions": ("email.en", ", {{ conditions }}", "", "it does not say under which conditions", 11),
    "11 a hole where the name is not known": (
        "email.fr", "{% if name %} {{ name }}{% endif %}", " {{ name }}", "something is missing", None),
    "12 no subject": (
        "letter.fr", "{% block subject %}Depuis vos nouvelles du {{ last_at }}", "{% block subject %}", "the subject is empty", 1),
    "13 words outside of the blocks": ("letter.fr", "{% block promise %}", "P.-S. Merci.\n{% block promise %}", "never sent", None),
    "14 more than the shortest network takes": (
        "social.fr", "Un mot, et", "Et pour le dire un peu autrement, un mot, et " * 3, "are more than the", 5),
    "15 no template in a language": ("phone.en", "", None, "there is no such template", 0),
    "16 no way to be left alone": ("email.fr", "{{ leave }}", "sur demande", "no way to be left alone", 14),
    "17 the other language": (
        "social.fr", "Bonjour, votre dernier message date du {{ last_at }} : l'avons-nous laissé sans réponse ?",
        "Hello, we have not heard from you since {{ last_at }} and would like to know whether all is well.", "it is written in en", None),
    "18 what was to be filled in by hand": ("letter.en", "I wanted", "[name of colleague] wanted", "something is missing", None),
    "19 arithmetic": ("phone.fr", "{{ answer_within }}", "{{ 'x' * 1000000000 }}", "it has arithmetic", None),
    "20 a filter that is none of ours": (
        "phone.fr", "{{ last_at }}", "{{ last_at|pprint }}", "the filter pprint is not for messages", None),
    "21 nobody named on a network": ("social.en", "{% if mention %}{{ mention }} {% endif %}", "", "nobody is told of it", 2),
    "22 no number to call": ("phone.en", "{{ phone }}", "see the file", "the number to call is missing", 2),
    "23 a sign that turns the text round": ("letter.en", "I wanted", "I\u202e wanted", "an invisible sign (U+202E)", None),
    "24 a promise said where there is none": ("letter.fr", "{% if promised %}", "{% if name %}", "something is missing", 8),
    "25 two blocks of one name": ("letter.fr", "block promise", "block opening", "the block opening is there twice", None),
    "26 a block within a block": (
        "letter.en", "{% block promise %}", "{% block promise %}{% block extra %}x{% endblock %}", "the block extra is inside another",
        None),
    "27 a field in small letters that may not be known": (
        "email.fr", "Je voulais", "Au sujet de {{ product|lower }}. Je voulais", "something is missing", None),
    "28 an answer of yes or no": ("email.en", "I wanted", "{{ product == matter }} I wanted", "something is missing", 12),
    "29 the marks of other programs": ("letter.en", "I wanted", "*|FNAME|*, I wanted", "something is missing", None),
    "30 HTML in what is text": ("email.fr", "Je voulais", "<strong>Je voulais</strong>", "it has a mark of HTML", None),
    "31 a time that nobody measured": (
        "email.fr", "{{ answer_within }}", "24 heures, et au plus tard sous {{ answer_within }}", "a time of its own", None),
    "32 no more, but of something else": (
        "letter.fr", "que nous ne prenions plus de vos nouvelles, dites-le-nous et nous n'écrirons plus à ce sujet.",
        "que la chaudière ne fasse plus de bruit, dites-le-nous.", "how to be left alone", 14),
    "34 a question in other words": (
        "email.fr", "Je voulais", "Rappelez-nous de quoi il s'agissait. Je voulais", "it asks for what we know", None),
    "35 tu, and vous": ("letter.fr", "Bien à vous,", "Merci à toi,", "it says both tu and vous", None),
    "36 a promise of no answer": ("email.en", "will answer within", "cannot answer within", "it promises no answer", None),
    "37 a day where nobody has asked": (
        "letter.en", "within {{ answer_within }} of receiving it", "by {{ answer_by }}", "nobody has asked", None),
    "38 a subject of two lines": ("letter.fr", "{% block subject %}", "{% block subject %}Bonjour\n", "its subject has two lines", 2),
    "39 an answer that nobody reads": (
        "email.en", "I wanted", "This mailbox is not monitored. I wanted", "no answer of theirs is read", None),
    "40 a day that its author knew": (
        "letter.fr", "Je voulais", "Votre lettre du 3 mars est là. Je voulais", "it names a day by hand", None),
    "41 a time in words of its own": (
        "email.fr", "Je voulais", "Nous vous appellerons demain matin. Je voulais", "a time of its own", None),
    "42 a subject in the other language": (
        "letter.en", "{% block subject %}", "{% block subject %}Votre dernier message et la suite. ", "it is written in fr", None),
    "43 an address that no field says": (
        "email.en", "I wanted", "Your postcode would help. I wanted", "it asks for what we know", None),
    "33 a sign that nobody sees": ("letter.en", "I wanted", "I wan\u00adted", "an invisible sign (U+00AD)", None),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(QUIET, tmp_path / "messages" / "quiet")
    return tmp_path


def plant(folder: Path, name: str, before: str, after: str | None) -> int:
    """The line."""
    path = folder / "messages" / "quiet" / f"{name}.j2"
    source = path.read_text("utf-8")
    if after is None:
        path.unlink()
        return 0
    assert before in source
    path.write_text(source.replace(before, after, 1), "utf-8")
    return source.count("\n", 0, source.index(before)) + 1


@pytest.mark.parametrize("fault", PLANTED, ids=PLANTED)
def test_a_planted_fault_is_found_with_file_line_and_remedy(folder: Path, fault: str) -> None:
    name, before, after, what, line = PLANTED[fault]
    planted = plant(folder, name, before, after)
    line = planted if line is None else line
    file = f"messages/quiet/{name}.j2"
    of_it = check_template(Renderer(folder), file) if after is not None else check(Renderer(folder))
    found = [refusal for refusal in of_it if file in refusal.where]
    said = [str(refusal) for refusal in found]
    (meant,) = [refusal for refusal in found if what in refusal.what] or [pytest.fail(f"{what!r} is not in {said}")]
    assert meant.where == file + (f":{line}" if line else "")
    assert meant.remedy and all("\n" not in each for each in said)
    assert len(found) <= 2, said  # one fault is not said five times


def test_a_file_that_is_no_text_is_a_fault_and_no_crash(folder: Path) -> None:
    (folder / "messages" / "quiet" / "email.fr.j2").write_bytes(b"\xff\xfe\x00\x80")
    assert [str(each) for each in check(Renderer(folder))] == ["messages/quiet/email.fr.j2:1: it is not UTF-8; save it as UTF-8 text"]


def test_a_name_that_says_no_channel_is_a_fault(folder: Path) -> None:
    (folder / "messages" / "quiet" / "fax.fr.j2").write_text("x", "utf-8")
    assert [refusal.what for refusal in check(Renderer(folder))] == ["its name says no channel and language"]


def test_a_receipt_names_the_day_and_not_a_number_of_days(folder: Path) -> None:
    shutil.copytree(QUIET.parent / "receipt", folder / "messages" / "receipt")
    path = folder / "messages" / "receipt" / "email.fr.j2"
    path.write_text(path.read_text("utf-8").replace("au plus tard le {{ answer_by }}", "sous {{ answer_within }}"), "utf-8")
    assert [each.what for each in check(Renderer(folder))] == ["it does not say until when there is an answer to who has asked"]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("email.fr", "{% block subject %}", "{% block subject %}[{{ house }}] "),
        ("email.fr", ", {{ conditions }}", ", sans frais et sans que rien vous engage"),
        ("email.en", ", {{ conditions }}", ", at no cost and with no obligation"),
        ("letter.fr", "Je voulais", "Nous sommes ouverts du lundi au vendredi. Je voulais"),
        ("letter.fr", "Je voulais", "Notre maison a ouvert le 3 mars 1921. Je voulais"),
        ("email.en", "I wanted", "There is no need to reply if all is well. I wanted"),
        ("letter.en", "I wanted", "Thank you for your time in the café. I wanted"),
        ("social.en", "A word, and we will not write again.", "A word, and we stop asking."),
        ("social.fr", "Un mot, et nous n'écrivons plus.", "Stop ? Un mot suffit."),
        ("email.fr", "Je voulais", "Quel jour vous arrangerait ? Je voulais"),
        ("email.fr", "Je voulais", "Retard & silence : pardon. Je voulais"),
    ],
)
def test_what_comes_near_to_a_fault_is_none(folder: Path, name: str, before: str, after: str) -> None:
    plant(folder, name, before, after)
    assert [str(refusal) for refusal in check(Renderer(folder))] == []


def test_our_own_templates_have_no_fault() -> None:
    assert [str(refusal) for refusal in check(renderer())] == []


def test_the_command_says_each_fault_in_a_line_and_ends_with_1(folder: Path) -> None:
    assert CliRunner().invoke(command, ["check", "--folder", str(folder)]).exit_code == 0
    for name, before, after, *_ in (PLANTED["9 no time"], PLANTED["13 words outside of the blocks"]):
        plant(folder, name, before, after)
    ended = CliRunner().invoke(command, ["check", "--folder", str(folder)])
    assert ended.exit_code == 1 and "8 templates, 2 faults" in ended.stdout
    assert all(re.match(r"messages/quiet/\w+\.\w\w\.j2:\d+: .+; .+", line) for line in ended.stderr.splitlines())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Quel est votre numéro de contrat ?"),
        ("fr", "Pourriez-vous nous rappeler votre référence client ?"),
        ("fr", "N'oubliez pas d'indiquer votre numéro de dossier."),
        ("fr", "Merci de nous communiquer votre adresse e-mail."),
        ("fr", "Munissez-vous de votre contrat."),
        ("fr", "Nous avons besoin de votre nom."),
        ("fr", "À quel numéro de téléphone pouvons-nous vous joindre, et quel est votre code postal ?"),
        ("fr", "Comment vous appelez-vous ?"),
        ("fr", "Veuillez préciser la date de votre dernier appel."),
        ("fr", "Votre numéro de dossier nous est nécessaire."),
        ("fr", "N'oubliez pas de joindre votre numéro de contrat."),
        ("fr", "De quoi était-il question dans votre message ?"),
        ("fr", "Pouvez-vous nous redire ce qui vous amène ?"),
        ("fr", "Pour aller plus vite, résumez-nous votre demande en quelques mots."),
        ("fr", "C'était à quel sujet ?"),
        ("fr", "Quand nous avez-vous contactés pour la dernière fois ?"),
        ("fr", "Avec qui aviez-vous parlé chez nous ?"),
        ("fr", "Que vous avait-on promis ?"),
        ("fr", "À quel appareil cela se rapporte-t-il ?"),
        ("en", "Could you remind us what this was about?"),
        ("en", "Just tell us again what went wrong."),
        ("en", "Who did you speak to last time?"),
        ("en", "Start with: “What had we promised you?”"),
        ("en", "Which of our appliances do you own?"),
        ("en", "When did you write to us?"),
        ("en", "Your customer number, please."),
        ("en", "We would be grateful for your customer number."),
        ("en", "Your full name and postcode would help us."),
        ("en", "What is your contract number?"),
        ("en", "Please quote your customer reference."),
        ("en", "Could you tell us your name again?"),
        ("en", "Have your account number ready."),
        ("en", "We need your postal address."),
        ("en", "Remind us of the date of your last message."),
        ("en", "Which product is it about, and what is the model of your appliance?"),
    ],
)
def test_a_question_for_what_we_know_is_heard_however_it_is_put(language: str, sentence: str) -> None:
    assert asks_for(f"Bonjour.\n{sentence}\nMerci.", EVERYTHING, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Votre référence est CT-118833."),
        ("fr", "Vous n'avez rien à répéter, ni votre nom ni votre numéro de contrat."),
        ("fr", "Inutile de rappeler votre référence."),
        ("fr", "Ne pas demander ce que nous avons déjà : son nom, son numéro."),
        ("fr", "Est-ce que tout va bien ?"),
        ("fr", "Si quelque chose vous attend encore, répondez à ce message."),
        ("fr", "Quel jour vous conviendrait ?"),
        ("fr", "Merci de votre question."),
        ("fr", "Aucun numéro de contrat n'est nécessaire."),
        ("fr", "Votre contrat vous convient-il toujours ?"),
        ("fr", "Avez-vous d'autres questions sur votre dossier ?"),
        ("fr", "Une nouvelle question ? Écrivez-nous et dites-nous de quoi il s'agit."),
        ("fr", "Nous avons noté votre numéro de contrat."),
        ("fr", "Vous aviez raison de nous le rappeler."),
        ("fr", "Merci de nous avoir dit ce qui n'allait pas."),
        ("en", "Do you have questions about your contract?"),
        ("en", "Please call the number on your contract."),
        ("en", "Please keep your contract in a safe place."),
        ("en", "What do you think of your new appliance?"),
        ("en", "You told us what was wrong, and we did nothing."),
        ("en", "If your address has changed, there is no hurry to say so."),
        ("en", "No contract number is needed."),
        ("en", "Do you have a question?"),
        ("en", "Your reference is CT-118833."),
        ("en", "There is no need to give your contract number."),
        ("en", "Do not ask for what we have: their name, their number."),
        ("en", "Is anything still open?"),
        ("en", "Please reply whenever you like."),
        ("en", "Which day would suit you?"),
    ],
)
def test_who_asks_for_nothing_that_we_know_is_left_in_peace(language: str, sentence: str) -> None:
    assert asks_for(f"Bonjour.\n{sentence}\nMerci.", EVERYTHING, language) is None


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Nous ne vous répondrons pas."),
        ("fr", "Nous ne pourrons pas vous répondre avant."),
        ("fr", "Nous ne garantissons pas de réponse."),
        ("fr", "Aucun retour ne vous sera fait."),
        ("fr", "Il nous est impossible de vous répondre plus vite."),
        ("en", "We cannot answer before that."),
        ("en", "We are unable to reply to every message."),
        ("en", "Nobody can answer sooner."),
        ("en", "Do not expect a reply."),
    ],
)
def test_that_nobody_answers_is_no_promise(language: str, sentence: str) -> None:
    assert no_answer(f"Bonjour.\n{sentence}\nMerci.", language) == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Nous ne vous avons pas répondu, et nous le regrettons."),
        ("fr", "Nous ne manquerons pas de vous répondre."),
        ("fr", "Si nous n'avons pas répondu d'ici là, appelez-nous."),
        ("fr", "Nous ne vous répondrons pas plus tard que jeudi."),
        ("en", "We did not answer you in time, and we are sorry."),
        ("en", "We will not leave you without an answer."),
        ("en", "If you do not answer, we will not ask again."),
        ("en", "We will not answer later than Thursday."),
    ],
)
def test_a_past_a_condition_and_a_double_no_are_no_refusal(language: str, sentence: str) -> None:
    assert no_answer(f"Bonjour.\n{sentence}\nMerci.", language) is None


def test_tu_is_told_from_words_that_look_like_it() -> None:
    assert tu_and_vous("Bonjour, comment allez-vous ? Écris-nous.") == "Écris-nous."
    assert tu_and_vous("Salut, comment vas-tu ? Ton message est là.") is None, "one who says tu throughout"
    assert tu_and_vous("Si le ton vous a déplu, dites-le. Notre service s'est tu.") is None
    script = "Tu l'appelles avant midi. À dire : « Bonjour, je vous appelle de chez nous. »"
    assert tu_and_vous(script, script=True) is None and tu_and_vous(script) == "Tu l'appelles avant midi."
    assert tu_and_vous(script.replace("»", "Merci à toi. »"), script=True)


def test_what_is_not_known_may_be_asked(folder: Path) -> None:
    question = "{% if not reference %} Quel est votre numéro de contrat ?{% endif %}"
    plant(folder, "email.fr", "vous n'avez rien à répéter.", f"vous n'avez rien à répéter.{question}")
    assert [str(refusal) for refusal in check(Renderer(folder))] == []


def test_a_preview_shows_what_is_known_and_what_is_said_without() -> None:
    def shown(*options: str) -> str:
        ended = CliRunner().invoke(command, ["preview", *options])
        assert ended.exit_code == 0, ended.output
        return ended.stdout.replace("\u00a0", " ")

    assert "Bonjour [Anne Lefèvre]," in shown("email", "--purpose", "late", "--marks")
    assert "CT-2024" in shown("email", "--purpose", "late") and "CT-2024" not in shown("email", "--purpose", "late", "--sparse")
    assert shown("email", "--html").startswith("<!doctype html>")
    assert "@anne" in shown("social") and "@anne" not in shown("social", "--network", "x")
    assert "To say: “Hello" in shown("phone", "--language", "en")


def test_a_preview_of_what_there_is_not_is_refused_in_a_line() -> None:
    ended = CliRunner().invoke(command, ["preview", "email", "--purpose", "nothing"])
    assert ended.exit_code == 1 and "there is no such template" in ended.stderr
