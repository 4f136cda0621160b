"""Whether a text asks a person for something that the house knows, and other things that a message must not or must say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from streams.asking_words import (
    ABOUT,
    ASKING,
    DATA,
    DEMANDS,
    FORMAL,
    HELD,
    HELD_AFTER,
    HOLDER,
    NEEDED,
    NEGATED,
    NOUNS,
    OTHERWISE,
    SPARED,
    WHETHER,
    WHICH,
    WHOSE,
)

_WORD = {
    "fr": r"\b(?:écri|messag|courri|lettre|nouvelles|contact|appel|sollicit|relanc|recev|dérang|demand|reven|reviendr|revien)",
    "en": r"\b(?:writ|messag|mail|letter|contact|call|ask|hear|bother|remind|receiv|come back)",
}
"""What one may have no more of; "the boiler makes no more noise" leaves nobody alone."""

_STOP = {
    "fr": r"\b(?:nous|on|je|j') ?(?:nous |vous |en )*(?:arrêt|cess|rest(?:ons|erons|ai|e) là|laiss\w+ (?:là|en paix)|retir)",
    "en": r"\b(?:we|i)(?:'ll| will| shall)? (?:stop|cease|leave it (?:there|at that)|leave you (?:be|in peace|to it)|take you off)\b",
}
"""What we do then; "the boiler stops" is something else."""

LEAVE = {
    "fr": (rf"(?=[^.?!\n]*{_WORD['fr']})(?:\bn(?:e\b|')[^.?!\n]{{0,60}}\bplus\b|\bplus (?:d(?:e\b|')|aucun|jamais))",
        rf"\b(?:préfér|souhait|voul|voudr|veux|aim)\w*[^.?!\n]{{0,40}}\bn(?:e |')(?=[^.?!\n]{{0,40}}\b(?:pas|aucune?"
        rf"|rien)\b)[^.?!\n]{{0,40}}{_WORD['fr']}",
        r"\blaiss\w+ (?:en paix|tranquille)", "désinscri", "désabonn", _STOP["fr"],
        r"(?:^|[\n.?!:\-–—«] ?)stop\s?[?:,]", r"\b(?:dites|répondez|écrivez|envoyez|tapez)(?: simplement| juste)? (?:« ?)?stop\b",
        r"\bn'insist\w+ (?:pas|plus)"),
    "en": (rf"(?=[^.?!\n]*{_WORD['en']})(?:\b(?:not|never|no)\b[^.?!\n]{{0,60}}\b(?:again|any ?more|longer)\b|\bno more\b)",
        rf"\b(?:rather|prefer\w*|wish|want\w*|like)\b[^.?!\n]{{0,30}}(?:\bnot?\b|n't\b"
        rf"|\bnever\b)[^.?!\n]{{0,20}}(?:{_WORD['en'][2:]}|\bring\b|\btext)",
        r"leave you (?:alone|be|in peace)", "unsubscribe", r"\bopt out\b", r"\boff (?:the|our|this) list\b", _STOP["en"],
        r"(?:^|[\n.?!:\-–—“] ?)stop\s?[?:,]", r"\b(?:say|reply|answer|write|send|text)(?: just| simply)? (?:“ ?)?stop\b",
        r"\blast (?:you|time you) (?:will )?hear"),
}

MARKUP = (
    r"</?(?:a|abbr|b|big|blockquote|body|br|button|center|code|dd|del|div|dl|dt|em|font|footer|h[1-6]|head|header|hr|html|i|img|ins|li|link"
    r"|mark|meta|ol|p|pre|q|script|section|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead|title|tr|u|ul)(?=[\s/>])"
    r"[^<>\n]{0,200}>", r"<!--",
    r"&(?:nbsp|amp|lt|gt|quot|apos|euro|copy|hellip|[nm]dash|[lr][ads]quo|laquo|raquo|oelig|[a-z](?:acute|grave|circ|uml|cedil"
    r"|tilde)|#\d{2,5}"
    r"|#x[\da-f]{2,5});",
    r"\*\*[^*\s][^*\n]*\*\*", r"\]\(https?:", r"^#{1,6} (?=\S)",
)
"""What another program would make bold or a link of; here it is read as it stands."""

_FIELD = (
    r"(?:pré)?nom|name|date|jour|day|numéro|number|produit|product|référence|reference|montant|amount|lien|link|objet|subject|votre"
    r"|your|insér|insert"
    r"|ici|here|à (?:préciser|remplir|compléter)|fill|xx"
)
HOLES = (
    r"\bNone\b", r"(?<=[\w»”])\s[,.](?!\.)", r"\{[{%#]", r"[%#}]\}", r"«\s*»", r"“\s*”", r"\(\s*\)", r",\s*,",
    r"(?<!\.)\.\s?\.(?!\.)", r":\s*[.,]",
    r"\b(?:TODO|FIXME|XXX+|TBD|TBC|lorem ipsum|à compléter|to be completed)\b", r"\[[^\]\n]{2,40}\]",
    r"<[A-Za-zÀ-ÿ_ ]{3,40}>", r"\{[A-Za-zÀ-ÿ_ ]{2,40}\}", r"%[A-Za-z_]{2,40}%", r"\*\|[^|\n]{1,40}\|\*", r"\b__[A-Za-zÀ-ÿ]\w*__\b",
    r"\b\d?[Xx]{2,}(?:[ /][Xx]{2,})*\b", r"_{3,}", r"\.{5,}|…{2,}|…\.{2,}", r"\$\{?[A-Za-z_]{2,30}\b\}?",
    r"[#@]{1,2}[A-ZÀ-Ý_]{3,30}[#@]{1,2}",
    r"\b(?:PR[ÉE]NOM|NOM(?= D| CLIENT)|FIRST ?NAME|LAST ?NAME|NAME(?= OF|\b[ ,]*$)|NUM[ÉE]RO D|DATE D)[A-ZÀ-Ý' ]*",
    rf"\((?i:{_FIELD})(?: (?:du|de la|de l'|d'|of (?:the )?)[^()\n]{{2,30}})?\)",
    r"\((?i:à \w+(?:er|ir)|to be \w+|insér\w+[^()\n]*|insert [^()\n]*)\)",
)


def asks_for(text: str, known: frozenset[str], language: str, quoted: Iterable[str] = ()) -> str | None:
    """The first sentence that asks for one of the fields `known`; None: none does. `quoted`: what they or we said, which asks nobody."""
    fields = frozenset(known & (NOUNS[language].keys() | OTHERWISE[language].keys()))
    return next((sentence for sentence in sentences(text, quoted) if _asks(sentence, fields, language)), None)


def leaves_alone(text: str, language: str) -> bool:
    """It says that one may have no more of this."""
    return bool(_one_of(LEAVE[language], text))


def marked_up(text: str) -> str | None:
    """A mark of HTML or Markdown."""
    found = re.search("|".join(MARKUP), text, re.IGNORECASE | re.MULTILINE)
    return found[0] if found else None


def left_over(text: str, filled: Iterable[str] = ()) -> str | None:
    """A hole where something was to be filled in, or what its author meant to fill in by hand; with the words before it. `filled`: what was
    filled in, around which brackets are no hole."""
    for each in filled if "[" in text else ():
        text = text.replace(f"[{each}]", each)
    return next((hole for line in text.split("\n") if (hole := _hole(_TAG.sub("", line)))), None)


_TAG = re.compile(rf"^\[(?!(?i:[^\]]*\b(?:{_FIELD})))[^\]\n]{{2,40}}\](?= [A-ZÀ-Ý])")
"""At the beginning of a subject: whose it is, or what kind of message."""


@lru_cache(maxsize=4096)
def _hole(line: str) -> str | None:
    found = re.search("|".join(HOLES), line)
    return " ".join(line[max(0, found.start() - 25) : found.end()].split()) if found else None


_FIRST = re.compile(r"\W*(?:(?:et|and|d'abord|first|so)\b)?\W*", re.IGNORECASE)
_LAST = re.compile(r"\W*(?:encore|again)?\W*", re.IGNORECASE)
"""What stands around "your number?"."""


_BUT = re.compile(r"[;:,]?\s*\b(?:mais|cependant|toutefois|en revanche|but|however|yet)\b,?\s*|\s*;\s*", re.IGNORECASE)
"""What follows is not spared by what stands before."""


@lru_cache(maxsize=4096)
def _asks(sentence: str, fields: frozenset[str], language: str) -> bool:
    """One of its parts does."""
    question = "?" if _is_question(sentence) else ""
    return any(_part_asks(f"{part}{question}", fields, language) for part in _BUT.split(sentence) if part.strip())


def _part_asks(part: str, fields: frozenset[str], language: str) -> bool:
    if _one_of(SPARED[language], part):
        return False
    return _in_other_words(part, fields, language) or _by_name(part, fields, language) or _wants_a_datum(part, fields, language)


_ON_A_FORM = frozenset({"name", "reference"})


def _wants_a_datum(part: str, fields: frozenset[str], language: str) -> bool:
    """It names what is a datum and nothing else, and not as one that is there."""
    nouns = "|".join(noun for field in sorted(fields & DATA[language].keys()) for noun in DATA[language][field])
    if not nouns or _one_of(HELD[language], part):
        return False
    formal = re.search(FORMAL[language], part, re.IGNORECASE) if fields >= _ON_A_FORM and _one_of(DEMANDS[language], part) else None
    if formal and not any(re.search(each[language], part[: formal.start()], re.IGNORECASE) for each in (NEGATED, ABOUT)):
        return not re.match(HELD_AFTER[language], part[formal.end() :], re.IGNORECASE)
    return any(
        not re.search(ABOUT[language], part[: found.start()], re.IGNORECASE)
        and not re.search(NEGATED[language], part[: found.start()], re.IGNORECASE)
        and not re.match(HELD_AFTER[language], part[found.end() :], re.IGNORECASE)
        for found in re.finditer(rf"{HOLDER[language]}(?:{nouns})(?!\w)", part, re.IGNORECASE)
    )


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
