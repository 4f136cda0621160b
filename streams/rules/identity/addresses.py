"""Postal addresses as written: where they agree, whatever the abbreviations, accents and slips."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from streams.rules.identity.names import distance, fold, scanned

_KINDS = {
    "r": "rue",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "boul": "boulevard",
    "pl": "place",
    "ch": "chemin",
    "chem": "chemin",
    "che": "chemin",
    "imp": "impasse",
    "all": "allee",
    "rte": "route",
    "sq": "square",
    "res": "residence",
    "qu": "quai",
    "crs": "cours",
    "fg": "faubourg",
    "st": "street",
    "str": "street",
    "rd": "road",
    "ln": "lane",
    "dr": "drive",
    "cres": "crescent",
    "ct": "court",
    "cl": "close",
    "gdns": "gardens",
    "ter": "terrace",
    "pde": "parade",
    "ste": "sainte",
}
_STREET_KINDS = frozenset(_KINDS.values()) | frozenset(
    [
        "allee",
        "allees",
        "passage",
        "villa",
        "hameau",
        "lotissement",
        "esplanade",
        "promenade",
        "way",
        "walk",
        "row",
        "hill",
        "green",
        "mews",
        "grove",
        "parade",
        "circuit",
        "place",
        "close",
        "gardens",
    ]
)
SHORT_LINE = 5
_SMALL = frozenset(["de", "du", "des", "la", "le", "les", "l", "d", "et", "the", "of", "and", "a", "au", "aux", "sur", "en"])
_POSTCODE = re.compile(r"\b(?:[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]\d[a-z] ?\d[a-z]\d|(?:f-|ch-|b-|l-|d-)?\d{4,5})\b")
_NUMBER = re.compile(r"^\W*(\d{1,5})\s*(bis|ter|quater|[a-d](?=\W))?\b")
_NUMBER_LAST = re.compile(r"(?<=[a-z.]) ?,? (\d{1,4})\s?(bis|ter|quater|[a-d])?(?=\W*$|[ ,]+(?:bte|boite|bus|box|apt|appt|app)\b.*$)")

_NUMBER_AND_STREET = re.compile(r"\d{1,4}\b(?!\s*$).*(?:\b(?:" + "|".join(sorted(_STREET_KINDS | set(_KINDS))) + r")\b|,)|\d{1,5}\b.*\d{4}")


class Place(msgspec.Struct, frozen=True, kw_only=True, cache_hash=True):
    """`number` of the house, `street`: its words, folded; `lines`: the same, joined, a line of the address each, those that say something;
    `postcode` without spaces; `town`: its words. Empty: not written."""

    number: str = ""
    street: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    postcode: str = ""
    town: tuple[str, ...] = ()


def is_street(line: str) -> bool:
    """A line with the number of a house, and what kind of street it stands in."""
    words = _words(fold(line).replace("’", "'").replace("'", " "))
    kinds = [word for word in words if word in _STREET_KINDS or word.endswith(("chaussee", "montee", "strasse", "straat", "laan", "weg"))]
    return len(words) > 1 and bool(kinds) and any(word[0].isdigit() and len(word) < 5 for word in words)


@lru_cache(100_000)
def read_place(text: str, postcode: str = "") -> Place | None:
    """An address in one line, street first; `postcode`: as known from elsewhere. None where there is neither a number nor a postcode."""
    folded = fold(text).replace("’", "'").replace("'", " ")
    codes = [found for found in _POSTCODE.finditer(folded) if found.start() > 0 or not _NUMBER_AND_STREET.match(folded)]
    wanted = postcode.replace(" ", "")
    code = next((found for found in codes if found[0].replace(" ", "") == wanted), codes[-1] if codes else None)
    number = _NUMBER.match(folded) if code is None or code.start() > 0 else None
    if code is None and number is None:
        return None
    head, _, tail = (folded[: code.start()], "", folded[code.end() :]) if code else (folded, "", "")
    if not code and "," in folded:
        head, _, tail = folded.rpartition(",")
    if code and not re.search(r"\w", tail) and "," in head:  # "High Street, Bristol BS1 4QA"
        head, _, tail = head.rstrip(" ,").rpartition(",")
    elif code and re.search(r"\d ?[a-z]|[a-z] ?\d[a-z]", code[0]) and "," in head:
        head, _, before = head.rstrip(" ,").rpartition(",")
        tail = f"{before} {tail}"
    if number is None and (last := _NUMBER_LAST.search(head)):  # "Rue des Tilleuls 9", as in Switzerland and Belgium
        number, head = last, head[: last.start()]
    else:
        head = head[number.end() :] if number else head
    street = _words(head)
    lines = ["".join(_words(line)) for line in head.split(",")]
    return Place(
        number=(number[1] + (number[2] or "")[:1]) if number else "",
        street=tuple(street),
        lines=tuple(line for line in lines if len(line) > SHORT_LINE and not any(c.isdigit() for c in line)),
        postcode=(code[0].replace(" ", "").split("-")[-1] if code else wanted),
        town=tuple(_words(tail)[:6]),
    )


def _words(text: str) -> list[str]:
    return [_KINDS.get(word, word) for word in re.findall(r"[a-z0-9]+", text) if word not in _SMALL]


@lru_cache(200_000)
def same_street(one: Place, other: Place) -> float:
    """0..1: how much of the street's own words agree, slips allowed; the kind of street counts little, a lost space not at all."""
    if not one.street or not other.street:
        return 0.0
    left, right = _own_words(one), _own_words(other)
    whole = _similar("".join(one.street), "".join(other.street))
    if whole == 1.0 or not one.lines or not other.lines:
        return whole
    first = max(
        [_similar(one.lines[0], line) for line in other.lines] + [_similar(line, other.lines[0]) for line in one.lines[1:]]
    )
    used: set[int] = set()
    total = 0.0
    for word in left:
        best, place = max(((_similar(word, theirs), -at) for at, theirs in enumerate(right) if at not in used), default=(0.0, 0))
        if best >= 0.7:
            used.add(-place)
            total += best * len(word)
    return max(whole, first, total / max(sum(map(len, left)), sum(map(len, right))))


def _own_words(place: Place) -> Sequence[str]:
    return [word for word in place.street if word not in _STREET_KINDS] or place.street


def _similar(left: str, right: str) -> float:
    if left == right or scanned(left) == scanned(right):
        return 1.0
    longest = max(len(left), len(right))
    most = 1 + longest // 5
    apart = distance(left, right, most)
    return 1 - apart / longest if apart <= most else 0.0


def same_number(one: Place, other: Place) -> bool:
    return bool(one.number) and (one.number == other.number or one.number.translate(_DIGITS) == other.number.translate(_DIGITS))


_DIGITS = str.maketrans("losb", "1058")


def may_be_one_house(one: Place, other: Place) -> bool:
    """Nothing tells two apart that are in one street: a line of both agrees with its kind of street, or the numbers nearly do."""
    numbered = bool(one.number and other.number) and distance(one.number, other.number, 1) > 1
    return not numbered or any(_similar(mine, theirs) for mine in one.lines for theirs in other.lines)


def same_town(one: Place, other: Place) -> bool:
    """The same postcode, or one digit off with the same town; or the town alone where a side has no postcode."""
    if one.postcode and other.postcode:
        if one.postcode == other.postcode:
            return True
        return distance(one.postcode, other.postcode, 1) <= 1 and _similar("".join(one.town), "".join(other.town)) >= 0.7
    return bool(one.town) and bool(other.town) and _similar("".join(one.town), "".join(other.town)) >= 0.8
