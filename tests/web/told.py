"""People for the tests: entries as the stages write them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from knowing import give, keep_entries

from schemas.documents import Person, TimelineEntry
from schemas.events import Entry
from schemas.interaction import Channel, Direction, Interaction, Original, Own, Party, Reading
from streams.rules.course import step_of
from streams.rules.identity.uses import told
from streams.rules.persons import person_of
from streams.rules.sensing import sense_person
from streams.state import State

NOW = datetime.now(UTC).replace(microsecond=0)
READING = Reading(own=Own(names=("maison.example",)), products=("chaudière",))
ANNE = "email:anne@exemple.fr"
ROLES: dict[Channel, tuple[str, str]] = {
    "email": ("from", "to"),
    "phone": ("caller", "callee"),
    "letter": ("sender", "recipient"),
    "social": ("author", "mention"),
}


def interaction(
    name: str,
    at: datetime,
    *,
    text: str = "Bonjour",
    channel: Channel = "email",
    direction: Direction = "in",
    identifier: str = ANNE,
    subject: str | None = None,
    measures: dict[str, bool | int | float] | None = None,
    who: str | None = "Anne Lefèvre",
) -> Interaction:
    role = ROLES[channel][direction == "out"]
    return Interaction(
        id=name,
        channel=channel,
        direction=direction,
        at=at,
        subject=subject,
        text=text,
        language="fr",
        measures=measures or {},
        parties=(Party(role=role, identifier=identifier, name=who),),  # type: ignore[arg-type]  # roles of a table
        original=Original(sha256=hashlib.sha256(name.encode()).hexdigest(), content_type="message/rfc822", size=len(text)),
    )


def entry(said: Interaction, *, person: str | None = None) -> Entry:
    party = said.parties[0]
    identifier = party.identifier or "-"
    return Entry(
        id=f"{said.id}/{identifier}",
        person=person or person_of(identifier),
        identifier=identifier,
        atom=told(said, Own(), "FR", at=said.at or NOW).atoms.get(identifier),
        role=party.role,
        at=said.at or NOW,
        interaction=said,
    )


async def keep(state: State, *said: Interaction, now: datetime = NOW) -> str:
    """Write them as resolve and sense would; gives the person of the first."""
    entries = [entry(each) for each in said]
    person = entries[0].person
    await keep_entries(
        state,
        [
            TimelineEntry(
                id=each.id, identifier=each.identifier, role=each.role, at=each.at, received_at=each.at, interaction=each.interaction
            )
            for each in entries
        ],
    )
    await give(state, [each.identifier for each in entries], person)
    sensed = sense_person(
        await state.persons.get(person) or Person(id=person),
        [step_of(each, READING) for each in entries],
        await state.atoms.of(person),
        now=now,
        due=True,
    )
    await state.persons.put(sensed.person)
    await state.signals.put(sensed.signals)
    return person


def weekly(until: datetime, count: int = 12) -> list[Interaction]:
    """A mail a week, the last one at `until`."""
    return [
        interaction(f"<w{number}@exemple.fr>", until - timedelta(days=7 * number), subject=f"Lettre {number}") for number in range(count)
    ]
