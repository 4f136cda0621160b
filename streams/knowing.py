"""What we know of a person that a message may say, each with the entry that tells it. What was said on one address is quoted to that
address alone, and in public nothing is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from datetime import datetime

import msgspec

from schemas.documents import FollowUp, Person, Step, TimelineEntry
from schemas.interaction import Channel, Party
from streams.rendering import one_line
from streams.rules.keeping import pledges
from streams.rules.occasions import Happened
from streams.rules.references import reference_in
from streams.settings import Settings

LONGEST_NAME = 60
SHORTEST_QUOTE, LONGEST_QUOTE = 9, 160
LONGEST_TEXT = 20_000

_REPLY = re.compile(r"^\s*(?:(?:re|aw|tr|fw|fwd|rép)\s*:\s*)+", re.IGNORECASE)
_NO_NAME = re.compile(r"[@/<>\d]|www\.", re.IGNORECASE)
_LINK = re.compile(
    r"://|\bwww\.|@|\b[\w-]+\.(?:[a-z]{2,}/|(?:com|net|org|info|biz|xyz|top|shop|site|online|app|fr|uk|de|ru|cn|io|me|link|click)\b)",
    re.IGNORECASE,
)
"""A way to somewhere else: what forged senders would have us say to others for them."""

_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]?")
_LOGIN = re.compile(r"[^\W\d_]{2,}(?:[ -][^\W\d_]+)*")
_NOBODY = frozenset({"admin", "administrator", "egard", "root", "user", "ubuntu", "test", "demo"})


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """As in rendering.Context, not yet in anybody's language. `sources`: field -> entry id."""

    name: str | None = None
    colleague: str | None = None
    last_at: datetime | None = None
    last_channel: Channel | None = None
    last_subject: str | None = None
    asked: str | None = None
    matter: str | None = None
    product: str | None = None
    reference: str | None = None
    promised: str | None = None
    promised_by: datetime | None = None
    spoke_with: str | None = None
    sources: dict[str, str] = {}


def facts_of(
    followup: FollowUp, occasion: Happened, entries: list[TimelineEntry], person: Person, settings: Settings, *, now: datetime,
    sent: Set[str] = frozenset(),
) -> Facts:
    """`entries`: the latest of the address that is written to, newest first. `sent`: interactions that are messages of a campaign: what
    one template promises no other quotes, unless it is about that."""
    identifier = followup.identifier or ""
    about = _about(occasion, person)
    facts = Facts(name=name_of(entries, identifier, person), colleague=_colleague(followup))
    sources: dict[str, str] = {}
    if about is not None:
        facts = msgspec.structs.replace(facts, last_at=about.at, last_channel=about.channel)
        sources |= {"last_at": about.id, "last_channel": about.id}
    if signed := _signed(entries, identifier):
        sources["name"] = signed[0].id
    if followup.channel == "social" and _public(followup, entries):
        return msgspec.structs.replace(facts, sources=sources)
    told: dict[str, str | datetime] = {}
    for field, value, entry in _told(followup, occasion, entries, person, settings, now, sent):
        if value and field not in told:
            told[field] = value
            sources[field] = entry
    if "promised_by" in sources:
        sources["missed"] = sources["promised_by"]
    return msgspec.structs.replace(facts, sources=sources, **told)


def name_of(entries: list[TimelineEntry], identifier: str, person: Person) -> str | None:
    """A name that one can greet somebody with: no address, no number, no link, and not a whole sentence."""
    signed = _signed(entries, identifier)
    for name in (signed[1].name if signed else None, person.name):
        clean = one_line(name or "")
        if clean and len(clean) <= LONGEST_NAME and not _NO_NAME.search(clean):
            return clean
    return None


def _told(
    followup: FollowUp, occasion: Happened, entries: list[TimelineEntry], person: Person, settings: Settings, now: datetime,
    sent: Set[str],
) -> Iterable[tuple[str, str | datetime | None, str]]:
    """(field, value, entry): of a field the first that has a value counts."""
    theirs = [entry for entry in entries if entry.interaction.direction == "in" and entry.removed_at is None]
    of_it = [entry for entry in theirs if entry.id in occasion.evidence]
    last = next((entry for entry in entries if entry.interaction.id == followup.reply_to), None)
    if last is not None and followup.channel == "email":
        yield "last_subject", _subject(last), last.id
    for entry in of_it or theirs[:1]:
        yield "asked", _question(entry), entry.id
        yield "matter", _subject(entry), entry.id
    for step in (step for step in reversed(person.course) if step.theirs and (not of_it or step.id in occasion.evidence)):
        product = _product(step, settings)
        yield "product", product, step.id
        yield "matter", product, step.id
    for entry in theirs:
        yield "reference", _reference(entry), entry.id
    yield from _promised(occasion, person, now, sent)
    for entry in entries:
        if entry.interaction.direction == "out" and entry.interaction.automatic is None:
            yield "spoke_with", _ours(entry, settings.house), entry.id


