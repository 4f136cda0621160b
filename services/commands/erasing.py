"""`egard export | erase`: everything that we hold about a person, read out, or gone."""

from __future__ import annotations

import asyncio
import getpass
import sys
import time
from collections.abc import Callable
from typing import Any

import click
import msgspec

from schemas.documents import Person, TimelineEntry
from schemas.errors import Refused
from services.commands.lines import is_text, json_line, say
from services.commands.people import LONGEST_PROOF, data_option, known, spellings, with_state
from streams.desk import utc_now
from streams.erasing import Plan
from streams.orders import order
from streams.rules.identity.uses import Use
from streams.settings import read_settings
from streams.state import State
from streams.state.belongings import HELD, Theirs, belongings
from streams.theirs import theirs_of
from streams.wire import Producer

PATIENCE_S = 90.0

LEFT = """\
What stays, and where:
- hashes, which say nothing without this hub's key: that these addresses were erased, and must not be written to if that was their wish
- what they said to others, and others of them, in mailboxes, networks and on paper; files in inbox/taken, outbox and print folders
- what others wrote of them where they took no part themselves
- topics of an Apache Kafka for the days that it keeps them (7 unless you set another), and backups: after one is restored, erase again"""


@click.command()
@click.argument("person", required=False)
@click.option("--all", "everybody", is_flag=True, help="Every entry of everybody.")
@data_option
def export(person: str | None, everybody: bool, data: str | None) -> None:
    """JSON lines: with --all every entry ({"person", "interaction"}), else everything that we hold about PERSON.

    Of originals the line tells which there are; the page and the entries have what stands in them.
    """
    if everybody == bool(person):
        raise Refused("PERSON", "say whom, or --all", "egard export p_..., or egard export --all")

    async def work(state: State, _: Producer) -> None:
        out = sys.stdout.buffer

        def line(thing: Any) -> None:
            out.write(json_line(thing))

        if person:
            id_, summary = await known(state, person)
            await _everything(await theirs_of(id_, state, read_settings(data=data).reading, at=utc_now()), id_, summary, state, line)
        else:
            waiting = []
            async for entry in state.timeline.every():
                waiting.append(entry)
                if len(waiting) == 500:
                    await _lines(state, waiting, line)
            await _lines(state, waiting, line)
        out.flush()

    with_state(data, work)


async def _everything(theirs: Theirs, person: str, summary: Person | None, state: State, line: Callable[[Any], None]) -> None:
    """A line a document, by its kind; the entries last, as `--all` gives them."""
    if summary:
        line({"summary": summary})
    owned = await state.atoms.of(person)
    for identifier in owned:
        line({"identifier": identifier})
    for name, held in HELD.items():
        if name in ("timeline", "persons"):
            continue
        async for doc in belongings(state.db, theirs, name):
            line({held.kind: _plain(doc)})
    async for entry in state.timeline.every(owned):
        line(_exported(person, entry))


def _plain(doc: dict[str, Any]) -> dict[str, Any]:
    """As it is kept, and what is packed in it unpacked."""
    told = {("id" if name == "_id" else name): value for name, value in doc.items()}
    if isinstance(told.get("evidence"), bytes):
        told["evidence"] = msgspec.msgpack.decode(told["evidence"], type=Use)
    if isinstance(told.get("event"), bytes):
        told["event"] = told["event"].decode("utf-8", "replace")
    told.pop("plan", None)
    return told
async def _lines(state: State, waiting: list[Any], line: Callable[[Any], None]) -> None:
    owners = await state.atoms.owners(waiting)
    for entry in waiting:
        line(_exported(owners.get(entry.id), entry))
    waiting.clear()


def _exported(person: str | None, entry: TimelineEntry) -> dict[str, Any]:
    """With what it said before it was edited, and when it was taken back."""
    more = {"earlier": entry.earlier, "removed_at": entry.removed_at}
    return {"person": person, "interaction": entry.interaction} | {name: value for name, value in more.items() if value is not None}


@click.command()
@click.argument("person")
@click.option("--why", required=True, help="For the audit: who asked, when and how. Names and addresses of PERSON in it are left out.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def erase(person: str, why: str, yes: bool, data: str | None) -> None:
    """Erase PERSON: everything that we hold about them goes, for good. Asked again, it goes on where it stood."""
    if not why.strip() or len(why) > LONGEST_PROOF or not is_text(why):
        raise Refused("--why", f"it is empty, no text, or longer than {LONGEST_PROOF} signs", "say who asked, when and how")

    async def work(state: State, producer: Producer) -> None:
        if begun := await _begun(state, person):
            say("it is under way already", err=True)
        else:
            id_, summary = await known(state, person)
            theirs = await theirs_of(id_, state, read_settings(data=data).reading, at=utc_now())
            say(f"{summary.name if summary and summary.name else '-'}  ({id_})", err=True)
            for identifier in await state.atoms.of(id_):
                alone = identifier.id in theirs.identifiers
                say(f"  {identifier.id}{'' if alone else ' (others use it too: what came under their name goes)'}", err=True)
            say(f"  {len(theirs.entries)} entries, {len(theirs.originals)} originals", err=True)
            say("An original goes also where it holds what others said; what was read of it stays with them.", err=True)
            if not yes:
                click.confirm("Erase for good?", abort=True, err=True)
            begun = (await order(state, producer, do="erase", person=id_, by=getpass.getuser(), at=utc_now(), why=why)).id
        await _told(state, begun)

    with_state(data, work)


async def _begun(state: State, person: str) -> str | None:
    """The erasure of this person that is not over: they may be known by nothing any more."""
    named = spellings(person, read_settings().region)
    for command in await state.commands.unfinished("erase"):
        plan = await state.commands.remembered(command.id)
        if command.person == person or (plan and msgspec.msgpack.decode(plan, type=Plan).theirs.identifiers & set(named)):
            return command.id
    return None


async def _told(state: State, command: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while await state.commands.waiting([command]):
        if time.monotonic() > until:
            say("not done yet: it is kept, and will be; the hub must run. `egard erase` again looks on", err=True)
            sys.exit(1)
        await asyncio.sleep(0.2)
    if refusal := await state.commands.refusal(command):
        raise Refused(*refusal)
    for name, many in sorted((await state.commands.found(command)).items()):
        say(f"{many:8} {name}")
    say(LEFT)
