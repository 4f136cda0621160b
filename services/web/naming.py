"""What a person is called where nobody told us their name: by an address of theirs."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.documents import Identifier, Person

ORDER = ("email", "tel", "mastodon", "postal")


def address_of(person: Person | None, identifiers: Iterable[Identifier] = ()) -> str | None:
    """The identifier that is easiest to recognise; None for a person without any."""
    known = {identifier.id for identifier in identifiers} or ({step.identifier for step in person.course} if person else set())
    return min(
        known, key=lambda id_: (ORDER.index(scheme) if (scheme := id_.partition(":")[0]) in ORDER else len(ORDER), id_), default=None
    )


def titles(persons: Iterable[Person]) -> dict[str, str]:
    """Names as templates take them: a name, or an identifier that the template spells (it holds a colon before any space)."""
    return {person.id: person.name or address_of(person) or person.id for person in persons}
