"""`/campaigns`: what starts a word from us, what it says, whether it is useful; and each campaign on a page of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import get_args

import structlog
from aiohttp import web

from schemas.campaigns import Campaign, CampaignVersion
from schemas.documents import FollowUp
from schemas.documents import Reason as Code
from schemas.errors import Refused
from schemas.interaction import CHANNELS
from services.web import keys
from services.web.answering import shell_of, shown
from services.web.campaign_names import all_of
from services.web.campaign_numbers import numbers, of_today, useful
from services.web.campaign_preview import previewed
from services.web.campaign_views import (
    CampaignPage,
    CampaignRow,
    CampaignsPage,
    DifferencePage,
    Entry,
    Field,
    Numbers,
    Previewed,
    TemplateState,
    Useful,
)
from services.web.languages import Language
from services.web.naming import titles
from services.web.pages.actions import carried_out
from services.web.reasons import put
from services.web.views import Shell
from streams.checking import check_template
from streams.orders import order
from streams.rendering import ROOT, renderer
from streams.rules.campaign_words import fault_said
from streams.rules.campaigns import BUILT_IN
from streams.rules.plain_words import in_words
from streams.sound import faults_of
from streams.state.client import ms

log = structlog.get_logger()

LIST = {"list": "campaigns/_list.html.j2"}
PARTS = {name: f"campaigns/_{name}.html.j2" for name in ("head", "today", "does", "useful", "journal")}
PARTS["preview"] = "campaigns/_shown.html.j2"
ORDER = {"running": 0, "paused": 1, "draft": 2, "archived": 3}
VERSIONS = 50
PATIENCE = 8
"""Times the usual wait: before a campaign starts its templates are filled in every way."""
CONCERNED = 2000
"""So many follow-ups of a campaign are counted at most."""
LONGEST_WAIT = timedelta(days=14)
"""What left today was decided within that: a moment is sought in the next days."""

FIELDS: tuple[Field, ...] = get_args(Field)
DO = ("start", "pause", "resume", "archive")


async def campaigns(request: web.Request) -> web.Response:
    shell = shell_of(request, "campaigns")
    there = await all_of(request)
    ordered = sorted(there.values(), key=lambda each: (ORDER[each.state], each.id))
    rows = await asyncio.gather(*(_row(request, shell, each) for each in ordered))
    archived = tuple(row for row in rows if row.said.state == "archived")
    view = CampaignsPage(shell=shell, rows=tuple(row for row in rows if row.said.state != "archived"), archived=archived)
    return shown(request, view, parts=LIST)


async def campaign(request: web.Request) -> web.Response:
    """`on`, `in`, `at`: whom the preview is about, in which language, of which step."""
    shell = shell_of(request, "campaigns")
    state, said = request.app[keys.STATE], await campaign_of(request)
    seen = request.query.get("part", "preview") == "preview"
    row, preview, faults, journal, called, names = await asyncio.gather(
        _row(request, shell, said),
        previewed(request, shell, said, request.query) if seen else nobody(),
        faults_of(said.id, said.content, state),
        state.campaign_versions.of(said.id, VERSIONS),
        state.users.called(),
        names_of(request, said.content.excluded.persons),
    )
    view = CampaignPage(
        shell=shell,
        said=said,
        numbers=row.numbers,
        useful=row.useful,
        preview=preview,
        templates=await asyncio.to_thread(templates_of, said, shell.language),
        journal=tuple(Entry(said=each, by=called.get(each.by, each.by), before=each.version > 1) for each in journal),
        faults=tuple(fault_said(each, shell.language) for each in faults),
        names=names,
    )
    return shown(request, view, parts=PARTS)


async def nobody() -> Previewed:
    """Of a part that shows it on nobody."""
    return Previewed()


async def campaign_do(request: web.Request) -> web.Response:
    """Start, pause, resume or archive one."""
    said, form = await campaign_of(request), await request.post()
    do = str(form.get("do", ""))
    if do not in DO:
        raise Refused("do", "this cannot be done", "go back and use the buttons of the page")
    if do in ("start", "resume") and await faults_of(said.id, said.content, request.app[keys.STATE]):
        return web.Response(status=303, headers={"Location": f"/campaigns/{said.id}?said=campaign_faults"})
    await ordered(request, f"campaign_{do}", said.id)
    return web.Response(status=303, headers={"Location": f"/campaigns/{said.id}?said=campaign_{do}"})


async def difference(request: web.Request) -> web.Response:
    """What a version changed."""
    shell = shell_of(request, "campaigns")
    said, number = await campaign_of(request), int(request.match_info["version"])
    after, before = await asyncio.gather(_version(request, said, number), _version(request, said, number - 1))
    if after is None or before is None:
        raise web.HTTPNotFound(reason="there is no such version")
    persons = {*before.content.excluded.persons, *after.content.excluded.persons}
    called = await request.app[keys.STATE].users.called()
    view = DifferencePage(
        shell=shell,
        said=said,
        version=after,
        by=called.get(after.by, after.by),
        before=before.content,
        after=after.content,
        fields=changed(before, after),
        names=await names_of(request, persons),
    )
    return shown(request, view)


def changed(before: CampaignVersion, after: CampaignVersion) -> tuple[Field, ...]:
    """The fields that differ, in the order of the document; the cap with its days is said in one sentence."""
    fields = [name for name in FIELDS if getattr(before.content, name) != getattr(after.content, name)]
    return tuple(name for name in fields if not (name == "cap_days" and "cap" in fields))


async def campaign_of(request: web.Request) -> Campaign:
    name = request.match_info["campaign"]
    said = await request.app[keys.STATE].campaigns.get(name) or BUILT_IN.get(name)
    if said is None:
        raise web.HTTPNotFound(reason="there is no such campaign")
    return said


async def ordered(request: web.Request, do: str, name: str, **arguments: str) -> None:
    """Have it carried out; Refused when it was."""
    state, by, now = request.app[keys.STATE], request[keys.USER].id, ms(datetime.now(UTC))
    command = await order(
        state, request.app[keys.PRODUCER], do=do, person=f"campaign:{name}", by=by, at=now, **{"campaign": name, **arguments}
    )
    log.info("web.campaign", do=do, campaign=name, command=command.id, by=by)
    await carried_out(state, [command.id], patience=PATIENCE)
    if refusal := await state.commands.refusal(command.id):
        raise Refused(*refusal)


async def of_now(request: web.Request, shell: Shell, name: str) -> list[FollowUp]:
    """Those of a campaign that count today, the latest decisions first."""
    midnight = shell.now.astimezone(request.app[keys.ZONE]).replace(hour=0, minute=0, second=0, microsecond=0)
    of = request.app[keys.STATE].followups.of_campaign
    found = await asyncio.gather(
        of(name, state="waiting", limit=CONCERNED),
        of(name, state="asking", limit=CONCERNED),
        of(name, since=midnight - LONGEST_WAIT, limit=CONCERNED),
    )
    return of_today({each.id: each for part in found for each in part}.values(), midnight)


async def _row(request: web.Request, shell: Shell, said: Campaign) -> CampaignRow:
    today, counts = await asyncio.gather(_today(request, shell, said), _useful(request, said))
    return CampaignRow(said=said, numbers=today, useful=counts)


async def _today(request: web.Request, shell: Shell, said: Campaign) -> Numbers:
    followups = await of_now(request, shell, said.id)
    asked = {each.person for each in followups if each.state == "asking"}
    names = titles((await request.app[keys.STATE].persons.get_many(asked)).values())
    tz = request.app[keys.SETTINGS].tz

    def sentence(reason: Code) -> str:
        return put(reason, shell.language, tz).sentence

    return numbers(followups, names, sentence)


async def _useful(request: web.Request, said: Campaign) -> Useful:
    return useful(await request.app[keys.STATE].assignments.counts(said.id))


async def _version(request: web.Request, said: Campaign, number: int) -> CampaignVersion | None:
    return await request.app[keys.STATE].campaign_versions.get(said.id, number)


async def names_of(request: web.Request, persons: Collection[str]) -> dict[str, str]:
    return titles((await request.app[keys.STATE].persons.get_many(set(persons))).values()) if persons else {}


def folders() -> tuple[str, ...]:
    """The folders of message templates that a step may name."""
    return tuple(sorted({name.split("/")[1] for name in renderer().names()}))


def templates_of(said: Campaign, reader: Language) -> tuple[TemplateState, ...]:
    """Every template that a step may need, with the first thing that is wrong with it, in the reader's language."""
    steps, found = said.content.steps, []
    for folder in dict.fromkeys(step.template for step in steps):
        wanted = {channel for step in steps if step.template == folder for channel in _channels(step.does, step.channels)}
        for channel in (each for each in CHANNELS if each in wanted):
            for language in ("fr", "en"):
                name = f"{ROOT}/{folder}/{channel}.{language}.j2"
                fault, remedy = (in_words(each, reader) for each in _fault(name))
                found.append(TemplateState(template=folder, language=language, channel=channel, fault=fault, remedy=remedy))
    return tuple(found)


def _channels(does: str, channels: Collection[str]) -> Collection[str]:
    return ("phone",) if does == "ask" else channels or CHANNELS


@lru_cache(maxsize=512)
def _fault(name: str) -> tuple[str, str]:
    if name not in renderer().names():
        return "there is no such template", "write it, or leave the channel out"
    refusal = next(iter(check_template(renderer(), name)), None)
    return (refusal.what, refusal.remedy) if refusal else ("", "")
