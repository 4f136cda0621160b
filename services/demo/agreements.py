"""What was settled before anybody looks: who agreed to be written to, and which addresses are one person's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from schemas.events import Command
from schemas.interaction import Channel
from services.demo.chance import mark
from services.demo.people import Customer, cast
from streams.rules.persons import person_of

PROOF = {
    "email": "case cochée sur le site",
    "phone": "dit au téléphone, noté par l’accueil",
    "letter": "coupon signé, reçu par courrier",
    "social": "message privé",
}


def consents(day: date) -> list[Command]:
    """The agreements of everybody, given in the course of the year before `day`."""
    return [_consent(person, channel, day) for person in cast() for channel in person.consent]


def joinings(day: date) -> list[Command]:
    """Colleagues have said which addresses are the same person's. Households share theirs, and are left as they are."""
    return [_joining(person_of(own), person_of(other), day) for other, own in joined().items()]


def joined() -> dict[str, str]:
    """Identifiers that are somebody's beside the one that they are known by, and that one."""
    return {other: person.identifier(person.by[0]) for person in cast() for other in _others(person)}


def _others(person: Customer) -> Iterator[str]:
    if not _shared(person, person.by[0]):
        yield from (person.identifier(channel) for channel in person.by[1:] if not _shared(person, channel))
    if person.new_town:
        yield person.identifier("letter", moved=True)


def _shared(person: Customer, channel: Channel) -> bool:
    return channel in ("email", "phone") and person.email.startswith("famille.")


def _consent(person: Customer, channel: Channel, day: date) -> Command:
    who = person_of(person.identifier(person.by[0]))
    at = _midnight(day) - timedelta(days=200)
    arguments = {"channel": channel, "purpose": "care", "given": "yes", "proof": PROOF[channel]}
    return Command(id=f"demo-{mark('consent', who, channel, day)}", do="consent", person=who, by="demo", at=at, arguments=arguments)


def _joining(who: str, other: str, day: date) -> Command:
    id_ = f"demo-{mark('merge', who, other, day)}"
    return Command(id=id_, do="merge", person=who, by="demo", at=_midnight(day), arguments={"with": other})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
