"""Whether a message that is ready may leave now, asked before each attempt: it may have waited a minute or a day."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Set
from datetime import datetime, timedelta

import msgspec

from schemas.campaigns import Campaign
from schemas.documents import FollowUp, Identifier, Message, Person, Reason
from streams.channels.social.sending import with_template
from streams.composing import message_id
from streams.desk import Desk
from streams.drafting import draft, occasion_of
from streams.limits import TEMPLATE_OF, one_paragraph, too_long
from streams.rules import against, windows
from streams.rules.consent import AFFAIRS, WISHES, may_contact
from streams.rules.reaching import GESTURES
from streams.rules.suppression import suppressed

LATE = timedelta(minutes=1)
"""A message that was made longer ago, or failed once, is decided once more; of one that is fresh only what may have changed is asked."""
OURS = frozenset({"answered", "wrote_lately"})
"""Where nobody knows whether it arrived, this may be the message itself."""

PAUSED, SAID_ANEW = "campaign_paused", "said_anew"
LOOKS_AGAIN = timedelta(minutes=10)
"""What waits for a campaign to go on is woken then; that it was paused may have been read just before."""


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """`against`: everything that was considered, where it must not leave, and `code` the one reason: "said_anew" where another message is
    to be made of its follow-up. `at`: not before then, and `why`. `words`: the message as it would be said now, where that is not as it was
    said. `whose`: whom it goes to, as they are called now."""

    code: str | None = None
    against: tuple[Reason, ...] = ()
    at: datetime
    why: str | None = None
    words: Message | None = None
    only_template: bool = False
    whose: str = ""


async def lastly(message: Message, followup: FollowUp | None, desk: Desk, *, now: datetime) -> Last:
    """Reads only. `followup`: of the message, as it stands; not one that still waits to be put into these words."""
    if followup is None:
        return _no(now, Reason(code="signal_gone", ok=False))
    if followup.state != "composed" or message.id != message_id(followup):
        decided = () if followup.state == "dismissed" else followup.reasons
        return _no(now, _deciding(decided) or Reason(code="dismissed", ok=False), followup.reasons)
    state, known = desk.state, followup.reasons
    whose = await state.atoms.whose(message.identifier, message.person) if message.identifier else message.person
    own = await state.atoms.of(whose)
    called = {whose, *(home for identifier in own for home in identifier.homes)}
    refused = await _refused(message, called, desk, now=now)
    if refused is not None:
        return _no(now, refused, known)
    person = await state.persons.get(whose) or Person(id=whose)
    only_template = False
    if message.channel == "social" and not message.by_hand:
        network, heard_at = message.network or "mastodon", _heard_at(message, person)
        template = network in with_template(desk.settings) and message.purpose not in AFFAIRS
        window = windows.may_write(network, last_from_them=heard_at, now=now, template=template)
        if not window.open:
            approved = any(reason.code == "approved" for reason in known)  # then a colleague writes it by hand
            return _no(now, Reason(code=SAID_ANEW) if approved else windows.reason(network, window, heard_at), known)
        only_template = window.only_templates
        if only_template and too_long(one_paragraph(message.text), TEMPLATE_OF[network]):
            return _no(now, Reason(code=SAID_ANEW), known)
    late = message.attempts > 0 or now - message.made_at > LATE
    campaign = (await desk.campaigns(fresh=late)).get(followup.campaign)
    if campaign is not None and campaign.state != "running" and not late:
        campaign = (await desk.campaigns(fresh=True)).get(followup.campaign)
    occasion = await occasion_of(followup, state, desk.settings)
    if occasion is None or campaign is None:
        return _no(now, Reason(code="signal_gone" if occasion is None else "campaign_archived", ok=False), known)
    if campaign.state == "paused":
        return Last(at=now + LOOKS_AGAIN, why=PAUSED)
    yes = Last(at=now, why=None if message.reason == PAUSED else message.reason, only_template=only_template, whose=whose)
    before, behind = await _others(followup, own, called, campaign, desk, now=now)
    changed = whose != message.person or campaign.state != "running" or len(before) > len(behind)
    if not (late or changed or against.over(occasion, person, campaign, followup.step, now)):
        return yes
    drafted = await draft(followup, occasion, campaign, state, desk.settings, now, without=behind)
    fresh = drafted.followup
    if fresh.state != "waiting":
        why = _deciding(fresh.reasons) or Reason(code="approval")
        if message.doubt_since is not None and why.code in OURS:
            return yes
        return _no(now, Reason(code=SAID_ANEW) if fresh.state == "asking" else why, fresh.reasons)
    again = drafted.message if not message.doubt_since else None
    if again is not None and (again.channel, again.identifier) != (message.channel, message.identifier):
        if message.version != campaign.version:  # it goes elsewhere, as the campaign has it now
            return _no(now, Reason(code=SAID_ANEW), fresh.reasons)
        again = None
    said_anew = again is not None and (again.subject, again.text) != (message.subject, message.text)
    return msgspec.structs.replace(yes, at=max(now, fresh.due_at or now), words=again if said_anew else None)


async def _others(
    followup: FollowUp, own: Iterable[Identifier], called: Set[str], campaign: Campaign, desk: Desk, *, now: datetime
) -> tuple[list[FollowUp], set[str]]:
    """What else was put into words for this person and counts as this does; and what of that has not left and comes after it. Of two that
    are ready at once - for persons who proved to be one - the one that was decided first leaves."""
    state = desk.state
    theirs = await state.followups.of(followup.person, [one.id for one in own if not one.shared], called=called)
    others = [each for each in against.beside(followup.id, theirs, campaign, now) if each.state == "composed"]
    messages = await asyncio.gather(*(state.messages.get(message_id(each)) for each in others))
    left = {one.followup for one in messages if one is not None and one.state in ("sending", "sent", "uncertain")}
    first = (followup.decided_at, followup.id)
    return others, {each.id for each in others if each.id not in left and first < (each.decided_at, each.id)}


def _no(now: datetime, why: Reason, known: tuple[Reason, ...] = ()) -> Last:
    return Last(at=now, code=why.code, against=known if why in known else (*known, why))


def _deciding(reasons: tuple[Reason, ...]) -> Reason | None:
    """The first that speaks against it, or that it first needs somebody's yes."""
    return next((reason for reason in reasons if not reason.ok or reason.code == "approval"), None)


async def _refused(message: Message, called: Set[str], desk: Desk, *, now: datetime) -> Reason | None:
    """Suppression and consent."""
    state = desk.state
    consent = may_contact(message.channel, message.purpose, await state.consents.of_all(called), now=now)
    if message.identifier and consent.code not in WISHES:  # the wish itself says more than that its address is suppressed
        standing = (await state.suppressions.of([message.identifier])).get(message.identifier, [])
        if (refused := suppressed(standing, message.channel, message.purpose)) is not None:
            return refused
    return None if consent.ok else consent


def _heard_at(message: Message, person: Person) -> datetime | None:
    """When they last said something there that we may answer. A number may be theirs on several networks, and on the telephone."""
    there = (message.channel, message.network, message.identifier)
    said = [
        step for step in person.course
        if step.theirs and (step.channel, step.network, step.identifier) == there and step.act not in GESTURES
    ]
    alone = [step for step in said if windows.answers_privately(message.network or "mastodon", step.act)] or said
    return alone[-1].at if alone else None
