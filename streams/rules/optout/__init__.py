"""Whether a person asks to be left alone, and how far, in French and English.

A text becomes one line of plain words without what others wrote in it (`reading`). A model that has learnt from some thousand texts
weighs its words and what they are about (`features`, `about`), and decides (`learnt`). Which ways are refused, and the words that it
rests on, expressions tell (`wishes`; `en.txt`, `fr.txt`, read by `grammar`).
"""

from __future__ import annotations

import re
from urllib.parse import unquote

import msgspec

from schemas.interaction import Channel
from streams.rules.optout.grammar import grammar
from streams.rules.optout.learnt import ENOUGH, heard
from streams.rules.optout.objects import Way
from streams.rules.optout.reading import line_of
from streams.rules.optout.wishes import Scope, rests_on, wishes
from streams.rules.tone.tongue import tongue_of

__all__ = ["OptOut", "Scope", "Way", "optout_of"]

class OptOut(msgspec.Struct, frozen=True, kw_only=True):
    """`ways`: of scope "channel" those that are refused, as far as they are named. `words`: the piece of the text that it rests on."""

    scope: Scope | None
    words: str | None = None
    ways: tuple[Way, ...] = ()

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels of the house that these ways are."""
        return tuple(sorted({CHANNELS[way] for way in self.ways if way in CHANNELS}))


CHANNELS: dict[Way, Channel] = {"phone": "phone", "text": "social", "email": "email", "letter": "letter", "social": "social"}
"""A text message is one of a network (`sms`); nobody comes to the door from here."""

LINK = 2000
_CODED = re.compile(r"\A\s*\S*%[0-9a-fA-F]{2}\S*\s*\Z")
"""What a `mailto:` link of fewer characters writes, as some programs leave it: "d%C3%A9sinscription"."""

SILENT = OptOut(scope=None)


def optout_of(text: str, language: str | None) -> OptOut:
    """The widest wish of what a person wrote; without `language` "fr" or "en" it is judged from the words, in doubt by both."""
    if len(text) < LINK and _CODED.search(text):
        found = _said(unquote(text), language)
        return msgspec.structs.replace(found, words=text.strip() if found.scope else None)
    return _said(text, language)


def _said(text: str, language: str | None) -> OptOut:
    given = (language or "").lower()
    if given[:2] in ("fr", "en") and not given[2:3].isalpha():
        tongues: tuple[str, ...] = (given[:2],)
    else:
        tongue, unsure = tongue_of(text)
        tongues = (tongue,) if tongue and not unsure else ("fr", "en")
    found = [wish for tongue in tongues if (wish := _in(text, tongue))]
    return max(found, key=lambda one: one[0])[1] if found else SILENT


def _in(text: str, language: str) -> tuple[float, OptOut] | None:
    """How sure it is, and the wish."""
    line, by = line_of(text, language), grammar(language)
    wish = heard(line.text, by)
    if wish is None or (wish.score <= ENOUGH and not wishes(line, by)):
        return None
    start, end, ways = rests_on(line, by, wish.scope, wish.start, wish.end)
    return wish.score, OptOut(scope=wish.scope, words=line.written(text, start, end), ways=ways)
