"""The little words before a time: by, before, within, until, since; and what they make of it."""

from __future__ import annotations

from streams.rules.promises.line import Line

# relation -> phrases. "at" changes nothing; "drop" ones name a time that is none for us.
_PHRASES: dict[str, str] = {
    "by": (
        "d' ici a|d' ici au|d' ici le|d' ici|dici|pour|au plus tard pour|au plus tard dans|au plus tard d' ici|au plus tard a|"
        "au plus tard le|au plus tard|pas plus tard que|pas plus tard qu'|"
        "by|by no later than|no later than|not later than|at the latest by|at the latest on|at the latest|at latest|latest by|"
        "latest on|latest|for|on or before|in time for|"
        "a temps pour|avant ou le|dernier delai|max|maximum|au maximum|within the limits of|by the latest|deadline|due|due by|"
        "due on|not beyond|sans depasser"
    ),
    "before": "avant|avant les|b4|before|ahead of|prior to|in advance of|juste avant|bien avant|well before|just before|av .|pre",
    "within": (
        "sous un delai de|sous un delai maximum de|sous un delai maximal de|dans un delai de|dans un delai maximum de|"
        "dans un delai maximal de|dans un delai d'|sous un delai d'|"
        "dans un delai max de|d' ici un delai de|sous les|sous|dans les|dans le delai de|dans|d' ici les|en moins de|en moins d'|"
        "dans moins de|dans moins d'|sous moins de|en|en maximum|"
        "endeans les|endeans la|endeans un delai de|endeans|dans les prochaines|dans les prochains|sous les prochaines|"
        "sous moins d'|within the coming|over the coming|"
        "in the coming|within the following|"
        "within the next|within about|within|w / in|w / i|in under|in less than|in the next|over the next|in about|in around|"
        "in around about|in roughly|in approximately|in some|in just|in|inside|"
        "in at most|in no more than|in up to|dans environ|dans a peu pres|dans au plus|d' ici environ|sous environ|under|"
        "within a maximum of|within a period of|en l' espace de|inside of|inside the next|within at most|not more than|"
        "no more than|"
        "dans maximum|sous maximum|sous max|pas plus de"
    ),
    "around": (
        "aux alentours de|aux alentours du|autour de|autour du|aux environs de|vers les|vers le|vers|sur les|sur le coup de|"
        "at around|at about|around about|around|about|circa|roughly|approximately|approx|approx .|~|towards|by about|by around|"
        "on or around|on or about"
    ),
    "at": (
        "a partir de|a partir du|a compter de|a compter du|des|des les|a|@|"
        "at|from|as of|as from|starting|starting from|beginning|as early as|on|comme convenu|eta|eta :|arrivee estimee a"
    ),
    "between": "entre|entre le|between|between the|btwn",
    "not_before": (
        "pas avant|non pas avant|jamais avant|plus avant|rien avant|guere avant|pas d' ici|not before|not until|not till|"
        "no earlier than|not earlier than|no sooner than|never before|not by|pas plus tot que|pas a|pas ce|"
        "pas|not on|not|pas pour|not for|not in|not within|pas dans|pas le"
    ),
    "until": "jusqu' a|jusqu' au|jusqu' en|jusqu' aux|jusqu'|jusque|until|till|til|'til|up until|up to|through|thru|jusqu a",
    "since": "depuis|depuis le|depuis les|since|il y a|voici|voila|ever since",
    "after": (
        "apres|apres le|passe le|au - dela de|au - dela du|after|beyond|following|suite a|suivant le|plus de|more than|au bout de|"
        "later than|at least|au moins|minimum"
    ),
    "for": "pendant|durant|for the next|for another|for up to|for about|for|pour une duree de|d' une duree de",
    "instead": "au lieu de|au lieu du|a la place de|plutot que|instead of|rather than|moved from|en lieu et place de",
    "each": "chaque|tous les|toutes les|toute la|toute l'|tout le|all|the whole|every|each|any|tout|usual|per|par",
}
_BY_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _name, _alternatives in _PHRASES.items():
    for _phrase in _alternatives.split("|"):
        _words = tuple(_phrase.split())
        _BY_FIRST.setdefault(_words[0], []).append((_words, _name))
for _rows in _BY_FIRST.values():
    _rows.sort(key=lambda row: -len(row[0]))
STARTS = frozenset(_BY_FIRST)
DROPPED = frozenset(("not_before", "since", "after", "instead", "each"))


def relations(line: Line, i: int) -> list[tuple[int, str]]:
    """The readings of what stands at `i`: (place after it, relation), the longest first; "for" is both "by" and a duration."""
    if (line.language == "en" and line.word(i) in ("a", "pour", "sur")) or line.has(i, "apres", "demain"):
        return []
    return [(end, name) for words, name in _BY_FIRST.get(line.word(i), ()) if (end := line.has(i, *words))]
