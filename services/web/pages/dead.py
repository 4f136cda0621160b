"""`/dead`: what could not be understood, with the reason, the original and a way to try again."""

from __future__ import annotations

import re

import msgspec
from aiohttp import web

from schemas.documents import DeadLetter, OriginalRecord
from services.web import keys
from services.web.answering import before_of, shell_of, shown
from services.web.languages import Language
from services.web.views import DeadPage, Letter
from streams.rules.plain_words import in_words

SHOWN = 50
CHARACTERS = 1200
_ROW = re.compile(r"\b(?:row|line) (?=\d)")


async def dead(request: web.Request) -> web.Response:
    shell = shell_of(request, "dead")
    state = request.app[keys.STATE]
    letters = await state.dead_letters.latest(SHOWN + 1, before=before_of(request))
    originals = await state.originals.get([letter.original for letter in letters[:SHOWN] if letter.original], large=CHARACTERS)
    view = DeadPage(
        shell=shell,
        letters=tuple(_letter(_said(letter, shell.language), originals.get(letter.original or "")) for letter in letters[:SHOWN]),
        older=letters[SHOWN - 1].last_at if len(letters) > SHOWN else None,
    )
    return shown(request, view)


def _said(letter: DeadLetter, language: Language) -> DeadLetter:
    where = _ROW.sub("ligne ", letter.where) if language == "fr" else letter.where
    return msgspec.structs.replace(letter, where=where, reason=in_words(letter.reason, language), remedy=in_words(letter.remedy, language))


def _letter(letter: DeadLetter, original: OriginalRecord | None) -> Letter:
    if original is None or original.data is None:
        return Letter(said=letter, shown=None, size=None)
    beginning = original.data[:CHARACTERS]
    text = beginning.decode("utf-8", "replace")
    readable = b"\x00" not in beginning and text.count("\ufffd") <= len(text) / 20
    return Letter(said=letter, shown=text if readable else None, size=original.size)
