"""Where chance comes from: the same words give the same dice, on any machine and any day."""

from __future__ import annotations

import hashlib
from random import Random


def dice(*words: object) -> Random:
    """A random source that is a function of `words`."""
    return Random("/".join(map(str, words)))  # noqa: S311  # invented stories, no secrets


def mark(*words: object) -> str:
    """Sixty-four bits of `words` in hexadecimal: an id that comes out the same again."""
    return hashlib.sha256("/".join(map(str, words)).encode()).hexdigest()[:16]
