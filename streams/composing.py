"""A follow-up put into words: everything that the message says is handed in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence, Set
from datetime import datetime, timedelta

import msgspec

from schemas.campaigns import Campaign
from schemas.documents import FollowUp, Message, Person, TimelineEntry
from schemas.errors import Refused
from streams.channels.sending import our_domain
from streams.knowing import Facts, facts_of, name_of
from streams.limits import TEMPLATE_OF
from streams.rendering import Context, renderer
from streams.rules.handling import Clock, answer_by, working_days
from streams.rules.occasions import Happened
from streams.rules.saying import at_said, dialled, within_said
from streams.rules.words import day
from streams.settings import Settings

PATIENCE = timedelta(seconds=15)


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of a message: the template's own words, or a `field` of what we know, with the timeline `entry` that tells it."""

    text: str
    field: str | None = None
    entry: str | None = None


class Composed(msgspec.Struct, frozen=True, kw_only=True):
    """`known`: the text of the message in pieces, whole and in order."""

    message: Message
    known: tuple[Stretch, ...]


def message_key(followup: str, again: int = 0) -> str:
    """What a follow-up's message is called, here and in its Message-ID; `again`: as of the follow-up, since other words are another
    message."""
    which = f"{followup}\n{again}" if again else followup
    return hashlib.sha256(f"message\n{which}".encode()).hexdigest()[:32]


def message_id(followup: FollowUp) -> str:
    """Of the one message that may leave for it."""
    return f"m_{message_key(followup.id, followup.again)}"


PASSING = frozenset({"answer_within", "answer_by", "last_at", "promised_by", "missed", "leave"})
"""What a message says of days, and the address by which they leave: that is other tomorrow, and the message still the same."""


def words_of(message: Message, known: Sequence[Stretch]) -> str:
    """A short hash of what is said, and where: of two messages it is the same where they differ in days or in
    line breaks alone."""
    said = [stretch.field if stretch.field in PASSING else stretch.text for stretch in known] or [message.text]
    told = [message.channel, message.network or "", message.identifier or "", message.language, message.subject, *map(str, said)]
    return hashlib.sha256("\0".join(" ".join(one.split()) for one in told).encode()).hexdigest()[:16]


def message_of(
    followup: FollowUp, occasion: Happened, campaign: Campaign, entries: list[TimelineEntry], person: Person, settings: Settings, *,
    now: datetime, in_reply_to: str | None = None, references: tuple[str, ...] = (), leave: str | None = None,
    usual: timedelta | None = None, sent: Set[str] = frozenset(),
) -> Message:
    """As `composed`, for whoever needs no marks."""
    return composed(
        followup, occasion, campaign, entries, person, settings, now=now, in_reply_to=in_reply_to, references=references, leave=leave,
        usual=usual, sent=sent,
    ).message


def composed(
    followup: FollowUp, occasion: Happened, campaign: Campaign, entries: list[TimelineEntry], person: Person, settings: Settings, *,
    now: datetime, in_reply_to: str | None = None, references: tuple[str, ...] = (), leave: str | None = None,
    usual: timedelta | None = None, sent: Set[str] = frozenset(),
) -> Composed:
    """`entries`: the latest of the address that it goes to, newest first. `usual`: the working time within which we usually answer on this
    channel; None: the campaign's days are named. `sent`: as of knowing.facts_of. Raises Refused where it cannot be put into words."""
    channel, identifier = followup.channel, followup.identifier or ""
    if channel is None or not (identifier or channel == "phone"):  # a colleague finds a way to reach them
        raise Refused("follow-up", "it names no address", "decide it again")
    content = campaign.content
    facts = facts_of(followup, occasion, entries, person, settings, now=now, sent=sent)
    context = context_of(followup, occasion, facts, settings, now=now, leave=leave, usual=usual, days=content.answer_days)
    template = content.steps[followup.step].template
    by_template = any(reason.code == "window_by_template" for reason in followup.reasons)
    carrier = TEMPLATE_OF[followup.network] if by_template and followup.network else followup.network
    rendered = renderer().rendered_with_marks(template, channel, followup.language, context, network=carrier)
    key = message_key(followup.id, followup.again)
    message = Message(
        id=f"m_{key}", followup=followup.id, person=followup.person, campaign=campaign.id, version=campaign.version, step=followup.step,
        leave=leave, purpose=content.purpose, channel=channel, network=followup.network, identifier=followup.identifier,
        name=name_of(entries, identifier, person), address=address_of(entries, identifier) if channel == "letter" else None,
        language=followup.language, subject=rendered.subject, text=rendered.text, html=rendered.html,
        message_id=f"{key}@{our_domain(settings)}", in_reply_to=in_reply_to, references=references, made_at=now,
        by_hand=any(reason.code == "by_hand" for reason in followup.reasons),
        hand_on_at=now + PATIENCE,
    )
    known = tuple(Stretch(text=text, field=field, entry=facts.sources.get(field or "")) for text, field in rendered.marked)
    return Composed(message=message, known=known)


def context_of(
    followup: FollowUp, occasion: Happened, facts: Facts, settings: Settings, *, now: datetime, leave: str | None, usual: timedelta | None,
    days: int,
) -> Context:
    """What is known in the person's language and zone."""
    language, zone, clock = followup.language, zone_of(followup, settings), clock_of(settings)
    scheme, _, value = (followup.identifier or "").partition(":")
    answer = answer_by(now, usual, days, clock)
    by = day(facts.promised_by, language, zone) if facts.promised_by else None
    return Context(
        house=settings.house, colleague=facts.colleague, name=facts.name, last_at=day(facts.last_at or occasion.since, language, zone),
        last_channel=facts.last_channel or followup.channel or "email", last_subject=facts.last_subject, asked=facts.asked,
        matter=facts.matter, product=facts.product, reference=facts.reference, promised=facts.promised,
        promised_by=by, missed=by if facts.promised_by and facts.promised_by <= now else None, spoke_with=facts.spoke_with,
        answer_within=within_said(working_days(usual, days, clock), language),
        answer_by=at_said(answer.at, answer.hour, language, zone if answer.hour else settings.tz, now=now),
        conditions=settings.conditions_fr if language == "fr" else settings.conditions_en, leave=leave,
        mention=f"@{value}" if scheme == "mastodon" else None,
        phone=dialled(value, settings.region) if scheme == "tel" else None,
    )


def zone_of(followup: FollowUp, settings: Settings) -> str:
    """Where the person is, as far as the decision found it out."""
    return next((reason.words["zone"] for reason in followup.reasons if "zone" in reason.words), settings.tz)


def clock_of(settings: Settings) -> Clock:
    first, _, last = settings.hours.partition("-")
    return Clock(region=settings.region, tz=settings.tz, hours=(int(first), int(last)))


def address_of(entries: list[TimelineEntry], identifier: str) -> str | None:
    """The postal address, as they last wrote it."""
    return next((party.address for entry in entries for party in entry.interaction.parties
                 if party.identifier == identifier and isinstance(party.address, str) and party.address), None)
