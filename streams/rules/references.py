"""Numbers under which a person is known to the house, as they write them: of a contract, a customer, a case."""

from __future__ import annotations

import re

LONGEST = 5_000

_NOUNS = (
    r"contrat|dossier|client|abonn[ée]|adh[ée]rent|commande|facture|police|sinistre|ticket|demande|r[ée]clamation|r[ée]f[ée]rences?|r[ée]f"
    r"|contract|customer|account|order|invoice|policy|claim|case|ticket|reference|membership|file|ref"
)
_NUMBER = re.compile(
    rf"\b(?:{_NOUNS})\b\.?(?:\s+(?:de\s+|d['’])?(?:{_NOUNS}))?\s*(?:is|est|(?:est\s+)?le|num[ée]ro|number|no\.?|n[°º]|nr\.?|#|:)*\s*(?:is|est)?\s*"
    r"[:#]?\s*(?P<number>(?=[\w./-]*\d[\w./-]*\d)[A-Z0-9][A-Za-z0-9]*(?:[./-][A-Za-z0-9]+)*)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?:19|20)\d\d")
_MEASURE = re.compile(r"\d{1,2}[./-]\d{1,2}|\d+(?:x|h|min|j|kg|g|km|m|cm|mm|l|kwh?|e|er|[eè]me|st|nd|rd|th)(?:[\d/]\w*)?", re.IGNORECASE)
"""24/7, 24h/24, 10x15, 30min: a size, an hour or a day, and nobody's number."""

_TOWN = re.compile(r"\d{5}(?= [A-ZÀ-Ý][a-zà-ÿ])")
SHORTEST, LARGEST = 4, 24


def reference_in(text: str) -> str | None:
    """The first that is surely one: called so, with two digits at least, and no date. None: there is none."""
    line = " ".join(text[:LONGEST].split())
    for found in _NUMBER.finditer(line):
        number, at = found["number"], found.start("number")
        if SHORTEST <= len(number) <= LARGEST and not (_DATE.fullmatch(number) or _MEASURE.fullmatch(number) or _TOWN.match(line, at)):
            return number
    return None
