"""`egard ops`: how the hub is, and what to do about it."""

from __future__ import annotations

import asyncio
import getpass
import sys
from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from schemas.errors import Refused, Unavailable
from services.commands.lines import say
from services.embedded import hub
from streams.settings import read_settings

data_option = click.option("--data", metavar="DIR", help="The hub's data (EGARD_DATA).")
json_option = click.option("--json", "as_json", is_flag=True, help="For programs.")


@click.group("ops")
def command() -> None:
    """Look after a hub: status, doctor, lag, topics, sources, dead letters."""


@command.command("status")
@data_option
@json_option
def status(data: str | None, as_json: bool) -> None:
    """Whether the hub is ready; exit status 0 when it is, 1 when not."""
    said = _status(read_settings(data=data).directory)
    if as_json:
        say(msgspec.json.encode(said))
    else:
        say("ready" if said["ready"] else f"not ready: {'; '.join(said['reasons'])}")
        for name in ("page", "mail", "kafka", "mongo", "backlog"):
            if said[name] is not None:
                say(f"{name:<16}{said[name]}")
        for name, value in {**(said["counts"] or {}), **{f"pid {name}": pid for name, pid in said["pids"].items()}}.items():
            shown = ", ".join(f"{number} {state}" for state, number in value.items()) if isinstance(value, dict) else value
            say(f"{name:<16}{'-' if shown is None else shown}")
    if not said["ready"]:
        sys.exit(1)


def _status(directory: Any) -> dict[str, Any]:
    """What the hub says of itself; the same form when there is none to ask."""
    running = hub.read(directory)
    if running is None:
        reason = f"no hub runs on {directory}"
    else:
        try:
            return hub.ask(running)
        except Unavailable as error:
            reason = str(error)
    return {
        "ready": False,
        "reasons": [reason],
        "page": None,
        "mail": None,
        "kafka": None,
        "mongo": None,
        "pids": {},
        "backlog": None,
        "counts": None,
    }


@command.command("doctor")
@data_option
@json_option
def doctor(data: str | None, as_json: bool) -> None:
    """Check everything that a hub stands on, and say what to do; exit status 1 when something is wrong."""
    from services.ops.doctor import examine

    findings = asyncio.run(examine(read_settings(data=data)))
    for finding in findings:
        if as_json:
            say(msgspec.json.encode(finding))
        else:
            say(f"{'ok ' if finding.good else 'BAD'}  {finding.what:<20} {finding.found}")
            if not finding.good:
                say(f"{'':<26}{finding.remedy}")
    if not all(finding.good for finding in findings):
        sys.exit(1)


@command.command("lag")
@data_option
@json_option
def lag(data: str | None, as_json: bool) -> None:
    """Messages written and not yet acknowledged, by group and topic (a message holds up to 50 events)."""
    from services.ops.lag import lags

    settings = hub.with_engines(read_settings(data=data))
    rows = lags(settings.kafka_url, settings.prefix)
    if not as_json:
        say(f"{'group':<24}{'topic':<24}{'written':>10}{'done':>10}{'lag':>10}")
    for row in rows:
        say(msgspec.json.encode(row) if as_json else f"{row.group:<24}{row.topic:<24}{row.written:>10}{row.done:>10}{row.lag:>10}")


@command.command("topics")
@data_option
@json_option
@click.option("--create", is_flag=True, help="Create those that are missing.")
def topics(data: str | None, as_json: bool, create: bool) -> None:
    """The topics of the path, what they carry and how many partitions they have; exit status 1 when one is missing."""
    from services.ops.topics import seen

    settings = hub.with_engines(read_settings(data=data))
    rows = asyncio.run(seen(settings, create=create))
    for row in rows:
        say(msgspec.json.encode(row) if as_json else f"{row.topic:<24}{row.partitions or 'missing':>8}  {row.carries}")
    if any(row.partitions == 0 for row in rows):
        sys.exit(1)


@command.command("sources")
@data_option
@json_option
@click.option("--forget", metavar="SOURCE", multiple=True, help="One that nothing will come from any more: it is not called silent then.")
def sources(data: str | None, as_json: bool, forget: tuple[str, ...]) -> None:
    """Where things come from: how much, when last, and what is wrong."""
    from services.ops.sources import forgotten, seen

    for source in forget:
        if not _with_state(data, lambda state, _, source=source: forgotten(state, source)):
            raise Refused("--forget", f"there is no source {source}", "see `egard ops sources`")
    _print_sources(_with_state(data, lambda state, _: seen(state, datetime.now(UTC))), as_json)


