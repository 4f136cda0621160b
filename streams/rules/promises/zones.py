"""Time zones as people write them behind a clock time."""

from __future__ import annotations

from streams.rules.promises.line import Line
from streams.rules.promises.text import words

_PLACES = {
    "Europe/Paris": "paris france french lyon marseille bordeaux lille nantes toulouse strasbourg francaise",
    "Europe/Brussels": "bruxelles brussels belge belgium belgique belgian liege anvers antwerp namur gand",
    "Europe/Zurich": "geneve geneva lausanne zurich suisse swiss switzerland berne bern bale basel",
    "Europe/London": "london londres uk british britain gb anglaise manchester edinburgh england britannique",
    "Europe/Dublin": "dublin irish ireland irlande",
    "Europe/Berlin": "berlin german germany allemande allemagne munich francfort frankfurt hamburg",
    "Europe/Madrid": "madrid spain spanish espagne espagnole barcelona barcelone",
    "Europe/Rome": "rome italy italian italie italienne milan",
    "Europe/Lisbon": "lisbon lisbonne portugal portuguese portugaise",
    "Europe/Amsterdam": "amsterdam dutch",
    "Europe/Luxembourg": "luxembourg",
    "Europe/Athens": "athens athenes greek",
    "Europe/Istanbul": "istanbul",
    "Europe/Warsaw": "warsaw varsovie",
    "America/Toronto": "montreal toronto quebec ottawa quebecoise hne hae",
    "America/New_York": "york boston miami washington atlanta philadelphia eastern et est edt",
    "America/Chicago": "chicago dallas houston central ct cst cdt",
    "America/Denver": "denver mountain mt mst mdt",
    "America/Los_Angeles": "angeles francisco seattle pacific pt pst pdt california californie pacifique",
    "America/Vancouver": "vancouver hnp hap",
    "America/Halifax": "halifax atlantic ast adt atlantique",
    "America/Sao_Paulo": "paulo",
    "Asia/Tokyo": "tokyo japan japon jst",
    "Asia/Dubai": "dubai",
    "Asia/Kolkata": "mumbai delhi ist bangalore india indian inde",
    "Asia/Singapore": "singapore singapour sgt",
    "Asia/Hong_Kong": "kong",
    "Asia/Shanghai": "shanghai beijing pekin",
    "Australia/Sydney": "sydney aest aedt melbourne",
    "Africa/Casablanca": "casablanca maroc",
    "Africa/Tunis": "tunis",
    "Africa/Dakar": "dakar",
    "Indian/Reunion": "reunion",
    "America/Martinique": "martinique",
    "America/Guadeloupe": "guadeloupe",
    "UTC": "utc gmt z zulu tu universelle greenwich",
    "Europe/Paris ": "cet cest mez hec hnec",
    "Europe/London ": "bst",
}
NAMES: dict[str, str] = {name: zone.strip() for zone, names in _PLACES.items() for name in names.split()}
# These stand alone behind a time ("10am Eastern", "16:00 CET"); the others need "heure de" or "time".
BARE = words(
    "eastern et est edt central ct cst cdt mountain mt mst mdt pacific pt pst pdt atlantic ast adt jst sgt aest aedt utc gmt cet cest bst"
)
# French: "est", "et", "pt" are words there; and the quarter of a continent has a name.
BARE_FR = (BARE | {"hne", "hae", "hnp", "hap", "hec", "hnec", "mez"}) - words("est et mt pt ct ast central mountain")
REGIONS_FR = {"est": "America/Toronto", "centre": "America/Chicago", "pacifique": "America/Vancouver", "atlantique": "America/Halifax"}


def zone_behind(line: Line, j: int) -> tuple[int, str] | None:
    """(place after it, zone) of what stands behind a clock time: "Eastern", "CET", "heure de Montréal"; "" for the reader's own."""
    opened = line.word(j) in ("(", ",")
    k = j + 1 if opened else j
    found = _french(line, k) if line.word(k) in ("heure", "heures") else _bare(line, k)
    if found is None:
        return None
    end = found[0] + 1 if line.word(j) == "(" and line.word(found[0]) == ")" else found[0]
    return end, found[1]


def _bare(line: Line, k: int) -> tuple[int, str] | None:
    for size in (1, 2, 3, 4):
        if line.word(k + size) == "time" and all(w.isalpha() for w in line.words[k : k + size]):
            for word in reversed(line.words[k : k + size]):
                if word in NAMES:
                    return k + size + 1, NAMES[word]
            return (k + size + 1, "") if line.word(k) in ("local", "your", "our", "my") else None
    word = line.word(k)
    if word in (BARE_FR if line.language == "fr" else BARE):
        plain = word in ("et", "est", "central", "mt", "pt", "ct", "ast", "pacific", "mountain", "atlantic", "eastern")
        if not plain or line.tokens[k].capital:
            return k + 1, NAMES[word]
    return None


def _french(line: Line, k: int) -> tuple[int, str] | None:
    j = k + 1
    while (
        line.word(j) in ("de", "d'", "du", "normale", "avancee", "a", "l'", "la", "le", "en", "standard", "des", "ete", "hiver")
        and j < k + 7
    ):
        j += 1
    word = line.word(j)
    if line.word(j - 1) == "l'" and word in REGIONS_FR:
        return j + 1, REGIONS_FR[word]
    if word == "new" and line.word(j + 1) == "york":
        return j + 2, NAMES["york"]
    if word in ("locale", "locales") or line.word(j - 1) in ("ete", "hiver"):
        end = j + (word in ("locale", "locales"))
        placed = _french(line, end - 1) if line.word(end) in ("de", "d'", "a") and word in ("locale", "locales") else None
        return placed or (end, "")
    return (j + 1, NAMES[word]) if word in NAMES else None
