"""The channel on which a person is reached: the one they chose to use with us, if it may and can be written to; else their next.

What counts as choosing: they wrote, called, left a voicemail or posted, lately more than long ago; what they began more than what they
answered because we had written first; for a matter the way by which they brought such matters more than the rest. A like is no choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from schemas.documents import Consent, Reason, Step, Suppression
from schemas.events import Number
from schemas.interaction import Channel
from streams.rules import windows
from streams.rules.consent import AFFAIRS, WISHES, may_contact
from streams.rules.occasions import Happened
from streams.rules.suppression import suppressed

HALF_LIFE_S = 90 * 86400.0
"""A contact counts half as much for the choice of the channel as one three months later."""

PROMPTED = 0.5
"""What they wrote because we had written first counts so much of what they began."""

MATTERS = 4.0
"""By which way they brought a matter like this one counts so many times."""

SILENT = timedelta(days=14)
"""After so long a new conversation begins, where the source knows no threads."""

AT_ONCE = timedelta(seconds=60)
"""Nobody reads a mail and answers it so fast."""

GESTURES = frozenset({"like", "boost", "follow", "reaction"})

_MATTERS: dict[str, Callable[[Step], bool]] = {
    "asked": lambda step: step.asks,
    **dict.fromkeys(("complained", "discontent", "misunderstood", "promise_broken"), lambda step: (step.tone or 0) < 0),
}
"""Which of their contacts were about such a matter, by the kind of the occasion; of the others all are alike."""

_MACHINE = re.compile(
    r"email:(?:.*[._+-])?(?:no[._-]?reply|do[._-]?not[._-]?reply|ne[._-]?pas[._-]?repondre|no[._-]?responder|nao[._-]?responda"
    r"|keine?[._-]?antwort|nicht[._-]?antworten|mailer[._-]?daemon|postmaster|bounces?|daemon|listserv|majordomo|mailman"
    r"|notifications?|newsletters?|autoresponder|unattended)(?:[._+=-].*)?@"
)


class Address(msgspec.Struct, frozen=True):
    """An address of the person that they used themselves: how often, how lately. `steps` in order of their time."""

    channel: Channel
    identifier: str
    network: str | None
    weight: float
    steps: tuple[Step, ...]

    @property
    def answered(self) -> Step | None:
        """What we would answer there: of a network the last thing that can be answered without others reading it, else the last."""
        private = [step for step in self.steps if self.channel != "social" or windows.answers_privately(self.network or "", step.act)]
        return (private or self.steps)[-1] if self.steps else None

    def answers(self, occasion: Happened) -> Step | None:
        """What a message about this occasion answers: what they said of it, where that was said there."""
        about = [step for step in self.steps if step.id in occasion.evidence]
        return about[-1] if about and self.channel != "social" else self.answered


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a way to a person has to comply with. `channels`: of the step, none named: all; `able`, `networks`: what is set up here;
    `templates`: the networks of which we have a text that they approved; `unreachable`: identifier -> the code of the reason; `leaves_at`:
    when it would leave by an address."""

    purpose: str
    channels: tuple[Channel, ...]
    able: frozenset[Channel]
    networks: frozenset[str]
    templates: frozenset[str] = frozenset()
    consents: Sequence[Consent]
    suppressed: Mapping[str, Sequence[Suppression]]
    unreachable: Mapping[str, str]
    now: datetime
    leaves_at: Callable[[Address], datetime]


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """The `address` that is taken, and what was for it and against those before it. `by_hand`: none can be taken, but only for what does
    not keep a colleague from writing: a network's rule for machines, an unfit form. `hand`: the first that a network keeps us from."""

    address: Address | None
    reasons: tuple[Reason, ...]
    by_hand: bool = False
    hand: Address | None = None


def is_machine(identifier: str) -> bool:
    """An address behind which nobody reads."""
    return bool(_MACHINE.match(identifier))


def addresses(
    course: Iterable[Step], owned: Collection[str], *, until: datetime, occasion: Happened | None = None
) -> list[Address]:
    """What the person wrote and called from, their own channel first."""
    steps: dict[tuple[Channel, str, str | None], list[Step]] = {}
    for step in sorted(course, key=lambda step: (step.at, step.id)):
        if step.identifier in owned:
            steps.setdefault((step.channel, step.identifier, step.network), []).append(step)
    found = []
    for (channel, identifier, network), both in steps.items():
        chosen = [(step, prompted) for step, prompted in _conversations(both) if step.theirs and step.act not in GESTURES]
        if chosen:
            weight = sum(_weight(step, prompted, until, occasion) for step, prompted in chosen)
            found.append(Address(channel, identifier, network, weight, tuple(step for step, _ in chosen)))
    together = dict.fromkeys((address.channel for address in found), 0.0)
    for address in found:
        together[address.channel] += address.weight
    return sorted(
        found, key=lambda one: (-together[one.channel], one.channel, -one.weight, one.identifier, one.network or "")
    )


