"""What is wrong with a message template, found before anybody is written to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import jinja2
import msgspec
from jinja2 import meta

from schemas.errors import Refusal, Refused
from schemas.interaction import CHANNELS, Channel
from streams.rendering import ROOT, Context, Renderer

FIELDS = frozenset(Context.__struct_fields__)

SAMPLE = Context(
    name="Anne-Élisabeth Lefèvre de La Rochebrochard",
    house="Égard & Fils",
    last_at="30 septembre 2026",
    last_channel="email",
    last_subject="Ma chaudière <s'arrête>",
    answer_within_days=2,
    mention="@anne-elisabeth.lefevre@social.exemple.fr",
    phone="+33639981240",
)
BARE = msgspec.structs.replace(SAMPLE, name=None, last_subject=None, mention=None, phone=None)

ASKS = {
    "fr": re.compile(
        r"(?:quel(?:le)?s? (?:est|sont)|rappele[zr](?:-nous)?|indique[zr](?:-nous)?|communique[zr](?:-nous)?|donne[zr]-nous|précise[zr])"
        r"[^.?!]{0,40}(?:votre|vos) (?:nom|numéro|adresse|e-?mail|téléphone|contrat|référence|dossier)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?:what (?:is|are)|tell us|give us|confirm|provide|remind us of|state)[^.?!]{0,40}your "
        r"(?:name|number|address|e-?mail|phone|telephone|contract|reference|file)",
        re.IGNORECASE,
    ),
}
"""A message never asks for what the timeline holds."""


def check(renderer: Renderer) -> Iterator[Refusal]:
    """Everything that is wrong with the templates, and those that are missing."""
    names = set(renderer.names())
    for name in sorted(names):
        yield from check_template(renderer, name)
    for purpose in sorted({name.split("/")[1] for name in names}):
        for channel, language in product(CHANNELS, ASKS):
            name = f"{ROOT}/{purpose}/{channel}.{language}.j2"
            if name not in names:
                yield Refusal(where=name, what="there is no such template", remedy="write it: a person may use this channel and language")


def check_template(renderer: Renderer, name: str) -> Iterator[Refusal]:
    source, *_ = renderer.environment.loader.get_source(renderer.environment, name)  # type: ignore[union-attr]  # it has a loader
    try:
        tree = renderer.environment.parse(source)
    except jinja2.TemplateSyntaxError as error:
        yield Refusal(where=f"{name}:{error.lineno}", what=error.message or "it is no template", remedy="mend the template")
        return
    unknown = sorted(meta.find_undeclared_variables(tree) - FIELDS)
    if unknown:
        yield Refusal(where=name, what=f"{unknown[0]} is not known to a message", remedy=f"known are {', '.join(sorted(FIELDS))}")
        return
    if name.endswith(".html.j2"):
        return
    found = re.fullmatch(rf"{ROOT}/([^/]+)/([^/.]+)\.([a-z]{{2}})\.j2", name)
    if not found or found[2] not in CHANNELS or found[3] not in ASKS:
        yield Refusal(where=name, what="its name says no channel and language", remedy=f"{ROOT}/<purpose>/<channel>.<fr or en>.j2")
        return
    purpose, channel, language = found[1], _channel(found[2]), found[3]
    for context in (SAMPLE, BARE):
        try:
            rendered = renderer.render(purpose, channel, language, context)
        except Refused as error:
            yield Refusal(where=error.where, what=error.what, remedy=error.remedy)
            return
        said = f"{rendered.subject}\n{rendered.text}"
        if asked := ASKS[language].search(said):
            yield Refusal(where=name, what=f"it asks for what we know: {asked[0]!r}", remedy="say it instead, or leave it out")
        if channel != "social" and not rendered.subject:
            yield Refusal(where=name, what="the subject is empty", remedy="say in a line what it is about")
        if re.search(r"\bNone\b|\s[,.](?!\.)|\{[{%]", rendered.text):
            yield Refusal(where=name, what="something is missing where a name or subject is not known", remedy="ask with {% if name %}")
        if context is SAMPLE and str(context.answer_within_days) not in rendered.text:
            yield Refusal(
                where=name, what="it does not say until when there is an answer", remedy="use answer_within_days in the block promise"
            )


def _channel(name: str) -> Channel:
    return next(channel for channel in CHANNELS if channel == name)
