"""Who does what in a clause: whether a time in it is a promise of ours."""

from __future__ import annotations

import re
from typing import Literal

from streams.rules.promises.expressions import Moment
from streams.rules.promises.line import Line
from streams.rules.promises.sentences import Clause
from streams.rules.promises.speech import POLITE_EZ, pattern

# ours: we undertake; bare: it has no predicate of its own; the others are no promises, each for its reason.
Kind = Literal["ours", "bare", "condition", "reported", "offered", "hours", "rights", "others", "asked", "theirs", "denied", "past"]


def text_of(line: Line, clause: Clause, moments: list[Moment]) -> str:
    """The clause in plain small letters, "#" for each time, "#l" for each length; "à" keeps its accent, which tells it from the verb."""
    words: list[str] = []
    i = clause.start
    at = {m.start: m for m in moments}
    while i < clause.end:
        moment = at.get(i)
        if moment is not None:
            words.append("#l" if moment.length else "#")
            i = moment.end
            continue
        token = line.tokens[i]
        word = line.words[i]
        if token.raw == "à" or token.raw in _KEPT:
            word = token.raw
        if word[0] != "\n":
            words.append(word)
        i += 1
    return " ".join(words)


_DEEDS = ("we", "booked", "acts", "nouns")  # tables of which any word makes a deed of ours of a clause that nothing else speaks against
_KEPT = frozenset(("passé", "passés", "passée", "née"))


def kind_of(text: str, language: str, *, addressed: bool) -> Kind:
    """What the clause does with its time. `addressed`: the text speaks to its reader, so that "Mr X" in it is somebody else, and ours."""
    if addressed:
        text = _TITLES.sub("somebody" if language == "en" else "collegue", text)
    return _english(text) if language == "en" else _french(text)


_TITLES = re.compile(r"(?<![\w'])(?:mr|mrs|ms|miss|mme|mlle|madame|monsieur|m)(?: \.)?(?= \w{3,})(?! qu| le | la )")


def _english(text: str) -> Kind:
    if pattern("we said", "en").search(text):
        rest = pattern("we said", "en").sub(" ", text)
        return "ours" if not pattern("denied", "en").search(rest) else "denied"
    condition = bool(pattern("condition", "en").search(text))
    if not condition:
        text = pattern("aside", "en").sub("", text)
    if pattern("reported", "en").search(text):
        return "reported"
    text = pattern("tail", "en").sub("", text)
    if condition:
        return "condition"
    strong = bool(pattern("strong", "en").search(text))
    if not strong and pattern("hours", "en").search(text):
        return "hours"
    will = bool(pattern("will", "en").search(text))
    get = bool(pattern("get", "en").search(text))
    if not strong and pattern("rights", "en").search(text):
        return "rights"
    if not strong and pattern("others", "en").search(text):
        return "others"
    if pattern("offered", "en").search(text) and not will:
        return "offered"
    if not get and pattern("theirs do", "en").search(text):
        return "theirs"
    if pattern("asked", "en").search(text) and not (get and will):
        return "asked"
    if _denied(text, "en"):
        return "denied"
    if not will and _past_english(text):
        return "past"
    if will or get or any(pattern(table, "en").search(text) for table in _DEEDS):
        return "ours"
    return "bare"


def _past_english(text: str) -> bool:
    if pattern("perfect booked", "en").search(text):
        return False
    rest = pattern("passive", "en").sub(" ", pattern("caused", "en").sub(" ", text))
    if pattern("booked", "en").search(text) and not re.search(r"(?<![\w'])(?:was|were|had|did|hadn't|wasn't|originally)(?![\w])", text):
        return False
    return bool(pattern("past", "en").search(rest))


def _denied(text: str, language: str) -> bool:
    if not pattern("denied", language).search(text):
        return False
    if language == "fr":
        text = pattern("only", "fr").sub(" ", text)
    rest = pattern("not denied", language).sub(" ", text)
    return rest == text and bool(pattern("denied", language).search(rest))


def _french(text: str) -> Kind:
    if pattern("we said", "fr").search(text):
        rest = pattern("we said", "fr").sub(" ", text)
        return "ours" if not _denied(rest, "fr") else "denied"
    if pattern("condition", "fr").search(text.replace("à", "a")):
        return "reported" if pattern("reported", "fr").search(text) else "condition"
    text = pattern("aside", "fr").sub("", text)
    if pattern("reported", "fr").search(text):
        return "reported"
    text = pattern("tail", "fr").sub("", text)
    plain = text.replace("à", "a")
    strong = bool(pattern("strong", "fr").search(plain))
    if not strong and pattern("hours", "fr").search(plain):
        return "hours"
    will = bool(pattern("will", "fr").search(plain))
    get = bool(pattern("get", "fr").search(plain))
    if not strong and pattern("rights", "fr").search(plain):
        return "rights"
    if not strong and pattern("others", "fr").search(plain):
        return "others"
    if pattern("offered", "fr").search(plain) and not will:
        return "offered"
    if not get and pattern("theirs do", "fr").search(plain):
        return "theirs"
    if pattern("asked", "fr").search(plain) and not (will and get):
        return "asked"
    if not get and _bidden(text):
        return "asked"
    if _denied(text, "fr"):
        return "denied"
    if not will and _past_french(text):
        return "past"
    if will or get or any(pattern(table, "fr").search(plain) for table in _DEEDS):
        return "ours"
    return "bare"


_EZ = re.compile(r"(?<![\w'])(\w{2,}ez)(?![\w])")


def _bidden(text: str) -> bool:
    """Whether a verb in -ez speaks of the reader's deed and no verb of ours stands before it."""
    for match in _EZ.finditer(text):
        if match[1] in POLITE_EZ or re.match(r" (?:assure|certain|tranquille|rassure|remercie|sur)", text[match.end() :]):
            continue
        before = text[: match.start()]
        return not (
            pattern("we", "fr").search(before)
            or pattern("will", "fr").search(before)
            or re.search(r"(?<![\w'])(?:que|qu'|dont)(?![\w])", before)
        )
    return False


def _past_french(text: str) -> bool:
    if pattern("past", "fr").search(text):
        return True
    if pattern("perfect booked", "fr").search(text):
        return False
    return bool(pattern("perfect", "fr").search(text))
