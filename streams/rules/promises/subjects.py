"""Whose deed a clause tells: the noun that it begins with is one of our people or things, somebody else, or nothing known here."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Literal

from streams.rules.promises.text import words

Subject = Literal["ours", "theirs", "unknown", "none"]

_READ = 6  # words behind the article among which the noun stands
_DETERMINERS = {
    "fr": words("le la l' les un une des du nos notre votre vos ce cet cette ces son sa ses leur leurs mon ma mes ton ta tes"),
    "en": words("the a an our your this that these those their his her its my some any no both all"),
}
_BEFORE = {
    "fr": words("et mais donc alors ensuite puis enfin aussi ainsi toutefois cependant bref ok sinon or car normalement deja # #l"),
    "en": words("and but then so also meanwhile however or yet anyway ok finally now still either way normally # #l"),
}
_ENDS = {
    "fr": words("de d' du des que qu' qui pour par a à au aux chez sur dans en est sont sera seront va vont # #l vous nous"),
    "en": words("of for from to at in on by with that who which is are was will 'll has have can may # #l you us"),
}
_VERBS = words("is are will has have can starts start ends end begins begin opens open runs run closes close finishes reopens resumes")
_READERS = words("your votre vos ton ta tes")
_ANOTHERS = _READERS | words("son sa ses leur leurs his her their")
_OURS_UNLESS_ANOTHERS = words("bank banque")  # "la banque exécute le virement demain", but "votre banque"
_ADJECTIVES = words(
    "nouveau nouvel nouvelle nouveaux nouvelles premier premiere second seconde deuxieme prochain prochaine dernier derniere petit petite "
    "grand grande bon bonne ancien ancienne autre autres meme meilleur futur future double tout toute tous toutes deux trois"
)
# Endings of trades and of work: plombier, livreuse, technicien, plaquiste, dallage; plumber, inspector, electrician, machinist, paving.
_TRADE = {
    "fr": re.compile(r"\w{3,}(?:eur|euse|ien|ienne|iste|ier|iere|logue|trice|age)s?$"),
    "en": re.compile(r"\w{3,}(?:er|or|ian|ist|man|woman|men|smith|ess|ing)s?$"),
}

_DOER = re.compile(r"(?<![\w'])(?:par|by) (?:le|la|l'|les|the|your|votre|son|sa|their|his|her) (\w+)")


def subject_of(text: str, language: str) -> Subject:
    """Of a clause as `text_of` gives it; "none" when it does not begin with a noun and its article."""
    said = text.split()
    if (doer := _DOER.search(text)) and _is_theirs(doer[1], language):
        return "theirs"  # "fixée par la préfecture"
    i = 0
    while i < len(said) and said[i] in _BEFORE[language]:
        i += 1
    if i == len(said):
        return "none"
    determiner = said[i]
    if determiner not in _DETERMINERS[language]:
        return "theirs" if language == "en" and _bare_subject(said[i : i + 4]) else "none"
    group = _group(said[i + 1 : i + 1 + _READ], language)
    if not group:
        return "none"
    known = _by_its_noun(group, language)
    if known == "theirs" and group[0] in _OURS_UNLESS_ANOTHERS and determiner not in _ANOTHERS:
        return "ours"
    if known != "unknown":
        return known
    return "ours" if determiner in _READERS else "unknown"  # what belongs to the reader is what we look after


def begins_with_a_thing(text: str, language: str) -> bool:
    """Whether the subject is a thing of ours and nobody who acts: "the alarm", "la prime"."""
    said = text.split()
    if (_SPOKEN_TO | _READERS) & set(said) or subject_of(text, language) != "ours" or said[0] not in _DETERMINERS[language]:
        return False
    people = _nouns("people", language)
    return not any(_within(word, people) or _ACTING[language].match(word) for word in _group(said[1 : 1 + _READ], language))


_SPOKEN_TO = words("vous te t' you us nous")
_ACTING = {
    "fr": re.compile(r"\w{3,}(?:eur|euse|ien|ienne|iste|ier|iere|trice)s?$"),
    "en": re.compile(r"\w{3,}(?:er|or|ian|ist|man|woman|men|smith|ess)s?$"),
}


def _group(said: list[str], language: str) -> list[str]:
    group: list[str] = []
    for word in said:
        if word in _ENDS[language]:
            break
        group.append(word.removesuffix("'s"))
    return group


def _by_its_noun(group: list[str], language: str) -> Subject:
    """In French by the first word that is no adjective, in English by the last of those that are known side by side."""
    if language == "fr":
        noun = next((word for word in group if word not in _ADJECTIVES), "")
        if not noun:
            return "ours"  # "le second"
        return "theirs" if _is_theirs(noun, language) else "ours" if is_ours(noun, language) else "unknown"
    found: Subject = "unknown"
    for word in group:
        known: Subject = "theirs" if _is_theirs(word, language) else "ours" if is_ours(word, language) else "unknown"
        if known == "unknown" and found != "unknown":
            break
        found = known
    return found


def _bare_subject(said: list[str]) -> bool:
    """ "Heavy rain is forecast": an English noun of somebody else's without its article, before its verb."""
    end = next((k for k, word in enumerate(said) if word in _VERBS), 0)
    return any(_is_theirs(word, "en") for word in said[:end])


def is_ours(word: str, language: str) -> bool:
    """Whether a noun names what we hand over, do, or who does it for us."""
    return not _is_theirs(word, language) and (_within(word, _nouns("ours", language)) or bool(_TRADE[language].match(word)))


def _is_theirs(word: str, language: str) -> bool:
    return _within(word, _nouns("theirs", language))


def _within(word: str, nouns: frozenset[str]) -> bool:
    return word in nouns or (word[-1:] in ("s", "x") and word[:-1] in nouns)


@cache
def _nouns(name: str, language: str) -> frozenset[str]:
    """The table of nouns.txt of that name, "ours" or "theirs"."""
    text = (files("streams.rules.promises") / "nouns.txt").read_text("utf-8")
    blocks = (block.partition("]") for block in text.split("\n[")[1:])
    return next(words(body) for head, _, body in blocks if head == f"{name} {language}")
