"""Who a party is: the first, certain rule. An identifier belongs to one person until a colleague says otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from schemas.interaction import Interaction, Own, Party
from streams.rules.identifiers import is_us

ENTRY_ROLES = {"from", "to", "cc", "caller", "callee", "sender", "recipient", "author"}
"""Who took part. Somebody merely mentioned by others did not, and a reply address is not a second person."""


def person_of(identifier: str) -> str:
    """The person that an identifier has until it is joined to another: a function of the identifier alone, so that two
    workers who meet it at the same moment, in any order, mean the same person, and a separation gives the old id back."""
    return "p_" + hashlib.sha256(identifier.encode()).hexdigest()[:20]


def others(interaction: Interaction, own: Own, region: str) -> Iterator[Party]:
    """The parties with an identifier that are not us, each identifier once, in the order of the source."""
    seen = set()
    roles = ENTRY_ROLES | {"mention"} if interaction.direction == "out" else ENTRY_ROLES  # whom we mention, we address
    for party in interaction.parties:
        if party.role in roles and party.identifier and party.identifier not in seen and not is_us(party, own, region):
            seen.add(party.identifier)
            yield party


def main_identifier(interaction: Interaction) -> str:
    """What an interaction is keyed by on its way: the first identifier of its parties, else its own id."""
    return next((party.identifier for party in interaction.parties if party.identifier), interaction.id)


def entry_id(interaction: Interaction, identifier: str | None) -> str:
    """`interaction/identifier`; `interaction/-` where nobody can be named."""
    return f"{interaction.id}/{identifier or '-'}"
