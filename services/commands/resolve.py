"""`egard resolve`: who is who, offline, JSON lines in and out. No engine, no network."""

from __future__ import annotations

import gc
import hashlib
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import click
import msgspec

from schemas.interaction import Interaction, Own
from services.commands.lines import UNREADABLE, complaint, fault, json_line, say
from streams.rules.identity.decisions import Decision
from streams.rules.identity.mentions import Mention, mentions_of
from streams.rules.identity.resolving import Resolved, persons_of
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
        gc.freeze()  # nor at the end: it goes with the process
        gc.enable()
    context.exit(0 if whole else 1)


class Line(msgspec.Struct):
    """One party, as it is told. `person` None: one of us, or nobody."""

    interaction: str
    party: int
    role: str
    person: str | None


class Heard(NamedTuple):
    """What is kept of an interaction. `line`: its hash; `parties`: what each tells, or the role of one of us."""

    line: bytes
    parties: tuple[Mention | str, ...]


def _resolve(own: Own, region: str) -> bool:
    """Whether every line could be read. Of two lines with one id and different words the one counts whose hash sorts first."""
    heard: dict[str, Heard] = {}
    decisions: list[Decision] = []
    whole = True
    decode = msgspec.json.Decoder(Interaction).decode
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            if b'"decision"' in line and msgspec.json.decode(line, type=_Kind).decision is not msgspec.UNSET:
                decisions.append(msgspec.json.decode(line, type=Decision))
            else:
                said = decode(line)
                seen = hashlib.blake2b(line.strip(), digest_size=16).digest()
                if said.id not in heard or seen < heard[said.id].line:
                    heard[said.id] = Heard(seen, tuple(_parties(said, own, region)))
        except UNREADABLE as error:
            whole = False
            say(complaint(number, *fault(error), REMEDY), err=True)
    mentions = (party for one in heard.values() for party in one.parties if isinstance(party, Mention))
    _tell(persons_of(mentions, decisions), heard)
    return whole


def _parties(said: Interaction, own: Own, region: str) -> Iterator[Mention | str]:
    for party, mention in zip(said.parties, mentions_of(said, own, region), strict=True):
        yield mention if isinstance(mention, Mention) else party.role


def _tell(found: Resolved, heard: Mapping[str, Heard]) -> None:
    suggestions = suggest(found)
    root, out = found.groups.root, sys.stdout.buffer
    person = {place: person_of(atom.id) for place, atom in enumerate(found.atoms) if root(place) == place}
    for id_ in sorted(heard):
        lines = []
        for at, party in enumerate(heard[id_].parties):
            place = found.place_of.get((id_, at))
            role = party if isinstance(party, str) else party.role
            lines.append(Line(id_, at, role, None if place is None else person[root(place)]))
        out.write(b"".join(map(json_line, lines)))
    called = cache(found.called)
    for one in suggestions:
        a, b = root(one.one), root(one.other)
        told = {"suggest": [person[a], person[b]], "probability": one.probability, "why": why(one.features, called(a), called(b))}
        out.write(json_line(told))
    out.flush()
