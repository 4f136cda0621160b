"""What the code says in English is said in French to whoever reads in French; what is somebody else's word stays."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from streams.rules.plain_refusals import REFUSALS
from streams.rules.plain_words import FRENCH, in_words

STREAMS = Path(__file__).parents[3] / "streams"
SENDERS = (*STREAMS.glob("channels/*/send.py"), *STREAMS.glob("channels/social/sending/*.py"), STREAMS / "channels" / "sending.py")
OTHERS = tuple(STREAMS / name for name in ("sending.py", "checking.py", "grammar.py", "trying.py"))


def told(file: Path) -> set[str]:
    """What a file says of a message or a template: reasons, faults and remedies, with a word in the place of whatever is filled in."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg in ("what", "remedy", "reason"):
            found.append(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
            found += node.args[1:]
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            found += [node.value.elts[0], node.value.elts[-1]]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("reason", "remedy", "what"):
            found += [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
    return {" ".join(text.split()) for each in found if " " in (text := _text(each))}


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(each) for each in node.values)
    if isinstance(node, ast.FormattedValue):
        return "" if isinstance(node.value, ast.Name) and node.value.id == "without" else "550"
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def refused(file: Path) -> set[str]:
    """What a file says of what came in, or of where it comes from, and of how to mend it."""
    found: list[ast.expr] = []
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ERRORS:
                found += [*node.args[1:3], *(each.value for each in node.keywords if each.arg in ("what", "remedy", "reason"))]
            elif name == "refused":
                found += node.args[2:]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "").lower() in SAYING:
            found += node.value.values if isinstance(node.value, ast.Dict) else [node.value]
    return {text for each in found for text in _texts(each) if " " in text}


ERRORS = ("Refusal", "Unreadable", "Refused", "Unavailable", "Denied", "Forged")
SAYING = ("what", "remedy", "again", "problem", "too_large", "resend", "_resend", "a_time", "codes")


def _texts(node: ast.expr) -> list[str]:
    """Each way in which it may come out."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [text for each in node.values for text in _texts(each)]
    if isinstance(node, ast.JoinedStr):
        return ["".join(each.value if isinstance(each, ast.Constant) else "550" for each in node.values)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


SETTINGS = ("connections.py", "signing.py")
"""Of settings: whoever sets them reads them, at a terminal."""
CAME_IN = (
    *(file for file in sorted(STREAMS.glob("channels/**/*.py")) if file.name not in SETTINGS),
    *sorted(STREAMS.glob("stages/*.py")), *sorted(STREAMS.glob("state/*.py")),
    *(STREAMS / name for name in ("apart.py", "desk.py", "erasing.py", "runner.py", "settling.py", "wire.py")),
    *sorted((STREAMS.parent / "services" / "intake").glob("*.py")), STREAMS.parent / "services" / "web" / "scans.py",
)


@pytest.mark.parametrize("file", [file for file in CAME_IN if refused(file)], ids=lambda file: str(file.relative_to(STREAMS.parent)))
def test_why_something_was_not_understood_is_known_in_french(file: Path) -> None:
    assert [each for each in sorted(refused(file)) if in_words(each, "fr") == each and not AN_EXAMPLE.fullmatch(each)] == []


AN_EXAMPLE = re.compile(r"[\d\W]+T?[\d\W]+|550 is 550")
"""How a time is written, and in which state a campaign is: each state has its own sentence."""


def test_there_is_something_not_to_understand() -> None:
    assert sum(len(refused(file)) for file in CAME_IN) > 200


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("'x' is no time", "'x' n'est pas une date"),
        ("send the post as the API gave it", "renvoyez le message comme l'API l'a donné"),
        ("send it as the provider's webhook or API gave it", "renvoyez-le comme le webhook ou l'API du fournisseur l'a donné"),
        ("ask the Graph API for the field timestamp", "demandez à l'API Graph\u202f: le champ timestamp"),
        ("the server refuses the user or the password; it is tried again by itself",
         "le serveur refuse l'utilisateur ou le mot de passe\u202f; un nouvel essai aura lieu tout seul"),
        ("Expected `str`, got `int` - at `$.parties[0].role`", "`str` était attendu, et c'est `int`, à `$.parties[0].role`"),
        ("handling it failed (ValueError: odd)", "le traitement a échoué (ValueError\u202f: odd)"),
    ],
)
def test_what_came_in_is_said_with_what_it_names(text: str, french: str) -> None:
    assert in_words(text, "fr") == french


def test_a_text_that_never_ends_is_not_taken_apart() -> None:
    text = "for example " * 10_000
    assert in_words(text, "fr") == text
    assert in_words("for example " * 160, "fr").startswith("par exemple par exemple")


@pytest.mark.parametrize("file", [*SENDERS, *OTHERS], ids=lambda file: str(file.relative_to(STREAMS)))
def test_what_the_code_says_is_known_in_french(file: Path) -> None:
    assert [each for each in sorted(told(file)) if in_words(each, "fr") == each] == []


def test_there_is_something_to_say() -> None:
    assert sum(len(told(file)) for file in (*SENDERS, *OTHERS)) > 60


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("the server cannot be reached: TimeoutError", "le serveur est injoignable (TimeoutError)"),
        ("mx.example:25 rests: the server cannot be reached: OSError", "mx.example:25 ne prend rien pour le moment\u202f: le serveur est"
         " injoignable (OSError)"),
        ("messages/quiet/email.fr.j2:3: it has a loop, which no message needs; use text, {{ fields }} and {% if %}",
         "il contient une boucle, dont aucun message n'a besoin\u202f; prenez du texte, {{ champs }} et {% if %}"),
        ("something is missing: 'le ,' where product is not known; ask with {% if product %}",
         "il manque quelque chose\u202f: 'le ,', quand on ignore product\u202f; demandez-le avec {% if product %}"),
        ("550 5.1.1 no such user here", "550 5.1.1 no such user here"),
        ("", ""),
    ],
)
def test_a_sentence_is_said_with_what_it_names_and_another_servers_words_stay(text: str, french: str) -> None:
    assert in_words(text, "fr") == french
    assert in_words(text, "en") == text


def test_a_sentence_and_its_translation_name_as_many_things() -> None:
    every = (*FRENCH, *REFUSALS)
    assert [english for english, french in every if english.count("{}") != french.count("{}")] == []
    assert len({english for english, _ in every}) == len(every)
