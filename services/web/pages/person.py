"""`/people/{person}`: one person - their rhythm, what was noticed, what is proposed, and the timeline."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

import msgspec
from aiohttp import web

from schemas.documents import Consent, Person, Step, TimelineEntry
from schemas.events import Signal
from services.web import keys
from services.web.answering import before_of, shell_of, shown
from services.web.belonging import belonging, maybe
from services.web.campaign_names import campaign_titles
from services.web.drawing import strip
from services.web.naming import address_of
from services.web.pages.people import pressing, who_needs_us
from services.web.pieces import anchor, days, piece, promised
from services.web.reasons import put, stands, to_do
from services.web.rendering import iso
from services.web.views import Decision, Kept, Noticed, PersonPage, Piece, Promised
from streams.rules.consent import counting
from streams.rules.course import step_of
from streams.rules.keeping import Pledge, interaction_of, pledges
from streams.rules.reaching import addresses
from streams.rules.reciprocity import between
from streams.rules.signals import usual_gap_days
from streams.rules.words import origin_sentence, signal_sentence

PARTS = {"state": "person/_state.html.j2", "card": "person/_card.html.j2", "needs": "person/_needs.html.j2"}
ENTRIES = 150
PAST = 6
"""Signals, decisions and promises that are over are shown up to this many."""


async def person(request: web.Request) -> web.Response:
    shell = shell_of(request, "people")
    state, zone, id_ = request.app[keys.STATE], request.app[keys.ZONE], request.match_info["person"]
    summary, identifiers = await asyncio.gather(state.persons.get(id_), state.atoms.of(id_))
    if not identifiers:
        if (owner := await state.atoms.now_with(id_)) != id_:
            raise web.HTTPSeeOther(f"/people/{owner}")
        raise web.HTTPNotFound(reason="nobody is known by this address")
    summary = summary or Person(id=id_)
    owned = [identifier.id for identifier in identifiers]
    called = {id_, *(home for identifier in identifiers for home in identifier.homes)}
    entries, signals, needs = await asyncio.gather(
        state.timeline.of(identifiers, ENTRIES + 1, before=before_of(request)),
        state.signals.of(id_),
        who_needs_us(request, shell, here=id_),
    )
    followups, messages, tasks, consents, campaigns = await asyncio.gather(
        state.followups.of(id_, [identifier.id for identifier in identifiers if not identifier.shared], called=called),
        state.messages.of(id_, called=called),
        state.tasks.of(id_, called=called),
        state.consents.of_all(called),
        campaign_titles(request, shell.language),
    )
    own = addresses(summary.course, set(owned), until=shell.now)
    by_followup = {message.followup: message for message in messages}
    address = address_of(summary, identifiers)
    made = pledges(summary.course, now=shell.now)
    pieces = _pieces(request, entries[:ENTRIES], summary, made, shell.now)
    links = _links(id_, summary.course, pieces)
    times = {step.id: step.at for step in summary.course}
    ordered = pressing(signals)
    open_ = [signal for signal in ordered if signal.closed_at is None]
    over = sorted((signal for signal in ordered if signal.closed_at is not None), key=lambda signal: signal.at, reverse=True)[:PAST]
    noticed = _once(_noticed(signal, times, links, shell.language, summary.name, zone.key) for signal in [*open_, *over])
    promises = [promised(pledge, shell.now, links.get(pledge.entry, "")) for pledge in made]
    pending = [each for each in promises if each.said.state == "open"]
    why, doubles = await asyncio.gather(belonging(state, id_, identifiers, entries), maybe(state, id_))
    view = PersonPage(
        shell=shell,
        id=id_,
        title=summary.name or address or id_,
        language=summary.language,
        channel=own[0].channel if own else None,
        first_at=summary.first_at,
        last_at=summary.last_at,
        due_at=None if pending else summary.due_at,  # with an open promise it may be the promise that is waited for
        usual_days=usual_gap_days(summary.course),
        strip=strip(summary.course, ordered, now=shell.now, zone=zone, links=links),
        noticed=tuple(each for each in noticed if each.closed_at is None),
        before=tuple(each for each in noticed if each.closed_at is not None),
        decisions=tuple(
            Decision(
                said=said,
                name=summary.name or address or id_,
                message=by_followup.get(said.id),
                campaign=campaigns.get(said.campaign, ""),
                stands=stands(by_followup.get(said.id), said.reasons, shell.language, zone.key),
                reasons=tuple(put(reason, shell.language, zone.key) for reason in said.reasons),
            )
            for said in sorted(followups, key=lambda said: said.decided_at, reverse=True)[:PAST]
        ),
        tasks=tuple(to_do(task, summary.name or "", shell.language) for task in tasks if task.done_at is None),
        days=days(pieces),
        older=entries[ENTRIES - 1].at if len(entries) > ENTRIES else None,
        identifiers=tuple(identifiers),
        belonging=why,
        maybe=doubles,
        counts=Counter(step.identifier for step in summary.course if step.theirs),
        consents=tuple(Kept(said=consent, href=links.get(consent.entry or "", "")) for consent in _standing(consents)),
        promises=tuple(pending + [each for each in reversed(promises) if each.said.state == "broken" and each.said.kept_at is None]),
        settled=tuple(each for each in reversed(promises) if each.said.kept_at is not None)[:PAST],
        between=between(summary.course, now=shell.now),
        needs=needs,
    )
    return shown(request, view, parts=PARTS)


def _pieces(request: web.Request, entries: Iterable[TimelineEntry], person: Person, made: Iterable[Pledge], now: datetime) -> list[Piece]:
    """Each with what was sensed of it: as the course holds it, or read again where it is older than the course, or newer."""
    steps = {step.id: step for step in person.course}
    promises: dict[str, list[Promised]] = {}
    for pledge in made:
        promises.setdefault(interaction_of(steps[pledge.entry]), []).append(promised(pledge, now))
    reading, zone = request.app[keys.SETTINGS].reading, request.app[keys.ZONE]
    return [
        piece(
            entry,
            zone,
            step=(steps.get(entry.id) if entry.version is None else None) or step_of(entry, reading),
            promises=promises.get(entry.interaction.id, ()),
        )
        for entry in entries
    ]


def _links(person: str, course: Iterable[Step], pieces: Iterable[Piece]) -> dict[str, str]:
    """Where each entry of the course is seen: on this page, under the identifier that it is shown with, or further back."""
    on_page: dict[str, str] = {}
    for each in sorted(pieces, key=lambda each: (each.at, each.id), reverse=True):
        on_page.setdefault(each.said.id, f"#{each.anchor}")
    links = {}
    for step in course:
        further = f"/people/{quote(person)}?before={iso(step.at + timedelta(milliseconds=1))}#{anchor(step.id)}"
        links[step.id] = on_page.get(interaction_of(step), further)
    return links


def _noticed(signal: Signal, times: Mapping[str, datetime], links: Mapping[str, str], language: str, name: str | None, tz: str) -> Noticed:
    evidence = sorted({(links[entry], times[entry]) for entry in signal.evidence if entry in times}, key=lambda each: each[1], reverse=True)
    return Noticed(
        id=signal.id,
        person=signal.person,
        kind=signal.kind,
        at=signal.at,
        closed_at=signal.closed_at,
        since=signal.since,
        sentence=signal_sentence(signal, language, name, tz=tz),
        evidence=tuple(evidence),
        origin=origin_sentence(signal.origin, language, tz=tz) if signal.origin else "",
        begins=links.get(signal.origin.entry, "") if signal.origin and signal.origin.kind != "unknown" else "",
    )


def _once(noticed: Iterable[Noticed]) -> list[Noticed]:
    """Where several began is said with the first of them, in the order in which they are shown."""
    said: set[str] = set()
    found = []
    for each in noticed:
        found.append(msgspec.structs.replace(each, origin="", begins="") if each.origin in said else each)
        said.add(each.origin)
    return found


def _standing(consents: list[Consent]) -> list[Consent]:
    """The latest statement of each purpose and channel: it wins over what was said before. That a no was misread is told where nothing
    else was said."""
    counts = {consent.id for consent in counting(consents)}
    said = [consent for consent in consents if consent.id in counts or consent.takes_back]
    ordered = sorted(said, key=lambda consent: (consent.takes_back is None, consent.at, consent.id))
    latest = {(consent.purpose, consent.channel): consent for consent in ordered}
    return sorted(latest.values(), key=lambda consent: (consent.purpose, consent.channel or ""))
