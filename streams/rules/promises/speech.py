"""What a clause does with a time, by its words: the tables of en.txt and fr.txt as regular expressions.

The languages differ in which tables they have; `pattern` raises KeyError for one that a language has not.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_HEAD = re.compile(r"\[(<?)([a-z ]+)>?(: whole)?\]$")


@cache
def pattern(table: str, language: str) -> re.Pattern[str]:
    """The table of that name; it is compiled when it is first asked for."""
    alternatives, whole = _tables(language)[table]
    return re.compile(alternatives if whole else rf"(?<![\w'])(?:{alternatives})(?![\w])")


@cache
def verbs() -> str:
    """English verbs with which one asks something of somebody, as alternatives."""
    return _pieces("en")["verbs"]


@cache
def _read(language: str) -> tuple[dict[str, str], dict[str, tuple[str, bool]]]:
    pieces: dict[str, str] = {}
    tables: dict[str, tuple[str, bool]] = {}
    text = (files("streams.rules.promises") / f"{language}.txt").read_text("utf-8")
    for block in re.split(r"\n(?=\[[<a-z])", "\n" + "\n".join(line for line in text.splitlines() if not line.startswith("# "))):
        head, _, body = block.strip("\n").partition("\n")
        found = _HEAD.match(head)
        if found is None:
            continue
        joined = "|".join(line for line in body.replace("\n    ", "").replace(" | ", "|").split("\n") if line)
        for name, piece in pieces.items():
            joined = joined.replace(f"<{name}>", piece)
        if found[1]:
            pieces[found[2]] = joined
        else:
            tables[found[2]] = joined, bool(found[3])
    return pieces, tables


def _pieces(language: str) -> dict[str, str]:
    return _read(language)[0]


def _tables(language: str) -> dict[str, tuple[str, bool]]:
    return _read(language)[1]


# Forms in -ez that ask nothing of the reader.
POLITE_EZ = frozenset(
    (
        *(
            "chez",
            "assez",
            "rez",
            "nez",
            "rendez",
            "recevez",
            "croyez",
            "sachez",
            "excusez",
            "excuserez",
            "comptez",
            "prevoyez",
            "attendez",
        ),
        *("avez", "etes", "notez", "trouvez", "voyez", "souhaitez", "rassurez", "inquietez", "hesitez", "ayez", "acceptez", "agreez"),
    )
)
