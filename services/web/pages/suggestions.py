"""`/suggestions`: who is probably one person, side by side. A colleague says, of several at once if they like, and takes it back."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
import structlog
from aiohttp import web

from schemas.documents import Atom, Identifier, Person, Suggestion, TimelineEntry
from schemas.errors import Refused
from services.web import keys
from services.web.answering import shell_of, shown
from services.web.naming import address_of
from services.web.pages.actions import carried_out
from services.web.pieces import SIDES, anchor
from services.web.suggestion_views import Answered, Line, Pair, Somebody, SuggestionsPage
from services.web.views import Shell
from streams.orders import answer, take_back
from streams.rules.identity.words import SURE, chance, sentence, told
from streams.state.atoms import use_of
from streams.state.client import ms

log = structlog.get_logger()

PARTS = {"list": "suggestions/_list.html.j2"}
SHOWN = 20
LINES = 3
NAMED = 3
BATCHES = 6
AT_ONCE = 100
MOST = 1000
READ = BATCHES * SHOWN


async def suggestions(request: web.Request) -> web.Response:
    """`of`: only those about one person; `tick=sure`: all that are as good as certain are ticked."""
    shell = shell_of(request, "suggestions")
    return shown(request, await _view(request, shell), parts=PARTS)


async def say(request: web.Request) -> web.Response:
    """`say` same or different of each `pair`, or `undo` what was said at once. A part is answered with itself, a page by the way back."""
    form = await request.post()
    said, batch = str(form.get("say", "")), str(form.get("undo", ""))[:100]
    pairs = [str(each)[:200] for each in form.getall("pair", [])]
    if not batch and (said not in ("same", "different") or not pairs or len(pairs) > AT_ONCE):
        raise Refused("say", "nothing was chosen", "tick some first, or use the buttons beside them")
    state, producer, by, now = request.app[keys.STATE], request.app[keys.PRODUCER], request[keys.USER].id, ms(datetime.now(UTC))
    again = await state.suggestions.of_batch(batch) if batch else []
    if batch:
        commands = await take_back(state, producer, batch, by=by, at=now)
    else:
        commands = await answer(
            state, producer, await state.suggestions.get(pairs), say="same" if said == "same" else "different", by=by, at=now
        )
    log.info("web.suggestions", do="unsay" if batch else said, answers=len(commands), by=by)
    await carried_out(state, [command.id for command in commands])
    await state.suggestions.reopen(again, at=now)  # while they were still one, the sweep may have thought that there is nothing to ask
    done = "answered" if not commands else "unsaid" if batch else said
    if "part" in request.query:
        shell = msgspec.structs.replace(shell_of(request, "suggestions"), said=done)
        return shown(request, await _view(request, shell), parts=PARTS)
    of = request.query.get("of", "")
    raise web.HTTPSeeOther(str(request.rel_url.with_query({"said": done} | ({"of": of} if of else {}))))


async def _view(request: web.Request, shell: Shell) -> SuggestionsPage:
    state, of = request.app[keys.STATE], request.query.get("of") or None
    found, count, answered, called = await asyncio.gather(
        state.suggestions.open(SHOWN, of=of), state.suggestions.count(MOST), state.suggestions.answered(READ), state.users.called()
    )
    concerned = {person for each in found for person in each.persons} | ({of} if of else set())
    persons, owned, atoms = await asyncio.gather(
        state.persons.get_many(concerned), state.atoms.of_many(concerned), state.atoms.atoms_of(concerned)
    )
    latest, towns = await _latest(request, owned), _towns(atoms.values())
    there = {
        id_: _somebody(persons.get(id_) or Person(id=id_), owned[id_], latest[id_], towns.get(id_, "")) for id_ in concerned if owned[id_]
    }
    ticked = request.query.get("tick") == "sure"
    pairs = tuple(_pair(each, there, shell.language, ticked=ticked) for each in found if all(person in there for person in each.persons))
    batches = _batches(answered, called, shell.user)
    return SuggestionsPage(
        shell=shell,
        pairs=pairs,
        count=len(pairs) if of else count,
        most=MOST,
        of=there.get(of or ""),
        sure=sum(pair.chance == SURE for pair in pairs),
        answered=batches,
        mine=next((each.batch for each in batches if each.mine), ""),
    )


async def _latest(request: web.Request, owned: Mapping[str, Sequence[Identifier]]) -> dict[str, list[TimelineEntry]]:
    """One entry more than is shown, so that one sees that there are others."""
    timeline = request.app[keys.STATE].timeline
    read = await asyncio.gather(*(timeline.of(theirs, LINES + 1) for theirs in owned.values()))
    return dict(zip(owned, read, strict=True))


def _towns(atoms: Iterable[Atom]) -> dict[str, str]:
    """By person, where they last said that they are; spelt as it is kept, folded."""
    told = sorted(
        (use.first_at, person, " ".join(place.town).title())
        for atom in atoms
        for use in [use_of(atom)]
        for place in use.places
        if place.town
        for person in atom.owners
    )
    return {person: town for _, person, town in told}


def _pair(said: Suggestion, there: Mapping[str, Somebody], language: str, *, ticked: bool) -> Pair:
    speaks, against = told(said.features, *said.names, language)
    how = chance(said.probability)
    one, other = (there[person] for person in said.persons)
    return Pair(
        id=said.id,
        key=anchor(said.id),
        probability=said.probability,
        chance=how,
        sure=how == SURE,
        speaks=sentence(speaks),
        against=sentence(against) if against else "",
        sides=(one, other),
        ticked=ticked and how == SURE,
    )


def _somebody(person: Person, identifiers: Sequence[Identifier], entries: Sequence[TimelineEntry], town: str) -> Somebody:
    return Somebody(
        id=person.id,
        name=person.name or address_of(person, identifiers) or person.id,
        language=person.language,
        town=town,
        first_at=person.first_at,
        identifiers=tuple(identifiers),
        lines=tuple(_line(entry) for entry in entries[:LINES]),
        more=len(entries) > LINES,
    )


def _line(entry: TimelineEntry) -> Line:
    said = entry.interaction
    text = " · ".join(part for part in (said.subject, said.text) if part and not entry.removed_at)
    return Line(at=entry.at, channel=said.channel, side=SIDES[said.direction], text=text, language=said.language)


def _batches(answered: Iterable[Suggestion], called: Mapping[str, str], reader: str | None) -> tuple[Answered, ...]:
    """The latest answers, by what was said at once. `called`: what colleagues are called, by what they sign in as."""
    together: dict[str, list[Suggestion]] = {}
    for each in answered:
        together.setdefault(each.batch or each.id, []).append(each)
    return tuple(
        Answered(
            batch=batch,
            answer=said[0].answer or "same",
            by=called.get(said[0].by or "", said[0].by or ""),
            mine=said[0].by == reader,
            at=said[0].answered_at or said[0].at,
            said=tuple(said[:NAMED]),
            more=max(0, len(said) - NAMED),
        )
        for batch, said in list(together.items())[:BATCHES]
    )
