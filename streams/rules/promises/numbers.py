"""Numbers in digits and in words, of French France, Belgium and Switzerland and of English."""

from __future__ import annotations

from streams.rules.promises.line import Line


def number(line: Line, i: int) -> tuple[int, int] | None:
    """(place after it, value) of a whole number at `i`."""
    word = line.word(i)
    if word.isdigit():
        return (i + 1, int(word)) if len(word) <= 4 and word.isascii() else None
    value = line.vocabulary.numbers.get(word)
    if value is None:
        return None
    j = i + 1
    if word == "quatre":
        k = j + 1 if line.word(j) == "-" else j
        if line.word(k) in ("vingt", "vingts"):
            value, j = 80, k + 1
    if word in ("a", "half") and line.word(j) == "dozen":
        return j + 1, 12
    if word == "une" and line.word(j) in ("dizaine", "douzaine", "vingtaine", "trentaine"):
        value, j = line.vocabulary.numbers[line.word(j)], j + 1
        return (j + 1 if line.word(j) in ("de", "d'") else j), value
    if word == "dix":
        k = j + 1 if line.word(j) == "-" else j
        teen = line.vocabulary.numbers.get(line.word(k), 0)
        return (k + 1, 10 + teen) if 7 <= teen <= 9 and line.word(k).isalpha() else (j, value)
    if 20 <= value <= 90:
        k = j + 1 if line.word(j) in ("-", "et") else j
        more = line.vocabulary.numbers.get(line.word(k), 0)
        room = 19 if value in (60, 80) and line.language == "fr" else 9
        if 0 < more <= room and line.word(k) not in ("a", "an"):
            value, j = value + more, k + 1
            if more == 10 and room == 19:
                k = j + 1 if line.word(j) == "-" else j
                teen = line.vocabulary.numbers.get(line.word(k), 0)
                if 7 <= teen <= 9:
                    value, j = value + teen, k + 1
    return j, value


_BETWEEN = {"fr": ("-", "/", "a", "ou", "et"), "en": ("-", "/", "to", "or", "and")}


def up_to(line: Line, i: int) -> tuple[int, int] | None:
    """(place after it, upper end) of "two", "2-3", "24/48", "deux ou trois"; only a larger second number makes a range."""
    first = number(line, i)
    if first is None:
        return None
    j, low = first
    if line.word(j) in _BETWEEN[line.language]:
        second = number(line, j + 1)
        if second is not None and second[1] > low and line.word(j + 1) not in ("a", "an", "un", "une"):
            return second
    return first


def ordinal(line: Line, i: int) -> tuple[int, int] | None:
    """(place after it, value) of 1st, 1er, twenty-third, premier, 1 to 31."""
    word = line.word(i)
    if word.isdigit() and len(word) <= 2:
        suffix = line.word(i + 1)
        if suffix in ("st", "nd", "rd", "th", "er", "ere", "eme", "e") and not line.gap(i + 1):
            return (i + 2, int(word)) if 1 <= int(word) <= 31 else None
        return None
    value = line.vocabulary.ordinals.get(word)
    if value is not None:
        return i + 1, value
    tens = line.vocabulary.numbers.get(word)
    if line.language == "en" and tens in (20, 30):
        k = i + 2 if line.word(i + 1) == "-" else i + 1
        unit = line.vocabulary.ordinals.get(line.word(k), 99)
        if unit < 10 and (tens == 20 or unit == 1):
            return k + 1, tens + unit
    return None