def _about(occasion: Happened, person: Person) -> Step | None:
    """The step of theirs that it is about: with which it began, else their first word of it that asks or complains, else what they last
    said before it."""
    theirs = sorted((step for step in person.course if step.theirs and step.at <= occasion.at), key=lambda step: (step.at, step.id))
    began = [step for step in theirs if step.at == occasion.since]
    word = [step for step in theirs if step.id in occasion.evidence and (step.asks or (step.tone or 0) < 0)]
    before = [step for step in theirs if step.at <= occasion.since]
    return next(iter([*began[-1:], *word[:1], *before[-1:], *theirs[-1:]]), None)


def _promised(occasion: Happened, person: Person, now: datetime, sent: Set[str]) -> Iterable[tuple[str, str | datetime | None, str]]:
    """The promise that it is about, else the latest that is not settled."""
    open_ = [pledge for pledge in pledges(person.course, now=now) if pledge.kept_at is None]
    about = [pledge for pledge in open_ if any(each == pledge.entry or each.startswith(f"{pledge.entry}/") for each in occasion.evidence)]
    others = [pledge for pledge in open_ if pledge.entry not in sent and not any(pledge.entry.startswith(f"{each}/") for each in sent)]
    for pledge in (about or others[-1:])[:1]:
        made = next((step.id for step in person.course if step.id == pledge.entry or step.id.startswith(f"{pledge.entry}/")), pledge.entry)
        yield "promised", one_line(pledge.words)[:LONGEST_QUOTE], made
        yield "promised_by", pledge.due_at, made


def _signed(entries: list[TimelineEntry], identifier: str) -> tuple[TimelineEntry, Party] | None:
    """The person as they last signed with this address."""
    return next(((entry, party) for entry in entries if entry.interaction.direction == "in"
                 for party in entry.interaction.parties if party.identifier == identifier and party.name), None)


def _colleague(followup: FollowUp) -> str | None:
    """Who approved it, by their own name, else by the name that they sign in with where it is one."""
    yes = next((reason.words for reason in reversed(followup.reasons) if reason.code == "approved"), {})
    if called := yes.get("name"):
        return called
    by = yes.get("by", "")
    if not _LOGIN.fullmatch(by) or by.lower() in _NOBODY:
        return None
    return by if by != by.lower() else by.title()


def _public(followup: FollowUp, entries: list[TimelineEntry]) -> bool:
    """Others can read along there."""
    last = next((entry for entry in entries if entry.interaction.id == followup.reply_to), entries[0] if entries else None)
    return last is None or last.interaction.act != "direct"


def _subject(entry: TimelineEntry) -> str | None:
    subject = _REPLY.sub("", one_line(entry.interaction.subject or ""))
    return subject if 0 < len(subject) <= LONGEST_QUOTE and not _LINK.search(subject) else None


def _question(entry: TimelineEntry) -> str | None:
    """Their question in their words, where it is one sentence that can be repeated."""
    found = (one_line(each) for each in _SENTENCE.findall(entry.interaction.text[:LONGEST_TEXT]) if each.endswith("?"))
    return next((each for each in found if SHORTEST_QUOTE <= len(each) <= LONGEST_QUOTE and not _LINK.search(each)), None)


def _product(step: Step, settings: Settings) -> str | None:
    named = {topic.removeprefix("product:") for topic in step.topics if topic.startswith("product:")}
    return next((product for product in settings.reading.products if product in named), None)


def _reference(entry: TimelineEntry) -> str | None:
    spots = entry.interaction.spots
    seen = (spot.value for spot in spots if spot.kind == "reference") if isinstance(spots, tuple) else ()
    return next((one_line(each) for each in seen), None) or reference_in(f"{entry.interaction.subject or ''}\n{entry.interaction.text}")


def _ours(entry: TimelineEntry, house: str) -> str | None:
    """Who of us wrote or spoke, where it is a name and not the house's."""
    names = (one_line(party.name) for party in entry.interaction.parties
             if party.role in ("agent", "from", "author", "caller", "sender") and party.name)
    return next((name for name in names if name != house and len(name) <= LONGEST_NAME and not _NO_NAME.search(name)), None)
