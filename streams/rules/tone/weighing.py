"""What each word of feeling weighs where it stands: negation, intensity, contrast, irony, questions and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streams.rules.tone.lexicon import NEGATORS, Hit, Lexicon
from streams.rules.tone.reading import Text, Word

SCOPE = 4
"""So many words after a negation it still holds."""
FLIPPED_GOOD, FLIPPED_BAD = -0.75, 0.2
"""Not good is nearly bad; not bad is only a little good."""

BUT = {
    "en": frozenset({"but", "however", "yet", "although", "though", "except", "unfortunately", "nevertheless", "still"}),
    "fr": frozenset({"mais", "cependant", "pourtant", "toutefois", "neanmoins", "sauf", "hormis", "malheureusement", "or"}),
}
IF = {
    "en": frozenset({"if", "unless", "whether", "should", "hope", "case", "avoid", "prevent"}),
    "fr": frozenset({"si", "cas", "espere", "esperant", "esperons", "eviter", "evite", "crainte"}),
}
ONLY = {
    "en": frozenset({"only", "just", "merely", "sure", "doubt", "to"}),
    "fr": frozenset({"seulement", "que", "uniquement", "hesiter", "hesite", "hesitez"}),
}
"""After a negator: it denies nothing (not only good, pas seulement, n'hésitez pas)."""
REPEATED = {"en": frozenset({"again", "another"}), "fr": frozenset({"encore", "nouveau", "re"})}
ONGOING = {
    "en": frozenset(
        {
            "again", "still", "another", "already", "times", "weeks", "months", "years", "ages", "nobody", "always", "constantly",
            "second", "third", "fourth", "fifth", "sixth", "twice", "repeatedly", "yet", "never", "finally"
        }
    ),
    "fr": frozenset(
        {
            "encore", "toujours", "nouveau", "deja", "fois", "semaines", "mois", "annees", "ans", "personne", "constamment",
            "deuxieme", "seconde", "troisieme", "quatrieme", "cinquieme", "sixieme", "jamais", "enfin", "rebelote", "cesse"
        }
    ),
}  # fmt: skip
"""What turns the report of a fault into a complaint: it is not the first time, or not since today."""
LONG = {
    "en": frozenset({"weeks", "months", "years", "hours", "days"}),
    "fr": frozenset({"semaines", "mois", "ans", "heures", "jours"}),
}
COUNTS = {
    "en": frozenset({"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "another", "only"}),
    "fr": frozenset({"deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "quinze", "encore"}),
}
REPORT, AGAIN = 0.2, 1.4
IRONIC_REACH = 12


class Weighed(NamedTuple):
    """A hit and its weight here; `turned`: negation or irony changed its sign; `label`: whether it still says what its labels say.

    `denied`: the place of the word that denies it, -1 for none. `form_until`: of thanks that are only a form, the place after them.
    `reported`: a fault that is told for the first time.
    """

    hit: Hit
    weight: float
    turned: bool
    label: bool
    ironic: bool
    denied: int = -1
    form_until: int = 0
    reported: bool = False


def weigh(hits: Sequence[Hit], text: Text, lexicon: Lexicon) -> list[Weighed]:
    """Each hit with its weight in this text, in order; linear in the words and the hits."""
    words, language = text.words, lexicon.language
    taken = {place for hit in hits for place in hit.places}
    contrast = _contrasts(words, language)
    asking = {words[hit.places[0]].sentence for hit in hits if "ask" in hit.entry.marks}
    asking |= {number for number, stop in enumerate(text.stops) if "?" in stop and "!" not in stop}
    found = [_one(hit, text, lexicon, taken, contrast, asking) for hit in hits]
    return _reported(_irony(found, text, language), words, language)


def _reported(found: list[Weighed], words: Sequence[Word], language: str) -> list[Weighed]:
    """A fault is a report as long as nothing else is bad, nothing is said to be so again, and no long while has passed."""
    if not any("fault" in one.hit.entry.marks for one in found):
        return found
    again = any(word.norm in ONGOING[language] for word in words)
    first = not again and not _more_is_bad(found)
    factor = REPORT if first else AGAIN if again else 1.0
    return [
        one._replace(weight=one.weight * factor, reported=first) if "fault" in one.hit.entry.marks and one.weight < 0 else one
        for one in found
    ]


def _more_is_bad(found: Sequence[Weighed]) -> bool:
    """Whether there is more to it than the fault; praise beside it may be irony."""
    return any(
        (one.weight < -0.4 and "fault" not in one.hit.entry.marks) or (one.weight > 1 and "praise" in one.hit.entry.marks) for one in found
    )


def _one(hit: Hit, text: Text, lexicon: Lexicon, taken: set[int], contrast: dict[int, int], asking: set[int]) -> Weighed:
    entry, words = hit.entry, text.words
    weight = entry.weight
    if entry.marks & {"polite"} or not weight:
        return Weighed(hit, weight, False, True, False)
    first, last = hit.places[0], hit.places[-1]
    word = words[first]
    factor, drawn = 1.0, False
    for place in range(first - 1, max(-1, first - 3), -1):
        if words[place + 1].before == 2:
            break
        factor *= lexicon.factors.get(words[place].norm, 1.0) if place not in taken else 1.0
        drawn = drawn or words[place].drawn
    if word.drawn or drawn:
        factor *= 1.2
    if word.loud and not text.loud:
        factor *= 1.25
    stop = text.stops[word.sentence]
    if "!" in stop:
        factor *= 1.1 if stop.count("!") == 1 else 1.2
    if "?" in stop and "!" not in stop:
        factor *= 0.5 if weight > 0 else 0.75
    if "fact" in entry.marks:
        factor *= 0.3 if word.sentence in asking else 0.6 if {word.sentence - 1, word.sentence + 1} & asking else 1.0
    weight *= min(factor, 2.0)
    denied = -1
    if not entry.negated and "raw" not in entry.marks:
        denied = _denied(hit, words, lexicon.language, taken)
    turned = denied >= 0
    if turned:
        weight *= FLIPPED_GOOD if weight > 0 else -FLIPPED_BAD
    if not turned and _supposed(first, words, lexicon.language):
        weight *= 0.45
    side = contrast.get(word.sentence)
    if side is not None:
        weight *= 1.25 if last > side else 0.6
    if word.quoted and weight > 0 and "thanks" not in entry.labels and last - first < 3:
        return Weighed(hit, -0.5 * weight, True, False, True)
    return Weighed(hit, weight, turned, not turned, False, denied)


def _denied(hit: Hit, words: Sequence[Word], language: str, taken: set[int]) -> int:
    """The place of the word that denies the hit, -1 for none: before it in its clause, in French right after it too."""
    first, last = hit.places[0], hit.places[-1]
    negators, only = NEGATORS[language], ONLY[language]
    for place in range(first - 1, max(-1, first - 1 - SCOPE), -1):
        if words[place + 1].before:
            break
        norm = words[place].norm
        if norm in BUT[language]:
            break
        if place in taken and norm not in negators:
            continue
        if norm in negators or (norm == "plus" and language == "fr" and any(words[p].ne for p in range(max(0, place - 3), place + 1))):
            return -1 if place + 1 < len(words) and words[place + 1].norm in only else place
    if language == "fr":
        for place in range(last + 1, min(len(words), last + 3)):
            if words[place].before:
                return -1
            norm = words[place].norm
            if norm in ("pas", "jamais", "guere", "aucun", "aucune", "rien") or (norm == "plus" and words[first].ne):
                return place if place + 1 >= len(words) or words[place + 1].norm not in only or words[place + 1].before > 0 else -1
            if norm not in ("absolument", "vraiment", "toujours", "du", "tout", "ai", "est", "suis", "a"):
                return -1
    return -1


def _supposed(first: int, words: Sequence[Word], language: str) -> bool:
    """Whether it is said of what might be: if there is a problem, en cas de panne."""
    for place in range(first - 1, max(-1, first - 8), -1):
        if words[place + 1].before == 2:
            return False
        if words[place].norm in IF[language] and (words[place].norm != "si" or words[place].before or place == 0 or first - place > 1):
            return True
    return False


def _contrasts(words: Sequence[Word], language: str) -> dict[int, int]:
    """Of each sentence with a "but" inside: the place of the last one."""
    return {
        words[place].sentence: place for place in range(1, len(words)) if words[place].norm in BUT[language] and words[place].before < 2
    }


def _a_long_while(words: Sequence[Word], end: int, language: str) -> bool:
    """Whether nothing but a time follows the praise: wonderful, four weeks for a bulb."""
    after = [word.norm for word in words[end + 1 : end + 4]]
    if len(after) < 2 or not words[end + 1].before:
        return False
    return (after[0] in COUNTS[language] or after[0].isdigit()) and not LONG[language].isdisjoint(after[1:])


def _irony(found: list[Weighed], text: Text, language: str) -> list[Weighed]:
    """Praise that a failure follows in the same or the next sentence, with no "but" between, is meant the other way round."""
    words = text.words
    for index, one in enumerate(found):
        start, end = one.hit.places[0], one.hit.places[-1]
        if one.weight > 1 and start < 3 and _a_long_while(words, end, language):
            found[index] = Weighed(one.hit, -0.8 * one.weight, True, False, True)
            continue
        if one.weight <= 0 or not ({"praise", "thanks"} & (one.hit.entry.marks | one.hit.entry.labels)):
            continue
        opens = start == 0 or words[start].before == 2 or start - 1 == 0 or words[start - 1].before == 2
        if not opens and not words[end + 1 : end + 2]:
            continue
        thanks = "thanks" in one.hit.entry.labels
        for other in found[index + 1 :]:
            place = other.hit.places[0]
            if place - end > IRONIC_REACH or words[place].sentence - words[start].sentence > (0 if thanks else 1):
                break
            if other.weight >= 0 or "fail" not in other.hit.entry.marks or other.turned:
                continue
            between = range(end + 1, place)
            if any(words[p].norm in BUT[language] for p in between):
                break
            repeated = any(words[p].norm in REPEATED[language] for p in range(end + 1, min(len(words), other.hit.places[-1] + 3)))
            if thanks and not repeated:
                break
            if opens:
                found[index] = Weighed(one.hit, -0.6 * one.weight, True, False, True)
            break
    return found