@command.command("reconcile")
@data_option
@json_option
@click.option("--wait", "wait_s", default=300.0, show_default=True, help="Seconds to wait for the count.")
def reconcile(data: str | None, as_json: bool, wait_s: float) -> None:
    """Count every mailbox against what is here, now; what is missing is fetched again. Exit status 1 when something is missing still."""
    from services.ops.sources import recount

    found = _with_state(data, lambda state, _: recount(state, datetime.now(UTC), within_s=wait_s))
    if not found and not as_json:
        say("no mailbox is read; see EGARD_IMAP_URLS")
    _print_sources(found, as_json)
    if any(one.lacking or one.source.count_asked_at is not None for one in found):
        sys.exit(1)


def _print_sources(found: list[Any], as_json: bool) -> None:
    from services.ops.sources import wrong

    if not as_json and found:
        say(f"{'source':<36}{'last (UTC)':<18}{'accepted':>10}{'again':>8}{'refused':>9}{'theirs':>9}{'ours':>9}")
    for one in found:
        source, box = one.source, one.source.mailbox
        said = list(wrong(one))
        if as_json:
            say(
                msgspec.json.encode(
                    {**msgspec.to_builtins(source), "silence": msgspec.to_builtins(one.silence), "lacking": one.lacking, "wrong": said}
                )
            )
            continue
        last = f"{source.last_at:%Y-%m-%d %H:%M}" if source.last_at else "never"
        theirs, ours = (box.theirs, box.ours) if box and box.counted_at else ("", "")
        numbers = f"{source.accepted:>10}{source.duplicates:>8}{source.refused:>9}{theirs!s:>9}{ours!s:>9}"
        say(f"{source.id:<36}{last:<18}{numbers}")
        if source.refused_at:
            said.append(f"refused last at {source.refused_at:%Y-%m-%d %H:%M}: {source.refusal}")
        if source.count_asked_at is not None:
            said.append("it was asked to be counted and is not yet")
        for line in said:
            say(f"    {line}")


@command.group("dead")
def dead() -> None:
    """Dead letters: what could not be handled, with the reason and the original."""


@dead.command("list")
@data_option
@json_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def dead_list(data: str | None, as_json: bool, limit: int) -> None:
    """The latest, newest first."""
    for letter in _with_state(data, lambda state, _: state.dead_letters.latest(limit)):
        if as_json:
            say(msgspec.json.encode(_plain(letter)))
        else:
            reason = f"{letter.where}: {letter.reason}"
            say(f"{letter.id}  {letter.last_at:%Y-%m-%d %H:%M}  {letter.stage:<10} {letter.attempts:>3}x  {reason[:100]}")


@dead.command("show")
@click.argument("letter")
@data_option
@json_option
def dead_show(letter: str, data: str | None, as_json: bool) -> None:
    """One dead letter, with the event that could not be handled."""
    found = _plain(_with_state(data, lambda state, _: _known(state, letter)))
    if as_json:
        say(msgspec.json.encode(found))
        return
    for name, value in found.items():
        if value is not None:
            say(f"{name:<14}{value}")


@dead.command("replay")
@click.argument("letters", nargs=-1, required=True)
@data_option
def dead_replay(letters: tuple[str, ...], data: str | None) -> None:
    """Hand LETTERS on again, after whatever was wrong is put right."""
    _order(data, "replay", letters)
    say(f"{len(letters)} to be handed on again; see `egard ops dead list`")


@dead.command("drop")
@click.argument("letters", nargs=-1, required=True)
@data_option
@click.confirmation_option(prompt="Nobody will look at them again. Drop them?")
def dead_drop(letters: tuple[str, ...], data: str | None) -> None:
    """Give LETTERS up; their originals stay."""
    _order(data, "drop", letters)
    say(f"{len(letters)} to be dropped")


def _order(data: str | None, do: Any, letters: tuple[str, ...]) -> None:
    """A decision of a person at the command line takes the same way as one on the page."""
    from streams.orders import order

    async def work(state: Any, producer: Any) -> None:
        found = [await _known(state, letter) for letter in letters]
        for letter in found:
            await order(state, producer, do=do, person=letter.subject, by=getpass.getuser(), at=datetime.now(UTC), letter=letter.id)

    _with_state(data, work)


async def _known(state: Any, letter: str) -> Any:
    found = await state.dead_letters.get(letter)
    if found is None:
        raise Refused("LETTER", f"there is no dead letter {letter}", "see `egard ops dead list`")
    return found


def _plain(letter: Any) -> dict[str, Any]:
    """As text: the event came as JSON, or as whatever it was."""
    return {**msgspec.to_builtins(letter), "event": letter.event.decode("utf-8", "backslashreplace")}


def _with_state(data: str | None, work: Any) -> Any:
    from streams.state import State
    from streams.wire import Producer

    async def run() -> Any:
        settings = hub.with_engines(read_settings(data=data))
        state, producer = State.connect(settings.mongo_url), Producer(settings)
        try:
            return await work(state, producer)
        finally:
            await producer.stop()
            state.close()

    return asyncio.run(run())
