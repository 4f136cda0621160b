"""Feasts by name, of the year in which they come next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta


def easter(year: int) -> date:
    """Gregorian Easter Sunday. Source: J. Meeus, Astronomical Algorithms (1991), ch. 8 (anonymous, Nature 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, g = b // 4, b % 4, (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _fixed(month: int, day: int) -> Callable[[int, str], date]:
    return lambda year, region: date(year, month, day)


def _from_easter(days: int) -> Callable[[int, str], date]:
    return lambda year, region: easter(year) + timedelta(days=days)


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _last(year: int, month: int, weekday: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=(following.weekday() - weekday - 1) % 7 + 1)


def _thanksgiving(year: int, region: str) -> date:
    return _nth(year, 10, 0, 2) if region == "CA" else _nth(year, 11, 3, 4)


def _labour(year: int, region: str) -> date:
    return _nth(year, 9, 0, 1) if region in ("US", "CA") else date(year, 5, 1)


def _national(year: int, region: str) -> date:
    month, day = {"FR": (7, 14), "BE": (7, 21), "CH": (8, 1), "CA": (7, 1), "US": (7, 4)}.get(region, (7, 14))
    return date(year, month, day)


def _mothers(year: int, region: str) -> date:
    if region == "GB":
        return easter(year) - timedelta(days=21)
    if region != "FR":
        return _nth(year, 5, 6, 2)
    last = _last(year, 5, 6)
    return last + timedelta(days=7) if last == easter(year) + timedelta(days=49) else last


_FEASTS: dict[str, Callable[[int, str], date]] = {
    "noel|la noel|xmas|christmas|christmas day|le jour de noel": _fixed(12, 25),
    "la veille de noel|le reveillon de noel|christmas eve|xmas eve": _fixed(12, 24),
    "boxing day|la saint etienne|le lendemain de noel": _fixed(12, 26),
    "la saint sylvestre|le reveillon du nouvel an|new year's eve|new years eve|nye|la veille du nouvel an": _fixed(12, 31),
    "le nouvel an|nouvel an|le jour de l' an|le premier de l' an|new year|the new year": _fixed(1, 1),
    "new year's|new years|new year's day|new years day": _fixed(1, 1),
    "l' epiphanie|epiphany|les rois|twelfth night": _fixed(1, 6),
    "la chandeleur|chandeleur": _fixed(2, 2),
    "la saint valentin|valentine's day|valentines day|valentine's": _fixed(2, 14),
    "la saint patrick|st patrick's day|saint patrick's day": _fixed(3, 17),
    "mardi gras|shrove tuesday|pancake day": _from_easter(-47),
    "le mercredi des cendres|ash wednesday": _from_easter(-46),
    "les rameaux|palm sunday": _from_easter(-7),
    "le jeudi saint|jeudi saint|maundy thursday": _from_easter(-3),
    "le vendredi saint|vendredi saint|good friday": _from_easter(-2),
    "paques|le dimanche de paques|easter|easter sunday": _from_easter(0),
    "le lundi de paques|lundi de paques|easter monday": _from_easter(1),
    "l' ascension|ascension|le jeudi de l' ascension|jeudi de l' ascension|ascension day": _from_easter(39),
    "la pentecote|pentecote|le dimanche de pentecote|pentecost|whitsun|whit sunday": _from_easter(49),
    "le lundi de pentecote|lundi de pentecote|whit monday": _from_easter(50),
    "la fete du travail|fete du travail|labour day|labor day": _labour,
    "la fete nationale|fete nationale": _national,
    "may day": lambda year, region: _nth(year, 5, 0, 1) if region == "GB" else date(year, 5, 1),
    "la saint jean|saint jean|la st jean|la saint jean baptiste|midsummer": _fixed(6, 24),
    "juneteenth": _fixed(6, 19),
    "canada day|la fete du canada": _fixed(7, 1),
    "independence day|4th of july|the fourth of july|fourth of july|july fourth": _fixed(7, 4),
    "l' assomption|assomption|assumption day|le 15 aout": _fixed(8, 15),
    "le jeune federal|jeune federal": lambda year, region: _nth(year, 9, 6, 3),
    "le lundi du jeune|lundi du jeune": lambda year, region: _nth(year, 9, 6, 3) + timedelta(days=1),
    "l' action de grace|l' action de graces|action de grace|thanksgiving|thanksgiving day": _thanksgiving,
    "black friday|le black friday": lambda year, region: _nth(year, 11, 3, 4) + timedelta(days=1),
    "halloween|hallowe'en": _fixed(10, 31),
    "guy fawkes|guy fawkes night|bonfire night": _fixed(11, 5),
    "la toussaint|toussaint|all saints' day|all saints|all saints day": _fixed(11, 1),
    "l' armistice|armistice|armistice day|veterans day|veteran's day|remembrance day": _fixed(11, 11),
    "la saint nicolas|saint nicolas|st nicolas|la st nicolas": _fixed(12, 6),
    "memorial day": lambda year, region: _last(year, 5, 0),
    "presidents day|presidents' day|president's day": lambda year, region: _nth(year, 2, 0, 3),
    "mlk day|martin luther king day": lambda year, region: _nth(year, 1, 0, 3),
    "columbus day|indigenous peoples' day": lambda year, region: _nth(year, 10, 0, 2),
    "victoria day|la fete des patriotes|la journee des patriotes": lambda year, region: (
        date(year, 5, 24) - timedelta(days=date(year, 5, 24).weekday())
    ),
    "the spring bank holiday|spring bank holiday": lambda year, region: _last(year, 5, 0),
    "the august bank holiday|august bank holiday|the summer bank holiday": lambda year, region: _last(year, 8, 0),
    "la fete des meres|mother's day|mothers day|mothering sunday": _mothers,
    "la fete des peres|father's day|fathers day": lambda year, region: _nth(year, 6, 6, 3),
}
FEASTS: dict[tuple[str, ...], Callable[[int, str], date]] = {
    tuple(name.split()): when for names, when in _FEASTS.items() for name in names.split("|")
}
LONGEST = max(map(len, FEASTS))
STARTS = frozenset(words[0] for words in FEASTS)


def next_feast(words: tuple[str, ...], after: date, region: str) -> date:
    """The first one on or after the day."""
    when = FEASTS[words]
    this = when(after.year, region)
    return this if this >= after else when(after.year + 1, region)
