"""What is wrong with a campaign, found before it can start: what a field may be is in its type, here is what does not go together."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

import msgspec

from schemas.campaigns import CampaignStep, Content
from schemas.interaction import CHANNELS, Channel
from streams.rules.consent import AFFAIRS
from streams.rules.daytime import zones_of
from streams.rules.identifiers import domain as domain_of

LANGUAGES = ("fr", "en")
MOST_STEPS = 6
RECEIPT = "receipt"

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")

Templates = Mapping[str, Collection[tuple[Channel, str]]]
"""Folder of templates/messages -> (channel, language) of those in it with which nothing is wrong."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """`where`: as in the document, `steps.1.template`; `code`: a sentence of campaign_words, with its `words`."""

    where: str
    code: str
    words: dict[str, str] = {}


def validate(name: str, content: Content, templates: Templates) -> list[Fault]:
    """Everything that keeps it from starting, in the order of the document."""
    return [
        *_name(name), *_titles(content), *_occasions(name, content), *_excluded(content), *_steps(content, templates),
        *_purpose(name, content), *_limits(content),
    ]


def unknown(content: Content, persons: Collection[str]) -> list[Fault]:
    """`persons`: of those whom it leaves out the ids that nobody has or ever had here."""
    return [
        Fault(where=f"excluded.persons.{n}", code="person_unknown", words={"person": person})
        for n, person in enumerate(content.excluded.persons) if person in persons
    ]


def _name(name: str) -> Iterator[Fault]:
    if not NAME.fullmatch(name):
        yield Fault(where="name", code="no_name", words={"name": name})


def _titles(content: Content) -> Iterator[Fault]:
    for language in LANGUAGES:
        if not content.title.get(language, "").strip():  # type: ignore[call-overload]  # one of both
            yield Fault(where=f"title.{language}", code="title_missing")


def _occasions(name: str, content: Content) -> Iterator[Fault]:
    if not content.occasions:
        yield Fault(where="occasions", code="no_occasion")
    for n, occasion in enumerate(content.occasions):
        if any(occasion.kind == other.kind for other in content.occasions[:n]):
            yield Fault(where=f"occasions.{n}", code="occasion_twice", words={"kind": occasion.kind})
        if occasion.origins and occasion.kind in ("asked", "complained"):
            yield Fault(where=f"occasions.{n}.origins", code="event_has_no_origin", words={"kind": occasion.kind})
        if name == RECEIPT and occasion.kind not in ("asked", "complained"):
            yield Fault(where=f"occasions.{n}", code="receipt_of_a_signal", words={"kind": occasion.kind})


def _excluded(content: Content) -> Iterator[Fault]:
    kinds = {occasion.kind for occasion in content.occasions}
    if kinds and kinds <= set(content.excluded.signals):
        yield Fault(where="excluded.signals", code="excludes_everybody")
    for n, domain in enumerate(content.excluded.domains):
        if not _DOMAIN.fullmatch(domain_of(domain) or ""):
            yield Fault(where=f"excluded.domains.{n}", code="no_domain", words={"domain": domain})
    for n, country in enumerate(content.excluded.countries):
        if not zones_of(country):  # nobody is ever found to live there: it would leave out nobody, and say nothing
            yield Fault(where=f"excluded.countries.{n}", code="no_country", words={"country": country})
    for n, person in enumerate(content.excluded.persons):
        if not person.startswith("p_"):
            yield Fault(where=f"excluded.persons.{n}", code="no_person", words={"person": person})


def _steps(content: Content, templates: Templates) -> Iterator[Fault]:
    if not content.steps:
        yield Fault(where="steps", code="no_step")
    if len(content.steps) > MOST_STEPS:
        yield Fault(where="steps", code="many_steps", words={"most": str(MOST_STEPS)})
    for n, step in enumerate(content.steps):
        yield from _templates(n, step, templates)
        if step.until_days and step.until_days < step.after_days:
            yield Fault(where=f"steps.{n}.until_days", code="until_before_after", words={"after": str(step.after_days)})
        if any((step.does, step.template) == (other.does, other.template) for other in content.steps[:n]):
            yield Fault(where=f"steps.{n}.template", code="step_twice", words={"template": step.template})
        if n and step.after_days < max(content.ours_days, 1):
            yield Fault(where=f"steps.{n}.after_days", code="step_too_soon", words={"days": str(max(content.ours_days, 1))})


def _templates(n: int, step: CampaignStep, templates: Templates) -> Iterator[Fault]:
    if step.template not in templates:
        yield Fault(where=f"steps.{n}.template", code="template_unknown", words={"template": step.template})
        return
    wanted: tuple[Channel, ...] = ("phone",) if step.does == "ask" else step.channels or CHANNELS
    for channel in wanted:
        for language in LANGUAGES:
            if (channel, language) not in templates[step.template]:
                words = {"file": f"{step.template}/{channel}.{language}.j2"}
                yield Fault(where=f"steps.{n}.template", code="template_missing", words=words)


def _purpose(name: str, content: Content) -> Iterator[Fault]:
    """What concerns a person's own affairs goes out after a wish for no more campaigns: so nothing else may call itself so."""
    if name != RECEIPT:
        if content.purpose in AFFAIRS:
            yield Fault(where="purpose", code="purpose_of_receipts", words={"purpose": content.purpose})
        return
    if content.purpose != RECEIPT:
        yield Fault(where="purpose", code="receipt_purpose")
    if content.share_left:
        yield Fault(where="share_left", code="receipt_left_alone")
    if content.approval != "automatic":
        yield Fault(where="approval", code="receipt_waits")
    if len(content.steps) > 1:
        yield Fault(where="steps", code="receipt_once")


def _limits(content: Content) -> Iterator[Fault]:
    latest = [max(step.after_days, step.until_days) for step in content.steps]
    if latest and latest[0] >= content.stale_days:
        yield Fault(where="stale_days", code="stale_before_step", words={"days": str(latest[0])})
    if latest and sum(latest) >= content.ends_days:
        yield Fault(where="ends_days", code="ends_before_step", words={"days": str(sum(latest))})
    needed = _in_a_row(content)
    if needed > content.cap:
        yield Fault(where="cap", code="cap_below_steps", words={"steps": str(needed), "days": str(content.cap_days)})


def _in_a_row(content: Content) -> int:
    """The most of its messages that one person can get within the days over which the cap counts."""
    at, days = [], 0
    for step in content.steps:
        days += step.after_days
        at.append(days)
    return max((sum(1 for other in at if first <= other < first + content.cap_days) for first in at), default=0)
