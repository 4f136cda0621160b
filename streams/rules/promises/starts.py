"""Where an expression of time may begin."""

from __future__ import annotations

from streams.rules.promises import feasts, named, parts, periods, relations
from streams.rules.promises.line import Line
from streams.rules.promises.text import words

_OTHER_STARTS = words(
    "that aujourd'hui aujourdhui today today's tonight's tomorrow tomorrow's demain ce cet cette this next coming the le la l' "
    "du a one une un half trois three quarter "
    "lendemain veille day days apres semaine week sem wk weekend w prochain premier j d q s q1 q2 q3 q4 eow eom eoq eoy couple "
    "last first second "
    "third fourth dernier tonight "
    "aujourd dans midi minuit noon midday midnight start demi quart 1st mois month upcoming following les"
)

_STARTS: dict[str, frozenset[str]] = {}


def starts_of(line: Line) -> frozenset[str]:
    """Words with which an expression of time may begin."""
    if line.language not in _STARTS:
        words = line.vocabulary
        tables = (words.weekdays, words.short_weekdays, words.months, words.numbers, words.ordinals, parts._TABLE)
        _STARTS[line.language] = _OTHER_STARTS | relations.STARTS | periods.STARTS | feasts.STARTS | {w for table in tables for w in table}
    return _STARTS[line.language]


_REACH = 9  # words from the first of an expression ("dans un délai maximum de ...") to its first that can only be of time

_CORES: dict[str, frozenset[str]] = {}


def near_a_time(line: Line) -> bytearray:
    """For each word whether one of the next few is of the calendar or the clock; all others begin no expression."""
    if line.language not in _CORES:
        words = line.vocabulary
        tables = (words.weekdays, words.short_weekdays, words.months, words.numbers, words.ordinals, words.units)
        phrases = [row[0] for rows in parts._TABLE.values() for row in rows] + [*feasts.FEASTS, *named.NAMED]
        _CORES[line.language] = (
            frozenset(w for table in tables for w in table) | frozenset(w for phrase in phrases for w in phrase) | _OTHER_CORES
        ) - _NEVER_CORES
    core = _CORES[line.language]
    near, left = bytearray(len(line.words)), 0
    for i in range(len(line.words) - 1, -1, -1):
        word = line.words[i]
        if word in core or word[0].isdigit():
            left = _REACH
        near[i] = left > 0
        left -= left > 0
    return near


_OTHER_CORES = words(
    "aujourd'hui aujourdhui aujourd today today's tonight's tomorrow tomorrow's demain ce tonight weekend week-end w q s mi mid "
    "debut fin early end late courant trimestre quarter annee year midi minuit "
    "noon midday midnight half quarter eow eom eoq eoy month's week's year's quarter's lendemain surlendemain veille jour "
    "journee day month mois cob eod"
)

_NEVER_CORES = words("a an un une de la le les l' d' the of in to at by des au en et and du on it is for - ' . out its")
