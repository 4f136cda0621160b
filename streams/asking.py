"""Whether a text asks a person for something that the house knows, and other things that a message must not or must say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from streams.asking_words import ABOUT, ASKING, DEMANDS, NEEDED, NOUNS, OTHERWISE, SPARED, WHETHER, WHICH, WHOSE

_WORD = {
    "fr": r"\b(?:écri|messag|courri|lettre|nouvelles|contact|appel|sollicit|relanc|recev|dérang|demand|reven|reviendr|revien)",
    "en": r"\b(?:writ|messag|mail|letter|contact|call|ask|hear|bother|remind|receiv|come back)",
}
"""What one may have no more of; "the boiler makes no more noise" leaves nobody alone."""

LEAVE = {
    "fr": (rf"(?=[^.?!\n]*{_WORD['fr']})(?:\bn(?:e\b|')[^.?!\n]{{0,60}}\bplus\b|\bplus d(?:e\b|'))",
        r"\blaiss\w+ tranquille", "désinscri", "désabonn"),
    "en": (rf"(?=[^.?!\n]*{_WORD['en']})(?:\b(?:not|never|no)\b[^.?!\n]{{0,60}}\b(?:again|any ?more|longer)\b|\bno more\b)",
        "leave you alone", "unsubscribe"),
}

HOLES = (
    r"\bNone\b", r"(?<=[\w»”])\s[,.](?!\.)", r"\{[{%#]", r"[%#}]\}", r"«\s*»", r"“\s*”", r"\(\s*\)", r",\s*,",
    r"(?<!\.)\.\s?\.(?!\.)", r":\s*[.,]",
    r"\b(?:TODO|FIXME|XXX+|TBD|lorem ipsum|à compléter|to be completed)\b", r"\[[^\]\n]{2,40}\]",
    r"<[A-Za-zÀ-ÿ_ ]{3,40}>", r"\{[A-Za-zÀ-ÿ_ ]{2,40}\}", r"%[A-Za-z_]{2,40}%", r"\*\|[^|\n]{1,40}\|\*", r"\b__[A-Za-zÀ-ÿ]\w*__\b",
    r"\b\d?[Xx]{2,}(?: [Xx]{2,})*\b", r"</?(?:a|b|br|div|em|i|p|span|strong|u)\b[^<>\n]{0,80}>",
)


def asks_for(text: str, known: frozenset[str], language: str, quoted: Iterable[str] = ()) -> str | None:
    """The first sentence that asks for one of the fields `known`; None: none does. `quoted`: what they or we said, which asks nobody."""
    fields = frozenset(known & (NOUNS[language].keys() | OTHERWISE[language].keys()))
    return next((sentence for sentence in sentences(text, quoted) if _asks(sentence, fields, language)), None)


def leaves_alone(text: str, language: str) -> bool:
    """It says that one may have no more of this."""
    return bool(_one_of(LEAVE[language], text))


def left_over(text: str) -> str | None:
    """A hole where something was to be filled in, or what its author meant to fill in by hand; with the words before it."""
    return next((hole for line in text.split("\n") if (hole := _hole(line))), None)


@lru_cache(maxsize=4096)
def _hole(line: str) -> str | None:
    found = re.search("|".join(HOLES), line)
    return " ".join(line[max(0, found.start() - 25) : found.end()].split()) if found else None


_FIRST = re.compile(r"\W*(?:(?:et|and|d'abord|first|so)\b)?\W*", re.IGNORECASE)
_LAST = re.compile(r"\W*(?:encore|again)?\W*", re.IGNORECASE)
"""What stands around "your number?"."""


@lru_cache(maxsize=4096)
def _asks(sentence: str, fields: frozenset[str], language: str) -> bool:
    if _one_of(SPARED[language], sentence):
        return False
    return _in_other_words(sentence, fields, language) or _by_name(sentence, fields, language)


def _in_other_words(sentence: str, fields: frozenset[str], language: str) -> bool:
    patterns = tuple(pattern for field, several in OTHERWISE[language].items() if field in fields for pattern in several)
    return bool((_is_question(sentence) or _one_of(DEMANDS[language], sentence)) and patterns and _one_of(patterns, sentence))


def _by_name(sentence: str, fields: frozenset[str], language: str) -> bool:
    """It asks for "your number"; not about it, and not whether it is still the same."""
    nouns = "|".join(noun for field in sorted(fields & NOUNS[language].keys()) for noun in NOUNS[language][field])
    if not nouns:
        return False
    if _is_question(sentence) and re.search(rf"(?:{WHICH[language]})(?: (?:est|is|was|était))? (?:\w+ )?(?:{nouns})(?!\w)", sentence, re.I):
        return True
    things = [
        found for found in re.finditer(rf"{WHOSE[language]}(?:{nouns})(?!\w)", sentence, re.IGNORECASE)
        if not re.search(ABOUT[language], sentence[: found.start()], re.IGNORECASE)
    ]
    alone = things and _FIRST.fullmatch(sentence, 0, things[0].start()) and _LAST.fullmatch(sentence, things[-1].end())
    if alone and _is_question(sentence):
        return True
    for found in things:
        asked = _last_of(ASKING[language], sentence, found.start())
        if asked is not None and not re.search(WHETHER[language], sentence[asked : found.start()], re.IGNORECASE):
            return True
        if _one_of(NEEDED[language], sentence[found.end() :]):
            return True
    return False


def _is_question(sentence: str) -> bool:
    return sentence.rstrip(" »”\"").endswith("?")


def _last_of(patterns: tuple[str, ...], text: str, before: int) -> int | None:
    """Where the last of them ends."""
    return max((found.end() for found in re.finditer("|".join(patterns), text, re.IGNORECASE) if found.end() <= before), default=None)


def _one_of(patterns: tuple[str, ...], text: str) -> re.Match[str] | None:
    return re.search("|".join(patterns), text, re.IGNORECASE)


def sentences(text: str, quoted: Iterable[str] = ()) -> Iterator[str]:
    """Of what is said by us alone: without `quoted`."""
    text = text.replace("\u00a0", " ")
    for each in quoted:
        text = text.replace(each, " ")
    text = re.sub(r"([»”])\s*(?=[A-ZÀ-Ý])", r"\1\n", text)
    for sentence in re.findall(r"[^.?!\n]+[.?!]?", text):
        if sentence.strip():
            yield " ".join(sentence.split())
