"""Words of time in one language, as people write them: the calendar, units, parts of the day, numbers."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from streams.rules.promises.text import words


def _table(lines: dict[str, int]) -> dict[str, int]:
    return {word: value for words, value in lines.items() for word in words.split()}


class Vocabulary(NamedTuple):
    """Weekdays from Monday 0; `short` ones need a sign beside them; numbers as single words; `same` gives a word's usual spelling."""

    weekdays: dict[str, int]
    short_weekdays: dict[str, int]
    months: dict[str, int]
    units: dict[str, str]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    same: dict[str, str]
    guarded: frozenset[str]  # words that are near a word of the calendar and are none


_UNITS_FR = {
    "minute": "minute minutes min mins mn mns",
    "hour": "heure heures h hr hrs hres",
    "day": "jour jours j jr jrs",
    "week": "semaine semaines sem",
    "month": "mois",
    "year": "an ans annee annees",
    "fifteen": "quinzaine",
    "eight": "huitaine",
}
_UNITS_EN = {
    "minute": "minute minutes min mins",
    "hour": "hour hours h hr hrs",
    "day": "day days",
    "workday": "workday workdays bizday bizdays",
    "week": "week weeks wk wks",
    "month": "month months mth mths",
    "year": "year years yr yrs",
    "fortnight": "fortnight fortnights",
}


def _units(table: dict[str, str]) -> dict[str, str]:
    return {word: unit for unit, words in table.items() for word in words.split()}


def _same(table: dict[str, str]) -> dict[str, str]:
    return {variant: word for word, variants in table.items() for variant in variants.split()}


@cache
def vocabulary(language: str) -> Vocabulary:
    """Of "fr" or "en"."""
    return _french() if language == "fr" else _english()


def _french() -> Vocabulary:
    return Vocabulary(
        weekdays=_table({"lundi lundis": 0, "mardi mardis": 1, "mercredi mercredis": 2, "jeudi jeudis": 3})
        | _table(
            {"vendredi vendredis": 4, "samedi samedis": 5, "dimanche dimanches": 6, "vdi": 4, "lndi": 0, "mrdi": 1, "jdi": 3, "sdi": 5}
        ),
        short_weekdays=_table({"lun": 0, "mar": 1, "mer merc mcr": 2, "jeu": 3, "ven vend vdr": 4, "sam": 5, "dim": 6}),
        months=_table({"janvier janv jan": 1, "fevrier fevr fev": 2, "mars": 3, "avril avr": 4, "mai": 5, "juin": 6, "juillet juil": 7})
        | _table({"aout": 8, "septembre": 9, "octobre oct": 10, "novembre nov": 11, "decembre dec": 12}),
        units=_units(_UNITS_FR),
        numbers=_table({"un une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10})
        | _table({"onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt vingts": 20, "trente": 30})
        | _table({"quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante octante": 80, "nonante": 90, "cent": 100})
        | _table({"dizaine": 10, "douzaine": 12, "vingtaine": 20, "trentaine": 30}),
        ordinals=_table({"premier premiere prem": 1}),
        same=_same(
            {
                "demain": "dem 2main dmain dem1 deamin demian demin demein demains",
                "aujourd'hui": "ajd auj ajdhui aujourdhui aujoud'hui aujourd'hui ajourd'hui aujd aujourhui aujourd",
                "aprem": "apm apreme aprm aprems apresmidi",
                "avant": "av avt avnt",
                "dans": "ds",
                "pour": "pr",
                "vous": "vs",
                "nous": "ns",
                "semaine": "smaine semaien semane semain",
                "weekend": "weekends wkend wkd we",
                "rdv": "rendezvous rv",
                "matin": "mat matain matn",
                "ouvre": "ouvr",
                "prochain": "proch prchn prochin",
                "prochaine": "pro proc prochiane",
                "heures": "heurs heuress",
                "ouvres": "ouvrs ouvrees ouvree",
            }
        ),
        guarded=words("domaine domaines deman marie marine mardis cours heureux lundis mari mars main samedis"),
    )


def _english() -> Vocabulary:
    return Vocabulary(
        weekdays=_table({"monday mondays": 0, "tuesday tuesdays": 1, "wednesday wednesdays": 2, "thursday thursdays": 3})
        | _table({"friday fridays": 4, "saturday saturdays": 5, "sunday sundays": 6, "tues": 1, "weds": 2, "thurs thur": 3}),
        short_weekdays=_table({"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}),
        months=_table({"january jan": 1, "february feb": 2, "march mar": 3, "april apr": 4, "may": 5, "june jun": 6, "july jul": 7})
        | _table({"august aug": 8, "september sept sep": 9, "october oct": 10, "november nov": 11, "december dec": 12}),
        units=_units(_UNITS_EN),
        numbers=_table({"a an one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10})
        | _table(
            {"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18}
        )
        | _table({"nineteen": 19, "twenty": 20, "thirty": 30, "forty fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80})
        | _table({"ninety": 90, "hundred": 100, "dozen": 12}),
        ordinals=_table({"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9})
        | _table({"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16})
        | _table({"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30}),
        same=_same(
            {
                "tomorrow": "tmrw tmr tmw tmrrw tomoz tommorow tommorrow tomorow tomorro tomorrows 2moro 2mrw 2morrow tmorrow",
                "today": "2day tody todya",
                "tonight": "tonite 2nite tnite tonigth",
                "before": "b4 bfore befor",
                "within": "witin whitin withn wihtin",
                "around": "arnd aroun",
                "next": "nxt nex",
                "morning": "morn mornin mornign",
                "afternoon": "aft arvo afternoons afternon afternoo aftn",
                "evening": "evng evning",
                "week": "weeek wekk weke",
                "weekend": "wkend wknd w/e",
                "minutes": "minuts",
                "hours": "hurs hous",
                "working": "wking workin wrkg wking",
                "business": "biz bus buisness bussiness bsns",
                "you": "u ya",
                "your": "ur yr",
                "will": "wil wll",
                "should": "shld",
                "would": "wld",
                "appointment": "appt apt",
            }
        ),
        guarded=words("sundry match today's mondale marsh"),
    )
