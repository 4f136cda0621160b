"""`/campaigns/{campaign}/today` and `/dry-run`: who, on which channel, in which words; who not, and why. Messages are approved here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
import structlog
from aiohttp import web

from schemas.campaigns import Campaign
from schemas.documents import FollowUp, Message, Person
from schemas.errors import Refused
from services.web import keys
from services.web.answering import shell_of, shown
from services.web.campaign_numbers import part_of
from services.web.campaign_preview import decided
from services.web.campaign_views import WhoPage
from services.web.naming import titles
from services.web.pages.actions import carried_out
from services.web.pages.campaigns import campaign_of, of_now
from services.web.views import Decision, Shell
from streams.composing import message_id
from streams.drafting import Drafted, draft, occasion_of
from streams.orders import order
from streams.state.client import ms
from streams.trying import dry_run

log = structlog.get_logger()

PARTS = {"who": "campaigns/_who.html.j2"}
SHOWN = 100
AT_ONCE = 200


async def today(request: web.Request) -> web.Response:
    """As it stands. What waits or asks is drafted anew, so that the words are those that would leave."""
    shell, said = shell_of(request, "campaigns"), await campaign_of(request)
    followups = sorted(await of_now(request, shell, said.id), key=lambda each: (each.due_at or each.decided_at, each.id))
    open_ = [each for each in followups if part_of(each) in ("asks", "coming")]
    written = [each for each in followups if part_of(each) == "written"]
    others = [each for each in followups if part_of(each) in ("left", "held", "over")]
    found = [await _drafted(request, shell, said, each) for each in open_[:SHOWN]]
    found += [Drafted(followup=each, message=await _message(request, each)) for each in written[:SHOWN]]
    found += [Drafted(followup=each) for each in others[:SHOWN]]
    more = any(len(each) > SHOWN for each in (open_, written, others))
    return shown(request, await _view(request, shell, said, found, dry=False, more=more), parts=PARTS)


async def would(request: web.Request) -> web.Response:
    """As it would be if it ran now."""
    shell, said = shell_of(request, "campaigns"), await campaign_of(request)
    state, settings = request.app[keys.STATE], request.app[keys.SETTINGS]
    found = await dry_run(said, state, settings, shell.now, limit=SHOWN + 1)
    return shown(request, await _view(request, shell, said, found[:SHOWN], dry=True, more=len(found) > SHOWN))


async def say(request: web.Request) -> web.Response:
    """`approve` or `dismiss` follow-ups of this campaign, one or many."""
    form, said, state = await request.post(), await campaign_of(request), request.app[keys.STATE]
    do = "approve" if "approve" in form else "dismiss"
    asked = [str(each)[:100] for each in form.getall(do, [])]
    if not asked or len(asked) > AT_ONCE:
        raise Refused("do", "nothing was chosen", "go back and use the buttons of the page")
    there = await state.followups.get_many(asked)
    by, now = request[keys.USER].id, ms(datetime.now(UTC))
    chosen = [each for each in there.values() if each.campaign == said.id and each.state in ("asking", "waiting")]
    seen = {"version": str(form.get("version", ""))[:10]} if do == "approve" else {}
    read = dict(str(each)[:120].split(" ", 1) for each in form.getall("words", []) if " " in str(each)) if do == "approve" else {}
    commands = [
        await order(
            state, request.app[keys.PRODUCER], do=do, person=each.person, by=by, at=now, followup=each.id, **seen,
            **({"words": read[each.id]} if each.id in read else {}),
        )
        for each in chosen
    ]
    log.info("web.campaign.answers", do=do, campaign=said.id, answers=len(commands), by=by)
    await carried_out(state, [command.id for command in commands])
    changed = [command for command in commands if await state.commands.refusal(command.id)]
    done = "answered" if not commands else "campaign_changed" if changed else do
    return web.Response(status=303, headers={"Location": f"/campaigns/{said.id}/today?said={done}"})


async def _drafted(request: web.Request, shell: Shell, said: Campaign, followup: FollowUp) -> Drafted:
    state, settings = request.app[keys.STATE], request.app[keys.SETTINGS]
    occasion = await occasion_of(followup, state, settings)
    if occasion is None:
        return Drafted(followup=followup)
    drafted = await draft(followup, occasion, said, state, settings, shell.now)
    return msgspec.structs.replace(drafted, followup=followup)  # as it is decided, in the words of now


async def _message(request: web.Request, followup: FollowUp) -> Message | None:
    return await request.app[keys.STATE].messages.get(message_id(followup))


def _answered(each: Drafted, person: Person | None) -> datetime | None:
    """When they first said something of themselves after it was written."""
    since = (each.message.sent_at or each.message.made_at) if each.message and part_of(each.followup) == "written" else None
    said = [step.at for step in person.course if step.theirs and step.at > since] if person and since else []
    return min(said, default=None)


async def _view(request: web.Request, shell: Shell, said: Campaign, found: Iterable[Drafted], *, dry: bool, more: bool) -> WhoPage:
    found = list(found)
    persons = await request.app[keys.STATE].persons.get_many({each.followup.person for each in found})
    names, tz = titles(persons.values()), request.app[keys.SETTINGS].tz

    def of(part: str) -> tuple[Decision, ...]:
        return tuple(
            msgspec.structs.replace(
                decided(each.followup, each.message, names.get(each.followup.person, each.followup.person), shell.language, tz),
                words=each.words or "",
            )
            for each in found
            if part_of(each.followup) == part
        )

    answered = {each.followup.id: at for each in found if (at := _answered(each, persons.get(each.followup.person)))}
    return WhoPage(
        shell=shell,
        said=said,
        dry=dry,
        asking=of("asks"),
        coming=of("coming"),
        left=of("left"),
        held=(*of("held"), *of("over")),
        written=of("written"),
        answered=answered,
        more=more,
    )
