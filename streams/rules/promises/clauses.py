"""Who does what in a clause: whether a time in it is a promise of ours."""

from __future__ import annotations

import re
from typing import Literal

from streams.rules.promises import speech
from streams.rules.promises.line import Line
from streams.rules.promises.moments import Moment
from streams.rules.promises.sentences import Clause

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


_KEPT = frozenset(("passé", "passés", "passée", "née"))


def kind_of(text: str, language: str, *, addressed: bool) -> Kind:
    """What the clause does with its time. `addressed`: the text speaks to its reader, so that "Mr X" in it is somebody else, and ours."""
    if addressed:
        text = _TITLES.sub("somebody" if language == "en" else "collegue", text)
    return _english(text) if language == "en" else _french(text)


_TITLES = re.compile(r"(?<![\w'])(?:mr|mrs|ms|miss|mme|mlle|madame|monsieur|m)(?: \.)?(?= \w{3,})(?! qu| le | la )")


def _english(text: str) -> Kind:
    if speech.WE_SAID["en"].search(text):
        rest = speech.WE_SAID["en"].sub(" ", text)
        return "ours" if not speech.DENIED["en"].search(rest) else "denied"
    condition = bool(speech.CONDITION["en"].search(text))
    if not condition:
        text = speech.ASIDE["en"].sub("", text)
    if speech.REPORTED["en"].search(text):
        return "reported"
    text = speech.TAIL["en"].sub("", text)
    if condition:
        return "condition"
    strong = bool(speech.STRONG["en"].search(text))
    if not strong and speech.HOURS["en"].search(text):
        return "hours"
    will = bool(speech.WILL["en"].search(text))
    get = bool(speech.GET["en"].search(text))
    if not strong and speech.RIGHTS["en"].search(text):
        return "rights"
    if not strong and speech.OTHERS["en"].search(text):
        return "others"
    if speech.OFFERED["en"].search(text) and not will:
        return "offered"
    if not get and speech.THEIRS_DO["en"].search(text):
        return "theirs"
    if speech.ASKED["en"].search(text) and not (get and will):
        return "asked"
    if _denied(text, "en"):
        return "denied"
    if not will and _past_english(text):
        return "past"
    if will or get or any(table["en"].search(text) for table in (speech.WE, speech.BOOKED, speech.ACTS, speech.NOUNS)):
        return "ours"
    return "bare"


def _past_english(text: str) -> bool:
    if speech.PERFECT_BOOKED_EN.search(text):
        return False
    rest = speech.PASSIVE_EN.sub(" ", speech.CAUSED_EN.sub(" ", text))
    if speech.BOOKED["en"].search(text) and not re.search(r"(?<![\w'])(?:was|were|had|did|hadn't|wasn't|originally)(?![\w])", text):
        return False
    return bool(speech.PAST["en"].search(rest))


def _denied(text: str, language: str) -> bool:
    if not speech.DENIED[language].search(text):
        return False
    if language == "fr":
        text = speech.ONLY_FR.sub(" ", text)
    rest = speech.NOT_DENIED[language].sub(" ", text)
    return rest == text and bool(speech.DENIED[language].search(rest))


def _french(text: str) -> Kind:
    if speech.WE_SAID["fr"].search(text):
        rest = speech.WE_SAID["fr"].sub(" ", text)
        return "ours" if not _denied(rest, "fr") else "denied"
    if speech.CONDITION["fr"].search(text.replace("à", "a")):
        return "reported" if speech.REPORTED["fr"].search(text) else "condition"
    text = speech.ASIDE["fr"].sub("", text)
    if speech.REPORTED["fr"].search(text):
        return "reported"
    text = speech.TAIL["fr"].sub("", text)
    plain = text.replace("à", "a")
    strong = bool(speech.STRONG["fr"].search(plain))
    if not strong and speech.HOURS["fr"].search(plain):
        return "hours"
    will = bool(speech.WILL["fr"].search(plain))
    get = bool(speech.GET["fr"].search(plain))
    if not strong and speech.RIGHTS["fr"].search(plain):
        return "rights"
    if not strong and speech.OTHERS["fr"].search(plain):
        return "others"
    if speech.OFFERED["fr"].search(plain) and not will:
        return "offered"
    if not get and speech.THEIRS_DO["fr"].search(plain):
        return "theirs"
    if speech.ASKED["fr"].search(plain) and not (will and get):
        return "asked"
    if not get and _bidden(text):
        return "asked"
    if _denied(text, "fr"):
        return "denied"
    if not will and _past_french(text):
        return "past"
    if will or get or any(table["fr"].search(plain) for table in (speech.WE, speech.BOOKED, speech.ACTS, speech.NOUNS)):
        return "ours"
    return "bare"


_EZ = re.compile(r"(?<![\w'])(\w{2,}ez)(?![\w])")


def _bidden(text: str) -> bool:
    """Whether a verb in -ez speaks of the reader's deed and no verb of ours stands before it."""
    for match in _EZ.finditer(text):
        if match[1] in speech.POLITE_EZ:
            continue
        before = text[: match.start()]
        return not (speech.WE["fr"].search(before) or speech.WILL["fr"].search(before) or re.search(r"(?<![\w'])(?:que|qu'|dont)(?![\w])", before))
    return False


def _past_french(text: str) -> bool:
    if speech.PAST["fr"].search(text):
        return True
    if speech.PERFECT_BOOKED_FR.search(text):
        return False
    return bool(speech.PERFECT_FR.search(text))
