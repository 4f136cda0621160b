"""Which language a text is in. The model comes with py3langid; it loads at the first question (about a second)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

# Those that people write in to a house in Europe; with all 97 of the model a short French line is easily Walloon or Latin.
_CODES = (
    "ar bg bn ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko lt lv mk ms mt nl no pl pt ro ru sk sl sq sr"
    " sv ta th tr uk ur vi zh"
)
LANGUAGES = tuple(_CODES.split())

_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[<>|*_=~#\[\]{}\\]+|\d+")
_ENOUGH = 2000  # characters that decide; more costs time and changes nothing
_SURE = 0.5
_SURE_IF_SHORT = 0.65

# Scripts that only one of the languages uses.
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
)


def identify(text: str) -> str | None:
    """ISO 639-1 code of the language that `text` is in; None where there is too little of it to say."""
    sample = " ".join(_NOISE.sub(" ", text[: 4 * _ENOUGH]).split())[:_ENOUGH]
    letters = sum(map(str.isalpha, sample))
    for code, script in _SCRIPTS:
        found = len(script.findall(sample))
        if found >= 3 and found >= 0.3 * letters:
            return code
    wide = len(re.findall("[\u4e00-\u9fff]", sample))
    if letters < 12 and wide < 4:
        return None
    code, sure = _identifier().classify(sample)
    return str(code) if sure >= (_SURE_IF_SHORT if letters < 40 else _SURE) else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
