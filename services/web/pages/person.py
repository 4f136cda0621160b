"""`/people/{person}`: one person - their rhythm, what was noticed, what is proposed, and the timeline."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime

from aiohttp import web

from schemas.documents import Consent, Person
from schemas.events import Signal
from services.web import keys
from services.web.answering import shell_of, shown
from services.web.drawing import strip, usual_days
from services.web.naming import address_of
from services.web.pages.people import who_needs_us
from services.web.pieces import anchor, days, piece
from services.web.views import Decision, Kept, Noticed, PersonPage, Reason, ToDo
from streams.rules.followups import addresses
from streams.rules.words import reason_sentence, signal_sentence

PARTS = {"state": "person/_state.html.j2", "card": "person/_card.html.j2", "needs": "person/_needs.html.j2"}
ENTRIES = 150
PAST = 6
"""Signals and decisions that are over are shown up to this many."""


async def person(request: web.Request) -> web.Response:
    shell = shell_of(request, "people")
    state, zone, id_ = request.app[keys.STATE], request.app[keys.ZONE], request.match_info["person"]
    summary, identifiers = await asyncio.gather(state.persons.get(id_), state.identifiers.of(id_))
    if not identifiers:
        if (owner := await state.identifiers.now_with(id_)) != id_:
            raise web.HTTPSeeOther(f"/people/{owner}")
        raise web.HTTPNotFound(reason="nobody is known by this address")
    summary = summary or Person(id=id_)
    owned = [identifier.id for identifier in identifiers]
    entries, signals, needs = await asyncio.gather(
        state.timeline.of(owned, ENTRIES + 1, before=_before(request)), state.signals.of(id_), who_needs_us(request, shell, here=id_)
    )
    followups, messages, tasks, consents = await asyncio.gather(
        state.followups.of(id_, owned), state.messages.of(id_), state.tasks.of(id_), state.consents.of(id_)
    )
    own = addresses(summary.course, set(owned), until=shell.now)
    by_followup = {message.followup: message for message in messages}
    times = {step.id: step.at for step in summary.course}
    address = address_of(summary, identifiers)
    noticed = [
        _noticed(signal, times, shell.language, summary.name, zone.key)
        for signal in sorted(signals, key=lambda signal: signal.at, reverse=True)
    ]
    view = PersonPage(
        shell=shell,
        id=id_,
        title=summary.name or address or id_,
        language=summary.language,
        channel=own[0].channel if own else None,
        first_at=summary.first_at,
        last_at=summary.last_at,
        due_at=summary.due_at,
        usual_days=usual_days(summary.course),
        strip=strip(summary.course, signals, summary.due_at, now=shell.now, zone=zone),
        noticed=tuple(each for each in noticed if each.closed_at is None),
        before=tuple(each for each in noticed if each.closed_at is not None)[:PAST],
        decisions=tuple(
            Decision(
                said=said,
                name=summary.name or address or id_,
                message=by_followup.get(said.id),
                reasons=tuple(
                    Reason(ok=reason.ok, sentence=reason_sentence(reason, shell.language, tz=zone.key)) for reason in said.reasons
                ),
            )
            for said in sorted(followups, key=lambda said: said.decided_at, reverse=True)[:PAST]
        ),
        tasks=tuple(ToDo(said=task, name=summary.name or "") for task in tasks if task.done_at is None),
        days=days(piece(entry, zone) for entry in entries[:ENTRIES]),
        older=entries[ENTRIES - 1].at if len(entries) > ENTRIES else None,
        identifiers=tuple(identifiers),
        counts=Counter(step.identifier for step in summary.course),
        consents=tuple(Kept(said=consent) for consent in _standing(consents)),
        needs=needs,
    )
    return shown(request, view, parts=PARTS)


def _before(request: web.Request) -> datetime | None:
    """`?before=`: go on with the timeline from there."""
    try:
        return datetime.fromisoformat(request.query["before"]).astimezone(UTC) if "before" in request.query else None
    except ValueError:
        raise web.HTTPBadRequest(reason="before: it is not a time") from None


def _noticed(signal: Signal, times: dict[str, datetime], language: str, name: str | None, tz: str) -> Noticed:
    evidence = [(anchor(entry), times[entry]) for entry in signal.evidence if entry in times]
    return Noticed(
        id=signal.id,
        person=signal.person,
        at=signal.at,
        closed_at=signal.closed_at,
        since=signal.since,
        sentence=signal_sentence(signal, language, name, tz=tz),
        evidence=tuple(sorted(evidence, key=lambda each: each[1], reverse=True)),
    )


def _standing(consents: list[Consent]) -> list[Consent]:
    """The latest statement of each purpose and channel: it wins over what was said before."""
    latest = {(consent.purpose, consent.channel): consent for consent in sorted(consents, key=lambda consent: (consent.at, consent.id))}
    return sorted(latest.values(), key=lambda consent: (consent.purpose, consent.channel or ""))
