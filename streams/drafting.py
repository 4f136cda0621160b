"""What a follow-up would be as of now, and in which words; nothing is written. What is sent, a preview and a dry run come from here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime

import msgspec

from schemas.campaigns import Assignment, Campaign
from schemas.documents import Consent, FollowUp, Identifier, Message, Person, Reason, Suppression, TimelineEntry
from schemas.errors import Refused
from schemas.interaction import Channel
from streams.channels.email.threading import message_id_of, references_of
from streams.channels.social.sending import set_up, with_template
from streams.channels.social.threading import status_id_of
from streams.composing import Stretch, address_of, composed, message_id, words_of
from streams.handling import usual_of
from streams.rendering import TooLong
from streams.rules import followups
from streams.rules.campaign_steps import opens_at
from streams.rules.campaigns import assign, excluded
from streams.rules.consent import AFFAIRS
from streams.rules.course import step_of
from streams.rules.followups import House
from streams.rules.leaving import leave_url
from streams.rules.occasions import ENTRY, Happened, of_entry, of_signal
from streams.rules.receipts import event_of
from streams.sending import sender_for
from streams.settings import Settings
from streams.state import State

LATEST = 20
LARGEST_ORIGINAL = 20_000_000


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision about a person rests on. `before`: all that was decided about them, over all campaigns; `called`: every id that they
    had; `writing`: who of us is about to speak with them."""

    person: Person
    identifiers: list[Identifier]
    called: set[str]
    consents: list[Consent]
    suppressed: dict[str, list[Suppression]]
    before: list[FollowUp]
    writing: str | None


class Drafted(msgspec.Struct, frozen=True, kw_only=True):
    """The decision as it falls, and the message where there is one to be sent, now or at `due_at`; `known`: its text in pieces."""

    followup: FollowUp
    message: Message | None = None
    known: tuple[Stretch, ...] = ()

    @property
    def words(self) -> str | None:
        """As of composing.words_of."""
        return words_of(self.message, self.known) if self.message is not None else None


Keep = Callable[[Assignment], Awaitable[Assignment]]
"""Writes it down; gives the one that stands, which may be another's."""


async def meant_for(followup: FollowUp, state: State) -> str:
    """Whom it is about, as they are called now."""
    return await state.atoms.whose(followup.identifier, followup.person) if followup.identifier else followup.person


async def known(state: State, person: str) -> Known:
    identifiers = await state.atoms.of(person)
    called = {person, *(home for identifier in identifiers for home in identifier.homes)}
    ids = [identifier.id for identifier in identifiers]
    own = [identifier.id for identifier in identifiers if not identifier.shared]
    calls = await state.tasks.calls(called)
    return Known(
        person=await state.persons.get(person) or Person(id=person),
        identifiers=identifiers,
        called=called,
        consents=await state.consents.of_all(called),
        suppressed=await state.suppressions.of(ids),
        before=await state.followups.of(person, own, called=called),
        writing=calls[0].title if calls else None,
    )


def house_of(settings: Settings) -> House:
    """What is set up here, in which hours, and where we are."""
    able: set[Channel] = {"phone", "letter"}
    networks = set_up(settings)
    if settings.smtp_url:
        able.add("email")
    if networks:
        able.add("social")
    first, _, last = settings.hours.partition("-")
    return House(
        region=settings.region, tz=settings.tz, hours=(int(first), int(last)), able=frozenset(able), networks=networks,
        templates=with_template(settings),
    )


async def occasion_of(followup: FollowUp, state: State, settings: Settings) -> Happened | None:
    """What started it, as it is known now; None: it never was, or was taken back."""
    if not followup.signal.startswith(ENTRY):
        signal = await state.signals.get(followup.signal)
        return of_signal(signal) if signal else None
    found = await state.timeline.get([followup.signal.removeprefix(ENTRY)])
    if not found or found[0].removed_at is not None:
        return None
    step = step_of(found[0], settings.reading)
    return of_entry(step, followup.person, event_of(step, found[0].interaction, settings.reading, now=step.at) or "asked")


async def draft(
    followup: FollowUp | None, occasion: Happened, campaign: Campaign, state: State, settings: Settings, now: datetime, *,
    step: int = 0, also: Sequence[FollowUp] = (), without: Collection[str] = (), keep: Keep | None = None,
) -> Drafted:
    """The decision as it falls now, of one that stands or of a new one, with its message as of the moment when it leaves. A step that does
    not open before another day is decided as of that day.

    `step`: of a new one. `also`: what is decided about the same person and not written down; `without`: follow-ups of theirs that count for
    nothing. `keep`: writes down on which side of the
    campaign the person falls, where that is drawn here, before anything follows from it. A letter needs an address that is whole; a message
    that cannot be put into words is held.
    """
    about = await known(state, await meant_for(followup, state) if followup else occasion.person)
    before = [*(each for each in about.before if each.id not in without), *also]
    content = campaign.content
    if followup and followup.step >= len(content.steps):
        return Drafted(followup=followups.withdrawn(followup, _edited(campaign)))
    opens = followup.opens_at if followup else opens_at(content.steps[0], about.person.course, since=occasion.at) if step == 0 else None
    at = max(now, opens or now)
    unreachable: dict[str, str] = {}
    while True:
        fresh, entries = await _decided(followup, occasion, campaign, about, state, settings, at, opens, step, before, unreachable, keep)
        reasons = fresh.reasons
        if followup and followup.version not in (0, campaign.version):
            reasons = (*reasons, _edited(campaign))
        fresh = msgspec.structs.replace(fresh, opens_at=opens, decided_at=followup.decided_at if followup else now, reasons=reasons)
        if fresh.state not in ("waiting", "asking") or (fresh.identifier is None and fresh.channel != "phone"):
            return Drafted(followup=fresh)
        try:
            drafted = await written(fresh, occasion, campaign, entries, about.person, state, settings, max(at, fresh.due_at or at))
            return drafted if _is_agreed(drafted, campaign) else _asks_again(drafted)
        except Refused as error:
            if isinstance(error, TooLong) and fresh.identifier:
                unreachable[fresh.identifier] = "too_long"
                continue
            reasons = (*fresh.reasons, Reason(code="template", ok=False, words={"what": str(error)}))
            return Drafted(followup=msgspec.structs.replace(fresh, state="held", reasons=reasons, due_at=None))


