"""`egard resolve`: who is who, offline, JSON lines in and out. No engine, no network."""

from __future__ import annotations

import gc
import sys

import click
import msgspec

from schemas.interaction import Interaction, Own
from services.commands.lines import UNREADABLE, complaint, fault
from streams.rules.identity.decisions import Decision
from streams.rules.identity.resolving import Resolved
from streams.rules.identity.resolving import resolve as find
from streams.rules.identity.suggesting import suggest
from streams.rules.identity.words import why
from streams.rules.persons import person_of

REMEDY = "give one Interaction or one decision a line, as JSON"


class _Kind(msgspec.Struct):
    decision: str | msgspec.UnsetType = msgspec.UNSET


@click.command()
@click.option("--own", multiple=True, help="A domain, an address, a number or a handle of ours; may be given several times.")
@click.option("--region", default="FR", show_default=True, help="Where national numbers are dialled.")
@click.pass_context
def resolve(context: click.Context, own: tuple[str, ...], region: str) -> None:
    """Read Interactions and colleagues' decisions, say for every party which person it is, and which two are probably one.

    A line that cannot be read is one line on standard error and exit status 1; the rest is done.
    """
    gc.disable()  # nothing is let go before the end, and looking for it takes a quarter of the time
    try:
        whole = _resolve(Own(names=own), region)
    finally:
        gc.enable()
    context.exit(0 if whole else 1)


def _resolve(own: Own, region: str) -> bool:
    """Whether every line could be read. Of two lines with one id and different words the one counts that sorts first."""
    interactions: dict[str, Interaction] = {}
    decisions: list[Decision] = []
    whole = True
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            if b'"decision"' in line and msgspec.json.decode(line, type=_Kind).decision is not msgspec.UNSET:
                decisions.append(msgspec.json.decode(line, type=Decision))
            else:
                said = msgspec.json.decode(line, type=Interaction)
                known = interactions.get(said.id)
                interactions[said.id] = said if known in (None, said) else min(known, said, key=msgspec.json.encode)
        except UNREADABLE as error:
            whole = False
            click.echo(complaint(number, *fault(error), REMEDY), err=True)
    found = find(interactions.values(), decisions, own=own, region=region)
    _tell(found, interactions)
    return whole


def _tell(found: Resolved, interactions: dict[str, Interaction]) -> None:
    out, encode = sys.stdout.buffer, msgspec.json.encode
    suggestions = suggest(found)
    for interaction in sorted(interactions.values(), key=lambda one: one.id):
        for at, party in enumerate(interaction.parties):
            place = found.place_of.get((interaction.id, at))
            person = None if place is None else person_of(found.atoms[found.groups.root(place)].id)
            out.write(encode({"interaction": interaction.id, "party": at, "role": party.role, "person": person}) + b"\n")
    for one in suggestions:
        a, b = found.groups.root(one.one), found.groups.root(one.other)
        told = {
            "suggest": [person_of(found.atoms[a].id), person_of(found.atoms[b].id)],
            "probability": one.probability,
            "why": why(one.features, found.called(a), found.called(b)),
        }
        out.write(encode(told) + b"\n")
    out.flush()
