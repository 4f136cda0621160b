"""The page's languages: gettext catalogues read from their .po files at start, and which one a reader gets."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

from babel.core import negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"fr": "français", "en": "English"}
CATALOGUES = Path(__file__).parents[2] / "templates" / "locales"


@cache
def translations(language: Language) -> Translations:
    """The catalogue of a language; its source is text, so that no compiled file is kept."""
    with (CATALOGUES / language / "LC_MESSAGES" / "egard.po").open("rb") as file:
        catalogue = read_po(file, locale=language, domain="egard", abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain="egard")


def preferred(accept_language: str) -> Language:
    """The first of a browser's languages that we speak (RFC 9110, 12.5.4); English when there is none."""
    wanted: list[tuple[float, str]] = []
    for part in accept_language.split(","):
        tag, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if tag and quality > 0:
            wanted.append((-quality, tag.strip().lower()))
    found = negotiate_locale([tag for _, tag in sorted(wanted, key=lambda item: item[0])], LANGUAGES, sep="-")
    return "fr" if found == "fr" else "en"
