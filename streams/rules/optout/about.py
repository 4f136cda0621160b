"""What a word is about, in the same names for both languages (`about.txt`): who writes "bin" and who writes "poubelle" mean one thing."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files


@lru_cache(maxsize=65536)
def about(word: str, language: str) -> tuple[str, ...]:
    """All the sorts that it is of; none for most words that bind others."""
    words, stems = _table(language)
    found = [*words.get(word, ()), *(sort for end in range(2, len(word) + 1) for sort in stems.get(word[:end], ()))]
    return tuple(dict.fromkeys(found))


@cache
def _table(language: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Whole words and stems, and the sorts of each."""
    words: dict[str, list[str]] = {}
    stems: dict[str, list[str]] = {}
    source = (files("streams.rules.optout") / "about.txt").read_text(encoding="utf-8")
    for row in source.splitlines():
        if not row or row.startswith("##"):
            continue
        sort, _, listed = row.partition(": ")
        for entry in listed.split(" | ")[("en", "fr").index(language)].split():
            (stems if entry.endswith("*") else words).setdefault(entry.rstrip("*"), []).append(sort)
    return words, stems
