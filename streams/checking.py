"""What is wrong with the message templates, found before anybody is written to: read, then filled in every way in which it can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import combinations, pairwise, product

import msgspec
from jinja2 import meta, nodes

from schemas.errors import Refusal, Refused
from schemas.interaction import CHANNELS, Channel
from streams.asking import asks_for, leaves_alone, left_over, marked_up
from streams.grammar import refused
from streams.limits import LIMITS
from streams.rendering import FIELDS, OPTIONAL, ROOT, Context, Rendered, Renderer
from streams.rules.language import identify
from streams.rules.promises import promises_in
from streams.settings import Settings
from streams.wording import day_by_hand, forbids_reply, no_answer, other_language, says_conditions, tu_and_vous

SAMPLE = Context(
    house="Égard & Fils",
    colleague="Claire Bonnet",
    name="Anne-Élisabeth Lefèvre de La Rochebrochard",
    last_at="22 septembre 2026",
    last_channel="email",
    last_subject="Ma chaudière <s'arrête>",
    asked="Quand le technicien passe-t-il, et que dois-je préparer ?",
    matter="Ma chaudière <s'arrête>",
    product="Atlan 24",
    reference="CT-2024-118833",
    promised="un technicien passera jeudi",
    promised_by="25 septembre 2026",
    missed="25 septembre 2026",
    spoke_with="Moussa Diallo",
    answer_within="2 jours ouvrés",
    answer_by="mercredi 30 septembre à 17 h",
    conditions=Settings().conditions_fr,
    leave="https://bonjour.exemple.fr/leave/m_0123456789abcdef.0123456789abcdef0123456789abcdef",
    mention="@anne-elisabeth.lefevre@social.exemple.fr",
    phone="06 39 98 12 40",
)
IN_ENGLISH = {
    "last_at": "22 September 2026", "last_subject": "My boiler <it's cold>", "asked": "When does the technician come?",
    "matter": "My boiler <it's cold>", "promised": "a technician will come on Thursday", "promised_by": "25 September 2026",
    "missed": "25 September 2026", "answer_within": "2 working days", "answer_by": "17:00 on Wednesday 30 September",
    "conditions": Settings().conditions_en,
}

LANGUAGES = ("fr", "en")
SILENT = frozenset({"thanks"})
"""Purposes of which a message may promise no answer."""

UNASKED = frozenset({"quiet", "thanks"})
"""Of which a message goes to people who wait for nothing."""

RECEIPT = "receipt"
WRITTEN = datetime(2026, 9, 23, 8, tzinfo=UTC)
"""Of the sample: between what they said and our answer."""

_BY_HAND = re.compile(r"\b(?:sous|dans les|within|in the next)\s+\d+\s*(?:h\b|heures?|jours?|minutes?|hours?|days?)", re.IGNORECASE)
TELLING = 60
"""Characters of a paragraph of which one can tell the language."""

MOST_FIELDS = 12
"""Fields that may be unknown in one template: each doubles the ways in which it is filled."""


def sample(language: str) -> Context:
    """Everything that can be known of somebody, in their language."""
    return msgspec.structs.replace(SAMPLE, **(IN_ENGLISH if language == "en" else {}))


def check(renderer: Renderer) -> Iterator[Refusal]:
    """Everything that is wrong with the templates, and those that are missing."""
    names = set(renderer.names())
    for name in sorted(names):
        yield from check_template(renderer, name)
    for purpose in sorted({name.split("/")[1] for name in names if name.count("/") == 2}):
        for channel, language in product(CHANNELS, LANGUAGES):
            name = f"{ROOT}/{purpose}/{channel}.{language}.j2"
            if name not in names:
                yield Refusal(where=name, what="there is no such template", remedy="write it: a person may use this channel and language")


def check_template(renderer: Renderer, name: str) -> Iterator[Refusal]:
    found = re.fullmatch(rf"{ROOT}/([^/]+)/([^/.]+)\.([a-z]{{2}})\.j2", name)
    if not found or found[2] not in CHANNELS or found[3] not in LANGUAGES:
        yield Refusal(where=name, what="its name says no channel and language", remedy=f"{ROOT}/<purpose>/<channel>.<fr or en>.j2")
        return
    try:
        tree, source = renderer.parsed(name), renderer.source(name)
    except Refused as error:
        yield Refusal(where=error.where, what=error.what, remedy=error.remedy)
        return
    if faults := list(refused(tree, name, FIELDS)):
        yield from faults
        return
    seen = set()
    for what, words, remedy in _filled(renderer, found[1], _channel(found[2]), found[3], tree):
        if (what, remedy) not in seen:
            seen.add((what, remedy))
            yield Refusal(where=f"{name}:{line_of(words, source, tree)}", what=what, remedy=remedy)


Fault = tuple[str, str, str]
"""What, the words or block where it stands, and the remedy."""


def _filled(renderer: Renderer, purpose: str, channel: Channel, language: str, tree: nodes.Template) -> Iterator[Fault]:
    unsure = sorted(meta.find_undeclared_variables(tree) & OPTIONAL)
    if len(unsure) > MOST_FIELDS:
        yield f"it asks for {len(unsure)} things that may not be known", "subject", f"{MOST_FIELDS} at most"
        return
    full = sample(language)
    bare = msgspec.structs.replace(full, **dict.fromkeys(OPTIONAL))
    loose = "viber" if channel == "social" else None  # has room for anything that is said in earnest
    holes: list[frozenset[str]] = []
    try:
        for unknown in _ways(unsure):
            if any(hole <= unknown for hole in holes):
                continue  # said already
            context = msgspec.structs.replace(full, **dict.fromkeys(unknown))
            try:
                rendered = renderer.render(purpose, channel, language, context, network=loose)
            except Refused as error:  # a hole
                holes.append(unknown)
                yield f"{error.what}{_where(unknown)}", error.what, f"ask with {{% if {min(unknown)} %}}" if unknown else error.remedy
                continue
            for fault in _said(rendered, context, unknown, channel, language):
                holes.append(unknown)
                yield fault
        whole, rendered = (renderer.render(purpose, channel, language, each, network=loose) for each in (full, bare))
    except Refused as error:
        if not holes:
            yield error.what, "promise", error.remedy
        return
    for context in (full, bare):
        yield from _one_line(renderer.subject(f"{ROOT}/{purpose}/{channel}.{language}.j2", context))
    yield from _in_language(rendered, bare, language)
    if by_hand := [*_by_hand(whole, full, language), *_by_hand(rendered, bare, language)]:
        yield from by_hand
    else:
        yield from _answering(rendered, bare, purpose, language)
    yield from _reaching(whole, full, channel)
    if purpose != RECEIPT:
        yield from _left_alone(whole, full, channel, language)
    if channel == "social":
        yield from _short(renderer, purpose, language, bare)


def _ways(unsure: list[str]) -> Iterator[frozenset[str]]:
    """What may be unknown at once, the fewest first: a promise and its day are known together, and over is only a day that was named."""
    for count in range(len(unsure) + 1):
        for each in combinations(unsure, count):
            unknown = frozenset(each)
            day = {"promised", "promised_by"} & set(unsure)
            if not day & unknown or (day <= unknown and ("missed" not in unsure or "missed" in unknown)):
                yield unknown


def _said(rendered: Rendered, context: Context, unknown: frozenset[str], channel: Channel, language: str) -> Iterator[Fault]:
    """Of one way to fill it."""
    said = f"{rendered.subject}\n{rendered.text}"
    without = _where(unknown)
    quoted = [each for each in (context.asked, context.matter, context.last_subject, context.promised) if each]
    if asked := asks_for(said, _known(context, unknown, channel), language, quoted):
        yield f"it asks for what we know: {asked!r}", asked, "say it instead, or leave it out"
    if refusal := no_answer(said, language, quoted):
        yield f"it promises no answer: {refusal!r}", refusal, "say until when there is one, or nothing of it"
    if refusal := forbids_reply(said, language, quoted):
        yield f"it says that no answer of theirs is read: {refusal!r}", refusal, "take it out: an answer comes in here and is read"
    if language == "fr" and (mixed := tu_and_vous(said, quoted, script=channel == "phone")):
        yield f"it says both tu and vous: {mixed!r}", mixed, "say one of both throughout"
    if channel != "social" and not rendered.subject:
        yield f"the subject is empty{without}", "subject", "say in a line what it is about"
    ours = _without(said, quoted)
    if mark := marked_up(ours):
        what = f"it has a mark of HTML or Markdown, which is read as it stands: {mark!r}"
        yield what, mark, "take it out: the HTML of a mail is made of its text"
    elif hole := left_over(said, [value for value in msgspec.structs.asdict(context).values() if value]):
        remedy = f"ask with {{% if {min(unknown)} %}}" if unknown else "take it out, or fill it"
        yield f"something is missing: {hole!r}{without}", hole, remedy


def _where(unknown: frozenset[str]) -> str:
    return f" where {', '.join(sorted(unknown))} is not known" if unknown else ""


def _known(context: Context, unknown: frozenset[str], channel: Channel) -> frozenset[str]:
    """Fields that have a value, and where they are written to: that may be known of anybody, and no field says of whom it is not."""
    fields = {field for field, value in msgspec.structs.asdict(context).items() if value} - unknown
    return frozenset(fields | {"reachable", "address", "postal"} | ({"phone"} if channel == "phone" else set()))


def _one_line(subject: str) -> Iterator[Fault]:
    lines = [line.strip() for line in subject.strip().splitlines() if line.strip()]
    if len(lines) > 1:
        yield "its subject has two lines", lines[1], "say in a line what it is about"


def _without(text: str, values: Iterable[str | None]) -> str:
    for value in sorted({value for value in values if value}, key=len, reverse=True):
        text = text.replace(value, " ")
    return text


def _in_language(rendered: Rendered, context: Context, language: str) -> Iterator[Fault]:
    for paragraph in rendered.text.split("\n\n"):
        found = identify(paragraph) if len(paragraph) >= TELLING else None
        if found and found != language:
            yield f"it is written in {found}, and its name says {language}", paragraph, f"say it in {language}"
            return
    if part := other_language(f"{rendered.subject}\n{rendered.text}", language, _filled_in(context)):
        found = "en" if language == "fr" else "fr"
        yield f"it is written in {found}, and its name says {language}: {part!r}", part, f"say it in {language}"


def _filled_in(context: Context) -> list[str]:
    return [value for key, value in msgspec.structs.asdict(context).items() if value and key != "last_channel"]


def _by_hand(rendered: Rendered, context: Context, language: str) -> Iterator[Fault]:
    """A time or a day that its author knew, and that is another one for the next person."""
    said = _without(f"{rendered.subject}\n{rendered.text}", _filled_in(context)).replace("\u00a0", " ")
    promised = promises_in(said, language=language, at=WRITTEN, tz="Europe/Paris", region="FR" if language == "fr" else "GB")
    if words := next((each.words for each in promised), None) or (found[0] if (found := _BY_HAND.search(said)) else None):
        yield f"it names a time of its own: {words!r}", words, "use answer_by or answer_within: this house keeps those"
    elif day := day_by_hand(said, language):
        yield f"it names a day by hand: {day!r}", day, "use last_at or promised_by, which are said as the person reads days"


def _reaching(rendered: Rendered, context: Context, channel: Channel) -> Iterator[Fault]:
    """The text itself carries whom it is for."""
    if channel == "social" and str(context.mention) not in rendered.text:
        yield "it does not name who it is for, so nobody is told of it", "opening", "begin with {% if mention %}{{ mention }} {% endif %}"
    if channel == "phone" and str(context.phone) not in rendered.text:
        yield "the number to call is missing", "opening", "say {{ phone }} where it is known"


def _answering(rendered: Rendered, context: Context, purpose: str, language: str) -> Iterator[Fault]:
    """Who promises an answer says until when, and under which conditions."""
    promises = rendered.text.split("\n\n")
    times = (context.answer_within, context.answer_by)
    if purpose in SILENT and len(promises) < 3 and not any(time in rendered.text for time in times):
        return
    if purpose == RECEIPT and context.answer_by not in rendered.text:
        yield "it does not say until when there is an answer to who has asked", "promise", "use answer_by in the block promise"
    elif purpose in UNASKED and context.answer_by in f"{rendered.subject}\n{rendered.text}":
        yield "it names a day for an answer, and nobody has asked", "answer_by", "use answer_within: it counts from when they ask"
    elif not any(time in rendered.text for time in times):
        yield "it does not say until when there is an answer", "promise", "use answer_by or answer_within in the block promise"
    if context.conditions not in rendered.text and not says_conditions(rendered.text, times, language):
        yield "it does not say under which conditions there is an answer", "promise", "use conditions in the block promise"


def _left_alone(rendered: Rendered, context: Context, channel: Channel, language: str) -> Iterator[Fault]:
    if channel == "email" and str(context.leave) not in rendered.text:
        yield "it offers no way to be left alone", "closing", "end with {% if leave %}{{ leave }}{% endif %}"
    elif not leaves_alone(rendered.text, language):
        yield "it does not say how to be left alone", "closing", "say in a sentence that a word is enough"


def _short(renderer: Renderer, purpose: str, language: str, context: Context) -> Iterator[Fault]:
    for network in LIMITS:
        try:
            renderer.render(purpose, "social", language, context, network=network)
        except Refused as error:
            yield error.what, "promise", error.remedy
            return


def line_of(words: str, source: str, tree: nodes.Template) -> int:
    """Where it stands: the line that says most of these words, or the one where a block of this name begins."""
    block = next((node.lineno for node in tree.find_all(nodes.Block) if node.name == words), None)
    if block is not None:
        return block
    literally = next((at for at, line in enumerate(source.splitlines()) if words in line), None)
    if literally is not None:
        return literally + 1
    wanted = _words(words)
    lines = [_words(line) for line in source.splitlines()] or [set()]
    return max(range(len(lines)), key=lambda at: (len(wanted & lines[at]), -at)) + 1


def _words(text: str) -> set[str | tuple[str, str]]:
    """And two after one another, which tell more."""
    found = re.findall(r"\w{3,}", text.lower())
    return {*found, *pairwise(found)}


def _channel(name: str) -> Channel:
    return next(channel for channel in CHANNELS if channel == name)
