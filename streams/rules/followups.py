"""Whether to write to a person, when, in which language and on which channel - with every reason, those of a no as well."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import get_args

import msgspec

from schemas.documents import Consent, FollowUp, FollowUpState, Identifier, Person, Reason, Step
from schemas.events import Number, Signal
from schemas.interaction import Channel
from streams.rules import windows
from streams.rules.campaigns import QUIET, Campaign
from streams.rules.consent import may_contact
from streams.rules.daytime import country_of, next_daytime, zones_of

LANGUAGES = ("fr", "en")
FRENCH = frozenset({"FR", "BE", "CH", "LU", "MC", "GP", "GF", "MQ", "RE", "YT"})
"""In these regions a person whose language is not known is written to in French, elsewhere in English."""

UNSETTLED = frozenset({"discontent", "misunderstood", "promise_broken"})

HALF_LIFE_S = 90 * 86400.0
"""A contact counts half as much for the choice of the channel as one three months later."""

RETURNS_WITHIN = timedelta(days=7)
"""A mail server gives up after five days (RFC 5321, 4.5.4.1), and some do so later."""

_MACHINE = re.compile(
    r"email:(?:.*[._+-])?(?:no-?reply|do-?not-?reply|ne-?pas-?repondre|mailer-daemon|postmaster|bounces?|daemon)(?:[._+=-].*)?@"
)


class House(msgspec.Struct, frozen=True, kw_only=True):
    """What the decision has to know of us. `able`: the channels that are set up here; `hours` of their working day."""

    region: str = "FR"
    tz: str = "Europe/Paris"
    hours: tuple[int, int] = (9, 19)
    able: frozenset[Channel] = frozenset(get_args(Channel))
    networks: frozenset[str] = frozenset({"mastodon"})


class Address(msgspec.Struct, frozen=True):
    """An address of the person that they used themselves: how often, how lately."""

    channel: Channel
    identifier: str
    network: str | None
    weight: float
    steps: tuple[Step, ...]


def followup_id(person: str, campaign: str, signal: str) -> str:
    return "f_" + hashlib.sha256(f"{person}\n{campaign}\n{signal}".encode()).hexdigest()[:32]


def decide(
    signal: Signal, person: Person, identifiers: Iterable[Identifier], consents: Iterable[Consent], followups_before: Iterable[FollowUp], *,
    now: datetime, campaign: Campaign = QUIET, house: House = House(), unreachable: Mapping[str, str] | None = None,
    earlier: FollowUp | None = None,
) -> FollowUp:
    """The follow-up that a signal starts, as of `now`: waiting for their daytime, asking a colleague, held, or withdrawn.

    `followups_before`: of this person, over all campaigns. `unreachable`: identifier -> the code of the reason why nothing can be sent
    there. `earlier`: the same decision as it stood, when it is looked at again: what a colleague approved needs no daytime and no fresh
    occasion, but consent, the cap and the person's own silence hold for them as well.
    """
    id_ = earlier.id if earlier else followup_id(signal.person, campaign.name, signal.id)
    approved = [reason for reason in earlier.reasons if reason.code == "approved"] if earlier else []
    decided_at = earlier.decided_at if earlier else now
    reasons = [_occasion(signal), *approved]
    gone = _gone(signal, person)
    against = [] if approved else [*_stale(signal, campaign, now), *_ours(person, signal, campaign, now)]
    unsettled = [] if approved else _unsettled(person)
    cap = _cap(id_, decided_at, followups_before, campaign, now)
    reasons += [*gone, *against, *unsettled, cap]
    address, tried = _channel(person, signal, identifiers, list(consents), campaign, house, unreachable or {}, now)
    language, said = _language(person, [identifier.id for identifier in identifiers], house)
    reasons += [*tried, said]
    shut = not approved and any(not reason.ok and reason.code.startswith("window_") for reason in tried)
    asks = unsettled or (shut and not address)  # what a network no longer lets a machine write a colleague can do by hand
    held = against or not cap.ok or not (address or shut)
    state: FollowUpState = "withdrawn" if gone else "held" if held else "asking" if asks else "waiting"
    due_at = None
    if state == "waiting" and address:
        due_at, when = _daytime(address, person, house if not approved else msgspec.structs.replace(house, hours=(0, 24)), now)
        reasons.append(when)
    return FollowUp(
        id=id_, person=person.id, campaign=campaign.name, signal=signal.id, state=state, channel=address.channel if address else None,
        identifier=address.identifier if address else None, network=address.network if address else None, language=language, due_at=due_at,
        decided_at=decided_at, reasons=tuple(reasons), reply_to=_interaction(address.steps[-1]) if address else None,
    )


def withdrawn(followup: FollowUp, *reasons: Reason) -> FollowUp:
    """The same follow-up, called off."""
    return msgspec.structs.replace(followup, state="withdrawn", due_at=None, reasons=(*followup.reasons, *reasons))


def came_back(signal: Signal) -> Reason:
    """The person ended their silence by themselves."""
    assert signal.closed_at is not None  # noqa: S101  # asked of closed signals alone
    return Reason(code="came_back", ok=False, words={"at": signal.closed_at.isoformat()})


def is_machine(identifier: str) -> bool:
    """An address behind which nobody reads."""
    return bool(_MACHINE.match(identifier))


def addresses(course: Iterable[Step], owned: Collection[str], *, until: datetime) -> list[Address]:
    """What the person wrote and called from, their own channel first: by use, a late contact counting more than an early one."""
    steps: dict[tuple[Channel, str], list[Step]] = {}
    for step in course:
        if step.theirs and step.identifier in owned:
            steps.setdefault((step.channel, step.identifier), []).append(step)
    found = []
    for (channel, identifier), used in steps.items():
        used.sort(key=lambda step: (step.at, step.id))
        weight = sum(0.5 ** ((until - step.at).total_seconds() / HALF_LIFE_S) for step in used)
        found.append(Address(channel, identifier, used[-1].network, weight, tuple(used)))
    together = {address.channel: 0.0 for address in found}
    for address in found:
        together[address.channel] += address.weight
    return sorted(found, key=lambda address: (-together[address.channel], address.channel, -address.weight, address.identifier))


def _occasion(signal: Signal) -> Reason:
    words = {"since": signal.since.isoformat(), "at": signal.at.isoformat()}
    return Reason(code="quiet", numbers=signal.numbers, words=words, entries=signal.evidence)


def _gone(signal: Signal, person: Person) -> list[Reason]:
    if signal.closed_at is not None:
        return [came_back(signal)]
    since = [step for step in person.course if step.theirs and step.at > signal.since]
    return [Reason(code="came_back", ok=False, words={"at": since[0].at.isoformat()}, entries=(since[0].id,))] if since else []


def _stale(signal: Signal, campaign: Campaign, now: datetime) -> list[Reason]:
    if now - signal.at <= campaign.stale_after:
        return []
    return [Reason(code="long_ago", ok=False, numbers=(_days("days", campaign.stale_after),), words={"at": signal.at.isoformat()})]


def _ours(person: Person, signal: Signal, campaign: Campaign, now: datetime) -> list[Reason]:
    ours = [
        step for step in person.course
        if step.direction == "out" and signal.since < step.at <= now and now - step.at < campaign.ours_within
    ]
    if not ours:
        return []
    days = _days("days", campaign.ours_within)
    return [Reason(code="wrote_lately", ok=False, numbers=(days,), words={"at": ours[-1].at.isoformat()}, entries=(ours[-1].id,))]


def _unsettled(person: Person) -> list[Reason]:
    """Somebody who is unhappy, misunderstood or waiting for what we promised needs a colleague's own words, not a template's."""
    open_ = [signal for signal in person.signals if signal.closed_at is None and signal.kind in UNSETTLED]
    return [
        Reason(code="unsettled", ok=False, words={"kind": signal.kind, "at": signal.at.isoformat()}, entries=signal.evidence)
        for signal in open_[:1]
    ]


def _cap(id_: str, decided_at: datetime, before: Iterable[FollowUp], campaign: Campaign, now: datetime) -> Reason:
    """Those that left, and those that wait and were decided earlier, over all campaigns."""
    counted = 0
    for other in before:
        if other.id == id_:
            continue
        leaves_at = other.due_at or other.decided_at
        earlier = (other.decided_at, other.id) < (decided_at, id_)
        if now - leaves_at < campaign.cap_within and (other.state == "composed" or (other.state == "waiting" and earlier)):
            counted += 1
    cap, written = Number(name="cap", value=campaign.cap, unit="1"), Number(name="written", value=counted, unit="1")
    numbers = (_days("days", campaign.cap_within), cap, written)
    free = counted < campaign.cap
    return Reason(code="cap_free" if free else "cap_reached", ok=free, numbers=numbers)


def _channel(
    person: Person, signal: Signal, identifiers: Iterable[Identifier], consents: Sequence[Consent], campaign: Campaign, house: House,
    unreachable: Mapping[str, str], now: datetime,
) -> tuple[Address | None, list[Reason]]:
    """The first of their addresses that may be written to, and what was against those before it."""
    found = addresses(person.course, {identifier.id for identifier in identifiers}, until=signal.since)
    total = sum(len(address.steps) for address in found)
    tried: list[Reason] = []
    for address in found:
        words: dict[str, str] = {"channel": address.channel}
        if is_machine(address.identifier):
            tried.append(Reason(code="automatic", ok=False, words=words))
            continue
        if address.identifier in unreachable:
            tried.append(Reason(code=unreachable[address.identifier], ok=False, words=words))
            continue
        if back := _returned(person, address):
            tried.append(Reason(code="bounced", ok=False, words={**words, "at": back.at.isoformat()}, entries=(back.id,)))
            continue
        consent = may_contact(address.channel, campaign.purpose, consents, now=now)
        if not consent.ok:
            if consent not in tried:
                tried.append(consent)
            continue
        window = [_window(address, now)] if address.channel == "social" else []
        if not all(reason.ok for reason in window):
            tried += window
            continue
        if address.channel not in house.able or (address.network and address.network not in house.networks):
            tried.append(Reason(code="channel_not_set_up", ok=False, words={**words, "network": address.network or ""}))
            continue
        used = sum(len(other.steps) for other in found if other.channel == address.channel)
        numbers = (Number(name="used", value=used, unit="1"), Number(name="total", value=total, unit="1"))
        own = Reason(
            code="channel_own" if address.channel == found[0].channel else "channel_next", numbers=numbers, words=words,
            entries=tuple(step.id for step in address.steps[-3:]),
        )
        return address, [*tried, own, consent, *window]
    return None, [*tried, Reason(code="no_channel", ok=False)]


def _window(address: Address, now: datetime) -> Reason:
    """Whether the network lets us answer what they last said there."""
    network, last = address.network or "", address.steps[-1].at
    return windows.reason(network, windows.may_write(network, last_from_them=last, now=now), last)


def _returned(person: Person, address: Address) -> Step | None:
    """The mail that came back from there for good, if they have not written from there since. Anybody can write a mail that says so: it
    counts only where we had written to that address shortly before."""
    ours = [step.at for step in person.course if step.direction == "out" and step.identifier == address.identifier]
    back = [
        step
        for step in person.course
        if step.returned and step.identifier == address.identifier and any(timedelta(0) <= step.at - at <= RETURNS_WITHIN for at in ours)
    ]
    return back[-1] if back and back[-1].at > address.steps[-1].at else None


def _language(person: Person, identifiers: Iterable[str], house: House) -> tuple[str, Reason]:
    if person.language in LANGUAGES:
        return person.language, Reason(code="language", words={"language": person.language})
    lives_in = country_of(identifiers) or house.region
    language = "fr" if person.language is None and lives_in in FRENCH else "en"
    code = "language_assumed" if person.language is None else "language_next"
    return language, Reason(code=code, words={"language": language, "theirs": person.language or ""})


def _daytime(address: Address, person: Person, house: House, now: datetime) -> tuple[datetime, Reason]:
    used = [address.identifier, *(step.identifier for step in reversed(person.course) if step.theirs)]
    country = country_of(used)
    zones = zones_of(country) if country else (house.tz,)
    due_at = next_daytime(now, zones, house.hours)
    numbers = (Number(name="from_hour", value=house.hours[0], unit="h"), Number(name="to_hour", value=house.hours[1], unit="h"))
    return due_at, Reason(code="daytime", numbers=numbers, words={"at": due_at.isoformat(), "zone": zones[0]})


def _interaction(step: Step) -> str:
    return step.id.removesuffix(f"/{step.identifier}")


def _days(name: str, span: timedelta) -> Number:
    return Number(name=name, value=span.total_seconds() / 86400, unit="d")
