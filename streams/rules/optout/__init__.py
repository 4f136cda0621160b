"""Whether a person asks to be left alone, and how far: French and English, by grammar and plain words, nothing learnt.

A text becomes one line of plain words without what others wrote in it (`reading`). Expressions say what the person wants no more
(`en.txt`, `fr.txt`, read by `grammar`), and what is joined to them how far it goes, or that only an hour, another number or another
business is meant (`wishes`).
"""

from __future__ import annotations

import msgspec

from schemas.interaction import Channel
from streams.rules.optout.grammar import grammar
from streams.rules.optout.objects import Way
from streams.rules.optout.reading import line_of
from streams.rules.optout.wishes import Scope, Wish, wishes
from streams.rules.tone.tongue import tongue_of

__all__ = ["OptOut", "Scope", "Way", "optout_of"]

WIDEST: dict[Scope, int] = {"all": 0, "channel": 1, "campaigns": 2}


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

SILENT = OptOut(scope=None)


def optout_of(text: str, language: str | None) -> OptOut:
    """The widest wish of what a person wrote; without `language` "fr" or "en" it is judged from the words, in doubt by both."""
    given = (language or "").lower()
    if given[:2] in ("fr", "en") and not given[2:3].isalpha():
        tongues: tuple[str, ...] = (given[:2],)
    else:
        tongue, unsure = tongue_of(text)
        tongues = (tongue,) if tongue and not unsure else ("fr", "en")
    found = [wish for tongue in tongues for wish in _in(text, tongue)]
    return min(found, key=lambda one: WIDEST[one.scope] if one.scope else 3, default=SILENT)


def _in(text: str, language: str) -> list[OptOut]:
    line = line_of(text, language)
    found = wishes(line, grammar(language))
    if not found:
        return []
    best = min(found, key=_rank)
    ways = frozenset[Way]().union(*(wish.ways for wish in found if wish.scope == "channel"))
    named = tuple(sorted(ways)) if best.scope == "channel" else ()
    return [OptOut(scope=best.scope, words=line.written(text, best.start, best.end), ways=named)]


def _rank(wish: Wish) -> tuple[int, int, int]:
    return WIDEST[wish.scope], wish.start, -wish.end
