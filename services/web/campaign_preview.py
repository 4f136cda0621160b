"""A campaign's message on a real person, from the place that drafts what is sent: the words are the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from aiohttp import web

from schemas.campaigns import Campaign, Content
from schemas.documents import FollowUp, FollowUpState, Message
from schemas.errors import Refused
from schemas.events import KINDS, Kind
from services.web import keys
from services.web.campaign_views import Previewed
from services.web.finding import LONGEST, found
from services.web.languages import Language
from services.web.naming import titles
from services.web.pieces import anchor
from services.web.reasons import put, stands
from services.web.views import Decision, Shell
from streams.composing import Stretch, clock_of
from streams.handling import usual_of
from streams.rules.campaign_answers import slower_than_named
from streams.rules.plain_words import in_words
from streams.trying import preview

OFFERED = 30
FIRST: tuple[FollowUpState, ...] = ("asking", "waiting", "composed", "held", "withdrawn", "dismissed")


async def previewed(request: web.Request, shell: Shell, campaign: Campaign, asked: Mapping[str, str]) -> Previewed:
    """`asked`: whom it is shown `on`, or among whom by some words (`who`), `in` which language, `at` which step; what is not asked for is
    as it would be sent."""
    state, settings = request.app[keys.STATE], request.app[keys.SETTINGS]
    who = asked.get("who", "").strip()[:LONGEST]
    sought = list((await found(request, who)).items())
    others = sought or await candidates(request, shell, campaign)
    chosen = asked.get("on", "")
    if sought and chosen not in dict(sought):
        chosen = sought[0][0]
    elif chosen not in dict(others):
        there = await state.persons.get_many([chosen]) if chosen else {}
        others = [*((id_, name) for id_, name in titles(there.values()).items()), *others][:OFFERED]
        chosen = others[0][0] if others else ""
    steps = len(campaign.content.steps)
    at = int(asked["at"]) if re.fullmatch(r"[0-9]{1,3}", asked.get("at", "")) else 0
    told = Previewed(
        person=chosen,
        name=dict(others).get(chosen, ""),
        language=asked["in"] if asked.get("in") in ("fr", "en") else "",
        step=min(at, max(0, steps - 1)),
        steps=steps,
        who=who,
        unknown=bool(who) and not sought,
        others=tuple(others),
        next=_after(chosen, others),
        named=campaign.content.answer_days,
        slower=tuple(slower_than_named(campaign.content, await usual_of(state, settings, shell.now), clock_of(settings))),
    )
    if not chosen or not steps:
        return told
    try:
        drafted = await preview(campaign, told.step, chosen, state, settings, shell.now, language=told.language or None)
    except Refused as error:
        return msgspec.structs.replace(told, refused=in_words(f"{error.what}; {error.remedy}", shell.language))
    decision = decided(drafted.followup, drafted.message, told.name, shell.language, settings.tz)
    links = await _links(request, chosen, drafted.known)
    stretches = tuple((stretch, links.get(stretch.entry or "", "")) for stretch in drafted.known)
    return msgspec.structs.replace(told, decision=decision, stretches=stretches)


async def candidates(request: web.Request, shell: Shell, campaign: Campaign) -> list[tuple[str, str]]:
    """(id, name): whom it concerns first, then whom it would, then who was in touch lately."""
    state = request.app[keys.STATE]
    there = await state.followups.of_campaign(campaign.id, limit=OFFERED)
    concerned = [each.person for each in sorted(there, key=lambda each: FIRST.index(each.state))]
    if len(concerned) < OFFERED and (kinds := kinds_of(campaign.content)):
        concerned += [signal.person for signal in await state.signals.open(OFFERED, kinds=kinds, now=shell.now)]
    persons = await state.persons.get_many(set(concerned))
    if len(persons) < OFFERED // 2:
        persons |= {person.id: person for person in await state.persons.recent(OFFERED, now=shell.now)}
    names = titles(persons.values())
    return [(id_, names[id_]) for id_ in dict.fromkeys([*(id_ for id_ in concerned if id_ in names), *names])][:OFFERED]


def kinds_of(content: Content) -> tuple[Kind, ...]:
    """The signals among its occasions."""
    wanted = {occasion.kind for occasion in content.occasions}
    return tuple(kind for kind in KINDS if kind in wanted)


def decided(said: FollowUp, message: Message | None, name: str, language: Language, tz: str) -> Decision:
    return Decision(
        said=said,
        name=name,
        message=message,
        stands=stands(message, said.reasons, language, tz),
        reasons=tuple(put(reason, language, tz) for reason in said.reasons),
    )


def _after(chosen: str, others: list[tuple[str, str]]) -> str:
    ids = [id_ for id_, _ in others]
    return ids[(ids.index(chosen) + 1) % len(ids)] if len(ids) > 1 else ""


async def _links(request: web.Request, person: str, known: tuple[Stretch, ...]) -> dict[str, str]:
    """Where the entries that tell what we know are read."""
    entries = await request.app[keys.STATE].timeline.get(sorted({stretch.entry for stretch in known if stretch.entry}))
    return {entry.id: f"/people/{quote(person)}#{anchor(entry.id)}" for entry in entries}
