"""Tables of words, by what they tell: folded, French and English, beside this file."""

from __future__ import annotations

from functools import cache
from importlib import resources


def lexicon(name: str) -> frozenset[str]:
    """The words of one table."""
    return _tables()[name]


@cache
def _tables() -> dict[str, frozenset[str]]:
    tables: dict[str, set[str]] = {}
    name = ""
    for line in resources.files(__package__).joinpath("lexicon.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            name, _, line = line.partition(":")
        tables.setdefault(name, set()).update(line.split())
    return {name: frozenset(words) for name, words in tables.items()}
