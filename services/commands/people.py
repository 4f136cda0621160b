"""`egard people | show | export | merge | split | consent`: persons at the command line."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from schemas.documents import Person, TimelineEntry
from schemas.errors import Refused
from schemas.interaction import CHANNELS
from services.commands.lines import one_line
from services.embedded.hub import with_engines
from streams.desk import utc_now
from streams.orders import order
from streams.rules import identifiers
from streams.rules.words import signal_sentence
from streams.settings import read_settings
from streams.state import State
from streams.wire import Producer

data_option = click.option("--data", default=None, help="Directory of the hub.")


def with_state(data: str | None, work: Callable[[State, Producer], Awaitable[Any]]) -> Any:
    """Run `work` on the state of the running hub."""

    async def run() -> Any:
        settings = with_engines(read_settings(data=data))
        state, producer = State.connect(settings.mongo_url), Producer(settings)
        try:
            return await work(state, producer)
        finally:
            await producer.stop()
            state.close()

    return asyncio.run(run())


async def known(state: State, name: str) -> tuple[str, Person | None]:
    """The person that an id or an identifier means today, an address or number also without its scheme. Raises Refused."""
    if name.startswith("p_"):
        persons = {name: [person for person in [await state.atoms.now_with(name)] if await state.atoms.of(person)]}
    else:
        persons = {spelt: await state.atoms.sharing(spelt) for spelt in spellings(name, read_settings().region)}
    may_be = {person: spelt if len(sharing) == 1 else person for spelt, sharing in persons.items() for person in sharing}
    if not may_be:
        what = f"nobody is known as {one_line(name)}"
        raise Refused("PERSON", what, "see `egard people`, or write an identifier such as email:anne@example.fr")
    if len(may_be) > 1:
        raise Refused("PERSON", f"{one_line(name)} may be {' or '.join(sorted(may_be.values()))}", "write which")
    [person] = may_be
    return person, await state.persons.get(person)


def spellings(name: str, region: str) -> tuple[str, ...]:
    """The identifiers that `name` may be: itself, or an address, a number, a handle without `email:`, `tel:`, `mastodon:`."""
    bare = (identifiers.email(name), identifiers.tel(name, region), identifiers.mastodon(name, ""))
    return tuple(dict.fromkeys([name, *filter(None, bare)]))


@click.command()
@data_option
@click.option("--limit", default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def people(data: str | None, limit: int, as_json: bool) -> None:
    """Those who were last in touch."""
    zone = ZoneInfo(read_settings(data=data).tz)

    async def work(state: State, _: Producer) -> None:
        for person in await state.persons.recent(limit, now=utc_now()):
            if as_json:
                click.echo(
                    msgspec.json.encode({"person": person.id, "name": person.name, "last_at": person.last_at, "language": person.language})
                )
            else:
                at = "-" if person.last_at is None else f"{person.last_at.astimezone(zone):%Y-%m-%d %H:%M}"
                click.echo(f"{person.id}  {at}  {person.name or '-'}")

    with_state(data, work)


@click.command()
@click.argument("person")
@data_option
@click.option("--json", "as_json", is_flag=True)
def show(person: str, data: str | None, as_json: bool) -> None:
    """One PERSON (an id or an identifier): identifiers, signals, latest entries."""
    tz = read_settings(data=data).tz
    zone = ZoneInfo(tz)

    async def work(state: State, _: Producer) -> None:
        id_, summary = await known(state, person)
        owned = await state.atoms.of(id_)
        entries = await state.timeline.of(owned, 20)
        signals = await state.signals.of(id_)
        if as_json:
            click.echo(
                msgspec.json.encode(
                    {
                        "person": id_,
                        "name": summary.name if summary else None,
                        "identifiers": owned,
                        "signals": signals,
                        "entries": [entry.interaction for entry in entries],
                    }
                )
            )
            return
        name = summary.name if summary else None
        click.echo(f"{name or '-'}  ({id_})")
        for identifier in owned:
            click.echo(f"  {identifier.id}{'' if identifier.use == 'exclusive' else f' ({identifier.use})'}")
        for signal in signals:
            sentence = signal_sentence(signal, "en", name, tz=tz)
            click.echo(f"  {signal.at.astimezone(zone):%Y-%m-%d} {'' if signal.closed_at else '(open) '}{sentence}")
        for entry in entries:
            said = entry.interaction
            at, words = entry.at.astimezone(zone), (said.subject or said.text)[:80]
            click.echo(f"  {at:%Y-%m-%d %H:%M} {said.channel:6} {said.direction:8} {words!r}")

    with_state(data, work)


@click.command()
@click.argument("person", required=False)
@click.option("--all", "everybody", is_flag=True, help="Every entry of everybody.")
@data_option
def export(person: str | None, everybody: bool, data: str | None) -> None:
    """JSON lines: with --all every entry ({"person", "interaction"}), else everything that we hold about PERSON."""
    if everybody == bool(person):
        raise Refused("PERSON", "say whom, or --all", "egard export p_..., or egard export --all")

    async def work(state: State, _: Producer) -> None:
        out = sys.stdout.buffer

        def line(thing: Any) -> None:
            out.write(msgspec.json.encode(thing) + b"\n")

        if person:
            id_, summary = await known(state, person)
            owned = await state.atoms.of(id_)
            called = {id_, *(home for identifier in owned for home in identifier.homes)}
            if summary:
                line({"summary": summary})
            for kind, things in (
                ("identifier", owned),
                ("signal", await state.signals.of(id_, 1000)),
                ("consent", await state.consents.of_all(called)),
                ("followup", await state.followups.of(id_, called=called)),
                ("message", await state.messages.of(id_)),
                ("task", await state.tasks.of(id_)),
            ):
                for thing in things:
                    line({kind: thing})
            async for entry in state.timeline.every(owned):
                line(_exported(id_, entry))
        else:
            waiting = []
            async for entry in state.timeline.every():
                waiting.append(entry)
                if len(waiting) == 500:
                    await _lines(state, waiting, line)
            await _lines(state, waiting, line)
        out.flush()

    with_state(data, work)


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
@click.argument("other")
@data_option
def merge(person: str, other: str, data: str | None) -> None:
    """PERSON and OTHER are one, under the id of who was there first. `egard split` takes it back."""

    async def work(state: State, producer: Producer) -> None:
        id_, other_id = (await known(state, person))[0], (await known(state, other))[0]
        if id_ == other_id:
            raise Refused("OTHER", "they are one person already", "see `egard show`")
        await order(state, producer, do="merge", person=id_, by=getpass.getuser(), at=utc_now(), **{"with": other_id})
        click.echo(f"{other_id} is being joined to {id_}")

    with_state(data, work)


@click.command()
@click.argument("person")
@click.argument("identifier")
@data_option
def split(person: str, identifier: str, data: str | None) -> None:
    """IDENTIFIER leaves PERSON and is again the person that it was, with what hangs on it alone."""

    async def work(state: State, producer: Producer) -> None:
        id_, _summary = await known(state, person)
        if identifier not in {owned.id for owned in await state.atoms.of(id_)}:
            raise Refused("IDENTIFIER", f"{identifier} is not theirs", "see `egard show PERSON` for what is")
        await order(state, producer, do="split", person=id_, by=getpass.getuser(), at=utc_now(), identifier=identifier)
        click.echo(f"{identifier} is being separated from {id_}")

    with_state(data, work)


@click.command()
@click.argument("person")
@click.argument("given", type=click.Choice(["yes", "no"]))
@click.option("--channel", type=click.Choice(CHANNELS), default=None, help="None: every channel.")
@click.option("--purpose", default="care", show_default=True)
@click.option("--proof", required=True, help="Where and how they said so.")
@data_option
def consent(person: str, given: str, channel: str | None, purpose: str, proof: str, data: str | None) -> None:
    """Write down what PERSON said about being contacted."""

    async def work(state: State, producer: Producer) -> None:
        id_, _summary = await known(state, person)
        await order(
            state,
            producer,
            do="consent",
            person=id_,
            by=getpass.getuser(),
            at=utc_now(),
            given=given,
            channel=channel or "",
            purpose=purpose,
            proof=proof,
        )
        click.echo(f"written down for {id_}")

    with_state(data, work)
