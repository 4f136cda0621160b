"""`egard people | show | merge | split | consent`: persons at the command line."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from schemas.documents import Person
from schemas.errors import Refused
from schemas.interaction import CHANNELS
from services.commands.lines import is_text, one_line, say
from services.embedded.hub import with_engines
from streams.desk import utc_now
from streams.orders import carried_out, order
from streams.rules import identifiers
from streams.rules.consent import CAMPAIGNS, EVERYTHING
from streams.rules.identity.uses import key_of_claim
from streams.rules.words import signal_sentence
from streams.settings import read_settings
from streams.state import State
from streams.state.atoms import use_of
from streams.wire import Producer

LONGEST_IDENTIFIER, LONGEST_PROOF = 1000, 2000

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
    if not is_text(name) or not name.strip() or len(name) > LONGEST_IDENTIFIER:
        what = "it is empty, no text, or too long"
        raise Refused("PERSON", what, "see `egard people`, or write an identifier such as email:anne@example.fr")
    if name.startswith("p_"):
        persons = {name: [person for person in [await state.atoms.now_with(name)] if await state.atoms.of(person)]}
    else:
        spelt_so = spellings(name, read_settings().region)
        persons = {spelt: await state.atoms.sharing(spelt) or await state.atoms.giving(spelt) for spelt in spelt_so}
    may_be = {person: spelt if len(sharing) == 1 else person for spelt, sharing in persons.items() for person in sharing}
    if not may_be:
        what = f"nobody is known as {one_line(name)}"
        raise Refused("PERSON", what, "see `egard people`, or write an identifier such as email:anne@example.fr")
    if len(may_be) > 1:
        raise Refused("PERSON", f"{one_line(name)} may be {' or '.join(sorted(may_be.values()))}", "write which")
    [person] = may_be
    return person, await state.persons.get(person)


async def only_said(state: State, person: str) -> list[str]:
    """What they say is theirs, and nothing ever came from."""
    uses = [use_of(atom) for atom in (await state.atoms.atoms_of([person])).values()]
    said = {claim.value for use in uses for claim in use.claims if key_of_claim(claim.value).startswith("id:")}
    return [identifier for identifier in sorted(said) if not await state.atoms.sharing(identifier)]


def spellings(name: str, region: str) -> tuple[str, ...]:
    """The identifiers that `name` may be: itself, or an address, a number, a handle without `email:`, `tel:`, `mastodon:`."""
    bare = (identifiers.email(name), identifiers.tel(name, region), identifiers.mastodon(name, ""))
    return tuple(dict.fromkeys([name, *filter(None, bare)]))


@click.command()
@data_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True)
def people(data: str | None, limit: int, as_json: bool) -> None:
    """Those who were last in touch."""
    zone = ZoneInfo(read_settings(data=data).tz)

    async def work(state: State, _: Producer) -> None:
        for person in await state.persons.recent(limit, now=utc_now()):
            if as_json:
                say(
                    msgspec.json.encode({"person": person.id, "name": person.name, "last_at": person.last_at, "language": person.language})
                )
            else:
                at = "-" if person.last_at is None else f"{person.last_at.astimezone(zone):%Y-%m-%d %H:%M}"
                say(f"{person.id}  {at}  {person.name or '-'}")

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
            say(
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
        say(f"{name or '-'}  ({id_})")
        for identifier in owned:
            say(f"  {identifier.id}{'' if identifier.use == 'exclusive' else f' ({identifier.use})'}")
        for given in await only_said(state, id_):
            say(f"  {given} (said to be theirs, never used)")
        for signal in signals:
            sentence = signal_sentence(signal, "en", name, tz=tz)
            say(f"  {signal.at.astimezone(zone):%Y-%m-%d} {'' if signal.closed_at else '(open) '}{sentence}")
        for entry in entries:
            said = entry.interaction
            at, words = entry.at.astimezone(zone), (said.subject or said.text)[:80]
            say(f"  {at:%Y-%m-%d %H:%M} {said.channel:6} {said.direction:8} {words!r}")

    with_state(data, work)


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
        asked = await order(state, producer, do="merge", person=id_, by=getpass.getuser(), at=utc_now(), **{"with": other_id})
        await _told(state, asked.id, said := f"{other_id} is joined to {id_}", f"that {said}")

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
            raise Refused("IDENTIFIER", f"{one_line(identifier)} is not theirs", "see `egard show PERSON` for what is")
        asked = await order(state, producer, do="split", person=id_, by=getpass.getuser(), at=utc_now(), identifier=identifier)
        await _told(state, asked.id, said := f"{identifier} is separated from {id_}", f"that {said}")

    with_state(data, work)


@click.command()
@click.argument("person")
@click.argument("given", type=click.Choice(["yes", "no"]))
@click.option("--channel", type=click.Choice(CHANNELS), default=None, help="None: every channel.")
@click.option("--purpose", default=None, help="Of a campaign; or all, or campaigns. A no means these unless you say.")
@click.option("--proof", required=True, help="Where and how they said so.")
@data_option
def consent(person: str, given: str, channel: str | None, purpose: str | None, proof: str, data: str | None) -> None:
    """Write down what PERSON said about being contacted: a yes to what a campaign is for (care), or a no."""
    meant = EVERYTHING if purpose in ("all", EVERYTHING) else purpose or ("care" if given == "yes" else CAMPAIGNS)
    if not proof.strip() or len(proof) > LONGEST_PROOF or not is_text(proof):
        raise Refused("--proof", f"it is empty, no text, or longer than {LONGEST_PROOF} signs", "say where and how they said so")
    if not is_text(meant):
        raise Refused("--purpose", "it is no text", "say care, campaigns or all")

    async def work(state: State, producer: Producer) -> None:
        id_, _summary = await known(state, person)
        named = set(spellings(person, read_settings(data=data).region)) & {owned.id for owned in await state.atoms.of(id_)}
        asked = await order(
            state, producer, do="consent", person=id_, by=getpass.getuser(), at=utc_now(), given=given, channel=channel or "",
            purpose=meant, proof=proof, identifier=min(named, default=""),
        )
        await _told(state, asked.id, f"written down for {id_}", f"for {id_}")

    with_state(data, work)


async def _told(state: State, command: str, done: str, kept: str) -> None:
    """What became of it. Raises Refused, with the reason, where it cannot be."""
    say(done if await carried_out(state, command) else f"kept {kept}; it holds as soon as the hub runs again")
