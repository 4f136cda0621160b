"""Parts of a day and the hour at which each is over."""

from __future__ import annotations

from typing import NamedTuple

from streams.rules.promises.line import Line


class Part(NamedTuple):
    """The hour at which it is over; 24 is the end of the day. `today`: said of this very day ("ce matin"). `free`: needs no day."""

    hour: int
    name: str
    today: bool
    free: bool


# name -> the hour at which it is over; the phrases of both languages, articles left out.
_PARTS: dict[tuple[str, int], str] = {
    ("first", 10): (
        "a la premiere heure|premiere heure|aux premieres heures|des l' ouverture|a l' ouverture|tot le matin|"
        "tot dans la matinee|de bonne heure|de tres bonne heure|"
        "tot|first thing in the morning|first thing|1st thing|early in the morning|bright and early|crack of dawn|"
        "start of business|start of play|"
        "opening time|start of day"
    ),
    ("morning", 12): (
        "mi - journee|fin de matinee|debut de matinee|milieu de matinee|cours de matinee|courant de matinee|matinee|matin|avant - midi|"
        "avant midi|fin de la matinee|"
        "late morning|early morning|mid - morning|mid morning|midmorning|morning's out|morning is out|morning|end of the morning"
    ),
    (
        "lunch",
        13,
    ): "l' heure du dejeuner|heure du dejeuner|pause dejeuner|heure du repas|temps de midi|heure de midi|lunchtime|lunch time|lunch",
    ("afternoon", 18): (
        "ap midi|ap - midi|apr midi|apres m|fin d' apres - midi|fin d' apres midi|fin d' aprem|debut d' apres - midi|"
        "debut d' apres midi|debut d' aprem|"
        "milieu d' apres - midi|courant d' apres - midi|"
        "cours d' apres - midi|apres - midi|apres midi|aprem|fin de l' apres - midi|fin de l' aprem|debut de l' apres - midi|"
        "late afternoon|early afternoon|mid - afternoon|mid afternoon|afternoon's out|afternoon|end of the afternoon"
    ),
    ("close", 18): (
        "close of business|close of play|close of trading|end of business|end of play|end of business day|"
        "end of the business day|end of the working day|end of working hours|"
        "cob|eob|c . o . b .|cop|fermeture|fermeture des bureaux|fermeture du bureau|fermeture du magasin|heure de fermeture|"
        "closing time|closing|close"
    ),
    ("evening", 24): "debut de soiree|fin de soiree|soiree|soir|nuit|early evening|late evening|evening|night|tonight",
    ("day", 24): (
        "fin de journee|journee|cours de la journee|courant de la journee|courant de journee|cours de journee|"
        "in the course of the day|during the day|later in the day|fin de la journee|fin de cette journee|fin du jour|eod|"
        "e . o . d .|e . o . d|end of day|end of the day|end of today|fdj|fin de jour|day is out|day's out|"
        "day's end|end of tomorrow|close of day"
    ),
}
_TABLE: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
for (_name, _hour), _phrases in _PARTS.items():
    for _phrase in _phrases.split("|"):
        _words = tuple(_phrase.split())
        _TABLE.setdefault(_words[0], []).append((_words, _name, _hour))
for _rows in _TABLE.values():
    _rows.sort(key=lambda row: -len(row[0]))
_LEADS = (
    "ce",
    "cet",
    "cette",
    "le",
    "la",
    "l'",
    "au",
    "en",
    "the",
    "this",
    "in",
    "dans",
    "du",
    "de",
    "at",
    "by",
    "for",
    "sur",
    "a",
    "later",
    "courant",
    "tot",
    "d'",
    "towards",
    "later",
)
_HERE = ("ce", "cet", "cette", "this")


def part(line: Line, i: int, *, after_day: bool) -> tuple[int, Part] | None:
    """(place after it, the part) at `i`. Behind a day "am" and "pm" are parts as well."""
    j = i
    while line.word(j) in _LEADS and j < i + 4:
        j += 1
    lead = line.words[i:j]
    here = any(word in _HERE for word in lead)
    for start in range(i, j + 1):
        for words, name, hour in _TABLE.get(line.word(start), ()):
            end = line.has(start, *words)
            if not end:
                continue
            if name == "day" and line.language == "en" and words == ("end", "of", "tomorrow"):
                continue
            if line.word(start - 1) in ("une", "un", "a", "an") or (
                words == ("journee",) and not {"la", "dans", "cette", "en"} & set(lead)
            ):
                continue
            if words in (("close",), ("closing",)) and not {"by", "at"} & {*lead, line.word(i - 1)}:
                continue
            if words == ("tot",) and not after_day:
                continue
            if words[0] == "lunch" and line.word(start - 1) in ("for", "at", "the", "our", "a") and not after_day and "by" not in lead:
                continue
            free = (
                name in ("first", "day", "close", "lunch")
                or words == ("tonight",)
                or "in" in lead
                or "dans" in lead
                or "en" in lead
                or "d'" in lead
            )
            free = free or (words[0] in ("fin", "debut", "milieu") and "de" not in lead)
            if name == "morning" and ("in" in lead or line.word(i - 1) == "in"):
                name = "morrow"  # "in the morning" is not this one
            return end, Part(hour, name, here or words == ("tonight",), free or here)
    if after_day and line.word(i) in ("am", "pm", "a", "p") and (line.word(i) in ("am", "pm") or line.has(i + 1, ".", "m")):
        end = i + 1 if line.word(i) in ("am", "pm") else i + 3
        end += line.word(end) == "." and end > i + 1
        return end, Part(12 if line.word(i)[0] == "a" else 18, "morning" if line.word(i)[0] == "a" else "afternoon", False, True)
    return None
