"""Carries out what a colleague decided about a campaign. Each does the same when it comes a second time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import msgspec

from schemas.campaigns import Campaign, CampaignState, CampaignVersion, Content
from schemas.documents import Reason
from schemas.errors import Refused
from schemas.events import KINDS, Command
from streams.desk import CAMPAIGNS_S, Desk
from streams.lastly import PAUSED
from streams.rules.campaign_content import content_of
from streams.rules.campaign_faults import NAME
from streams.rules.campaign_words import fault_said
from streams.rules.campaigns import BUILT_IN
from streams.rules.followups import withdrawn
from streams.sound import faults_of
from streams.state.followups import OPEN
from streams.wire import Emit

AT_ONCE = 200
UNTIL_HEARD = timedelta(seconds=2 * CAMPAIGNS_S)
"""By then every worker has read the campaigns anew."""


async def save(command: Command, desk: Desk) -> Sequence[str | Emit]:
    """`campaign`, `content` as JSON, `note`: why; `seen`: the version that was edited, 0: there was none. A draft may have faults; what
    runs may not."""
    name, content = _name(command), content_of(_argument(command, "content"))
    before = (await desk.campaigns(fresh=True)).get(name)
    version = before.version + 1 if before else 1
    if before and (before.changed_at, before.changed_by) == (command.at, command.by) and before.content == content:
        return []  # carried out already
    if before and before.state == "archived":
        raise Refused("campaign", f"{name} is archived", "save it under another name")
    if command.arguments.get("seen", "0") != str(before.version if before else 0):
        what = f"{name} is at version {before.version} by {before.changed_by}" if before else f"there is no campaign {name}"
        raise Refused("seen", what, "look at it again, and save what you want of both")
    if before and before.state != "draft":
        await _sound(name, content, desk)
    note = command.arguments.get("note", "")
    said = CampaignVersion(id=f"{name}/{version}", campaign=name, version=version, content=content, at=command.at, by=command.by, note=note)
    fresh = Campaign(
        id=name, version=version, content=content, state=before.state if before else "draft",
        started_at=before.started_at if before else None, changed_at=command.at, changed_by=command.by,
    )
    await desk.state.campaign_versions.put([said])
    await _change(fresh, before, desk)
    return []


async def start(command: Command, desk: Desk) -> Sequence[str | Emit]:
    """`campaign`: a draft runs. Whose occasion is open now is decided as if it had just begun."""
    before = await _campaign(command, desk)
    if _is_done(before, "running", command):
        return []
    if before.state != "draft":
        raise Refused("campaign", f"{before.id} is {before.state}", "a paused one is resumed; an archived one is saved under another name")
    await _sound(before.id, before.content, desk)
    await _move(before, "running", command, desk)
    await _begin_open(before, command, desk)
    return []


async def pause(command: Command, desk: Desk) -> Sequence[str | Emit]:
    """`campaign`: what it decided waits, also what is in words already, and nothing new is begun."""
    before = await _campaign(command, desk)
    if _is_done(before, "paused", command):
        return []
    if before.state != "running":
        raise Refused("campaign", f"{before.id} is {before.state}", "only what runs can be paused")
    await _move(before, "paused", command, desk)
    return []


async def resume(command: Command, desk: Desk) -> Sequence[str | Emit]:
    """`campaign`: what waited is decided again, and so is what began meanwhile."""
    before = await _campaign(command, desk)
    if before.state != "paused" and not _is_done(before, "running", command):
        raise Refused("campaign", f"{before.id} is {before.state}", "only what is paused can be resumed")
    await _sound(before.id, before.content, desk)
    if before.state == "paused":
        await _move(before, "running", command, desk)
    await desk.state.followups.wake(before.id, at=command.at)
    await desk.state.messages.wake(before.id, PAUSED, at=command.at)
    await _begin_open(before, command, desk)
    return []


async def archive(command: Command, desk: Desk) -> Sequence[str | Emit]:
    """`campaign`: it is over. What waits is called off, before it leaves at the latest; what was said stays."""
    before = await _campaign(command, desk)
    if before.state != "archived":
        await _move(before, "archived", command, desk)
    reason = Reason(code="campaign_archived", ok=False, words={"by": command.by})
    for state in OPEN:
        while waiting := await desk.state.followups.of_campaign(before.id, state=state, limit=AT_ONCE):
            for followup in waiting:
                await desk.state.followups.change(withdrawn(followup, reason), seen=state)
    return []


async def _begin_open(campaign: Campaign, command: Command, desk: Desk) -> None:
    kinds = [occasion.kind for occasion in campaign.content.occasions]
    since = command.at - timedelta(days=campaign.content.stale_days)
    signals = [kind for kind in KINDS if kind in kinds]
    if signals:
        await desk.state.signals.hand_on(signals, since=since, at=command.at + UNTIL_HEARD)


async def _campaign(command: Command, desk: Desk) -> Campaign:
    name = _name(command)
    found = (await desk.campaigns(fresh=True)).get(name)
    if found is None:
        raise Refused("campaign", f"there is no campaign {name}", "see `egard campaigns list`")
    return found


async def _move(before: Campaign, state: CampaignState, command: Command, desk: Desk) -> None:
    started = command.at if state == "running" and before.state == "draft" else before.started_at
    fresh = msgspec.structs.replace(before, state=state, started_at=started, changed_at=command.at, changed_by=command.by)
    await _change(fresh, before, desk)


async def _change(fresh: Campaign, before: Campaign | None, desk: Desk) -> None:
    state = desk.state
    if before is not None and before.id in BUILT_IN:  # one that nobody has touched may not be a document yet
        await state.campaigns.put([before])
    written = await state.campaigns.change(fresh, seen=before) if before else bool(await state.campaigns.put([fresh]))
    if not written:
        raise Refused("campaign", f"{fresh.id} was changed by somebody else just now", "look at it again")
    await desk.campaigns(fresh=True)


def _is_done(campaign: Campaign, state: CampaignState, command: Command) -> bool:
    return campaign.state == state and (campaign.changed_at, campaign.changed_by) == (command.at, command.by)


async def _sound(name: str, content: Content, desk: Desk) -> None:
    """Raises Refused with the first fault."""
    for fault in await faults_of(name, content, desk.state):
        what, remedy = fault_said(fault, "en")
        raise Refused(fault.where, what, remedy)


def _name(command: Command) -> str:
    name = _argument(command, "campaign")
    if not NAME.fullmatch(name):
        raise Refused("campaign", f"{name!r} is no name", "take small letters, digits and -, 40 at most")
    return name


def _argument(command: Command, name: str) -> str:
    value = command.arguments.get(name, "")
    if not value:
        raise Refused(name, "it is missing", f"say {name}=...")
    return value


DO: dict[str, Callable[[Command, Desk], Awaitable[Sequence[str | Emit]]]] = {
    "campaign_save": save,
    "campaign_start": start,
    "campaign_pause": pause,
    "campaign_resume": resume,
    "campaign_archive": archive,
}