def way(found: Sequence[Address], course: Sequence[Step], terms: Terms) -> Way:
    """The first of the addresses that may be written to, and what was against those before it."""
    tried: list[Reason] = []
    by_hand, hand = False, None
    for address in found:
        against, for_it = None, []
        for reason in _judged(address, course, terms):
            if not reason.ok:
                against = reason
                break
            for_it.append(reason)
        if against is None:
            return Way(address=address, reasons=(*tried, _own(address, found), *for_it))
        by_hand = by_hand or against.code in BY_HAND
        hand = hand or (address if against.code in BY_NETWORK else None)
        if against not in tried:
            tried.append(against)
    if not found:
        machines = {step.channel for step in course if step.direction == "in" and step.machine and not step.returned}
        tried += [Reason(code="automatic", ok=False, words={"channel": channel}) for channel in sorted(machines)]
    return Way(address=None, reasons=(*tried, Reason(code="no_channel", ok=False)), by_hand=by_hand, hand=hand)


BY_NETWORK = frozenset({
    "window_shut", "window_shuts", "window_never", "window_template", "window_template_first", "network_unknown", "only_public",
})
BY_HAND = BY_NETWORK | {"not_by_this", "too_long"}
"""What a network does not let a machine write, or a form does not suit, a colleague can do by hand."""


def _conversations(both: Sequence[Step]) -> Iterator[tuple[Step, bool]]:
    """Each step of an address, in order, and whether we began the conversation that it is in."""
    began: dict[str, bool] = {}
    before, ours = None, False
    for step in both:
        if before is None or step.at - before >= SILENT:
            ours = not step.theirs and step.direction == "out"
        before = step.at
        if step.thread is not None:
            yield step, began.setdefault(step.thread, step.direction == "out")
        else:
            yield step, ours


def _weight(step: Step, prompted: bool, until: datetime, occasion: Happened | None) -> float:
    halvings = (until - step.at).total_seconds() / HALF_LIFE_S
    weight = float(0.5**halvings) * (PROMPTED if prompted else 1.0)
    alike = _MATTERS.get(occasion.kind) if occasion else None
    return weight * MATTERS if alike and (alike(step) or (occasion and step.id in occasion.evidence)) else weight


def _judged(address: Address, course: Sequence[Step], terms: Terms) -> Iterator[Reason]:
    """What speaks against an address, in the order in which it is said, and the consent and window that speak for it."""
    words: dict[str, str] = {"channel": address.channel}
    if is_machine(address.identifier) or answers_at_once(address, course):
        yield Reason(code="automatic", ok=False, words=words)
    consent = may_contact(address.channel, terms.purpose, terms.consents, now=terms.now)
    if consent.code in WISHES:  # the wish itself says more than that its address is suppressed
        yield consent
    if wish := suppressed(terms.suppressed.get(address.identifier, ()), address.channel, terms.purpose):
        yield wish
    if code := terms.unreachable.get(address.identifier):
        yield Reason(code=code, ok=False, words=words)
    yield consent
    if terms.channels and address.channel not in terms.channels:
        yield Reason(code="not_by_this", ok=False, words=words)
    if address.channel == "social":
        yield from _network(address, terms)
    if address.channel not in terms.able or (address.network and address.network not in terms.networks):
        yield Reason(code="channel_not_set_up", ok=False, words={**words, "network": address.network or ""})


def _network(address: Address, terms: Terms) -> Iterator[Reason]:
    """Whether what we say may be read by them alone, and whether the network lets us say it, now and when it would leave."""
    network, last = address.network or "", address.answered
    if last is None:
        return
    if network in windows.RULES and terms.purpose not in AFFAIRS and not windows.answers_privately(network, last.act):
        yield Reason(code="only_public", ok=False, words={"network": network}, entries=(last.id,))
    template = network in terms.templates and terms.purpose not in AFFAIRS  # for those who agreed to be written to
    window = windows.may_write(network, last_from_them=last.at, now=terms.now, template=template)
    leaves_at = terms.leaves_at(address)
    if window.open and template:
        window = windows.may_write(network, last_from_them=last.at, now=leaves_at, template=True)
    elif window.open and window.until is not None and leaves_at >= window.until:
        yield Reason(code="window_shuts", ok=False, words={"network": network, "at": window.until.isoformat()})
    yield windows.reason(network, window, last.at)


def answers_at_once(address: Address, course: Sequence[Step]) -> bool:
    """Whether whatever came from a mail address came right after something of ours: an answering machine that does not say so."""
    ours = [step.at for step in course if step.direction == "out" and step.identifier == address.identifier]
    return address.channel == "email" and bool(address.steps) and all(
        any(timedelta(0) <= step.at - at <= AT_ONCE for at in ours) for step in address.steps
    )


def _own(address: Address, found: Sequence[Address]) -> Reason:
    """Why this one: how often they used it among all."""
    used = sum(len(other.steps) for other in found if other.channel == address.channel)
    total = sum(len(other.steps) for other in found)
    numbers = (Number(name="used", value=used, unit="1"), Number(name="total", value=total, unit="1"))
    code = "channel_own" if address.channel == found[0].channel else "channel_next"
    return Reason(
        code=code, numbers=numbers, words={"channel": address.channel}, entries=tuple(step.id for step in address.steps[-3:])
    )
