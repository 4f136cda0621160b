"""Whether to write to a person, when, in which language and on which channel - with every reason, those of a no as well.

What speaks against it at all is in `against`, the choice of the channel in `reaching`, the moment in `moment`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import get_args

import msgspec

from schemas.campaigns import Assignment, Campaign
from schemas.documents import Consent, FollowUp, FollowUpState, Identifier, Person, Reason, Suppression
from schemas.interaction import Channel
from streams.rules import against
from streams.rules.campaigns import QUIET
from streams.rules.consent import AFFAIRS, may_contact
from streams.rules.daytime import country_of
from streams.rules.keeping import interaction_of
from streams.rules.moment import Clock, absence, clock_of, moment
from streams.rules.occasions import Happened
from streams.rules.reaching import Address, Terms, Way, addresses, way
from streams.rules.suppression import suppressed as speaks_against

LANGUAGES = ("fr", "en")
FRENCH = frozenset({"FR", "BE", "CH", "LU", "MC", "GP", "GF", "MQ", "RE", "YT"})
"""In these regions a person whose language is not known is written to in French, elsewhere in English."""

ANY_TIME = (0, 24)
APPROVED_FOR = timedelta(days=3)
"""So long does a colleague's yes hold, from when the step opens."""
AT_ONCE = timedelta(hours=1)
"""Whoever says "send it now" means this hour, whatever hour it is; later the person's hours hold."""


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What the decision has to know of us. `able`: the channels that are set up here; `hours` of their working day.
    `templates`: the networks of which we have a text that they approved."""

    region: str = "FR"
    tz: str = "Europe/Paris"
    hours: tuple[int, int] = (9, 19)
    able: frozenset[Channel] = frozenset(get_args(Channel))
    networks: frozenset[str] = frozenset({"mastodon"})
    templates: frozenset[str] = frozenset()


def followup_id(person: str, campaign: str, signal: str, step: int = 0) -> str:
    """The same step of the same campaign for the same occasion is one follow-up."""
    which = f"{signal}/{step}" if step else signal
    return "f_" + hashlib.sha256(f"{person}\n{campaign}\n{which}".encode()).hexdigest()[:32]


def decide(
    occasion: Happened, person: Person, identifiers: Iterable[Identifier], consents: Iterable[Consent], before: Iterable[FollowUp], *,
    now: datetime, campaign: Campaign = QUIET, step: int = 0, opens_at: datetime | None = None, house: House = House(),
    unreachable: Mapping[str, str] | None = None, suppressed: Mapping[str, Sequence[Suppression]] | None = None,
    writing: str | None = None, excluded: Reason | None = None, assignment: Assignment | None = None, earlier: FollowUp | None = None,
) -> FollowUp:
    """The follow-up of one step for an occasion, as of `now`: waiting for its moment, asking a colleague, held, or withdrawn.

    `before`: of this person, over all campaigns. `unreachable`: identifier -> the code of the reason why nothing can be sent there.
    `suppressed`: identifier -> what stands against it. `writing`: what one of us is doing with them just now. `assignment`: their side of
    the campaign, once it is drawn. `earlier`: the same decision as it stood, when it is looked at again: what a colleague approved
    just now needs no daytime, and no fresh occasion as long as the approval holds, but consent, the cap and the person's own silence hold
    for them as well.
    """
    id_ = earlier.id if earlier else followup_id(occasion.person, campaign.id, occasion.id, step)
    decided_at = earlier.decided_at if earlier else now
    opens_at = opens_at or (earlier.opens_at if earlier else None)
    approved = _approved(earlier, campaign, opens_at, now) if earlier else []
    receipt = campaign.content.purpose in AFFAIRS
    ids, others = sorted(identifier.id for identifier in identifiers), list(before)

    over = against.over(occasion, person, campaign, step, now, others)
    no = against.barred(campaign, excluded=excluded, assignment=assignment, writing=writing)
    ask: list[Reason] = []
    long_away = against.away_for_long(person, now)
    if receipt:
        no += against.acknowledged(occasion, id_, decided_at, person, others)
    elif not approved:
        no += against.untimely(occasion, person, campaign, step, now)
        ask = against.personal(occasion, person) + long_away
    cap = against.cap(id_, decided_at, others, campaign, now)

    at_once = any(_age(reason, now) <= AT_ONCE for reason in approved)
    hours = ANY_TIME if at_once or receipt else house.hours
    away = None if receipt or at_once or long_away else absence(person.course, now)
    language, spoken = _language(occasion, person, ids, house)
    terms = Terms(
        purpose=campaign.content.purpose, channels=campaign.content.steps[step].channels, able=house.able, networks=house.networks,
        templates=house.templates, consents=list(consents), suppressed=suppressed or {}, unreachable=unreachable or {}, now=now,
        leaves_at=lambda address: moment(_clock(address, person, house, hours), now, opens_at, away=away)[0],
    )
    found = _way(occasion, person, ids, campaign, step, terms)
    if campaign.content.approval == "colleague" and not approved:
        ask = [*ask, Reason(code="approval")]

    number_unknown = _may_call(found, campaign, step, terms) if approved else False  # who said yes will find it
    hand = found.hand if approved else None  # they write it themselves, in the words that stand ready
    goes = found.address or hand
    held = no or not cap.ok or not (found.address or found.by_hand or number_unknown)
    asks = ask or not (goes or number_unknown)
    state: FollowUpState = "withdrawn" if over else "held" if held else "asking" if asks else "waiting"
    due_at, when = now if state == "waiting" and (number_unknown or hand) else None, list[Reason]()
    if hand and state == "waiting":
        when.append(Reason(code="by_hand", words={"network": hand.network or hand.channel}))
    if state == "waiting" and found.address:
        due_at, when = moment(_clock(found.address, person, house, hours), now, opens_at, away=away)
    answers = goes.answers(occasion) if goes else None
    return FollowUp(
        id=id_, person=person.id, campaign=campaign.id, version=campaign.version, step=step, signal=occasion.id, state=state,
        channel=goes.channel if goes else "phone" if number_unknown else None, identifier=goes.identifier if goes else None,
        network=goes.network if goes else None, language=language, opens_at=opens_at, due_at=due_at,
        decided_at=decided_at, reasons=(_started(occasion), *approved, *over, *no, *ask, cap, *found.reasons, spoken, *when),
        reply_to=interaction_of(answers) if answers else None, again=earlier.again if earlier else 0,
    )


def _may_call(found: Way, campaign: Campaign, step: int, terms: Terms) -> bool:
    """A call was asked for, no number is known, they agreed to be called, and at none of their addresses they wished for no calls."""
    said = campaign.content.steps[step]
    asked = said.does == "ask" and "phone" in (said.channels or ("phone",)) and any(reason.code == "no_number" for reason in found.reasons)
    barred = any(speaks_against(standing, "phone", terms.purpose) for standing in terms.suppressed.values())
    return asked and not barred and may_contact("phone", terms.purpose, terms.consents, now=terms.now).ok


def _approved(earlier: FollowUp, campaign: Campaign, opens_at: datetime | None, now: datetime) -> list[Reason]:
    """What colleagues said yes to, as long as it holds: for the version of the campaign that they saw, and for some days."""
    since = max(now - opens_at, timedelta(0)) if opens_at else None
    return [
        reason
        for reason in earlier.reasons
        if reason.code == "approved"
        and reason.words.get("version", str(campaign.version)) == str(campaign.version)
        and min(_age(reason, now), since if since is not None else timedelta.max) <= APPROVED_FOR
    ]


def _age(reason: Reason, now: datetime) -> timedelta:
    at = reason.words.get("at")
    return now - datetime.fromisoformat(at) if at else timedelta(0)


def withdrawn(followup: FollowUp, *reasons: Reason) -> FollowUp:
    """The same follow-up, called off."""
    return msgspec.structs.replace(followup, state="withdrawn", due_at=None, reasons=(*followup.reasons, *reasons))


def _started(occasion: Happened) -> Reason:
    """What it is about: the kind of the occasion is the code."""
    words = {"since": occasion.since.isoformat(), "at": occasion.at.isoformat()}
    return Reason(code=occasion.kind, numbers=occasion.numbers, words=words, entries=occasion.evidence)


def _way(occasion: Happened, person: Person, owned: Sequence[str], campaign: Campaign, step: int, terms: Terms) -> Way:
    """A receipt goes where they asked and nowhere else; a call to a number of theirs; all else by the channel that they chose."""
    found = addresses(person.course, owned, until=occasion.since, occasion=occasion)
    if campaign.content.purpose in AFFAIRS:
        there = [one for one in found if any(each.id == occasion.entry for each in one.steps)]
        only = [msgspec.structs.replace(one, steps=tuple(each for each in one.steps if each.id == occasion.entry)) for one in there]
        return way(only, person.course, terms)
    if campaign.content.steps[step].does == "ask":
        numbers = [one for one in found if one.channel == "phone"]
        known = {one.identifier for one in numbers}
        numbers += [Address("phone", id_, None, 0.0, ()) for id_ in owned if id_.startswith("tel:") and id_ not in known]
        if numbers:
            return way(numbers, person.course, terms)
        consent = may_contact("phone", terms.purpose, terms.consents, now=terms.now)
        return Way(address=None, reasons=(consent, Reason(code="no_number", ok=False)), by_hand=consent.ok)
    return way(found, person.course, terms)


def _clock(address: Address, person: Person, house: House, hours: tuple[int, int]) -> Clock:
    used = [address.identifier, *(step.identifier for step in reversed(person.course) if step.theirs)]
    return clock_of(used, person.course, tz=house.tz, region=house.region, hours=hours)


def _language(occasion: Happened, person: Person, identifiers: Iterable[str], house: House) -> tuple[str, Reason]:
    """Theirs where we speak it: of what answers them the one they asked in."""
    asked = next((step.language for step in person.course if step.id == occasion.entry), None)
    theirs = asked if asked in LANGUAGES else person.language
    if theirs in LANGUAGES:
        return theirs, Reason(code="language", words={"language": theirs})
    lives_in = country_of(identifiers) or house.region
    language = "fr" if theirs is None and lives_in in FRENCH else "en"
    code = "language_assumed" if theirs is None else "language_next"
    return language, Reason(code=code, words={"language": language, "theirs": theirs or ""})
