"""Reads the promises out of a text: its times, the clauses that they stand in, and which of these undertake something."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from streams.rules.promises.dues import Now
from streams.rules.promises.judge import Judge
from streams.rules.promises.line import Line
from streams.rules.promises.moments import moments_of
from streams.rules.promises.sentences import Clause, clauses_of, without_soft_breaks
from streams.rules.promises.text import Token, tokens_of, words

_WHAT = 120  # characters


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A time by which we said that something will be done. `due`: the last instant at which it is kept, in the zone of writing.

    `words`: the piece of the text that names the time; `what`: the clause around it, one line, at most 120 characters.
    """

    what: str
    due: datetime
    words: str


def promises_in(text: str, *, language: str | None, at: datetime, tz: str, region: str) -> tuple[Promise, ...]:
    """The promises of what we wrote at `at`, in the order of their dues; the same instant is one promise.

    `language` None: French and English are both tried. `region`: country code, for its holidays and its ways to write dates.
    Raises ZoneInfoNotFoundError (a KeyError) or ValueError for an unknown `tz`. The rules are in docs: what counts, and until when.
    """
    zone = ZoneInfo(tz)
    now = Now(at.astimezone(zone), zone, region)
    tokens = without_soft_breaks(_own_words(text, tokens_of(text)))
    found: dict[datetime, Promise] = {}
    for spoken in languages_of(tokens, language):
        for promise in _in_language(text, tokens, spoken, now):
            found.setdefault(promise.due, promise)
        if found:
            break
    return tuple(found[due] for due in sorted(found))


_FRENCH = words(
    "le la les de du des et est vous nous je votre un une pour dans sur que qui avec ne pas au ce sera bonjour merci demain d' l' j'"
)
_ENGLISH = words("the and is you we your of to will for in on with it that be have this our i i'll we'll by at hello thanks tomorrow are")


def languages_of(tokens: list[Token], language: str | None) -> tuple[str, ...]:
    """The languages to read it in, the likelier first; a language that is not read is treated as unknown."""
    if language in ("fr", "en"):
        return (language,)
    french, english = (sum(token.word in those for token in tokens) for those in (_FRENCH, _ENGLISH))
    likelier, other = ("en", "fr") if english > french else ("fr", "en")
    return (likelier, other) if 2 * min(french, english) >= max(french, english) else (likelier,)


_QUOTED_BELOW = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:original message|message d'origine|message original|forwarded message|message transf[ée]r[ée]) ?-{2,}"
    r"|(?:on|le|am) .{4,80}(?:wrote|a [ée]crit)[ \xa0]?:|_{10,})[ \t]*$",
    re.I | re.M,
)


def _own_words(text: str, tokens: list[Token]) -> list[Token]:
    """Without lines quoted by ">" and what stands below "On ... wrote:"."""
    below = _QUOTED_BELOW.search(text)
    end = below.start() if below else len(text)
    out: list[Token] = []
    quoted = False
    for i, token in enumerate(tokens):
        if token.start >= end:
            break
        if token.word[0] == "\n":
            quoted = False
        if token.word == ">" and (i == 0 or tokens[i - 1].word[0] == "\n"):
            quoted = True
        if not quoted:
            out.append(token)
    return out


def _in_language(text: str, tokens: list[Token], language: str, now: Now) -> list[Promise]:
    line = Line(tokens, language)
    moments = moments_of(line, now)
    if not any(m.due is not None and m.due > now.at for m in moments):
        return []
    clauses = clauses_of(line, moments)
    judge = Judge(line, clauses, moments, at=now.at, swiss=now.region == "CH")
    out: list[Promise] = []
    for n, moment in enumerate(moments):
        if moment.due is None or moment.due <= now.at or not judge.kept(n):
            continue
        said = text[line.tokens[moment.start].start : line.tokens[moment.end - 1].end]
        clause = clauses[judge.clause_at[n]]
        out.append(Promise(what=_what(text, line, clause), due=moment.due, words=said))
    return out


def _what(text: str, line: Line, clause: Clause) -> str:
    whole = " ".join(text[line.tokens[clause.start].start : line.tokens[clause.end - 1].end].split())
    return whole if len(whole) <= _WHAT else whole[: _WHAT - 1] + "…"
