"""Which language a text is in. Small words tell it where they leave no doubt; else a model does, which comes with py3langid and loads at
the first question (about a second)."""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from operator import and_
from typing import Any

from streams.rules.small_words import FIRST, WORDS

# Those that people write in to a house in Europe; with all 97 of the model a short French line is easily Walloon or Latin.
_CODES = (
    "ar bg bn ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka ko lt lv mk ms mt nl no pl pt ro ru sk sl sq sr"
    " sv ta th tr uk ur vi zh"
)
LANGUAGES = tuple(_CODES.split())

_BIT = {code: 1 << place for place, code in enumerate(WORDS)}
_ONLY = {_BIT[code]: code for code in FIRST}
_MAY_BE: dict[str, int] = {}  # a word, and the languages that have it, one bit each
for _code, _words in WORDS.items():
    for _word in _words.split():
        _MAY_BE[_word] = _MAY_BE.get(_word, 0) | _BIT[_code]
_SMALL = frozenset(_MAY_BE)
_NO_LATIN = re.compile("[\u0370-\u1dff\u2c00-\ud7ff\uf900-\ufdff\ufe20-\uffef]")

_NOISE = re.compile(r"[<>|*_=~#\[\]{}\\\d]+")
_ENOUGH = 2000  # characters that decide; more costs time and changes nothing
_SURE = 0.5
_SURE_IF_SHORT = 0.65
_SOME, _LONG_ENOUGH = 3, 12  # small words, and characters, from which they are trusted
_SIGNS = ".,;:!?\"'()«»“”…-–—*"  # around a word
_OFTEN = 300  # characters of a text that may come again

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
    return _identify_again(text) if len(text) <= _OFTEN else _identify(text)


def _identify(text: str) -> str | None:
    latin = text.isascii() or _NO_LATIN.search(text, 0, 4 * _ENOUGH) is None
    if latin and (code := _by_small_words(text[:_ENOUGH])):
        return code
    words = [word for word in text[: 4 * _ENOUGH].split() if "://" not in word and "@" not in word[1:-1] and not word.startswith("www.")]
    sample = " ".join(_NOISE.sub(" ", " ".join(words)).split())[:_ENOUGH]
    letters = sum(map(str.isalpha, sample))
    if not latin:
        for code, script in _SCRIPTS:
            found = len(script.findall(sample))
            if found >= 3 and found >= 0.3 * letters:
                return code
    if letters < 12 and (latin or len(re.findall("[\u4e00-\u9fff]", sample)) < 4):
        return None
    code, sure = _identifier().classify(sample)
    return str(code) if sure >= (_SURE_IF_SHORT if letters < 40 else _SURE) else None


_identify_again = lru_cache(maxsize=8192)(_identify)


def _by_small_words(text: str) -> str | None:
    """The one language that all small words of `text` belong to: of three words, or of two of which one is in no other language; None
    leaves it to the model."""
    if len(text) < _LONG_ENOUGH:
        return None
    words = text.lower().replace("’", "'").split()
    return _shared_by(words) or _shared_by([word.strip(_SIGNS) for word in words])


def _shared_by(words: list[str]) -> str | None:
    found = [_MAY_BE[word] for word in _SMALL.intersection(words)]
    enough = len(found) >= _SOME or (len(found) == 2 and any(may_be in _ONLY for may_be in found))
    return _ONLY.get(reduce(and_, found)) if enough else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    import numpy
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    identifier.nb_ptc = numpy.ascontiguousarray(identifier.nb_ptc, dtype=numpy.float32)  # rows are looked up: a row lies in one piece
    return identifier
