"""What stands behind a length or a day and belongs to it: ago, from now, of receiving it, at the latest."""

from __future__ import annotations

from streams.rules.promises.days import day
from streams.rules.promises.line import Line
from streams.rules.promises.pieces import Pieces
from streams.rules.promises.text import phrases
from streams.rules.promises.today import Today

LATEST = phrases(
    "au plus tard|at the latest|at latest|latest|dernier delai|sans faute|without fail|tops|at the very latest|au plus|maximum|"
    "max|au maximum|at most|grand maximum|au grand maximum"
)

_FROM_NOW = phrases(
    "from now|from today|hence|a compter d' aujourd'hui|a partir d' aujourd'hui|a compter de ce jour|a partir de ce jour|"
    "a dater de ce jour|a compter de maintenant|a partir de maintenant|' time|' s time|time|of today|of this message|"
    "of this email|of this letter|s time|starting now|starting today|as of today"
)

OVER = phrases("is out|is over|is up|is done|is through|ends|runs out|closes|finishes|are out|are over")

_AGO = phrases("ago|back|earlier|plus tot|passes|passees|avant")

_LATER = phrases("later|plus tard|apres|after that|thereafter")


def length_tail(line: Line, j: int, today: Today, pieces: Pieces) -> tuple[int, bool, bool]:
    """(place after it, past, undated) of what follows a length: "ago", "from now", "of receiving it", "à compter de lundi"."""
    for phrase in _FROM_NOW:
        if end := line.has(j, *phrase):
            return end, False, False
    for phrase in _AGO:
        if (end := line.has(j, *phrase)) and not (phrase == ("avant",) and line.word(end) not in (".", ",", "")):
            return end, True, False
    for phrase in _LATER:
        if (end := line.has(j, *phrase)) and not thing(line, end):
            pieces.base = today.named
            return end, False, False
    for phrase in _FROM_EVENT:
        if end := line.has(j, *phrase):
            for k in (end, end - 1):
                found = day(line, k, today)
                if found is not None:
                    pieces.base = found[1].last
                    return found[0], False, False
            return j, False, True
    return j, False, False


def thing(line: Line, j: int) -> bool:
    word = line.word(j)
    return word[:1].isalpha() and word not in ("et", "and", "pour", "nous", "we", "i", "je", "au", "at", "le")


_FROM_EVENT = tuple(
    tuple(phrase.split())
    for phrase in [
        "that follow",
        "which follow",
        "of",
        "after",
        "from",
        "following",
        "once",
        "upon",
        "when",
        "as of",
        "starting",
        "counting from",
        "apres",
        "suivant",
        "suivants",
        "a compter de",
        "a compter du",
        "a partir de",
        "a partir du",
        "des",
        "a reception",
        "de la",
        "de reception",
        "qui suivent",
        "qui suivront",
        "qui suit",
        "une fois",
        "du",
        "a dater de",
        "a dater du",
        "post",
        "since",
        "if",
        "provided",
        "as soon as",
        "de votre",
        "de leur",
        "from when",
        "suivant la",
        "suivant le",
        "apres la",
        "apres le",
    ]
)