async def _decided(
    followup: FollowUp | None, occasion: Happened, campaign: Campaign, about: Known, state: State, settings: Settings, at: datetime,
    opens: datetime | None, step: int, before: Sequence[FollowUp], unreachable: dict[str, str], keep: Keep | None,
) -> tuple[FollowUp, list[TimelineEntry]]:
    """With the latest entries of the address that it chose."""
    ids = [identifier.id for identifier in about.identifiers]
    writing = None if campaign.content.purpose in AFFAIRS else about.writing  # who asks is answered whatever else we are about to say
    out = excluded(campaign.content, about.person, ids, called=about.called)

    def decide(assignment: Assignment | None) -> FollowUp:
        return followups.decide(
            occasion, about.person, about.identifiers, about.consents, before, now=at, campaign=campaign,
            step=followup.step if followup else step, opens_at=opens, house=house_of(settings), unreachable=unreachable,
            suppressed=about.suppressed, writing=writing, excluded=out, assignment=assignment, earlier=followup,
        )

    while True:
        fresh = decide(None)
        entries = await latest_of(fresh, about, state)
        if fresh.channel != "letter" or fresh.identifier is None or address_of(entries, fresh.identifier):
            break
        unreachable[fresh.identifier] = "no_address"
    if fresh.state not in ("waiting", "asking"):
        return fresh, entries
    given = await state.assignments.of(campaign.id, ids)
    under_way = followup is not None and followup.state == "composed"
    if given is None and not under_way and (drawn := assign(fresh, campaign, about.identifiers, now=at)):
        given = await keep(drawn) if keep else drawn
    return (decide(given) if given else fresh), entries


async def latest_of(followup: FollowUp, about: Known, state: State) -> list[TimelineEntry]:
    """What was said from and to the address that is chosen; what a colleague is given to say by telephone rests on all of it."""
    used = [each for each in about.identifiers if followup.channel == "phone" or each.id == followup.identifier]
    return await state.timeline.of(used, LATEST)


async def written(
    followup: FollowUp, occasion: Happened, campaign: Campaign, entries: list[TimelineEntry], person: Person, state: State,
    settings: Settings, at: datetime,
) -> Drafted:
    last = next((entry for entry in entries if entry.interaction.id == followup.reply_to), None)
    answers, conversation = await _answers(last, state)
    usual = (await usual_of(state, settings, at)).get(followup.channel) if followup.channel else None
    stays = campaign.content.purpose in AFFAIRS  # there is nothing to leave
    leave = None if stays else leave_url(settings.public_url, await state.suppressions.key(), message_id(followup))
    made = composed(
        followup, occasion, campaign, entries, person, settings, now=at, in_reply_to=answers, references=conversation, leave=leave,
        usual=usual, sent=await _sent(person, state, settings),
    )
    return Drafted(followup=followup, message=made.message, known=made.known)


async def _sent(person: Person, state: State, settings: Settings) -> set[str]:
    """The interactions that are messages of ours, of somebody to whom something was promised."""
    to = {step.identifier for step in person.course if step.promises and step.direction == "out"}
    if not to:
        return set()
    called = {home for identifier in await state.atoms.of(person.id) for home in identifier.homes}
    told = [sender_for(each).told(each, settings) for each in await state.messages.of(person.id, called=called) if each.sent_at]
    return {each.id for each in told if each is not None}


async def _answers(last: TimelineEntry | None, state: State) -> tuple[str | None, tuple[str, ...]]:
    """What the network or the mail programme calls the interaction that we answer, None where we cannot tell; and the mails of that
    conversation."""
    if last is None or last.interaction.channel not in ("email", "social"):
        return None, ()
    id_ = f"{last.interaction.channel}:{last.interaction.original.sha256}"
    record = await state.originals.about(id_)
    if record is None or record.size > LARGEST_ORIGINAL:
        return None, ()
    data = (await state.originals.get([id_]))[id_].data or b""
    if last.interaction.channel == "social":
        return status_id_of(last.interaction.id, data), ()
    return message_id_of(last.interaction.id, data), references_of(last.interaction.id, data)


def _is_agreed(drafted: Drafted, campaign: Campaign) -> bool:
    """What a colleague said yes to has these words."""
    if drafted.followup.state != "waiting" or drafted.words is None or campaign.content.approval == "automatic":
        return True
    seen = {words for reason in drafted.followup.reasons if reason.code == "approved" and (words := reason.words.get("words"))}
    return not seen or drafted.words in seen


def _asks_again(drafted: Drafted) -> Drafted:
    reasons = (*(reason for reason in drafted.followup.reasons if reason.code != "approved"), Reason(code="other_words", ok=False))
    asks = msgspec.structs.replace(drafted.followup, state="asking", due_at=None, reasons=reasons)
    return msgspec.structs.replace(drafted, followup=asks)


def _edited(campaign: Campaign) -> Reason:
    """What stands now is not what it was decided by."""
    return Reason(code="new_version", words={"version": str(campaign.version)})
