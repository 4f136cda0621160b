"""`egard suggestions list | yes | no | undo`: who is probably one person, at the command line."""

from __future__ import annotations

import getpass
from typing import Literal

import click
import msgspec

from schemas.documents import Suggestion
from schemas.errors import Refused
from services.commands.lines import say
from services.commands.people import data_option, known, with_state
from streams.desk import utc_now
from streams.orders import answer, take_back
from streams.rules.identity.words import why
from streams.state import State
from streams.wire import Producer

AT_ONCE = 1000


@click.group("suggestions")
def command() -> None:
    """Who is probably one person; a yes, a no, and taking either back."""


@command.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--language", type=click.Choice(["fr", "en"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="A JSON line each: persons, names, probability, why, features.")
@data_option
def list_(limit: int, language: str, as_json: bool, data: str | None) -> None:
    """The most probable first."""

    async def work(state: State, _: Producer) -> None:
        for each in await state.suggestions.open(limit):
            told = why(each.features, *each.names, language)
            if as_json:
                line = {"suggest": each.persons, "names": each.names, "probability": each.probability, "why": told}
                say(msgspec.json.encode(line | {"features": each.features, "at": each.at}))
            else:
                say(f"{each.probability:.2f}  {each.persons[0]}  {each.persons[1]}  {told}")

    with_state(data, work)


@command.command()
@click.argument("person", required=False)
@click.argument("other", required=False)
@click.option("--at-least", type=click.FloatRange(0.5, 1), metavar="P", help="All of that probability and above, instead of two.")
@data_option
def yes(person: str | None, other: str | None, at_least: float | None, data: str | None) -> None:
    """PERSON and OTHER are one."""
    _answer("same", person, other, at_least, data)


@command.command()
@click.argument("person")
@click.argument("other")
@data_option
def no(person: str, other: str, data: str | None) -> None:
    """PERSON and OTHER are two, and it is not asked again."""
    _answer("different", person, other, None, data)


@command.command()
@data_option
def undo(data: str | None) -> None:
    """Take back what you said last."""

    async def work(state: State, producer: Producer) -> None:
        said = next((each for each in await state.suggestions.answered(AT_ONCE) if each.by == getpass.getuser()), None)
        if said is None or said.batch is None:
            raise Refused("undo", "you have said nothing", "see `egard suggestions list` for what could be said")
        for done in await take_back(state, producer, said.batch, by=getpass.getuser(), at=utc_now()):
            say(f"taken back for {done.person}")

    with_state(data, work)


def _answer(which: Literal["same", "different"], person: str | None, other: str | None, at_least: float | None, data: str | None) -> None:
    if bool(person and other) == (at_least is not None):
        raise Refused("PERSON", "say which two, or --at-least", "egard suggestions yes p_... p_..., or --at-least 0.99 alone")

    async def work(state: State, producer: Producer) -> None:
        if at_least is None:
            asked = [await _between(state, person or "", other or "")]
        else:
            asked = [each for each in await state.suggestions.open(AT_ONCE) if each.probability >= at_least]
        for done in await answer(state, producer, asked, say=which, by=getpass.getuser(), at=utc_now()):
            say(f"{done.person} and {done.arguments['with']}: {'one person' if which == 'same' else 'two persons'}")

    with_state(data, work)


async def _between(state: State, person: str, other: str) -> Suggestion:
    """The open one about these two. Raises Refused."""
    one, two = sorted([(await known(state, person))[0], (await known(state, other))[0]])
    found = [each for each in await state.suggestions.get([f"{one} {two}"]) if each.answer is None]
    if not found:
        raise Refused("OTHER", "nothing is asked about these two", "see `egard suggestions list`, or join them by `egard merge`")
    return found[0]
