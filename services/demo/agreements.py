"""What was settled before anybody looks: who agreed to be written to, and which addresses are one person's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from schemas import topics
from schemas.events import Command
from schemas.interaction import Channel
from services.demo.chance import mark
from services.demo.people import Customer, cast
from streams.rules.persons import person_of
from streams.wire import Emit

PROOF = {
    "email": "case cochée sur le site",
    "phone": "dit au téléphone, noté par l’accueil",
    "letter": "coupon signé, reçu par courrier",
    "social": "message privé",
}


def consents(day: date, *, alone: bool) -> list[Emit]:
    """The agreements of those who are one address (`alone`), or of those who must be joined first.

    Who lost touch counts as the former: they have hardly used another way, and must have agreed before their silence is noticed.
    """
    return [_consent(person, channel, day) for person in cast() if _is_alone(person) == alone for channel in person.consent]


def joinings(day: date) -> list[Emit]:
    """Colleagues have said which addresses are the same person's. Households share theirs, and are left as they are."""
    return [_joining(person, other, day) for person in cast() for other in _others(person)]


def _is_alone(person: Customer) -> bool:
    return len(person.by) == 1 or person.course in ("quiet", "turning")


def _others(person: Customer) -> Iterator[str]:
    """Identifiers beside the one that the person is known by."""
    yield from (
        person.identifier(channel) for channel in person.by[1:] if not _shared(person, channel) and not _shared(person, person.by[0])
    )
    if person.new_town:
        yield person.identifier("letter", moved=True)


def _shared(person: Customer, channel: Channel) -> bool:
    return channel in ("email", "phone") and person.email.startswith("famille.")


def _consent(person: Customer, channel: Channel, day: date) -> Emit:
    who = person_of(person.identifier(person.by[0]))
    at = _midnight(day) - timedelta(days=200)
    arguments = {"channel": channel, "purpose": "care", "given": "yes", "proof": PROOF[channel]}
    command = Command(id=f"demo-{mark('consent', who, channel, day)}", do="consent", person=who, by="demo", at=at, arguments=arguments)
    return Emit(topics.COMMANDS, who, command)


def _joining(person: Customer, other: str, day: date) -> Emit:
    who = person_of(person.identifier(person.by[0]))
    command = Command(
        id=f"demo-{mark('merge', who, other, day)}",
        do="merge",
        person=who,
        by="demo",
        at=_midnight(day),
        arguments={"with": person_of(other)},
    )
    return Emit(topics.COMMANDS, who, command)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
