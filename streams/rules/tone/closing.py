"""Thanks that are a form: the "Merci." under a request or a complaint thanks for nothing yet.

Who thanks says it first, or says what for, or has nothing else to say, or tells that all is well. What closes a text that asks, informs or
complains, and names nothing that was done, is how one takes leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from streams.rules.tone.lexicon import NEGATORS
from streams.rules.tone.reading import Text, Word
from streams.rules.tone.weighing import BUT, Weighed

SIGNATURE = 4
"""So many words with capitals after the thanks are a name."""
FOR = {"en": frozenset({"for"}), "fr": frozenset({"pour", "de", "d", "du", "des"})}
WHOSE = {
    "en": frozenset({"your", "any", "all", "you", "the", "prompt", "quick", "swift", "kind", "continued", "early", "speedy", "fast"}),
    "fr": frozenset({"votre", "vos", "ton", "ta", "tes", "toute", "toutes", "tout", "l", "la", "prompte", "rapide", "bonne"}),
}
INFINITIVES = ("er", "ir", "re", "oir")
NO_INFINITIVES = frozenset({"votre", "notre", "avoir", "etre", "autre", "aimer", "hier", "faire-part", "courrier", "dossier", "metier"})


class Said(NamedTuple):
    """What a text says besides its thanks: words with content before and after, good and bad finds, whether it asks or takes note."""

    before: int
    after: int
    good: float
    bad: float
    asks: bool
    notes: bool


@cache
def sorts_of(language: str) -> dict[str, tuple[frozenset[str], tuple[str, ...]]]:
    """Of each sort of word: the words and the stems."""
    source = (files("streams.rules.tone") / "closing.txt").read_text(encoding="utf-8")
    found = {}
    for line in source.splitlines():
        if line.startswith(language + " "):
            sort, _, listed = line[3:].partition(":")
            words = [word.strip() for word in listed.split(",")]
            stems = tuple(word[:-1] for word in words if word.endswith("*"))
            found[sort] = (frozenset(word for word in words if not word.endswith("*")), stems)
    return found


def is_of(sort: str, norm: str, language: str) -> bool:
    words, stems = sorts_of(language)[sort]
    return norm in words or (bool(stems) and norm.startswith(stems))


def formulas(found: list[Weighed], text: Text, language: str) -> list[Weighed]:
    """The same finds; thanks that are only a form weigh nothing and lose their label."""
    thanks = [
        index
        for index, one in enumerate(found)
        if one.label and one.weight > 0 and "thanks" in one.hit.entry.labels and _is_form_word(one, text.words, language)
    ]
    if not thanks:
        return found
    words, changed = text.words, list(found)
    for index in thanks:
        start = found[index].hit.places[0]
        end = _end(words, found[index].hit.places[-1], language)
        if _is_form(found, text, language, start, end):
            changed[index] = found[index]._replace(weight=0.0, label=False, form_until=end)
    return changed


def _is_form_word(one: Weighed, words: Sequence[Word], language: str) -> bool:
    """Whether it is what forms are made of: "thank you", not "I want to thank you" or "grateful"."""
    start = one.hit.places[0]
    if not any(is_of("form", words[place].norm, language) for place in one.hit.places):
        return False
    return not (start and not words[start].before and is_of("before", words[start - 1].norm, language))


def _end(words: Sequence[Word], last: int, language: str) -> int:
    """The place after the thanks and what they are for: to the next pause, a name or a greeting after it included."""
    end = last + 1
    while end < len(words) and not words[end].before:
        end += 1
    while end < len(words) and words[end].before < 2 and (words[end].capital or is_of("greet", words[end].norm, language)):
        end += 1
    return end


def _is_form(found: Sequence[Weighed], text: Text, language: str, start: int, end: int) -> bool:
    words = text.words
    what = _what_for(words, found, language, start, end)
    if what == "to do":
        return True
    said = _said(found, text, language, start, end)
    if not said.before and not said.after:
        return said.notes and what == "nothing"
    if what == "done" or not said.before:
        return False
    if any(word.norm in BUT[language] for word in words[max(0, start - 8) : start] if word.sentence == words[start].sentence):
        return False
    if said.asks or said.bad:
        return True
    if said.after and words[end].sentence == words[start].sentence:
        return False
    emphatic = "!" in text.stops[words[start].sentence] or any(is_of("much", word.norm, language) for word in words[start:end])
    return not (said.good or emphatic or _mended(words, language, start, end))


def _what_for(words: Sequence[Word], found: Sequence[Weighed], language: str, start: int, end: int) -> str:
    """nothing; asked: as much for what will be as for what was; done; to do: merci de passer."""
    taken = {place for one in found for place in one.hit.places if place >= start and "thanks" in one.hit.entry.labels}
    first = next((place for place in range(start, end) if words[place].norm in FOR[language]), end)
    rest = [word.norm for word in words[first + 1 : end]]
    if first == end or not rest:
        tail = [words[place] for place in range(start, end) if place not in taken]
        known = all(word.capital or is_of("greet", word.norm, language) or is_of("past", word.norm, language) for word in tail)
        return "nothing" if known or len(tail) < 2 else "done"
    if any(is_of("past", norm, language) for norm in rest):
        return "done"
    if language == "fr" and words[first].norm in ("de", "d"):
        verb = next((norm for norm in rest[:3] if norm.endswith(INFINITIVES) and norm not in NO_INFINITIVES), "")
        if verb and not is_of("asked", rest[0], language) and rest[0] not in ("votre", "vos", "ton", "ta", "tes"):
            return "to do"
    head = next((norm for norm in rest if norm not in WHOSE[language]), "")
    return "asked" if not head or is_of("asked", head, language) else "done"


def _said(found: Sequence[Weighed], text: Text, language: str, start: int, end: int) -> Said:
    words = text.words
    empty = set(range(start, end))
    for one in found:
        if "polite" in one.hit.entry.marks or ("thanks" in one.hit.entry.labels and one.weight > 0):
            empty.update(one.hit.places)
    before = after = 0
    notes = False
    sentence = words[start].sentence
    for number, places in _sentences(words):
        content = [
            place
            for place in places
            if place not in empty and not is_of("greet", words[place].norm, language) and not _is_called(words, place, language)
        ]
        if all(is_of("ack", words[place].norm, language) for place in content):
            notes = notes or any(is_of("ack", words[place].norm, language) for place in places if place < start)
        elif number > sentence and len(places) <= SIGNATURE and all(words[place].capital for place in content):
            continue
        else:
            before += sum(place < start for place in content)
            after += sum(place >= end for place in content)
            continue
        empty.update(places)
    others = [one for one in found if empty.isdisjoint(one.hit.places)]
    good = sum(one.weight for one in others if one.weight > 0.3)
    bad = -sum(one.weight for one in others if one.weight < -0.3)
    asks = any("ask" in one.hit.entry.marks for one in found) or any("?" in stop for stop in text.stops)
    return Said(before, after, good if good > bad else 0.0, bad if bad >= good else 0.0, asks, notes)


def _is_called(words: Sequence[Word], place: int, language: str) -> bool:
    """Whether it is the name after a greeting: dear Mr Abara."""
    if not words[place].capital or not place or words[place].before:
        return False
    return is_of("greet", words[place - 1].norm, language) or _is_called(words, place - 1, language)


def _sentences(words: Sequence[Word]) -> list[tuple[int, list[int]]]:
    found: list[tuple[int, list[int]]] = []
    for place, word in enumerate(words):
        if not found or found[-1][0] != word.sentence:
            found.append((word.sentence, []))
        found[-1][1].append(place)
    return found


def _mended(words: Sequence[Word], language: str, start: int, end: int) -> bool:
    """Whether the text tells, undenied, that something was done: it works; you found it; vous avez rappelé."""
    denied = {word.sentence for word in words if word.norm in NEGATORS[language] or word.ne}
    for place in (*range(start), *range(end, len(words))):
        word = words[place]
        if word.sentence in denied:
            continue
        if is_of("done", word.norm, language):
            return True
        if is_of("you", word.norm, language):
            near = words[place + 1 : place + 4]
            if any(is_of("did", one.norm, language) or (language == "en" and one.norm.endswith("ed")) for one in near):
                return True
    return False
